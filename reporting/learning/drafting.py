"""Asking for a draft, and keeping it: each run is a new version, nothing that a person wrote is written over."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from applications.models import Grant
from fund.kit import history, jobs
from fund.kit.states import Refused
from fund.models import Job, Round, Term, User
from reporting.learning.gathering import NOTHING, Scope, evidence_key, scope_name, scope_of, title_of
from reporting.learning.pack import Draft, Line, Piece
from reporting.models import LearningSummary, Report, Source, Statement


@transaction.atomic
def ask_for_draft(of: Scope, *, by: User | None, because: Report | None = None) -> Job:
    """Have a draft made in the background; the same evidence is asked for once, however often somebody asks.

    `because` is the report whose acceptance is the reason; it only adds to the name of the job.
    """
    if not _accepted(of).exists():
        raise Refused(NOTHING)
    after = f", after {because.name}" if because else ""
    return jobs.ask(
        "learning.draft",
        key=f"learning.draft:{scope_name(of)}:{of.pk}:{evidence_key(of)}",
        by=by,
        about=of,
        title=f"Draft what was learned: {title_of(of)}{after}"[:200],
        scope=str(scope_name(of)),
        pk=of.pk,
    )


def _accepted(of: Scope) -> QuerySet[Report]:
    return Report.objects.accepted().filter(**({"grant": of} if isinstance(of, Grant) else {"grant__round": of}))


def can_be_drafted() -> tuple[QuerySet[Grant], QuerySet[Round]]:
    """The projects and the rounds with at least one accepted report."""
    told = Report.objects.accepted()
    grants = Grant.objects.filter(pk__in=told.values("grant")).select_related("organisation").order_by("reference")
    return grants, Round.objects.filter(pk__in=told.values("grant__round")).order_by("name", "pk")


@transaction.atomic
def store(draft: Draft, *, by: User | None, job: Job | None = None) -> LearningSummary:
    """Keep a draft as the next version of its summary, unless this very evidence was drafted before.

    Older versions that nobody has touched are replaced; those that somebody edits stand.
    """
    of = scope_of(draft.scope, draft.pk)
    type(of)._default_manager.select_for_update(of=("self",)).get(pk=of.pk)  # one version at a time
    older = LearningSummary.objects.filter(**{draft.scope: of}).order_by("-version")
    if same := older.filter(input_hash=draft.input_hash).first():
        return same
    newest = older.first()
    for untouched in older.filter(state=LearningSummary.State.GENERATED):
        untouched.move(LearningSummary.State.REPLACED, by=by, reason="There is a newer draft.")
    summary = LearningSummary(
        scope=draft.scope,
        slug=newest.slug if newest else _slug(of),
        version=newest.version + 1 if newest else 1,
        title=draft.title,
        one_line=draft.one_line,
        for_whom=draft.for_whom,
        limits=draft.limits,
        figures=list(draft.figures),
        input_hash=draft.input_hash,
        generator=draft.generator,
        parameters=draft.parameters,
        counts=draft.counts,
        is_demo=of.is_demo,
        **{draft.scope: of},
    )
    history.save(summary, by=by, reason=f"Drafted by job {job.pk}" if job else "Drafted")
    themes = {term.code: term for term in Term.objects.of("learning-themes")}
    for position, line in enumerate(draft.lines):
        _keep(summary, position, line, themes, by)
    return summary


def _slug(of: Scope) -> str:
    """The address for good: the name for people, and the reference so that no two are alike."""
    if isinstance(of, Grant):
        return f"{slugify(of.title)[:70]}-{slugify(of.reference)}".strip("-")
    return f"round-{of.slug}"[:100]


def _keep(summary: LearningSummary, position: int, line: Line, themes: dict[str, Term], by: User | None) -> None:
    statement = Statement(
        summary=summary,
        position=position,
        kind=line.kind,
        theme=themes.get(line.theme),
        drafted=line.words,
        projects_saying=line.projects_saying,
        projects_asked=line.projects_asked,
    )
    history.save(statement, by=by)
    Source.objects.bulk_create([_source(statement, piece) for piece in line.pieces])


def _source(statement: Statement, piece: Piece) -> Source:
    return Source(
        statement=statement,
        field=piece.field,
        sentence=piece.sentence,
        start=piece.start,
        end=piece.end,
        quote=piece.text,
        sha256=piece.sha256,
        **{f"{piece.of}_id": piece.source},
    )
