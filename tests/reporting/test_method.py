"""The numbers of the method: who may set them, that all drafts follow, and that every change stands for ever."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fund.kit.states import Refused
from fund.models import User
from reporting import learning
from reporting.learning import costing, grading, method
from reporting.learning.gathering import evidence_key
from reporting.learning.grading import Change, Known
from reporting.learning.pack import Draft, Spent
from reporting.learning.parameters import NUMBERS, PARAMETERS
from reporting.models import MethodChange, Report
from tests.reporting import learned

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
USUAL = {name: str(value) for name, value in PARAMETERS.items()}


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


def test_the_usual_numbers_make_sense_and_hold_until_somebody_sets_others() -> None:
    assert method.now() == PARAMETERS
    assert all(number.least <= number.usual <= number.most for number in NUMBERS.values())


def test_a_draft_follows_the_numbers_and_keeps_those_it_was_made_by(told: Report, morag: User) -> None:
    usual = learning.compose(learning.gather(told.grant))
    method.change({"whom": 0, "helped_alone": 1}, reason="Short drafts are read.", by=morag)
    short = learning.compose(learning.gather(told.grant))

    assert "whom" in {line.kind for line in usual.lines}
    assert "whom" not in {line.kind for line in short.lines}
    assert (usual.parameters["whom"], short.parameters["whom"]) == (3, 0)
    assert usual.input_hash != short.input_hash


def test_the_bounds_of_the_grades_and_of_the_cost_are_numbers_of_the_method(told: Report, morag: User) -> None:
    usual = learning.compose(learning.gather(told.grant))
    method.change({"saying_none": 1, "conditions_none": 1, "base": 5, "cost_people": 3}, reason="Small.", by=morag)
    now = learning.gather(told.grant)
    draft = learning.compose(now)

    def adequacy(one: Draft) -> str:
        return next(dict(line.concerns)["adequacy"] for line in one.lines if line.kind == "for")

    assert (adequacy(usual), adequacy(draft)) == ("serious", "minor")
    assert (draft.parameters["base"], draft.parameters["cost_people"], usual.parameters["months"]) == (5, 3, 12)
    few = Known(changes=(Change("A group", "before_after", 6, 6, is_better=True),))
    assert (grading.strength(few)[0], grading.strength(few, now.numbers)[0]) == (None, 2)
    spent = [Spent(project, 100, 5) for project in range(3)]
    assert (costing.cost_of(spent), costing.cost_of(spent, now.numbers)["median"]) == ({}, 20)


def test_the_same_evidence_is_drafted_again_where_the_method_is_another_one(told: Report, morag: User) -> None:
    before = evidence_key(told.grant)
    method.change({"whom": 0}, reason="Short drafts are read.", by=morag)
    assert evidence_key(told.grant) != before


def test_every_change_stands_with_what_was_different(morag: User, lena: User) -> None:
    method.change({"whom": 1}, reason="First.", by=morag)
    method.change({"whom": 1, "short": -0.5}, reason="Second.", by=lena)
    method.change({}, reason="Back to the usual ones.", by=morag)

    assert [(row.by, row.reason, words) for row, words in method.told()] == [
        (
            morag,
            "Back to the usual ones.",
            ["Statements on who it was for, at most: 1 → 3", "It is short: -0.5 → -0.4"],
        ),
        (lena, "Second.", ["It is short: -0.4 → -0.5"]),
        (morag, "First.", ["Statements on who it was for, at most: 3 → 1"]),
    ]


def test_what_makes_no_sense_or_changes_nothing_is_refused(morag: User) -> None:
    for numbers, words in (
        ({"themes": 0}, "choose a number from 1 to 22"),
        ({"luck": 1}, "has no number “luck”"),
        ({"whom": 3}, "hold already"),
    ):
        with pytest.raises(Refused, match=words):
            method.change(numbers, reason="Because.", by=morag)
    assert not MethodChange.objects.exists()


def test_whoever_runs_the_fund_sets_them_on_a_page_and_the_desk_reads_them(morag: User, lena: User, door: Door) -> None:
    page = reverse("reporting:method")
    done = door(morag).post(page, {**USUAL, "whom": "1", "reason": "Three were too many."}, follow=True)
    assert "These numbers hold from the next draft on" in done.content.decode()
    assert method.now()["whom"] == 1

    html = door(lena).get(page).content.decode()
    assert "Statements on who it was for, at most: 3 → 1" in html and "Three were too many." in html
    assert '<form method="post" novalidate>' not in html
    assert door(lena).post(page, {**USUAL, "reason": "Mine."}).status_code == 403


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("themes", "many", "Enter a number, like 12"),
        ("themes", "2.5", "Enter a whole number"),
        ("themes", "99", "Enter a number from 1 to 22"),
        ("short", "0.4", "Enter a number from -1 to 0"),
        ("short", "nan", "Enter a number from -1 to 0"),
        ("reason", "", "Say why they change"),
    ],
)
def test_each_box_says_what_is_wrong_and_keeps_what_was_typed(
    morag: User, door: Door, name: str, typed: str, words: str
) -> None:
    page = door(morag).post(reverse("reporting:method"), {**USUAL, "reason": "Because.", "whom": "1", name: typed})
    assert page.status_code == 422
    html = page.content.decode()
    assert words in html and f'value="{typed}"' in html or name == "reason"
    assert method.now() == PARAMETERS


def test_a_number_is_read_however_its_minus_and_point_are_typed(morag: User, door: Door) -> None:
    sent = {**USUAL, "short": "−0,5", "reason": "Because."}
    assert door(morag).post(reverse("reporting:method"), sent).status_code == 302
    assert method.now()["short"] == -0.5
