"""Working with others: invitations by private link, roles, leaving, and handing the lead over."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fund import colleagues, rules
from fund.kit.states import Refused
from fund.models import Invitation, Letter, Membership, Organisation, PrivateLink, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


def link_in(letter: Letter) -> str:
    """The path of the private link in a letter."""
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found is not None, letter.text
    return found.group()


def invite(
    group: Organisation, ann: User, email: str = "bea@example.org", kind: str = "editor"
) -> tuple[Invitation, str]:
    invitation = colleagues.invite(group, by=ann, email=email, kind=kind)
    return invitation, link_in(Letter.objects.get(kind="invited", address__iexact=email))


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


def test_an_invitation_is_a_secret_letter_to_the_address_alone(group: Organisation, ann: User) -> None:
    invitation, _ = invite(group, ann, " Bea@Example.org ".strip())
    letter = Letter.objects.get(kind="invited")
    assert (letter.address, letter.to, letter.is_secret) == ("bea@example.org", None, True)
    assert "Ann Applicant invites you to work with Leith Lungs here, as editor." in letter.text
    assert (invitation.state, invitation.invited_by, invitation.email) == ("pending", ann, "bea@example.org")
    assert invitation.history.get().history_user == ann


def test_somebody_invited_joins_by_the_button_and_not_by_opening(group: Organisation, ann: User, door: Door) -> None:
    _, address = invite(group, ann, kind="signatory")
    bea = factories.make_person("Bea", email="bea@example.org")
    page = html.unescape(door(bea).get(address).content.decode())
    assert "Ann Applicant invites you to work with Leith Lungs here, as signatory." in page
    assert not group.memberships.filter(user=bea).exists()
    answer = door(bea).post(address)
    assert answer["Location"] == reverse("organisation", args=[group.pk])
    membership = group.memberships.get(user=bea)
    assert (membership.kind, membership.history.get().history_user) == ("signatory", bea)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.accepted_by) == ("accepted", bea)
    assert Letter.objects.get(kind="joined").to == ann
    assert door(bea).get(address).status_code == 404


def test_a_scanner_that_opens_the_link_changes_nothing(group: Organisation, ann: User) -> None:
    _, address = invite(group, ann)
    for _ in range(3):
        assert Client().get(address).status_code == 200
        assert Client().head(address).status_code == 200
    assert (Invitation.objects.get().state, group.memberships.count()) == ("pending", 1)


def test_somebody_not_signed_in_is_led_to_sign_in_and_back(group: Organisation, ann: User) -> None:
    _, address = invite(group, ann)
    page = Client().get(address).content.decode()
    assert f'{reverse("account_signup")}?next={address}"' in page
    factories.make_person("Bea", email="bea@example.org")
    assert f'{reverse("account_login")}?next={address}"' in Client().get(address).content.decode()
    answer = Client().post(address)
    assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={address}")


def test_another_address_is_refused_kindly(group: Organisation, ann: User, nia: User, door: Door) -> None:
    _, address = invite(group, ann)
    page = html.unescape(door(nia).get(address).content.decode())
    assert "You are signed in as nia@example.org." in page
    assert "Join the group" not in page
    answer = door(nia).post(address)
    assert answer.status_code == 409
    assert "This invitation went to bea@example.org, and you are signed in as nia@example.org." in html.unescape(
        answer.content.decode()
    )
    assert group.memberships.count() == 1


def test_capitals_in_an_address_do_not_matter(group: Organisation, ann: User) -> None:
    invitation, _ = invite(group, ann)
    bea = factories.make_person("Bea", email="Bea@example.org")
    assert colleagues.accept(invitation, by=bea).kind == "editor"


def test_a_withdrawn_invitation_no_longer_opens(group: Organisation, ann: User, door: Door) -> None:
    invitation, address = invite(group, ann)
    assert door(ann).post(reverse("withdraw-invitation", args=[invitation.pk])).status_code == 302
    invitation.refresh_from_db()
    assert (invitation.state, Client().get(address).status_code) == ("withdrawn", 404)
    bea = factories.make_person("Bea", email="bea@example.org")
    assert refusal(lambda: colleagues.accept(invitation, by=bea)).startswith("This invitation is now “Withdrawn”")


def test_an_invitation_runs_out_after_thirty_days(group: Organisation, ann: User) -> None:
    invitation, address = invite(group, ann)
    assert (invitation.until - invitation.invited_at).days in (29, 30)
    assert colleagues.expire() == 0
    past = timezone.now() - timedelta(seconds=1)
    Invitation.objects.update(until=past)
    PrivateLink.objects.update(until=past)
    invitation.refresh_from_db()
    bea = factories.make_person("Bea", email="bea@example.org")
    assert refusal(lambda: colleagues.accept(invitation, by=bea)) == "This invitation has run out. Ask for a new one."
    assert Client().get(address).status_code == 404
    assert colleagues.expire() == 1
    assert Invitation.objects.get().state == "expired"


def test_one_that_ran_out_is_in_nobodys_way(group: Organisation, ann: User) -> None:
    invite(group, ann)
    Invitation.objects.update(until=timezone.now() - timedelta(seconds=1))
    colleagues.invite(group, by=ann, email="bea@example.org", kind="viewer")
    assert sorted(Invitation.objects.values_list("state", flat=True)) == ["expired", "pending"]


def test_nobody_is_invited_twice_or_while_belonging(group: Organisation, ann: User) -> None:
    invite(group, ann)
    assert refusal(lambda: invite(group, ann)).startswith("bea@example.org is invited already.")
    assert refusal(lambda: invite(group, ann, "ann@example.org")).startswith("ann@example.org belongs to Leith Lungs")


def test_only_the_lead_invites(group: Organisation, ann: User, olive: User) -> None:
    for kind in ("editor", "viewer", "signatory"):
        assert not rules.may_invite(factories.make_member(group, kind=kind).user, group)
    assert rules.may_invite(ann, group)
    assert not rules.may_invite(olive, group)


def test_nobody_can_be_invited_as_lead(group: Organisation, ann: User, door: Door) -> None:
    answer = door(ann).post(reverse("group-people", args=[group.pk]), {"email": "bea@example.org", "kind": "lead"})
    assert (answer.status_code, Invitation.objects.count()) == (422, 0)


def test_a_role_is_changed_recorded_and_told(
    group: Organisation, ann: User, letters_to: Callable[[User], list[str]]
) -> None:
    member = factories.make_member(group, "Bea", "viewer")
    colleagues.change_role(member, by=ann, kind="editor")
    colleagues.change_role(member, by=ann, kind="editor")  # nothing to change
    member.refresh_from_db()
    assert (member.kind, letters_to(member.user)) == ("editor", ["role_changed"])
    assert member.history.first().history_user == ann


def test_the_last_lead_neither_goes_nor_steps_down(group: Organisation, ann: User, door: Door) -> None:
    mine = group.memberships.get(user=ann)
    assert refusal(lambda: colleagues.change_role(mine, by=ann, kind="editor")) == colleagues.LAST_LEAD
    assert refusal(lambda: colleagues.remove(mine, by=ann)) == colleagues.LAST_LEAD
    assert door(ann).post(reverse("remove-member", args=[group.pk, mine.pk])).status_code == 409
    factories.make_member(group, "Bea", "lead")
    colleagues.remove(mine, by=ann)
    assert not group.memberships.filter(user=ann).exists()


def test_somebody_taken_out_sees_nothing_any_more_and_is_told(
    group: Organisation, ann: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    member = factories.make_member(group, "Bea", "editor")
    application = factories.make_application(organisation=group)
    bea = member.user
    assert door(bea).get(reverse("applications:detail", args=[application.pk])).status_code == 200
    colleagues.remove(member, by=ann)
    assert door(bea).get(reverse("applications:detail", args=[application.pk])).status_code == 404
    assert letters_to(bea) == ["left_group"]
    assert Membership.history.filter(history_type="-").get().history_user == ann


def test_anybody_can_leave_and_nobody_removes_another(group: Organisation, ann: User, door: Door) -> None:
    bea, cal = factories.make_member(group, "Bea", "editor"), factories.make_member(group, "Cal", "viewer")
    assert door(bea.user).post(reverse("remove-member", args=[group.pk, cal.pk])).status_code == 403
    assert door(bea.user).get(reverse("group-member", args=[group.pk, bea.pk])).status_code == 200
    assert door(bea.user).post(reverse("remove-member", args=[group.pk, bea.pk])).status_code == 302
    assert not Membership.objects.filter(pk=bea.pk).exists()


def test_the_lead_is_handed_over(group: Organisation, ann: User) -> None:
    bea = factories.make_member(group, "Bea", "viewer")
    colleagues.hand_over(bea, by=ann)
    assert dict(group.memberships.values_list("user__name", "kind")) == {"Ann Applicant": "editor", "Bea": "lead"}
    mine = group.memberships.get(user=ann)
    assert "You are the lead already." in refusal(lambda: colleagues.hand_over(mine, by=ann))


def test_a_membership_of_another_group_is_not_found_here(group: Organisation, ann: User, nia: User, door: Door) -> None:
    other = factories.make_organisation(nia, name="Others")
    theirs = other.memberships.get()
    assert door(ann).get(reverse("group-member", args=[group.pk, theirs.pk])).status_code == 404
    assert door(ann).post(reverse("remove-member", args=[group.pk, theirs.pk])).status_code == 404


def test_the_list_of_people_costs_the_same_for_one_and_for_more(
    group: Organisation, ann: User, door: Door, django_assert_num_queries: Callable[..., object]
) -> None:
    browser = door(ann)
    address = reverse("group-people", args=[group.pk])
    browser.get(address)
    for _ in range(3):
        with django_assert_num_queries(7):  # type: ignore[attr-defined]
            browser.get(address)
        member = factories.make_member(group)
        factories.make_invitation(group, email=f"{member.pk}@example.org")


def test_a_signatory_reads_all_and_writes_nothing(group: Organisation, door: Door) -> None:
    signatory = factories.make_member(group, "Sib", "signatory").user
    application = factories.make_application(organisation=group)
    assert door(signatory).get(reverse("applications:check", args=[application.pk])).status_code == 200
    answer = door(signatory).post(reverse("applications:section", args=[application.pk, "plan"]), {"title": "Mine"})
    assert answer.status_code == 403
    assert (
        door(signatory).post(reverse("applications:submit", args=[application.pk]), {"declared": "on"}).status_code
        == 403
    )
