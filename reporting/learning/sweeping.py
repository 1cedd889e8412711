"""Once a week: a new draft where more was told since the last one, and a first draft of each round that is over."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef

from applications.models import Grant
from fund.models import Job, Round
from reporting.learning import scopes
from reporting.learning.drafting import accepted_of, ask_for_draft
from reporting.learning.scopes import Scope
from reporting.models import LearningSummary, Report

State = LearningSummary.State
OVER = (State.WITHDRAWN, State.ARCHIVED)


def ask_for_changed() -> int:
    """Ask for every draft that is due; how many there are to make. The same evidence is never drafted twice."""
    asked = [ask_for_draft(of, by=None) for of in _due() if accepted_of(of).exists()]
    return sum(job.state != Job.State.DONE for job in asked)


def _due() -> Iterator[Scope]:
    newest: dict[str, LearningSummary] = {}
    for summary in LearningSummary.objects.order_by("slug", "version"):
        newest[summary.slug] = summary
    there = set()
    for summary in newest.values():
        there.add((summary.scope, summary.key))
        if summary.state not in OVER and summary.scope != LearningSummary.Scope.COLLECTION:
            yield scopes.find(summary.scope, summary.key)
    for round_ in rounds_that_are_over():
        if (LearningSummary.Scope.ROUND, str(round_.pk)) not in there:
            yield scopes.of(round_)


def rounds_that_are_over() -> "list[Round]":
    """Rounds that were put away, or all of whose projects have ended, and of which something was told."""
    begun = Grant.objects.filter(round=OuterRef("pk"))
    told = Report.objects.accepted().filter(grant__round=OuterRef("pk"))
    rows = Round.objects.filter(Exists(told)).exclude(state=Round.State.DRAFT)
    still = Exists(begun.filter(state__in=[Grant.State.OFFERED, Grant.State.ACTIVE]))
    return [*(rows.filter(state=Round.State.PAST) | rows.exclude(still)).order_by("pk")]
