"""Keeping the answers to a section, and copying what code computes with to the application."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction

from applications.applying.drafting import hold_draft
from applications.models import Application, ApplicationAnswers
from applications.todo import facts_for
from fund import writing
from fund.kit import history
from fund.models import Question, Section, Term, User
from fund.questionnaires import Lists, checked
from fund.questionnaires.budget import total
from fund.writing import Began, Earlier, Saving


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
    whole = _whole(held, section, Lists(held.round), by)
    return writing.keep(_hold(held, section), values, by=by, began=began, whole=whole, reason=reason)


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
    """Keep the few answers that a page sends by itself while somebody types."""
    held = hold_draft(application, by=by)
    whole = _whole(held, section, lists or Lists(held.round), by)
    sheet = _hold(held, section)
    return writing.keep_typed(sheet, values, codes=codes, began=began, revision=revision, by=by, whole=whole)


@transaction.atomic
def bring_back(application: Application, sheet: ApplicationAnswers, version: Earlier, *, by: User) -> Saving:
    """Make an earlier version the newest one. What stood until now becomes an earlier version itself."""
    held = hold_draft(application, by=by)
    now = _hold(held, sheet.section)
    return save_section(held, sheet.section, version.values, by=by, version=now.version, reason=version.reason)


def _hold(application: Application, section: Section) -> ApplicationAnswers:
    rows = ApplicationAnswers.objects.select_related("saved_by").select_for_update(of=("self",), no_key=True)
    sheet = rows.get(application=application, section=section)
    sheet.section = section
    return sheet


def _whole(held: Application, section: Section, lists: Lists, by: User | None) -> writing.Whole:
    """What keeping must know of the application: is the section complete, and which columns do its answers fill."""

    def fill(values: Any, questions: list[Question], is_quiet: bool, is_kept: bool) -> None:
        fills = fill_columns(held, questions, values, lists, by, is_quiet=is_quiet)
        if fills and not is_kept:
            history.save(held, by=by, fields=fills)

    return writing.Whole(lambda values: checked(section, values, **facts_for(held, lists)).is_complete, fill)


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
