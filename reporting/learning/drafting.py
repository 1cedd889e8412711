"""Asking for a draft, and keeping it: each run is a new version, nothing that a person wrote is written over."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from applications.models import Grant
from fund.kit import history, jobs
from fund.kit.states import Refused
from fund.models import Job, Round, Term, User
from reporting.learning import comparing, guarding, needing, scopes, timing
from reporting.learning.gathering import evidence_key, why_nothing
from reporting.learning.pack import Draft, Line, Piece, sha256
from reporting.learning.scopes import About, Kind, Scope
from reporting.models import FiguresBehind, LearningSummary, Report, Source, Statement


@transaction.atomic
def ask_for_draft(about: About | Scope, *, by: User | None, because: Report | None = None) -> Job:
    """Have a draft made in the background; the same evidence is asked for once, however often somebody asks.

    `because` is the report whose acceptance is the reason; it only adds to the name of the job.
    """
    scope = scopes.of(about)
    if scope.kind != Kind.COLLECTION and not accepted_of(scope).exists():
        raise Refused(why_nothing(scope, scope.grants()))
    after = f", after {because.name}" if because else ""
    return jobs.ask(
        "learning.draft",
        key=f"learning.draft:{scope.kind}:{sha256(scope.key)[:16]}:{evidence_key(scope)}",
        by=by,
        about=scope.row,
        title=f"Draft what was learned: {scope.name}{after}"[:200],
        scope=str(scope.kind),
        key_of_scope=scope.key,
    )


def accepted_of(about: About | Scope) -> QuerySet[Report]:
    """The accepted reports on which a draft would rest."""
    return Report.objects.accepted().filter(grant__in=scopes.of(about).grants())


@transaction.atomic
def store(draft: Draft, *, by: User | None, job: Job | None = None) -> LearningSummary:
    """Keep a draft as the next version of its summary, unless this very evidence was drafted before.

    Older versions that nobody has touched are replaced; those that somebody edits stand.
    """
    scope = scopes.find(draft.scope, draft.key)
    held = scope.lock
    type(held)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=held.pk)  # one version at a time
    older = LearningSummary.objects.filter(scope=draft.scope, key=draft.key).order_by("-version")
    if same := older.filter(input_hash=draft.input_hash).first():
        return same
    newest = older.first()
    for untouched in older.filter(state=LearningSummary.State.GENERATED):
        untouched.move(LearningSummary.State.REPLACED, by=by, reason="There is a newer draft.")
    summary = LearningSummary(
        scope=draft.scope,
        key=draft.key,
        about=scope.name[:200],
        slug=newest.slug if newest else _slug(scope),
        version=newest.version + 1 if newest else 1,
        title=draft.title,
        one_line=draft.one_line,
        for_whom=draft.for_whom,
        limits=draft.limits,
        figures=list(draft.figures),
        strength=draft.strength,
        why_strength=list(draft.why_strength),
        cost=draft.cost,
        needs=needing.needs_of(scope.grants()) if draft.scope != LearningSummary.Scope.COLLECTION else {},
        input_hash=draft.input_hash,
        generator=draft.generator,
        parameters=draft.parameters,
        counts=draft.counts,
        had=draft.had,
        due_on=timing.due_on(scope.row if isinstance(scope.row, Grant) else None),
        is_demo=scope.is_demo,
        **scope.columns,
    )
    history.save(summary, by=by, reason=f"Drafted by job {job.pk}" if job else "Drafted")
    FiguresBehind.objects.create(summary=summary, held=draft.behind)
    themes = {term.code: term for term in Term.objects.of("learning-themes")}
    for position, line in enumerate(draft.lines):
        _keep(summary, position, line, themes, by)
    guarding.look_through(summary, by=by)
    return summary


def _slug(scope: Scope) -> str:
    """The address for good: the name for people, and the reference so that no two are alike."""
    if isinstance(scope.row, Grant):
        return f"{slugify(scope.row.title)[:70]}-{slugify(scope.row.reference)}".strip("-")
    if isinstance(scope.row, Round):
        return f"round-{scope.row.slug}"[:100]
    tail = sha256(f"{scope.kind}:{scope.key}")[:6]
    return f"{scope.kind}-{slugify(scope.name)[:70]}-{tail}"


def _keep(summary: LearningSummary, position: int, line: Line, themes: dict[str, Term], by: User | None) -> None:
    statement = Statement(
        summary=summary,
        position=position,
        kind=line.kind,
        theme=themes.get(line.theme),
        drafted=line.words,
        projects_saying=line.projects_saying,
        projects_asked=line.projects_asked,
        counted=line.counted,
        saying_no=line.saying_no,
        saying_both=line.saying_both,
        confidence=line.confidence,
        concerns=dict(line.concerns),
        voices=dict(line.voices),
        figure=line.figure,
        said_by=line.said_by,
    )
    history.save(statement, by=by)
    Source.objects.bulk_create([_source(statement, piece) for piece in line.pieces])
    if line.kind not in Statement.OURS and line.words != line.pieces[0].text:
        history.save(statement, by=by, fields=comparing.stamp(statement))


def _source(statement: Statement, piece: Piece) -> Source:
    return Source(
        statement=statement,
        field=piece.field,
        sentence=piece.sentence,
        start=piece.start,
        end=piece.end,
        quote=piece.text,
        sha256=piece.sha256,
        name=piece.name,
        **{f"{piece.of}_id": piece.source},
    )
