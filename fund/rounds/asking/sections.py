"""The sections of a questionnaire: one more, other words, another place, gone."""

from typing import Any

from django.db import transaction

from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Section, User
from fund.rounds.asking.checking import read_section
from fund.rounds.asking.holding import code_from, hold, keep, put_in_order, unless_tried
from fund.rounds.definition import SECTION
from fund.rounds.questions import PERSONAL_KINDS


@transaction.atomic
def add_section(questionnaire: Questionnaire, *, by: User | None, **facts: Any) -> Section:
    """Put a section at the end. `facts` are its title, its intro and who reads it."""
    held = hold(questionnaire)
    taken = set(held.sections.values_list("code", flat=True))
    facts = _checked({"code": code_from(facts["title"], taken), **facts})
    section = Section.objects.create(questionnaire=held, position=len(taken), **facts)
    keep(held, by=by, reason=f"Section “{section}” added")
    return section


@transaction.atomic
def change_section(section: Section, *, by: User | None, **facts: Any) -> None:
    """Change a section’s words or its readers. Its code stays."""
    held = hold(section.questionnaire)
    for name, value in _checked({**_now(section), **facts}).items():
        setattr(section, name, value)
    if (section.assessors_see_it or section.panel_sees_it) and (question := personal_question(section)):
        raise Refused(
            f"“{question}” asks for personal data, so assessors and the panel cannot read this section. Move the "
            "question to a section that only officers read."
        )
    section.save()
    keep(held, by=by, reason=f"Section “{section}” changed")


@transaction.atomic
def move_section(section: Section, *, by: User | None, up: bool) -> None:
    """Move a section one place up or down; at the end of the list it stays."""
    held = hold(section.questionnaire)
    put_in_order(swapped(list(held.sections.all()), section, up=up))
    keep(held, by=by, reason=f"Section “{section}” moved")


@transaction.atomic
def remove_section(section: Section, *, by: User | None) -> None:
    """Take a section out with all its questions."""
    held = hold(section.questionnaire)
    with unless_tried():
        section.delete()
    put_in_order(list(held.sections.all()))
    keep(held, by=by, reason=f"Section “{section}” removed")


def personal_question(section: Section) -> Question | None:
    """The first question of a section that asks for personal data."""
    rows = section.questions.all()
    return next((row for row in rows if row.privacy != Question.Privacy.BUSINESS or row.kind in PERSONAL_KINDS), None)


def swapped(rows: list[Any], row: Any, *, up: bool) -> list[Any]:
    """The rows with one of them a place further up or down."""
    here = next(place for place, each in enumerate(rows) if each.pk == row.pk)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    return rows


def _now(section: Section) -> dict[str, Any]:
    return {key.column: getattr(section, key.column) for key in SECTION.values()}


def _checked(facts: dict[str, Any]) -> dict[str, Any]:
    row, faults = read_section(facts)
    if faults:
        raise Refused(" ".join(words for _, words in faults))
    return row
