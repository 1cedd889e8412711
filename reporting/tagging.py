"""What a project does, for whom, how it is run and by which principles: the words by which others find it."""

from collections import Counter
from collections.abc import Sequence

from django.db import transaction

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Term, User
from reporting import similar

# The facet as it is kept, which is also the list of the fund, and what it asks.
FACETS = {
    "activities": "What do they do?",
    "people": "For whom is it?",
    "delivery": "How is it run?",
    "principles": "Which principles does it live by?",
}
NEAREST, MOST_SUGGESTED = 12, 6
TAGGED = "Said what it does, for whom, how it is run and by which principles"


@transaction.atomic
def tag(grant: Grant, *, by: User | None, **words: Sequence[str]) -> None:
    """Say what a project is about, at least one word for each facet; its other words stay as they are."""
    said = {facet: list(dict.fromkeys(filter(None, map(str.strip, words.get(facet, ()))))) for facet in FACETS}
    if lacking := [FACETS[facet] for facet, chosen in said.items() if not chosen]:
        raise Refused(f"Choose at least one answer to “{lacking[0]}”")
    held = Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
    if held.state == Grant.State.REFUSED:
        raise Refused("The group refused this grant, so nobody looks for it.")
    held.words = {**(held.words or {}), **said}
    history.save(held, by=by, reason=TAGGED, fields=["words"])
    grant.words = held.words


def tags(grant: Grant) -> dict[str, list[str]]:
    """The words of a project by facet."""
    return {facet: [str(word) for word in (grant.words or {}).get(facet, ())] for facet in FACETS}


def is_tagged(grant: Grant) -> bool:
    return all(tags(grant).values())


def suggested(grant: Grant) -> dict[str, list[str]]:
    """The words that projects close to this one bear, those of most of them first, by facet."""
    near = [tags(match.grant) for match in similar.like_project(grant, limit=NEAREST).matches]
    counts = {facet: Counter(word for one in near for word in one[facet]) for facet in FACETS}
    return {facet: [word for word, _ in counts[facet].most_common(MOST_SUGGESTED)] for facet in FACETS}


def listed() -> dict[str, list[str]]:
    """The fund's own words by facet. One query."""
    rows = Term.objects.filter(vocabulary__slug__in=FACETS, vocabulary__is_current=True, is_used=True)
    found: dict[str, list[str]] = {facet: [] for facet in FACETS}
    for slug, name in rows.order_by("position", "pk").values_list("vocabulary__slug", "name"):
        found[slug].append(name)
    return found
