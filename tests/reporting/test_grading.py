"""The two grades, on cases that were worked out by hand, and the cost for each person."""

from dataclasses import replace

import pytest

from reporting.learning import choosing, costing, grading, wording
from reporting.learning.grading import Change, Grounds, Known
from reporting.learning.pack import Line, Origin, Pack, Piece, Project, Spent, Theme, sha256

# supporting, backed, matching, saying, opposing, speaking, conditions → the four concerns → the confidence
CASES = [
    ((10, 5, 10, 8, 0, 8, 3), "none none none none", "high"),
    ((10, 4, 10, 8, 0, 8, 3), "minor none none none", "high"),
    ((10, 4, 7, 8, 0, 8, 3), "minor none none minor", "fairly"),
    ((10, 4, 7, 7, 0, 7, 3), "minor none minor minor", "fairly"),
    ((10, 4, 7, 7, 1, 8, 3), "minor minor minor minor", "not"),
    ((10, 2, 10, 8, 0, 8, 3), "moderate none none none", "fairly"),
    ((10, 2, 7, 8, 0, 8, 3), "moderate none none minor", "fairly"),
    ((10, 2, 7, 7, 0, 7, 3), "moderate none minor minor", "not"),
    ((10, 2, 10, 3, 0, 3, 1), "moderate none moderate none", "not"),
    ((10, 2, 4, 3, 0, 3, 1), "moderate none moderate moderate", "very"),
    ((10, 0, 10, 8, 0, 8, 3), "serious none none none", "not"),
    ((10, 0, 10, 4, 0, 4, 1), "serious none minor none", "not"),
    ((10, 0, 10, 3, 0, 3, 1), "serious none moderate none", "very"),
    ((10, 0, 2, 8, 0, 8, 3), "serious none none serious", "very"),
    ((12, 6, 12, 12, 2, 14, 4), "none minor none none", "high"),
    ((12, 6, 12, 8, 4, 12, 4), "none moderate none none", "fairly"),
    ((12, 6, 12, 8, 8, 16, 4), "none serious none none", "not"),
    ((12, 6, 12, 9, 0, 9, 2), "none none minor none", "high"),
    ((1, 1, 1, 1, 0, 1, 1), "none none serious none", "not"),
    ((100, 50, 100, 67, 33, 100, 5), "none moderate none none", "fairly"),
    ((100, 50, 100, 68, 32, 100, 5), "none minor none none", "high"),
    ((0, 0, 0, 0, 0, 0, 0), "serious none serious serious", "very"),
]


@pytest.mark.parametrize(("grounds", "concerns", "confidence"), CASES)
def test_a_finding_is_as_sure_as_worked_out_by_hand(grounds: tuple[int, ...], concerns: str, confidence: str) -> None:
    found = grading.concerns(Grounds(*grounds))

    assert list(found) == ["methods", "coherence", "adequacy", "relevance"]
    assert " ".join(found.values()) == concerns
    assert grading.confidence(found) == confidence


def test_one_project_is_never_more_than_not_sure() -> None:
    best = grading.concerns(Grounds(10, 10, 10, 8, 0, 8, 3))

    assert grading.confidence(best) == "high"
    assert grading.confidence(best, is_one_project=True) == "not"


NINE = frozenset({"name", "why", "procedures", "provider", "where", "dose", "tailoring", "changes", "actual"})
SEEN = Change("12", "retrospective", answered=10, asked=20, is_better=True)


@pytest.mark.parametrize(
    ("known", "step"),
    [
        (Known(), None),
        (Known(NINE - {"actual"}), None),
        (Known(NINE), 1),
        (Known(NINE - {"why"} | {"how"}), None),
        (Known(NINE, (SEEN,)), 2),
        (Known(frozenset(), (SEEN,)), 2),
        (Known(NINE, (replace(SEEN, answered=9),)), 1),
        (Known(NINE, (replace(SEEN, asked=21),)), 1),
        (Known(NINE, (replace(SEEN, is_better=False),)), 1),
        (Known(NINE, (replace(SEEN, asked=0),)), 1),
        (Known(NINE, (replace(SEEN, design="comparison"),)), 3),
        (Known(NINE, (SEEN, replace(SEEN, organisation="13"))), 4),
        (Known(NINE, (SEEN, SEEN)), 2),
        (Known(NINE, (SEEN,), is_evaluated=True), 4),
        (Known(NINE, (), is_evaluated=True), 1),
        (Known(NINE, (SEEN,), adopters=((12, True), (12, True), (12, False))), 5),
        (Known(NINE, (SEEN,), adopters=((12, True), (12, True), (11, True))), 2),
        (Known(NINE, (SEEN,), adopters=((24, True), (12, False), (12, False))), 2),
    ],
)
def test_an_approach_is_as_strong_as_the_ladder_says(known: Known, step: int | None) -> None:
    assert grading.strength(known)[0] == step


def test_the_reasons_for_a_strength_are_told() -> None:
    _, why = grading.strength(Known(NINE, (SEEN,)))

    assert why == (
        "9 of 12 things are told that others need to repeat it.",
        "1 figure shows a change for people.",
        "No figure compares with people elsewhere.",
        "1 group has seen a change.",
        "No other place has kept it for a year.",
    )


def test_the_cost_is_the_middle_one_with_its_range() -> None:
    spent = [Spent(1, 1000, 20), Spent(2, 3000, 30), Spent(3, 900, 10)]

    assert costing.cost_of(spent) == {"median": 90, "lowest": 50, "highest": 100, "projects": 3, "is_full": False}


@pytest.mark.parametrize(
    "spent",
    [
        [],
        [Spent(1, 1000, 20), Spent(2, 3000, 30)],
        [Spent(1, 1000, 20), Spent(2, 3000, 30), Spent(3, 900, 9)],
        [Spent(1, 1000, 20), Spent(2, 3000, 30), Spent(3, 900, 10, is_full=True)],
    ],
)
def test_of_too_few_projects_or_people_no_cost_is_told(spent: list[Spent]) -> None:
    assert costing.cost_of(spent) == {}


def of_one_project(*, has_figures: bool) -> Line:
    """What helped, told by one project that tells the other side of the same theme as well."""
    told = [
        ("worked", "Peers with the same condition came back."),
        ("did_not_work", "Peers were hard to find at first."),
    ]
    pieces = [Piece("report", 1, slot, 0, 0, len(text), text, sha256(text), slot, 1) for slot, text in told]
    pack = Pack(
        *("grant", "1", "Walks", (Project(1, "Walks", ("Asthma",), (), True),), tuple(pieces), (), ()),
        (Theme("T11", "Peers", (r"\bpeers\b",)),),
        {},
        origins=(Origin("report1", has_figures, is_independent=False),),
    )
    return next(line for line in choosing.compose(pack).lines if line.kind == "for")


def test_one_project_that_tells_both_sides_does_not_contradict_itself() -> None:
    line = of_one_project(has_figures=True)
    assert (line.confidence, dict(line.concerns)["coherence"], line.saying_both) == ("not", "none", 1)
    assert wording.confidence(line, line.confidence) == "Not sure. This is from one project."


def test_a_lower_grade_of_one_project_says_its_reason() -> None:
    line = of_one_project(has_figures=False)
    assert wording.confidence(line, line.confidence) == "Very unsure. This is from one project. None had figures."
