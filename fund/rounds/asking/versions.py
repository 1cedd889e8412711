"""Versions: what people answer stays as it is; a change is a new version that is put into use."""

from django.db import transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Round, Section, User
from fund.rounds.asking.conditions import faults_of
from fund.rounds.asking.copying import copy_all
from fund.rounds.asking.holding import hold, questions_of, sections_of, unless_tried
from fund.rounds.definition import missing
from fund.rounds.reading import Row
from fund.rounds.standing import as_it_stands


@transaction.atomic
def new_version(questionnaire: Questionnaire, *, by: User | None, reason: str) -> Questionnaire:
    """Copy questions that are in use as the next version, to change them there."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=questionnaire.round_id)
    versions = Questionnaire.objects.filter(round=questionnaire.round_id, purpose=questionnaire.purpose)
    newest = versions.order_by("-version").select_related("round").first() or questionnaire
    if not newest.frozen_at:
        raise Refused("There is a version that is not in use yet. Change that one.")
    fresh = Questionnaire(round=newest.round, purpose=newest.purpose, version=newest.version + 1)
    history.save(fresh, by=by, reason=reason)
    copy_all(newest, fresh)
    return fresh


@transaction.atomic
def put_into_use(questionnaire: Questionnaire, *, by: User | None) -> None:
    """Fix these questions; whoever starts from now on answers them."""
    held = hold(questionnaire)
    if held.round.state != Round.State.PUBLISHED:
        raise Refused("These questions are fixed when the round is published.")
    sections = sections_of(held)
    empty = [section for section in sections if not section.questions.all()]
    if not sections or empty:
        where = f"The section “{empty[0]}” has" if empty else "There are"
        raise Refused(f"{where} no questions yet. Add one, or take it out, before you put this into use.")
    if faults := faults_of(sections):
        raise Refused(" ".join(faults))
    plan = as_it_stands(held.round)
    plan.questionnaires[held.purpose] = [rows_of(section) for section in sections]
    if lacks := missing(plan):
        raise Refused(f"This cannot be put into use yet. The round still needs {'; '.join(map(str, lacks))}.")
    held.frozen_at = timezone.now()
    history.save(held, by=by, reason="Put into use", fields=["frozen_at"])
    questionnaire.frozen_at = held.frozen_at


@transaction.atomic
def drop_version(questionnaire: Questionnaire, *, by: User | None) -> None:
    """Throw a version away that was never in use."""
    held = hold(questionnaire)
    with unless_tried():
        history.delete(held, by=by, reason="Thrown away")


def reason_of(questionnaire: Questionnaire) -> str:
    """Why this version was made."""
    first = questionnaire.history.order_by("history_date", "history_id").first()
    return (first.history_change_reason or "") if first else ""


def rows_of(section: Section) -> Row:
    """What decides whether a round is whole: who reads a section, and what its questions fill."""
    questions = [{"kind": question.kind, "fills": question.fills} for question in section.questions.all()]
    return {"assessors_see_it": section.assessors_see_it, "questions": questions}


def difference(questionnaire: Questionnaire) -> dict[str, list[str]]:
    """What a version asks anew, in other words or with other limits, and no longer, by the version before it."""
    versions = Questionnaire.objects.filter(round=questionnaire.round_id, purpose=questionnaire.purpose)
    before = versions.filter(version__lt=questionnaire.version).order_by("-version").first()
    now = {question.code: question for question in questions_of(questionnaire)}
    then = {question.code: question for question in questions_of(before)} if before else {}
    both = [(question, then[code]) for code, question in now.items() if code in then]
    return {
        "new": [question.label for code, question in now.items() if code not in then],
        "changed": [question.label for question, other in both if _differs(question, other)],
        "gone": [question.label for code, question in then.items() if code not in now],
    }


def _differs(one: Question, other: Question) -> bool:
    names = ("kind", "label", "help_text", "is_required", "settings", "shown_if")
    return any(getattr(one, name) != getattr(other, name) for name in names)
