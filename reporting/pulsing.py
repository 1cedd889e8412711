"""Pulses: one question to every running project, by a link, and what all said together."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count

from django.db import transaction
from django.utils import timezone

from applications.granting import months_after
from applications.models import Grant
from fund import links
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, User
from fund.templatetags.words import day
from reporting import letters
from reporting.models import Pulse, PulseAsked

LINK = "pulse"
VOICES = 3  # what fewer said is never shown


@transaction.atomic
def send(
    fund: Fund,
    *,
    question: str,
    kind: str,
    until: date,
    by: User | None,
    repeats: bool = False,
    follows: Pulse | None = None,
) -> Pulse:
    """Ask all running projects one question. The letter with the link goes to those who write for the group.

    What `repeats` is asked anew after a month, with as many days to answer.
    """
    if until <= timezone.localdate():
        raise Refused("Give people at least until tomorrow.")
    grants = list(Grant.objects.filter(state=Grant.State.ACTIVE, round__fund=fund).select_related("organisation"))
    if not grants:
        raise Refused("No project is running, so there is nobody to ask.")
    facts = {"question": question, "kind": kind, "until": until, "repeats": repeats, "follows": follows}
    pulse: Pulse = history.save(Pulse(fund=fund, sent_by=by, **facts), by=by)
    PulseAsked.objects.bulk_create(PulseAsked(pulse=pulse, grant=grant) for grant in grants)
    ends = timezone.make_aware(datetime.combine(until, time.max))
    for asked in pulse.asked.select_related("grant__organisation", "pulse"):
        letters.pulse(asked, links.make(LINK, asked, by=by, until=ends))
    return pulse


def ask_again() -> int:
    """Ask again what is asked each month; how many questions went out. A month that was missed is not made up for."""
    rows = Pulse.objects.filter(repeats=True, followed_by=None)
    return sum(_ask_again(pk) for pk in rows.values_list("pk", flat=True))


@transaction.atomic
def _ask_again(pk: int) -> bool:
    last = Pulse.objects.select_for_update(of=("self",), no_key=True).select_related("fund", "sent_by").get(pk=pk)
    today, sent_on = timezone.localdate(), timezone.localdate(last.sent_at)
    if not last.repeats or Pulse.objects.filter(follows=last).exists() or _next_day(last) > today:
        return False
    if not Grant.objects.filter(state=Grant.State.ACTIVE, round__fund=last.fund).exists():
        return False
    until = today + (last.until - sent_on)
    asked = {"question": last.question, "kind": last.kind}
    send(last.fund, until=until, by=last.sent_by, repeats=True, follows=last, **asked)
    return True


def _next_day(last: Pulse) -> date:
    """The day of the month on which it was asked first, half a month or more after it was asked last."""
    first, after = last, timezone.localdate(last.sent_at) + timedelta(days=15)
    while first.follows is not None:
        first = first.follows
    began = timezone.localdate(first.sent_at)
    return next(on for months in count(1) if (on := months_after(began, months)) > after)


@transaction.atomic
def stop(pulse: Pulse, *, by: User) -> None:
    """Ask it no more after this month."""
    held = Pulse.objects.select_for_update(of=("self",), no_key=True).get(pk=pulse.pk)
    held.repeats = False
    history.save(held, by=by, fields=["repeats"])


@transaction.atomic
def answer(asked: PulseAsked, *, value: int | None = None, words: str = "") -> None:
    """Keep what a project says. It can say it anew until the last day; the last counts."""
    held = PulseAsked.objects.select_for_update(of=("self",), no_key=True).select_related("pulse").get(pk=asked.pk)
    if not held.pulse.is_open:
        raise Refused(f"The question closed on {day(held.pulse.until)}.")
    held.value, held.words, held.answered_at = value, words.strip(), timezone.now()
    held.save(update_fields=["value", "words", "answered_at"])


def earlier(pulse: Pulse) -> list[Pulse]:
    """The same question in the year before, the newest first. Two queries."""
    same = Pulse.objects.filter(fund=pulse.fund_id, question=pulse.question, kind=pulse.kind)
    return list(same.filter(sent_at__lt=pulse.sent_at).prefetch_related("asked")[:12])


@dataclass(frozen=True)
class Result:
    """What all said together. With fewer than VOICES answers there is nothing but their number."""

    asked: int
    answered: int
    mean: float | None
    words: tuple[str, ...]

    @property
    def is_shown(self) -> bool:
        return self.answered >= VOICES


def result(pulse: Pulse) -> Result:
    """The plain mean of the numbers, or the words in the order of the alphabet, without who said them. One query.

    Nothing is shown while the question is open: from one look to the next one could see who just answered.
    """
    rows = list(pulse.asked.all())
    said = [row for row in rows if row.answered_at is not None]
    if pulse.is_open or len(said) < VOICES:
        return Result(len(rows), len(said), None, ())
    numbers = [row.value for row in said if row.value is not None]
    mean = round(sum(numbers) / len(numbers), 1) if numbers else None
    return Result(len(rows), len(said), mean, tuple(sorted((row.words for row in said if row.words), key=str.casefold)))
