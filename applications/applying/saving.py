"""Keeping the answers to a section, and copying what code computes with to the application."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.applying.drafting import hold_draft
from applications.models import Application, ApplicationAnswers
from applications.todo import facts_for
from fund.kit import history
from fund.models import Question, Section, Term, User
from fund.questionnaires import Lists, checked, merge
from fund.questionnaires.budget import total


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
    application: Application, section: Section, values: dict[str, Any], *, by: User, version: int
) -> Saving:
    """Keep a section's answers and copy what code computes with to the application.

    `version` is the one that the writer began from. What somebody else saved meanwhile is put together with it;
    where both changed the same answer, nothing is written and the clashes are named.
    """
    return keep_section(hold_draft(application, by=by), section, values, by=by, version=version)


@transaction.atomic
def keep_section(
    held: Application, section: Section, values: dict[str, Any], *, by: User | None, version: int
) -> Saving:
    """The same for an application that the caller holds and has found to take answers."""
    sheet = ApplicationAnswers.objects.select_for_update(of=("self",)).get(application=held, section=section)
    codes = [question.code for question in section.questions.all() if question.kind != Question.Kind.FILE]
    merged, clashes = merge(_seen(sheet, version), sheet.values, values, codes)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    lists = Lists(held.round)
    fill_columns(held, section, merged, lists, by)
    is_complete = checked(section, merged, **facts_for(held, lists)).is_complete
    if merged == sheet.values and is_complete == sheet.is_complete and sheet.version:
        return Saving(sheet)
    sheet.values, sheet.is_complete = merged, is_complete
    sheet.version += 1
    sheet.saved_at, sheet.saved_by = timezone.now(), by
    history.save(sheet, by=by)
    return Saving(sheet)


def _seen(sheet: ApplicationAnswers, version: int) -> dict[str, Any]:
    """The answers as they were when the writer opened the page."""
    if version == sheet.version:
        return sheet.values
    past = sheet.history.filter(version=version).order_by("-history_date", "-history_id").first()
    return past.values if past else {}


def fill_columns(
    application: Application, section: Section, values: dict[str, Any], lists: Lists, by: User | None
) -> None:
    """Copy the answers that fill a column. An answer that is missing or cannot be read empties its column."""
    filled = {question.fills: values.get(question.code) for question in section.questions.all() if question.fills}
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
    if changed:
        history.save(application, by=by, fields=changed)
    if "areas" in filled:
        application.areas.set(filled["areas"] or [])
    if "conditions" in filled:
        application.conditions.set(Term.objects.of("conditions").filter(code__in=filled["conditions"] or []))
