"""Copying a round: last year’s rules, questions and papers for a new call."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from fund.kit import history
from fund.models import Criterion, ReadingPhase, Round, User
from fund.rounds.definition import DATES, PARTS
from fund.rounds.setting_up import keep_new
from fund.rounds.standing import QUESTIONS
from fund.rounds.values import LONDON, Wrong, moment

A_YEAR = timedelta(weeks=52)  # so that a Monday stays a Monday
STAYS_BEHIND: dict[str, Any] = {
    "state": Round.State.DRAFT,
    "announced_at": None,
    "was_to_close_at": None,
    "note_was_to_close_at": None,
    "closing_reason": "",
    "applications_received": None,
    "awards_made": None,
    "amount_awarded": None,
    "handed_in_count": None,
    "funded_count": None,
    "success_by": {},
    "facts_not_known": [],
    "sources_of_facts": [],
    "may_use_model": False,
    "is_demo": False,
}
TIMES = [key.column for key in DATES.values() if key.column != "grace_seconds"]


@transaction.atomic
def copy(source: Round, *, name: str, code: str, slug: str, moves_dates: bool, by: User) -> Round:
    """Make a draft with all that an earlier round has: words, rows, papers and questions; not its results.

    Its dates are moved on by 52 weeks, which keeps the days of the week, or left empty.
    """
    made = Round.objects.get(pk=source.pk)
    for column, value in STAYS_BEHIND.items():
        setattr(made, column, value)
    for column in TIMES:
        setattr(made, column, a_year_on(getattr(source, column)) if moves_dates else None)
    made.name, made.code, made.slug = name, code, slug
    keep_new(_as_new(made), by=by, reason=f"Copied from “{source}”")
    for part in PARTS:
        for row in getattr(source, part.related).all():
            if isinstance(row, ReadingPhase) and not _moved_on(row, moves_dates):
                continue
            anchors = list(row.anchors.all()) if isinstance(row, Criterion) else []
            _copied(row, round=made)
            for anchor in anchors:
                _copied(anchor, criterion=row)
    for purpose in QUESTIONS:
        _copy_questions(source, made, purpose, by=by)
    return made


def _copy_questions(source: Round, made: Round, purpose: str, *, by: User) -> None:
    """The newest version of these questions, as version 1 of the new round and open to change."""
    newest = source.questionnaires.filter(purpose=purpose).order_by("-version").first()
    if newest is None:
        return
    sections = list(newest.sections.prefetch_related("questions"))
    newest.round, newest.version, newest.frozen_at = made, 1, None
    history.save(_as_new(newest), by=by, reason=f"Copied from “{source}”")
    for section in sections:
        questions = list(section.questions.all())
        _copied(section, questionnaire=newest)
        for question in questions:
            _copied(question, section=section)


def _moved_on(phase: ReadingPhase, moves_dates: bool) -> bool:
    """Move a time of reading on with the other dates; without new dates there is none to copy."""
    phase.opens_at, phase.closes_at = a_year_on(phase.opens_at), a_year_on(phase.closes_at)
    return moves_dates and bool(phase.opens_at and phase.closes_at)


def _copied(row: Any, **belongs_to: models.Model) -> None:
    for name, value in belongs_to.items():
        setattr(row, name, value)
    _as_new(row).save()


def _as_new(row: Any) -> Any:
    """The same values as a row that is not kept yet."""
    row.pk = None
    row._state.adding = True
    return row


def a_year_on(when: date | datetime | None) -> Any:
    """The same day of the week and time of day 52 weeks later; nothing where clocks skip or repeat that hour."""
    if not isinstance(when, datetime):
        return when + A_YEAR if when else None
    try:
        return moment(timezone.localtime(when, LONDON).replace(tzinfo=None, fold=0) + A_YEAR)
    except Wrong:
        return None
