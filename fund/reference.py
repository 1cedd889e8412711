"""The lists that the fund shares: places, outcomes, principles, conditions, themes. Files: `data/reference`."""

import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from django.db import models, transaction

from fund.kit import history
from fund.models import CouncilArea, Fund, HealthBoard, IntegrationAuthority, Term, Vocabulary

DATA = Path(__file__).resolve().parent / "data"
FOLDER = DATA / "reference"
PLACES: tuple[tuple[str, type[models.Model]], ...] = (
    ("health_boards", HealthBoard),
    ("integration_authorities", IntegrationAuthority),
    ("council_areas", CouncilArea),
)
VOCABULARIES = {
    "national-outcomes": "national_outcomes",
    "principles": "principles",
    "conditions": "long_term_conditions",
    "conditions-for-change": "conditions_for_change",
    "organisation-kinds": "organisation_kinds",
    "learning-themes": "learning_themes",
    "activities": "activities",
    "people": "people_reached",
    "delivery": "delivery_models",
}


def read(name: str) -> dict[str, Any]:
    """One list as its file gives it: title, version, source, licence, checked and items."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@transaction.atomic
def load(progress: Callable[[str], None] | None = None) -> dict[str, int]:
    """Load the fund and all its lists, and say how many rows each holds. A second run changes nothing.

    `progress` is told one line for each list, in words.
    """
    tell = progress or (lambda line: None)
    counts: dict[str, int] = {}

    def done(name: str, title: str, count: int, changed: int) -> None:
        counts[name] = count
        tell(f"{title}: {count}, {f'{changed} new or changed' if changed else 'nothing changed'}")

    before = Fund.objects.count()
    done("fund", the_fund().name, 1, Fund.objects.count() - before)
    for name, model in PLACES:
        file = read(name)
        done(name, file["title"], len(file["items"]), _load_places(model, file["items"]))
    for slug, name in VOCABULARIES.items():
        file = read(name)
        done(slug, file["title"], len(file["items"]), _load_vocabulary(slug, file))
    return counts


def the_fund() -> Fund:
    """The fund of `data/fund.toml`, made where it is missing. What people have changed since stays as it is."""
    facts = fund_facts()
    found = Fund.objects.filter(slug=facts["slug"]).first()
    return found or history.save(Fund(**facts), by=None, reason="Loaded with the reference lists")


def fund_facts() -> dict[str, str]:
    """What `data/fund.toml` says of the fund."""
    facts = tomllib.loads((DATA / "fund.toml").read_text(encoding="utf-8"))
    return {key: " ".join(value.split()) for key, value in facts.items()}


def _load_places(model: type[models.Model], items: list[dict[str, Any]]) -> int:
    """Make or change the rows of one list of places, in three queries; how many were new or changed."""
    links = {field.name for field in model._meta.fields if field.is_relation}
    wanted = {
        item["code"]: {f"{key}_id" if key in links else key: value for key, value in item.items()} for item in items
    }
    here = model._default_manager.in_bulk(list(wanted))
    new = [model(**facts) for code, facts in wanted.items() if code not in here]
    changed = [row for code, row in here.items() if _differs(row, wanted[code])]
    for row in changed:
        for key, value in wanted[str(row.pk)].items():
            setattr(row, key, value)
    model._default_manager.bulk_create(new)
    if changed:
        columns = [field.name for field in model._meta.fields if not field.primary_key]
        model._default_manager.bulk_update(changed, columns)
    return len(new) + len(changed)


def _load_vocabulary(slug: str, file: dict[str, Any]) -> int:
    """Make or change one version of a list of words; how many terms were new or changed.

    A new version becomes the current one, and the old one keeps its rows, so that what was tagged with it stays
    true. A version that is here already never takes the place of a newer one.
    """
    about = {
        "name": file["title"],
        "source": "\n".join(file["source"]),
        "licence": file["licence"],
        "checked_on": date.fromisoformat(file["checked"]),
    }
    vocabulary = Vocabulary.objects.select_for_update(no_key=True).filter(slug=slug, version=file["version"]).first()
    if vocabulary is None:
        Vocabulary.objects.filter(slug=slug, is_current=True).update(is_current=False)
        vocabulary = Vocabulary.objects.create(slug=slug, version=file["version"], **about)
    elif _differs(vocabulary, about):
        Vocabulary.objects.filter(pk=vocabulary.pk).update(**about)

    here = {term.code: term for term in vocabulary.terms.all()}
    changed = 0
    for position, item in enumerate(file["items"]):
        facts = {
            "name": item["name"],
            "plain_name": item.get("plain_name", ""),
            "details": item.get("details", {}),
            "position": position,
            "is_used": True,
        }
        term = here.pop(item["code"], None) or Term(vocabulary=vocabulary, code=item["code"])
        if term.pk is None or _differs(term, facts):
            for key, value in facts.items():
                setattr(term, key, value)
            term.save()
            changed += 1
    gone = [term.pk for term in here.values() if term.is_used]
    return changed + Term.objects.filter(pk__in=gone).update(is_used=False)


def _differs(row: models.Model, facts: dict[str, Any]) -> bool:
    return any(getattr(row, key) != value for key, value in facts.items())
