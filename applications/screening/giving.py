"""Which officer looks after which application."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from applications.models import Application
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Role, User


def officers() -> QuerySet[User]:
    """The people who can look after applications."""
    holders = Role.objects.filter(kind__in=[Role.Kind.OFFICER, Role.Kind.MANAGER]).values("user")
    return User.objects.filter(is_active=True, pk__in=holders).order_by("name", "email")


@transaction.atomic
def give(applications: Iterable[Application], officer: User | None, *, by: User) -> int:
    """Give these applications to a case officer, or to nobody; how many changed hands."""
    if officer is not None and not officers().filter(pk=officer.pk).exists():
        raise Refused(f"{officer} is no officer of the fund. Choose somebody else.")
    keys = [application.pk for application in applications]
    held = Application.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys).exclude(officer=officer)
    reason = f"Given to {officer}." if officer else "Given to nobody."
    changed = 0
    for application in held.order_by("pk"):
        if application.state == Application.State.DRAFT:
            raise Refused(f"{application.reference} is not handed in yet.")
        application.officer = officer
        history.save(application, by=by, reason=reason, fields=["officer"])
        changed += 1
    return changed
