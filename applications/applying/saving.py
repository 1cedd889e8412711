"""Keeping the answers to a section, and copying what code computes with to the application."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from applications.applying.drafting import hold_draft
from applications.applying.merging import Began, base_of, note_step
from applications.models import Application, ApplicationAnswers, OpenPage
from applications.todo import facts_for
from fund.kit import history
from fund.models import Question, Section, Term, User
from fund.questionnaires import Lists, checked, merge
from fund.questionnaires.budget import total

RESTORE_EVERY = timedelta(minutes=10)  # while somebody types, so often is a version kept that can be brought back


@dataclass(frozen=True)
class Saving:
    """What became of a save: the answers as they stand now, and where somebody else changed the same ones meanwhile.

    `clashes` holds the codes of these questions; then nothing was written, and `merged` is both people's answers put
    together, the writer's own where they clash.
    """

    sheet: ApplicationAnswers
    clashes: tuple[str, ...] = ()
    merged: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def save_section(
    application: Application,
    section: Section,
    values: dict[str, Any],
    *,
    by: User,
    version: int = 0,
    began: Began | None = None,
    reason: str = "",
) -> Saving:
    """Keep a section's answers and copy what code computes with to the application.

    `version` is the one that the writer began from; a page that saved by itself since then says more in `began`.
    What somebody else saved meanwhile is put together with it; where both changed the same answer, nothing is
    written and the clashes are named.
    """
    held = hold_draft(application, by=by)
    return keep_section(held, section, values, by=by, began=began or Began(version), reason=reason)


@transaction.atomic
def keep_section(
    held: Application, section: Section, values: dict[str, Any], *, by: User | None, began: Began, reason: str = ""
) -> Saving:
    """The same for an application that the caller holds and has found to take answers."""
    sheet = _hold(held, section)
    codes = [question.code for question in section.questions.all() if question.kind != Question.Kind.FILE]
    merged, clashes = merge(base_of(sheet, began, codes, by=by), sheet.values, values, codes)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    lists = Lists(held.round)
    is_kept = _is_kept(sheet)
    fills = fill_columns(held, section.questions.all(), merged, lists, by)
    if fills and not is_kept:
        history.save(held, by=by, fields=fills)
    is_complete = checked(section, merged, **facts_for(held, lists)).is_complete
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


@transaction.atomic
def save_answers(
    application: Application,
    section: Section,
    values: dict[str, Any],
    *,
    codes: Iterable[str],
    began: Began,
    revision: int,
    by: User,
    lists: Lists | None = None,
) -> Saving:
    """Keep the few answers that a page sends by itself while somebody types.

    `revision` counts what the page has sent: an answer that arrives after a newer one of the same page is dropped.
    The history gets no line for each pause in typing: the answers as they stood are kept there before another
    person's change, and every ten minutes.
    """
    held = hold_draft(application, by=by)
    sheet = _hold(held, section)
    newest = _newest(sheet, began, codes, revision, by)
    merged, clashes = merge(base_of(sheet, began, newest, by=by), sheet.values, values, newest)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    if merged == sheet.values:
        return Saving(sheet)
    lists = lists or Lists(held.round)
    if not _is_kept(sheet, since=None if sheet.saved_by_id != by.pk else timezone.now() - RESTORE_EVERY):
        history.keep(sheet, by=sheet.saved_by, at=sheet.saved_at)
    fill_columns(held, [q for q in section.questions.all() if q.code in newest], merged, lists, by, is_quiet=True)
    is_complete = checked(section, merged, **facts_for(held, lists)).is_complete
    _write(sheet, merged, is_complete, page=began.page, by=by)
    history.save_quietly(sheet, fields=["values", "is_complete", "version", "saved_at", "saved_by"])
    return Saving(sheet)


def keep_unkept(application: Application, *, by: User) -> None:
    """Write into the history what was saved while typing and is not there yet: before the answers are handed in."""
    for sheet in application.answers.select_related("saved_by"):
        if not _is_kept(sheet):
            history.keep(sheet, by=sheet.saved_by or by, at=sheet.saved_at)


def _hold(application: Application, section: Section) -> ApplicationAnswers:
    rows = ApplicationAnswers.objects.select_related("saved_by").select_for_update(of=("self",))
    return rows.get(application=application, section=section)


def _newest(sheet: ApplicationAnswers, began: Began, codes: Iterable[str], revision: int, by: User) -> list[str]:
    """Which of these answers are the newest that the page has sent; from now on they are."""
    now = timezone.now()
    there, _ = OpenPage.objects.get_or_create(sheet=sheet, person=by, page=began.page, defaults={"seen_at": now})
    newest = [code for code in codes if there.revisions.get(code, -1) < revision]
    there.revisions |= dict.fromkeys(newest, revision)
    there.seen_at = there.typed_at = now
    there.save(update_fields=["revisions", "seen_at", "typed_at"])
    return newest


def _is_kept(sheet: ApplicationAnswers, *, since: Any = None) -> bool:
    """Say whether the history has the answers as they stand, or at least as they stood after `since`."""
    last = sheet.history.order_by("-history_date", "-history_id").values_list("version", "history_date").first()
    return last is not None and (last[0] == sheet.version or (since is not None and last[1] > since))


def _write(sheet: ApplicationAnswers, merged: dict[str, Any], is_complete: bool, *, page: str, by: User | None) -> None:
    note_step(sheet, merged, page=page, by=by)
    sheet.values, sheet.is_complete = merged, is_complete
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = timezone.now(), by


def fill_columns(
    application: Application,
    questions: Iterable[Question],
    values: dict[str, Any],
    lists: Lists,
    by: User | None,
    *,
    is_quiet: bool = False,
) -> list[str]:
    """Copy the answers that fill a column; gives these columns. An answer that cannot be read empties its column."""
    filled = {question.fills: values.get(question.code) for question in questions if question.fills}
    changes: dict[str, Any] = {}
    for name, answer in filled.items():
        if name in {"title", "summary"}:
            changes[name] = answer or ""
        elif name == "months":
            changes[name] = answer
        elif name == "amount":
            changes[name] = (total(answer) if isinstance(answer, list) else Decimal(answer)) if answer else None
        elif name in {"tier", "grant_type", "priority"}:
            changes[name] = lists.row(name, answer)
    changed = [name for name, value in changes.items() if getattr(application, name) != value]
    for name in changed:
        setattr(application, name, changes[name])
    if changed and is_quiet:
        history.save_quietly(application, fields=changed)
    elif changed:
        history.save(application, by=by, fields=changed)
    if "areas" in filled:
        application.areas.set(filled["areas"] or [])
    if "conditions" in filled:
        application.conditions.set(Term.objects.of("conditions").filter(code__in=filled["conditions"] or []))
    return [] if changed and not is_quiet else list(changes)
