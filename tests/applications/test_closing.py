"""A round that closes later or earlier than it said, and who is told."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.test import Client

from applications import closing
from applications.models import Application
from fund.kit.states import Refused
from fund.models import Job, Letter, Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]
NOW = datetime(2027, 2, 1, 12, tzinfo=UTC)
CLOSES = datetime(2027, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def open_round(db: None) -> Round:
    return factories.make_round(
        name="Living well", slug="living-well", opens_at=NOW - timedelta(days=9), closes_at=CLOSES
    )


@pytest.fixture
def applied(open_round: Round, group: Organisation, ann: User) -> Application:
    factories.make_application(open_round, group, by=ann, state="submitted")
    factories.make_application(
        open_round, factories.make_organisation(factories.make_person("Wilma")), state="withdrawn"
    )
    factories.make_application(
        open_round, factories.make_organisation(factories.make_person("Tess")), is_test=True, number=1, reference="T"
    )
    factories.make_application(factories.make_round(), factories.make_organisation(factories.make_person("Else")))
    return factories.make_application(open_round, group, by=ann)


def words_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def unwrapped(text: str) -> str:
    return " ".join(text.split())


LONGER = {"day": "15 March 2027", "clock": "5pm", "reason": "Snow closed the schools."}


def test_people_get_longer_and_all_who_apply_are_told_once(
    applied: Application, open_round: Round, ann: User, olive: User, door: Door, work: Callable[[], None]
) -> None:
    door(olive).post("/fund/rounds/living-well/extend/", LONGER)
    open_round.refresh_from_db()
    assert (open_round.closes_at, open_round.was_to_close_at) == (datetime(2027, 3, 15, 17, tzinfo=UTC), CLOSES)
    newest = open_round.history.first()
    assert (newest.history_user, newest.history_change_reason) == (olive, "Snow closed the schools.")
    work()
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == (ann, "round_extended")
    assert letter.subject == "Living well now closes on Monday 15 March 2027, 5pm"
    assert "Before, it was Monday 1 March 2027, 9am." in unwrapped(letter.text)
    assert "Why: Snow closed the schools." in letter.text
    assert Job.objects.get().result == {"groups": 1}


def test_the_public_page_says_that_it_was_extended(open_round: Round, olive: User, door: Door) -> None:
    closing.extend(open_round, closes_at=CLOSES + timedelta(days=1), reason="Snow", by=olive)
    closing.extend(open_round, closes_at=CLOSES + timedelta(days=2), reason="More snow", by=olive)
    page = words_of(door(None).get("/rounds/living-well/"))
    assert "<strong>Extended, was Monday 1 March 2027, 9am.</strong> More snow" in page
    assert "Extended, was Monday 1 March 2027, 9am." in words_of(door(None).get("/rounds/"))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"day": "1 March 2027", "clock": "9am"}, "Enter a time after Monday 1 March 2027, 9am"),
        ({"day": "28 March 2027", "clock": "1:30am"}, "which does not exist"),
        ({"day": "31 October 2027", "clock": "1:30am"}, "which comes twice"),
        ({"day": ""}, "Enter the new closing day"),
        ({"clock": "late"}, "Enter a time of day, like 9am"),
        ({"reason": " "}, "Say why. Everybody who applies reads it"),
    ],
)
def test_a_later_time_that_does_not_fit_is_told(
    open_round: Round, olive: User, door: Door, changed: dict[str, str], words: str
) -> None:
    response = door(olive).post("/fund/rounds/living-well/extend/", LONGER | changed)
    assert response.status_code == 422
    assert words in words_of(response)
    assert (Round.objects.get().closes_at, Job.objects.count()) == (CLOSES, 0)


def test_a_round_does_not_close_after_its_panel_met(open_round: Round, olive: User) -> None:
    Round.objects.update(panel_on="2027-03-10")
    with pytest.raises(Refused, match="The date “panel meets” is Wednesday 10 March 2027, .* Change that date first"):
        closing.extend(open_round, closes_at=CLOSES + timedelta(days=14), reason="Snow", by=olive)
    closing.extend(open_round, closes_at=CLOSES + timedelta(days=9), reason="Snow", by=olive)


def test_a_round_that_closed_can_open_again_until_it_is_announced(open_round: Round, olive: User) -> None:
    with time_machine.travel(CLOSES + timedelta(days=1), tick=False):
        closing.extend(open_round, closes_at=CLOSES + timedelta(days=2), reason="The site was away", by=olive)
        assert open_round.is_open()
        Round.objects.update(announced_at=CLOSES)
        with pytest.raises(Refused, match="cannot open again"):
            closing.extend(open_round, closes_at=CLOSES + timedelta(days=3), reason="More", by=olive)


def test_what_has_no_end_and_what_is_a_draft_cannot_be_extended(open_round: Round, olive: User, door: Door) -> None:
    Round.objects.update(closes_at=None, is_rolling=True)
    with pytest.raises(Refused, match="has no closing time"):
        closing.extend(open_round, closes_at=CLOSES, reason="More", by=olive)
    assert door(olive).get("/fund/rounds/living-well/extend/").status_code == 403
    Round.objects.update(state="draft")
    with pytest.raises(Refused, match="is not published"):
        closing.close_early(open_round, reason="Less", by=olive)
    with pytest.raises(Refused, match="Say why"):
        Round.objects.update(state="published")
        closing.close_early(open_round, reason=" ", by=olive)


def test_a_round_is_closed_now(
    applied: Application, open_round: Round, ann: User, olive: User, door: Door, work: Callable[[], None]
) -> None:
    door(olive).post("/fund/rounds/living-well/close/", {"when": "now", "reason": "The money is spent."})
    open_round.refresh_from_db()
    assert (open_round.closes_at, open_round.is_open()) == (NOW, True)  # the closing instant itself is in time
    with time_machine.travel(NOW + timedelta(microseconds=1), tick=False):
        assert (open_round.is_open(), open_round.phase()) == (False, "Being assessed")
        assert "Closed early, was Monday 1 March 2027, 9am." in words_of(door(None).get("/rounds/living-well/"))
    work()
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == (ann, "round_closes_early")
    assert "It closes on Monday 1 February 2027, midday. Before, it was Monday 1 March 2027, 9am." in unwrapped(
        letter.text
    )
    with time_machine.travel(NOW + timedelta(microseconds=1), tick=False):
        assert door(olive).get("/fund/rounds/living-well/close/").status_code == 403


def test_a_round_closes_early_at_a_time(open_round: Round, olive: User, door: Door) -> None:
    sent = {"when": "then", "day": "8 February 2027", "clock": "17:00", "reason": "So many applied."}
    door(olive).post("/fund/rounds/living-well/close/", sent)
    assert Round.objects.get().closes_at == datetime(2027, 2, 8, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"when": "then"}, "Enter the day on which it closes"),
        ({"when": "then", "day": "8/2/2027"}, "Enter the time at which it closes"),
        ({"when": "then", "day": "1/2/2027", "clock": "9am"}, "Enter a time that is still to come"),
        ({"when": "then", "day": "2/3/2027", "clock": "9am"}, "To give people longer, extend the round"),
        ({}, "Choose when it closes"),
    ],
)
def test_an_earlier_time_that_does_not_fit_is_told(
    open_round: Round, olive: User, door: Door, sent: dict[str, str], words: str
) -> None:
    response = door(olive).post("/fund/rounds/living-well/close/", {"reason": "So many applied.", **sent})
    assert response.status_code == 422
    assert words in words_of(response)
    assert Round.objects.get().closes_at == CLOSES


def test_a_rolling_round_is_open_until_somebody_closes_it(open_round: Round, olive: User) -> None:
    Round.objects.update(closes_at=None, is_rolling=True)
    open_round.refresh_from_db()
    assert open_round.is_open(NOW + timedelta(days=5000))
    closing.close_early(open_round, reason="The fund ends.", by=olive)
    with time_machine.travel(NOW + timedelta(microseconds=1), tick=False):
        assert (open_round.is_open(), list(Round.objects.open())) == (False, [])
        assert open_round.phase() == "Being assessed"


def test_a_rolling_round_is_announced_batch_by_batch(open_round: Round, ann: User, morag: User) -> None:
    from applications import announcing

    Round.objects.update(closes_at=None, is_rolling=True)
    decided = factories.make_application(open_round, state="decided")
    factories.make_decision(decided)
    waiting = factories.make_application(open_round, state="submitted")
    assert announcing.announce(open_round, by=morag) == [decided]
    open_round.refresh_from_db()
    waiting.refresh_from_db()
    assert (waiting.state, open_round.phase(), open_round.is_open()) == ("submitted", "Open", True)


# Two stages


@pytest.fixture
def two_stages(db: None) -> Round:
    """Short notes close on 15 February, whole applications on 1 March."""
    return factories.make_two_stage_round(
        name="Living well",
        slug="living-well",
        opens_at=NOW - timedelta(days=9),
        note_closes_at=datetime(2027, 2, 15, 9, tzinfo=UTC),
        closes_at=CLOSES,
    )


@pytest.fixture
def cast(two_stages: Round, group: Organisation, ann: User) -> dict[str, User]:
    """Ann writes a note, Ned handed one in, Ivy is invited, and of Una the fund wanted no more."""
    factories.make_application(two_stages, group, by=ann)
    people = {"ann": ann}
    for name, state in (("Ned", "note_in"), ("Ivy", "invited"), ("Una", "not_invited")):
        people[name.lower()] = person = factories.make_person(name)
        factories.make_application(two_stages, factories.make_organisation(person), by=person, state=state)
    return people


def told(kind: str) -> set[str]:
    return {letter.to.name for letter in Letter.objects.filter(kind=kind)}


def test_short_notes_get_longer_and_their_writers_alone_are_told(
    cast: dict[str, User], two_stages: Round, olive: User, door: Door, work: Callable[[], None]
) -> None:
    sent = {"stage": "note", "day": "18 February 2027", "clock": "5pm", "reason": "Snow closed the schools."}
    response = door(olive).post("/fund/rounds/living-well/extend/", sent, follow=True)
    assert "Short notes to Living well now close on Thursday 18 February 2027, 5pm." in words_of(response)
    assert "Short notes close Thursday 18 February 2027, 5pm Closes Monday 1 March 2027, 9am" in " ".join(
        re.sub("<[^>]+>", " ", response.content.decode()).split()
    )
    two_stages.refresh_from_db()
    assert (two_stages.note_closes_at, two_stages.closes_at) == (datetime(2027, 2, 18, 17, tzinfo=UTC), CLOSES)
    work()
    assert told("round_extended") == {cast["ann"].name, cast["ned"].name}
    letter = Letter.objects.filter(to=cast["ann"]).get()
    assert letter.subject == "Short notes to Living well now close on Thursday 18 February 2027, 5pm"
    assert "Before, it was Monday 15 February 2027, 9am." in unwrapped(letter.text)
    page = words_of(door(None).get("/rounds/living-well/"))
    assert "Short notes: extended, was Monday 15 February 2027, 9am.</strong> Snow closed the schools." in page
    assert "Short notes close <strong>Thursday 18 February 2027, 5pm" in words_of(door(None).get("/rounds/"))


def test_whole_applications_get_longer_and_note_writers_read_which_stage_it_is(
    cast: dict[str, User], two_stages: Round, olive: User, door: Door, work: Callable[[], None]
) -> None:
    door(olive).post("/fund/rounds/living-well/extend/", LONGER | {"stage": "whole"})
    two_stages.refresh_from_db()
    assert (two_stages.note_closes_at.day, two_stages.closes_at) == (15, datetime(2027, 3, 15, 17, tzinfo=UTC))
    work()
    assert told("round_extended") == {cast[name].name for name in ("ann", "ned", "ivy")}
    invited, writing = (unwrapped(Letter.objects.get(to=cast[name]).text) for name in ("ivy", "ann"))
    assert "Whole applications now close on Monday 15 March 2027, 5pm." in invited
    assert "second stage" not in invited
    assert "This is about the second stage" in writing
    assert "Short notes close on Monday 15 February 2027, 9am." in writing


def test_which_closing_moves_is_asked_while_notes_are_open(two_stages: Round, olive: User, door: Door) -> None:
    for name, sent in (("extend", LONGER), ("close", {"when": "now", "reason": "Snow"})):
        response = door(olive).post(f"/fund/rounds/living-well/{name}/", sent)
        assert (response.status_code, "Choose which closing time moves" in words_of(response)) == (422, True)
    with time_machine.travel(NOW + timedelta(days=20), tick=False):
        assert "Which closing time moves?" not in words_of(door(olive).get("/fund/rounds/living-well/extend/"))
        door(olive).post("/fund/rounds/living-well/extend/", LONGER)
    assert Round.objects.get().closes_at == datetime(2027, 3, 15, 17, tzinfo=UTC)


def test_short_notes_do_not_close_after_the_round(two_stages: Round, olive: User) -> None:
    with pytest.raises(Refused, match="The date “closes” is Monday 1 March 2027, 9am, and short notes would close"):
        closing.extend(two_stages, closes_at=CLOSES, reason="Snow", is_note=True, by=olive)
    with pytest.raises(Refused, match="Short notes close on Monday 15 February 2027, 9am. Choose a time after that"):
        closing.close_early(two_stages, closes_at=NOW + timedelta(days=3), reason="Snow", by=olive)


def test_short_notes_close_now_and_later_whole_applications(
    cast: dict[str, User], two_stages: Round, olive: User, door: Door, work: Callable[[], None]
) -> None:
    address = "/fund/rounds/living-well/close/"
    door(olive).post(address, {"stage": "note", "when": "now", "reason": "So many notes."})
    two_stages.refresh_from_db()
    assert (two_stages.note_closes_at, two_stages.closes_at) == (NOW, CLOSES)
    work()
    assert told("round_closes_early") == {cast["ann"].name, cast["ned"].name}
    assert Letter.objects.filter(to=cast["ann"]).get().subject.startswith("Short notes to Living well close earlier")
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        assert (two_stages.is_open(), two_stages.is_open(is_invited=True)) == (False, True)
        door(olive).post(address, {"when": "now", "reason": "All are in."})
        assert Round.objects.get().closes_at == NOW + timedelta(days=1)


def test_a_round_of_one_stage_has_no_note_to_extend(open_round: Round, olive: User) -> None:
    with pytest.raises(Refused, match="has no short notes"):
        closing.extend(open_round, closes_at=CLOSES + timedelta(days=1), reason="Snow", is_note=True, by=olive)
