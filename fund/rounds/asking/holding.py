"""Holding a questionnaire while it changes, and keeping it whole."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import models, transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Round, Section, User
from fund.rounds.asking.conditions import faults_of

LONGEST_CODE = 30


def hold(questionnaire: Questionnaire) -> Questionnaire:
    """Lock a questionnaire that may still change. Raises Refused once it is in use."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=questionnaire.round_id)
    held = Questionnaire.objects.select_for_update(of=("self",), no_key=True).filter(pk=questionnaire.pk).first()
    if held is None:
        raise Refused("These questions are gone. Go back to the round to see what is there now.")
    if held.frozen_at:
        raise Refused(
            "People answer these questions, so they stay as they are. Make a new version to change them: it is used "
            "once you put it into use."
        )
    return held


def keep(held: Questionnaire, *, by: User | None, reason: str) -> None:
    """Note what changed. Raises Refused, and so undoes the change, where a condition no longer makes sense."""
    if faults := faults_of(sections_of(held)):
        raise Refused("This cannot be done yet. " + " ".join(faults))
    history.save(held, by=by, reason=reason)


def sections_of(questionnaire: Questionnaire) -> list[Section]:
    """The sections in order with their questions: two queries."""
    return list(questionnaire.sections.prefetch_related("questions"))


def questions_of(questionnaire: Questionnaire) -> list[Question]:
    """All questions in the order in which they are asked."""
    return [question for section in sections_of(questionnaire) for question in section.questions.all()]


def put_in_order(rows: Iterable[Any]) -> None:
    """Number sections or questions by their place in the list."""
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def code_from(words: str, taken: Collection[str], longest: int = LONGEST_CODE) -> str:
    """A short code made from words, which nothing else has."""
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:longest].strip("-") or "item"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem[: longest - len(str(number)) - 1].rstrip('-')}-{number}"
    return code


@contextmanager
def unless_tried() -> Iterator[None]:
    """Take questions out, unless a test application has answers to them: then say what to do first."""
    try:
        with transaction.atomic():
            yield
    except models.ProtectedError as fault:
        raise Refused("A test application has answers here. Delete the tests of this round first.") from fault
