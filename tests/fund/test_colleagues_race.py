"""Many hands at once: a group keeps a lead, and an invitation makes one member."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connections

from fund import colleagues
from fund.kit.states import Refused
from fund.models import Invitation, Letter, Membership, Organisation, User
from tests import factories

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def all_at_once(verbs: list[Callable[[], object]]) -> list[str]:
    """Call each verb in a thread of its own, started together; what each came to, sorted."""
    barrier, answers = Barrier(len(verbs)), []

    def one(verb: Callable[[], object]) -> None:
        try:
            barrier.wait(timeout=10)
            verb()
            answers.append("done")
        except Refused:
            answers.append("refused")
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(verb,)) for verb in verbs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return sorted(answers)


def test_of_two_leads_who_leave_at_once_one_stays(group: Organisation, ann: User) -> None:
    factories.make_member(group, "Bea", "lead")
    leads = list(group.memberships.select_related("organisation", "user"))
    answers = all_at_once([lambda lead=lead: colleagues.remove(lead, by=lead.user) for lead in leads])  # type: ignore[misc]
    assert answers == ["done", "refused"]
    assert group.memberships.get().kind == "lead"


def test_eight_clicks_on_one_invitation_make_one_member(group: Organisation, ann: User) -> None:
    invitation = factories.make_invitation(group, by=ann, email="bea@example.org")
    bea = factories.make_person("Bea", email="bea@example.org")

    def join() -> None:
        colleagues.accept(Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation.pk), by=bea)

    assert all_at_once([join] * 8) == ["done"] + ["refused"] * 7
    assert Membership.objects.filter(user=bea).count() == 1
    assert Letter.objects.filter(kind="joined").count() == 1
