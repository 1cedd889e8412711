"""Bringing the evidence for a summary together, and counting what is left out and why."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Term
from reporting.figures import careful, withholding
from reporting.learning import meanings as by_model
from reporting.learning import method, scopes
from reporting.learning.allowing import model_for
from reporting.learning.gathering import collections, describing, elsewhere, figures, reports, stories
from reporting.learning.gathering.reports import Left
from reporting.learning.pack import Origin, Pack, Piece, Project, Theme, sha256
from reporting.learning.reading import Patterns
from reporting.learning.scopes import Kind, Scope
from reporting.models import ChangeTest, EventCard, LearningEvent, Measurement, Report

NOTHING = "There is nothing to draft from yet: the fund has accepted no report."
NO_FIT = (
    "No project here fits “{name}”, so there is nothing to draft from. Check how it is written, or choose from what "
    "there is: at the learning desk, “Ask for a draft” lists it."
)
NOT_YET = "There is nothing to draft from yet: the fund has accepted no report of “{name}”."
NO_WORDS = "There is nothing to draft from yet: nobody has looked at the sentences of these texts."
NO_THEMES = "The list of learning themes is not loaded yet. Ask the fund’s manager to load the reference lists."


def gather(about: scopes.About | Scope, say: reports.Say = reports.silent) -> Pack:
    """Everything that a summary of this scope may be made from, sentence by sentence.

    Only accepted reports, only answers about the work, only stories that somebody agreed to show; a sentence that
    looks like a personal detail is left out. The same queries, and one more for every 250 reports. `say` is told
    how many of the reports are read.
    """
    scope = scopes.of(about)
    themes = _themes()
    left: Left = Counter()
    if scope.kind == Kind.COLLECTION:
        pack = replace(collections.pack_of(scope, themes, withholding.rule_now(), left), numbers=method.now())
        if not pack.pieces and not pack.stories:
            raise Refused(NO_WORDS)
        return pack
    grants = scope.grants()
    rows = _reports(grants, left)
    if not rows:
        raise Refused(why_nothing(scope, grants))
    described, had = describing.of_projects(grants, rows), describing.had(rows)
    meanings: dict[str, bytes] = {}
    pieces = [*reports.read_all(rows, themes, left, meanings, say), *elsewhere.cards(scope, left)]
    pieces += elsewhere.change_tests(grants, left)
    if scope.kind == Kind.THEME:
        pieces = _on_theme(pieces, scope.key, Patterns(themes))
    told = {report.grant_id for report in rows}
    left["reports_not_accepted"] = _unaccepted(grants)
    shown = list(stories.stories_of(grants, left))
    if scope.kind == Kind.THEME:
        shown = [told for told in shown if _on_theme(told.pieces, scope.key, Patterns(themes))]
    return Pack(
        scope=scope.kind,
        key=scope.key,
        title=scope.name,
        projects=tuple(_project(grant, grant.pk in told, described.get(grant.pk, ())) for grant in grants),
        pieces=tuple(pieces),
        stories=tuple(shown),
        figures=tuple(figures.figures_of(rows)),
        themes=themes,
        left_out={"reports": len(rows), "stories": len(shown), **left},
        rule=withholding.rule_now(),
        careful=_careful(grants),
        numbers=method.now(),
        origins=(*figures.origins_of(rows), *_independent(pieces)),
        costs=tuple(figures.costs_of(rows)),
        stated=scope.stated,
        had=had,
        meanings=meanings,
        model=by_model.model() if meanings else "",
        facts={"changes": list(figures.changes_of(rows))} if scope.kind in scopes.OF_ONE_APPROACH else {},
    )


def _on_theme(pieces: Iterable[Piece], theme: str, patterns: Patterns) -> list[Piece]:
    """The sentences whose own words speak of a theme; of an answer that was ticked and never names it, all of them.

    So a tick for a long answer brings in what it was set for, and not the broken lift that stands beside it.
    """
    found = [piece for piece in pieces if theme in dict(patterns.found(piece))]
    own = {piece.key for piece in found if theme in dict(patterns.in_words(piece.text))}
    said = {(piece.origin, piece.field) for piece in found if piece.key in own}
    return [piece for piece in found if piece.key in own or (piece.origin, piece.field) not in said]


def why_nothing(scope: Scope, grants: Sequence[Grant]) -> str:
    """Why there is nothing to draft from: no report at all, no project that fits, or no report of those that fit."""
    if not Report.objects.accepted().exists():
        return NOTHING
    return (NOT_YET if grants else NO_FIT).format(name=scope.name)


def _reports(grants: Sequence[Grant], left: Left) -> list[Report]:
    """The accepted reports. One that says and counts just what another of its project does is read once."""
    rows = Report.objects.accepted().filter(grant__in=grants).prefetch_related("answers__section__questions")
    counted: dict[int, list[object]] = defaultdict(list)
    measured = Measurement.objects.filter(report__in=rows).order_by("indicator", "point", "group", "pk")
    for report, *figure in measured.values_list(
        *("report", "indicator", "point", "group", "numerator", "answered", "asked", "took_part", "value")
    ):
        counted[report].append(figure)
    seen: set[tuple[int, str]] = set()
    found = []
    for report in rows.order_by("pk"):
        said = sorted((code, str(answer)) for sheet in report.answers.all() for code, answer in sheet.values.items())
        same = (report.grant_id, sha256(repr([said, counted[report.pk]])))
        if said and same in seen:
            left["reports_sent_twice"] += 1
        else:
            seen.add(same)
            found.append(report)
    return found


def _unaccepted(grants: Sequence[Grant]) -> int:
    written = [Report.State.DRAFT, Report.State.HANDED_IN, Report.State.RETURNED]
    return Report.objects.filter(grant__in=grants, state__in=written).count()


def _project(grant: Grant, has_told: bool, described: tuple[str, ...]) -> Project:
    free = grant.words or {}
    return Project(
        pk=grant.pk,
        title=grant.title or grant.reference,
        conditions=tuple(sorted(term.name for term in grant.health_conditions.all()))
        or tuple(free.get("conditions", ())),
        areas=tuple(sorted(area.name for area in grant.areas.all())) or tuple(free.get("areas", ())),
        has_told=has_told,
        organisation=str(grant.organisation),
        described=described,
    )


def _independent(pieces: Sequence[Piece]) -> list[Origin]:
    """Cards of an event are a view of many, and so not the project's own."""
    return [
        Origin(key, has_figures=False, is_independent=key.startswith("card"))
        for key in sorted({piece.origin for piece in pieces if piece.of in {"card", "test"}})
    ]


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
        raise Refused(NO_THEMES)
    return found


def _careful(grants: Sequence[Grant]) -> tuple[int, ...]:
    return tuple(sorted(careful.among(Grant.objects.filter(pk__in=[grant.pk for grant in grants]))))


def evidence_key(about: scopes.About | Scope) -> str:
    """A short sign of what decides a draft: reports, stories, cards, themes, small numbers, the method."""
    scope = scopes.of(about)
    grants = scope.grants()
    evidence = [
        list(Report.objects.accepted().filter(grant__in=grants).order_by("pk").values_list("pk", flat=True)),
        *(list(stories.words_for(channel, grants)) for channel in stories.CHANNELS),
        _sign_of_elsewhere(scope, grants),
        list(Term.objects.of("learning-themes").order_by("code").values_list("code", "name", "details")),
        withholding.rule_now(),
        _careful(grants),
        method.now(),
        *([model, list(stories.words_for("model", grants))] if (model := model_for(scope)) else []),
    ]
    return sha256(repr(evidence))[:16]


def _sign_of_elsewhere(scope: Scope, grants: Sequence[Grant]) -> list[object]:
    if scope.kind == Kind.COLLECTION:
        texts = scope.row.texts.order_by("pk")  # type: ignore[union-attr]
        sentences = texts.exclude(sentences=None).values_list(
            *("sentences", "sentences__slot", "sentences__is_quote", "sentences__said_by", "sentences__voice"),
            "sentences__confirmed_at",
        )
        return [list(texts.values_list("pk", "sha256", "source_state", "channels", "slot")), list(sentences)]
    tests = ChangeTest.objects.filter(grant__in=grants, state=ChangeTest.State.STUDIED, is_walled=False)
    final = LearningEvent.objects.filter(state=LearningEvent.State.FINAL)
    cards = EventCard.objects.filter(event__in=final).usable().order_by("pk")
    return [list(tests.order_by("pk").values_list("pk", "happened", "learned")), list(cards.values_list("pk", "words"))]
