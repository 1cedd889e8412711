"""Who would be funded: worked out by hand, and against every possible answer."""

import itertools
import random
from decimal import Decimal

import pytest

from applications.scenarios import Answer, Asked, Bid, Ring, Way, answer, best


def bid(name: str, worth: float, pounds: int, *tags: str, fixed: bool | None = None) -> Bid:
    return Bid(ord(name), name, worth, Decimal(pounds), frozenset(tags), fixed)


A, B, C, D = bid("A", 5, 60, "new"), bid("B", 4, 50), bid("C", 3, 40, "new", "fife"), bid("D", 2, 10, "fife")


def names(found: Answer) -> str:
    return "".join(sorted(each.name for each in found.funded))


def ask(
    way: Way, money: int = 100, *rings: Ring, bids: tuple[Bid, ...] = (A, B, C, D), by_money: bool = False
) -> Answer:
    return answer(Asked(bids, Decimal(money), way, rings, by_money))


# By hand -------------------------------------------------------------------------------------------------------------


def test_down_the_line_stops_or_fills() -> None:
    assert names(ask(Way.STOP)) == "A"  # A 60; B does not fit
    assert names(ask(Way.FILL)) == "AC"  # A 60, not B, C 40; D does not fit
    assert ask(Way.FILL).left == 0


def test_the_best_use_takes_the_larger_sum() -> None:
    # Of what costs 100 at most: A + C = 8, A + D = 7, B + C + D = 9.
    found = ask(Way.BEST)
    assert (names(found), found.spent, found.mean) == ("BCD", 100, 3.0)


def test_weighed_by_money_a_large_good_bid_counts_more() -> None:
    # A 300 + C 120 = 420; B 200 + C 120 + D 20 = 340.
    assert names(ask(Way.BEST, by_money=True)) == "AC"


def test_fences_are_kept_or_said() -> None:
    fife = Ring("fife", "Fife", least_bids=1)
    assert names(ask(Way.STOP, 100, fife)) == "AC"  # C first, for Fife; then A
    assert names(ask(Way.BEST, 60, fife)) == "BD"  # B 4 + D 2; A alone 5 has nothing in Fife
    new = Ring("new", "New ideas", most_money=Decimal(50))
    assert names(ask(Way.FILL, 100, new)) == "BCD"  # A alone would be over 50
    too_much = ask(Way.STOP, 100, Ring("skye", "Skye", least_money=Decimal(5)))
    assert too_much.unkept == ("Skye gets £0, and £5 was wanted.",)


def test_what_cannot_be_met_is_named() -> None:
    found = ask(Way.BEST, 100, Ring("fife", "Fife", least_bids=3), Ring("new", "New ideas", least_bids=1))
    assert not found.is_possible
    assert found.unkept == ("This rule cannot be kept: Fife: at least 3 bids.",)
    over = ask(Way.BEST, 50, bids=(bid("A", 5, 60, fixed=True),))
    assert over.unkept == (
        "What is in by hand or decided already does not fit. It costs £60, which is £10 more than there is.",
    )


def test_only_rules_that_clash_with_each_other_are_named() -> None:
    two_in_fife = Ring("fife", "Fife", least_bids=2)  # C 40 + D 10
    two_new = Ring("new", "New ideas", least_bids=2)  # A 60 + C 40, so D does not fit any more
    one_at_most = Ring("skye", "Skye", most_bids=1)
    found = ask(Way.BEST, 100, one_at_most, two_in_fife, two_new)
    assert found.unkept == (
        "These rules cannot be kept together. Change one of them.",
        "Fife: at least 2 bids.",
        "New ideas: at least 2 bids.",
    )


def test_two_clashes_apart_name_one_that_is_real() -> None:
    found = ask(Way.BEST, 100, Ring("fife", "Fife", least_bids=3), Ring("new", "New ideas", least_bids=3))
    assert found.unkept == ("This rule cannot be kept: New ideas: at least 3 bids.",)


def test_an_answer_that_is_not_proven_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(best, "STEPS", 0)
    many = tuple(bid(chr(65 + n), 1 + n % 7 / 3, 31 + n * n % 53) for n in range(26))
    found = ask(Way.BEST, 500, bids=many)
    assert (found.is_possible, found.unkept) == (False, (best.TOO_LONG,))


def test_in_and_out_by_hand_hold() -> None:
    out = (bid("A", 5, 60, fixed=False), B, C, bid("D", 2, 10, fixed=True))
    for way in Way:
        assert names(ask(way, 100, bids=out)) == "BCD"


def test_equal_sums_go_to_the_better_places() -> None:
    # A + D = 7 for 70 and B + C = 7 for 70: A stands first, so A and D.
    bids = (bid("A", 5, 50), bid("B", 4, 40), bid("C", 3, 30), bid("D", 2, 20))
    for order in itertools.permutations(bids):
        assert names(ask(Way.BEST, 70, bids=order)) == "AD"


@pytest.mark.parametrize(
    ("money", "count", "costs"),
    [
        ("300000.00", 5, ("100000.00", "100000.01")),
        ("299999.99", 5, ("100000.00", "100000.01")),
        ("120000.00", 5, ("40000.01",)),
        ("4000000.00", 40, ("250000.03", "249999.97", "250000.01")),
    ],
)
def test_the_best_use_keeps_the_money_to_the_penny(money: str, count: int, costs: tuple[str, ...]) -> None:
    bids = tuple(Bid(n, f"B{n:02}", 3, Decimal(costs[n % len(costs)])) for n in range(count))
    found = answer(Asked(bids, Decimal(money), Way.BEST))
    assert found.is_possible and found.unkept == () and found.spent <= Decimal(money)
    most, cheapest = 0, Decimal(0)
    for amount in sorted(each.amount for each in bids):  # equal worth: the cheapest ones are the most that fit
        cheapest += amount
        most += cheapest <= Decimal(money)
    assert len(found.funded) == most


def test_a_fence_is_kept_to_the_penny_too() -> None:
    bids = tuple(Bid(n, f"B{n}", 9 - n, Decimal("99999.99") + Decimal(n) / 100, frozenset({"new"})) for n in range(5))
    found = answer(Asked(bids, None, Way.BEST, (Ring("new", "New ideas", most_money=Decimal("299999.99")),)))
    assert found.unkept == () and len(found.funded) == 2
    # B0 99,999.99 + B1 100,000.00 is a penny under £200,000.00, and B0 + B2 is not.
    found = answer(Asked(bids[:3], None, Way.BEST, (Ring("new", "New ideas", most_money=Decimal("199999.99")),)))
    assert [each.name for each in found.funded] == ["B0", "B1"]


def test_without_a_known_sum_everything_is_funded() -> None:
    for way in Way:
        assert names(answer(Asked((A, B, C, D), None, way))) == "ABCD"


# Against every possible answer ---------------------------------------------------------------------------------------


def _every(asked: Asked) -> int | None:
    """The largest sum of worth among all sets of bids that keep everything, in ten-thousandths."""
    best = None
    for chosen in itertools.product((False, True), repeat=len(asked.bids)):
        rows = [each for each, is_in in zip(asked.bids, chosen, strict=True) if is_in]
        if any(each.fixed is not None and each.fixed != is_in for each, is_in in zip(asked.bids, chosen, strict=True)):
            continue
        if asked.money is not None and sum(each.amount for each in rows) > asked.money:
            continue
        if not all(_keeps(ring, rows) for ring in asked.rings):
            continue
        total = sum(round(each.worth * 10_000) for each in rows)
        best = total if best is None else max(best, total)
    return best


def _keeps(ring: Ring, rows: list[Bid]) -> bool:
    some = [each for each in rows if ring.tag in each.tags]
    money = sum(each.amount for each in some)
    return (
        (ring.least_money is None or money >= ring.least_money)
        and (ring.most_money is None or money <= ring.most_money)
        and (ring.least_bids is None or len(some) >= ring.least_bids)
        and (ring.most_bids is None or len(some) <= ring.most_bids)
    )


@pytest.mark.parametrize("seed", range(40))
def test_no_set_of_bids_is_better_than_the_best_use(seed: int) -> None:
    chance = random.Random(seed)
    bids = tuple(
        Bid(
            n,
            f"B{n}",
            chance.randrange(0, 51) / 10,
            Decimal(chance.randrange(1, 60)),
            frozenset(tag for tag in ("new", "fife", "small") if chance.random() < 0.4),
            chance.choice([None, None, None, None, None, True, False]),
        )
        for n in range(9)
    )
    rings = tuple(
        Ring(
            tag,
            tag,
            least_money=chance.choice([None, None, Decimal(chance.randrange(0, 40))]),
            most_bids=chance.choice([None, chance.randrange(1, 5)]),
            least_bids=chance.choice([None, None, 1]),
        )
        for tag in ("new", "fife")
    )
    asked = Asked(bids, Decimal(chance.randrange(40, 160)), Way.BEST, rings)
    found, best = answer(asked), _every(asked)
    assert found.is_possible == (best is not None)
    if best is not None:
        assert sum(round(each.worth * 10_000) for each in found.funded) == best
        assert found.unkept == ()
