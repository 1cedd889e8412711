"""Surgeries: times are offered, each is given once, and whoever booked can move or cancel without an account."""

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund import post, surgeries
from fund.kit.states import Refused
from fund.models import Letter, Round, Surgery, Talk, User
from fund.surgery_forms import BookForm, SurgeryForm
from fund.templatetags.words import moment
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
PERSON = {"name": "Mo MacLeod", "email": "Mo@Example.org", "phone": "", "about": "A walking group", "needs": ""}
NEEDS = "I sign, so I need an interpreter"


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


def book(surgery: Surgery, number: int = 0, **facts: Any) -> tuple[Talk, str]:
    return surgeries.book(surgery, surgery.times[number], **{**PERSON, **facts})


def made(olive: User, **facts: Any) -> Surgery:
    day = timezone.localdate() + timedelta(days=3)
    facts = {"day": day, "starts": time(10), "ends": time(12), "minutes": 30, "at_once": 1, "way": "video", **facts}
    return surgeries.make(by=olive, **{"place": "", "round_": None, **facts})


# Offering times


def test_an_officer_offers_a_day_in_the_words_that_people_type(olive: User, door: Door) -> None:
    day = timezone.localdate() + timedelta(days=3)
    sent = {"day": f"{day:%d/%m/%Y}", "starts": "10am", "ends": "11.45 am", "minutes": "30", "at_once": "2"}
    answer = door(olive).post("/fund/surgeries/new/", {**sent, "way": "in_person", "place": "The Shore, Leith"})
    surgery = Surgery.objects.get()
    assert answer["Location"] == f"/fund/surgeries/{surgery.pk}/"
    assert [timezone.localtime(at).strftime("%H:%M") for at in surgery.times] == ["10:00", "10:30", "11:00"]
    assert (surgery.room, surgery.state, surgery.made_by) == (6, "open", olive)


def test_each_mistake_is_named(olive: User, door: Door) -> None:
    page = text(door(olive).post("/fund/surgeries/new/", {}))
    for words in ("Enter the day", "Enter when the first talk starts", "Choose how you talk"):
        assert words in page
    sent = {"day": "1/1/2020", "starts": "1am", "ends": "11pm", "minutes": "30", "at_once": "1", "way": "in_person"}
    form = SurgeryForm(sent, by=olive)
    assert form.errors == {
        "day": ["Enter a day that is not past"],
        "starts": ["Enter a time between 7am and 10pm"],
        "ends": ["Enter a time between 7am and 10pm"],
        "place": ["Enter the place, so that people find you"],
    }


def test_a_day_without_room_for_one_talk_is_refused(olive: User) -> None:
    words = "No talk of this length fits between these times. Make it longer, or the talks shorter."
    assert refusal(lambda: made(olive, minutes=150)) == words
    words = "This time has gone by. Choose a later one."
    assert refusal(lambda: made(olive, day=timezone.localdate() - timedelta(days=1))) == words


@pytest.mark.parametrize(("night", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25)])
def test_no_change_of_the_clocks_loses_or_doubles_a_time(night: date, hours: int) -> None:
    starts_at = surgeries.at_clock(night, time(0))
    ends_at = surgeries.at_clock(night + timedelta(days=1), time(0))
    surgery = Surgery(starts_at=starts_at, ends_at=ends_at, minutes=30)
    assert len(surgery.times) == len(set(surgery.times)) == hours * 2
    assert {later - sooner for sooner, later in pairwise(surgery.times)} == {timedelta(minutes=30)}


def test_a_time_after_the_clocks_changed_is_the_time_on_the_wall() -> None:
    assert moment(surgeries.at_clock(date(2027, 3, 28), time(10))) == "Sunday 28 March 2027, 10am"
    assert moment(surgeries.at_clock(date(2027, 10, 31), time(10))) == "Sunday 31 October 2027, 10am"
    assert surgeries.at_clock(date(2027, 3, 28), time(1, 30)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


# Booking


def test_somebody_books_without_an_account_and_gets_a_letter_with_the_time(door: Door, round_: Round) -> None:
    surgery = factories.make_surgery(place="https://meet.example.org/leith")
    browser = door(None)
    assert "?round=" in text(browser.get(f"/rounds/{round_.slug}/"))
    assert "/help/talk/" in text(browser.get("/help/"))
    when = f"{surgery.pk}-{int(surgery.times[1].timestamp())}"
    answer = browser.post(f"/help/talk/?round={round_.slug}", {**PERSON, "needs": NEEDS, "when": when})
    talk = Talk.objects.get()
    assert (talk.starts_at, talk.email, talk.needs, talk.state) == (surgery.times[1], "mo@example.org", NEEDS, "booked")
    letter = Letter.objects.get(kind="talk_booked")
    assert (letter.address, letter.is_secret, letter.to) == ("mo@example.org", True, None)
    assert moment(talk.starts_at) in letter.text
    assert "https://meet.example.org/leith" in letter.text
    assert answer["Location"] in letter.text
    assert NEEDS not in letter.text
    page = text(browser.get(answer["Location"]))
    assert f"<strong>{moment(talk.starts_at)}</strong>" in page
    assert "does not judge" in text(browser.get("/help/talk/"))


def test_what_is_missing_is_said_and_what_was_typed_stays(door: Door) -> None:
    factories.make_surgery()
    answer = door(None).post("/help/talk/", {"about": "My idea of a walk"})
    page = text(answer)
    assert answer.status_code == 422
    for words in ("Choose a time", "Enter your name", "Enter an e-mail address or a phone number"):
        assert words in page
    assert "My idea of a walk" in page
    assert "Only the fund’s officers who talk with people read this" in page


def test_a_talk_by_phone_needs_a_number_and_one_with_a_number_alone_gets_no_letter(door: Door) -> None:
    surgery = factories.make_surgery(way="phone")
    free = surgeries.free_times()
    form = BookForm({**PERSON, "when": free[0].key}, free=free)
    assert form.errors == {"phone": ["Enter a phone number, because this talk is by phone"]}
    sent = {**PERSON, "email": "", "phone": "0131 496 0000", "when": free[0].key}
    answer = door(None).post("/help/talk/", sent)
    assert Letter.objects.count() == 0
    assert "keep the address of this page" in text(door(None).get(answer["Location"]))
    assert refusal(lambda: book(surgery, 1, email="")).startswith("Give us an e-mail address or a phone number")


def test_each_time_is_given_as_often_as_there_is_somebody_to_talk() -> None:
    surgery = factories.make_surgery(at_once=2)
    assert [book(surgery)[0].number, book(surgery)[0].number] == [1, 2]
    assert refusal(lambda: book(surgery)) == surgeries.NO_ROOM
    assert [one.starts_at for one in surgeries.free_times()] == surgery.times[1:]
    surgeries.give_back(Talk.objects.get(number=1))
    assert book(surgery)[0].number == 1


def test_the_database_gives_no_place_twice() -> None:
    surgery = factories.make_surgery()
    factories.make_talk(surgery)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_talk(surgery)


def test_only_times_that_were_offered_and_are_to_come_can_be_booked() -> None:
    surgery, over = factories.make_surgery(), factories.make_surgery(day=timezone.localdate() - timedelta(days=1))
    gone = "This time can no longer be booked. Choose another one."
    assert refusal(lambda: surgeries.book(surgery, surgery.starts_at + timedelta(minutes=7), **PERSON)) == gone
    assert refusal(lambda: book(over)) == gone
    closed = factories.make_surgery(state="closed")
    assert refusal(lambda: book(closed)) == "This day takes no more bookings. Choose another time."
    assert {one.surgery for one in surgeries.free_times()} == {surgery}


def test_a_round_shows_its_own_times_and_those_for_any(round_: Round) -> None:
    mine, any_round = factories.make_surgery(round=round_), factories.make_surgery()
    factories.make_surgery(round=factories.make_round())
    assert {one.surgery for one in surgeries.free_times(round_)} == {mine, any_round}


def test_times_taken_between_looking_and_sending_are_said(door: Door) -> None:
    surgery = factories.make_surgery()
    when = surgeries.free_times()[0].key
    book(surgery)
    answer = door(None).post("/help/talk/", {**PERSON, "when": when})
    assert (answer.status_code, Talk.objects.count()) == (422, 1)
    assert "Somebody has just taken this time. Choose another one" in text(answer)


@pytest.mark.parametrize("round_of", ["no-such-round", "%00"])
def test_an_unknown_round_is_not_found(door: Door, round_of: str) -> None:
    assert door(None).get(f"/help/talk/?round={round_of}").status_code == (404 if round_of != "%00" else 200)


def test_looking_for_a_time_costs_the_same_for_one_surgery_and_for_three(door: Door) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            door(None).get("/help/talk/")
        return len(queries)

    book(factories.make_surgery())
    one = cost()
    for _ in range(2):
        book(factories.make_surgery())
    assert cost() == one


# Behind the private link


def test_opening_the_link_changes_nothing_and_a_button_cancels(door: Door) -> None:
    surgery = factories.make_surgery()
    talk, token = book(surgery, needs=NEEDS)
    for _ in range(3):
        door(None).get(f"/t/{token}/")
    assert Talk.objects.get().state == "booked"
    answer = door(None).post(f"/t/{token}/", {"cancel": "yes"}, follow=True)
    assert "Your talk is cancelled" in text(answer)
    fresh = Talk.objects.get()
    assert (fresh.state, fresh.needs) == ("cancelled", "")
    assert Letter.objects.get(kind="talk_given_back").address == "mo@example.org"
    again = door(None).post(f"/t/{token}/", {"cancel": "yes"})
    assert again.status_code == 409
    assert "is over or was cancelled" in text(again)


def test_a_talk_moves_to_another_time_and_the_old_link_closes(door: Door) -> None:
    surgery, other = factories.make_surgery(), factories.make_surgery(day=timezone.localdate() + timedelta(days=9))
    _, token = book(surgery)
    when = f"{other.pk}-{int(other.times[2].timestamp())}"
    answer = door(None).post(f"/t/{token}/", {"when": when})
    talk = Talk.objects.get()
    assert (talk.surgery, talk.starts_at) == (other, other.times[2])
    assert door(None).get(f"/t/{token}/").status_code == 404
    assert door(None).get(answer["Location"]).status_code == 200
    newest = Letter.objects.filter(kind="talk_booked").latest("pk")
    assert newest.subject == f"Your talk with us has a new time: {moment(talk.starts_at)}"
    assert answer["Location"] in newest.text
    assert surgeries.free_times()[0].starts_at == surgery.times[0]


def test_moving_there_and_back_writes_a_letter_each_time() -> None:
    surgery = factories.make_surgery()
    talk, _ = book(surgery)
    surgeries.move(talk, surgery, surgery.times[1])
    surgeries.move(talk, surgery, surgery.times[0])
    assert Letter.objects.filter(kind="talk_booked").count() == 3


def test_a_talk_cannot_move_to_a_time_that_is_taken() -> None:
    surgery = factories.make_surgery()
    talk, _ = book(surgery)
    book(surgery, 1)
    assert refusal(lambda: surgeries.move(talk, surgery, surgery.times[1])) == surgeries.NO_ROOM


def test_a_talk_that_is_over_stays_as_it_was() -> None:
    over = factories.make_talk(factories.make_surgery(day=timezone.localdate() - timedelta(days=1)))
    words = "This talk is over or was cancelled, so it can no longer change. You can book another one."
    assert refusal(lambda: surgeries.give_back(over)) == words
    assert refusal(lambda: surgeries.move(over, factories.make_surgery(), timezone.now())) == words


# Changing what is offered


def changed(surgery: Surgery, door: Door, olive: User, **sent: Any) -> HttpResponse:
    """What an officer changes on the page of a surgery, everything else as the page shows it."""
    starts, ends = timezone.localtime(surgery.starts_at), timezone.localtime(surgery.ends_at)
    shown = {"day": f"{starts:%d/%m/%Y}", "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}"}
    shown |= {"minutes": "30", "at_once": "1", "way": surgery.way, "place": surgery.place}
    return door(olive).post(f"/fund/surgeries/{surgery.pk}/change/", {**shown, **sent}, follow=True)


def test_a_surgery_moves_and_those_who_booked_go_along_and_are_told(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    (first, old_link), (second, _) = book(surgery), book(surgery, 1, email="una@example.org")
    phoned, phone_link = book(surgery, 2, name="Una Urquhart", email="", phone="0131 496 0001")
    Letter.objects.all().delete()
    talks_at = surgery.times
    page = text(changed(surgery, door, olive, starts="10:30", ends="12:30", words="The room is taken before."))
    assert "Phone Una Urquhart on 0131 496 0001: they gave no e-mail address." in page
    surgery.refresh_from_db()
    half = timedelta(minutes=30)
    assert surgery.times == [when + half for when in talks_at]
    for talk, place in ((first, 0), (second, 1), (phoned, 2)):
        was_at, number = talk.starts_at, talk.number
        talk.refresh_from_db()
        assert (was_at, talk.starts_at, talk.number) == (talks_at[place], talks_at[place] + half, number)
    assert set(Letter.objects.values_list("kind", "address")) == {
        ("talk_changed", "mo@example.org"),
        ("talk_changed", "una@example.org"),
    }
    letter = Letter.objects.get(address="mo@example.org")
    assert letter.subject == f"Your talk with us has a new time: {moment(first.starts_at)}"
    said = " ".join(letter.text.split())
    assert f"Before, it was {moment(talks_at[0])}." in said
    assert "The room is taken before." in said
    assert door(None).get(f"/t/{old_link}/").status_code == 404
    (new_link,) = re.findall(r"/t/[\w-]+/", letter.text)
    assert f"<strong>{moment(first.starts_at)}</strong>" in text(door(None).get(new_link))
    assert moment(phoned.starts_at) in text(door(None).get(f"/t/{phone_link}/"))


def test_another_length_moves_each_talk_to_its_place_in_the_row(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    talks = [book(surgery, number, email=f"p{number}@example.org")[0] for number in range(3)]
    changed(surgery, door, olive, minutes="20")
    starts = surgery.starts_at
    assert list(Talk.objects.order_by("pk").values_list("starts_at", flat=True)) == [
        starts + timedelta(minutes=20 * number) for number in range(3)
    ]
    assert Letter.objects.filter(kind="talk_changed").count() == len(talks)
    first = Letter.objects.get(kind="talk_changed", address="p0@example.org")
    assert first.subject == f"Your talk with us on {moment(starts)} changes"
    assert "for 20 minutes." in " ".join(first.text.split())
    assert "Before, it was" not in first.text


def test_another_way_or_place_is_told_and_another_round_or_more_talks_at_once_are_not(
    olive: User, door: Door, round_: Round
) -> None:
    surgery = factories.make_surgery()
    book(surgery)
    changed(surgery, door, olive, at_once="3", round_=str(round_.pk))
    surgery.refresh_from_db()
    assert (surgery.at_once, surgery.round) == (3, round_)
    assert Letter.objects.filter(kind="talk_changed").count() == 0
    changed(surgery, door, olive, at_once="3", way="in_person", place="The Shore, Leith")
    letter = Letter.objects.get(kind="talk_changed")
    assert "In person: The Shore, Leith" in " ".join(letter.text.split())
    assert surgery.history.first().history_user == olive


def test_a_surgery_moves_only_into_the_future_and_keeps_room_for_who_booked(olive: User, door: Door) -> None:
    surgery = factories.make_surgery(at_once=2)
    for _ in range(2):
        book(surgery, 3)
    page = changed(surgery, door, olive, day=f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}", at_once="2")
    assert (page.status_code, "Enter a day that is not past" in text(page)) == (422, True)
    room = "More people have booked than there would be room for. Call their talks off first."
    for sent in ({"at_once": "1"}, {"at_once": "2", "minutes": "60"}):
        page = changed(surgery, door, olive, **sent)
        assert (page.status_code, room in text(page)) == (409, True)
    facts = {"day": timezone.localdate(), "starts": time(0), "ends": time(0, 30), "minutes": 30, "at_once": 2}
    more: dict[str, Any] = {"way": "video", "place": "", "round_": None}
    words = "This time has gone by. Choose a later one."
    assert refusal(lambda: surgeries.change(surgery, by=olive, **facts, **more)) == words
    assert Letter.objects.filter(kind="talk_changed").count() == 0


@pytest.mark.parametrize("facts", [{"state": "cancelled"}, {"day": date(2020, 1, 6)}])
def test_what_is_over_or_called_off_does_not_change(olive: User, door: Door, facts: dict[str, Any]) -> None:
    surgery = factories.make_surgery(**facts)
    assert door(olive).get(f"/fund/surgeries/{surgery.pk}/change/").status_code == 403
    assert "/change/" not in text(door(olive).get(f"/fund/surgeries/{surgery.pk}/"))
    times: dict[str, Any] = {"day": timezone.localdate() + timedelta(days=9), "starts": time(10), "ends": time(12)}
    more: dict[str, Any] = {"minutes": 30, "at_once": 1, "way": "video", "place": "", "round_": None}
    assert refusal(lambda: surgeries.change(surgery, by=olive, **times, **more)).endswith("it can no longer change.")


# Closing and calling off


def test_who_booked_is_told_why_it_is_called_off_and_who_must_be_phoned_is_shown(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    book(surgery, needs=NEEDS)
    book(surgery, 1, name="Una Urquhart", email="", phone="0131 496 0001")
    address = f"/fund/surgeries/{surgery.pk}/cancel/"
    assert "Say why. Those who booked read it" in text(door(olive).post(address, {}))
    page = text(door(olive).post(address, {"reason": "I am ill, sorry."}, follow=True))
    assert "Phone Una Urquhart on 0131 496 0001: they gave no e-mail address." in page
    assert set(Talk.objects.values_list("state", "why", "needs")) == {("called_off", "I am ill, sorry.", "")}
    letter = Letter.objects.get(kind="talk_called_off")
    assert "I am ill, sorry." in letter.text
    assert surgeries.free_times() == []
    assert refusal(lambda: surgeries.close(surgery, by=olive)).startswith("This surgery is now “Called off”")


def test_closing_keeps_what_is_booked_and_takes_nothing_new(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    _, token = book(surgery)
    door(olive).post(f"/fund/surgeries/{surgery.pk}/close/", {"reason": "Full enough"})
    assert refusal(lambda: book(surgery, 1)) == "This day takes no more bookings. Choose another time."
    assert "Your talk is booked" in text(door(None).get(f"/t/{token}/"))
    door(olive).post(f"/fund/surgeries/{surgery.pk}/reopen/")
    assert book(surgery, 1)[0].state == "booked"


def test_one_talk_is_called_off_with_a_reason(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    talk, token = book(surgery)
    door(olive).post(f"/fund/surgeries/talks/{talk.pk}/call-off/", {"reason": "The room is flooded"})
    assert "The room is flooded" in Letter.objects.get(kind="talk_called_off").text
    assert door(None).get(f"/t/{token}/").status_code == 404
    assert door(olive).get(f"/fund/surgeries/talks/{talk.pk}/call-off/").status_code == 403


# The desk


def test_the_list_of_a_day_is_in_the_order_of_the_clock_and_tells_the_needs(olive: User, door: Door) -> None:
    surgery = factories.make_surgery()
    book(surgery, 2, name="Second Sue")
    book(surgery, 0, name="First Fay", needs=NEEDS)
    day = timezone.localdate(surgery.starts_at)
    page = text(door(olive).get(f"/fund/surgeries/day/{day}/"))
    assert page.index("10am First Fay") < page.index(NEEDS) < page.index("11am Second Sue")
    assert "Nobody has booked" in text(door(olive).get(f"/fund/surgeries/day/{day + timedelta(days=1)}/"))


def test_the_days_come_to_an_end(olive: User, door: Door) -> None:
    last = timezone.localdate() + timedelta(days=2 * 366)
    page = text(door(olive).get(f"/fund/surgeries/day/{last}/"))
    assert "The day before" in page and "the day after" not in page
    assert door(olive).get(f"/fund/surgeries/day/{last + timedelta(days=1)}/").status_code == 404
    assert door(olive).get("/fund/surgeries/day/9999-12-31/").status_code == 404


def test_lists_of_the_desk_cost_the_same_for_one_row_and_for_three(olive: User, door: Door) -> None:
    surgery = factories.make_surgery(round=factories.make_round())
    book(surgery)
    pages = ["/fund/surgeries/", f"/fund/surgeries/day/{timezone.localdate(surgery.starts_at)}/"]
    pages.append(f"/fund/surgeries/{surgery.pk}/")
    browser = door(olive)

    def cost(page: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    before = [cost(page) for page in pages]
    for number in (1, 2):
        book(surgery, number)
        book(factories.make_surgery(round=factories.make_round()))
    assert [cost(page) for page in pages] == before


# By the clock


def test_a_reminder_goes_once_the_day_before_and_again_after_a_move() -> None:
    surgery = factories.make_surgery()
    talk, _ = book(surgery)
    book(surgery, 1, email="", phone="0131 496 0000")
    day = timezone.localdate(surgery.starts_at)
    assert surgeries.remind(surgeries.at_clock(day - timedelta(days=2), time(9))) == 0
    assert surgeries.remind(surgeries.at_clock(day - timedelta(days=1), time(9))) == 1
    assert surgeries.remind(surgeries.at_clock(day - timedelta(days=1), time(10))) == 0
    letter = Letter.objects.get(kind="talk_reminder")
    assert letter.subject == f"Tomorrow: your talk with us, {moment(talk.starts_at)}"
    assert re.search(r"/t/[\w-]+/", letter.text)
    surgeries.move(talk, surgery, surgery.times[3])
    assert surgeries.remind(surgeries.at_clock(day - timedelta(days=1), time(11))) == 1


@pytest.mark.parametrize("sunday", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_nights_of_the_clocks_lose_no_reminder(sunday: date) -> None:
    for day in (sunday, sunday + timedelta(days=1)):
        factories.make_talk(factories.make_surgery(day=day), name=str(day))
        Letter.objects.all().delete()
        assert surgeries.remind(surgeries.at_clock(day - timedelta(days=1), time(20, 40))) == 1
        assert "10am" in Letter.objects.get().subject


def test_needs_are_forgotten_a_week_after_and_no_history_knows_them() -> None:
    talk, _ = book(factories.make_surgery(), needs=NEEDS)
    assert surgeries.forget_needs() == 0
    assert surgeries.forget_needs(talk.starts_at + timedelta(days=8)) == 1
    assert Talk.objects.get().needs == ""
    assert not hasattr(Talk.history.first(), "needs")


def test_letters_to_people_who_booked_go_out(mailoutbox: list[Any]) -> None:
    book(factories.make_surgery())
    post.sweep()
    assert [mail.to for mail in mailoutbox] == [["mo@example.org"]]
