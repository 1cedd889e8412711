"""The name of an event, what it is about and who hosts it: each find is decided before everybody reads them."""

from collections.abc import Mapping

from django.db import transaction

from fund.kit import history
from fund.models import Organisation, PersonalDetail, User
from fund.privacy import gate
from reporting.learning_events import planning
from reporting.models import LearningEvent

WORDS = {"name": "the name", "about": "what it is about", "hosts": "who hosts it"}
CURLY = str.maketrans("’", "'")


def look(event: LearningEvent, *, by: User | None) -> int:
    """Look through what everybody would read beside the text; how many finds wait for a person."""
    texts = {field: getattr(event, field) for field in WORDS}
    return gate.look(event, texts, by=by, public=_named_in(texts))


def _named_in(texts: Mapping[str, str]) -> list[str]:
    """The organisations named there. A name of one word may be a person’s, so it is none of them."""
    said = "\n".join(texts.values()).casefold().translate(CURLY)
    names = Organisation.objects.filter(name__contains=" ").values_list("name", flat=True)
    return [name for name in names if name.casefold().translate(CURLY) in said]


@transaction.atomic
def let_stand(event: LearningEvent, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    planning.hold(event)
    gate.agree_to(detail, by=by)


@transaction.atomic
def mend(event: LearningEvent, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out, or put a role in its place. The address follows the name, until everybody knows it."""
    held = planning.hold(event)
    text = gate.mend(detail, getattr(held, detail.field), by=by, instead=instead).strip()
    gate.see_that_it_fits(held, detail.field, text)
    setattr(held, detail.field, text)
    changed = [detail.field]
    if detail.field == "name" and held.published_at is None:
        held.slug = planning.free_slug(text)
        changed.append("slug")
    history.save(held, by=by, reason=f"A personal detail ({detail.kind}) was taken out.", fields=changed)
    look(held, by=by)
