"""Surgeries: hours in which anybody may talk with the fund's people, booked without an account."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from fund import letters, links
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, Surgery, Talk, User

LINK = "talk"
KEEP_NEEDS = timedelta(days=7)
OUT_OF_THE_WAY = 1000  # added to a talk’s number while others move past it
NO_ROOM = "Somebody has just taken this time. Choose another one."


@dataclass(frozen=True)
class Free:
    """A time at which somebody may still talk with us."""

    surgery: Surgery
    starts_at: datetime

    @property
    def key(self) -> str:
        """How a form names this time."""
        return f"{self.surgery.pk}-{int(self.starts_at.timestamp())}"


def at_clock(day: date, clock: time) -> datetime:
    """A time of day in Scotland as a moment. An hour that the clocks jump over becomes the one after it."""
    return timezone.make_aware(datetime.combine(day, clock)).astimezone(UTC)


# The desk ------------------------------------------------------------------------------------------------------------


@transaction.atomic
def make(
    *,
    by: User,
    day: date,
    starts: time,
    ends: time,
    minutes: int,
    at_once: int,
    way: str,
    place: str,
    round_: Round | None,
) -> Surgery:
    """Offer talks on one day, from one time to another."""
    times = {"starts_at": at_clock(day, starts), "ends_at": at_clock(day, ends), "minutes": minutes}
    surgery = Surgery(round=round_, way=way, place=place, at_once=at_once, made_by=by, **times)
    _see_that_it_can_be(surgery)
    made: Surgery = history.save(surgery, by=by)
    return made


def _see_that_it_can_be(surgery: Surgery) -> None:
    if not surgery.times:
        raise Refused("No talk of this length fits between these times. Make it longer, or the talks shorter.")
    if surgery.starts_at <= timezone.now():
        raise Refused("This time has gone by. Choose a later one.")


@transaction.atomic
def change(
    surgery: Surgery,
    *,
    by: User,
    day: date,
    starts: time,
    ends: time,
    minutes: int,
    at_once: int,
    way: str,
    place: str,
    round_: Round | None,
    words: str = "",
) -> list[Talk]:
    """Change when and how the talks of a day are. Booked talks go along: the first stays the first.

    Those whose time, length, place or way changes are told; who has no e-mail address is returned, to phone.
    """
    held = _hold(surgery)
    if held.state == Surgery.State.CANCELLED or held.starts_at <= timezone.now():
        raise Refused("This surgery is over, has begun or was called off, so it can no longer change.")
    before = {when: place_of for place_of, when in enumerate(held.times)}
    was = (held.minutes, held.way, held.place)
    about = {"starts_at": at_clock(day, starts), "ends_at": at_clock(day, ends), "minutes": minutes, "way": way}
    about |= {"place": place, "at_once": at_once, "round": round_}
    for name, value in about.items():
        setattr(held, name, value)
    _see_that_it_can_be(held)
    booked = list(held.talks.booked().select_for_update(of=("self",), no_key=True))
    if any(before[talk.starts_at] >= len(held.times) or talk.number > at_once for talk in booked):
        raise Refused("More people have booked than there would be room for. Call their talks off first.")
    history.save(held, by=by, fields=about)
    moved = [talk for talk in booked if talk.starts_at != held.times[before[talk.starts_at]]]
    for talk in moved:  # out of each other's way first: one talk may take the time of the next
        talk.number += OUT_OF_THE_WAY
        history.save_quietly(talk, fields=["number"])
        talk.number -= OUT_OF_THE_WAY
    concerned = booked if was != (minutes, way, place) else moved
    for talk in booked:
        was_at, talk.surgery = talk.starts_at, held
        if talk in moved:
            talk.starts_at, talk.reminded_at = held.times[before[was_at]], None
            history.save(talk, by=by, fields=["starts_at", "number", "reminded_at"])
        if talk in concerned and talk.email:
            links.close(talk)
            letters.talk_changed(talk, _link(talk), was_at=was_at, words=words)
    return [talk for talk in concerned if not talk.email]


def close(surgery: Surgery, *, by: User, reason: str = "") -> None:
    """Take no more bookings. Talks that are booked stay."""
    surgery.move(Surgery.State.CLOSED, by=by, reason=reason)


def reopen(surgery: Surgery, *, by: User) -> None:
    """Take bookings again."""
    surgery.move(Surgery.State.OPEN, by=by)


@transaction.atomic
def cancel(surgery: Surgery, *, by: User, reason: str) -> list[Talk]:
    """Call the whole surgery off and tell those who booked why; who has no e-mail address is returned, to phone."""
    held = _hold(surgery)
    booked = list(held.talks.booked().select_related("surgery"))
    held.move(Surgery.State.CANCELLED, by=by, reason=reason)
    for talk in booked:
        _call_off(talk, by=by, reason=reason)
    return [talk for talk in booked if not talk.email]


@transaction.atomic
def call_off(talk: Talk, *, by: User, reason: str) -> None:
    """Call one talk off and tell the person why."""
    _hold(talk.surgery)
    _call_off(talk, by=by, reason=reason)


def _call_off(talk: Talk, *, by: User, reason: str) -> None:
    talk.move(Talk.State.CALLED_OFF, by=by, reason=reason, why=reason, needs="")
    links.close(talk)
    letters.talk_called_off(talk)


# Who wants to talk ---------------------------------------------------------------------------------------------------


def free_times(round_: Round | None = None, at: datetime | None = None) -> list[Free]:
    """Every time that can still be booked, the soonest first: those for this round and those for any. Two queries."""
    now = at or timezone.now()
    rows = Surgery.objects.bookable(now).select_related("round")
    if round_ is not None:
        rows = rows.filter(round=round_) | rows.filter(round=None)
    rows = rows.prefetch_related(Prefetch("talks", Talk.objects.booked(), to_attr="taken"))
    free = [
        Free(surgery, starts_at)
        for surgery in rows
        for starts_at in surgery.times
        if starts_at > now and _first_free(surgery, starts_at, surgery.taken) is not None
    ]
    return sorted(free, key=lambda one: (one.starts_at, one.surgery.pk))


@transaction.atomic
def book(
    surgery: Surgery, starts_at: datetime, *, name: str, email: str, phone: str, about: str, needs: str
) -> tuple[Talk, str]:
    """Give one time to one person. Gives the talk and the token of the link with which to move or cancel it."""
    if not email and not phone:
        raise Refused("Give us an e-mail address or a phone number, so that we can reach you.")
    number = _take(surgery, starts_at)
    talk = Talk(
        surgery=surgery,
        starts_at=starts_at,
        number=number,
        name=name,
        email=email.strip().lower(),
        phone=phone,
        about=about,
        needs=needs,
    )
    history.save(talk, by=None)
    return talk, _tell_booked(talk)


@transaction.atomic
def move(talk: Talk, to: Surgery, starts_at: datetime) -> str:
    """Give somebody another time for theirs. The old link closes; the new one is in the letter and is returned."""
    for pk in sorted({talk.surgery_id, to.pk}):
        Surgery.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    held = _hold_booked(talk)
    held.number = _take(to, starts_at, but=held)
    held.surgery, held.starts_at, held.reminded_at = to, starts_at, None
    history.save(held, by=None, fields=["surgery", "starts_at", "number", "reminded_at"])
    links.close(held)
    return _tell_booked(held, is_moved=True)


@transaction.atomic
def give_back(talk: Talk) -> None:
    """Cancel one's own talk: the time is free for somebody else, and what the person needed is forgotten."""
    _hold(talk.surgery)
    held = _hold_booked(talk)
    held.move(Talk.State.CANCELLED, by=None, needs="")
    letters.talk_given_back(held)


def _tell_booked(talk: Talk, *, is_moved: bool = False) -> str:
    token = _link(talk)
    letters.talk_booked(talk, token, is_moved=is_moved)
    return token


def _link(talk: Talk) -> str:
    """The token of a link with which to move or cancel a talk, until the day after it."""
    return links.make(LINK, talk, by=None, until=talk.starts_at + timedelta(days=1))


def _take(surgery: Surgery, starts_at: datetime, *, but: Talk | None = None) -> int:
    """Hold the surgery, so that two people cannot take one time, and find the first free place at this time."""
    held = _hold(surgery)
    if held.state != Surgery.State.OPEN:
        raise Refused("This day takes no more bookings. Choose another time.")
    if starts_at <= timezone.now() or starts_at not in held.times:
        raise Refused("This time can no longer be booked. Choose another one.")
    taken = held.talks.booked().filter(starts_at=starts_at).exclude(pk=but.pk if but else 0)
    number = _first_free(held, starts_at, taken)
    if number is None:
        raise Refused(NO_ROOM)
    return number


def _first_free(surgery: Surgery, starts_at: datetime, taken: Iterable[Talk]) -> int | None:
    numbers = {talk.number for talk in taken if talk.starts_at == starts_at}
    return next((number for number in range(1, surgery.at_once + 1) if number not in numbers), None)


def _hold(surgery: Surgery) -> Surgery:
    return Surgery.objects.select_for_update(of=("self",), no_key=True).get(pk=surgery.pk)


def _hold_booked(talk: Talk) -> Talk:
    held = Talk.objects.select_related("surgery").select_for_update(of=("self",), no_key=True).get(pk=talk.pk)
    if held.state != Talk.State.BOOKED or held.starts_at <= timezone.now():
        raise Refused("This talk is over or was cancelled, so it can no longer change. You can book another one.")
    return held


# By the clock --------------------------------------------------------------------------------------------------------


def remind(at: datetime | None = None) -> int:
    """Remind everybody whose talk is tomorrow, by the calendar in Scotland, once; how many there were."""
    tomorrow = timezone.localdate(at or timezone.now()) + timedelta(days=1)
    until = at_clock(tomorrow + timedelta(days=1), time(0))
    due = Talk.objects.booked().filter(starts_at__gte=at_clock(tomorrow, time(0)), starts_at__lt=until)
    return sum(_remind(pk) for pk in due.filter(reminded_at=None).exclude(email="").values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int) -> int:
    talk = Talk.objects.select_related("surgery").select_for_update(of=("self",), no_key=True).get(pk=pk)
    if talk.state != Talk.State.BOOKED or talk.reminded_at is not None:
        return 0
    talk.reminded_at = timezone.now()
    history.save(talk, by=None, fields=["reminded_at"])
    letters.talk_reminder(talk, _link(talk))
    return 1


def forget_needs(at: datetime | None = None) -> int:
    """Forget what people needed for talks that were a week ago; how many there were. No history keeps these words."""
    over = Talk.objects.filter(starts_at__lt=(at or timezone.now()) - KEEP_NEEDS).exclude(needs="")
    return over.update(needs="")
