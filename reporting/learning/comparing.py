"""Comparing a statement with the sources that it names: by the check, and then by a person."""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.learning import faithful, meanings
from reporting.models import LearningSummary, Statement, Story

STAMP = ("check_state", "check_reasons", "ticked_by", "ticked_at")
COMPARED = "Compared with its source"
WRITTEN_BY_MODEL = "A language model wrote this. Compare it with its source."
NOT_AGREED = "A statement does not agree with its source. {reason}"
NOT_COMPARED = "Somebody has to compare a statement with its source, and tick it."


def judge(statement: Statement, *, alike: faithful.Alike | None = None) -> faithful.Verdict:
    """What the check says of the words of a statement now. `alike` is a model of meaning, where there is one."""
    sources = list(statement.sources.all())
    told = {source.story_id for source in sources if source.story_id}
    living = set(Story.objects.for_any("web", "print").filter(pk__in=told).values_list("pk", flat=True))
    evidence = {
        source.key: faithful.Evidence(source.quote, source.story_id is None or source.story_id in living)
        for source in sources
    }
    if statement.kind in Statement.OURS:
        evidence["ours"] = faithful.Evidence(statement.drafted, True)
    return faithful.check(
        statement.as_written,
        list(evidence),
        evidence,
        about=about(statement),
        figures=[figure["id"] for figure in statement.summary.figures],
        alike=alike,
        limits=faithful.Limits.of(statement.summary.parameters),
    )


def about(statement: Statement) -> list[str]:
    """The names that are known of the projects that a statement comes from: titles, organisations, areas."""
    sources = statement.sources.all()
    told = Q(reports__in=[source.report_id for source in sources if source.report_id])
    told |= Q(stories__in=[source.story_id for source in sources if source.story_id])
    grants = (
        Grant.objects.filter(told).distinct().order_by("pk").select_related("organisation").prefetch_related("areas")
    )
    return [
        name
        for grant in grants.prefetch_related("areas")
        for name in (grant.title, grant.organisation.name, *(area.name for area in grant.areas.all()))
    ]


def stamp(statement: Statement) -> tuple[str, ...]:
    """Write on a statement what the check says of it, and take away what a person ticked before; the fields written."""
    verdict = judge(statement, alike=meanings.alike())
    is_ours = statement.kind in Statement.OURS
    if (
        not statement.edited
        and not is_ours
        and statement.drafted not in {source.quote for source in statement.sources.all()}
    ):
        by_model = faithful.Finding("model", WRITTEN_BY_MODEL, blocks=False)
        verdict = faithful.Verdict((*verdict.findings, by_model))
    statement.check_state, statement.check_reasons = verdict.state.value, verdict.reasons
    statement.ticked_by = statement.ticked_at = None
    return STAMP


def notes(summary: LearningSummary) -> list[str]:
    """What to look at in the title and the one line: numbers and absolutes that no statement and no figure has."""
    shown = [statement.words for statement in summary.statements.all() if not statement.is_dropped]
    counts = [str(summary.counts.get(name, "")) for name in ("projects", "projects_that_told", "reports")]
    known = "\n".join([*shown, *(f"{one['words']} {one['percent'] or 0}%" for one in summary.figures), *counts])
    return [
        f"{label}: {words}"
        for label, text in (("Title", summary.title), ("In one line", summary.one_line))
        for words in (*faithful.numbers.wrong(text, known, ()), *faithful.absolutes.added(text, known))
    ]


@transaction.atomic
def tick(statement: Statement, *, by: User) -> None:
    """Say that the words were compared with their source and agree. It changes no word, so it is no edit."""
    summary = LearningSummary.objects.select_for_update(of=("self",), no_key=True).get(pk=statement.summary_id)
    if summary.state not in {LearningSummary.State.EDITING, LearningSummary.State.REVIEW}:
        raise Refused(
            f"This summary is “{summary.get_state_display()}”. Only one that is being edited can be compared."
        )
    fresh = Statement.objects.get(pk=statement.pk)
    if fresh.check_state == Statement.CheckState.BLOCKED:
        raise Refused(f"This cannot be ticked: change the words first. {fresh.check_reasons[0]}")
    if fresh.check_state == Statement.CheckState.PASSED:
        raise Refused("There is nothing to compare: the check found nothing in these words.")
    fresh.ticked_by, fresh.ticked_at = by, timezone.now()
    history.save(fresh, by=by, reason=COMPARED, fields=["ticked_by", "ticked_at"])
    statement.refresh_from_db(fields=[*STAMP])


def fault(statement: Statement) -> str:
    """What stands in the way of approval in the words of a statement; nothing where they agree."""
    if statement.check_state == Statement.CheckState.BLOCKED:
        return NOT_AGREED.format(reason=statement.check_reasons[0])
    return NOT_COMPARED if statement.waits else ""
