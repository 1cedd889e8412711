"""Asking people to read bids or to sit on the panel, and what they answer."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from fund import letters, links, people
from fund.invitations import run_out, see_that_it_is_in_time, see_that_it_is_theirs, withdraw
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, ReaderInvitation, Role, Round, User

LINK = "reader"
DAYS = 14  # so long works a link that is sent again
State = ReaderInvitation.State

__all__ = ["accept", "decline", "expire", "invite", "send_again", "why_not", "withdraw"]


def why_not(email: str, kind: str, *, by: User) -> str:
    """Why this person cannot be asked for this, in words; nothing where they can."""
    email = email.strip().lower()
    wanted = ReaderInvitation(email=email, kind=kind).roles
    if email == by.email.lower():
        return "You cannot ask yourself. Ask a fund manager to give you the role."
    held = set(Role.objects.filter(user__email__iexact=email, user__is_active=True).values_list("kind", flat=True))
    if held.issuperset(wanted):
        return f"{email} has this role already. You find them in the list."
    if ReaderInvitation.objects.filter(email=email, state=State.PENDING, until__gt=timezone.now()).exists():
        return f"{email} is asked already. Send that invitation again, or take it back first."
    return ""


@transaction.atomic
def invite(
    *, by: User, name: str, email: str, kind: str, until: datetime, round_: Round | None = None, words: str = ""
) -> ReaderInvitation:
    """Ask somebody to read, to sit on the panel, or both. The letter with the link goes to that address alone."""
    _hold()
    email = email.strip().lower()
    invitation = ReaderInvitation(
        name=name, email=email, kind=kind, round=round_, words=words, until=until, invited_by=by
    )
    if obstacle := why_not(email, kind, by=by):
        raise Refused(obstacle)
    run_out(ReaderInvitation.objects.filter(email=email, state=State.PENDING))
    history.save(invitation, by=by)
    _send(invitation, by)
    return invitation


@transaction.atomic
def send_again(invitation: ReaderInvitation, *, by: User) -> None:
    """Post the letter once more. Its link works for two weeks at least, also where it had run out."""
    _hold()
    invitation.refresh_from_db()
    until = max(invitation.until, timezone.now() + timedelta(days=DAYS))
    if invitation.state == State.PENDING:
        invitation.until = until
        history.save(invitation, by=by, reason="Sent again", fields=["until"])
    else:
        if ReaderInvitation.objects.filter(email=invitation.email, state=State.PENDING).exists():
            raise Refused(f"{invitation.email} has a newer invitation. Send that one again.")
        invitation.move(State.PENDING, by=by, reason="Sent again", until=until)
    _send(invitation, by)


@transaction.atomic
def accept(invitation: ReaderInvitation, *, by: User | None) -> User:
    """Say yes. The role goes to the address that the letter went to, with a new account where there was none.

    `by` is who is signed in, if anybody is. The link alone signs nobody in.
    """
    _see_that_it_can_be_answered(invitation, by)
    person = User.objects.filter(email__iexact=invitation.email).first()
    if person is None:
        person = people.make_person(invitation.email)
        person.name = invitation.name
        person.save(update_fields=["name"])
    if not person.is_active:
        raise Refused("This cannot be done here. Write to the fund, and we will sort it out with you.")
    invitation.move(State.ACCEPTED, by=person, accepted_by=person, answered_at=timezone.now())
    held = set(person.roles.values_list("kind", flat=True))
    fund = invitation.round.fund if invitation.round else Fund.objects.order_by("pk")[0]
    for kind in invitation.roles:
        if kind not in held:
            people.give_role(fund, person.email, kind, by=person)
    letters.reader_answered(invitation)
    return person


@transaction.atomic
def decline(invitation: ReaderInvitation, *, by: User | None, why_not: str = "") -> None:
    """Say no. Nobody has to say why, and no account is made."""
    _see_that_it_can_be_answered(invitation, by)
    invitation.move(State.DECLINED, by=by, why_not=why_not, answered_at=timezone.now())
    letters.reader_answered(invitation)


def expire() -> int:
    """Close the invitations that nobody answered in time; how many there were."""
    return run_out(ReaderInvitation.objects.filter(state=State.PENDING))


def _see_that_it_can_be_answered(invitation: ReaderInvitation, by: User | None) -> None:
    if by is not None:
        see_that_it_is_theirs(invitation, by, instead="write to the fund")
    see_that_it_is_in_time(invitation)


def _send(invitation: ReaderInvitation, by: User) -> None:
    letters.reader_asked(invitation, links.make(LINK, invitation, by=by))


def _hold() -> None:
    """One invitation at a time, so that two officers do not ask the same person twice."""
    Fund.objects.select_for_update(no_key=True).order_by("pk").first()
