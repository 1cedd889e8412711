"""The form of a file of evidence, as a JSON schema (draft 2020-12)."""

from typing import Any

from reporting.learning.gathering.describing import ITEMS

MOST = 1_000_000_000_000  # people or pounds: more is a slip of the keys
LETTERS = 20_000  # of one answer: a long report has that many
FORM = "learning-evidence/1"
SLOTS = ("did", "worked", "did_not_work", "for_whom", "circumstances", "cost", "others_need", "next")
KINDS = ("report", "story", "card", "change_log")
VOICES = ("people", "carers", "staff", "", None)
STATES = ("accepted", "draft", "withdrawn", "embargoed")
CHANNELS = ("web", "print", "slides", "email", "social", "training", "open_data", "model")
POINTS = ("baseline", "period", "end")
DESIGNS = ("", "before_after", "retrospective", "comparison")


def _text(most: int, about: str) -> dict[str, Any]:
    return {"type": "string", "pattern": r"\S", "maxLength": most, "description": about}


def _any_text(most: int, about: str) -> dict[str, Any]:
    return {"type": ["string", "null"], "maxLength": most, "description": about}


def _list(about: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "maxLength": 200}, "description": about}


def _one_of(values: tuple[str | None, ...], about: str) -> dict[str, Any]:
    return {"enum": list(values), "description": about}


def _whole(about: str) -> dict[str, Any]:
    return {"type": ["integer", "null"], "minimum": 0, "maximum": MOST, "description": about}


def _thing(about: str, required: list[str], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "description": about,
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


PROJECT = _thing(
    "One project. Those that told nothing belong here too: they are counted as not known.",
    ["id", "title"],
    id=_text(80, "its name in this file"),
    title=_text(200, "the name of the project"),
    organisation=_any_text(200, "the group that runs it"),
    conditions=_list("the conditions of its people"),
    areas=_list("the places where it works"),
    activities=_list("what it does"),
    people=_list("whom it is for"),
    took_part=_whole("how many people took part"),
    spent={"type": ["number", "null"], "minimum": 0, "maximum": MOST, "description": "what was spent, in pounds"},
    is_full_cost={
        "type": "boolean",
        "description": "true where `spent` is the full cost and not the grant's part alone",
    },
    described={
        "type": "array",
        "items": _one_of(tuple(ITEMS), "one of the twelve TIDieR items"),
        "uniqueItems": True,
        "description": "which of the twelve TIDieR items are told",
    },
    is_evaluated={"type": "boolean", "description": "true where somebody independent has evaluated it"},
    adopters={
        "type": "array",
        "items": _thing(
            "Another place that took it on.",
            ["months"],
            months={"type": "integer", "minimum": 0, "maximum": MOST, "description": "how long it was kept"},
            has_figures={"type": "boolean", "description": "true where figures came back"},
        ),
    },
)
ANSWER = _thing(
    "One answer, or a part of a story.",
    ["text"],
    field=_text(40, "its name within the source; else its slot"),
    slot=_one_of(SLOTS, "what it is about; not asked of a story"),
    text=_text(LETTERS, "the words, as they were written"),
    themes=_list("codes of the learning themes that its writers ticked, such as T06"),
    voice=_one_of(VOICES, "whose words"),
)
SOURCE = _thing(
    "One report, story, card or log of a change.",
    ["id", "kind", "answers"],
    id=_text(80, "its name in this file"),
    project=_any_text(80, "the id of its project; only a card may have none"),
    kind=_one_of(KINDS, "what it is"),
    state=_one_of(STATES, "whether it may be used; what is not accepted is left out and counted"),
    title=_any_text(200, "its title"),
    date={"type": ["string", "null"], "format": "date", "description": "when it was written, as 2026-03-31"},
    channels={"type": "array", "items": _one_of(CHANNELS, "a channel"), "description": "where a story may be shown"},
    said_by=_any_text(100, "who said it, as they want to be named"),
    voice=_one_of(VOICES, "whose words"),
    answers={"type": "array", "items": ANSWER, "minItems": 1},
)
FIGURE = _thing(
    "One figure of one project.",
    ["project", "indicator"],
    id=_any_text(80, "its name in this file"),
    project=_text(80, "the id of its project"),
    source=_any_text(80, "the id of the report that tells it"),
    indicator=_text(80, "a short name; figures of one indicator, point and group are added"),
    name=_any_text(200, "what it is called"),
    question=_any_text(250, "as it was asked"),
    kind=_one_of(("share", "count", "scale"), "so many of those who answered, a number, or a mean; else share"),
    point=_one_of(POINTS, "when it was taken; else period"),
    group=_any_text(60, "a group of people; else all"),
    numerator=_whole("how many said so"),
    denominator=_whole("how many answered"),
    asked=_whole("how many were asked"),
    took_part=_whole("how many took part"),
    value={"type": ["number", "null"], "description": "the mean of a scale"},
    direction=_one_of(("", "more", "less"), "whether more is better"),
    taken=_one_of(
        ("", "before", "soon", "later"), "when a start was taken: before people joined, soon after, or later"
    ),
    design=_one_of(DESIGNS, "how it shows a change, if it does"),
    is_better={"type": "boolean", "description": "true where it shows a change for the better"},
)
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Evidence for learning summaries",
    **_thing(
        "Evidence from outside, read together as one collection.",
        ["name", "projects", "sources"],
        format={"const": FORM, "description": "the form of the file"},
        name=_text(120, "what the collection is called"),
        projects={"type": "array", "items": PROJECT, "minItems": 1},
        sources={"type": "array", "items": SOURCE, "minItems": 1},
        figures={"type": "array", "items": FIGURE},
    ),
}
