"""The definition file of a round: what is written is read again as the same round, whatever the round holds."""

import random
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fund import rounds
from fund.models import (
    Anchor,
    BudgetHeading,
    Criterion,
    DocumentRule,
    GrantType,
    MoneySource,
    Priority,
    Question,
    Questionnaire,
    ReportRule,
    Round,
    Section,
    Tier,
    User,
)
from fund.rounds import writing
from fund.rounds.standing import differences
from fund.rounds.values import text
from tests import factories
from tests.journeys.browser import Browser

pytestmark = pytest.mark.django_db

FILES = sorted(rounds.FOLDER.rglob("*.toml"))
WORDS = [
    "walk",
    'say "hello"',
    "back\\slash",
    "£1,000",
    "naïve – café",
    "# no comment",
    "it’s",
    "100 %",
    "[brackets]",
    "健康",
    "'single'",
    '"""',
    "end\\",
    "{braces}",
]


def round_trip(round_: Round) -> set[str]:
    """In what the round as its file is read differs from the round."""
    plan = rounds.check(writing.write(round_))
    assert [str(fault) for fault in plan.faults] == []
    return differences(plan, round_)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_real_round_is_written_as_a_text_that_is_read_as_the_same_round(path: Path) -> None:
    round_ = rounds.load(path, by=None)
    assert round_trip(round_) == set()
    first = writing.write(round_)
    assert writing.write(Round.objects.get(pk=round_.pk)) == first
    happened = round_.history.count()
    rounds.load(first, by=None)
    assert round_.history.count() == happened


def some_words(chance: random.Random, most: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, most)))


def some_text(chance: random.Random) -> str:
    """Paragraphs and lists, as the columns hold them once they were read."""
    parts = [some_words(chance, 6) for _ in range(chance.randint(0, 3))]
    return str(text("\n\n".join(parts) + chance.choice(["", "\n- one\n- two"])))


def made_up(seed: int) -> Round:
    """A draft with a bit of everything, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311  (a made-up round is no secret)
    opens = datetime(2027, chance.choice([1, 7]), 4, 9, tzinfo=UTC)
    round_ = Round.objects.create(
        fund=factories.make_fund(),
        slug=f"made-up-{seed}",
        code=f"MU-{seed}",
        name=some_words(chance, 5),
        about=some_text(chance),
        not_funded=some_text(chance),
        opens_at=chance.choice([None, opens]),
        closes_at=opens + timedelta(days=30),
        announcement_on=chance.choice([None, (opens + timedelta(days=90)).date()]),
        min_score=Decimal(chance.choice([0, "0.5"])),
        max_score=Decimal(chance.choice([5, "9.75"])),
        names_hidden=chance.random() < 0.5,
        amount_awarded=chance.choice([None, Decimal("1234.5")]),
        facts_not_known=[some_text(chance) for _ in range(chance.randint(0, 3))],
    )
    for number in range(chance.randint(0, 3)):
        facts = {"round": round_, "position": number, "name": f"{some_words(chance, 3)} {number}"}
        coded = facts | {"code": f"code-{number}"}
        Tier.objects.create(**coded, about=some_text(chance), cap=chance.choice([None, Decimal("1500.25")]))
        GrantType.objects.create(**coded)
        Priority.objects.create(**coded, about=some_text(chance))
        BudgetHeading.objects.create(**coded, help_text=some_text(chance))
        DocumentRule.objects.create(**coded, is_required=chance.random() < 0.5, max_pages=chance.choice([None, 3]))
        MoneySource.objects.create(**facts, amount=chance.choice([None, Decimal(50000)]))
        ReportRule.objects.create(**facts, from_month=number, to_month=number + 6)
        criterion = Criterion.objects.create(**coded, guidance=some_text(chance), weight=Decimal("1.5"))
        for score in ("1", "2.5"):
            Anchor.objects.create(criterion=criterion, score=Decimal(score), meaning=some_words(chance, 4))
    for purpose in ("application", "report"):
        questionnaire = Questionnaire.objects.create(round=round_, purpose=purpose)
        for number in range(chance.randint(1, 3)):
            section = Section.objects.create(
                questionnaire=questionnaire,
                code=f"part-{number}",
                title=some_words(chance, 3),
                intro=some_text(chance),
                position=number,
                assessors_see_it=chance.random() < 0.5,
            )
            for place in range(chance.randint(1, 5)):
                add_question(section, f"q-{number}-{place}", chance)
    return round_


def add_question(section: Section, code: str, chance: random.Random) -> None:
    options = [{"code": f"o-{number}", "name": some_words(chance, 3)} for number in range(3)]
    kind, settings = chance.choice(
        [
            ("line", {"max": 80}),
            ("text", {"words": 120}),
            ("number", {"min": -3, "max": 7}),
            ("money", {"max": 900}),
            ("one_of", {"options": options}),
            ("many_of", {"options": options, "most": 2}),
            ("many_of", {"options_from": "principles"}),
            ("register_number", {"register": "oscr"}),
            ("date", {}),
        ]
    )
    factories.make_question(
        section,
        code,
        kind,
        some_words(chance, 4),
        settings=settings,
        help_text=some_text(chance),
        is_required=chance.random() < 0.5,
        error_text=some_words(chance, 3),
    )


@pytest.mark.parametrize("seed", range(40))
def test_a_made_up_round_is_written_as_a_text_that_is_read_as_the_same_round(seed: int) -> None:
    assert round_trip(made_up(seed)) == set()


def test_a_condition_is_written_as_it_is_kept() -> None:
    condition = {"match": "any", "tests": [{"question": "age", "is": "at_least", "value": 18}]}
    written = writing._line("shown_if", condition)
    assert tomllib.loads(written) == {"shown_if": condition}


def test_a_group_is_written_as_it_is_kept() -> None:
    fields = [{"code": "who", "kind": "line", "label": 'Who "leads"?', "required": True, "max": 80}]
    written = writing._line("fields", fields)
    assert tomllib.loads(written) == {"fields": fields}


# In the browser -------------------------------------------------------------------------------------------------------


@pytest.fixture
def draft(db: None) -> Round:
    round_ = factories.make_round(state="draft", name="Walks", slug="walks")
    round_.questionnaires.update(frozen_at=None)
    return round_


def test_an_officer_downloads_the_file(olive: User, draft: Round, door: Callable[[User], Client]) -> None:
    response = door(olive).get(reverse("download-definition", args=["walks"]))
    assert response["Content-Disposition"] == 'attachment; filename="walks.toml"'
    assert response.content.decode() == writing.write(draft)


def test_an_officer_loads_a_file_after_seeing_what_it_changes(olive: User, draft: Round) -> None:
    changed = writing.write(draft).replace('label = "How many months"', 'label = "How long, in months"')
    browser = Browser(olive).go(reverse("definition-file", args=["walks"]))
    browser.press("Check the file", text=changed)
    assert "Questions of the application, 1 changed: How long, in months." in browser.see.words
    assert Question.objects.get(code="months").label == "How many months"
    browser.press("Load it")
    assert Question.objects.get(code="months").label == "How long, in months"
    assert browser.address == reverse("definition-file", args=["walks"])


def test_a_file_is_sent_as_a_file_too(olive: User, draft: Round, door: Callable[[User], Client]) -> None:
    file = SimpleUploadedFile("walks.toml", writing.write(draft).encode())
    response = door(olive).post(reverse("load-definition", args=["walks"]), {"file": file})
    assert "The file says what is here already" in response.content.decode()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"x" * 1_000_001])
def test_a_file_that_cannot_be_read_is_refused(
    olive: User, draft: Round, door: Callable[[User], Client], content: bytes
) -> None:
    file = SimpleUploadedFile("walks.toml", content)
    assert door(olive).post(reverse("load-definition", args=["walks"]), {"file": file}).status_code == 422


def test_a_bad_file_is_told_every_fault_on_its_line_and_changes_nothing(olive: User, draft: Round) -> None:
    before = writing.write(draft)
    bad = before.replace('slug = "walks"', 'slug = "runs"').replace('fills = "amount"', 'fills = "ammount"')
    lines = bad.splitlines()
    browser = Browser(olive).go(reverse("definition-file", args=["walks"])).press("Check the file", text=bad)
    assert browser.status == 422
    assert "Mend 3 things in the file" in browser.see.words
    for start in ('slug = "runs"', 'fills = "ammount"'):
        assert f"Line {lines.index(start) + 1}" in browser.see.words
    assert "ammount" in browser.text  # what was pasted stands there to be mended
    assert writing.write(draft) == before


def test_a_file_neither_publishes_a_draft_nor_is_loaded_into_a_published_round(
    olive: User, draft: Round, round_: Round, door: Callable[[User], Client]
) -> None:
    published = writing.write(draft).replace('state = "draft"', 'state = "published"')
    browser = Browser(olive).go(reverse("definition-file", args=["walks"])).press("Check the file", text=published)
    assert browser.status == 422
    assert "Load a definition file" not in Browser(olive).go(reverse("definition-file", args=[round_.slug])).see.words
    sent = {"text": writing.write(round_), "sure": "yes"}
    assert door(olive).post(reverse("load-definition", args=[round_.slug]), sent).status_code == 403


def test_a_round_that_is_not_whole_says_what_to_mend_before_its_file_can_be_loaded_again(
    olive: User, draft: Round
) -> None:
    Question.objects.filter(section__code="budget").delete()
    page = Browser(olive).go(reverse("definition-file", args=["walks"])).see.words
    assert "The section ‘budget’ has no questions." in page
