"""Who reads which application."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from applications import assessing, letters
from applications.models import AdviceNote, Application, Assessment, Declaration, DraftAdvice
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, ReaderProfile, Role, User
from fund.templatetags.words import day

COUNTS = (Assessment.State.ASSIGNED, Assessment.State.STARTED, Assessment.State.HANDED_IN)
READABLE = (Application.State.SUBMITTED, Application.State.IN_ASSESSMENT)


def assessors() -> QuerySet[User]:
    """The people who read for the fund, with `to_read`: how many applications each has still to finish."""
    waiting = Assessment.objects.filter(
        assessor=OuterRef("pk"),
        state__in=[Assessment.State.ASSIGNED, Assessment.State.STARTED],
        application__state=Application.State.IN_ASSESSMENT,
        application__is_test=False,
    )
    number = waiting.order_by().values("assessor").annotate(number=Count("pk")).values("number")
    readers = Role.objects.filter(kind=Role.Kind.ASSESSOR).values("user")
    people = User.objects.filter(is_active=True, pk__in=readers).select_related("reader_profile")
    return people.annotate(to_read=Coalesce(Subquery(number), 0)).order_by("name", "email")


def cautions(person: User, days: tuple[date, date], *, minutes: int | None = None) -> list[str]:
    """What to know before somebody is given a bid that is read in these days, the first and the last.

    With it they would have `minutes` to read in its round. None of it stops anybody: an officer may know better.
    """
    profile: ReaderProfile | None = getattr(person, "reader_profile", None)
    if profile is None or profile.agreed_at is None:
        found = ["has not agreed to the rules of reading yet"]
    else:
        found = []
    if profile is not None and (away := away_in(profile, days)):
        found.append(away)
    most = profile.most_minutes if profile is not None else None
    if most is not None and minutes is not None and minutes > most:
        found.append(f"would have {minutes} minutes to read, and takes on {most} at most")
    return found


def away_in(profile: ReaderProfile, days: tuple[date, date]) -> str:
    """When somebody is away, in words, if it is within these days."""
    if not profile.days_away(*days):
        return ""
    began = profile.away_from is not None and profile.away_from <= timezone.localdate()
    return f"away {'' if began else f'from {day(profile.away_from)} '}until {day(profile.away_until)}"


def minutes_with(application: Application, people: Iterable[User]) -> dict[int, int]:
    """The minutes that each of them would have to read in the round with this bid, by their key."""
    readings = Assessment.objects.filter(application__round=application.round_id, application__is_test=False)
    current = readings.filter(state__in=COUNTS).exclude(application=application.pk).order_by()
    pairs = list(current.values_list("assessor", "application"))
    minutes = assessing.minutes({application.pk, *(bid for _, bid in pairs)})
    load = {person.pk: minutes.get(application.pk, 1) for person in people}
    for reader, bid in pairs:
        if reader in load:
            load[reader] += minutes.get(bid, 1)
    return load


def kept_out(applications: Iterable[Application]) -> dict[tuple[int, int], str]:
    """Who must not read which of these applications, and why: a key of `WHY_NOT`, by the keys of both. Four queries."""
    rows = list(applications)
    keys, by_group = [row.pk for row in rows], dict[int, list[int]]()
    for row in rows:
        by_group.setdefault(row.organisation_id, []).append(row.pk)
    found: dict[tuple[int, int], str] = {}
    notes = AdviceNote.objects.filter(Q(application__in=keys) | Q(application=None, organisation__in=by_group))
    notes = notes.exclude(written_by=None)
    for group, about, person in notes.values_list("organisation", "application", "written_by"):
        found |= {(key, person): "advised" for key in ([about] if about else by_group[group])}
    wrote = DraftAdvice.objects.filter(reading__application__in=keys).exclude(written_by=None)
    found |= dict.fromkeys(wrote.values_list("reading__application", "written_by"), "advised")
    ties = Declaration.objects.conflicts().filter(application__in=keys)
    found |= dict.fromkeys(ties.values_list("application", "user"), "tied")
    members = Membership.objects.filter(organisation__in=by_group).values_list("organisation", "user")
    return found | {(key, person): "own" for group, person in members for key in by_group[group]}


WHY_NOT = {
    "own": "{person} belongs to the group behind {reference}. Choose somebody else.",
    "tied": "{person} has ties to {reference}. Choose somebody else.",
    "advised": "{person} advised on {reference}. Whoever advises does not judge.",
}


def obstacles(application: Application, people: Iterable[User]) -> dict[int, str]:
    """Why some of these people cannot read this application, in words by their key; who can is not in it."""
    ids = [person.pk for person in people]
    readers = set(Role.objects.filter(kind=Role.Kind.ASSESSOR, user__in=ids).values_list("user", flat=True))
    out = kept_out([application])
    words = {}
    for person in people:
        if person.pk not in readers or not person.is_active:
            words[person.pk] = f"{person} does not read for the fund. Give them the role of assessor first."
        elif why := out.get((application.pk, person.pk)):
            words[person.pk] = WHY_NOT[why].format(person=person, reference=application.reference)
    return words


def assign(application: Application, assessors: Iterable[User], *, by: User) -> list[Assessment]:
    """Ask these people to read the application, all or none of them, and tell each. Whoever reads it already stays."""
    return assign_each({application: list(assessors)}, by=by)


@transaction.atomic
def assign_each(readers: Mapping[Application, list[User]], *, by: User) -> list[Assessment]:
    """Ask people to read applications, each with its own readers, all or none; one letter goes to each person."""
    given, fresh = list[Assessment](), list[Assessment]()
    for application, people in readers.items():
        if not people:
            raise Refused("Choose at least one assessor.")
        _hold(application)
        if words := obstacles(application, people):
            raise Refused(" ".join(words.values()))
        given += _give(application, people, fresh, by=by)
    _tell(fresh)
    return given


@dataclass
class Sharing:
    """What came of sharing many applications out: how many readings were given, and what could not be, in words."""

    given: int = 0
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def assign_many(applications: Iterable[Application], assessors: Iterable[User], *, by: User) -> Sharing:
    """Ask these people to read each of these applications; who cannot read one is left out there, and it is said."""
    people, sharing, fresh = list(assessors), Sharing(), list[Assessment]()
    for application in sorted(applications, key=lambda application: application.pk):
        _hold(application)
        words = obstacles(application, people)
        before = application.assessments.exclude(state=Assessment.State.TAKEN_BACK).count()
        free = [person for person in people if person.pk not in words]
        if free:
            _give(application, free, fresh, by=by)
        sharing.given += application.assessments.exclude(state=Assessment.State.TAKEN_BACK).count() - before
        sharing.left_out += words.values()
    _tell(fresh)
    return sharing


def take_back(assessment: Assessment, *, by: User, reason: str = "") -> None:
    """Take the reading away from this assessor. What was scored stays in the record and counts no more."""
    assessment.move(Assessment.State.TAKEN_BACK, by=by, reason=reason)


def _hold(application: Application) -> None:
    """Lock the application, so that two officers cannot give the same reading twice, and see that it can be read."""
    fresh = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if fresh.is_test:
        raise Refused(f"{fresh.reference} is a test application, so nobody can be asked to read it.")
    if fresh.state not in READABLE:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so nobody can be asked to read it.")
    application.refresh_from_db(fields=["state"])  # a page may have said something else some minutes ago


def _give(application: Application, people: list[User], fresh: list[Assessment], *, by: User) -> list[Assessment]:
    """Give the readings that are not there; to `fresh` go those of which their readers must be told."""
    known = {assessment.assessor_id: assessment for assessment in application.assessments.filter(assessor__in=people)}
    given = []
    for person in people:
        assessment = known.get(person.pk)
        if assessment is None:
            assessment = Assessment(application=application, assessor=person, assigned_by=by)
            history.save(assessment, by=by)
            fresh.append(assessment)
        elif assessment.state == Assessment.State.TAKEN_BACK:
            assessment.move(Assessment.State.ASSIGNED, by=by, assigned_by=by, assigned_at=timezone.now())
            fresh.append(assessment)
        given.append(assessment)
    if application.state == Application.State.SUBMITTED:
        application.move(Application.State.IN_ASSESSMENT, by=by)
    return given


def _tell(readings: list[Assessment]) -> None:
    """Write one letter to each person for each round, however many readings they were given."""
    of_each: dict[tuple[int, int], list[Assessment]] = {}
    for reading in readings:
        of_each.setdefault((reading.assessor_id, reading.application.round_id), []).append(reading)
    minutes = assessing.minutes({reading.application_id for reading in readings})
    for mine in of_each.values():
        letters.assigned(mine, sum(minutes.get(reading.application_id, 1) for reading in mine))
