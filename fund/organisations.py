"""Groups: registering one, and keeping what we know of it right."""

from typing import Any

from django.db import IntegrityError, transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, Organisation, User

TAKEN = "A group with this charity number is here already. Ask the person who leads it to add you."
FACTS = frozenset(
    {
        "name",
        "kind",
        "register",
        "charity_number",
        "company_number",
        "started_on",
        "yearly_income",
        "address",
        "postcode",
        "phone",
        "website",
        "area",
    }
)


@transaction.atomic
def register(*, by: User, **facts: Any) -> Organisation:
    """Bring a group in. Whoever does it becomes its lead."""
    organisation = Organisation(is_demo=by.is_demo)
    _keep(organisation, facts, by)
    history.save(Membership(user=by, organisation=organisation, kind=Membership.Kind.LEAD), by=by)
    return organisation


@transaction.atomic
def change(organisation: Organisation, *, by: User, **facts: Any) -> None:
    """Put right what we know of a group. What does not change leaves no trace."""
    if any(getattr(organisation, name) != value for name, value in facts.items()):
        _keep(organisation, facts, by)


def _keep(organisation: Organisation, facts: dict[str, Any], by: User) -> None:
    if unknown := set(facts) - FACTS:
        raise TypeError(f"A group has no {', '.join(sorted(unknown))}.")
    for name, value in facts.items():
        setattr(organisation, name, value)
    try:
        with transaction.atomic():
            history.save(organisation, by=by)
    except IntegrityError as fault:
        raise Refused(TAKEN) from fault
