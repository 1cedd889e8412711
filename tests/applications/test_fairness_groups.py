"""Results by kind of group: each number by hand, and no small one to be worked out by anybody."""

import html
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.fairness.groups import Bid, Row, by_kind, table, withheld
from applications.models import Application
from fund.models import CouncilArea, Organisation, PostcodeFifth, Round, User
from tests import factories

Door = Callable[[User | None], Client]


def kinds(**numbers: int) -> list[tuple[str, Bid]]:
    return [(name, Bid()) for name, number in numbers.items() for _ in range(number)]


def shown(**numbers: int) -> tuple[dict[str, int | None], int | None]:
    made = table("Kind", kinds(**numbers))
    return {row.name: row.number for row in made.rows}, made.whole.number


# Worked out by hand --------------------------------------------------------------------------------------------------


def test_number_mean_and_share_of_a_kind() -> None:
    north = [Bid(4.0, True)] * 5 + [Bid(2.0, False)] * 5  # mean 3, half of ten
    south = [Bid(1.0, True)] * 6 + [Bid(None, False)] * 14 + [Bid(3.0)] * 2  # mean (6 + 6) / 8, 6 of 20
    made = table("Kind", [*(("North", bid) for bid in north), *(("South", bid) for bid in south)])
    assert made.rows == (Row("North", 10, 3.0, 0.5), Row("South", 22, 1.5, 0.3))
    # All: (20 + 10 + 6 + 6) / 18 marks, 11 of 30.
    assert made.whole == Row("All bids", 32, pytest.approx(42 / 18), pytest.approx(11 / 30))
    assert made.rows[1].percent == 30


def test_nothing_is_withheld_where_all_are_five_or_more() -> None:
    assert shown(a=5, b=6, c=7) == ({"a": 5, "b": 6, "c": 7}, 18)


def test_one_small_row_takes_the_next_smallest_along() -> None:
    # 30 - 9 - 12 would tell that a has 4, so c goes too: 30 - 12 leaves 13 for both... and so for no one of them.
    assert shown(a=4, b=12, c=9) == ({"a": None, "b": 12, "c": None}, 25)


def test_two_small_rows_that_come_to_five_need_no_third() -> None:
    assert shown(a=4, b=2, c=9) == ({"a": None, "b": None, "c": 9}, 15)


def test_two_rows_of_one_take_a_third_along() -> None:
    assert shown(a=1, b=1, c=9, d=8) == ({"a": None, "b": None, "c": 9, "d": None}, 19)


def test_where_nothing_is_left_to_take_along_the_whole_is_withheld() -> None:
    assert shown(a=1, b=1, c=1) == ({"a": None, "b": None, "c": None}, None)
    assert shown(a=4) == ({"a": None}, None)
    assert shown(a=1, b=1, c=1, d=1, e=1) == (dict.fromkeys("abcde"), None)  # five rows that come to five


def test_a_round_of_one_kind_shows_it_where_it_is_large() -> None:
    assert shown(a=7) == ({"a": 7}, 7)


def test_a_mean_of_few_marks_is_withheld_and_another_with_it() -> None:
    bids = [("a", Bid(3.0))] * 4 + [("a", Bid())] * 4 + [("b", Bid(1.0))] * 6 + [("c", Bid(2.0))] * 9
    made = table("Kind", bids)
    assert [(row.number, row.mean) for row in made.rows] == [(8, None), (6, None), (9, 2.0)]
    assert made.whole.mean == pytest.approx((12 + 6 + 18) / 19)


def test_a_share_is_withheld_where_few_were_awarded_or_few_were_not() -> None:
    def some(kind: str, yes: int, no: int) -> list[tuple[str, Bid]]:
        return [(kind, Bid(None, True))] * yes + [(kind, Bid(None, False))] * no

    made = table("Kind", some("a", 4, 9) + some("b", 9, 4) + some("c", 6, 6) + some("d", 10, 10))
    # a has four awarded, b four not; both together have 13 of each, so c and d can stay.
    assert [row.share for row in made.rows] == [None, None, 0.5, 0.5]
    made = table("Kind", some("a", 1, 9) + some("c", 6, 6) + some("d", 10, 10))
    assert [row.share for row in made.rows] == [None, None, 0.5]  # c goes along with a
    assert made.whole.share == pytest.approx(17 / 42)


def test_what_has_no_number_has_no_mean_and_no_share() -> None:
    bids = [("a", Bid(3.0, True))] * 2 + [("b", Bid(3.0, True))] * 5 + [("b", Bid(3.0, False))] * 5
    made = table("Kind", bids)
    assert made.rows == (Row("a", None, None, None), Row("b", None, None, None))
    assert made.whole.number == 12


def test_without_marks_and_decisions_there_are_no_such_columns() -> None:
    made = table("Kind", kinds(a=5))
    assert (made.has_marks, made.has_decisions) == (False, False)


# Nobody can work it out ----------------------------------------------------------------------------------------------


def published(numbers: tuple[int, ...], *, is_listed: bool = True) -> tuple[object, ...]:
    kept, has_whole = withheld([(number,) for number in numbers], is_listed=is_listed)
    cells = [None if place in kept else number for place, number in enumerate(numbers)]
    return (*cells, sum(numbers) if has_whole and sum(numbers) >= 5 else None)


def every_table(rows: int, most: int, *, least: int = 1) -> Iterator[tuple[int, ...]]:
    return itertools.product(range(least, most + 1), repeat=rows)


@pytest.mark.parametrize("is_listed", [True, False], ids=["no row is empty", "some may be"])
@pytest.mark.parametrize(("rows", "most"), [(1, 12), (2, 14), (3, 14), (4, 9), (5, 6)])
def test_whoever_knows_how_it_is_done_still_finds_no_withheld_number(rows: int, most: int, is_listed: bool) -> None:
    """Of all tables that come out the same, each withheld cell stands for several numbers."""
    alike: dict[tuple[object, ...], list[tuple[int, ...]]] = defaultdict(list)
    for numbers in every_table(rows, most, least=int(is_listed)):
        alike[published(numbers, is_listed=is_listed)].append(numbers)
    found_out = [
        (numbers[0], place)
        for out, numbers in alike.items()
        for place in range(rows)
        if out[place] is None and len({each[place] for each in numbers}) == 1
    ]
    assert found_out == []


@pytest.mark.parametrize(("rows", "most"), [(2, 14), (3, 14), (4, 9)])
def test_no_number_under_five_is_shown(rows: int, most: int) -> None:
    cells = {cell for numbers in every_table(rows, most) for cell in published(numbers)}
    assert min(cell for cell in cells if isinstance(cell, int)) == 5


def test_rows_of_four_do_not_give_themselves_away() -> None:
    # 13 less 5 leaves 8 for two rows that are under five: both would be 4. So the 5 goes along.
    assert shown(a=4, b=4, c=5) == ({"a": None, "b": None, "c": None}, 13)
    assert shown(a=4, b=4, c=4) == ({"a": None, "b": None, "c": None}, None)


def test_rows_alike_go_together_so_that_their_order_tells_nothing() -> None:
    assert shown(a=3, b=6, c=6, d=9) == ({"a": None, "b": None, "c": None, "d": 9}, 24)


def test_without_the_second_cell_it_could_be_worked_out() -> None:
    """The control: where only what is small goes, the whole tells it."""
    numbers = (4, 12, 9)
    cells = [None if number < 5 else number for number in numbers]
    assert sum(numbers) - sum(cell for cell in cells if cell) == 4


# From the rows of a round --------------------------------------------------------------------------------------------


@pytest.fixture
def round_(db: None) -> Round:
    return factories.make_round()


def bids_of(round_: Round, many: int, *, areas: tuple[CouncilArea, ...] = (), **group: object) -> list[Application]:
    made = []
    for _ in range(many):
        row = factories.make_application(round_, factories.make_organisation(**group), state="in_assessment")
        row.areas.set(areas)
        made.append(row)
    return made


def rows_of(round_: Round, name: str) -> dict[str, Row]:
    return next({row.name: row for row in each.rows} for each in by_kind(round_) if each.name == name)


@pytest.mark.django_db
def test_each_bid_counts_for_one_area(round_: Round) -> None:
    edinburgh, skye = factories.make_area(), factories.make_area("S12000017", "Highland")
    bids_of(round_, 5, areas=(edinburgh,))
    bids_of(round_, 6, areas=(edinburgh, skye))
    bids_of(round_, 7, area=skye)
    bids_of(round_, 8)
    factories.make_application(round_)  # a draft
    factories.make_application(round_, state="withdrawn")
    factories.make_application(round_, state="submitted", is_test=True)
    found = {name: row.number for name, row in rows_of(round_, "Council area").items()}
    assert found == {"City of Edinburgh": 5, "Several council areas": 6, "Highland": 7, "Not said": 8}
    assert [*found][-1] == "Not said"


@pytest.mark.django_db
def test_each_bid_counts_for_one_size(round_: Round) -> None:
    for income in ("0", "24999.99", "25000", "99999.99", "100000", "499999.99", "500000", None):
        bids_of(round_, 5, yearly_income=None if income is None else Decimal(income))
    found = {name: row.number for name, row in rows_of(round_, "Size of the group").items()}
    assert [*found.values()] == [10, 10, 10, 5, 5]
    assert [*found][0] == "Income under £25,000" and [*found][-1] == "Not said"


@pytest.mark.django_db
def test_each_bid_counts_for_the_fifth_of_its_postcode(round_: Round) -> None:
    for postcode, fifth in (("EH66AA", 1), ("IV519EU", 5)):
        PostcodeFifth.objects.create(postcode=postcode, fifth=fifth)
    bids_of(round_, 5, postcode="IV51 9EU")
    bids_of(round_, 6, postcode="eh6 6aa")
    bids_of(round_, 7, postcode="EH6 6AB")
    bids_of(round_, 1, postcode="")
    found = {name: row.number for name, row in rows_of(round_, "How deprived the place is (SIMD)").items()}
    assert [*found.items()] == [
        ("In the most deprived fifth of Scotland", 6), ("In the least deprived fifth", 5), ("Postcode not known", 8),
    ]  # fmt: skip


@pytest.mark.django_db
def test_small_numbers_by_fifth_are_withheld(round_: Round) -> None:
    for number in range(1, 6):
        PostcodeFifth.objects.create(postcode=f"EH{number}1AA", fifth=number)
        bids_of(round_, {1: 3, 2: 6}.get(number, 9), postcode=f"EH{number} 1AA")
    found = [row.number for row in rows_of(round_, "How deprived the place is (SIMD)").values()]
    assert found == [None, None, 9, 9, 9]


@pytest.mark.django_db
def test_where_no_postcode_is_known_there_is_no_table_by_fifth(round_: Round) -> None:
    bids_of(round_, 6, postcode="EH6 6AA")
    assert [each.name for each in by_kind(round_)] == ["Council area", "Size of the group", "New to the fund or not"]


@pytest.mark.django_db
def test_who_applied_or_was_funded_before_is_known(round_: Round, sam: User) -> None:
    past = factories.make_round()
    long_ago = timezone.now() - timedelta(days=400)
    new = bids_of(round_, 5)
    applied, funded, by_number, drafted, later = (bids_of(round_, 1)[0].organisation for _ in range(5))
    factories.make_application(past, applied, state="not_funded", submitted_at=long_ago)
    factories.make_grant(
        factories.make_application(past, funded, state="awarded", submitted_at=long_ago), awarded_at=long_ago
    )
    record = factories.make_organisation(name="As published", charity_number="SC012345", is_imported=True)
    factories.make_grant(factories.make_application(past, record, state="awarded"), state="past", awarded_at=None)
    Organisation.objects.filter(pk=by_number.pk).update(charity_number="SC012345")
    factories.make_application(past, drafted)
    factories.make_application(past, later, state="submitted", submitted_at=timezone.now() + timedelta(days=9))
    bids_of(round_, 1)
    for number in range(5):  # five more known ones, so that nothing is withheld
        group = bids_of(round_, 1)[0].organisation
        factories.make_application(past, group, state="not_funded", submitted_at=long_ago - timedelta(days=number))
    found = {name: row.number for name, row in rows_of(round_, "New to the fund or not").items()}
    # New: the five, the one that only drafted, the one that applied elsewhere later, and one more.
    assert found == {"First time with the fund": len(new) + 3, "Applied to the fund or funded before": 8}


@pytest.mark.django_db
def test_marks_and_awards_come_from_the_bids(round_: Round, sam: User) -> None:
    made = bids_of(round_, 12)
    for number, row in enumerate(made):
        factories.make_assessment(row, sam, state="handed_in", scores=(number % 3, number % 3, number % 3))
        outcome = "award" if number < 5 else "reserve" if number == 5 else "decline"
        if number < 11:
            factories.make_decision(row, outcome)
    Application.objects.filter(pk=made[5].pk).update(state="awarded")  # from the reserve list
    [row] = rows_of(round_, "Size of the group").values()
    assert (row.number, row.mean, row.share) == (12, 1.0, pytest.approx(6 / 11))


@pytest.mark.django_db
def test_the_page_shows_it_and_says_what_is_not_known(round_: Round, olive: User, door: Door) -> None:
    bids_of(round_, 6, yearly_income=Decimal(1000))
    bids_of(round_, 3, yearly_income=Decimal(200_000))
    address = f"/fund/rounds/{round_.slug}/fairness/"
    page = html.unescape(door(olive).get(address).content.decode())
    assert "Results by kind of group" in page and "this table is not shown" in page and "(SIMD)</cap" not in page
    size = page[page.index("Size of the group</caption>") : page.index("New to the fund")]
    assert size.count("Withheld") == 2 and ">9<" in size and ">6<" not in size and ">3<" not in size
    PostcodeFifth.objects.create(postcode="EH66AA", fifth=1)
    Organisation.objects.update(postcode="EH6 6AA")
    assert "In the most deprived fifth of Scotland" in html.unescape(door(olive).get(address).content.decode())


@pytest.mark.django_db
def test_a_round_without_bids_shows_no_tables(round_: Round, olive: User, door: Door) -> None:
    assert "Results by kind" not in door(olive).get(f"/fund/rounds/{round_.slug}/fairness/").content.decode()


@pytest.mark.django_db
def test_it_takes_four_queries_for_1_bid_and_for_30(round_: Round) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            by_kind(round_)
        return len(queries)

    area = factories.make_area()
    bids_of(round_, 1, areas=(area,))
    assert cost() == 4
    bids_of(round_, 29, areas=(area,))
    assert cost() == 4
