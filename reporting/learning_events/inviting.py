"""Inviting projects, and what they say: whether they come, how many, and what they need."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import letters
from reporting.learning_events.planning import hold, link_to
from reporting.models import EventInvitation, LearningEvent, Report


def to_invite(event: LearningEvent) -> "QuerySet[Grant]":
    """Running projects of the event’s round, or of any, that were not asked yet, with the reports that they owe."""
    owed = Report.objects.owed().filter(questionnaire__isnull=False, told_at=None).order_by("due_on", "pk")
    rows = Grant.objects.filter(state=Grant.State.ACTIVE).exclude(event_invitations__event=event)
    if event.round_id is not None:
        rows = rows.filter(round=event.round_id)
    rows = rows.select_related("organisation").prefetch_related(Prefetch("reports", owed, to_attr="owed"))
    return rows.order_by("reference", "pk")


@transaction.atomic
def invite(event: LearningEvent, wanted: Mapping[int, int | None], *, by: User) -> int:
    """Ask projects to come; how many. `wanted` has for each grant the report for which its coming may stand."""
    held = hold(event)
    if held.state != LearningEvent.State.OPEN:
        raise Refused("The event has been held or called off, so nobody can be asked to it any more.")
    grants = list(to_invite(held).filter(pk__in=wanted))
    for grant in grants:
        report = next((one for one in grant.owed if one.pk == wanted[grant.pk]), None)  # type: ignore[attr-defined]
        invitation = history.save(EventInvitation(event=held, grant=grant, report=report), by=by)
        letters.event_invitation(invitation, link_to(invitation, by=by))
    return len(grants)


@transaction.atomic
def say(
    invitation: EventInvitation,
    *,
    coming: str,
    how_many: int | None,
    who: str,
    needs: str,
    drops_needs: bool = False,
    by: User | None,
) -> None:
    """Keep whether a project comes. It can say it anew until the event begins; no words on needs leave those before."""
    event = hold(invitation.event)
    if event.state != LearningEvent.State.OPEN or event.day < timezone.localdate():
        raise Refused("The day of the event is past, so this cannot be changed any more.")
    held = EventInvitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    comes = coming == EventInvitation.Coming.YES
    held.coming, held.said_at = coming, timezone.now()
    held.how_many, held.who = (how_many, who.strip()) if comes else (None, "")
    held.access_needs = "" if drops_needs or not comes else needs.strip() or held.access_needs
    history.save(held, by=by, fields=["coming", "said_at", "how_many", "who", "access_needs"])
