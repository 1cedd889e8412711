"""The large invented round: the same for the same seed, with its history, and never among real ones."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from applications import searching, seeding
from applications.models import Application, ApplicationAnswers, Assessment, Score
from applications.todo import missing
from fund.kit.plain_text import count_words
from fund.kit.states import Refused
from fund.models import Round
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fund() -> None:
    factories.make_fund()


def said(round_: Round) -> list[tuple[object, ...]]:
    rows = round_.applications.order_by("number")
    answers = ApplicationAnswers.objects.filter(application__round=round_).order_by("application__number", "section_id")
    return [*rows.values_list("number", "title", "summary", "amount", "months"), *answers.values_list("values")]


def test_the_same_seed_makes_the_same_applications() -> None:
    with transaction.atomic():
        first = said(seeding.seed(3).round)
        transaction.set_rollback(True)
    assert said(seeding.seed(3).round) == first
    assert said(seeding.seed(3, number=8).round) != first


def test_everything_has_its_history_and_its_readings() -> None:
    round_ = seeding.seed(4).round
    assert Application.history.filter(round=round_).count() == 4
    assert ApplicationAnswers.history.count() == ApplicationAnswers.objects.count() == 12
    assert Assessment.objects.filter(state="handed_in").count() == 12
    assert Score.history.count() == Score.objects.count() == 60
    plan = ApplicationAnswers.objects.filter(section__code="plan").first()
    assert [count_words(plan.values[f"answer-{n}"]) for n in range(1, 9)] == [200] * 8


def test_the_officers_search_finds_what_was_seeded() -> None:
    round_ = seeding.seed(2).round
    first = round_.applications.order_by("pk")[0]
    assert first in searching.find(round_.applications.all(), first.title)
    assert not searching.find(round_.applications.all(), "gravel").exists()


def test_drafts_are_complete_and_their_round_is_open() -> None:
    round_ = seeding.seed(2, state="draft").round
    assert round_.is_open()
    assert [missing(application) for application in round_.applications.all()] == [[], []]


def test_a_second_run_says_that_it_is_here() -> None:
    seeding.seed(1)
    with pytest.raises(Refused, match="is here already"):
        seeding.seed(1)
    with pytest.raises(Refused, match="1 or more"):
        seeding.seed(0)


def test_the_command_says_what_it_made_and_never_runs_in_production(settings: object) -> None:
    out = StringIO()
    call_command("seed", applications=1, stdout=out)
    assert "1 applications in" in out.getvalue()
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="unset PRODUCTION"):
        call_command("seed", applications=2)
