"""Statements from outside: asked by letter, written behind a private link, seen by those who may see them."""

import html
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import papers_wanted, supporting
from applications.models import Application, Redaction, SupportingStatement
from fund import post
from fund.kit.states import Refused
from fund.models import DocumentRule, Letter, Organisation, Round, StoredFile, User
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
WORDS = "I send people to Leith Lungs each month. They come back stronger."
LEAK = "Margaret told me of her asthma"


@pytest.fixture
def rule(round_: Round) -> DocumentRule:
    return factories.ask_outsiders(round_, is_required=True)


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User, rule: DocumentRule) -> Application:
    return factories.make_application(round_, group, by=ann)


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def at(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def ask(draft: Application, by: User, **facts: Any) -> tuple[SupportingStatement, str]:
    """Ask Mo, and the path of the link in her letter."""
    facts = {"name": "Mo MacLeod", "email": "mo@example.org", "relation": "Community nurse", **facts}
    statement = supporting.ask(draft, by=by, rule=draft.round.document_rules.get(asks_outsiders=True), **facts)
    return statement, link_in(Letter.objects.get(key=f"statement_asked:{statement.pk}"))


def link_in(letter: Letter) -> str:
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found is not None, letter.text
    return found.group()


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


def photo(name: str = "letter.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"To whom it may concern: they are good.", content_type="text/plain")


# Asking


def test_asking_writes_a_secret_letter_to_the_person_alone(draft: Application, ann: User, door: Door) -> None:
    sent = {"rule": "statements", "name": "Mo MacLeod", "email": "Mo@Example.org", "relation": "Community nurse"}
    answer = door(ann).post(at("statements", draft.pk), sent)
    assert answer["Location"] == at("statements", draft.pk)
    statement = SupportingStatement.objects.get()
    assert (statement.state, statement.email, statement.asked_by) == ("asked", "mo@example.org", ann)
    letter = Letter.objects.get(kind="statement_asked")
    assert (letter.address, letter.to, letter.is_secret) == ("mo@example.org", None, True)
    assert "Leith Lungs" in letter.text
    assert "Community nurse" in " ".join(letter.text.split())
    post.send(letter.pk)
    assert Letter.objects.get(pk=letter.pk).text == ""


def test_each_missing_answer_is_named_and_own_people_cannot_be_asked(draft: Application, ann: User, door: Door) -> None:
    page = text(door(ann).post(at("statements", draft.pk), {}))
    for words in (
        "Enter the name of the person",
        "Enter the e-mail address of the person",
        "Say how the person knows your group",
    ):
        assert words in page
    words = "Ask somebody outside your group. This address belongs to one of your own people"
    sent = {"rule": "statements", "name": "Ann", "email": "ANN@example.org", "relation": "Me"}
    assert words in text(door(ann).post(at("statements", draft.pk), sent))
    assert refusal(lambda: ask(draft, ann, email="ann@example.org")) == words


def test_nobody_is_asked_twice_and_not_too_many_are(draft: Application, ann: User) -> None:
    statement, _ = ask(draft, ann)
    assert refusal(lambda: ask(draft, ann, email="MO@example.org")).startswith("You have asked this person already")
    supporting.decline(statement)
    ask(draft, ann)
    for number in range(supporting.MOST_ASKED - 2):
        ask(draft, ann, email=f"{number}@example.org")
    assert refusal(lambda: ask(draft, ann, email="more@example.org")).startswith("You have asked 10 people")


def test_a_round_that_asks_no_outsiders_asks_none(draft: Application, ann: User) -> None:
    rule = draft.round.document_rules.get(code="governing")
    words = refusal(lambda: supporting.ask(draft, by=ann, rule=rule, name="Mo", email="m@example.org", relation="x"))
    assert words == "This round does not ask for statements here."


def test_a_viewer_reads_the_list_and_asks_nobody(draft: Application, group: Organisation, door: Door) -> None:
    viewer = factories.make_member(group, kind="viewer").user
    assert door(viewer).get(at("statements", draft.pk)).status_code == 200
    assert door(viewer).post(at("statements", draft.pk), {}).status_code == 403


def test_a_reminder_goes_once_a_day_with_a_link_that_works(draft: Application, ann: User, door: Door) -> None:
    statement, _ = ask(draft, ann)
    words = "Mo MacLeod had a letter today already. You can remind them again tomorrow."
    assert refusal(lambda: supporting.remind(statement, by=ann)) == words
    SupportingStatement.objects.update(asked_at=timezone.now() - timedelta(days=1))
    assert door(ann).post(at("remind-statement", statement.pk)).status_code == 302
    assert refusal(lambda: supporting.remind(statement, by=ann)) == words
    letter = Letter.objects.filter(kind="statement_asked").order_by("-pk").first()
    assert letter is not None
    assert letter.subject.startswith("A reminder:")
    assert Client().get(link_in(letter)).status_code == 200


def test_an_ask_that_is_taken_back_closes_the_link_and_drops_the_words(
    draft: Application, ann: User, door: Door
) -> None:
    statement, address = ask(draft, ann)
    supporting.save(statement, words=WORDS, uploaded=photo())
    Redaction.objects.create(application=draft, statement=statement, words="Good.", was=WORDS)
    door(ann).post(at("withdraw-statement", statement.pk))
    statement.refresh_from_db()
    assert not Redaction.objects.exists()
    assert (statement.state, statement.words, statement.file, StoredFile.objects.count()) == ("withdrawn", "", None, 0)
    assert Client().get(address).status_code == 404
    assert "Mo MacLeod" not in text(door(ann).get(at("statements", draft.pk))).replace("Mo MacLeod is no longer", "")


# Behind the link


def test_the_supporter_sees_the_project_in_the_groups_words_and_nothing_personal(draft: Application, ann: User) -> None:
    _, address = ask(draft, ann)
    page = text(Client().get(address))
    assert "Walking back to wellness" in page
    assert "People with lung disease walk together each week and learn from each other." in page
    assert "Community nurse" in page
    for personal in ("Ann Applicant", "0131 496 0000", "ann@example.org", "Weekly walks led by peers.", "9,000"):
        assert personal not in page


def test_a_scanner_that_opens_the_link_changes_nothing(draft: Application, ann: User) -> None:
    _, address = ask(draft, ann)
    for _ in range(3):
        Client().get(address)
        Client().head(address)
    statement = SupportingStatement.objects.get()
    assert (statement.state, statement.history.count()) == ("asked", 1)


def test_a_draft_is_kept_and_nobody_reads_it_before_it_is_sent(
    draft: Application, ann: User, olive: User, door: Door
) -> None:
    _, address = ask(draft, ann)
    browser = Client()
    assert browser.post(address, {"words": LEAK, "save": "yes"})["Location"] == address
    assert LEAK in text(browser.get(address))
    statement = SupportingStatement.objects.get()
    assert (statement.state, statement.words) == ("started", LEAK)
    page = text(door(ann).get(at("statements", draft.pk)))
    assert "Started" in page
    assert LEAK not in page
    Application.objects.update(state="submitted")
    assert LEAK not in text(door(olive).get(at("application", draft.pk)))


def test_a_statement_is_sent_once_and_then_stands(
    draft: Application, ann: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    _, address = ask(draft, ann)
    browser = Client()
    browser.post(address, {"words": WORDS, "send": "yes"})
    statement = SupportingStatement.objects.get()
    assert (statement.state, statement.words, letters_to(ann)) == ("sent", WORDS, ["statement_answered"])
    page = text(browser.get(address))
    assert "Your statement is sent" in page
    assert WORDS in page
    browser.post(address, {"words": "Other words", "send": "yes"})
    browser.post(address, {"decline": "yes"})
    statement.refresh_from_db()
    assert (statement.state, statement.words) == ("sent", WORDS)
    assert WORDS in text(door(ann).get(at("statements", draft.pk)))
    assert refusal(lambda: supporting.remind(statement, by=ann)).startswith("Mo MacLeod has answered already")


def test_four_hundred_words_are_the_most_and_nothing_typed_is_lost(draft: Application, ann: User) -> None:
    _, address = ask(draft, ann)
    page = Client().post(address, {"words": "word " * 401, "send": "yes"})
    assert page.status_code == 422
    assert "Take out 1 word. You have 401, and there is room for 400" in text(page)
    assert "word word word" in text(page)
    assert SupportingStatement.objects.get().state == "asked"
    Client().post(address, {"words": "word " * 400, "send": "yes"})
    assert SupportingStatement.objects.get().state == "sent"


def test_sending_wants_words_or_a_file(draft: Application, ann: User) -> None:
    statement, address = ask(draft, ann)
    page = Client().post(address, {"words": " ", "send": "yes"})
    assert (page.status_code, "Write some words or choose a file before you send it" in text(page)) == (422, True)
    assert (
        refusal(lambda: supporting.send(statement, words="")) == "Write some words or choose a file before you send it."
    )
    assert SupportingStatement.objects.get().state == "asked"


def test_a_letter_comes_back_byte_for_byte_to_those_who_may_see_it(
    draft: Application, ann: User, olive: User, nia: User, sam: User, door: Door
) -> None:
    statement, address = ask(draft, ann)
    Client().post(address, {"words": "", "paper": photo("first.txt"), "save": "yes"})
    assert door(ann).get(at("statement-file", statement.pk)).status_code == 404  # not sent yet
    Client().post(address, {"words": "", "paper": photo("second.txt"), "send": "yes"})
    assert StoredFile.objects.count() == 1  # the second took the place of the first
    answer = door(ann).get(at("statement-file", statement.pk))
    assert b"".join(answer.streaming_content) == b"To whom it may concern: they are good."  # type: ignore[attr-defined]
    assert door(olive).get(at("statement-file", statement.pk)).status_code == 404  # a draft is not the fund's
    Application.objects.update(state="submitted")
    assert door(olive).get(at("statement-file", statement.pk)).status_code == 200
    for person in (nia, sam):
        assert door(person).get(at("statement-file", statement.pk)).status_code == 404


def test_a_harmful_file_is_refused_and_the_words_stay(draft: Application, ann: User) -> None:
    _, address = ask(draft, ann)
    bad = SimpleUploadedFile("letter.pdf", b"MZ\x90\x00 this is a program", content_type="application/pdf")
    page = Client().post(address, {"words": WORDS, "paper": bad, "send": "yes"})
    assert (page.status_code, WORDS in text(page), StoredFile.objects.count()) == (422, True, 0)


def test_somebody_may_say_no(draft: Application, ann: User, letters_to: Callable[[User], list[str]]) -> None:
    _, address = ask(draft, ann)
    Client().post(address, {"words": LEAK, "save": "yes"})
    Client().post(address, {"decline": "yes"})
    statement = SupportingStatement.objects.get()
    assert (statement.state, statement.words, letters_to(ann)) == ("declined", "", ["statement_answered"])
    assert "You said no" in text(Client().get(address))
    assert "Mo MacLeod cannot write a statement" in Letter.objects.get(kind="statement_answered").text


@pytest.mark.parametrize("why", ["closed", "handed in"])
def test_too_late_is_said_kindly_and_what_was_typed_is_shown(draft: Application, ann: User, why: str) -> None:
    statement, address = ask(draft, ann)
    if why == "closed":
        Round.objects.update(closes_at=timezone.now() - timedelta(minutes=1))
    else:
        Application.objects.update(state="submitted")
    assert "It is too late for this statement" in text(Client().get(address))
    page = Client().post(address, {"words": WORDS, "send": "yes"})
    assert (page.status_code, WORDS in text(page), SupportingStatement.objects.get().state) == (409, True, "asked")
    with pytest.raises(Refused):
        supporting.send(statement, words=WORDS)


# What it counts for, and who sees it


def test_a_statement_that_was_sent_counts_like_a_paper(draft: Application, ann: User, rule: DocumentRule) -> None:
    factories.make_statement(draft, by=ann)
    words = "Add 2 files to “Supporting statements”, or ask for them by letter"
    assert (rule, words) in papers_wanted.missing(draft)
    factories.make_statement(draft, by=ann, email="one@example.org", state="sent")
    words = "Add 1 more file to “Supporting statements”, or ask for them by letter"
    assert (rule, words) in papers_wanted.missing(draft)
    draft.documents.create(rule=rule, file=store("backing.pdf"))
    assert rule not in [wanted for wanted, _ in papers_wanted.missing(Application.objects.get())]


@pytest.mark.parametrize("panel_sees_it", [True, False])
def test_readers_outside_see_the_words_only_where_the_round_shows_them_and_never_who_wrote(
    draft: Application,
    rule: DocumentRule,
    ann: User,
    sam: User,
    pat: User,
    olive: User,
    door: Door,
    panel_sees_it: bool,
) -> None:
    DocumentRule.objects.filter(pk=rule.pk).update(panel_sees_it=panel_sees_it)
    statement = factories.make_statement(draft, by=ann, state="sent", sent_at=timezone.now(), words=WORDS)
    SupportingStatement.objects.filter(pk=statement.pk).update(file=store("Mo MacLeod.pdf"))
    unsent = factories.make_statement(draft, by=ann, email="two@example.org", state="started", words=LEAK)
    Application.objects.filter(pk=draft.pk).update(state="in_assessment")
    assessment = factories.make_assessment(draft, sam)
    draft.declarations.create(user=pat, kind="none")
    for person, address in (
        (sam, at("assessment", assessment.pk)),
        (pat, at("panel-application", draft.pk)),
    ):
        page = text(door(person).get(address))
        assert (WORDS in page) == panel_sees_it
        assert "MacLeod" not in page
        assert LEAK not in page
        answer = door(person).get(at("statement-file", statement.pk))
        assert answer.status_code == (200 if panel_sees_it else 404)
        assert "MacLeod" not in answer.get("Content-Disposition", "")
        assert not SupportingStatement.objects.visible_to(person).filter(pk=unsent.pk).exists()
    page = text(door(olive).get(at("application", draft.pk)))
    assert WORDS in page
    assert "Mo MacLeod" in page
    assert LEAK not in page


def test_the_list_costs_the_same_for_one_and_for_three(
    draft: Application, ann: User, door: Door, django_assert_num_queries: Callable[..., Any]
) -> None:
    browser = door(ann)
    factories.make_statement(draft, by=ann, state="sent", sent_at=timezone.now(), words=WORDS)
    browser.get(at("statements", draft.pk))
    for number in range(3):
        with django_assert_num_queries(8):
            browser.get(at("statements", draft.pk))
        factories.make_statement(draft, by=ann, email=f"{number}@example.org")
