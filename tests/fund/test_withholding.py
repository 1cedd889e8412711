"""Small numbers stay hidden, also from those who subtract. Each table worked out by hand."""

import itertools
from collections.abc import Iterator

import pytest

from fund.kit.withholding import WHOLE, Book, Cell, explained, linked

Parts = dict[str, dict[str, set[str]]]


def cells_of(
    tables: Parts, lots: set[str], release: str = "", shown: set[str] | None = None
) -> dict[tuple[str, str], Cell]:
    """The cells of some tables and their whole; with `shown`, as a former release."""

    def cell(name: str, of: set[str]) -> Cell:
        return Cell(frozenset(of), None if shown is None else name in shown)

    found = {(table, part + release): cell(part, of) for table, parts in tables.items() for part, of in parts.items()}
    return {**found, (WHOLE, f"All{release}"): cell("All", lots)}


def names(hidden: set[tuple[str, str]]) -> set[str]:
    return {name for _, name in hidden}


def one_table(**sizes: int) -> set[str]:
    return names(linked(sizes, cells_of({"area": {lot: {lot} for lot in sizes}}, set(sizes))))


def test_nothing_small_hides_nothing() -> None:
    assert one_table(Fife=5, Moray=50, Angus=0) == set()


def test_a_small_number_takes_the_next_smallest_with_it() -> None:
    # 3 = 60 − 7 − 50, so Moray goes too; then Fife and Moray come to 10 in several ways.
    assert one_table(Fife=3, Moray=7, Angus=50) == {"Fife", "Moray"}


def test_two_small_numbers_hide_each_other() -> None:
    assert one_table(Fife=3, Moray=2, Angus=50) == {"Fife", "Moray"}


def test_two_small_numbers_that_come_to_two_or_eight_are_given_away() -> None:
    assert one_table(Fife=1, Moray=1, Angus=50) == {"Fife", "Moray", "Angus"}
    assert one_table(Fife=4, Moray=4, Angus=50) == {"Fife", "Moray", "Angus"}


def test_the_rule_itself_gives_nothing_away() -> None:
    # Fife and Moray come to 6. Who knows that Moray is no small number would know that it is 5, so Angus goes.
    assert one_table(Fife=1, Moray=5, Angus=50) == {"Fife", "Moray", "Angus"}


def test_a_small_whole_is_hidden() -> None:
    assert one_table(Fife=3) == {"Fife", "All"}


def test_a_difference_across_two_tables_is_hidden() -> None:
    """Stirling and Clackmannanshire are one authority: 43 there less 40 in Stirling is 3."""
    sizes = {"stirling": 40, "clack": 3, "fife": 60, "moray": 70}
    areas = {lot: {lot} for lot in sizes}
    authorities = {"both": {"stirling", "clack"}, "Fife": {"fife"}, "Moray": {"moray"}}
    hidden = names(linked(sizes, cells_of({"area": areas, "authority": authorities}, set(sizes))))
    assert "clack" in hidden
    # Without the other table Stirling alone would do. With it, 173 − 60 − 70 = 43 is known whatever else is hidden.
    alone = names(linked(sizes, cells_of({"area": areas}, set(sizes))))
    assert alone == {"clack", "stirling"}
    assert hidden == {"clack", "stirling"}


def test_a_row_that_is_not_small_is_hidden_when_another_table_gives_the_rest_away() -> None:
    """No cell is small, yet all areas in the north less all with asthma there would be 3 people."""
    sizes = {"asthma in fife": 30, "other in fife": 3, "asthma in moray": 40, "other in moray": 50}
    areas = {"fife": {"asthma in fife", "other in fife"}, "moray": {"asthma in moray", "other in moray"}}
    finer = {"asthma in fife": {"asthma in fife"}, "rest": {"other in fife", "asthma in moray", "other in moray"}}
    hidden = names(linked(sizes, cells_of({"area": areas, "finer": finer}, set(sizes))))
    # 33 in Fife less 30 with asthma there is 3; so one of the two goes, and a second of its table with it.
    assert hidden and not {"fife", "asthma in fife"}.isdisjoint(hidden)
    assert "All" not in hidden


def test_what_a_new_version_adds_is_hidden() -> None:
    """100 before and 103 now would say that the project that came has 3 people."""
    before = {"a": 60, "b": 40}
    sizes = {**before, "c": 3}
    old = cells_of({"area": {"Fife": {"a"}, "Moray": {"b"}}}, {"a", "b"}, " before", {"Fife", "Moray", "All"})
    new = cells_of({"area": {"Fife": {"a", "c"}, "Moray": {"b"}}}, set(sizes))
    assert names(linked(sizes, {**old, **new})) == {"Fife", "All"}
    assert names(linked({**sizes, "c": 30}, {**old, **new})) == set()


def test_what_was_hidden_before_stays_hidden_when_only_others_change() -> None:
    """Fife is 3 and was hidden with Moray. Now Moray would give it away: 60 − 7 − 50."""
    sizes = {"fife": 3, "moray": 7, "angus": 50, "more in angus": 20}
    parts = {"Fife": {"fife"}, "Moray": {"moray"}, "Angus": {"angus"}}
    old = cells_of({"area": parts}, {"fife", "moray", "angus"}, " before", {"Angus", "All"})
    late = {"Fife": {"fife"}, "Moray": {"moray"}, "Angus": {"angus", "more in angus"}}
    assert names(linked(sizes, {**old, **cells_of({"area": late}, set(sizes))})) == {"Fife", "Moray"}


def test_what_was_given_away_before_does_not_hide_all_that_follows() -> None:
    sizes = {"fife": 3, "moray": 70}
    old = cells_of({"area": {"Fife": {"fife"}, "Moray": {"moray"}}}, set(sizes), " before", {"Fife", "Moray", "All"})
    new = cells_of({"area": {"Fife": {"fife"}, "Moray": {"moray"}}}, set(sizes))
    assert names(linked(sizes, {**old, **new})) == {"Fife"}


def ways(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in ways(total - first, parts - 1):
            yield (first, *rest)


@pytest.mark.parametrize(
    "total", [*range(1, 11), *(pytest.param(total, marks=pytest.mark.slow) for total in range(11, 16))]
)
def test_no_small_number_of_a_small_table_can_be_told_by_trying_all(total: int) -> None:
    """Every table of three parts: whoever tries all that fit what is shown finds two values for each small number."""
    for sizes in ways(total, 3):
        named = {f"p{place}": size for place, size in enumerate(sizes)}
        hidden = one_table(**named)

        def fits(other: tuple[int, ...], shown: tuple[int, ...] = sizes, hides: set[str] = hidden) -> bool:
            pairs = [*((f"p{place}", one, two) for place, (one, two) in enumerate(zip(shown, other, strict=True)))]
            pairs.append(("All", sum(shown), sum(other)))
            return all(one == two if name not in hides else (0 < one < 5) == (0 < two < 5) for name, one, two in pairs)

        totals = range(total + 8) if "All" in hidden else [total]
        fitting = [other for each in totals for other in ways(each, 3) if fits(other)]
        for place, size in enumerate(sizes):
            if 0 < size < 5:
                assert len({other[place] for other in fitting}) > 1, (sizes, hidden)


def test_some_people_are_few_up_to_another_number() -> None:
    tables = {"area": {"Isle": {"a"}, "Coast": {"b"}, "Town": {"c"}}}
    sizes, cells = {"a": 7, "b": 30, "c": 60}, cells_of(tables, {"a", "b", "c"})
    assert linked(sizes, cells) == set()
    # 97 − 30 − 60 = 7 is fewer than ten on the isle, so the smaller of the two goes with it.
    assert names(linked(sizes, cells, fews={"a": 10})) == {"Isle", "Coast"}
    assert names(linked(sizes, cells, fews={"b": 10})) == set()


def test_two_isles_that_come_to_ten_or_more_hide_each_other() -> None:
    tables = {"area": {"Isle": {"a"}, "Skerry": {"b"}, "Town": {"c"}}}
    # 75 − 60 = 15: the isle has 6 to 9 of them, so neither is told.
    limits = {"a": 10, "b": 10}
    assert names(linked({"a": 7, "b": 8, "c": 60}, cells_of(tables, {"a", "b", "c"}), fews=limits)) == {
        *("Isle", "Skerry")
    }
    # 78 − 60 = 18: of two that are under ten each is nine, so the town goes too.
    assert names(linked({"a": 9, "b": 9, "c": 60}, cells_of(tables, {"a", "b", "c"}), fews=limits)) == {
        *("Isle", "Skerry", "Town")
    }


def test_a_number_with_others_in_it_keeps_the_usual_limit() -> None:
    cells = {("area", "Both"): Cell(frozenset({"a", "b"})), ("area", "Isle"): Cell(frozenset({"a"}))}
    # Both less isle is one, so one must go; six in both are no secret, for one of them is not of the isle.
    book = Book({"a": 5, "b": 1}, cells, 5, {"a": 10})
    assert (book.few_of(book.rows["area", "Both"]), book.few_of(book.rows["area", "Isle"])) == (5, 10)


def test_a_book_counts_what_its_cells_hold() -> None:
    book = Book({"a": 3, "b": 7}, cells_of({"t": {"A": {"a"}, "B": {"b"}}}, {"a", "b"}), 5)
    assert book.values == {("t", "A"): 3, ("t", "B"): 7, (WHOLE, "All"): 10}
    assert len(list(itertools.chain(book.secrets))) == 1


def test_what_is_withheld_is_explained_by_what_was_shown_before() -> None:
    sizes = {"Fife": 30, "Moray": 3, "Angus": 50}
    before = {
        ("area", "Fife, before"): Cell(frozenset({"Fife"}), True),
        ("area", "Angus, before"): Cell(frozenset({"Angus"}), True),
        (WHOLE, "North, before"): Cell(frozenset({"Angus"}), True),
    }
    cells = {
        **before,
        (WHOLE, "South"): Cell(frozenset({"Fife", "Moray"})),
        (WHOLE, "Angus"): Cell(frozenset({"Angus"})),
    }
    hidden = linked(sizes, cells)
    assert names(hidden) == {"South"}  # 33 − 30 is 3
    assert explained(sizes, cells, hidden) == {(WHOLE, "South"): {("area", "Fife, before")}}
