"""The people of a group: asking them in, what each may do, and letting them go."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fund import letters, links
from fund.invitations import run_out, see_that_it_is_in_time, see_that_it_is_theirs, withdraw
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Invitation, Membership, Organisation, User

DAYS = 30
LINK = "invitation"
Kind = Membership.Kind
LAST_LEAD = "A group needs a lead. Make somebody else the lead first."

__all__ = ["accept", "change_role", "expire", "hand_over", "invite", "remove", "withdraw"]


@transaction.atomic
def invite(organisation: Organisation, *, by: User, email: str, kind: str) -> Invitation:
    """Ask somebody by e-mail to work with the group. The letter with the link goes to that address alone."""
    _hold(organisation)
    email = email.strip().lower()
    if organisation.memberships.filter(user__email__iexact=email).exists():
        raise Refused(f"{email} belongs to {organisation} already. You can change what they may do in the list.")
    run_out(organisation.invitations.filter(state=Invitation.State.PENDING))
    if organisation.invitations.filter(email=email, state=Invitation.State.PENDING).exists():
        raise Refused(f"{email} is invited already. Take that invitation back if you want to send a new one.")
    invitation: Invitation = history.save(
        Invitation(
            organisation=organisation,
            email=email,
            kind=kind,
            invited_by=by,
            until=timezone.now() + timedelta(days=DAYS),
        ),
        by=by,
    )
    letters.invited(invitation, links.make(LINK, invitation, by=by, until=invitation.until))
    return invitation


@transaction.atomic
def accept(invitation: Invitation, *, by: User) -> Membership:
    """Join the group. Only the person to whom the letter went can, so that a letter passed on opens nothing."""
    _hold(invitation.organisation)
    see_that_it_is_theirs(invitation, by, instead=f"ask {invitation.organisation} to invite this one")
    see_that_it_is_in_time(invitation)
    if invitation.organisation.memberships.filter(user=by).exists():
        raise Refused(f"You belong to {invitation.organisation} already.")
    invitation.move(Invitation.State.ACCEPTED, by=by, accepted_by=by)
    membership: Membership = history.save(
        Membership(user=by, organisation=invitation.organisation, kind=invitation.kind), by=by
    )
    links.close(invitation)
    letters.joined(invitation)
    return membership


@transaction.atomic
def change_role(membership: Membership, *, by: User, kind: str) -> None:
    """Let a person do more for the group, or less. The last lead stays the lead."""
    held = _held(membership)
    if held.kind == kind:
        return
    _keep_a_lead(held)
    held.kind = kind
    history.save(held, by=by, fields=["kind"])
    if held.user_id != by.pk:
        letters.role_changed(held, by)


@transaction.atomic
def remove(membership: Membership, *, by: User) -> None:
    """Let somebody go: they no longer see anything of the group. Their work stays."""
    held = _held(membership)
    _keep_a_lead(held)
    person, key = held.user, held.pk
    history.delete(held, by=by, reason=f"{person} no longer belongs to the group")
    if person.pk != by.pk:
        letters.left_group(person, held.organisation, key, by)


@transaction.atomic
def hand_over(membership: Membership, *, by: User) -> None:
    """Make somebody else the lead in one's own place; whoever hands over stays as an editor."""
    if membership.user_id == by.pk:
        raise Refused("You are the lead already. Choose somebody else to hand it to.")
    mine = membership.organisation.memberships.filter(user=by, kind=Kind.LEAD).first()
    if mine is None:
        raise Refused("Only a lead can hand the lead over.")
    change_role(membership, by=by, kind=Kind.LEAD)
    change_role(mine, by=by, kind=Kind.EDITOR)


def expire() -> int:
    """Close the invitations that nobody took up in time; how many there were."""
    return run_out(Invitation.objects.filter(state=Invitation.State.PENDING))


def _hold(organisation: Organisation) -> None:
    """One change of a group's people at a time, so that two leads cannot both go."""
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation.pk)


def _held(membership: Membership) -> Membership:
    """The membership as it is once nobody else is in the middle of changing the group's people."""
    _hold(membership.organisation)
    rows = membership.organisation.memberships.select_related("user", "organisation")
    if held := rows.filter(pk=membership.pk).first():
        return held
    raise Refused("This person no longer belongs to the group. Reload the page to see who does.")


def _keep_a_lead(membership: Membership) -> None:
    leads = membership.organisation.memberships.filter(kind=Kind.LEAD)
    if membership.kind == Kind.LEAD and leads.count() == 1:
        raise Refused(LAST_LEAD)
