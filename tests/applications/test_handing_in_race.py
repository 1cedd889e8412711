"""Eight hands on one button: an application is handed in once, with one receipt."""

from threading import Barrier

import pytest
from django.db import transaction
from django.utils import timezone

from applications import applying, letters
from applications.models import Application
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories
from tests.racing import race
from tests.world import store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
HANDS = 8


@pytest.fixture
def ready(ann: User, group: Organisation, round_: Round) -> Application:
    """A draft with nothing missing."""
    application = factories.make_application(round_, group, by=ann, submitted_at=None)
    application.documents.create(rule=round_.document_rules.get(), file=store())
    return application


def test_eight_threads_hand_in_one_application_and_one_succeeds(ready: Application, ann: User) -> None:
    def hand_in() -> None:
        applying.submit(Application.objects.get(pk=ready.pk), by=User.objects.get(pk=ann.pk))

    answers = race([hand_in] * HANDS)

    ready.refresh_from_db()
    assert answers == ["done"] + ["refused"] * (HANDS - 1)
    assert ready.state == "submitted"
    assert ready.history.filter(state="submitted").count() == 1
    assert Letter.objects.filter(kind="submitted", to=ann).count() == 1


def test_the_control_without_a_lock_hands_in_more_than_once(ready: Application, ann: User) -> None:
    """The broken variant: look, then write. It must fail here, or the test above proves nothing."""
    looked = Barrier(HANDS)

    def hand_in() -> None:
        with transaction.atomic():
            application = Application.objects.get(pk=ready.pk)
            if not application.can_move("submitted"):
                raise Refused("Handed in already.")
            looked.wait(timeout=10)
            Application.objects.filter(pk=application.pk).update(state="submitted", submitted_at=timezone.now())
            letters.submitted(application)

    assert race([hand_in] * HANDS) == ["done"] * HANDS
