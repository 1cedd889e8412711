"""How the words of a letter read for a real bid, before anybody gets one."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils import timezone

from applications.announcing.wording import Kind, Wording, Words, filled, nothing_to_say, values_of
from applications.models import Application, Decision, DecisionLetter
from fund.models import Round, Tier

OUTCOMES = {Kind.PROMOTED: Decision.Outcome.RESERVE, Kind.ENDED: Decision.Outcome.RESERVE}


@dataclass(frozen=True)
class Sample:
    """A letter as one bid would get it, what it has nothing to say for, and which bid comes next to look at."""

    application: Application
    letter: Words
    missing: list[str]
    after: str


def sample(
    round_: Round, kind: str, tier: Tier | None, words: Words, reference: str = "", *, but: Collection[int] = ()
) -> Sample | None:
    """The letter of the bid with this reference, or of the first that was decided like this; None where none was.

    `but` are the keys of bids that are closed to the reader.
    """
    outcome = OUTCOMES.get(DecisionLetter.Kind(kind), kind)
    rows = round_.applications.filter(decision__outcome=outcome).exclude(pk__in=but).order_by("reference")
    rows = rows.filter(tier=tier) if tier else rows
    references = list(rows.values_list("reference", flat=True))
    if not references:
        return None
    place = references.index(reference) if reference in references else 0
    application = rows.select_related("decision", "organisation", "round__fund", "tier").get(
        reference=references[place]
    )
    reader = application.organisation.memberships.filter(kind__in=["lead", "editor"]).select_related("user").first()
    values = values_of(kind, application, to=reader.user if reader else None, on=timezone.localdate())
    after = references[(place + 1) % len(references)] if len(references) > 1 else ""
    return Sample(application, filled(words, values), nothing_to_say(words, values), after)


@dataclass(frozen=True)
class KindOfLetter:
    """One kind of news: whether the round has words of its own for it, and for which sizes of grant."""

    kind: DecisionLetter.Kind
    is_own: bool
    sizes: list[tuple[Tier, bool]]


def kinds_of(round_: Round) -> list[KindOfLetter]:
    """Every kind of letter that a round can send. Two queries."""
    rows, tiers = Wording(round_).rows, list(round_.tiers.all())
    return [
        KindOfLetter(kind, (kind, None) in rows, [(tier, (kind, tier.pk) in rows) for tier in tiers]) for kind in Kind
    ]
