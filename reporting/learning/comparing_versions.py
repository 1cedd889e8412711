"""Two versions of a summary side by side, and bringing what a person wrote from the older one to the newer one."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning import comparing, guarding, siding
from reporting.learning.editing import CAN_EDIT, open_statement, save
from reporting.learning.locking import hold
from reporting.models import LearningSummary, Statement

PARTS = ("title", "one_line", "for_whom", "limits")
Key = tuple[str, str]


@dataclass(frozen=True)
class Recounted:
    """A statement that stands in both with other numbers."""

    old: Statement
    new: Statement


@dataclass(frozen=True)
class Figures:
    """A figure in both versions, in words; None where a version does not have it."""

    name: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class Comparison:
    """What a new version has more, less and otherwise than the one before."""

    added: tuple[Statement, ...]
    gone: tuple[Statement, ...]
    recounted: tuple[Recounted, ...]
    kept: tuple[Statement, ...]
    figures: tuple[Figures, ...]


def before(summary: LearningSummary) -> LearningSummary | None:
    """The version before this one."""
    return LearningSummary.objects.filter(slug=summary.slug, version__lt=summary.version).order_by("-version").first()


def compare(new: LearningSummary, old: LearningSummary) -> Comparison:
    """Compare what the job drafted for both. Two queries where nothing is fetched yet."""
    there, here = _by_key(old), _by_key(new)
    both = [(there[key], row) for key, row in here.items() if key in there]
    return Comparison(
        added=tuple(row for key, row in here.items() if key not in there),
        gone=tuple(row for key, row in there.items() if key not in here),
        recounted=tuple(Recounted(one, row) for one, row in both if _counts(one) != _counts(row)),
        kept=tuple(row for one, row in both if _counts(one) == _counts(row)),
        figures=tuple(_figures(new.figures, old.figures)),
    )


def _by_key(summary: LearningSummary) -> dict[Key, Statement]:
    return {(_side(row), row.drafted): row for row in summary.statements.before_the_wall().select_related("theme")}


def _side(row: Statement) -> str:
    """The kind as it was drafted: what a person put under a theme was something new before."""
    return "story" if row.kind == Statement.Kind.STORY else "words"


def _counts(row: Statement) -> tuple[int, int]:
    return row.projects_saying, row.projects_asked


def _figures(new: list[dict[str, Any]], old: list[dict[str, Any]]) -> list[Figures]:
    there, here = ({one["id"]: one for one in figures} for figures in (old, new))
    found = []
    for key in [*here, *(key for key in there if key not in here)]:
        was, now = there.get(key, {}), here.get(key, {})
        if was.get("words") != now.get("words"):
            found.append(Figures((now or was)["name"], was.get("words"), now.get("words")))
    return found


@transaction.atomic
def carry_over(new: LearningSummary, old: LearningSummary, *, by: User) -> list[Statement]:
    """Bring what people wrote in the older version to the newer one; the statements for which this cannot be.

    A statement is brought where its drafted words and its sources are the same and nobody has touched the new one; how
    sure a person said we are, where the rules say the same of both. Title and other parts are brought where both were
    drafted alike.
    """
    held = hold(new)
    if held.state not in CAN_EDIT:
        raise Refused("Words are brought into a draft that can still be edited.")
    if old.slug != held.slug or old.version >= held.version:
        raise Refused("Choose an older version of the same summary.")
    here = {(row.drafted, _sources(row)): row for row in _with_sources(held)}
    left = []
    for row in _with_sources(old):
        if not _is_touched(row):
            continue
        mine = here.get((row.drafted, _sources(row))) or _whence(row, list(here.values()))
        if mine is None or row.merged_into_id or (_is_touched(mine) and _touch(mine) != _touch(row)):
            left.append(row)
        elif not _is_touched(mine):
            _bring(row, mine, by)
            if row.regraded and row.confidence != mine.confidence:
                left.append(row)
    _bring_parts(held, old, by)
    guarding.look_through(held, by=by)
    new.refresh_from_db()
    return left


def _whence(moved: Statement, rows: list[Statement]) -> Statement | None:
    """The statement from which a moved one came: it has more sources, and stands where the other was drafted."""
    same = [one for one in rows if moved.moved_from == one.kind and moved.drafted == one.drafted]
    return next((one for one in same if _sources(moved) <= _sources(one)), None)


def _with_sources(summary: LearningSummary) -> list[Statement]:
    rows = summary.statements.before_the_wall().exclude(kind=Statement.Kind.STORY, is_dropped=False)
    return list(rows.select_related("summary", "theme").prefetch_related("sources"))


def _sources(row: Statement) -> frozenset[str]:
    return frozenset(f"{one.key}.{one.sha256}" for one in row.sources.all() if one.merged_from_id is None)


def _touch(row: Statement) -> tuple[str, bool, str, str, str]:
    return row.edited, row.is_dropped, row.named, row.regraded, row.why_regraded


def _is_touched(row: Statement) -> bool:
    return bool(row.moved_from) or _touch(row) != ("", False, "", "", "")


def _bring(row: Statement, mine: Statement, by: User) -> None:
    if row.moved_from == mine.kind and not row.is_dropped:
        siding.put_under(mine, row.kind, by=by)
    fresh = open_statement(mine, by)
    fresh.edited, fresh.is_dropped, fresh.named, *grade = _touch(row)
    if row.confidence == fresh.confidence:
        fresh.regraded, fresh.why_regraded = grade
    history.save(
        fresh,
        by=by,
        reason=f"Brought over from version {row.summary.version}",
        fields=["edited", "is_dropped", "named", "regraded", "why_regraded", *comparing.stamp(fresh)],
    )


def _bring_parts(held: LearningSummary, old: LearningSummary, by: User) -> None:
    drafted = old.history.earliest()
    changed = {
        part: getattr(old, part)
        for part in PARTS
        if getattr(held, part) == getattr(drafted, part) != getattr(old, part)
    }
    fresh = hold(held)
    if changed and fresh.state in CAN_EDIT:
        save(fresh, by, **changed)
