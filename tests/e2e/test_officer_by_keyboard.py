"""An officer without a mouse: gives the bids to readers, writes the panel's view down, decides, and tells everybody."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications import assessing
from applications.assessing import Said
from applications.models import Application, Assessment, Decision, Grant, ViewChosen
from fund.models import Letter, Round, User
from tests import factories
from tests.e2e.keys import Keys

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


@pytest.fixture
def closed_round() -> Round:
    """A round that has closed, with two readers for each bid."""
    ago = timezone.now() - timedelta(days=1)
    return factories.make_round(closes_at=ago, assessments_wanted=2)


@pytest.fixture
def bids(closed_round: Round, ann: User) -> list[Application]:
    group = factories.make_organisation(ann, name="Leith Lungs")
    first = factories.make_application(closed_round, group, state="submitted", by=ann, amount=9000)
    other = factories.make_application(closed_round, state="submitted", title="A choir that breathes", amount=8000)
    return [first, other]


@pytest.mark.parametrize("width", [1100, 320])
def test_an_officer_takes_a_round_from_sharing_out_to_the_announcement_by_keys_alone(
    browse: Callable[..., Any], bids: list[Application], closed_round: Round, sam: User, morag: User, width: int
) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    keys, round_ = Keys(browse(morag, width)), f"/fund/rounds/{closed_round.slug}"

    keys.go(f"{round_}/share-out/")
    keys.enter(keys.button("Give these 4 readings"))
    assert Assessment.objects.filter(state="assigned").count() == 4

    for row in Assessment.objects.all():
        said = Said(4 if row.assessor == una else 3, "Led by people who live with it.", "")
        assessing.declare(row, by=row.assessor, kind="none")
        assessing.save(row, by=row.assessor, scores={one.pk: said for one in closed_round.criteria.all()})
        assessing.hand_in(row, by=row.assessor)

    keys.go(f"{round_}/ranking/")
    keys.enter(keys.link("^Write down on which view"))
    keys.choose("view", "adjusted")
    keys.enter(keys.button("Write it down"))
    assert keys.here() == "error-summary"
    keys.type("why", "One of the readers is mild.")
    keys.enter(keys.button("Write it down"))
    assert ViewChosen.objects.get().view == "adjusted"

    for bid, outcome in zip(bids, ("award", "decline"), strict=True):
        keys.go(f"{round_}/ranking/")
        keys.enter(keys.link(f"^Decide {bid.reference}"))
        keys.choose("outcome", outcome)
        if outcome == "award":
            keys.type("amount", "9,000")
        keys.type("reason", "Strong and fair." if outcome == "award" else "Others came closer.")
        keys.enter(keys.button("Record the decision"))
    assert set(Decision.objects.values_list("outcome", flat=True)) == {"award", "decline"}

    keys.go(f"{round_}/announce/")
    keys.enter(keys.button("Announce to everybody now"))
    assert Grant.objects.get().application == bids[0]
    assert Letter.objects.filter(kind="awarded").exists()
