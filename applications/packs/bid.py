"""What one bid says to one audience, as plain facts: the same for paper and Word, and the ground of its hash."""

from dataclasses import asdict, dataclass, field
from typing import Any

from applications import assessing
from applications.models import Application, ApplicationAnswers, Audience, Telling
from applications.packs import look
from applications.packs.scale import UNKNOWN, in_words
from applications.told import ways_of
from fund.models import Round
from fund.questionnaires import Words
from fund.templatetags.words import pounds

OF_THE_HEAD = ("title", "summary")  # they stand above the answers
LOOK = ("applications/packs/bid.py", "applications/packs/drawing.py", "templates/print/bid.html")


@dataclass(frozen=True)
class Answer:
    """One question with what was answered; how it is laid out follows from what is there."""

    label: str
    words: str = ""
    items: list[str] = field(default_factory=list)
    rows: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    lines: list[tuple[str, str, str]] = field(default_factory=list)
    total: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """What one assessor said of it, without who it was."""

    mark: str
    scores: list[tuple[str, str, list[tuple[str, str]]]]
    confidence: str
    overall: str


@dataclass(frozen=True)
class Bid:
    """One bid as one audience may read it."""

    reference: str
    title: str
    round: str
    summary: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[Answer]]]
    statements: list[str]
    papers: list[str]
    views: list[View] | None  # None where the audience does not see them
    figures: str

    @property
    def name(self) -> str:
        return f"{self.reference} {self.title}"


def for_audience(application: Application, audience: str) -> Bid:
    """A bid as readers may know it (`assessing.for_readers`), in the words of one audience. No name, no address.

    The names of files are left out: people put their own into them.
    """
    round_, is_panel = application.round, audience == Audience.PANEL
    sheets = ApplicationAnswers.objects.for_panel() if is_panel else ApplicationAnswers.objects.for_assessors()
    hides_name = round_.names_hidden_from_panel if is_panel else round_.names_hidden
    return Bid(
        reference=application.reference,
        title=application.title_read or "Untitled",
        round=round_.name,
        summary=application.summary_read,
        facts=_facts(application, round_.facts_for_panel if is_panel else round_.facts_for_assessors, not hides_name),
        parts=_parts(application, assessing.reading(application, sheets)),
        statements=_statements(application),
        papers=_papers(application),
        views=_views(application) if is_panel else None,
        figures=_figures(application) if is_panel else "",
    )


def hash_of(bid: Bid, *, large: bool) -> str:
    """What the paper says and how it is drawn, as one hash."""
    return look.hash_of([asdict(bid), large], *LOOK)


def _facts(application: Application, shown: list[str], shows_name: bool) -> list[tuple[str, str]]:
    found = {
        "amount": ("Asks for", pounds(application.amount)),
        "tier": ("Size of grant", str(application.tier or "")),
        "grant_type": ("Type of grant", str(application.grant_type or "")),
        "months": ("Lasts", _months(application.months)),
        "priority": ("Priority", str(application.priority or "")),
    }
    if "areas" in shown:
        found["areas"] = ("Where", ", ".join(map(str, application.areas.all())) or "–")
    if "conditions" in shown:
        found["conditions"] = ("Conditions", ", ".join(map(str, application.conditions.all())) or "–")
    facts = [pair for name, pair in found.items() if name in shown and pair[1]]
    return [("Group", application.organisation.name), *facts] if shows_name else facts


def _months(months: int | None) -> str:
    return f"{months} month{'' if months == 1 else 's'}" if months else ""


def _parts(application: Application, reading: assessing.Reading) -> list[tuple[str, list[Answer]]]:
    told = ways_of(application)
    return [
        (
            section.title,
            [
                _answer(question.label, words, told.get(question.pk))
                for question, words in answers
                if question.fills not in OF_THE_HEAD
            ],
        )
        for section, answers in reading
    ]


def _answer(label: str, words: Words, telling: Telling | None) -> Answer:
    notes = list(words.notes)
    if telling is not None:
        notes.append(f"Told in another way ({telling.get_way_display().lower()}).")
    return Answer(
        label=label,
        words="" if words.items or words.rows or words.total is not None else str(words),
        items=[str(item) for item in words.items],
        rows=[
            (row.name, [(head, ", ".join(said.items) or str(said)) for head, said in row.cells]) for row in words.rows
        ],
        lines=[(line.heading, line.what, pounds(line.amount)) for line in words.lines],
        total="" if words.total is None else pounds(words.total),
        notes=notes,
    )


def _statements(application: Application) -> list[str]:
    """The words of each statement that the round shows to readers; nothing where it came as a letter alone."""
    shown = application.statements.as_read().only("pk").order_by("pk")
    return [each.words_read for each in shown]  # type: ignore[attr-defined]


def _papers(application: Application) -> list[str]:
    shown = application.documents.filter(rule__panel_sees_it=True)
    return list(shown.order_by("rule__position", "pk").values_list("rule__name", flat=True))


def _views(application: Application) -> list[View]:
    handed_in = application.assessments.numbered().prefetch_related("scores__criterion")
    round_ = application.round
    views = []
    for one in handed_in.defer("assessor", "assigned_by"):
        scores = []
        for score in one.scores.all():
            asked = ((round_.ask_strong, score.strong), (round_.ask_stronger, score.stronger))
            value = "" if round_.judged_by == Round.JudgedBy.RANKING else _value(round_, score.value, score.abstains)
            scores.append((str(score.criterion), value, [pair for pair in asked if pair[1]]))
        mark = "no score" if one.mark is None else f"{one.mark:.2f}"
        views.append(View(mark, scores, one.get_confidence_display() or "", one.overall))
    return views


def _value(round_: Round, value: Any, abstains: bool) -> str:
    if abstains:
        return UNKNOWN
    return "Not scored" if value is None else in_words(round_, value)


def _figures(application: Application) -> str:
    mean = getattr(application, "mean", None)
    if mean is None:
        return ""
    spread = getattr(application, "spread", None)
    return f"Mean {mean:.2f}, spread {'–' if spread is None else f'{spread:.2f}'}."
