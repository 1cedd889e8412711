"""When the questions of an open round change: drafts keep theirs, are told, and may move to the new ones."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from simple_history.utils import bulk_create_with_history

from applications import letters
from applications.applying import carrying
from applications.applying.drafting import hold_draft
from applications.models import Application, ApplicationAnswers
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, User
from fund.questionnaires import Lists, Words, readable
from fund.rounds import asking
from fund.rounds.asking.versions import reason_of

Purpose = Questionnaire.Purpose


@dataclass(frozen=True)
class Offer:
    """What moving a draft to newer questions means for its answers."""

    questionnaire: Questionnaire
    reason: str
    carried: list[Question]
    left: list[tuple[Question, Words]]
    fresh: list[Question]


@transaction.atomic
def put_into_use(questionnaire: Questionnaire, *, by: User) -> int:
    """Put a new version into use, and tell everybody who has a draft; how many drafts there are."""
    asking.put_into_use(questionnaire, by=by)
    drafts = list(drafts_of(questionnaire)) if questionnaire.purpose != Purpose.REPORT else []
    for draft in drafts:
        letters.questions_changed(draft, questionnaire, reason_of(questionnaire))
    return len(drafts)


def drafts_of(questionnaire: Questionnaire) -> "QuerySet[Application]":
    """The drafts that answer another version of these questions."""
    is_for_invited = questionnaire.round.is_two_stage and questionnaire.purpose == Purpose.APPLICATION
    writing = Application.State.INVITED if is_for_invited else Application.State.DRAFT
    rows = Application.objects.filter(round=questionnaire.round_id, state=writing)
    mine = ApplicationAnswers.objects.filter(section__questionnaire=questionnaire)
    return rows.exclude(pk__in=mine.values("application")).select_related("organisation", "round").order_by("pk")


def newer_for(application: Application) -> Questionnaire | None:
    """The version that new applications answer, where this draft answers an older one."""
    purpose = Purpose.NOTE if application.is_note else Purpose.APPLICATION
    is_open = application.round.takes_hand_ins(is_invited=not application.is_note)
    if not application.is_being_written or not is_open:
        return None
    rows = application.round.questionnaires.filter(purpose=purpose, frozen_at__isnull=False)
    newest = rows.in_use().first()
    if newest is None or application.answers.filter(section__questionnaire=newest).exists():
        return None
    return newest


def offer(application: Application, questionnaire: Questionnaire) -> Offer:
    """Which answers come along, which stay behind, and what is asked anew."""
    there = list(carrying.questions_in_order(questionnaire))
    carried, left, known = [], [], set()
    lists = Lists(application.round)
    for sheet in carrying.sheets_in_order(application):
        for question, words in readable(sheet.section, sheet.values, application.round, lists=lists):
            if carrying.twin(question, there):
                known.add(question.code)
                carried += [question] if words else []
            elif words:
                left.append((question, words))
    fresh = [question for question in there if question.code not in known]
    return Offer(questionnaire, reason_of(questionnaire), carried, left, fresh)


@transaction.atomic
def move(application: Application, *, by: User) -> None:
    """Move a draft to the questions now in use. Answers with the same code and kind come along; others are kept."""
    held = hold_draft(application, by=by)
    questionnaire = newer_for(held)
    if questionnaire is None:
        raise Refused("This application answers the newest questions already.")
    there = list(carrying.questions_in_order(questionnaire))
    back = _brought_back(held, there)
    old = list(carrying.sheets_in_order(held).select_for_update(of=("self",), no_key=True))
    load = carrying.load(old, there)
    load.values = {**back, **load.values}
    carrying.lay_aside(held, load.left)
    for sheet in old:
        history.delete(sheet, by=by, reason=f"Moved to version {questionnaire.version} of the questions")
    sheets = [ApplicationAnswers(application=held, section=section) for section in questionnaire.sections.all()]
    bulk_create_with_history(sheets, ApplicationAnswers, default_user=by)
    carrying.unload(held, questionnaire, load, by=by, reason="Brought over from the questions before")


def laid_aside(application: Application, *, is_for_fund: bool = False) -> list[tuple[Question, Words]]:
    """Answers to questions that are not asked, in words; for the fund only those that were given in this round."""
    kept = application.laid_aside.select_related("question__section__questionnaire__round")
    if is_for_fund:
        kept = kept.filter(question__section__questionnaire__round=application.round_id)
    rows = list(kept.prefetch_related("question__section__questions").order_by("pk"))
    found = []
    for round_ in dict.fromkeys(row.question.section.questionnaire.round for row in rows):
        lists = Lists(round_)
        for row in (row for row in rows if row.question.section.questionnaire.round == round_):
            values = {row.question.code: row.value}
            said = readable(row.question.section, values, round_, lists=lists, everything=True)
            found += [(question, words) for question, words in said if question == row.question]
    return found


def _brought_back(application: Application, there: list[Question]) -> dict[str, Any]:
    """Answers laid aside at an earlier move to questions that are asked again."""
    back: dict[str, Any] = {}
    for row in application.laid_aside.select_related("question"):
        if twin := carrying.twin(row.question, there):
            back[twin.code] = row.value
            row.delete()
    return back
