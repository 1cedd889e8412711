"""A draft on its way by keys alone: the editor, a project, and a person with lived experience."""

from typing import Any

import pytest
from django.urls import reverse

from fund.models import User
from reporting import learning
from reporting.models import LearningSummary, LivedReview, ProjectReview, Statement
from reporting.reviewing import projects, signing
from tests import factories
from tests.e2e import looking
from tests.e2e.keys import Keys
from tests.reporting import learned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def summary(ann: User, lena: User) -> LearningSummary:
    learned.make_themes()
    told = learned.make_told()
    told.grant.organisation.memberships.create(user=ann, kind="lead")
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    return summary


@pytest.mark.parametrize("width", [1100, 320])
def test_the_editor_moves_merges_and_asks_the_projects(
    browse: Any, summary: LearningSummary, lena: User, width: int
) -> None:
    first, second = summary.statements.filter(kind="for")[:2]
    keys = Keys(browse(lena, width))
    keys.go(reverse("reporting:desk"))
    keys.enter(keys.link("^" + summary.title))
    keys.enter(keys.button("Take it over"))
    keys.enter(keys.button("Move down"))
    assert list(summary.statements.filter(kind="for")[:2]) == [second, first]
    keys.enter(keys.link("^Merge"))
    keys.choose("into", str(first.pk))
    keys.enter(keys.button("Merge them"))
    keys.enter(keys.button("Take apart"))
    keys.enter(keys.button("Ask the projects"))
    summary.refresh_from_db()
    assert (summary.state, summary.owner) == ("review", lena)


@pytest.mark.parametrize("width", [1100, 320])
def test_a_project_says_what_is_wrong(browse: Any, summary: LearningSummary, ann: User, lena: User, width: int) -> None:
    (review,) = projects.ask(summary, by=lena)
    statement = summary.statements.filter(kind="for")[0]
    keys = Keys(browse(ann, width))
    keys.go(reverse("reporting:review-learning", args=[review.pk]))
    keys.type(f"change-{statement.pk}", "It was our volunteers who asked.")
    keys.choose("answer", "change")
    keys.enter(keys.button("Send our answer"))
    assert ProjectReview.objects.get().comments.get().words == "It was our volunteers who asked."


@pytest.mark.parametrize("width", [1100, 320])
def test_a_person_with_lived_experience_says_yes(
    browse: Any, summary: LearningSummary, ann: User, lena: User, width: int
) -> None:
    for review in projects.ask(summary, by=lena):
        projects.answer(review, answer="right", comments={}, by=ann)
    rona = factories.make_person("Rona Reader", "lived")
    signing.ask(summary, reviewer=rona, by=lena)
    keys = Keys(browse(rona, width))
    keys.go(reverse("reporting:lived"))
    keys.enter(keys.link("^" + summary.title))
    keys.choose("answer", "yes")
    keys.reach(keys.named("is_named").first)
    keys.press("Space")
    keys.enter(keys.button("Tell the fund"))
    review = LivedReview.objects.get()
    assert (review.answer, review.is_named) == ("yes", True)


@pytest.mark.parametrize("width", [1100, 320])
def test_the_editor_lowers_a_grade_and_reads_what_is_withheld(
    browse: Any, summary: LearningSummary, lena: User, morag: User, width: int
) -> None:
    grant = summary.grant
    assert grant is not None
    learned.make_share(grant.reports.get(), 40, 60, asked=70)
    learned.make_public(grant, lena, morag)
    learned.make_share(learned.make_told(grant), 2, 20, asked=30)
    new = learning.store(learning.compose(learning.gather(grant)), by=None)
    statement = new.statements.filter(kind="for")[0]
    Statement.objects.filter(pk=statement.pk).update(confidence="not")
    page = browse(lena, width)
    keys = Keys(page)
    keys.go(reverse("reporting:edit-summary", args=[new.pk]))
    assert page.get_by_text("These will be withheld").is_visible()
    assert looking.complaints(page) == []
    keys.enter(keys.link("^Change how sure we are"))
    assert looking.complaints(page) == []
    keys.choose("level", "very")
    keys.type("why", "only one group told us of it")
    keys.enter(keys.button("Save"))
    assert page.get_by_text("We lowered this because only one group told us of it.").first.is_visible()
    assert looking.complaints(page) == []
