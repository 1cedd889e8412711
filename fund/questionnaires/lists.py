"""The lists that questions choose from."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from fund.models import CouncilArea, Question, Round, Term
from fund.templatetags.words import pounds

Choices = list[tuple[str, str]]

YES_NO: Choices = [("yes", "Yes"), ("no", "No")]
EVERYWHERE = "all"
OF_ROUND = {"tiers": "tiers", "types": "grant_types", "priorities": "priorities"}  # lists that are rows of the round


class Lists:
    """The lists of one round, each read once. Hand one on where several sections of a round are shown together."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        self._terms: dict[str, list[Term]] = {}
        self._of_round: dict[str, list[Any]] = {}

    @cached_property
    def areas(self) -> list[CouncilArea]:
        return list(CouncilArea.objects.select_related("integration_authority", "health_board"))

    @cached_property
    def headings(self) -> Choices:
        return [(heading.code, heading.name) for heading in self.round.budget_headings.all()]

    def _rows(self, source: str) -> list[Any]:
        if source not in self._of_round:
            self._of_round[source] = list(getattr(self.round, OF_ROUND[source]).all())
        return self._of_round[source]

    def row(self, column: str, code: Any) -> Any:
        """The round's tier, grant_type or priority of this code, or None."""
        source = {"tier": "tiers", "grant_type": "types", "priority": "priorities"}[column]
        return next((row for row in self._rows(source) if row.code == code), None)

    def terms(self, vocabulary: str) -> list[Term]:
        """All words of the current version of a list, those included that are no longer offered."""
        if vocabulary not in self._terms:
            current = Term.objects.filter(vocabulary__slug=vocabulary, vocabulary__is_current=True)
            self._terms[vocabulary] = list(current)
        return self._terms[vocabulary]

    def read_terms(self, vocabularies: Iterable[str]) -> None:
        """Read several lists of words at once, where many questions of a round are shown together."""
        wanted = {*vocabularies} - {*self._terms} - {*OF_ROUND, "", None}
        self._terms |= {vocabulary: [] for vocabulary in wanted}
        current = Term.objects.filter(vocabulary__slug__in=wanted, vocabulary__is_current=True)
        for term in current.select_related("vocabulary"):
            self._terms[term.vocabulary.slug].append(term)

    def choices(self, question: Question) -> Choices:
        """What can be chosen now, as codes and labels; sizes of grant tell their cap."""
        source = question.settings.get("options_from", "")
        if source == "tiers":
            return [(tier.code, f"{tier.name}{_cap(tier)}") for tier in self._rows("tiers")]
        if source in OF_ROUND:
            return [(row.code, row.name) for row in self._rows(source)]
        if source:
            return [(term.code, with_plain_name(term)) for term in self.terms(source) if term.is_used]
        return [(option["code"], option["name"]) for option in question.settings.get("options", [])]

    def names(self, question: Question, codes: Iterable[str]) -> list[str]:
        """The names of these codes, in the order of the list; a code that is no longer known stays as it is."""
        source = question.settings.get("options_from", "")
        if question.kind == Question.Kind.PLACES:
            former = {code: area.name for area in self.areas for code in area.former_codes}
            known = {area.code: area.name for area in self.areas} | former
        elif source in OF_ROUND:
            known = {row.code: row.name for row in self._rows(source)}
        elif source:
            known = {term.code: term.name for term in self.terms(source)}
        else:
            known = dict(self.choices(question))
        wanted = list(codes)
        return [name for code, name in known.items() if code in wanted] + [code for code in wanted if code not in known]


def with_plain_name(term: Term) -> str:
    """A word of a vocabulary and what it means in plain words."""
    return f"{term.name}: {term.plain_name}" if term.plain_name else term.name


def _cap(tier: Any) -> str:
    caps = [pounds(tier.cap)] if tier.cap is not None else []
    caps += [f"{pounds(tier.cap_per_year)} a year"] if tier.cap_per_year is not None else []
    return f", up to {' and '.join(caps)}" if caps else ""
