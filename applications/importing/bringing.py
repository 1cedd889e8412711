"""Making grants of past awards."""

from collections.abc import Iterable

from django.db import transaction

from applications.importing.matching import Matches
from applications.importing.reading import Award, plain
from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import CouncilArea, Fund, Organisation, User
from fund.privacy import gate


@transaction.atomic
def bring_in(awards: Iterable[Award], *, by: User | None, name: str = "") -> list[Grant]:
    """Make a past grant of each award that is not here yet: all of them, or none.

    `name` is the file that they come from. What may give a person away in them is noted as agreed to by `by`, who was
    shown it (`Award.found`). Raises Refused where the reference lists are missing, because places and
    conditions could not be matched.
    """
    list(Fund.objects.select_for_update(no_key=True))  # one import at a time, so that references count up
    if not CouncilArea.objects.exists():
        raise Refused("The reference lists are not here yet. Run “uv run manage.py loadreference” first.")
    reason = f"Brought in from {name}" if name else "Brought in from published records"
    here = set(Grant.objects.filter(import_key__isnull=False).values_list("import_key", flat=True))
    groups = {plain(group.name): group for group in Organisation.objects.filter(is_imported=True)}
    match, number = Matches(), _last_number()
    grants = []
    for award in awards:
        if award.key in here:
            continue
        here.add(award.key)
        group_name, number = award.facts["organisation"], number + 1
        if plain(group_name) not in groups:
            group = history.save(Organisation(name=group_name, is_imported=True), by=by, reason=reason)
            groups[plain(group_name)] = group
        grants.append(_make(award, groups[plain(group_name)], f"PAST-{number:04}", match, by=by, reason=reason))
    return grants


def _make(award: Award, group: Organisation, reference: str, match: Matches, *, by: User | None, reason: str) -> Grant:
    facts = award.facts
    areas, free_areas = match.places(facts["areas"])
    terms, free_conditions = match.conditions(facts["conditions"])
    words = {"areas": free_areas, "conditions": free_conditions}
    words |= {"activities": facts["activities"], "people": facts["people"]}
    words |= {"delivery": facts["delivery"], "principles": facts["principles"]}
    is_address = "://" in facts["source"]
    if not is_address:
        words["source"] = [facts["source"]]
    grant = Grant(
        organisation=group,
        round=match.round(facts["round"]),
        round_words=facts["round"],
        reference=reference,
        title=facts["project"],
        summary=facts["summary"],
        amount=facts["amount_gbp"],
        start_year=facts["start_year"],
        words={facet: tags for facet, tags in words.items() if tags},
        source=facts["source"] if is_address else "",
        import_key=award.key,
        state=Grant.State.PAST,
    )
    history.save(grant, by=by, reason=reason)
    grant.areas.set(areas)
    grant.health_conditions.set(terms)
    gate.look(grant, award.texts(), by=by, names={"words": award.tags()}, public=[group.name])
    for detail in gate.waiting(grant):
        gate.agree_to(detail, by=by)
    return grant


def _last_number() -> int:
    """The highest number of a past award that is here."""
    references = Grant.objects.filter(reference__startswith="PAST-").values_list("reference", flat=True)
    return max((int(each[5:]) for each in references if each[5:].isdigit()), default=0)
