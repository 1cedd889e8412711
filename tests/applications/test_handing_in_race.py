"""Eight hands on one button: an application is handed in once, with one receipt."""

from threading import Barrier, Thread

import pytest
from django.db import connections, transaction
from django.utils import timezone

from applications import applying, letters
from applications.models import Application
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories
from tests.world import store

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]
HANDS = 8


@pytest.fixture
def ready(ann: User, group: Organisation, round_: Round) -> Application:
    """A draft with nothing missing."""
    application = factories.make_application(round_, group, by=ann, submitted_at=None)
    application.documents.create(rule=round_.document_rules.get(), file=store())
    return application


def all_at_once(verb: object) -> list[str]:
    """Call the verb from eight threads that start together; what each came to, sorted."""
    barrier, answers = Barrier(HANDS), []

    def one() -> None:
        try:
            barrier.wait(timeout=10)
            verb()  # type: ignore[operator]
            answers.append("handed in")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=one) for _ in range(HANDS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(answers)


def test_eight_threads_hand_in_one_application_and_one_succeeds(ready: Application, ann: User) -> None:
    def hand_in() -> None:
        applying.submit(Application.objects.get(pk=ready.pk), by=User.objects.get(pk=ann.pk))

    answers = all_at_once(hand_in)

    ready.refresh_from_db()
    assert answers == ["handed in"] + ["refused"] * (HANDS - 1)
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

    assert all_at_once(hand_in) == ["handed in"] * HANDS
