"""The evidence of a collection: texts and figures that came from elsewhere.

Everything goes by the names that it has in its file, and nothing by the order in which it came or the number of its
row. So the same file gives the same draft, however it is shuffled and however often it is brought in.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fund import privacy
from reporting.learning.gathering.figures import by_project
from reporting.learning.gathering.reports import Left
from reporting.learning.pack import Counted, Origin, Pack, Piece, Project, Spent, Theme, Told
from reporting.learning.scopes import Scope
from reporting.learning.telling import tell
from reporting.models import Collection, OldSentence, OldText, OutsideProject

Figure = dict[str, Any]
Places = Mapping[int | None, int]  # of each project by its row: its place among the names in the file

CHANNELS = ("web", "print")
MOST_TOLD = 4  # sentences of one story or quotation
TOLD = ("numerator", "denominator", "asked", "took_part")
DESIGNS = ("before_after", "retrospective", "comparison")
LEFT_OUT = {
    OldText.State.DRAFT: "sources_not_final",
    OldText.State.WITHDRAWN: "sources_taken_back",
    OldText.State.EMBARGOED: "sources_not_yet_to_be_used",
}


def pack_of(scope: Scope, themes: tuple[Theme, ...], rule: Any, left: Left) -> Pack:
    """All the evidence of a collection. Four queries, whatever its size."""
    collection = scope.row
    assert isinstance(collection, Collection)
    texts = sorted(collection.texts.prefetch_related("sentences"), key=lambda text: (text.key, text.field))
    usable = list(_usable(texts, left))
    projects = sorted(collection.projects.all(), key=lambda row: row.key)
    places: Places = {row.pk: place for place, row in enumerate(projects, start=1)}
    told = {text.project_id for text in usable if text.kind != OldText.Kind.STORY}
    pieces = [piece for text in usable if text.kind != OldText.Kind.STORY for piece in _pieces(text, places, left)]
    stories = [one for text in usable for one in _told(text, places, left)]
    figures = sorted(collection.figures, key=own_order)
    asked = {row["source"] for row in figures if row.get("source") and row.get("denominator")}
    away = {text.key for text in texts if text.source_state != OldText.State.ACCEPTED}
    return Pack(
        scope=scope.kind,
        key=scope.key,
        title=scope.name,
        projects=tuple(_project(row, places, has_told=row.pk in told) for row in projects),
        pieces=tuple(pieces),
        stories=tuple(stories),
        figures=tuple(added_up(collection.slug, figures, {row.key: places[row.pk] for row in projects}, away, left)),
        themes=themes,
        left_out={
            "reports": len({text.key for text in usable if text.kind == OldText.Kind.REPORT}),
            "stories": len(stories),
            **left,
        },
        rule=rule,
        origins=tuple(_origins(usable, asked)),
        costs=tuple(_costs(projects, places)),
        facts=_facts(figures, projects),
    )


def _usable(texts: Iterable[OldText], left: Left) -> Iterator[OldText]:
    """The texts that may be used. One that its project sent twice is read once; sources are counted, not answers."""
    gone: dict[str, set[str]] = defaultdict(set)
    sources: dict[str, list[OldText]] = defaultdict(list)
    for text in texts:
        if text.source_state != OldText.State.ACCEPTED:
            gone[LEFT_OUT[OldText.State(text.source_state)]].add(text.key)
        elif text.kind == OldText.Kind.STORY and not set(text.channels) & set(CHANNELS):
            gone["stories_without_consent"].add(text.key)
        else:
            sources[text.key].append(text)
    seen: set[tuple[Any, ...]] = set()
    for key in sorted(sources):
        same = (sources[key][0].project_id, tuple((text.field, text.sha256) for text in sources[key]))
        if sources[key][0].project_id and same in seen:
            gone["sources_sent_twice"].add(key)
        else:
            seen.add(same)
            yield from sources[key]
    for reason, keys in gone.items():
        left[reason] += len(keys)


def _pieces(text: OldText, places: Places, left: Left) -> Iterator[Piece]:
    """Its sentences; of a text without slots those whose slot a person has confirmed, in their own numbers."""
    own = {sentence.start: sentence for sentence in text.sentences.all()}
    left["sentences_nobody_has_looked_at"] += sum(one.confirmed_at is None for one in own.values())
    for sentence in tell(text.text, left):
        known = own.get(sentence.start)
        slot = text.slot or (known.slot if known and known.confirmed_at else "")
        if slot and not (known and known.is_quote):
            yield _piece(text, places, sentence.number, sentence.start, sentence.end, slot, known)


def _piece(
    text: OldText, places: Places, number: int, start: int, end: int, slot: str, known: OldSentence | None = None
) -> Piece:
    return Piece(
        *("text", text.pk, text.field, number, start, end, text.text[start:end], text.sha256, slot),
        project=places.get(text.project_id, 0),
        voice=(known.voice if known else "") or text.voice,
        ticked=tuple(sorted(text.themes)),
        name=text.key,
    )


def _told(text: OldText, places: Places, left: Left) -> Iterator[Told]:
    """A story, with the channels where it may be shown; of another text the words that a person marked as a quote."""
    if text.kind == OldText.Kind.STORY:
        run = list(tell(text.text, left))[:MOST_TOLD]
        if run:
            piece = _piece(text, places, run[0].number, run[0].start, _end_of(run), "story")
            channels = tuple(channel for channel in CHANNELS if channel in text.channels)
            yield Told(text.pk, piece.project, channels, (piece,), of="text", said_by=text.said_by)
        else:
            left["stories_with_personal_details"] += 1
        return
    for said in _quotations(text):
        first, last = said[0], said[-1]
        if privacy.hits(text.text[first.start : last.end]):
            left["sentences_with_personal_details"] += len(said)
        else:
            piece = _piece(text, places, first.number, first.start, last.end, "story", first)
            is_hard = any(one.slot == "did_not_work" for one in said)
            whose = (text.pk, piece.project, CHANNELS, (piece,))
            yield Told(*whose, of="text", said_by=first.said_by, is_hard=is_hard)


def _quotations(text: OldText) -> Iterator[list[OldSentence]]:
    """The words that a person marked as somebody's own; sentences of one speaker that follow each other together."""
    run: list[OldSentence] = []
    for one in text.sentences.all():
        is_told = one.is_quote and one.confirmed_at is not None and one.said_by
        goes_on = run and one.number == run[-1].number + 1 and one.said_by == run[-1].said_by and len(run) < MOST_TOLD
        if run and not (is_told and goes_on):
            yield run
            run = []
        if is_told:
            run.append(one)
    if run:
        yield run


def _end_of(run: list[Any]) -> int:
    """Where the first sentences end that stand next to each other."""
    end = run[0].end
    for before, after in zip(run, run[1:], strict=False):
        if after.number != before.number + 1:
            break
        end = after.end
    return int(end)


def _project(row: OutsideProject, places: Places, *, has_told: bool) -> Project:
    return Project(
        pk=places[row.pk],
        title=row.title,
        conditions=tuple(sorted(row.conditions)),
        areas=tuple(sorted(row.areas)),
        has_told=has_told,
        organisation=row.organisation,
        described=tuple(sorted(row.facts.get("described", ()))),
    )


def _origins(texts: Iterable[OldText], asked: set[str]) -> Iterator[Origin]:
    for key in sorted({text.key for text in texts}):
        rows = [text for text in texts if text.key == key]
        independent = any(text.kind == OldText.Kind.CARD for text in rows)
        yield Origin(key, key in asked, is_independent=independent)


def _costs(projects: Iterable[OutsideProject], places: Places) -> Iterator[Spent]:
    for row in projects:
        pounds, people = row.facts.get("spent"), row.facts.get("took_part")
        if pounds and people:
            yield Spent(places[row.pk], int(pounds), int(people), bool(row.facts.get("is_full_cost")))


def _facts(figures: Iterable[Figure], projects: Iterable[OutsideProject]) -> dict[str, Any]:
    """What the strength of an approach is judged by, as it was sent."""
    rows = list(projects)
    organisations = {row.key: row.organisation or row.title for row in rows}
    return {
        "changes": [
            {
                "organisation": organisations[row["project"]],
                "design": row["design"],
                "answered": row.get("denominator") or 0,
                "asked": row.get("asked") or row.get("took_part") or 0,
                "is_better": bool(row.get("is_better")),
            }
            for row in figures
            if row.get("design") in DESIGNS and row["project"] in organisations
        ],
        "is_evaluated": any(row.facts.get("is_evaluated") for row in rows),
        "adopters": sorted(
            (int(one["months"]), bool(one.get("has_figures"))) for row in rows for one in row.facts.get("adopters", ())
        ),
    }


def own_order(row: Figure) -> tuple[str, ...]:
    """The place of a figure among all that were sent: by what it counts and of whom, then by all that it says."""
    of = (row["indicator"], row["point"], row["group"], row["project"], row.get("source") or "")
    return (*of, json.dumps(row, sort_keys=True, ensure_ascii=False))


def added_up(
    name: str, figures: Iterable[Figure], projects: Mapping[str, int], away: set[str], left: Left
) -> Iterator[Counted]:
    """The figures added up by indicator, time point and group: parts with parts, a mean by how many answered.

    They come in their own order, and the first of those that are added names it. Those of sources that are `away` are
    left out.
    """
    lots: dict[tuple[str, str, str], list[Figure]] = defaultdict(list)
    seen: set[str] = set()
    for row in figures:
        same = repr(sorted((name, value) for name, value in row.items() if name not in {"id", "source"}))
        if row.get("source") in away:
            left["figures_of_sources_left_out"] += 1
        elif same in seen:
            left["figures_sent_twice"] += 1
        else:
            seen.add(same)
            lots[row["indicator"], row["point"], row["group"]].append(row)
    for position, ((code, point, group), rows) in enumerate(sorted(lots.items())):
        first = rows[0]
        yield Counted(
            position=position,
            code=code,
            name=first["name"],
            question=first["question"],
            kind=first["kind"],
            point=point,
            group=group,
            numerator=_sum(rows, "numerator"),
            answered=_sum(rows, "denominator"),
            asked=_sum(rows, "asked"),
            took_part=_sum(rows, "took_part"),
            value=_mean(rows),
            reports=len(rows),
            measurements=(),
            direction=first.get("direction", ""),
            taken=",".join(sorted({row.get("taken", "") for row in rows} - {""})),
            projects=len({row["project"] for row in rows if row["project"] in projects}),
            about=f"collection {name}:{code}:{point}",
            parts=by_project((projects.get(row["project"], 0), [row.get(number) for number in TOLD]) for row in rows),
        )


def _sum(rows: Iterable[Figure], name: str) -> int | None:
    told = [row[name] for row in rows if row.get(name) is not None]
    return sum(told) if told else None


def _mean(rows: Iterable[Figure]) -> str | None:
    """The mean of means, each by how many answered: sum(mean × answered) / sum(answered)."""
    told = [(Decimal(str(row["value"])), row["denominator"]) for row in rows if row.get("value") is not None]
    whole = sum(weight for _, weight in told)
    if not whole:
        return None
    mean = sum((value * weight for value, weight in told), Decimal(0)) / whole
    return str(mean.quantize(Decimal("0.01"), ROUND_HALF_UP))
