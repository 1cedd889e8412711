"""Telling everybody of a round together."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from applications import feedback, letters
from applications.announcing import public_words
from applications.announcing.approving import what_is_missing
from applications.announcing.editing import needs_a_look, words_for
from applications.announcing.grants import make_grant
from applications.announcing.rates import success_by
from applications.announcing.waiting import decided_in, undecided_in
from applications.announcing.wording import Wording, nothing_to_say, values_of, writer
from applications.models import Application, Decision, PlannedAnnouncement
from applications.ranking import decided_of, money_of
from fund import kept_days
from fund.kit import history
from fund.kit.states import Refused
from fund.models import KeptDay, Round, User
from fund.templatetags.words import moment, pounds

State = Application.State
Outcome = Decision.Outcome
ENDS = {Outcome.AWARD: State.AWARDED, Outcome.RESERVE: State.RESERVE, Outcome.DECLINE: State.NOT_FUNDED}


@transaction.atomic
def announce(round_: Round, *, by: User) -> list[Application]:
    """Tell every group of the round at once: awards become grants, and each group gets its letter.

    A round that is open all the time is announced batch by batch, so what is not decided yet does not stand in the way.
    Returns what was announced. Announcing again finds nothing left to tell, and changes nothing.
    """
    fresh = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    now = timezone.now()
    wording = Wording(fresh)
    if fresh.takes_hand_ins(now, is_invited=True) and not fresh.is_rolling:
        raise Refused(f"{fresh} takes applications until {moment(fresh.closes_at)}. Announce when it has closed.")
    if not fresh.is_rolling and (waiting := list(undecided_in(fresh).values_list("reference", flat=True))):
        raise Refused(f"Decide these first: {', '.join(waiting)}. Everybody in a round hears on the same day.")
    told = list(decided_in(fresh).prefetch_related("areas", "conditions"))
    if not told:
        return []
    if missing := what_is_missing(fresh):
        raise Refused(missing)
    has, given = money_of(fresh), decided_of(fresh)
    if has is not None and given > has:
        raise Refused(f"{fresh} has {pounds(has)}, and its awards come to {pounds(given)}. Change an award first.")
    see_that_letters_have_their_words(told, wording, on=timezone.localdate(now))
    public_words.see_that_all_is_settled([each for each in told if each.decision.outcome == Outcome.AWARD])
    for application in told:
        _tell(application, application.decision, wording, now=now, by=by)
    for planned in fresh.planned_announcements.filter(state=PlannedAnnouncement.State.SET):
        planned.move(PlannedAnnouncement.State.DONE, by=by)
    fresh.announced_at = round_.announced_at = fresh.announced_at or now
    fresh.handed_in_count, fresh.funded_count = chances_of(fresh)
    fresh.success_by = success_by(fresh)
    kept_days.keep(fresh, KeptDay.What.DECISIONS, by=by, happened_on=_last_decided(told))
    columns = ["announced_at", "handed_in_count", "funded_count", "success_by"]
    history.save(fresh, by=by, reason="Awards announced", fields=columns)
    return told


def _last_decided(told: list[Application]) -> date:
    """The day on which the last of these was decided."""
    return timezone.localdate(max(application.decision.decided_at for application in told))


def chances_of(round_: Round) -> tuple[int, int]:
    """How many applications were handed in and not withdrawn, and how many of them were awarded; tests are left out."""
    real = round_.applications.handed_in().filter(is_test=False)
    return real.count(), real.filter(state=State.AWARDED).count()


def see_that_letters_have_their_words(told: list[Application], wording: Wording, *, on: date) -> None:
    """Stop where an edited letter must be looked at, or a letter would say nothing where it must say something."""
    if changed := [application.reference for application in told if needs_a_look(application)]:
        raise Refused(f"These decisions changed after their letters were edited. Look at them: {', '.join(changed)}.")
    if waiting := [application.reference for application in told if feedback.waits_for_a_look(application)]:
        raise Refused(f"Feedback waits for a second look: {', '.join(waiting)}.")
    gaps = []
    for application in told:
        kind = application.decision.outcome
        values = values_of(kind, application, to=None, on=on)
        if missing := nothing_to_say(words_for(application, kind, wording), values):
            gaps.append(f"{application.reference}: {', '.join(f'{{{name}}}' for name in missing)}")
    if gaps:
        raise Refused(
            f"These letters have nothing to say in some places. {'; '.join(gaps)}. "
            "Fill in what is missing, or take it out of the letter."
        )


def _tell(application: Application, decision: Decision, wording: Wording, *, now: datetime, by: User) -> None:
    decision.announced_at = now
    history.save(decision, by=by, reason="Announced", fields=["announced_at"])
    application.move(ENDS[Outcome(decision.outcome)], by=by, reason="Announced")
    grant = make_grant(application, decision, now=now, by=by) if decision.outcome == Outcome.AWARD else None
    kind, on = decision.outcome, timezone.localdate(now)
    words = writer(words_for(application, kind, wording), kind, application, on=on, grant=grant)
    if grant is not None:
        letters.awarded(grant, words)
    elif decision.outcome == Outcome.RESERVE:
        letters.reserve(application, words)
    else:
        letters.not_funded(application, words)
