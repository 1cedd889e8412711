"""Answering a survey, without an account and without anything that tells who it was."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from fund.kit.states import Refused
from fund.templatetags.words import day
from reporting.models import SurveyAnswer, SurveyItem, SurveyWave

MOST = 5_000  # answers to one wave
CHANGED = "The questions were changed while you answered. Look at them again, then send."


def sheet_of(items: Iterable[SurveyItem]) -> str:
    """A short mark of what is asked, word for word, so that an answer is never counted for other words."""
    return hashlib.sha256("\n".join(f"{item.pk} {item.kind} {item.words}" for item in items).encode()).hexdigest()[:16]


@transaction.atomic
def answer(wave: SurveyWave, *, key: UUID, sheet: str, values: Mapping[int, Any]) -> None:
    """Keep what one person said, by the keys of the questions. The same form sent twice counts once."""
    held = SurveyWave.objects.select_for_update(of=("self",), no_key=True).get(pk=wave.pk)
    if SurveyAnswer.objects.filter(key=key).exists():
        return
    if held.is_over:
        raise Refused(f"This closed on {day(held.until_on)}. Thank you for wanting to answer.")
    if not held.is_open:
        raise Refused(f"This opens on {day(held.from_on)}.")
    items = list(held.items.all())
    if sheet != sheet_of(items):
        raise Refused(CHANGED)
    kept = {str(item.pk): values[item.pk] for item in items if values.get(item.pk) not in (None, "")}
    if not kept:
        raise Refused("Answer at least one question.")
    if held.answers.count() >= MOST:
        raise Refused("This has had more answers than it can take. Tell the group that asked you.")
    SurveyAnswer.objects.create(wave=held, key=key, values=kept)
