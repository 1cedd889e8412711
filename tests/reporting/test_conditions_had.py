"""The conditions for change that projects say they had: counted as they said last, and never guessed from sentences."""

from datetime import timedelta

import pytest

from applications.models import Grant
from fund.models import User
from reporting import learning
from reporting.models import Report
from reporting.outputs import words
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.reporting import learned

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_of_three(db: None) -> list[Grant]:
    learned.make_themes()
    first = factories.make_grant()
    others = [factories.make_grant(factories.make_application(first.round, state="awarded")) for _ in range(2)]
    return [first, *others]


def told(grant: Grant, later: int = 0, **had: str) -> Report:
    """An accepted report that ticks these conditions; `later` is in days."""
    report = learned.make_told(grant)
    report.from_on += timedelta(days=later)
    report.save()
    answers = report.answers.get(section__code="learned")
    answers.values = {**answers.values, "conditions": [{"row": row, "have": have} for row, have in had.items()]}
    answers.values["worked"] += f" Peers said so {later} times."
    answers.save()
    return report


def test_each_project_counts_once_as_it_said_last(round_of_three: list[Grant]) -> None:
    one, other, silent = round_of_three
    told(one, later=100, leaders="yes")
    told(one, leaders="no", local="partly")
    told(other, leaders="partly")
    learned.make_told(silent)

    pack = learning.gather(one.round)
    assert pack.had == {"leaders": {"partly": 1, "yes": 1}, "local": {"partly": 1}}
    assert learning.compose(pack).had == pack.had


def conditions(grant: Grant, lena: User, *, wide: bool = False) -> dict[str, tuple[str, bool]]:
    summary = learned.make_draft(grant.reports.all()[0])
    if wide:
        summary = learning.store(learning.compose(learning.gather(grant.round)), by=lena)
    return {name: (said, is_had) for name, said, is_had in sheet(fetched(summary), "print").conditions}


def test_an_obstacle_is_no_tick(round_of_three: list[Grant], lena: User) -> None:
    told(round_of_three[0], leaders="no", learning="yes", ready="partly")

    said = conditions(round_of_three[0], lena)
    assert said["Leaders allow it and stand by it"] == ("no", False)
    assert said["There is room to learn together"] == ("yes", True)
    assert said["Real time, and the same words"] == ("partly", False)
    assert said["The right people are with you"] == (words.NOT_SPOKEN, False)


def test_of_many_projects_each_answer_is_counted(round_of_three: list[Grant], lena: User) -> None:
    for grant, have in zip(round_of_three, ("yes", "yes", "no"), strict=True):
        told(grant, leaders=have, local="yes")

    said = conditions(round_of_three[0], lena, wide=True)
    assert said["Leaders allow it and stand by it"] == ("2 of 3 said yes, 1 of 3 said no", False)
    assert said["You know what keeps people well here"] == ("3 of 3 said yes", True)
