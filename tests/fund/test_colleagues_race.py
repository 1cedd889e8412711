"""Many hands at once: a group keeps a lead, and an invitation makes one member."""

import pytest

from fund import colleagues
from fund.models import Invitation, Letter, Membership, Organisation, User
from tests import factories
from tests.racing import race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_of_two_leads_who_leave_at_once_one_stays(group: Organisation, ann: User) -> None:
    factories.make_member(group, "Bea", "lead")
    leads = list(group.memberships.select_related("organisation", "user"))
    answers = race([lambda lead=lead: colleagues.remove(lead, by=lead.user) for lead in leads])  # type: ignore[misc]
    assert answers == ["done", "refused"]
    assert group.memberships.get().kind == "lead"


def test_eight_clicks_on_one_invitation_make_one_member(group: Organisation, ann: User) -> None:
    invitation = factories.make_invitation(group, by=ann, email="bea@example.org")
    bea = factories.make_person("Bea", email="bea@example.org")

    def join() -> None:
        colleagues.accept(Invitation.objects.select_related("organisation", "invited_by").get(pk=invitation.pk), by=bea)

    assert race([join] * 8) == ["done"] + ["refused"] * 7
    assert Membership.objects.filter(user=bea).count() == 1
    assert Letter.objects.filter(kind="joined").count() == 1
