"""Who is told what between handing in and the award: one function a letter."""

from applications.models import Application, Assessment, Grant
from fund import post
from fund.models import Organisation, User


def _writers(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            memberships__organisation=organisation, memberships__kind__in=["lead", "editor"], is_active=True
        )
    )


def submitted(application: Application) -> None:
    """The receipt."""
    for person in _writers(application.organisation):
        post.write("submitted", to=person, key=f"submitted:{application.pk}:{person.pk}", about=application)


def withdrawn(application: Application) -> None:
    for person in _writers(application.organisation):
        post.write("withdrawn", to=person, key=f"withdrawn:{application.pk}:{person.pk}", about=application)


def not_eligible(application: Application, reason: str) -> None:
    for person in _writers(application.organisation):
        post.write(
            "not_eligible",
            to=person,
            key=f"not_eligible:{application.pk}:{person.pk}",
            about=application,
            reason=reason,
        )


def assigned(assessment: Assessment) -> None:
    post.write(
        "assigned",
        to=assessment.assessor,
        key=f"assigned:{assessment.pk}:{assessment.assigned_at:%Y%m%d%H%M%S}",
        about=assessment,
    )


def awarded(grant: Grant) -> None:
    """The offer."""
    for person in _writers(grant.organisation):
        post.write("awarded", to=person, key=f"awarded:{grant.pk}:{person.pk}", about=grant)


def reserve(application: Application) -> None:
    for person in _writers(application.organisation):
        post.write("reserve", to=person, key=f"reserve:{application.pk}:{person.pk}", about=application)


def not_funded(application: Application) -> None:
    for person in _writers(application.organisation):
        post.write("not_funded", to=person, key=f"not_funded:{application.pk}:{person.pk}", about=application)
