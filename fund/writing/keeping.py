"""Keeping the answers to a section: what two people typed is put together, and nothing typed is lost."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from fund.kit import history
from fund.models import Answers, Question, User
from fund.questionnaires import merge
from fund.writing.began import Began, base_of, note_step

RESTORE_EVERY = timedelta(minutes=10)  # while somebody types, so often is a version kept that can be brought back

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Saving:
    """What became of a save: the answers as they stand now, and where somebody else changed the same ones meanwhile.

    `clashes` holds the codes of these questions; then nothing was written, and `merged` is both people's answers put
    together, the writer's own where they clash.
    """

    sheet: Any
    clashes: tuple[str, ...] = ()
    merged: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Whole:
    """What keeping must know of the whole that a section belongs to.

    `is_complete` says whether nothing is left to answer; `fill` copies answers that code computes with, and is told
    whether this happens quietly, while somebody types, and whether the history has what stood until now.
    """

    is_complete: Callable[[Values], bool]
    fill: Callable[[Values, list[Question], bool, bool], None] = lambda values, questions, is_quiet, is_kept: None


def keep(
    sheet: Answers, values: dict[str, Any], *, by: User | None, began: Began, whole: Whole, reason: str = ""
) -> Saving:
    """Keep a section's answers in a sheet that the caller holds.

    What somebody else saved since the writer `began` is put together with it; where both changed the same answer,
    nothing is written and the clashes are named.
    """
    codes = [question.code for question in sheet.section.questions.all() if question.kind != Question.Kind.FILE]
    merged, clashes = merge(base_of(sheet, began, codes, by=by), sheet.values, values, codes)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    is_kept = _is_kept(sheet)
    whole.fill(merged, list(sheet.section.questions.all()), False, is_kept)
    is_complete = whole.is_complete(merged)
    if merged == sheet.values and is_complete == sheet.is_complete and sheet.version:
        if not is_kept:
            history.keep(sheet, by=sheet.saved_by, at=sheet.saved_at)
        return Saving(sheet)
    if not is_kept and sheet.saved_by != by:
        history.keep(sheet, by=sheet.saved_by, at=sheet.saved_at)
    _write(sheet, merged, is_complete, page=began.page, by=by)
    history.save(sheet, by=by, reason=reason)
    sheet.steps.filter(at__lt=sheet.saved_at - timedelta(seconds=settings.SESSION_COOKIE_AGE)).delete()
    return Saving(sheet)


def keep_typed(
    sheet: Answers,
    values: dict[str, Any],
    *,
    codes: Iterable[str],
    began: Began,
    revision: int,
    by: User,
    whole: Whole,
) -> Saving:
    """Keep the few answers that a page sends by itself while somebody types.

    `revision` counts what the page has sent: an answer that arrives after a newer one of the same page is dropped.
    The history gets no line for each pause in typing: the answers as they stood are kept there before another
    person's change, and every ten minutes.
    """
    newest = _newest(sheet, began, codes, revision, by)
    merged, clashes = merge(base_of(sheet, began, newest, by=by), sheet.values, values, newest)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    if merged == sheet.values:
        return Saving(sheet)
    if not _is_kept(sheet, since=None if sheet.saved_by_id != by.pk else timezone.now() - RESTORE_EVERY):
        history.keep(sheet, by=sheet.saved_by, at=sheet.saved_at)
    whole.fill(merged, [one for one in sheet.section.questions.all() if one.code in newest], True, True)
    _write(sheet, merged, whole.is_complete(merged), page=began.page, by=by)
    history.save_quietly(sheet, fields=["values", "is_complete", "version", "saved_at", "saved_by"])
    return Saving(sheet)


def keep_unkept(sheets: Iterable[Answers], *, by: User) -> None:
    """Write into the history what was saved while typing and is not there yet: before the answers are handed in."""
    for sheet in sheets:
        if not _is_kept(sheet):
            history.keep(sheet, by=sheet.saved_by or by, at=sheet.saved_at)


def _newest(sheet: Answers, began: Began, codes: Iterable[str], revision: int, by: User) -> list[str]:
    """Which of these answers are the newest that the page has sent; from now on they are."""
    now = timezone.now()
    there, _ = sheet.open_pages.get_or_create(person=by, page=began.page, defaults={"seen_at": now})
    newest = [code for code in codes if there.revisions.get(code, -1) < revision]
    there.revisions |= dict.fromkeys(newest, revision)
    there.seen_at = there.typed_at = now
    there.save(update_fields=["revisions", "seen_at", "typed_at"])
    return newest


def _is_kept(sheet: Answers, *, since: Any = None) -> bool:
    """Say whether the history has the answers as they stand, or at least as they stood after `since`."""
    last = sheet.history.order_by("-history_date", "-history_id").values_list("version", "history_date").first()
    return last is not None and (last[0] == sheet.version or (since is not None and last[1] > since))


def _write(sheet: Answers, merged: dict[str, Any], is_complete: bool, *, page: str, by: User | None) -> None:
    note_step(sheet, merged, page=page, by=by)
    sheet.values, sheet.is_complete = merged, is_complete
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = timezone.now(), by
