"""Those who read bids: what they tell about themselves, what they agree to, and what the fund does for them."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import AccessNeeds, ReaderProfile, Role, Term, User

KINDS = (Role.Kind.ASSESSOR, Role.Kind.PANEL)
FACTS = ("experience", "languages", "most_minutes", "away_from", "away_until")
RULES = (
    "I keep what I read to myself, and talk of it with the fund and the panel only.",
    "I say so at once when I know the people of a bid, or could gain from it.",
    "I judge each bid by the criteria, in kind words that its group could read.",
    "I delete what I saved and shred what I printed when the awards are announced.",
)


def people(*, seen_by: User) -> list[User]:
    """All who read for the fund, by name, each with `profile`, `reads_as` and `needs_told`. Four queries."""
    rows = User.objects.filter(roles__kind__in=KINDS, is_active=True).distinct().order_by("name", "email")
    profiles = ReaderProfile.objects.visible_to(seen_by).select_related("buddy").prefetch_related("knows")
    found: list[User] = list(
        rows.prefetch_related(
            Prefetch("reader_profile", profiles), Prefetch("roles", Role.objects.filter(kind__in=KINDS), "reads_as")
        )
    )
    told = {each.user_id: each for each in AccessNeeds.objects.visible_to(seen_by).filter(user__in=found)}
    for person in found:
        person.profile = getattr(person, "reader_profile", None)  # type: ignore[attr-defined]
        person.needs_told = told.get(person.pk)  # type: ignore[attr-defined]
    return found


def topics() -> QuerySet[Term]:
    """What a reader can know about: the conditions and people whom the fund is for."""
    return Term.objects.of("conditions")


def facts_of(person: User) -> dict[str, Any]:
    """What the page about one's own reading starts from."""
    profile = ReaderProfile.objects.filter(user=person).first()
    if profile is None:
        return {}
    facts = {name: getattr(profile, name) for name in (*FACTS, "wants_no_pay")}
    return facts | {"knows": [str(term.pk) for term in profile.knows.all()]}


@transaction.atomic
def tell(*, by: User, knows: list[str], wants_no_pay: bool = False, **facts: Any) -> ReaderProfile:
    """Keep what a reader tells about themselves."""
    profile = _hold(by)
    for name in FACTS:
        setattr(profile, name, facts[name])
    profile.wants_no_pay = wants_no_pay
    profile.told_at = timezone.now()
    history.save(profile, by=by)
    profile.knows.set(topics().filter(pk__in=knows))
    return profile


@transaction.atomic
def agree(*, by: User) -> ReaderProfile:
    """Agree to the rules of reading. Agreeing again changes nothing."""
    profile = _hold(by)
    if profile.agreed_at is None:
        profile.agreed_at = timezone.now()
        history.save(profile, by=by, reason="Agreed to the rules of reading")
    return profile


@transaction.atomic
def look_after(person: User, *, buddy: User | None, trained_on: date | None, by: User) -> ReaderProfile:
    """Say who is there for a reader, and when they took part in the training."""
    if buddy is not None and buddy.pk == person.pk:
        raise Refused("Choose somebody else as buddy: nobody is their own.")
    profile = _hold(person)
    profile.buddy, profile.trained_on = buddy, trained_on
    history.save(profile, by=by)
    return profile


def _hold(person: User) -> ReaderProfile:
    return ReaderProfile.objects.select_for_update(of=("self",), no_key=True).filter(
        user=person
    ).first() or ReaderProfile(user=person)
