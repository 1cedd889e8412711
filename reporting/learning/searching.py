"""A search of the library as what a summary is about: its words, and the values that were ticked."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict

from applications.models import Grant
from fund.models import Term
from reporting import shelf
from reporting.models import LearningSummary, Measurement, Report, ReportReading
from reporting.similar.index import facets_of


@dataclass(frozen=True)
class Search:
    """Words that must all stand in what a project says of itself, and values by facet, one of which it must have."""

    words: str
    chosen: Mapping[str, Sequence[str]]

    @property
    def key(self) -> str:
        """How a summary remembers it: the words, or the end of the library’s address where values were ticked."""
        if not self.chosen:
            return self.words
        return urlencode([*([("q", self.words)] if self.words else []), *self._pairs])

    @property
    def name(self) -> str:
        """How people say it: “walking, COPD or asthma, men”."""
        return ", ".join(filter(None, [self.words, *(" or ".join(values) for values in self.chosen.values())]))

    @property
    def _pairs(self) -> list[tuple[str, str]]:
        return [(facet, value) for facet, values in self.chosen.items() for value in values]

    def ticks(self, grant: Grant) -> bool:
        """Say whether a project has one of the ticked values of each facet. Fetch it with its areas and conditions."""
        if not self.chosen:
            return True
        own = facets_of(grant)
        held: dict[str, Iterable[str]] = {name: own[theirs] for name, theirs in shelf.OF_GRANT.items()}
        return all(
            {value.casefold() for value in values}
            & {value.casefold() for value in held.get(facet) or self._told[facet][grant.pk]}
            for facet, values in self.chosen.items()
        )

    @cached_property
    def _told(self) -> dict[str, dict[int, set[str]]]:
        """By facet what was told of projects, for those facets that do not stand at a grant. At most five queries."""
        told: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        if "outcome" in self.chosen:
            measured = Measurement.objects.filter(report__state="accepted", indicator__outcome__isnull=False).order_by()
            for grant, name in measured.values_list("report__grant", "indicator__outcome__name").distinct():
                told["outcome"][grant].add(name)
        if "strength" in self.chosen:
            for row in LearningSummary.objects.published().filter(grant__isnull=False, strength__isnull=False):
                told["strength"][row.grant_id or 0].add(row.strength_words)
        if {"theme", "principle"} & self.chosen.keys():
            themes = {term.code: term for term in Term.objects.of("learning-themes")}
            principles = dict(Term.objects.of("principles").values_list("code", "name"))
            for grant, words in Grant.objects.filter(words__has_key="principles").values_list("pk", "words"):
                told["principle"][grant] |= {str(word) for word in words["principles"]}
            read = ReportReading.objects.filter(report__in=Report.objects.accepted())
            for grant, pieces in read.values_list("report__grant", "pieces"):
                for code in {code for piece in pieces for code, _ in piece[-1]} & themes.keys():
                    told["theme"][grant].add(themes[code].name)
                    belongs = themes[code].details.get("belongs_to", [])
                    told["principle"][grant] |= {principles[one] for one in belongs if one in principles}
        return told


def read(key: str) -> Search:
    """The search from words, or from the end of an address of the library, such as “q=walking&condition=COPD”."""
    query = QueryDict(key.strip().lstrip("?")) if "=" in key else QueryDict()
    return of(query.get("q", ""), {facet: query.getlist(facet) for facet in shelf.FACETS}) or Search(_tidy(key), {})


def of(words: str, chosen: Mapping[str, Sequence[str]]) -> Search | None:
    """The search for words and ticked values, the same in whatever order they come; nothing where there are none."""
    ticked: dict[str, list[str]] = {}
    for facet in shelf.FACETS:
        values = {value.casefold(): value for value in sorted(map(_tidy, chosen.get(facet, ())), reverse=True) if value}
        if values:
            ticked[facet] = [values[one] for one in sorted(values)]
    return Search(_tidy(words), ticked) if ticked or _tidy(words) else None


def _tidy(words: str) -> str:
    return " ".join(words.split())
