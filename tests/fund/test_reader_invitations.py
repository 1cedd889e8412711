"""Asking people to read: the letter, the page behind its link, and what each answer does."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fund import asking_readers
from fund.kit.states import Refused
from fund.models import Letter, ReaderInvitation, Role, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
SENT = {"name": "Rae Reader", "email": "Rae@Example.org", "kind": "both", "words": "You spoke well at the Leith day."}


def link_in(letter: Letter) -> str:
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found is not None, letter.text
    return found.group()


def ask(olive: User, **facts: object) -> tuple[ReaderInvitation, str]:
    facts = {"name": "Rae Reader", "email": "rae@example.org", "kind": "assessor", **facts}
    until = timezone.now() + timedelta(days=21)
    invitation = asking_readers.invite(by=olive, **{"until": until, **facts})  # type: ignore[arg-type]
    return invitation, link_in(Letter.objects.filter(kind="reader_asked").latest("pk"))


def read(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def test_an_officer_asks_somebody_by_a_secret_letter(olive: User, round_: Round, door: Door) -> None:
    day = timezone.localdate() + timedelta(days=10)
    sent = SENT | {"round": round_.pk, "last_day": f"{day:%d/%m/%Y}"}
    assert door(olive).post(reverse("invite-reader"), sent).status_code == 302
    row = ReaderInvitation.objects.get()
    assert (row.email, row.kind, row.round, row.state) == ("rae@example.org", "both", round_, "pending")
    assert (timezone.localdate(row.until), row.invited_by) == (day, olive)
    letter = Letter.objects.get(kind="reader_asked")
    assert (letter.address, letter.to, letter.is_secret) == ("rae@example.org", None, True)
    for words in ("Olive Officer asks you to", round_.name, "You spoke well at the Leith day."):
        assert words in letter.text.replace("\n", " ")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "Enter their name"),
        ({"email": "rae"}, "Enter an e-mail address, like name@example.org"),
        ({"kind": "manager"}, "Choose from the list."),
        ({"last_day": "1/1/2020"}, "Enter a day that is not past"),
        ({"last_day": "1/1/2090"}, "Enter a day within the next six months"),
        ({"last_day": ""}, "Enter the last day to answer"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(
    olive: User, door: Door, change: dict[str, str], words: str
) -> None:
    day = f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}"
    response = door(olive).post(reverse("invite-reader"), SENT | {"last_day": day} | change)
    page = html.unescape(response.content.decode())
    assert (response.status_code, ReaderInvitation.objects.count()) == (422, 0)
    assert words in page and "You spoke well at the Leith day." in page


def test_opening_shows_what_is_asked_and_changes_nothing(olive: User) -> None:
    _, address = ask(olive, words="Please help us")
    for _ in range(3):
        page = read(Client(), address)
        assert Client().head(address).status_code == 200
    assert "Olive Officer asks you to help choose" in page and "Please help us" in page and "Yes, I will" in page
    assert (ReaderInvitation.objects.get().state, User.objects.filter(email="rae@example.org").count()) == (
        "pending",
        0,
    )


def test_somebody_new_says_yes_and_is_led_to_sign_in(olive: User, letters_to: Callable[[User], list[str]]) -> None:
    _, address = ask(olive, kind="both")
    browser = Client()
    answer = browser.post(address, {"yes": "1"})
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={reverse('my-reading')}")
    assert "_auth_user_id" not in browser.session
    rae = User.objects.get(email="rae@example.org")
    assert (rae.name, sorted(rae.roles.values_list("kind", flat=True))) == ("Rae Reader", ["assessor", "panel"])
    row = ReaderInvitation.objects.get()
    assert (row.state, row.accepted_by) == ("accepted", rae) and row.answered_at is not None
    assert letters_to(olive) == ["reader_answered"]


def test_from_the_letter_to_the_rules_of_reading(olive: User) -> None:
    _, address = ask(olive)
    browser = Client()
    sign_in = browser.post(address, {"yes": "1"})["Location"]
    assert "Thank you for saying yes." in browser.get(sign_in).content.decode()
    sent = {"login": "rae@example.org", "next": reverse("my-reading")}
    confirm = browser.post(reverse("account_login"), sent)["Location"]
    code = re.search(r"\n\n([A-Z0-9]{3,}-?[A-Z0-9]{3,})\n\n", mail.outbox[-1].body)
    assert code is not None, mail.outbox[-1].body
    assert browser.post(confirm, {"code": code.group(1)})["Location"] == reverse("my-reading")
    assert "I agree to these rules" in browser.get(reverse("my-reading")).content.decode()
    assert browser.post(reverse("agree-to-read")).status_code == 302
    assert User.objects.get(email="rae@example.org").reader_profile.agreed_at is not None


def test_the_answer_is_the_same_whether_the_address_is_known(olive: User, nia: User) -> None:
    _, to_new = ask(olive)
    _, to_known = ask(olive, email=nia.email, name="Nia")
    pages = [read(Client(), address).replace(address, "") for address in (to_new, to_known)]
    tidied = [
        re.sub(r"(?<=value=\").{64}(?=\")|(?<=nonce=\")[^\"]+", "", page).replace("Rae Reader", "Nia") for page in pages
    ]
    assert tidied[0] == tidied[1]
    answers = [Client().post(address, {"yes": "1"}) for address in (to_new, to_known)]
    assert answers[0]["Location"] == answers[1]["Location"]
    nia.refresh_from_db()
    assert (nia.name, list(nia.roles.values_list("kind", flat=True))) == ("Nia Nobody", ["assessor"])


def test_somebody_signed_in_goes_straight_to_their_reading(olive: User, nia: User, door: Door) -> None:
    _, address = ask(olive, email="NIA@example.org")
    answer = door(nia).post(address, {"yes": "1"}, follow=True)
    assert answer.redirect_chain == [(reverse("my-reading"), 302)]
    assert "Thank you for saying yes." in answer.content.decode()


def test_somebody_signed_in_as_another_person_changes_nothing(olive: User, nia: User, door: Door) -> None:
    _, address = ask(olive)
    page = read(door(nia), address)
    assert "You are signed in as nia@example.org." in page
    assert "Yes, I will" not in page and "rae@example.org" not in page
    for button in ("yes", "no"):
        assert door(nia).post(address, {button: "1"}).status_code == 409
    assert (ReaderInvitation.objects.get().state, Role.objects.filter(user=nia).count()) == ("pending", 0)


def test_the_verb_holds_out_against_another_person_too(olive: User, nia: User) -> None:
    invitation, _ = ask(olive)
    with pytest.raises(Refused, match="you are signed in as nia@example.org"):
        asking_readers.accept(invitation, by=nia)
    with pytest.raises(Refused, match="you are signed in as nia@example.org"):
        asking_readers.decline(invitation, by=nia)


def test_somebody_says_no_with_a_reason_that_officers_read(olive: User, door: Door) -> None:
    _, address = ask(olive)
    browser = Client()
    answer = browser.post(address, {"no": "1", "why_not": "I am in hospital"}, follow=True)
    assert "You said no" in answer.content.decode()
    row = ReaderInvitation.objects.get()
    assert (row.state, row.why_not) == ("declined", "I am in hospital")
    assert not User.objects.filter(email="rae@example.org").exists()
    assert "I am in hospital" in read(door(olive), reverse("readers"))
    letter = Letter.objects.get(kind="reader_answered")
    assert "said no" in letter.text and "hospital" not in letter.text


def test_a_reason_too_long_is_kept_in_the_box(olive: User) -> None:
    _, address = ask(olive)
    answer = Client().post(address, {"no": "1", "why_not": "x" * 301})
    assert answer.status_code == 422
    assert "x" * 301 in answer.content.decode() and "Make this shorter" in answer.content.decode()


@pytest.mark.parametrize(("button", "words"), [("yes", "You said yes"), ("no", "You said no")])
def test_a_second_press_is_answered_clearly(olive: User, button: str, words: str) -> None:
    _, address = ask(olive)
    assert Client().post(address, {button: "1"}).status_code == 302
    for again in ("yes", "no"):
        answer = Client().post(address, {again: "1"})
        assert answer.status_code == 409
        assert words in answer.content.decode()
    assert words in read(Client(), address)
    assert Letter.objects.filter(kind="reader_answered").count() == 1


def test_an_old_link_says_so_and_gives_nothing(olive: User) -> None:
    invitation, address = ask(olive)
    ReaderInvitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert "This invitation has run out" in read(Client(), address)
    assert Client().post(address, {"yes": "1"}).status_code == 409
    invitation.refresh_from_db()
    with pytest.raises(Refused, match="has run out"):
        asking_readers.accept(invitation, by=None)
    assert asking_readers.expire() == 1
    assert "This invitation has run out" in read(Client(), address)
    assert not Role.objects.filter(kind="assessor").exists()


def test_one_taken_back_no_longer_opens(olive: User, door: Door) -> None:
    invitation, address = ask(olive, words="Secret words")
    assert door(olive).post(reverse("take-asking-back", args=[invitation.pk])).status_code == 302
    answer = Client().get(address)
    assert (answer.status_code, "Secret words" in answer.content.decode()) == (404, False)
    assert Client().post(address, {"yes": "1"}).status_code == 404
    invitation.refresh_from_db()
    assert invitation.state == "withdrawn"
    with pytest.raises(Refused, match="Taken back"):
        asking_readers.accept(invitation, by=None)


def test_it_is_sent_again_with_two_weeks_more(olive: User, door: Door) -> None:
    invitation, first = ask(olive)
    ReaderInvitation.objects.update(until=timezone.now() - timedelta(days=1))
    asking_readers.expire()
    assert door(olive).post(reverse("ask-reader-again", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.state, (invitation.until - timezone.now()).days) == ("pending", 13)
    letters = Letter.objects.filter(kind="reader_asked")
    assert letters.count() == 2
    second = link_in(letters.latest("pk"))
    assert second != first
    assert Client().post(second, {"yes": "1"}).status_code == 302
    assert Client().post(first, {"yes": "1"}).status_code == 409


def test_one_that_was_answered_is_not_sent_again(olive: User, door: Door) -> None:
    invitation, address = ask(olive)
    Client().post(address, {"no": "1"})
    assert door(olive).post(reverse("ask-reader-again", args=[invitation.pk])).status_code == 403
    with pytest.raises(Refused, match="Said no"):
        asking_readers.send_again(invitation, by=olive)


def test_nobody_is_asked_twice_at_once_or_for_what_they_do_already(olive: User, sam: User) -> None:
    ask(olive)
    with pytest.raises(Refused, match="rae@example.org is asked already"):
        ask(olive)
    with pytest.raises(Refused, match="has this role already"):
        ask(olive, email="SAM@example.org")
    ask(olive, email=sam.email, kind="both")
    with pytest.raises(Refused, match="cannot ask yourself"):
        ask(olive, email=olive.email)


def test_the_form_says_so_and_keeps_what_was_typed(olive: User, door: Door) -> None:
    ask(olive)
    day = f"{timezone.localdate() + timedelta(days=3):%d/%m/%Y}"
    response = door(olive).post(reverse("invite-reader"), SENT | {"last_day": day})
    page = html.unescape(response.content.decode())
    assert (response.status_code, ReaderInvitation.objects.count()) == (422, 1)
    assert "rae@example.org is asked already" in page and "You spoke well at the Leith day." in page


def test_one_that_ran_out_is_in_nobodys_way(olive: User) -> None:
    ask(olive)
    ReaderInvitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    ask(olive)
    assert sorted(ReaderInvitation.objects.values_list("state", flat=True)) == ["expired", "pending"]


def test_an_old_one_is_not_sent_again_beside_a_newer(olive: User) -> None:
    first, _ = ask(olive)
    ReaderInvitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    ask(olive)
    with pytest.raises(Refused, match="has a newer invitation"):
        asking_readers.send_again(first, by=olive)


def test_an_account_that_is_closed_stays_closed(olive: User, nia: User) -> None:
    _, address = ask(olive, email=nia.email)
    User.objects.filter(pk=nia.pk).update(is_active=False)
    answer = Client().post(address, {"yes": "1"})
    assert answer.status_code == 409
    assert "Write to the fund" in answer.content.decode()
    assert (ReaderInvitation.objects.get().state, Role.objects.filter(user=nia).count()) == ("pending", 0)


def test_an_officer_gives_no_other_role_by_it(olive: User, door: Door) -> None:
    for kind in ("manager", "officer", "finance", "learning", "viewer"):
        assert door(olive).post(reverse("invite-reader"), SENT | {"kind": kind, "last_day": ""}).status_code == 422
    assert not ReaderInvitation.objects.exists()


def test_no_role_but_officers_sees_whom_the_fund_asked(olive: User, morag: User, sam: User, ann: User) -> None:
    ask(olive)
    counts = [ReaderInvitation.objects.visible_to(person).count() for person in (olive, morag, sam, ann)]
    assert counts == [1, 1, 0, 0]


def test_the_list_says_what_came_of_it_and_costs_the_same_for_1_and_30(olive: User, round_: Round, door: Door) -> None:
    client = door(olive)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("readers")).status_code == 200
        return len(queries)

    ask(olive, round_=round_)
    first = cost()
    for number in range(30):
        factories.make_reader_invitation(by=olive, email=f"r{number}@example.org", round=round_)
    assert cost() == first
    page = read(client, reverse("readers"))
    assert "Waiting for an answer" in page and round_.name in page
