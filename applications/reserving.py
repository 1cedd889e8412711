"""Moving up from the reserve list when money becomes free, and ending the list."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from applications import letters
from applications.announcing import public_words
from applications.announcing.grants import make_grant
from applications.announcing.wording import Kind, Wording, nothing_to_say, values_of, writer
from applications.models import Appeal, Application, Decision, Grant
from applications.reserve_list import free_in, in_order, next_up, on_list
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User
from fund.templatetags.words import pounds

State = Application.State


@transaction.atomic
def put_in_order(round_: Round, keys: Sequence[int], *, by: User) -> None:
    """Give the bids on the list these places, first to last. All of them must be there, each once.

    Raises Refused for whoever has ties to one of them.
    """
    held = _hold(round_)
    rows = on_list(held).in_bulk()
    see_that_they_may_order(rows, by=by)
    if sorted(keys) != sorted(rows):
        raise Refused("The reserve list has changed. Reload the page and put it in order again.")
    for place, pk in enumerate(keys, 1):
        decision = rows[pk].decision
        if decision.reserve_place != place:
            decision.reserve_place = place
            history.save(decision, by=by, reason="Put in order", fields=["reserve_place"])


def see_that_they_may_order(keys: Collection[int], *, by: User) -> None:
    """Stop whoever has ties to one of these bids."""
    if tied := Application.objects.kept_from(by).filter(pk__in=keys).order_by("reference").first():
        raise Refused(f"You have ties to {tied.reference}, so a colleague without ties puts this list in order.")


@transaction.atomic
def promote(application: Application, *, by: User) -> Grant:
    """Fund the next bid of the reserve list with what it asks for: its grant is made, and the group is told.

    The awards of a round never pass its money: whoever promotes holds the round’s row until the end.
    """
    held = _hold(application.round)
    fresh = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("decision")
        .get(pk=application.pk)
    )
    if fresh.state != State.RESERVE:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so it is not on the reserve list.")
    if words := what_stands_against(held, fresh):
        raise Refused(words)
    fresh = on_list(held).prefetch_related("areas", "conditions", "feedback_lines").get(pk=fresh.pk)
    now, wording = timezone.now(), Wording(held)
    _see_that_it_says_all(fresh, Kind.PROMOTED, wording)
    public_words.see_that_all_is_settled([fresh])
    decision = fresh.decision
    decision.outcome, decision.amount = Decision.Outcome.AWARD, fresh.amount
    history.save(decision, by=by, reason="From the reserve list", fields=["outcome", "amount"])
    application.move(State.AWARDED, by=by, reason="From the reserve list")
    grant = make_grant(fresh, decision, now=now, by=by)
    words_for = wording.for_(Kind.PROMOTED, fresh)
    letters.awarded(grant, writer(words_for, Kind.PROMOTED, fresh, on=timezone.localdate(now), grant=grant))
    return grant


@transaction.atomic
def put_on_after_appeal(appeal: Appeal, *, by: User, reason: str) -> None:
    """Put a bid that was not funded on the reserve list, where an appeal was upheld; the group is told.

    From there it moves up as every other: never past the money of the round.
    """
    application = appeal.application
    _hold(application.round)
    if appeal.kind != Appeal.Kind.APPEAL or appeal.state != Appeal.State.UPHELD:
        raise Refused("Only an appeal that was upheld changes a decision.")
    if not reason.strip():
        raise Refused("Say why the decision changes. The group reads your words.")
    why = f"After an appeal: {reason.strip()}"
    application.move(State.RESERVE, by=by, reason=why)
    decision = Decision.objects.select_for_update(no_key=True).get(application=application)
    decision.outcome, decision.reserve_place = Decision.Outcome.RESERVE, None
    history.save(decision, by=by, reason=why, fields=["outcome", "reserve_place"])
    letters.appeal_changed(appeal, reason.strip())


def what_stands_against(round_: Round, application: Application) -> str:
    """Say why this bid cannot move up now; nothing stands against it when the words are empty."""
    if not application.amount:
        return f"{application.reference} does not say how much it asks for."
    free = free_in(round_)
    if free is not None and application.amount > free:
        return (
            f"{round_} has {pounds(free)} free, and {application.reference} asks for {pounds(application.amount)}. "
            "It cannot be funded."
        )
    first = next_up(round_)
    if first is not None and first.pk != application.pk:
        return f"{first.reference} comes before {application.reference}. Put the list in another order first."
    return ""


@transaction.atomic
def end(round_: Round, *, by: User) -> list[Application]:
    """End the list: everybody left on it is told that no money became free. Ending it again finds nobody to tell."""
    held = _hold(round_)
    rows, wording = [row for row in in_order(held) if row.state == State.RESERVE], Wording(held)
    prefetch_related_objects(rows, "feedback_lines")
    for application in rows:
        _see_that_it_says_all(application, Kind.ENDED, wording)
    today = timezone.localdate()
    for application in rows:
        application.move(State.NOT_FUNDED, by=by, reason="The reserve list has ended")
        letters.not_funded(
            application, writer(wording.for_(Kind.ENDED, application), Kind.ENDED, application, on=today)
        )
    return rows


def _see_that_it_says_all(application: Application, kind: str, wording: Wording) -> None:
    values = values_of(kind, application, to=None, on=timezone.localdate())
    if missing := nothing_to_say(wording.for_(kind, application), values):
        names = ", ".join(f"{{{name}}}" for name in missing)
        raise Refused(f"The letter to {application.reference} has nothing to say for {names}. Change its words first.")


def _hold(round_: Round) -> Round:
    return Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
