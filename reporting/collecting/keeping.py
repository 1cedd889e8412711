"""Keeping a file of evidence as a collection."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from fund.kit.plain_text import tidy_line
from fund.kit.states import Refused
from fund.models import User
from reporting.collecting.checking import ONE_EACH, Read
from reporting.learning.pack import sha256
from reporting.learning.wording import counted
from reporting.models import Collection, OldText, OutsideProject

FACTS = ("activities", "people", "took_part", "spent", "is_full_cost", "described", "is_evaluated", "adopters")
LETTERS = 60  # of a name in addresses
FIGURE = {"kind": "share", "point": "period", "group": "", "name": "", "question": "", "direction": "", "taken": ""}


@transaction.atomic
def bring_in(sent: Read, *, by: User | None) -> Collection:
    """Keep what a file says as a collection. The same name again takes the place of what stood under it.

    Refused where the file has a fault, where a summary that is not a draft cites the older collection, or where people
    put texts into it one by one. A fixed number of queries.
    """
    if sent.faults:
        raise Refused(f"Nothing was brought in: the file has {counted(len(sent.faults), 'fault')}.")
    content = sent.content
    older = named(content["name"])
    if older is not None and older.sha256 == sent.sha256:
        return older
    if older is not None:
        _take_away(older)
    collection = Collection.objects.create(
        slug=free_slug(content["name"]),
        name=tidy_line(content["name"]),
        sha256=sent.sha256,
        figures=_figures(content),
        brought_by=by,
    )
    rows = [_project(collection, row) for row in content["projects"]]
    OutsideProject.objects.bulk_create(rows)
    projects = {row.key: row for row in collection.projects.all()}
    OldText.objects.bulk_create(
        [
            _text(collection, projects.get(source.get("project") or ""), source, answer)
            for source in content["sources"]
            for answer in source["answers"]
        ],
        batch_size=1000,
    )
    return collection


def named(name: str) -> Collection | None:
    """The collection of exactly this name, if there is one."""
    return Collection.objects.filter(name=tidy_line(name)).first()


def free_slug(name: str) -> str:
    """What a new collection of this name is called in addresses: its name, with a number where another has it."""
    first = slugify(name)[:LETTERS] or sha256(name)[:12]
    taken = set(Collection.objects.filter(slug__startswith=first[: LETTERS - 5]).values_list("slug", flat=True))
    numbered = (f"{first[: LETTERS - 5]}-{number}" for number in range(2, 10_000))
    return next(slug for slug in (first, *numbered) if slug not in taken)


def _take_away(older: Collection) -> None:
    if older.summaries.exclude(state__in=["generated", "replaced"]).exists():
        raise Refused(
            f"A summary is made from “{older}” and somebody works on it. Bring the new file in under another name."
        )
    if not older.sha256 or older.texts.filter(sentences__isnull=False).exists():
        raise Refused(f"“{older}” holds texts that people brought in one by one. Bring the file in under another name.")
    older.delete()


def _project(collection: Collection, row: dict[str, Any]) -> OutsideProject:
    return OutsideProject(
        collection=collection,
        key=row["id"],
        title=row["title"],
        organisation=row.get("organisation") or "",
        conditions=row.get("conditions", []),
        areas=row.get("areas", []),
        facts={name: row[name] for name in FACTS if row.get(name) not in (None, [], False)},
    )


def _text(
    collection: Collection, project: OutsideProject | None, source: dict[str, Any], answer: dict[str, Any]
) -> OldText:
    return OldText(
        collection=collection,
        project=project,
        key=source["id"],
        field=answer.get("field") or answer.get("slot") or "told",
        kind=source["kind"],
        title=source.get("title") or "",
        slot="" if source["kind"] == "story" else answer["slot"],
        themes=answer.get("themes", []),
        text=answer["text"],
        sha256=sha256(answer["text"]),
        source_state=source.get("state", "accepted"),
        channels=source.get("channels", []),
        said_by=source.get("said_by") or "",
        voice=answer.get("voice") or source.get("voice") or "",
        written_on=date.fromisoformat(source["date"]) if source.get("date") else None,
    )


def _figures(content: dict[str, Any]) -> list[dict[str, Any]]:
    """The figures with every part filled in that was left to its usual value, or told of their indicator elsewhere."""
    rows = [{name: value for name, value in row.items() if value is not None} for row in content.get("figures", ())]
    said: dict[str, dict[str, Any]] = {}
    for row in rows:
        said.setdefault(row["indicator"], {}).update({part: row[part] for part in ONE_EACH if row.get(part)})
    return [{**FIGURE, "name": row["indicator"], **row, **said[row["indicator"]]} for row in rows]
