"""Several people publish in the same moment: one version stands, and no small number gets out between two of them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError

from applications.models import Grant
from fund.models import Letter, Round, User
from reporting import publishing
from reporting.figures.withholding import NOT_SHOWN
from reporting.learning import scopes, withheld
from reporting.models import LearningSummary
from tests import factories
from tests.racing import looking_first, race
from tests.reporting import learned
from tests.reporting.test_withheld import count, project, ready, words

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


@pytest.fixture
def round_(transactional_db: None) -> Round:
    learned.make_themes()
    return factories.make_round()


@pytest.fixture
def one(round_: Round) -> Grant:
    return project(round_)


def approved(about: Any, lena: User, morag: User) -> LearningSummary:
    summary = ready(about, lena)
    publishing.approve(summary, by=morag)
    return summary


def publishing_of(summary: LearningSummary, by: User) -> Callable[[], None]:
    return lambda: publishing.publish(LearningSummary.objects.get(pk=summary.pk), by=by)


@pytest.fixture
def both(one: Grant, round_: Round, lena: User, morag: User) -> list[LearningSummary]:
    """30 people of a project, and in its round 32: side by side they say that two came later."""
    count(one, 30)
    of_project = approved(one, lena, morag)
    count(one, 2)
    of_round = approved(scopes.find("round", round_.slug, by_name=True), lena, morag)
    assert (words(of_project), words(of_round)) == ("30", "32")
    return [of_project, of_round]


@pytest.mark.parametrize("turn", range(3))
def test_two_published_at_once_never_tell_a_small_number_between_them(
    both: list[LearningSummary], morag: User, turn: int
) -> None:
    assert race([publishing_of(summary, morag) for summary in both]) == ["done", "done"]
    told = {words(summary) for summary in both}
    assert NOT_SHOWN in told and told & {"30", "32"}


def test_the_control_that_looks_first_tells_both(both: list[LearningSummary]) -> None:
    """The obvious code: see that nothing was told from which a number could be worked out, then publish."""
    rest = iter(both)

    def look() -> tuple[LearningSummary, bool]:
        summary = next(rest)
        return summary, not withheld.found(summary)

    def write(seen: tuple[LearningSummary, bool]) -> None:
        summary, is_free = seen
        if is_free:
            LearningSummary.objects.filter(pk=summary.pk).update(state="published")

    assert looking_first(look, write) == ["done", "done"]
    assert {words(summary) for summary in both} == {"30", "32"}
    assert LearningSummary.objects.filter(state="published").count() == 2


@pytest.mark.parametrize("turn", range(3))
def test_two_versions_published_at_once_leave_the_newer_one(one: Grant, lena: User, morag: User, turn: int) -> None:
    learned.make_told(one)
    first = approved(one, lena, morag)
    learned.make_told(one)
    second = approved(one, lena, morag)
    assert (first.slug, first.version, second.version) == (second.slug, 1, 2)
    race([publishing_of(first, morag), publishing_of(second, morag)])
    states = dict(LearningSummary.objects.filter(slug=first.slug).values_list("version", "state"))
    assert states[2] == "published" and states[1] in {"approved", "replaced"}


def test_the_control_that_looks_first_ends_in_a_fault_instead_of_a_word(one: Grant, lena: User, morag: User) -> None:
    """The database lets one version stand on an address; the obvious code meets it as a fault."""
    learned.make_told(one)
    first = approved(one, lena, morag)
    learned.make_told(one)
    rest = iter([first, approved(one, lena, morag)])

    def look() -> LearningSummary:
        assert not LearningSummary.objects.filter(slug=first.slug, state="published").exists()
        return next(rest)

    with pytest.raises(IntegrityError):
        looking_first(look, lambda row: LearningSummary.objects.filter(pk=row.pk).update(state="published"))


def test_eight_presses_publish_once_and_tell_the_project_once(one: Grant, ann: User, lena: User, morag: User) -> None:
    factories.make_member(one.organisation, "Lea Lead", "lead")
    learned.make_told(one)
    summary = approved(one, lena, morag)
    assert race([publishing_of(summary, morag)] * 8) == ["done"] + ["refused"] * 7
    assert Letter.objects.filter(kind="learning_published").count() == 1
    assert summary.history.filter(state="published").count() == 1
