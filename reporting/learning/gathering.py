"""Bringing the evidence for a summary together, and counting what is left out and why."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import QuerySet

from applications.models import Grant
from fund import privacy
from fund.kit import sentences
from fund.kit.states import Refused
from fund.models import Question, Round, Term
from reporting import measuring
from reporting.learning.pack import Counted, Pack, Piece, Project, Theme, Told, sha256
from reporting.models import LearningSummary, Measurement, Report, Story

Scope = Grant | Round

CHANNELS = ("web", "print")
STORY_FIELDS = ("good", "hard")
NOTHING = "There is nothing to draft from yet: the fund has accepted no report."
STORY_WORDS = 60  # of each part of a story, so that a page stays short
WRITTEN = (Question.Kind.LINE, Question.Kind.TEXT)


def gather(of: Scope) -> Pack:
    """Everything that a summary of this project or round may be made from, sentence by sentence.

    Only accepted reports, only answers about the work, only stories that somebody agreed to show; a sentence that
    looks like a personal detail is left out. A fixed number of queries, whatever the number of reports.
    """
    themes = _themes()
    grants = list(_grants(of))
    left: Counter[str] = Counter()
    reports = _reports(grants)
    if not reports:
        raise Refused(NOTHING)
    pieces = [piece for report in reports for piece in _of_report(report, left)]
    told = {report.grant_id for report in reports}
    left["reports_not_accepted"] = _unaccepted(grants)
    stories = list(_stories(grants, left))
    return Pack(
        scope=scope_name(of),
        pk=of.pk,
        title=title_of(of),
        projects=tuple(_project(grant, grant.pk in told) for grant in grants),
        pieces=tuple(pieces),
        stories=tuple(stories),
        figures=tuple(_figures(reports)),
        themes=themes,
        left_out={"reports": len(reports), "stories": len(stories), **left},
    )


def scope_name(of: Scope) -> str:
    return LearningSummary.Scope.GRANT if isinstance(of, Grant) else LearningSummary.Scope.ROUND


def scope_of(name: str, pk: int) -> Scope:
    """The project or the round that a summary is about, from the two things that a job remembers."""
    if name == LearningSummary.Scope.GRANT:
        return Grant.objects.select_related("organisation", "round").get(pk=pk)
    return Round.objects.get(pk=pk)


def title_of(of: Scope) -> str:
    return (of.title or of.reference) if isinstance(of, Grant) else of.name


def _grants(of: Scope) -> "QuerySet[Grant]":
    """The projects in the scope that have begun; those that tell nothing are counted as not known, never left away."""
    if isinstance(of, Grant):
        mine = Grant.objects.filter(pk=of.pk)
    else:
        mine = Grant.objects.filter(round=of, state__in=[Grant.State.ACTIVE, Grant.State.ENDED])
    return mine.prefetch_related("areas", "health_conditions").order_by("pk")


def _reports(grants: list[Grant]) -> list[Report]:
    return list(
        Report.objects.accepted()
        .filter(grant__in=grants)
        .prefetch_related("answers__section__questions")
        .order_by("pk")
    )


def _unaccepted(grants: list[Grant]) -> int:
    written = [Report.State.DRAFT, Report.State.HANDED_IN, Report.State.RETURNED]
    return Report.objects.filter(grant__in=grants, state__in=written).count()


def _project(grant: Grant, has_told: bool) -> Project:
    free = grant.words or {}
    return Project(
        pk=grant.pk,
        title=title_of(grant),
        conditions=tuple(sorted(term.name for term in grant.health_conditions.all()))
        or tuple(free.get("conditions", ())),
        areas=tuple(sorted(area.name for area in grant.areas.all())) or tuple(free.get("areas", ())),
        has_told=has_told,
    )


def _themes() -> tuple[Theme, ...]:
    found = tuple(
        Theme(
            term.code,
            term.name,
            tuple(term.details.get("patterns", ())),
            is_result=bool(term.details.get("is_result", False)),
        )
        for term in Term.objects.of("learning-themes")
    )
    if not found:
        raise Refused(
            "The list of learning themes is not loaded yet. Ask the fund’s manager to load the reference lists."
        )
    return found


def _of_report(report: Report, left: Counter[str]) -> Iterator[Piece]:
    for sheet in sorted(report.answers.all(), key=lambda sheet: sheet.section_id):
        for question in sheet.section.questions.all():
            answer = sheet.values.get(question.code)
            if not question.slot or question.kind not in WRITTEN or not isinstance(answer, str) or not answer.strip():
                continue
            if question.privacy != Question.Privacy.BUSINESS:
                left["answers_about_people"] += 1
                continue
            yield from _of_answer(report, question, answer, left)


def _of_answer(report: Report, question: Question, answer: str, left: Counter[str]) -> Iterator[Piece]:
    whole = sha256(answer)
    for sentence in sentences.split(answer):
        if privacy.hits(sentence.text):
            left["sentences_with_personal_details"] += 1
        elif not sentences.tells_something(sentence.text):
            left["scraps"] += 1
        else:
            yield Piece(
                of="report",
                source=report.pk,
                field=question.code,
                sentence=sentence.number,
                start=sentence.start,
                end=sentence.end,
                text=sentence.text,
                sha256=whole,
                slot=question.slot,
                project=report.grant_id,
            )


def _stories(grants: list[Grant], left: Counter[str]) -> Iterator[Told]:
    mine = Story.objects.filter(grant__in=grants)
    allowed = {channel: set(mine.for_channel(channel).values_list("pk", flat=True)) for channel in CHANNELS}
    for story in mine.exclude(state=Story.State.DRAFT).order_by("pk"):
        channels = tuple(channel for channel in CHANNELS if story.pk in allowed[channel])
        pieces = tuple(piece for field in STORY_FIELDS for piece in _of_story(story, field, left)) if channels else ()
        if pieces:
            yield Told(story.pk, story.grant_id, channels, pieces)
        else:
            left["stories_without_consent" if not channels else "stories_with_personal_details"] += 1


def _of_story(story: Story, field: str, left: Counter[str]) -> Iterator[Piece]:
    """The first clean run of whole sentences of one part of a story, at most 60 words or one sentence."""
    text = getattr(story, field)
    run: list[sentences.Sentence] = []
    for sentence in sentences.split(text):
        if privacy.hits(sentence.text):
            left["sentences_with_personal_details"] += 1
            if run:
                break
        elif run and sum(one.words for one in run) + sentence.words > STORY_WORDS:
            break
        else:
            run.append(sentence)
    if run:
        start, end = run[0].start, run[-1].end
        yield Piece(
            "story", story.pk, field, run[0].number, start, end, text[start:end], sha256(text), "story", story.grant_id
        )


def _figures(reports: list[Report]) -> Iterator[Counted]:
    mine = Report.objects.filter(pk__in=[report.pk for report in reports])
    rows: dict[tuple[int, str, str], list[int]] = {}
    for pk, indicator, point, group in (
        Measurement.objects.filter(report__in=mine).order_by("pk").values_list("pk", "indicator", "point", "group")
    ):
        rows.setdefault((indicator, point, group), []).append(pk)
    for total in measuring.totals(mine):
        yield Counted(
            position=total.indicator.position,
            code=total.indicator.code,
            name=total.indicator.name,
            question=total.indicator.question,
            kind=total.indicator.kind,
            point=total.point,
            group=total.group,
            numerator=total.numerator,
            answered=total.answered,
            asked=total.asked,
            took_part=total.took_part,
            value=None if total.value is None else str(total.value),
            reports=total.reports,
            measurements=tuple(rows[total.indicator.pk, total.point, total.group]),
        )


def evidence_key(of: Scope) -> str:
    """A short sign of what a draft would be made from: accepted reports, stories that may be shown, themes."""
    grants = list(_grants(of))
    stories = Story.objects.filter(grant__in=grants).order_by("pk")
    evidence = [
        list(Report.objects.accepted().filter(grant__in=grants).order_by("pk").values_list("pk", flat=True)),
        *(list(stories.for_channel(channel).values_list("pk", "good", "hard")) for channel in CHANNELS),
        list(Term.objects.of("learning-themes").order_by("code").values_list("code", "name", "details")),
    ]
    return sha256(repr(evidence))[:16]
