"""How an approach spreads: somebody asks, tries, takes it up, and both sides say so. Each step is a row of its own."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils import timezone

from applications.importing.reading import plain
from applications.models import Grant
from fund import links
from fund.kit.states import Refused
from fund.models import Organisation, User
from reporting import letters
from reporting.models import LearningSummary, SpreadEvent, SpreadYes
from reporting.reviewing import quoting

LINK = "spread"
MARKS = (30, 90, 180, 365)  # days after which whoever tries something is asked how it goes
ASKED_BY_ANYBODY = (SpreadEvent.Kind.ENQUIRY, SpreadEvent.Kind.TEST_STARTED)
TOLD_BY_ADOPTER = (
    SpreadEvent.Kind.CONVERSATION,
    SpreadEvent.Kind.TEST_STARTED,
    SpreadEvent.Kind.ADOPTED,
    SpreadEvent.Kind.SPREAD_ON,
    SpreadEvent.Kind.DECLINED,
    SpreadEvent.Kind.STOPPED,
)


@transaction.atomic
def ask(
    summary: LearningSummary, grant: Grant, *, kind: str, name: str, group: str, email: str, words: str
) -> SpreadEvent:
    """Note that somebody wants to talk with a project of a summary, or tries it, and introduce them by letter."""
    if summary.state != LearningSummary.State.PUBLISHED or grant not in projects_of(summary):
        raise Refused("This summary is not shown any more, or no longer draws on the project. Choose another one.")
    if kind not in ASKED_BY_ANYBODY:
        raise Refused("Say whether you want to talk, or try it.")
    event = SpreadEvent.objects.create(
        grant=grant,
        summary=summary,
        kind=SpreadEvent.Kind.EXTENSION if _is_same(grant, group) and kind != SpreadEvent.Kind.ENQUIRY else kind,
        name=name,
        group=group,
        organisation=_known(group),
        email=email,
        words=words,
    )
    letters.introduce(event, by=introducer(summary), token=links.make(LINK, event, by=None))
    return event


@transaction.atomic
def tell(
    first: SpreadEvent, *, kind: str, words: str = "", evidence: str = "", reason: str = "", on: date | None = None
) -> SpreadEvent:
    """Note the next step, as whoever took the approach up tells it from their own link. That is their yes to it."""
    if kind not in TOLD_BY_ADOPTER:
        raise Refused("Choose what has happened.")
    event = _add(first.grant, kind=kind, words=words, evidence=evidence, reason=reason, on=on, follows=first)
    SpreadYes.objects.create(event=event, side=SpreadYes.Side.ADOPTER)
    if event.needs_yes:
        letters.spread_to_confirm(event)
    return event


@transaction.atomic
def record(grant: Grant, *, by: User, kind: str, group: str = "", **facts: Any) -> SpreadEvent:
    """Note a step that somebody of the fund learned of. It says nothing for either side."""
    event = _add(grant, kind=kind, group=group, by=by, **facts)
    if event.needs_yes:
        letters.spread_to_confirm(event)
    return event


@transaction.atomic
def confirm(event: SpreadEvent, *, side: str, by: User) -> SpreadYes:
    """Say for one side that an adoption is so. The fund may speak only after the groups have had 30 days."""
    held = SpreadEvent.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)
    if not held.needs_yes:
        raise Refused("This step needs nobody’s yes.")
    if side == SpreadYes.Side.FUND and not held.fund_may_confirm:
        raise Refused("The groups have 30 days to say so themselves. Confirm it after that.")
    yes, _ = SpreadYes.objects.get_or_create(event=held, side=side, defaults={"by": by})
    return yes


@transaction.atomic
def remind(today: date | None = None) -> int:
    """Ask whoever tries an approach how it goes, once at each mark, unless they stopped; how many were asked."""
    now = today or timezone.localdate()
    ended = SpreadEvent.objects.filter(follows=OuterRef("pk"), kind__in=SpreadEvent.NEEDS_REASON)
    trying = SpreadEvent.objects.filter(kind=SpreadEvent.Kind.TEST_STARTED, follows=None).exclude(email="")
    asked = 0
    for event in trying.exclude(Exists(ended)).select_related("grant__organisation").order_by("pk"):
        passed = [mark for mark in MARKS if event.told_at.date() + timedelta(days=mark) <= now]
        if passed and not letters.has_asked_how_it_goes(event, passed[-1]):
            letters.how_it_goes(event, passed[-1], token=links.make(LINK, event, by=None))
            asked += 1
    return asked


def projects_of(summary: LearningSummary) -> list[Grant]:
    """The projects that a reader of a summary can ask: its own, or those that its statements come from."""
    if summary.grant is not None:
        return [summary.grant]
    return [grant for grant, _ in quoting.drawn_from(quoting.shown_of(summary)).values()]


def introducer(summary: LearningSummary) -> User | None:
    """Who of the fund introduces people: whoever approved the summary, or the first of the learning desk."""
    approver = summary.approved_by
    if approver is not None and approver.is_active and approver.has_role("learning", "manager"):
        return approver
    at_desk = User.objects.filter(is_active=True, roles__kind__in=["learning", "manager"])
    return at_desk.order_by("roles__kind", "pk").first()


def asked_about(grants: QuerySet[Grant]) -> int:
    """How many groups asked about these projects, try or took up what they do. Adoptions count once confirmed."""
    steps = SpreadEvent.objects.filter(grant__in=grants).exclude(kind=SpreadEvent.Kind.EXTENSION).counted()
    return steps.exclude(group="").order_by().aggregate(groups=Count("group", distinct=True))["groups"]


def _add(grant: Grant, *, kind: str, by: User | None = None, group: str = "", **facts: Any) -> SpreadEvent:
    follows: SpreadEvent | None = facts.pop("follows", None)
    on: date = facts.pop("on", None) or timezone.localdate()
    if on > timezone.localdate():
        raise Refused("Choose the day on which it was: today or a day before.")
    if kind in SpreadEvent.NEEDS_REASON and not facts.get("reason"):
        raise Refused("Say why. Others meet the same and can prepare for it.")
    if follows is not None:
        facts |= {"name": follows.name, "email": follows.email, "summary": follows.summary}
        group = follows.group
    if kind in SpreadEvent.ADOPTIONS and _is_same(grant, group):
        kind = SpreadEvent.Kind.EXTENSION
    return SpreadEvent.objects.create(
        grant=grant,
        kind=kind,
        group=group,
        organisation=_known(group),
        happened_on=on,
        told_by=by,
        follows=follows,
        **facts,
    )


def _is_same(grant: Grant, group: str) -> bool:
    return plain(group) == plain(grant.organisation.name)


def _known(group: str) -> Organisation | None:
    return Organisation.objects.filter(name__iexact=group, is_test=False).order_by("pk").first() if group else None
