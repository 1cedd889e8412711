"""What a person does with the short lines of a summary: writes them, and notes who has checked them."""

import re
from datetime import date

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.plain_text import count_words, tidy_line
from fund.kit.states import Refused
from fund.models import User
from fund.privacy.searching import all_hits
from reporting.models import EasyRead, LearningSummary, Paper
from reporting.outputs import easy, registry
from reporting.outputs.sheet import fetched, sheet

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


@transaction.atomic
def save(summary: LearningSummary, lines: str, *, by: User) -> EasyRead:
    """Keep the short lines. Other lines than before are not checked any more."""
    held = _held(summary)
    kept = [line for raw in lines.splitlines() if (line := tidy_line(raw))]
    _refuse_what_is_wrong(held, kept)
    row = easy.saved(held) or EasyRead(summary=held)
    if row.pk is None or row.lines != kept:
        row.words, row.saved_by, row.saved_at = "\n".join(kept), by, timezone.now()
        row.checked_by, row.checked_on, row.recorded_by = "", None, None
        history.save(row, by=by)
        registry.make_again(held, Paper.Kind.EASY, by=by)
    return row


@transaction.atomic
def note_check(summary: LearningSummary, *, who: str, on: date, by: User) -> None:
    """Note that a person who uses Easy Read has read these lines and finds them right."""
    held = _held(summary)
    row = easy.saved(held)
    if row is None:
        raise Refused("Save the short lines first. Then somebody can check them.")
    if not (name := tidy_line(who)):
        raise Refused("Enter who has checked it.")
    if on > timezone.localdate():
        raise Refused("The day of the check has not come yet. Enter the day on which it was.")
    row.checked_by, row.checked_on, row.recorded_by = name, on, by
    history.save(row, by=by, fields=["checked_by", "checked_on", "recorded_by"])
    registry.make_again(held, Paper.Kind.EASY, by=by)


def refuse_untold(summary: LearningSummary) -> None:
    """Refuse to go on with saved short lines that tell a number which the summary does not tell, or not any more."""
    row = easy.saved(summary)
    if row is not None and (number := _untold(row.lines, _known(summary))):
        raise Refused(f"The short lines say {number}, and the summary does not tell it any more. Change them first.")


def _untold(lines: list[str], known: str) -> str:
    numbers = set(_NUMBER.findall(known))
    return next((number for line in lines for number in _NUMBER.findall(line) if number not in numbers), "")


def _held(summary: LearningSummary) -> LearningSummary:
    fresh = LearningSummary.objects.select_for_update(of=("self",), no_key=True).get(pk=summary.pk)
    if fresh.state in {LearningSummary.State.REPLACED, LearningSummary.State.WITHDRAWN}:
        raise Refused("This summary is not in use any more, so its short lines cannot be changed.")
    return fresh


def _refuse_what_is_wrong(summary: LearningSummary, lines: list[str]) -> None:
    if not easy.FEWEST <= len(lines) <= easy.LINES:
        raise Refused(f"Write {easy.FEWEST} to {easy.LINES} lines. These are {len(lines)}.")
    if long := next((line for line in lines if count_words(line) > easy.LONGEST), None):
        raise Refused(f"Shorten this line to at most {easy.LONGEST} words: “{long}”")
    found = [hit for hits in all_hits({"lines": "\n".join(lines)}).values() for hit in hits]
    named = _known(summary)
    if told := next((hit for hit in found if hit.text not in named), None):
        raise Refused(f"“{told.text}” may give somebody away. Write the line without it.")
    if invented := _untold(lines, named):
        raise Refused(f"The number {invented} does not stand in the summary. Take it out, or use one that does.")


def _known(summary: LearningSummary) -> str:
    """All that the summary says outside its stories, and what the program proposes."""
    one = sheet(fetched(summary), "print")
    said = [line.words for line in (*one.shown.helped, *one.shown.hindered, *one.shown.whom, *one.shown.planned)]
    told = [str(mark.figure["words"]) for mark in one.shown.marks]
    parts = (one.summary.title, one.summary.one_line, one.summary.for_whom, one.summary.limits)
    return "\n".join([*parts, *said, *told, *easy.proposed(one)])
