"""History with open eyes: who changed what, when and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from fund.kit.kept_history import Records

if TYPE_CHECKING:
    from fund.models import User


def audited(**options: Any) -> Records:
    """The history of a model, with room for a whole sentence of reason. It is only ever added to."""
    return Records(history_change_reason_field=models.TextField(default="", blank=True, null=True), **options)


def save(row: Any, *, by: "User | None", reason: str = "", fields: Iterable[str] | None = None) -> Any:
    """Save an audited row and record who did it and why.

    Pass `fields` to write only these. Then the others are read anew first: history keeps the whole row, so a value that
    was changed in memory and never saved would stand there as if it had been.
    """
    row._history_user = by
    row._change_reason = reason
    if fields is not None:
        fields = list(fields)
        kept = {field.attname for field in row._meta.concrete_fields} - row.get_deferred_fields()
        written = {row._meta.get_field(name).attname for name in fields}
        row.refresh_from_db(fields=[*(kept - written)])
    row.save(update_fields=fields)
    return row


def save_quietly(row: Any, *, fields: Iterable[str]) -> None:
    """Save fields of an audited row without a line in its history. Whoever does this sees to it that `keep` follows."""
    row.skip_history_when_saving = True
    try:
        row.save(update_fields=list(fields))
    finally:
        del row.skip_history_when_saving


def keep(row: Any, *, by: "User | None", at: datetime) -> None:
    """Write a line into the history of a row as it stands, for what was saved quietly."""
    type(row).history.bulk_history_create([row], update=True, default_user=by, default_date=at)


def delete(row: Any, *, by: "User | None", reason: str = "") -> None:
    """Delete an audited row and record who did it and why."""
    row._history_user = by
    row._change_reason = reason
    row.delete()


@dataclass(frozen=True)
class Happening:
    """One line of a timeline."""

    at: datetime
    who: str
    what: str
    reason: str


def timeline(*rows: Any, limit: int = 200) -> list[Happening]:
    """What happened to these audited rows, newest first, in words. Costs two queries a row."""
    happenings: list[Happening] = []
    for row in rows:
        noun = str(row._meta.verbose_name)
        records = list(row.history.select_related("history_user").order_by("history_date", "history_id")[:limit])
        before = None
        for record in records:
            happenings.append(
                Happening(
                    at=record.history_date,
                    who=str(record.history_user) if record.history_user else "the system",
                    what=_what(noun, before, record, row),
                    reason=record.history_change_reason or "",
                )
            )
            before = record
    return sorted(happenings, key=lambda happening: happening.at, reverse=True)[:limit]


def _what(noun: str, before: Any, record: Any, row: Any) -> str:
    if record.history_type == "-":
        return f"{noun} deleted"
    if before is None:
        return f"{noun} started"
    changed = [
        field
        for field in record.tracked_fields
        if getattr(before, field.attname) != getattr(record, field.attname) and not field.primary_key
    ]
    state = next((field for field in changed if field.name == "state"), None)
    if state is not None:
        return f"{noun}: {dict(state.flatchoices).get(record.state, record.state)}"
    names = ", ".join(str(field.verbose_name) for field in changed)
    return f"{noun} changed: {names}" if names else f"{noun} saved"
