"""The short check before applying: what answers mean, that nothing of them is kept, and how an officer writes it."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from fund import eligibility, rounds
from fund.kit.states import Refused
from fund.models import EligibilityQuestion, Round, User
from fund.rounds import BadFile
from tests import factories
from tests.fund.test_public import words
from tests.fund.test_rounds import WHOLE
from tests.journeys.browser import Browser

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]

GOOD = {"scotland": "Yes", "kind": "A charity", "income": "£25,000"}


@pytest.fixture
def checked(round_: Round) -> Round:
    """An open round with one question of each kind."""
    factories.make_eligibility_question(
        round_, "scotland", question="Is the work in Scotland?", because="This round is for work in Scotland."
    )
    factories.make_eligibility_question(
        round_,
        "kind",
        question="What are you?",
        kind="one_of",
        fine=["A charity", "A community group"],
        other=["A business"],
        because="The money goes to groups.",
        try_instead="Find a group to work with.",
        link="https://example.org/groups",
    )
    factories.make_eligibility_question(
        round_,
        "income",
        question="What was your income last year?",
        kind="number",
        fine=[],
        other=[],
        at_least=Decimal(100),
        at_most=Decimal(25000),
        because="This round is for small groups.",
    )
    return round_


def answer(client: Client, round_: Round, **answers: str) -> Any:
    return client.post(reverse("check", args=[round_.slug]), GOOD | answers)


def heading(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    found = re.search(r"<h1[^>]*>([^<]+)</h1>", response.content.decode())
    assert found
    return found[1]


# What answers mean


@pytest.mark.parametrize(
    ("answers", "outcome", "against", "unsure"),
    [
        ({}, "yes", [], []),
        ({"kind": "A community group", "income": Decimal(100)}, "yes", [], []),
        ({"scotland": "No"}, "no", ["scotland"], []),
        ({"income": Decimal("25000.01")}, "no", ["income"], []),
        ({"income": Decimal("99.99"), "kind": "A business"}, "no", ["kind", "income"], []),
        ({"kind": "unsure"}, "ask", [], ["kind"]),
        ({"kind": "unsure", "scotland": "No"}, "no", ["scotland"], ["kind"]),
    ],
)
def test_one_wrong_answer_is_a_no_and_one_doubt_is_a_question(
    checked: Round, answers: dict[str, Any], outcome: str, against: list[str], unsure: list[str]
) -> None:
    given = {"scotland": "Yes", "kind": "A charity", "income": Decimal(25000)} | answers
    verdict = eligibility.judge(checked.eligibility.all(), given)
    assert verdict.outcome == outcome
    assert [question.code for question in verdict.against] == against
    assert [question.code for question in verdict.unsure] == unsure


def test_yes_stands_before_no_whichever_is_fine(round_: Round) -> None:
    question = factories.make_eligibility_question(round_, "done", fine=["No"], other=["Yes"])
    assert eligibility.choices(question) == ["Yes", "No"]
    assert eligibility.is_fine(question, "No")
    assert not eligibility.is_fine(question, "Yes")


# Taking the check


def test_somebody_who_fits_is_told_what_comes_next(door: Door, checked: Round) -> None:
    response = answer(door(None), checked)
    assert heading(response) == "You can apply"
    assert reverse("applications:start", args=[checked.slug]) in response.content.decode()


def test_somebody_who_does_not_fit_is_told_why_and_what_to_try(door: Door, checked: Round) -> None:
    other = factories.make_round(name="Another open round")
    factories.make_round(name="Secret plans", state=Round.State.DRAFT)
    response = answer(door(None), checked, kind="A business")
    text, html = words(response.content.decode()), response.content.decode()
    assert heading(response) == "Probably not this one"
    assert "The money goes to groups. You were asked: What are you? Try: Find a group to work with." in text
    assert '<a href="https://example.org/groups">' in html
    assert reverse("round", args=[other.slug]) in html
    assert "Secret plans" not in text
    assert reverse("applications:start", args=[checked.slug]) not in html
    assert "fund@example.org" in text


def test_somebody_who_is_not_sure_is_asked_to_ask(door: Door, checked: Round) -> None:
    for answers in ({"scotland": "unsure"}, {"income": ""}, {"income": "not sure"}):
        response = answer(door(None), checked, **answers)
        assert heading(response) == "Ask us"
        assert "There is one thing that you were not sure about." in words(response.content.decode())
    both = answer(door(None), checked, scotland="unsure", income="")
    assert "There are some things that you were not sure about." in words(both.content.decode())


def test_a_round_that_opens_later_offers_no_start_yet(door: Door, checked: Round) -> None:
    Round.objects.update(opens_at=timezone.now() + timedelta(days=1))
    response = answer(door(None), checked)
    assert heading(response) == "You can apply"
    assert "Come back when the round opens" in response.content.decode()
    assert reverse("applications:start", args=[checked.slug]) not in response.content.decode()


def test_a_closed_round_is_not_checked_any_more(door: Door, checked: Round) -> None:
    Round.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    response = door(None).get(reverse("check", args=[checked.slug]))
    assert response.status_code == 409
    assert "is closed, so there is nothing to check" in response.content.decode()
    html = door(None).get(reverse("round", args=[checked.slug])).content.decode()
    assert reverse("check", args=[checked.slug]) not in html


def test_each_answer_is_asked_for_and_what_was_typed_stays(door: Door, checked: Round) -> None:
    response = door(None).post(reverse("check", args=[checked.slug]), {"kind": "A business", "income": "lots"})
    html = response.content.decode()
    assert response.status_code == 422
    assert "Choose an answer to “Is the work in Scotland?”, or “I am not sure”" in html
    assert "Enter a number in digits, like 25,000" in html
    assert 'value="lots"' in html
    assert re.search(r'value="A business"[^>]* checked', html)
    assert "(optional)" not in html


def test_an_answer_that_was_not_offered_is_refused(door: Door, checked: Round) -> None:
    response = answer(door(None), checked, kind="A <b>king</b>")
    assert response.status_code == 422
    assert "Choose one of the answers to “What are you?”" in response.content.decode()
    assert "<b>king" not in response.content.decode()


def test_nothing_about_whoever_takes_the_check_is_kept(door: Door, checked: Round) -> None:
    client = door(None)
    with CaptureQueriesContext(connection) as captured:
        response = answer(client, checked, income="12345")
    assert [query["sql"] for query in captured if not query["sql"].startswith("SELECT")] == []
    assert Session.objects.count() == 0
    assert "sessionid" not in client.cookies
    assert response["Cache-Control"] == "no-store, private"
    assert "12345" not in response.content.decode()


def test_the_check_is_offered_where_there_is_one(door: Door, checked: Round) -> None:
    client, address = door(None), reverse("check", args=[checked.slug])
    assert address in client.get(reverse("round", args=[checked.slug])).content.decode()
    EligibilityQuestion.objects.all().delete()
    assert address not in client.get(reverse("round", args=[checked.slug])).content.decode()
    assert client.get(address).status_code == 404


# Writing the check


def rows(*changes: dict[str, Any], known: int = 0) -> dict[str, Any]:
    """What the officer's page sends for these rows."""
    blank = {"kind": "yes_no", "fine_is": "yes"}
    data: dict[str, Any] = {"check-TOTAL_FORMS": len(changes), "check-INITIAL_FORMS": known}
    for number, change in enumerate(changes):
        data |= {f"check-{number}-{name}": value for name, value in (blank | change).items()}
    return data


NEW = {"question": "Is it new?", "because": "This round is for new work."}


def save(client: Client, round_: Round, data: dict[str, Any]) -> Any:
    return client.post(reverse("set-up-check", args=[round_.slug]), data)


def test_an_officer_writes_a_check_row_by_row(door: Door, round_: Round, olive: User) -> None:
    client = door(olive)
    assert save(client, round_, rows(NEW)).status_code == 302
    choice = {"kind": "one_of", "fine": "A charity\n\n A club ", "other": "A business"}
    number = {"kind": "number", "at_most": "£25,000", "link": "www.example.org", "help_text": "Last full year."}
    known = NEW | {"code": "check-1", "fine_is": "no"}
    assert save(client, round_, rows(known, NEW | choice, NEW | number, {}, known=1)).status_code == 302
    found = list(round_.eligibility.values_list("code", "kind", "fine", "other", "at_least", "at_most", "link"))
    assert found == [
        ("check-1", "yes_no", ["No"], ["Yes"], None, None, ""),
        ("check-2", "one_of", ["A charity", "A club"], ["A business"], None, None, ""),
        ("check-3", "number", [], [], None, Decimal(25000), "https://www.example.org"),
    ]
    assert round_.history.first().history_change_reason == "The check before applying was changed"
    assert round_.history.first().history_user == olive


def test_a_question_is_taken_out_even_if_it_is_unfinished(door: Door, checked: Round, olive: User) -> None:
    first = {"code": "scotland", "question": "", "because": "", "remove": "on"}
    second = NEW | {"code": "kind"}
    assert save(door(olive), checked, rows(first, second, known=2)).status_code == 302
    assert list(checked.eligibility.values_list("code", "position")) == [("kind", 0)]


def test_saving_a_check_as_it_is_changes_nothing(checked: Round, olive: User) -> None:
    before = list(checked.eligibility.values())
    browser = Browser(olive).go(reverse("set-up-check", args=[checked.slug])).press("Save the check")
    browser.reads("The check is saved. It has 3 questions.")
    assert list(checked.eligibility.values()) == before


def order(round_: Round) -> list[str]:
    return list(round_.eligibility.values_list("code", flat=True))


def test_questions_are_put_in_order_with_buttons_and_then_saved(checked: Round, olive: User) -> None:
    browser = Browser(olive).go(reverse("set-up-check", args=[checked.slug]))
    browser.press("Move down question 1", **{"check-2-because": "Only small groups."}).press("Move up question 3")
    browser.reads("Not saved yet.")
    assert order(checked) == ["scotland", "kind", "income"]
    assert [browser.see.forms[-1].values[f"check-{n}-code"] for n in range(3)] == [["kind"], ["income"], ["scotland"]]
    browser.press("Save the check").reads("It has 3 questions.")
    assert order(checked) == ["kind", "income", "scotland"]
    income = checked.eligibility.get(code="income")
    assert (income.because, income.at_most, income.kind) == ("Only small groups.", Decimal(25000), "number")


def test_a_question_that_is_not_finished_can_be_moved_and_keeps_what_was_typed(checked: Round, olive: User) -> None:
    browser = Browser(olive).go(reverse("set-up-check", args=[checked.slug]))
    browser.press("Move up question 3", **{"check-3-question": "Is it new?"})
    assert "There is a problem" not in browser.see.words
    browser.press("Move up question 4")
    assert browser.see.forms[-1].values["check-2-question"] == ["Is it new?"]
    browser.press("Save the check").reads("Say why somebody with another answer cannot apply")
    browser.press("Save the check", **{"check-2-because": "For new work."})
    assert order(checked) == ["scotland", "income", "check-1", "kind"]


@pytest.mark.parametrize("asked", ["up-0", "down-7", "up-99", "up-x", "sideways-1"])
def test_a_move_that_cannot_be_leaves_the_order(door: Door, checked: Round, olive: User, asked: str) -> None:
    known = [NEW | {"code": code} for code in ("scotland", "kind", "income")]
    assert save(door(olive), checked, rows(*known, known=3) | {"do": asked}).status_code in (200, 302)
    assert order(checked) == ["scotland", "kind", "income"]


@pytest.mark.parametrize(
    ("change", "words_of_error"),
    [
        ({"question": ""}, "Write the question, or tick “Take this question out”"),
        ({"because": ""}, "Say why somebody with another answer cannot apply"),
        ({"kind": "one_of", "other": "A"}, "Write at least one answer that is fine"),
        ({"kind": "one_of", "fine": "A"}, "Write at least one answer that is not fine"),
        ({"kind": "one_of", "fine": "A", "other": "B\nA"}, "Each answer can be there once only"),
        ({"kind": "number"}, "Say from or up to which number an answer is fine"),
        ({"kind": "number", "at_least": "9", "at_most": "3"}, "Enter a number that is not under “Fine from”"),
        ({"kind": "number", "at_least": "many"}, "Enter a number in digits, like 25,000"),
        ({"link": "javascript:alert(1)"}, "Enter a web address, like www.example.org"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    door: Door, round_: Round, olive: User, change: dict[str, str], words_of_error: str
) -> None:
    response = save(door(olive), round_, rows(NEW | {"help_text": "Keep me."} | change))
    html = response.content.decode()
    assert response.status_code == 422
    assert words_of_error in html
    assert "There is a problem" in html
    assert "Keep me." in html
    assert not round_.eligibility.exists()


def test_a_check_has_at_most_eight_questions(door: Door, round_: Round, olive: User) -> None:
    response = save(door(olive), round_, rows(*[NEW] * 9))
    assert response.status_code == 422
    assert not round_.eligibility.exists()
    facts = {"question": "?", "because": "!", "kind": "yes_no", "fine": ["Yes"], "other": ["No"]}
    with pytest.raises(Refused, match="at most 8 questions. Take 1 out."):
        eligibility.replace(round_, [facts] * 9, by=olive)
    eligibility.replace(round_, [facts] * 8, by=olive)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.make_eligibility_question(round_, "ninth")


def test_every_field_of_the_check_is_on_the_page(door: Door, checked: Round, olive: User) -> None:
    html = door(olive).get(reverse("set-up-check", args=[checked.slug])).content.decode()
    names = ["code", "question", "help_text", "kind", "fine_is", "fine", "other", "at_least", "at_most", "because"]
    names += ["try_instead", "link", "remove"]
    for number in range(4):  # three that are there and an empty one
        for name in names:
            assert f'name="check-{number}-{name}"' in html
    assert html.count("<details") == 4


def test_the_check_can_change_while_the_round_is_open(door: Door, checked: Round, olive: User) -> None:
    assert checked.is_open()
    assert save(door(olive), checked, rows(NEW | {"code": "kind"}, known=1)).status_code == 302
    assert [question.question for question in checked.eligibility.all()] == ["Is it new?"]


# The round file

FILE = WHOLE.replace("[[criteria]]", "[[eligibility]]\n{}\n\n[[criteria]]", 1)
ROW = 'code = "new"\nquestion = "Is it new?"\nbecause = "For new work."\n'


def test_a_round_file_brings_its_check() -> None:
    number = 'code = "n"\nquestion = "N?"\nkind = "number"\nat_least = 2\nbecause = "B"'
    text = FILE.replace("{}", f"{ROW}\n[[eligibility]]\n{number}")
    round_ = rounds.load(text, by=None)
    assert list(round_.eligibility.values_list("code", "fine", "other", "at_least")) == [
        ("new", ["Yes"], ["No"], None),
        ("n", [], [], Decimal(2)),
    ]
    before = round_.history.count()
    rounds.load(text, by=None)
    assert round_.history.count() == before


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (ROW + 'kind = "number"', "A number needs ‘at_least’ or ‘at_most’."),
        (ROW + 'kind = "number"\nat_least = 3\nat_most = 2', "‘at_most’ cannot be under ‘at_least’."),
        (ROW + 'kind = "number"\nat_least = 3\nfine = ["Yes"]', "‘fine’ does not belong to a number."),
        (ROW + 'kind = "one_of"\nfine = ["A"]', "A choice needs both ‘fine’ and ‘other’"),
        (ROW + 'kind = "one_of"\nfine = ["A"]\nother = ["A"]', "Each answer can be there once only"),
        (ROW + 'fine = ["Maybe"]', "‘fine’ of a yes-or-no question is"),
        (ROW + "at_least = 3", "‘at_least’ is for questions of kind number only."),
        (ROW + 'link = "javascript:alert(1)"', "‘link’ must be a web address that starts with https://."),
        ('code = "new"\nquestion = "Is it new?"', "‘because’ is missing"),
    ],
)
def test_a_bad_check_is_a_fault_on_its_line(row: str, fault: str) -> None:
    with pytest.raises(BadFile, match=re.escape(fault)):
        rounds.load(FILE.replace("{}", row), by=None)


def test_a_ninth_question_is_a_fault() -> None:
    nine = "\n[[eligibility]]\n".join(ROW.replace('"new"', f'"new-{number}"') for number in range(9))
    with pytest.raises(BadFile, match="at most 8 questions. Take 1 out."):
        rounds.load(FILE.replace("{}", nine), by=None)


def test_a_published_round_takes_a_new_check_from_its_file() -> None:
    text = FILE.replace("{}", ROW)
    round_ = rounds.load(text, by=None)
    round_.move(Round.State.PUBLISHED, by=None)
    rounds.load(text.replace("Is it new?", "Is it your own?"), by=None)
    assert round_.eligibility.get().question == "Is it your own?"


@pytest.mark.parametrize("path", sorted(rounds.FOLDER.glob("demo/*.toml")), ids=lambda path: path.stem)
def test_the_demo_rounds_have_a_check(path: Path, db: None) -> None:
    plan = rounds.check(path.read_text())
    assert [row["code"] for row in plan.parts["eligibility"]] == [
        "scotland", "who-you-are", "for-whom", "how-much", "already-done"
    ]  # fmt: skip
