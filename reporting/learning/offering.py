"""What a draft can be asked for: each kind of scope, and how much evidence stands behind every choice."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from applications.models import Grant
from fund.models import CouncilArea, Round, Term
from reporting.learning import scopes
from reporting.learning.scopes import CONDITIONS, THEMES, Kind, Scope
from reporting.models import Collection, LearningSummary, OldText, Report, ReportReading

# In the order in which they are offered: the word for one, the question for which, and what it draws together.
KINDS: dict[str, tuple[str, str, str]] = {
    Kind.GRANT: ("One project", "Which project?", "what one project has learned so far"),
    Kind.ROUND: ("A round", "Which round?", "all projects of one round"),
    Kind.CONDITION: ("A condition", "Which condition?", "all projects with people with one condition"),
    Kind.APPROACH: ("An approach", "Which approach?", "all projects that do one thing, such as walks or singing"),
    Kind.THEME: ("A theme", "Which theme?", "what all projects say about one thing, such as time"),
    Kind.AREA: ("An area", "Which area?", "all projects in one council area"),
    Kind.SEARCH: ("A search", "Which words?", "all projects that your own words fit"),
    Kind.COLLECTION: ("A collection", "Which collection?", "old texts that were brought in"),
}

Told = list[tuple[Grant, int]]


@dataclass(frozen=True)
class Choice:
    """One thing that a draft can be about, with its evidence."""

    kind: str
    key: str
    name: str
    sources: int
    projects: int

    @property
    def words(self) -> str:
        """The evidence in words, such as “12 accepted reports of 7 projects”."""
        source = "text" if self.kind == Kind.COLLECTION else "accepted report"
        if self.kind == Kind.GRANT:
            return _counted(self.sources, source)
        return f"{_counted(self.sources, source)} of {_counted(self.projects, 'project')}"


def kinds() -> list[tuple[str, str, str, int | None]]:
    """Each kind with its word, what it draws together, and how many choices it has; a search has no number."""
    told = _told()
    counted = {kind: None if kind == Kind.SEARCH else len(_choices(kind, told)) for kind in KINDS}
    return [(kind, word, what, counted[kind]) for kind, (word, _, what) in KINDS.items()]


def choices(kind: str) -> list[Choice]:
    """What there is evidence for, of one kind, by name.

    Of a search these are the words that somebody had a draft made for before.
    """
    return _choices(kind, _told())


def narrowed(found: Iterable[Choice], words: str) -> list[Choice]:
    """Those whose name has all these words."""
    wanted = words.casefold().split()
    return [one for one in found if all(word in one.name.casefold() for word in wanted)]


def silent(scope: Scope, evidence: Choice) -> int:
    """How many projects of a scope have told nothing yet. A theme and a collection do not count them."""
    if scope.kind in {Kind.GRANT, Kind.THEME, Kind.COLLECTION}:
        return 0
    return len(scope.grants()) - evidence.projects


def evidence(scope: Scope) -> Choice:
    """How much stands behind one scope; nothing may be the answer."""
    if scope.kind in {Kind.THEME, Kind.COLLECTION}:
        found = [one for one in _choices(scope.kind, _told()) if one.key == scope.key]
        return found[0] if found else Choice(scope.kind, scope.key, scope.name, 0, 0)
    grants = {grant.pk for grant in scope.grants()}
    return _choice(scope.kind, scope.key, scope.name, [one for one in _told() if one[0].pk in grants])


def newest(scope: Scope) -> LearningSummary | None:
    """The last version of a summary of this, if there is one."""
    return LearningSummary.objects.filter(scope=scope.kind, key=scope.key).order_by("-version").first()


def _told() -> Told:
    """The projects with accepted reports, and how many each has. Three queries."""
    accepted = dict(Report.objects.accepted().order_by().values_list("grant").annotate(Count("pk")))
    return [(grant, accepted[grant.pk]) for grant in scopes.in_full(Grant.objects.filter(pk__in=accepted))]


def _choices(kind: str, told: Told) -> list[Choice]:
    if kind == Kind.GRANT:
        found = [_choice(kind, str(one[0].pk), _named(one[0]), [one]) for one in told]
    else:
        begun = [one for one in told if one[0].state in scopes.BEGUN]
        found = [one for one in _OF_MANY[kind](begun) if one.sources]
    return sorted(found, key=lambda one: (one.name.casefold(), one.key))


def _choice(kind: str, key: str, name: str, told: Told) -> Choice:
    return Choice(kind, key, name, sum(number for _, number in told), len(told))


def _named(grant: Grant) -> str:
    return f"{grant.title or grant.reference}, {grant.organisation}"


def _rounds(told: Told) -> list[Choice]:
    rows = Round.objects.filter(pk__in={grant.round_id for grant, _ in told})
    return [
        _choice(Kind.ROUND, str(row.pk), row.name, [one for one in told if one[0].round_id == row.pk]) for row in rows
    ]


def _by_name(
    kind: str, named: Iterable[tuple[str, str]], told: Told, tags: Callable[[Grant], set[str]]
) -> list[Choice]:
    """For each key with its name, the projects that bear the name."""
    bearers: dict[str, Told] = defaultdict(list)
    for one in told:
        for tag in tags(one[0]):
            bearers[tag].append(one)
    return [_choice(kind, key, name, bearers.get(name.casefold(), [])) for key, name in named]


def _conditions(told: Told) -> list[Choice]:
    named = Term.objects.of(CONDITIONS).values_list("code", "name")
    return _by_name(Kind.CONDITION, named, told, scopes.conditions_of)


def _areas(told: Told) -> list[Choice]:
    return _by_name(Kind.AREA, CouncilArea.objects.values_list("code", "name"), told, scopes.areas_of)


def _approaches(told: Told) -> list[Choice]:
    """What projects do, spelled as most of them spell it."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for grant, _ in told:
        for word in (grant.words or {}).get("activities", ()):
            spelled[str(word).casefold()][str(word)] += 1
    names = [min(ways, key=lambda way: (-ways[way], way)) for ways in spelled.values()]
    named = [(name, name) for name in names]
    return _by_name(Kind.APPROACH, named, told, lambda grant: scopes.tags_of(grant, "activities"))


def _themes(told: Told) -> list[Choice]:
    """By what was read in each report when it was accepted."""
    projects = {grant.pk for grant, _ in told}
    read = ReportReading.objects.filter(report__in=Report.objects.accepted(), report__grant__in=projects)
    saying: dict[str, list[int]] = defaultdict(list)
    for grant, pieces in read.values_list("report__grant", "pieces"):
        for code in {code for piece in pieces for code, _ in piece[-1]}:
            saying[code].append(grant)
    return [
        Choice(Kind.THEME, code, name, len(saying[code]), len(set(saying[code])))
        for code, name in Term.objects.of(THEMES).values_list("code", "name")
    ]


def _searches(told: Told) -> list[Choice]:
    """The words that a draft was made for before."""
    before = LearningSummary.objects.filter(scope=Kind.SEARCH).order_by("key").values_list("key", flat=True).distinct()
    found = [(key, scopes.find(Kind.SEARCH, key)) for key in before]
    return [_choice(Kind.SEARCH, key, scope.name, [one for one in told if scope.holds(one[0])]) for key, scope in found]


def _collections(told: Told) -> list[Choice]:
    usable = Q(texts__source_state=OldText.State.ACCEPTED)
    rows = Collection.objects.annotate(
        usable=Count("texts", filter=usable, distinct=True),
        told=Count("texts__project", filter=usable, distinct=True),
    )
    return [Choice(Kind.COLLECTION, row.slug, row.name, row.usable, row.told) for row in rows]


_OF_MANY: dict[str, Callable[[Told], list[Choice]]] = {
    Kind.ROUND: _rounds,
    Kind.CONDITION: _conditions,
    Kind.APPROACH: _approaches,
    Kind.THEME: _themes,
    Kind.AREA: _areas,
    Kind.SEARCH: _searches,
    Kind.COLLECTION: _collections,
}


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
