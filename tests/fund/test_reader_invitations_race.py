"""Many hands at once: one yes gives one role, and nobody is asked twice."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from fund import asking_readers
from fund.models import Letter, ReaderInvitation, Role, User
from tests import factories
from tests.racing import overtaken, race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_eight_presses_give_one_role_and_tell_once(olive: User) -> None:
    invitation = factories.make_reader_invitation(by=olive, email="nia@example.org")
    factories.make_person("Nia Nobody", email="nia@example.org")

    def press() -> None:
        asking_readers.accept(ReaderInvitation.objects.get(pk=invitation.pk), by=None)

    assert race([press] * 8) == ["done"] + ["refused"] * 7
    assert Role.objects.filter(user__email="nia@example.org", kind="assessor").count() == 1
    assert Letter.objects.filter(kind="reader_answered").count() == 1


def test_the_control_that_looks_first_takes_two_answers_to_one_question(olive: User) -> None:
    invitation = factories.make_reader_invitation(by=olive, email="nia@example.org")
    factories.make_person("Nia Nobody", email="nia@example.org")
    row = ReaderInvitation.objects.get(pk=invitation.pk)

    def say_no(is_open: bool) -> None:
        if is_open:
            ReaderInvitation.objects.filter(pk=row.pk).update(state="declined", answered_at=timezone.now())

    answers = overtaken(
        lambda: ReaderInvitation.objects.get(pk=row.pk).accepted_by is None,
        say_no,
        meanwhile=lambda: asking_readers.accept(ReaderInvitation.objects.get(pk=row.pk), by=None),
    )
    row.refresh_from_db()
    assert answers == ["done", "done"]
    assert row.state == "declined" and Role.objects.filter(user__email="nia@example.org").count() == 1


def test_two_officers_ask_the_same_person_once(olive: User) -> None:
    def ask() -> None:
        until = timezone.now() + timedelta(days=5)
        asking_readers.invite(by=olive, name="Rae", email="rae@example.org", kind="panel", until=until)

    assert race([ask] * 4) == ["done"] + ["refused"] * 3
    assert Letter.objects.filter(kind="reader_asked").count() == 1


def test_the_control_that_looks_first_fails_with_a_fault_of_the_database(olive: User) -> None:
    """The obvious code: see that nobody asked yet, then ask. It must fail here: a fault where a clear word is due."""
    looked = Barrier(2)

    def naive() -> None:
        with transaction.atomic():
            is_free = not ReaderInvitation.objects.filter(email="rae@example.org").exists()
            looked.wait(timeout=20)
            if is_free:
                factories.make_reader_invitation(by=olive, email="rae@example.org")

    with pytest.raises(IntegrityError):
        race([naive] * 2)
    assert ReaderInvitation.objects.count() == 1
