"""The job and a manager press at the same moment: everybody is told once."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from applications import announcing
from applications.announcing import embargo
from applications.models import Application, Decision, PlannedAnnouncement
from fund.models import Letter, Organisation, Round, User
from tests import factories
from tests.racing import outcomes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
HANDS = 3  # of each kind


@pytest.fixture
def due(ann: User, morag: User, group: Organisation) -> PlannedAnnouncement:
    """An announcement whose moment has come."""
    round_ = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
    factories.make_decision(factories.make_application(round_, group, state="decided"), "decline")
    at = timezone.now() - timedelta(seconds=1)
    return PlannedAnnouncement.objects.create(round=round_, at=at, planned_by=morag)


@pytest.mark.parametrize("turn", range(3))
def test_the_job_and_a_manager_at_once_tell_everybody_once(
    due: PlannedAnnouncement, ann: User, morag: User, turn: int
) -> None:
    def by_hand() -> bool:
        return bool(announcing.announce(Round.objects.get(pk=due.round_id), by=morag))

    def by_job() -> bool:
        planned = PlannedAnnouncement.objects.select_related("round").get(pk=due.pk)
        return embargo.strike(planned, at=due.at).startswith("Told")

    answers = sorted(outcomes([by_hand, by_job] * HANDS))

    assert answers == [False] * (2 * HANDS - 1) + [True]
    due.refresh_from_db()
    bid = Application.objects.get()
    assert (due.state, bid.state) == ("done", "not_funded")
    assert bid.history.filter(state="not_funded").count() == 1
    assert Letter.objects.filter(to=ann).count() == 1
    assert not Letter.objects.filter(kind="announcement_stopped").exists()


def test_the_control_without_the_lock_tells_more_than_once(due: PlannedAnnouncement) -> None:
    """The obvious code: look what is decided, then tell. It must fail here, or the test above proves nothing."""
    looked = Barrier(2 * HANDS)

    def tell() -> bool:
        with transaction.atomic():
            told = list(announcing.decided_in(Round.objects.get(pk=due.round_id)))
            looked.wait(timeout=10)
            Decision.objects.filter(application__in=told).update(announced_at=timezone.now())
            Application.objects.filter(pk__in=[each.pk for each in told]).update(state="not_funded")
            return bool(told)

    assert sorted(outcomes([tell] * (2 * HANDS))) == [True] * (2 * HANDS)
