"""Reading an application and saying how well it meets the criteria."""

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from applications import todo
from applications.models import Application, ApplicationAnswers, Assessment, Declaration, Score
from applications.models.application import AnswerSheets, Applications
from fund import questionnaires
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Criterion, Organisation, Question, Role, Round, Section, User
from fund.questionnaires.conditions import has_conditions

WORDS_A_MINUTE = 200
BUSINESS = Question.Privacy.BUSINESS

Reading = list[tuple[Section, list[tuple[Question, questionnaires.Words]]]]


def sits_on_panel(user: User) -> bool:
    """Say whether this person is a member of the panel, and not only somebody who runs the fund."""
    return user.has_role(Role.Kind.PANEL)


# What readers may know -----------------------------------------------------------------------------------------------


def for_readers(applications: Applications) -> Applications:
    """Applications as assessors and the panel may know them: of the group, nothing but its name is loaded."""
    name_only = Prefetch("organisation", Organisation.objects.only("name"))
    return applications.without_personal().prefetch_related(name_only, "round", "tier", "priority")


def own(user: User) -> QuerySet[Assessment]:
    """What this assessor was asked to read, each with its application as readers may know it."""
    return Assessment.objects.own(user).prefetch_related(
        Prefetch("application", for_readers(Application.objects.all()))
    )


def reading(application: Application, sheets: AnswerSheets, *, everything: bool = False) -> Reading:
    """The answers in these sections, in order, as words. Without `everything`, personal questions are left out.

    What is not asked is left out for everybody. Only where a condition stands in these sections are the others looked
    at, to judge it; of them nothing is shown.
    """
    sheets = sheets.filter(application=application).select_related("section").prefetch_related("section__questions")
    rows = list(sheets.order_by("section__position", "section__pk"))
    judged = rows if everything else None  # who reads all reads a short note by its own answers
    asked = todo.asked_of(application, judged) if any(has_conditions(sheet.section) for sheet in rows) else None
    pages, lists = [], questionnaires.Lists(application.round)
    for sheet in rows:
        if asked and sheet.section.code not in asked.sections:
            continue
        pairs = questionnaires.readable(sheet.section, sheet.values, application.round, lists=lists, asked=asked)
        pages.append((sheet.section, [pair for pair in pairs if everything or pair[0].privacy == BUSINESS]))
    return pages


def minutes(applications: Iterable[int]) -> dict[int, int]:
    """How many minutes each of these applications takes to read, at 200 words a minute, rounded up.

    What is not asked is not read and does not count. Three queries, and four more where a condition must be judged.
    """
    keys, counts = list(applications), dict[int, int]()
    sheets = ApplicationAnswers.objects.for_assessors().filter(application__in=keys)
    rows = list(sheets.values_list("application_id", "section_id", "values"))
    sections = Section.objects.filter(pk__in={row[1] for row in rows}).prefetch_related("questions").in_bulk()
    asked = todo.asked_of_each(keys) if any(map(has_conditions, sections.values())) else {}
    for pk, section, values in rows:
        read = _read_of(sections[section], values, asked.get(pk))
        counts[pk] = counts.get(pk, 0) + count_words(read)
    return {pk: math.ceil(words / WORDS_A_MINUTE) for pk, words in counts.items()}


def _read_of(section: Section, values: dict[str, Any], asked: questionnaires.Asked | None) -> list[Any]:
    """The answers of a section that readers see, those included that were typed and could not be read."""
    given = [*values.get(questionnaires.TYPED, {}).items(), *values.items()]
    if asked is None:
        return [value for code, value in given if code != questionnaires.TYPED]
    is_asked = section.code in asked.sections
    return [value for code, value in given if is_asked and code in asked.questions]


def count_words(value: Any) -> int:
    """The words in an answer, however deep its lists and tables go."""
    if isinstance(value, str):
        return len(value.split())
    if isinstance(value, dict):
        return sum(count_words(part) for part in value.values())
    return sum(count_words(part) for part in value) if isinstance(value, list) else 0


def see_that_they_did_not_advise(user: User, application: Application) -> None:
    """Stop at the gate whoever advised on this application or its group. Raises Refused, with the reason."""
    if Application.objects.advised_by(user).filter(pk=application.pk).exists():
        raise Refused(
            f"You advised the group behind {application.reference}. Whoever advises does not judge, so others read "
            "this one. Thank you for helping the group."
        )


# Conflicts -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def declare(assessment: Assessment, *, by: User, kind: str, note: str = "") -> Declaration:
    """Say whether the reader has ties to the group. No tie opens the application, any tie closes it everywhere."""
    declaration = _record(assessment.application, by, kind=kind, note=note, by=by)
    assessment.refresh_from_db(fields=["state"])
    if kind == Declaration.Kind.NONE and assessment.state == Assessment.State.ASSIGNED:
        assessment.move(Assessment.State.STARTED, by=by)
    return declaration


@transaction.atomic
def declare_for_panel(application: Application, *, by: User, kind: str, note: str = "") -> Declaration:
    """Say the same as a member of the panel, before reading an application."""
    return _record(application, by, kind=kind, note=note, by=by)


@transaction.atomic
def recuse(application: Application, person: User, *, kind: str, note: str, by: User) -> Declaration:
    """Take a reader out of a bid because of ties that the fund knows of: it closes for them everywhere."""
    if kind == Declaration.Kind.NONE:
        raise Refused("Choose what ties they have. Only the person themselves can say that there are none.")
    if not note.strip():
        raise Refused("Say how the fund knows of it. It stands in the register.")
    return _record(application, person, kind=kind, note=note.strip(), by=by)


def ties_of(round_: Round) -> QuerySet[Declaration]:
    """The register: every tie declared in a round, by the bid."""
    rows = Declaration.objects.conflicts().filter(application__round=round_, application__is_test=False)
    return rows.select_related("application", "user", "recorded_by").order_by(
        "application__reference", "user__name", "pk"
    )


def _record(application: Application, person: User, *, kind: str, note: str, by: User) -> Declaration:
    Application.objects.select_for_update(of=("self",)).only("pk").get(pk=application.pk)  # one declaration at a time
    declaration = Declaration.objects.filter(application=application.pk, user=person).first()
    if declaration is None:
        declaration = Declaration(application_id=application.pk, user=person)
    elif kind == Declaration.Kind.NONE and declaration.kind != kind:
        raise Refused("You declared a conflict with this application. If that was a mistake, tell the fund’s officers.")
    if (declaration.kind, declaration.note) != (kind, note):
        declaration.kind, declaration.note, declaration.declared_at = kind, note, timezone.now()
        declaration.recorded_by = None if by == person else by
        history.save(declaration, by=by)
    if kind != Declaration.Kind.NONE:
        for assessment in Assessment.objects.filter(application=application.pk, assessor=person):
            if assessment.can_move(Assessment.State.CONFLICTED):
                assessment.move(Assessment.State.CONFLICTED, by=by, reason=declaration.get_kind_display())
    return declaration


# Scores --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save(
    assessment: Assessment, *, by: User, scores: Mapping[int, tuple[Decimal | None, str]], overall: str = ""
) -> None:
    """Keep the scores and comments given so far, by the key of their criterion. No score: I do not know enough."""
    fresh = _hold(assessment)
    criteria = {criterion.pk: criterion for criterion in fresh.application.round.criteria.all()}
    known = {score.criterion_id: score for score in fresh.scores.all()}
    for pk, (value, comment) in scores.items():
        if pk not in criteria:
            raise Refused("One of these criteria is not of this round. Reload the page and score again.")
        _see_that_it_is_on_the_scale(fresh, criteria[pk], value)
        score = known.get(pk) or Score(assessment=fresh, criterion=criteria[pk])
        if score.pk is None or (score.value, score.comment) != (value, comment):
            score.value, score.comment = value, comment
            history.save(score, by=by)
    if fresh.overall != overall:
        fresh.overall = assessment.overall = overall
        history.save(fresh, by=by, fields=["overall"])


@transaction.atomic
def hand_in(assessment: Assessment, *, by: User) -> None:
    """Hand the assessment in: each criterion needs a comment, and a score or “I do not know enough”."""
    fresh = _hold(assessment)
    commented = {score.criterion_id for score in fresh.scores.all() if score.comment.strip()}
    missing = [criterion.name for criterion in fresh.application.round.criteria.all() if criterion.pk not in commented]
    if missing:
        raise Refused(f"Give a score and a comment for: {'; '.join(missing)}. Then hand in.")
    assessment.move(Assessment.State.HANDED_IN, by=by, handed_in_at=timezone.now())


def _hold(assessment: Assessment) -> Assessment:
    """Lock application and assessment, so that no decision passes in between, and see that it can still be scored."""
    Application.objects.select_for_update(of=("self",)).only("pk").get(pk=assessment.application_id)
    rows = Assessment.objects.select_for_update(of=("self",)).prefetch_related("scores", "application__round__criteria")
    fresh = rows.get(pk=assessment.pk)
    if fresh.state != Assessment.State.STARTED:
        raise Refused(f"This assessment is now “{fresh.get_state_display()}”, so its scores can no longer change.")
    if fresh.application.state != Application.State.IN_ASSESSMENT:
        raise Refused("Scoring has ended for this application, so its scores can no longer change.")
    return fresh


def _see_that_it_is_on_the_scale(assessment: Assessment, criterion: Criterion, value: Decimal | None) -> None:
    round_ = assessment.application.round
    if value is not None and not round_.min_score <= value <= round_.max_score:
        scale = f"{plain(round_.min_score)} to {plain(round_.max_score)}"
        raise Refused(f"A score for “{criterion}” goes from {scale}. You gave {plain(value)}.")


def plain(number: Decimal) -> str:
    """A score as people write it: 3, or 3.5."""
    return f"{Decimal(number).normalize():f}"
