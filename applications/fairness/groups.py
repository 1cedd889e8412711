"""How kinds of group came out of a round: mean mark, number and share awarded, with every small number withheld.

A table parts all bids that were handed in, each into one row, so its rows add up to its whole. Nobody may learn a
number under five from it: neither where it stands, nor by taking what is shown from the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import Count, F, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Replace, Upper

from applications.models import Application, Decision, Grant
from fund.kit.withholding import LEAST, withheld
from fund.models import PostcodeFifth, Round

NOT_SAID = "Not said"
SEVERAL = "Several council areas"
BANDS = (
    (Decimal(25_000), "Income under £25,000"),
    (Decimal(100_000), "Income from £25,000 to £99,999"),
    (Decimal(500_000), "Income from £100,000 to £499,999"),
    (None, "Income of £500,000 or more"),
)
FIFTHS = {
    1: "In the most deprived fifth of Scotland",
    2: "In the second fifth",
    3: "In the third fifth",
    4: "In the fourth fifth",
    5: "In the least deprived fifth",
}
NOT_KNOWN = "Postcode not known"
GROUP = ("organisation", "organisation__charity_number")
PAST = Q(awarded_at=None)
LONG_AGO = datetime.min.replace(tzinfo=UTC)
FIRST, KNOWN = "First time with the fund", "Applied to the fund or funded before"


@dataclass(frozen=True)
class Bid:
    """The mean mark of a bid, and whether it was awarded; None where it has no mark or nobody has decided."""

    mark: float | None = None
    is_awarded: bool | None = None


@dataclass(frozen=True)
class Row:
    """What may be shown of one kind of group. None is withheld."""

    name: str
    number: int | None
    mean: float | None
    share: float | None

    @property
    def percent(self) -> int | None:
        return None if self.share is None else round(self.share * 100)


@dataclass(frozen=True)
class Table:
    """One way to part the bids, its rows in order, and all bids together."""

    name: str
    rows: tuple[Row, ...]
    whole: Row
    has_marks: bool
    has_decisions: bool


@dataclass(frozen=True)
class _Counts:
    """What stands behind a row."""

    number: int
    marks: tuple[float, ...]
    awarded: int
    declined: int

    @classmethod
    def of(cls, bids: Sequence[Bid]) -> "_Counts":
        marks = tuple(bid.mark for bid in bids if bid.mark is not None)
        awarded = sum(bid.is_awarded is True for bid in bids)
        return cls(len(bids), marks, awarded, sum(bid.is_awarded is False for bid in bids))

    @property
    def mean(self) -> float:
        return sum(self.marks) / len(self.marks)

    @property
    def share(self) -> float:
        return self.awarded / (self.awarded + self.declined)


def table(name: str, parted: Sequence[tuple[str, Bid]], order: Sequence[str] = ()) -> Table:
    """The bids by the name of their kind, in this order or else by name; kinds without a bid have no row."""
    kinds: dict[str, list[Bid]] = {}
    for kind, bid in parted:
        kinds.setdefault(kind, []).append(bid)
    names = [kind for kind in order if kind in kinds] or sorted(kinds, key=lambda kind: (kind == NOT_SAID, kind))
    counts = [_Counts.of(kinds[kind]) for kind in names]
    all_bids = _Counts.of([bid for _, bid in parted])
    no_number, has_number = withheld([(each.number,) for each in counts], is_listed=True)
    no_mean, has_mean = withheld([(len(each.marks),) for each in counts], frozenset(no_number))
    no_share, has_share = withheld([(each.awarded, each.declined) for each in counts], frozenset(no_number))
    rows = tuple(
        Row(
            kind,
            None if place in no_number else each.number,
            None if place in no_mean else each.mean,
            None if place in no_share else each.share,
        )
        for place, (kind, each) in enumerate(zip(names, counts, strict=True))
    )
    whole = Row(
        "All bids",
        all_bids.number if has_number and all_bids.number >= LEAST else None,
        all_bids.mean if has_mean and len(all_bids.marks) >= LEAST else None,
        all_bids.share if has_share and min(all_bids.awarded, all_bids.declined) >= LEAST else None,
    )
    return Table(name, rows, whole, bool(all_bids.marks), all_bids.awarded + all_bids.declined > 0)


def by_kind(round_: Round) -> list[Table]:
    """The tables of a round: by council area, SIMD, income, and whether the fund knew the group. Four queries.

    A bid counts for the one council area that it names, for “several” where it names more, and for the area of its
    group’s address where it names none. Income is what the group tells now. A group is known if it handed a bid in to
    another round before this one, or had an award before, by itself or by its charity number in past records. The
    index SIMD is that of the postcode of the group’s address; where none is known, there is no such table.
    """
    bids = Application.objects.handed_in().filter(round=round_)
    rows = list(
        bids.with_scores()
        .annotate(
            bare=Upper(Replace(F("organisation__postcode"), Value(" "), Value(""))),
            fifth=Subquery(PostcodeFifth.objects.filter(postcode=OuterRef("bare")).values("fifth")[:1]),
        )
        .order_by("pk")
        .values_list(
            "pk",
            "mean",
            "state",
            "decision__outcome",
            "organisation__yearly_income",
            "organisation__area__name",
            "submitted_at",
            "fifth",
            *GROUP,
        )
    )
    places: dict[int, list[str]] = {}
    named = Application.areas.through.objects.filter(application__in=bids.order_by().values("pk"))
    for key, area in named.order_by("pk").values_list("application", "councilarea__name"):
        places.setdefault(key, []).append(area)
    since = _known_since(round_)
    areas, fifths, incomes, known = [], [], [], []
    for key, mean, state, outcome, income, home, submitted_at, fifth, *group in rows:
        bid = Bid(mean, _is_awarded(state, outcome))
        areas.append((_place(places.get(key, []), home), bid))
        fifths.append((FIFTHS.get(fifth, NOT_KNOWN), bid))
        incomes.append((_band(income), bid))
        firsts = [since[name] for name in _names(*group) if name in since]
        is_known = submitted_at is not None and any(first < submitted_at for first in firsts)
        known.append((KNOWN if is_known else FIRST, bid))
    by_fifth = [table("How deprived the place is (SIMD)", fifths, [*FIFTHS.values(), NOT_KNOWN])]
    return [
        table("Council area", areas),
        *(by_fifth if {name for name, _ in fifths} - {NOT_KNOWN} else []),
        table("Size of the group", incomes, [*(words for _, words in BANDS), NOT_SAID]),
        table("New to the fund or not", known, [FIRST, KNOWN]),
    ]


def _is_awarded(state: str, outcome: str | None) -> bool | None:
    """A bid from the reserve list that got money later is awarded, whatever was decided first."""
    if state == Application.State.AWARDED:
        return True
    return None if outcome is None else outcome == Decision.Outcome.AWARD


def _place(named: list[str], home: str | None) -> str:
    if len(named) > 1:
        return SEVERAL
    return named[0] if named else home or NOT_SAID


def _band(income: Decimal | None) -> str:
    if income is None:
        return NOT_SAID
    return next(words for under, words in BANDS if under is None or income < under)


def _known_since(round_: Round) -> dict[object, datetime]:
    """When the fund first knew a group, by its key and by its charity number: from other rounds and from awards."""
    bids = Application.objects.handed_in().filter(submitted_at__isnull=False).exclude(round=round_).order_by()
    first_bids = bids.values_list(*GROUP).annotate(first=Min("submitted_at"))
    grants = Grant.objects.public().filter(Q(awarded_at__isnull=False) | Q(state=Grant.State.PAST)).order_by()
    awards = grants.values_list(*GROUP).annotate(first=Min("awarded_at"), undated=Count("pk", filter=PAST))
    firsts = [(group, first) for *group, first in first_bids]
    firsts += [(group, LONG_AGO if undated else first) for *group, first, undated in awards]
    since: dict[object, datetime] = {}
    for group, first in firsts:
        for name in _names(*group):
            since[name] = min(first, since.get(name, first))
    return since


def _names(key: int, charity_number: str) -> tuple[object, ...]:
    return (key, charity_number) if charity_number else (key,)
