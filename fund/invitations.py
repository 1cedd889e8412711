"""What all invitations by e-mail have in common: they are sent, taken back, and they run out."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import transaction

from fund import links
from fund.kit.states import Refused

if TYPE_CHECKING:
    from fund.models import Invitation, ReaderInvitation, User

    Asked = Invitation | ReaderInvitation


@transaction.atomic
def withdraw(invitation: "Asked", *, by: "User") -> None:
    """Take an invitation back: nobody can take it up any more."""
    invitation.move(invitation.State.WITHDRAWN, by=by)
    links.close(invitation)


@transaction.atomic
def run_out(pending: "Iterable[Asked]") -> int:
    """Close those invitations of these that nobody took up in time; how many there were."""
    late = [invitation for invitation in pending if invitation.has_run_out]
    for invitation in late:
        invitation.move(invitation.State.EXPIRED, by=None)
    return len(late)


def see_that_it_is_theirs(invitation: "Asked", by: "User", *, instead: str) -> None:
    """Only the person to whom the letter went can act, so that a letter passed on opens nothing."""
    if by.email.lower() != invitation.email.lower():
        raise Refused(
            f"This invitation went to {invitation.email}, and you are signed in as {by.email}. "
            f"Sign in with the other address, or {instead}."
        )


def see_that_it_is_in_time(invitation: "Asked") -> None:
    if invitation.has_run_out:
        raise Refused("This invitation has run out. Ask for a new one.")
