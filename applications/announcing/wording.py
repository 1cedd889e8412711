"""The words of a round’s letters, and the letter of one bid made from them."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.announcing.grants import draft_grant
from applications.announcing.placeholders import KNOWN, Facts, empty, faults, fill
from applications.announcing.starting_words import STARTING
from applications.models import Application, Decision, DecisionLetter, Grant
from fund.kit import history
from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import Round, Tier, User

Kind = DecisionLetter.Kind
MAKES_A_GRANT = {Kind.AWARD, Kind.PROMOTED}
LONGEST_SUBJECT = 250  # characters, once it is filled in


@dataclass(frozen=True)
class Words:
    """A subject and a text, filled in or with their placeholders."""

    subject: str
    text: str


class Wording:
    """All the words of one round, fetched once: those of a size of grant go before those for all sizes."""

    def __init__(self, round_: Round) -> None:
        self.rows = {(row.kind, row.tier_id): row for row in round_.decision_letters.all()}

    def of(self, kind: str, tier: int | None = None) -> Words:
        row = self.rows.get((kind, tier)) or self.rows.get((kind, None))
        return Words(row.subject, row.text) if row else Words(*STARTING[kind])

    def for_(self, kind: str, application: Application) -> Words:
        return self.of(kind, application.tier_id)


@transaction.atomic
def word(round_: Round, kind: str, tier: Tier | None, *, subject: str, text: str, by: User) -> DecisionLetter:
    """Keep the round’s own words for one kind of news, once their placeholders are right."""
    if wrong := [*faults(subject), *faults(text)]:
        raise Refused(". ".join(wrong) + ".")
    if not subject.strip() or not text.strip():
        raise Refused("Give the letter a subject and some words.")
    Round.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=round_.pk)  # one row a kind and size
    row = DecisionLetter.objects.filter(round=round_, kind=kind, tier=tier).first()
    row = row or DecisionLetter(round=round_, kind=kind, tier=tier)
    row.subject, row.text, row.changed_at = subject, text, timezone.now()
    history.save(row, by=by)
    return row


@transaction.atomic
def unword(row: DecisionLetter, *, by: User) -> None:
    """Go back to the words for all sizes, or to those with which a round starts."""
    history.delete(row, by=by, reason="Back to the words before")


def values_of(
    kind: str, application: Application, *, to: User | None, on: date, grant: Grant | None = None
) -> dict[str, str]:
    """What each placeholder says of a bid."""
    decision = application.decision
    if kind in MAKES_A_GRANT and grant is None:
        grant = draft_grant(application, _awarded(kind, application, decision))
    facts = Facts(application, decision, grant, to, on)
    return {name: each.value(facts) for name, each in KNOWN.items()}


def _awarded(kind: str, application: Application, decision: Decision) -> Decision:
    """The decision; for a bid that would come up from the reserve list, with the sum that it asks for."""
    awarded = copy(decision)
    if kind == Kind.PROMOTED and decision.amount is None:
        awarded.amount = application.amount
    return awarded


def filled(words: Words, values: dict[str, str]) -> Words:
    return Words(tidy_line(fill(words.subject, values))[:LONGEST_SUBJECT], fill(words.text, values))


def nothing_to_say(words: Words, values: dict[str, str]) -> list[str]:
    """The placeholders in a letter that are empty for this bid and must not be."""
    return empty(f"{words.subject}\n\n{words.text}", values)


def writer(
    words: Words, kind: str, application: Application, *, on: date, grant: Grant | None = None
) -> Callable[[User], dict[str, Any]]:
    """What the letter says to each of its readers: its subject, its words, and the same cut into lines."""

    def to_reader(person: User) -> dict[str, Any]:
        values = values_of(kind, application, to=person, on=on, grant=grant)
        letter = filled(words, values)
        paragraphs = [part.splitlines() for part in letter.text.split("\n\n")]
        return {"subject": letter.subject, "words": letter.text, "paragraphs": paragraphs, "link": values["link"]}

    return to_reader
