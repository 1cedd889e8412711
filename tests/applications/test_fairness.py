"""Every sum of the fairness bench against a sum done by hand."""

import random
from collections.abc import Callable
from datetime import timedelta

import numpy
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import drawing, fairness
from applications.fairness import Mark, Places, intervals
from applications.models import Application, Assessment, Declaration, Score
from fund.models import ReaderProfile, Round, User
from tests import factories

Door = Callable[[User | None], Client]

A, B, C = 1, 2, 3  # assessors
# Bid 10 is read by A and B, bid 20 by A alone, bid 30 by all three.
MARKS = [Mark(10, A, 4), Mark(10, B, 2), Mark(20, A, 5), Mark(30, A, 3), Mark(30, B, 1), Mark(30, C, 5)]


def test_mean_median_and_spread_of_a_bid() -> None:
    found = fairness.middles(MARKS)
    assert found[10] == fairness.Middle(2, 3.0, 3.0, 1.0)
    assert found[20] == fairness.Middle(1, 5.0, 5.0, 0.0)
    # 3, 1, 5: mean 3, deviations 0, -2, 2, so the spread is sqrt(8 / 3)
    assert (found[30].mean, found[30].median, found[30].spread) == (3.0, 3.0, pytest.approx((8 / 3) ** 0.5))


def test_severity_is_the_distance_from_the_others_on_the_same_bids() -> None:
    ann, ben, col = fairness.readers(MARKS)
    # A: 4 - 2 = 2 on bid 10; 3 - (1 + 5) / 2 = 0 on bid 30; nobody else read bid 20. Mean 1, deviations 1 and -1.
    assert (ann.readings, ann.mean, ann.severity) == (3, 4.0, 1.0)
    assert ann.consistency == pytest.approx(2**0.5)
    # B: 2 - 4 = -2; 1 - (3 + 5) / 2 = -3. Mean -2.5, deviations ±0.5: sqrt(0.5).
    assert (ben.severity, ben.consistency) == (-2.5, pytest.approx(0.5**0.5))
    # C: 5 - (3 + 1) / 2 = 3, once.
    assert (col.severity, col.consistency) == (3.0, None)


def test_who_reads_alone_has_no_severity() -> None:
    (reader,) = fairness.readers([Mark(1, A, 4), Mark(2, A, 2)])
    assert (reader.severity, reader.consistency, reader.mean) == (None, None, 3.0)


def test_centred_moves_each_mark_by_its_assessor_s_mean() -> None:
    # The means: A 4, B 1.5, C 5, all 20 / 6. Bid 10: (4 - 4 + 2 - 1.5) / 2 + 20/6 = 0.25 + 20/6.
    # Bid 20: 5 - 4 = 1. Bid 30: (3 - 4 + 1 - 1.5 + 5 - 5) / 3 = -0.5.
    found = fairness.centred(MARKS)
    assert found == {
        10: pytest.approx(0.25 + 20 / 6),
        20: pytest.approx(1 + 20 / 6),
        30: pytest.approx(-0.5 + 20 / 6),
    }


def test_the_additive_model_by_hand() -> None:
    # Two bids, shrinkage 1: A gives 4 and 5, B gives 2 on the first. The equations are
    # (2 + 1 - 1/2 - 1) a - 1/2 b = (4 - 3) + (5 - 5) = 1 and (1 + 1 - 1/2) b - 1/2 a = 2 - 3 = -1: a = 1/2, b = -1/2.
    # Bid 10 is worth 3 - (1/2 - 1/2) / 2 = 3, bid 20 is worth 5 - 1/2 = 4.5.
    fit = fairness.additive(MARKS[:3], shrinkage=1)
    assert fit.assessors == {A: pytest.approx(0.5), B: pytest.approx(-0.5)}
    assert fit.bids == {10: pytest.approx(3), 20: pytest.approx(4.5)}
    assert fit.left_over.tolist() == pytest.approx([0.5, -0.5, 0])


def test_the_additive_model_solves_its_equations() -> None:
    """The sum that it makes small is larger for any small step away."""
    chance = random.Random(4)
    marks = [Mark(bid, who, chance.randrange(6)) for bid in range(30) for who in chance.sample(range(7), 3)]
    fit = fairness.additive(marks)

    def cost(worth: dict[int, float], mildness: dict[int, float]) -> float:
        left = sum((mark.value - worth[mark.bid] - mildness[mark.assessor]) ** 2 for mark in marks)
        return left + 3 * sum(each**2 for each in mildness.values())

    least = cost(fit.bids, fit.assessors)
    assert sum(fit.assessors.values()) == pytest.approx(0)
    for key in fit.assessors:
        assert cost(fit.bids, fit.assessors | {key: fit.assessors[key] + 0.01}) > least
    for key in fit.bids:
        assert cost(fit.bids | {key: fit.bids[key] - 0.01}, fit.assessors) > least


def test_two_mild_assessors_no_longer_decide() -> None:
    """Bid 2 is the better one for everybody; bid 1 leads raw only because mild people read it."""
    mild = [Mark(bid, who, 4) for bid in range(100, 140) for who in (A, B)]
    strict = [Mark(bid, C, 2) for bid in range(100, 140)]
    marks = [*mild, *strict, Mark(1, A, 4), Mark(1, B, 4), Mark(2, C, 3)]
    raw, fit = fairness.middles(marks), fairness.additive(marks)
    assert raw[1].mean > raw[2].mean
    assert fit.bids[2] > fit.bids[1]
    assert fairness.centred(marks)[2] > fairness.centred(marks)[1]


def test_the_bootstrap_by_hand() -> None:
    # Bids 10 and 20 with marks 3, 1 and 2, 2: means 2 and 2, remainders 1, -1, 0, 0, widened by sqrt(4 / 2).
    marks = [Mark(10, A, 3), Mark(10, B, 1), Mark(20, A, 2), Mark(20, B, 2)]
    draws = numpy.random.default_rng(5).integers(0, 4, 4).tolist()
    assert draws == [2, 3, 0, 3]
    # Bid 10 draws 0 and 0: 2. Bid 20 draws sqrt 2 and 0: 2 + sqrt(2) / 2. So 20 comes first in this one drawing.
    assert fairness.raw(marks, times=1, seed=5) == {10: Places(2, 2), 20: Places(1, 1)}


def test_an_interval_leaves_out_one_drawing_in_twenty_at_each_end() -> None:
    marks = [Mark(bid, who, (bid * 7 + who * 3) % 6) for bid in range(8) for who in range(3)]
    alone = [fairness.raw(marks, times=1, seed=2009)]
    assert alone[0] == fairness.raw(marks, times=1)
    wide = fairness.raw(marks, times=100)
    assert all(1 <= each.best <= each.worst <= 8 for each in wide.values())
    assert wide == fairness.raw(list(reversed(marks)), times=100), "the order that the marks come in changes nothing"


def test_the_interval_by_hand() -> None:
    """Twenty drawings: one of them falls off at each end, so the second and the nineteenth place are told."""
    marks = [Mark(10, A, 3), Mark(10, B, 1), Mark(20, A, 2), Mark(20, B, 2)]
    pool, draws = [2**0.5, -(2**0.5), 0, 0], numpy.random.default_rng(5)
    places: dict[int, list[int]] = {10: [], 20: []}
    for _ in range(20):
        one, two, three, four = draws.integers(0, 4, 4).tolist()
        worth = {10: 2 + (pool[one] + pool[two]) / 2, 20: 2 + (pool[three] + pool[four]) / 2}
        for bid, other in ((10, 20), (20, 10)):
            places[bid].append(2 if round(worth[other], 9) > round(worth[bid], 9) else 1)
    told = {bid: Places(sorted(found)[1], sorted(found)[18]) for bid, found in places.items()}
    assert fairness.raw(marks, times=20, seed=5) == told
    one_second = {10: Places(1, 1), 20: Places(1, 2)}
    assert intervals.told([[1, 1]] * 18 + [[1, 2]] * 2, (10, 20), 20) == one_second
    assert intervals.told([[1, 1]] * 19 + [[1, 2]], (10, 20), 20) == {10: Places(1, 1), 20: Places(1, 1)}


def test_the_ends_are_those_of_all_places_put_in_order() -> None:
    """What is kept of 999 drawings block by block gives the same ends as all of them sorted."""
    places = numpy.random.default_rng(3).integers(1, 40, (999, 40))
    ordered = numpy.sort(places, axis=0)
    wanted = {key: Places(int(ordered[49, key]), int(ordered[949, key])) for key in range(40)}
    assert intervals.told(places, tuple(range(40)), 999) == wanted


@pytest.mark.parametrize("bids", [127, 128, 129, 32768])
def test_the_last_place_of_a_round_of_any_size_is_told(bids: int) -> None:
    """Places are kept in small numbers: with one byte too few the last of 128 would come out before all others."""
    places = [range(1, bids + 1)] * 20
    told = intervals.told(places, tuple(range(bids)), 20)
    assert (told[0], told[bids - 1]) == (Places(1, 1), Places(bids, bids))


def test_the_bootstrap_of_the_model_by_hand() -> None:
    # Marks 0, 0 and 3, 1; means 0 and 2. A is t milder and B t stricter: 2t² + 2(1 - t)² + 3 × 2t² is least at t = 0.2.
    fit = fairness.additive([Mark(10, A, 0), Mark(10, B, 0), Mark(20, A, 3), Mark(20, B, 1)])
    assert fit.left_over.round(9).tolist() == [-0.2, 0.2, 0.8, -0.8]
    assert numpy.random.default_rng(1).integers(0, 4, 4).tolist() == [1, 2, 3, 3]
    # Three things are known from four marks, so the remainders are widened by sqrt(4 / 1) = 2.
    # Bid 10 draws 0.4 and 1.6: 0 + 1. Bid 20 draws -1.6 twice: 2 - 1.6. Not widened, 20 would stay first, 1.2 to 0.5.
    assert fairness.adjusted(fit, times=1, seed=1) == {10: Places(1, 1), 20: Places(2, 2)}


def test_where_no_mark_is_to_spare_no_place_is_called_sure() -> None:
    # Each bid was read once, so a mark is all that is known of it: the remainders are nought, and say nothing.
    once = [Mark(10, A, 3), Mark(20, B, 1), Mark(30, A, 2)]
    assert fairness.raw(once) == {}
    # Three marks, and two bids and one reader beside the first to know from them.
    fit = fairness.additive([Mark(10, A, 3), Mark(10, B, 1), Mark(20, A, 2)])
    assert fairness.adjusted(fit) == {}
    assert set(fairness.raw([Mark(10, A, 3), Mark(10, B, 1), Mark(20, A, 2)])) == {10, 20}


def test_equal_bids_share_their_places() -> None:
    # 1, 2, 2, 2, 5: three bids share the second to the fourth place, and the money reaches three.
    shared = intervals.tied({1: 1, 2: 2, 3: 2, 4: 2, 5: 5})
    assert shared == {1: Places(1, 1), 2: Places(2, 4), 3: Places(2, 4), 4: Places(2, 4), 5: Places(5, 5)}
    assert fairness.band(shared, funded=3) == {2, 3, 4}
    assert fairness.band(shared, funded=4) == set()


def test_what_everybody_agrees_on_has_a_sure_place() -> None:
    marks = [Mark(bid, who, bid) for bid in range(5) for who in (A, B, C)]
    assert fairness.raw(marks) == {bid: Places(5 - bid, 5 - bid) for bid in range(5)}
    assert fairness.adjusted(fairness.additive(marks)) == {bid: Places(5 - bid, 5 - bid) for bid in range(5)}


def test_the_band_holds_what_reaches_both_sides_of_the_line() -> None:
    places = {1: Places(1, 2), 2: Places(1, 3), 3: Places(2, 5), 4: Places(3, 5), 5: Places(4, 5)}
    assert fairness.band(places, funded=2) == {2, 3}
    assert fairness.band(places, funded=0) == set()
    assert fairness.band(places, funded=5) == set()


def test_blocks_stand_side_by_side_and_weigh_the_same() -> None:
    marks = [Mark(1, A, 5, is_lived=True), Mark(1, B, 2), Mark(1, C, 3), Mark(2, B, 4)]
    found = fairness.blocks(marks)
    assert (found[1].lived, found[1].professional, found[1].equal) == (5.0, 2.5, 3.75)
    assert (found[2].lived, found[2].professional, found[2].equal) == (None, 4.0, 4.0)


def test_no_marks_give_nothing() -> None:
    assert (fairness.middles([]), fairness.centred([]), fairness.readers([]), fairness.raw([])) == ({}, {}, [], {})
    assert fairness.adjusted(fairness.additive([])) == {}


# The page ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def round_(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1))


def a_bid(round_: Round, title: str, amount: int, **marks: int | None) -> Application:
    """A bid before the panel that these people read; None is “I don’t know enough”."""
    bid = factories.make_application(round_, state="in_assessment", title=title, amount=amount)
    for name, value in marks.items():
        reader = User.objects.filter(email=f"{name}@example.org").first()
        reader = reader or factories.make_person(name.title(), "assessor", email=f"{name}@example.org")
        scores = (value,) * round_.criteria.count()
        factories.make_assessment(bid, reader, state="handed_in", scores=scores)
    return bid


def test_the_bench_of_a_round(round_: Round) -> None:
    round_.sources.all().delete()
    round_.sources.create(name="Fund", amount=20_000)
    walk = a_bid(round_, "Walking", 10_000, una=5, vic=5)
    sing = a_bid(round_, "Singing", 10_000, una=4, vic=2)
    swim = a_bid(round_, "Swimming", 10_000, una=1)
    unread = a_bid(round_, "Unread", 10_000)
    found = fairness.bench(round_)
    assert [line.pk for line in found.lines] == [walk.pk, sing.pk, swim.pk]
    assert unread.pk not in {line.pk for line in found.lines}
    assert [line.place for line in found.lines] == [1, 2, 3]
    assert (found.lines[1].middle.mean, found.lines[1].middle.spread) == (3.0, 1.0)
    assert found.funded == 2
    una, vic = found.readers
    assert (una.severity, vic.severity) == (1.0, -1.0)


def test_a_reading_not_handed_in_or_taken_back_counts_for_nothing(round_: Round) -> None:
    bid = a_bid(round_, "Walking", 10_000, una=5)
    late = factories.make_person("Vic", "assessor")
    factories.make_assessment(bid, late, state="started", scores=(0,) * round_.criteria.count())
    (line,) = fairness.bench(round_).lines
    assert (line.middle.readings, line.middle.mean) == (1, 5.0)


def test_what_nobody_can_judge_is_counted_apart(round_: Round) -> None:
    bid = a_bid(round_, "Walking", 10_000, una=4)
    score = Score.objects.filter(assessment__application=bid).first()
    assert score is not None
    Score.objects.filter(pk=score.pk).update(value=None)
    (line,) = fairness.bench(round_).lines
    assert (line.abstained, line.middle.mean) == (0, 4.0), "a comment without a score, as where bids are put in order"
    Score.objects.filter(pk=score.pk).update(abstains=True)
    (line,) = fairness.bench(round_).lines
    assert (line.abstained, line.middle.mean) == (1, 4.0)


def test_a_bid_that_nobody_could_mark_is_not_forgotten(round_: Round, olive: User, pat: User, door: Door) -> None:
    swim = a_bid(round_, "Swimming", 10_000, una=None, vic=None)
    a_bid(round_, "Unread", 10_000)
    declared = Declaration.objects.create(application=swim, user=pat, kind="none")
    times = 2 * round_.criteria.count()
    assert fairness.bench(round_).unmarked == {swim.pk: times}
    for person, address in ((olive, "/fund"), (pat, "/panel")):
        page = " ".join(door(person).get(f"{address}/rounds/{round_.slug}/fairness/").content.decode().split())
        assert f"Swimming: “I don’t know enough” {times} times" in page
        assert "No marks yet" not in page and "Unread" not in page
    declared.kind = "family"
    declared.save()
    assert "Swimming" not in door(pat).get(f"/panel/rounds/{round_.slug}/fairness/").content.decode()


def test_the_page_shows_both_orders_and_who_is_strict(round_: Round, olive: User, door: Door) -> None:
    a_bid(round_, "Walking", 10_000, una=5, vic=4)
    a_bid(round_, "Singing", 10_000, una=3, vic=1)
    page = door(olive).get(f"/fund/rounds/{round_.slug}/fairness/").content.decode()
    assert page.index("Walking") < page.index("Singing")
    assert "How fair is this ranking?" in page and ">Una</th>" in page and ">1.50</td>" in page


def test_where_each_bid_was_read_once_the_page_calls_nothing_sure(round_: Round, olive: User, door: Door) -> None:
    round_.sources.all().delete()
    round_.sources.create(name="Fund", amount=20_000)
    walk, sing, swim = (
        a_bid(round_, title, 10_000, **marks)
        for title, marks in (("Walking", {"una": 5}), ("Singing", {"vic": 3}), ("Swimming", {"wim": 3}))
    )
    found = fairness.bench(round_)
    assert not found.knows_noise and {line.chance for line in found.lines} == {None}
    assert {line.pk for line in found.lines if line.is_close} == {sing.pk, swim.pk}, "equal marks at the line"
    page = " ".join(door(olive).get(f"/fund/rounds/{round_.slug}/fairness/").content.decode().split())
    assert "There are too few readings to tell what chance could turn round." in page
    assert "2 bids stand at that line with equal marks." in page and "No bid stands" not in page
    assert [bid.pk for bid in drawing.drawable(round_)] == [sing.pk, swim.pk]
    Assessment.objects.filter(application=swim).update(mark=2)
    assert drawing.drawable(round_) == []
    assert walk.pk in {line.pk for line in fairness.bench(round_).lines}


def test_readers_with_lived_experience_stand_beside_the_others(round_: Round, olive: User, door: Door) -> None:
    a_bid(round_, "Walking", 10_000, una=5, vic=2, wim=3)
    una = User.objects.get(email="una@example.org")
    page = f"/fund/rounds/{round_.slug}/fairness/"
    assert "Half each" not in door(olive).get(page).content.decode(), "nobody told that they have it"
    ReaderProfile.objects.create(user=una, experience="both")
    (line,) = fairness.bench(round_).lines
    assert (line.blocks.lived, line.blocks.professional, line.blocks.equal) == (5.0, 2.5, 3.75)
    shown = door(olive).get(page).content.decode()
    assert "Half each" in shown and ">3.75</td>" in shown


def test_the_page_says_when_there_is_nothing(round_: Round, olive: User, door: Door) -> None:
    assert "No marks yet" in door(olive).get(f"/fund/rounds/{round_.slug}/fairness/").content.decode()


def test_the_page_costs_the_same_for_1_and_30(round_: Round, olive: User, door: Door) -> None:
    client = door(olive)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/fund/rounds/{round_.slug}/fairness/").status_code == 200
        return len(queries)

    a_bid(round_, "Bid 0", 1000, una=3, vic=4)
    first = cost()
    for number in range(1, 30):
        a_bid(round_, f"Bid {number}", 1000, una=number % 5, vic=3)
    assert cost() == first <= 16
