"""Who may do what for the fund: giving and taking roles."""

from allauth.account.models import EmailAddress
from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, Role, User


@transaction.atomic
def make_person(email: str) -> User:
    """Make an account for somebody who never asked for one. The code that they sign in with proves the address."""
    person = User.objects.create_user(email)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=False)
    return person


@transaction.atomic
def give_role(fund: Fund, email: str, kind: str, *, by: User | None) -> Role:
    """Give a role to the person with this address; a new address becomes a person who signs in by e-mailed code."""
    person = User.objects.filter(email__iexact=email).first() or make_person(email)
    if Role.objects.filter(fund=fund, user=person, kind=kind).exists():
        raise Refused(f"{person} has this role already.")
    return history.save(Role(fund=fund, user=person, kind=kind), by=by)


@transaction.atomic
def take_role(role: Role, *, by: User) -> None:
    """Take a role away. Managers cannot shut themselves out."""
    if role.user_id == by.pk and role.kind == Role.Kind.MANAGER:
        raise Refused("You cannot take your own role of manager away. Ask another manager to do it.")
    history.delete(role, by=by, reason=f"Taken from {role.user}")
