"""Watching over running grants: notes of talks and visits, and ratings with their reasons."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import scheduling
from reporting.models import Contact, Rating, Report

QUIET = timedelta(days=183)  # nobody talked with the group for so long


@transaction.atomic
def note(grant: Grant, *, kind: str, words: str, by: User, **facts: object) -> Contact:
    """Keep a note of a talk or visit. `facts` are the day, whom one met, the next step and its day."""
    contact = Contact(grant=grant, kind=kind, words=words.strip(), by=by)
    if not contact.words:
        raise Refused("Write down what was said and seen.")
    for column, value in facts.items():
        setattr(contact, column, value)
    if contact.day > timezone.localdate():
        raise Refused("Choose the day on which it was: today or a day before.")
    if contact.next_on and not contact.next_step:
        raise Refused("Say what is to happen by that day.")
    saved: Contact = history.save(contact, by=by)
    return saved


@transaction.atomic
def tick_off(contact: Contact, *, by: User) -> None:
    """Note that the next step was done."""
    held = Contact.objects.select_for_update(of=("self",), no_key=True).get(pk=contact.pk)
    if held.next_step and held.done_at is None:
        held.done_at = timezone.now()
        history.save(held, by=by, fields=["done_at"])


@transaction.atomic
def rate(grant: Grant, *, level: str, because: str, by: User) -> Rating:
    """Say how safe a grant is, and why. Amber and red bring the reports that the round asks for only then."""
    if not because.strip():
        raise Refused("Say why, so that the next officer can follow it.")
    held = Grant.objects.select_for_update(of=("self",), no_key=True).select_related("round").get(pk=grant.pk)
    if held.state != Grant.State.ACTIVE:
        raise Refused(f"This grant is now “{held.get_state_display()}”. Only running grants are rated.")
    rating: Rating = history.save(Rating(grant=held, level=level, because=because.strip(), by=by), by=by)
    if level in Rating.RISKY and held.round is not None and held.starts_on and held.ends_on:
        scheduling.schedule(held, by=by)
    return rating


def newest_level() -> Subquery:
    """The newest rating of each grant of a query, None where nobody rated it."""
    return Subquery(Rating.objects.filter(grant=OuterRef("pk")).values("level")[:1])


def signs_of(grant: Grant, today: date | None = None) -> list[str]:
    """What speaks for a closer look at a running grant. It rates nothing by itself. Three queries."""
    now, found = today or timezone.localdate(), list[str]()
    reports = list(grant.reports.all())
    late = [report for report in reports if report.is_late]
    if late:
        longest = max((now - report.due_on).days for report in late)
        found.append(f"Reports late: {len(late)}, the longest by {longest} day{'s' if longest > 1 else ''}")
    if back := [report.name for report in reports if report.state == Report.State.RETURNED]:
        found.append(f"Sent back and not answered yet: {', '.join(back)}")
    last = grant.contacts.aggregate(last=Max("day"))["last"]
    since = last or grant.starts_on
    if since and now - since > QUIET:
        found.append("Nobody talked with the group for half a year")
    if steps := grant.contacts.filter(next_on__lt=now, done_at=None).exclude(next_step="").count():
        found.append(f"Next steps of ours that are over their day: {steps}")
    return found
