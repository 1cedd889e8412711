"""Who has which section open just now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from fund.models import Answers, User
from fund.models.writing import OpenPage, OpenPages

HERE_FOR = timedelta(minutes=2)
FORGOTTEN_AFTER = timedelta(days=15)  # no page stays signed in as long as this


@dataclass(frozen=True)
class Presence:
    """Somebody who has a section open, and when they last typed in it."""

    who: str
    typed_at: datetime | None


def show_presence(sheet: Answers, *, page: str, by: User) -> None:
    """Note that somebody has the section open on this page."""
    now = timezone.now()
    if not sheet.open_pages.filter(person=by, page=page).update(seen_at=now):
        sheet.open_pages.filter(seen_at__lt=now - FORGOTTEN_AFTER).delete()
        sheet.open_pages.get_or_create(person=by, page=page, defaults={"seen_at": now})


def others_in(sheet: Answers, *, than: User) -> list[Presence]:
    """The others who have this section open, whoever typed last first."""
    return _people(sheet.open_pages.seen_since(timezone.now() - HERE_FOR).exclude(person=than))


def others_by_section(pages: OpenPages, *, than: User) -> dict[int, list[Presence]]:
    """The others in each section that these pages are of, by the number of its answers: one query."""
    rows: dict[int, list[Any]] = {}
    for row in pages.seen_since(timezone.now() - HERE_FOR).exclude(person=than):
        rows.setdefault(row.sheet_id, []).append(row)
    return {sheet: _people(found) for sheet, found in rows.items()}


def _people(rows: Iterable[OpenPage]) -> list[Presence]:
    found: dict[int, Presence] = {}
    for row in rows:
        found.setdefault(row.person_id, Presence(str(row.person), row.typed_at))
    return list(found.values())
