"""What everybody will read of an award, its title and its summary: each find is decided before anybody hears."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from applications.models import Application, Decision
from fund.kit import history
from fund.kit.states import Refused
from fund.models import PersonalDetail, Round, User
from fund.privacy import gate

State, Outcome = Application.State, Decision.Outcome
FIELDS = {"title": "public_title", "summary": "public_summary"}


def texts_of(application: Application, decision: Decision) -> dict[str, str]:
    """The title and the summary that a grant would have: as the group wrote them, or without a detail."""
    return {field: getattr(decision, column) or getattr(application, field) for field, column in FIELDS.items()}


def may_become_public(round_: Round) -> QuerySet[Application]:
    """The bids of a round that may still become a grant: awards that nobody knows of, and the reserve list."""
    sealed = round_.applications.filter(state=State.DECIDED).exclude(decision__outcome=Outcome.DECLINE)
    return (sealed | round_.applications.filter(state=State.RESERVE)).order_by("reference")


@transaction.atomic
def look(application: Application, decision: Decision, *, by: User | None) -> int:
    """Look through what would be public of a bid; how many finds wait. The name of its group is public anyway."""
    texts = texts_of(application, decision) if decision.outcome != Outcome.DECLINE else {}
    return gate.look(application, texts, by=by, public=[application.organisation.name])


@transaction.atomic
def look_through(round_: Round, *, by: User) -> None:
    """Look through all that may become public of a round, so that its page lists each find."""
    for application in may_become_public(round_).select_related("decision", "organisation"):
        look(application, application.decision, by=by)


def count(round_: Round) -> int:
    """How many finds wait in a round. One query."""
    return len(gate.waiting_in(may_become_public(round_)))


def see_that_all_is_settled(awards: Iterable[Application]) -> None:
    """Stop where something in the title or summary of a grant to be waits for a decision."""
    if waiting := [each.reference for each in awards if look(each, each.decision, by=None)]:
        raise Refused(
            f"Something in the title or summary of these may give a person away: {', '.join(waiting)}. "
            "Decide on the page “What everybody will read” first."
        )


@transaction.atomic
def let_stand(application: Application, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    _hold(application)
    gate.agree_to(detail, by=by)


@transaction.atomic
def mend(application: Application, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out of what everybody will read, or put a role in its place. The bid itself stays as it is."""
    fresh = _hold(application)
    decision = fresh.decision
    text = gate.mend(detail, texts_of(fresh, decision)[detail.field], by=by, instead=instead).strip()
    column = FIELDS[detail.field]
    gate.see_that_it_fits(decision, column, text)
    setattr(decision, column, text)
    history.save(decision, by=by, reason=f"A personal detail ({detail.kind}) was taken out.", fields=[column])
    look(fresh, decision, by=by)


def _hold(application: Application) -> Application:
    """The bid held, while it is not a grant yet."""
    Round.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=application.round_id)
    rows = may_become_public(application.round).select_related("decision", "organisation")
    fresh = rows.select_for_update(of=("self",), no_key=True).filter(pk=application.pk).first()
    if fresh is None:
        raise Refused("This bid is not waiting to become a grant, so nothing of it can change here.")
    return fresh
