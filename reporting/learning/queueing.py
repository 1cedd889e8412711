"""The queue of the desk: what is due next, who looks after it, and the verbs that say so."""

from datetime import date

from django.db import models, transaction
from django.db.models import Case, F, Q, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning.locking import hold
from reporting.models import LearningSummary

State = LearningSummary.State
WORK = (State.GENERATED, State.EDITING, State.REVIEW, State.SIGN_OFF, State.APPROVED)
ENDED = (State.REPLACED, State.ARCHIVED, State.WITHDRAWN)
FILTERS = {
    "mine": "Mine",
    "nobody": "Nobody’s",
    "projects": "With the projects",
    "sign-off": "Waiting for sign-off",
    "stale": "To look at again",
}


def to_look_at_again() -> Q:
    """Published ones whose year is over."""
    return Q(state=State.PUBLISHED, review_on__lte=timezone.localdate())


def queue(summaries: models.QuerySet[LearningSummary], user: User, only: str = "") -> models.QuerySet[LearningSummary]:
    """What there is to do, the soonest first; `only` is one of the filters. A day that is not set counts as late."""
    narrow = {
        "mine": Q(owner=user),
        "nobody": Q(owner=None),
        "projects": Q(state=State.REVIEW),
        "sign-off": Q(state=State.SIGN_OFF),
        "stale": to_look_at_again(),
    }
    due = Case(
        When(state=State.PUBLISHED, then=F("review_on")),
        When(due_on__isnull=False, then=F("due_on")),
        default=TruncDate("drafted_at"),
        output_field=models.DateField(),
    )
    rows = summaries.filter(Q(state__in=WORK) | to_look_at_again()).annotate(due=due)
    return rows.filter(narrow.get(only, Q())).order_by("due", "pk")


@transaction.atomic
def assign(summary: LearningSummary, *, owner: User | None, due_on: date | None, by: User) -> None:
    """Say who looks after a summary, and by when it is to be published."""
    held = hold(summary)
    if held.state in ENDED:
        raise Refused(f"This summary is “{held.get_state_display()}”, so nobody has to look after it.")
    if owner is not None and not editors().filter(pk=owner.pk).exists():
        raise Refused("This person cannot edit summaries. Choose somebody else.")
    held.owner, held.due_on = owner, due_on
    history.save(held, by=by, fields=["owner", "due_on"])
    summary.refresh_from_db(fields=["owner", "due_on"])


@transaction.atomic
def take_over(summary: LearningSummary, *, by: User) -> None:
    """Look after a summary oneself from now on."""
    assign(summary, owner=by, due_on=hold(summary).due_on, by=by)


def editors() -> "models.QuerySet[User]":
    """Those who may edit summaries: learning editors and managers who score no bids."""
    people = User.objects.filter(roles__kind__in=["learning", "manager"], is_active=True)
    return people.exclude(roles__kind__in=["assessor", "panel"]).distinct().order_by("name", "pk")
