"""What an officer has to do next, application by application."""

from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from applications.models import Application, Assessment, EligibilityResult, Flag
from fund.models import Round, User

# In the order in which they are worth doing: code, what to do.
STEPS = {
    "tell": "Tell the group",
    "rule-out": "Rule it out, or answer the checklist anew",
    "flag": "Look into the flag",
    "settle": "Settle what was not sure",
    "check": "Go through the checklist",
    "assign": "Assign assessors",
    "more": "Assign one more assessor",
    "wait": "Nothing: assessors are reading",
}
IN_PLAY = (Application.State.SUBMITTED, Application.State.IN_ASSESSMENT, Application.State.INELIGIBLE)


def queue_of(officer: User) -> QuerySet[Any]:
    """The officer's applications in play with the `step` to take next, the most worthwhile first."""
    mine = Application.objects.filter(officer=officer, state__in=IN_PLAY, round__state=Round.State.PUBLISHED)
    return _with_step(mine).order_by("rank", "submitted_at", "pk")


def waiting_for_nobody() -> QuerySet[Any]:
    """Rounds with applications that no officer has, with `waiting`: how many."""
    free = Application.objects.filter(round=OuterRef("pk"), officer=None, state__in=IN_PLAY).order_by()
    counted = free.values("round").annotate(number=Count("pk")).values("number")
    return Round.objects.filter(state=Round.State.PUBLISHED).annotate(waiting=Subquery(counted)).filter(waiting__gt=0)


def _with_step(applications: QuerySet[Application]) -> QuerySet[Any]:
    def has(rows: QuerySet[Any]) -> Exists:
        return Exists(rows.filter(application=OuterRef("pk")))

    reading = Assessment.objects.filter(application=OuterRef("pk"), state__in=["assigned", "started", "handed_in"])
    readers = reading.order_by().values("application").annotate(number=Count("pk")).values("number")
    found = EligibilityResult.objects
    rows = applications.annotate(
        readers=Coalesce(Subquery(readers), 0),
        has_flag=has(Flag.objects.filter(state=Flag.State.OPEN)),
        has_no=has(found.filter(answer=EligibilityResult.Answer.NO)),
        has_doubt=has(found.filter(answer=EligibilityResult.Answer.UNSURE)),
    )
    step = Case(
        When(state=Application.State.INELIGIBLE, then=Value("tell")),
        When(has_no=True, then=Value("rule-out")),
        When(has_flag=True, then=Value("flag")),
        When(has_doubt=True, then=Value("settle")),
        When(screened_at=None, state=Application.State.SUBMITTED, then=Value("check")),
        When(state=Application.State.SUBMITTED, then=Value("assign")),
        When(readers__lt=F("round__assessments_wanted"), then=Value("more")),
        default=Value("wait"),
        output_field=CharField(),
    )
    order = Case(*(When(step=code, then=Value(rank)) for rank, code in enumerate(STEPS)), default=Value(len(STEPS)))
    return rows.annotate(step=step).annotate(rank=order)
