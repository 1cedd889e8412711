"""Answers of an earlier application brought over into a new one, question by question, by choice."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from applications import todo
from applications.applying import carrying
from applications.applying.saving import save_section
from applications.models import Application, ApplicationAnswers
from fund.kit.states import Refused
from fund.models import Question, User
from fund.questionnaires import Lists, Words, readable, shown
from fund.writing import Saving


@dataclass(frozen=True)
class Offer:
    """One answer that could be brought over: for which question, from which, and what it says."""

    question: Question
    asked_then: Question
    words: Words
    value: Any

    @property
    def was_asked_otherwise(self) -> bool:
        return self.asked_then.label != self.question.label


def earlier(application: Application) -> QuerySet[Application]:
    """The other applications of the same group that hold answers, the newest first."""
    rows = Application.objects.filter(organisation=application.organisation_id, answers__version__gt=0)
    return rows.exclude(pk=application.pk).select_related("round").distinct().order_by("-started_at", "-pk")


def offers(application: Application, sheet: ApplicationAnswers, source: Application) -> list[Offer]:
    """What an earlier application answered to the questions of this section that are still empty.

    A question is the same where its code and kind are, or else its words; files stay where they are.
    """
    rows = source.answers.filter(version__gt=0).select_related("section").prefetch_related("section__questions")
    lists = Lists(source.round)
    then: list[tuple[Question, Words, Any]] = []
    for old in rows.order_by("section__position", "section__pk"):
        said = readable(old.section, old.values, source.round, lists=lists)
        then += [(asked, words, old.values[asked.code]) for asked, words in said if words and asked.code in old.values]
    found = []
    for question in sheet.section.questions.all():
        if question.kind == Question.Kind.FILE or sheet.values.get(question.code) not in (None, "", []):
            continue
        if asked := carrying.twin(question, [each[0] for each in then], by_words=True):
            found.append(Offer(question, *next(each for each in then if each[0] is asked)))
    return found


@transaction.atomic
def bring_over(
    application: Application, sheet: ApplicationAnswers, source: Application, codes: list[str], *, by: User
) -> Saving:
    """Copy the chosen answers into a section. What was answered meanwhile stays; what no longer fits is kept as typed.

    The check of the form reads each answer again: a choice that this round does not offer is shown to be mended.
    """
    chosen = {offer.question.code: offer.value for offer in offers(application, sheet, source)}
    chosen = {code: value for code, value in chosen.items() if code in codes}
    if not chosen:
        raise Refused("Choose at least one answer to bring over.")
    questions = list(sheet.section.questions.all())
    data = {**shown(questions, sheet.values), **shown(questions, chosen)}
    form = todo.form_of(application, sheet, data=data, files={})
    form.is_valid()  # the form's answers hold what was read, and the rest as typed
    return save_section(application, sheet.section, form.answers, by=by, version=sheet.version)
