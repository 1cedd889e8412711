"""How people want to be reached and met: asked once, read by officers, forgotten when they say so."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from fund.models import AccessNeeds, Organisation, User

DETAILS = ("name", "phone", "preferred_format", "wants_reminders")
NEEDS = ("reach", "wants_bsl", "needs")


@transaction.atomic
def tell(*, by: User, **facts: Any) -> AccessNeeds:
    """Keep what somebody tells about themselves. What they take out is gone: no history keeps these words."""
    for name in DETAILS:
        setattr(by, name, facts[name])
    by.save(update_fields=DETAILS)
    kept = {name: facts[name] for name in NEEDS}
    needs, _ = AccessNeeds.objects.update_or_create(user=by, defaults={**kept, "told_at": timezone.now()})
    return needs


def facts_of(person: User) -> dict[str, Any]:
    """What the page about oneself starts from."""
    needs = AccessNeeds.objects.filter(user=person).first() or AccessNeeds(user=person)
    return {name: getattr(person, name) for name in DETAILS} | {name: getattr(needs, name) for name in NEEDS}


def is_asked(person: User) -> bool:
    """Say whether somebody has answered this page before: then we do not ask again."""
    return AccessNeeds.objects.filter(user=person).exists()


def people_of(organisation: Organisation, *, by: User) -> list[User]:
    """Those who write for a group, each with the `needs_told` that the reader may see: two queries."""
    people = list(
        User.objects.filter(
            memberships__organisation=organisation, memberships__kind__in=["lead", "editor"], is_active=True
        ).order_by("name", "email")
    )
    told = {row.user_id: row for row in AccessNeeds.objects.visible_to(by).filter(user__in=people)}
    for person in people:
        person.needs_told = told.get(person.pk)  # type: ignore[attr-defined]  # read by the template beside the person
    return people
