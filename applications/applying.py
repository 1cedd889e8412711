"""Applying: start, answer, add papers, hand in, withdraw."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from applications import letters, papers_wanted
from applications.models import Application, ApplicationAnswers, Document
from applications.todo import ToDo as ToDo
from applications.todo import facts_for, missing
from fund import files
from fund.kit import history
from fund.kit.states import Refused
from fund.models import DocumentRule, Organisation, Question, Questionnaire, Round, Section, Term, User
from fund.questionnaires import Lists, checked, merge
from fund.questionnaires.budget import total
from fund.templatetags.words import moment

MOST_FILES = 10
DECLARED = "Declared that the answers are true and that the group has agreed to hand them in."


@dataclass(frozen=True)
class Saving:
    """What became of a save: the answers as they stand now, and where somebody else changed the same ones meanwhile.

    `clashes` holds the codes of these questions; then nothing was written, and `merged` is both people's answers put
    together, the writer's own where they clash.
    """

    sheet: ApplicationAnswers
    clashes: tuple[str, ...] = ()
    merged: dict[str, Any] = field(default_factory=dict)


def require_open(round_: Round, at: datetime | None = None) -> None:
    """Raise Refused, with the day, where nothing can be written or handed in now."""
    now = at or timezone.now()
    if round_.takes_hand_ins(now):
        return
    if round_.opens_at and now < round_.opens_at and round_.state == Round.State.PUBLISHED:
        raise Refused(f"{round_.name} is not open yet. It opens on {moment(round_.opens_at)}.")
    closed = f" on {moment(round_.closes_at)}" if round_.closes_at and now >= round_.closes_at else ""
    raise Refused(f"{round_.name} closed{closed}. It takes no more applications.")


@transaction.atomic
def start(round_: Round, organisation: Organisation, *, by: User) -> Application:
    """Open a draft for a group, with the round's next number and the questions as they are now."""
    held = Round.objects.select_for_update(of=("self",)).get(pk=round_.pk)
    require_open(held)
    questionnaire = held.questionnaires.filter(purpose=Questionnaire.Purpose.APPLICATION).order_by("-version").first()
    if questionnaire is None:
        raise Refused(f"{held.name} has no questions yet. Ask the fund when they will be there.")
    last = held.applications.aggregate(last=models.Max("number"))["last"] or 0
    application = Application(
        round=held,
        organisation=organisation,
        number=last + 1,
        reference=f"{held.code}-{last + 1:03}",
        started_by=by,
        is_demo=organisation.is_demo,
    )
    history.save(application, by=by)
    sheets = [ApplicationAnswers(application=application, section=section) for section in questionnaire.sections.all()]
    bulk_create_with_history(sheets, ApplicationAnswers, default_user=by)
    return application


def _hold_draft(application: Application) -> Application:
    """Lock the application, which must be a draft in a round that still takes answers."""
    rows = Application.objects.select_related("round", "tier", "organisation").select_for_update(of=("self",))
    held = rows.get(pk=application.pk)
    if held.state != Application.State.DRAFT:
        raise Refused("This application is handed in or withdrawn, so its answers can no longer change.")
    require_open(held.round)
    return held


@transaction.atomic
def save_section(
    application: Application, section: Section, values: dict[str, Any], *, by: User, version: int
) -> Saving:
    """Keep a section's answers and copy what code computes with to the application.

    `version` is the one that the writer began from. What somebody else saved meanwhile is put together with it;
    where both changed the same answer, nothing is written and the clashes are named.
    """
    held = _hold_draft(application)
    sheet = ApplicationAnswers.objects.select_for_update(of=("self",)).get(application=held, section=section)
    codes = [question.code for question in section.questions.all() if question.kind != Question.Kind.FILE]
    merged, clashes = merge(_seen(sheet, version), sheet.values, values, codes)
    if clashes:
        return Saving(sheet, tuple(clashes), merged)
    lists = Lists(held.round)
    _copy(held, section, merged, lists, by)
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


def _copy(application: Application, section: Section, values: dict[str, Any], lists: Lists, by: User) -> None:
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


@transaction.atomic
def add_document(
    application: Application,
    uploaded: UploadedFile,
    *,
    by: User,
    rule: DocumentRule | None = None,
    question: Question | None = None,
) -> Document:
    """Keep a paper for one of the round's rules or for a file question."""
    held = _hold_draft(application)
    if rule is not None and rule not in papers_wanted.rules_for(held):
        raise Refused("This round does not ask your group for this paper.")
    code = question.code if question else ""
    there = held.documents.filter(rule=rule, question_code=code).count()
    if there >= MOST_FILES:
        raise Refused(f"You have sent {there} files here already. Remove one before you add another.")
    stored = files.keep(uploaded, by=by, max_pages=papers_wanted.most_pages(held, rule))
    return Document.objects.create(application=held, rule=rule, question_code=code, file=stored)


@transaction.atomic
def remove_document(document: Document, *, by: User) -> None:
    """Take a paper out of a draft and forget its file."""
    _hold_draft(document.application)
    files.drop(document.file)


@transaction.atomic
def submit(application: Application, *, by: User) -> None:
    """Hand the application in: complete, in time, once. Everybody who writes for the group gets the receipt.

    In time is whoever reached us in time, so the clock is read before the wait for the locks.
    """
    now = timezone.now()
    round_ = Round.objects.select_for_update(of=("self",)).get(pk=application.round_id)
    rows = Application.objects.select_related("organisation", "tier").select_for_update(of=("self",))
    held = rows.get(pk=application.pk)
    held.round = round_
    if held.state == Application.State.SUBMITTED:
        at = moment(held.submitted_at)
        raise Refused(f"{held.reference} is handed in already, since {at}. There is nothing more to do.")
    if not held.can_move(Application.State.SUBMITTED):
        raise Refused(held.words_for_refusal(Application.State.SUBMITTED))
    require_open(round_, now)
    if todo := missing(held):
        things = "1 thing is" if len(todo) == 1 else f"{len(todo)} things are"
        raise Refused(f"{things} still to do before you can hand this in. The first: {todo[0].words}.")
    application.move(Application.State.SUBMITTED, by=by, reason=DECLARED, submitted_at=now)
    letters.submitted(application)


def stands(application: Application) -> str:
    """The state of an application once nobody else is in the middle of changing it."""
    with transaction.atomic():
        return Application.objects.select_for_update(of=("self",)).only("state").get(pk=application.pk).state


@transaction.atomic
def withdraw(application: Application, *, by: User, reason: str = "") -> None:
    """Take the application back. It cannot be handed in again."""
    application.move(Application.State.WITHDRAWN, by=by, reason=reason)
    letters.withdrawn(application)
