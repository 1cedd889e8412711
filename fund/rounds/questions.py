"""A question as a round file defines it: its kind, what the kind needs, and where the answer goes."""

from dataclasses import replace
from typing import Any

from fund import reference
from fund.models import Question, Vocabulary
from fund.questionnaires.kinds import MOST_IN_A_GROUP
from fund.questionnaires.tables import MOST_ROWS
from fund.rounds.conditions import condition
from fund.rounds.lines import Path
from fund.rounds.reading import Reader, Row
from fund.rounds.values import Check, Key, Wrong, keys, line, one_of, slug, text, whole, yes_no

LONGEST_TITLE = 200
LONGEST_SUMMARY = 150  # words: it is read first, and to decide on ties
MOST_FIELDS = 10  # of a table of several answers
PERSONAL_KINDS = ("email", "phone")
CHOOSABLE = ("tiers", "types", "priorities")
ANY_NUMBER = whole(-1_000_000_000, 1_000_000_000)
POUNDS = whole(0, 1_000_000_000)
SETTINGS: dict[str, dict[str, Check]] = {
    "line": {"max": whole(1, 1000), "minutes": whole(1, 60)},
    "text": {"words": whole(1, 10000), "minutes": whole(1, 60)},
    "number": {"min": ANY_NUMBER, "max": ANY_NUMBER},
    "date": {"earliest": whole(1000, 2100)},
    "money": {"min": POUNDS, "max": POUNDS},
    "many_of": {"most": whole(1, 100)},
    "register_number": {"register": one_of("oscr", "companies")},
    "budget": {"rows": whole(1, 60)},
}
# What an answer may fill: the kinds of question that can, and the list that its options must come from.
FILLS: dict[str, tuple[tuple[str, ...], str]] = {
    "title": (("line",), ""),
    "summary": (("text",), ""),
    "tier": (("one_of",), "tiers"),
    "grant_type": (("one_of",), "types"),
    "priority": (("one_of",), "priorities"),
    "months": (("number",), ""),
    "amount": (("budget", "money"), ""),
    "areas": (("places",), ""),
    "conditions": (("many_of",), "conditions"),
}
PARTNER_KINDS = ("line", "text", "group")
SLOTS = ("did", "worked", "did_not_work", "for_whom", "circumstances", "cost", "others_need", "next")
QUESTION = keys(
    Question,
    "code kind label help=help_text required=is_required error=error_text fills slot folded=is_folded "
    "names_partners privacy shown_if",
)
QUESTION["fills"] = replace(QUESTION["fills"], check=one_of(*FILLS))
QUESTION["slot"] = replace(QUESTION["slot"], check=one_of(*SLOTS))
QUESTION["shown_if"] = replace(QUESTION["shown_if"], check=condition)
OPTION = {"code": Key("code", slug(60), str, True), "name": Key("name", line(200), str, True)}
ROW = {"code": Key("code", slug(30), str, True), "name": Key("name", line(120), str, True)}
# The kinds of box that a row of a table of several answers can hold.
BOX_KINDS = (
    "line", "text", "number", "money", "date", "yes_no", "one_of", "many_of", "email", "phone", "web",
)  # fmt: skip
BOX = {
    "code": Key("code", slug(30), str, True),
    "kind": Key("kind", one_of(*BOX_KINDS), str, True),
    "label": Key("label", line(120), str, True),
    "help": Key("help", text, str, False),
    "required": Key("required", yes_no, lambda: True, False),
    "once": Key("once", yes_no, lambda: False, False),
}
OF_GROUPS = {"fields", "rows", "most", "least"}
SETTING_NAMES = sorted(
    {name for settings in SETTINGS.values() for name in settings} | {"options", "options_from"} | OF_GROUPS
)


def read(reader: Reader, table: Any, path: Path, purpose: str, section: Row) -> Row:
    """The columns of one question. Settings that its kind does not know are faults."""
    row = reader.row(table, QUESTION, path, also=SETTING_NAMES)
    row["settings"] = {}
    if row["slot"] and purpose != "report":
        reader.fault((*path, "slot"), "‘slot’ is for questions of the report only.")
    if row["is_folded"] and row["is_required"]:
        reader.fault((*path, "folded"), "Only an optional question can be folded away: add ‘required = false’.")
    if isinstance(table, dict) and row["kind"]:
        row["settings"] = _settings(reader, table, path, row["kind"])
        _check_fills(reader, row, path, purpose)
        _check_partners(reader, row, path, purpose)
    kinds = {row["kind"], *(box["kind"] for box in row["settings"].get("fields", ()))}
    is_personal = row["privacy"] != Question.Privacy.BUSINESS or kinds & {*PERSONAL_KINDS}
    if is_personal and (section["assessors_see_it"] or section["panel_sees_it"]):
        words = "Assessors or the panel read this section, so it cannot ask for personal data."
        where = "privacy" if row["privacy"] != Question.Privacy.BUSINESS else "kind"
        reader.fault((*path, where), f"{words} Move the question to another section.")
    return row


def _settings(reader: Reader, table: dict[str, Any], path: Path, kind: str) -> Row:
    """What a question of this kind needs besides its words."""
    if kind == "group":
        return _group(reader, table, path)
    chooses = kind in ("one_of", "many_of")
    settings: Row = {}
    for name in SETTING_NAMES:
        if name not in table or (chooses and name.startswith("options")):
            continue
        if name not in SETTINGS.get(kind, {}):
            reader.fault((*path, name), f"‘{name}’ does not belong to a question of kind {kind}.")
            continue
        try:
            settings[name] = SETTINGS[kind][name](table[name])
        except Wrong as wrong:
            reader.fault((*path, name), f"‘{name}’ {wrong}.")
    if "min" in settings and "max" in settings and settings["min"] > settings["max"]:
        reader.fault((*path, "max"), "‘max’ cannot be under ‘min’.")
    return settings | (_options(reader, table, path) if chooses else {})


def _group(reader: Reader, table: dict[str, Any], path: Path) -> Row:
    """The boxes of each row, and either the rows themselves or how many there may be."""
    known = [*OF_GROUPS, *QUESTION]
    for name in sorted(table.keys() & {*SETTING_NAMES} - {*known}):
        reader.fault((*path, name), f"‘{name}’ does not belong to a question of kind group, but to one of its fields.")
    settings: Row = {"fields": [_box(reader, each, where) for each, where in reader.rows(table, "fields", path)]}
    if not settings["fields"]:
        reader.fault(path, "This table has no boxes. Add ‘fields’.")
    if len(settings["fields"]) > MOST_FIELDS:
        reader.fault((*path, "fields"), f"A table has at most {MOST_FIELDS} fields. Ask the rest in a second table.")
    reader.once(settings["fields"], [where for _, where in reader.rows(table, "fields", path)], "code")
    if any(box["code"] == "row" for box in settings["fields"]):
        reader.fault((*path, "fields"), "No field can have the code ‘row’: it says which row an answer belongs to.")
    if "rows" in table:
        given = reader.rows(table, "rows", path)
        settings["rows"] = [reader.row(each, ROW, where) for each, where in given]
        reader.once(settings["rows"], [where for _, where in given], "code")
        for name in sorted({"most", "least"} & table.keys()):
            reader.fault((*path, name), f"‘{name}’ is for tables without ‘rows’.")
        return settings
    for name in sorted({"most", "least"} & table.keys()):
        try:
            settings[name] = whole(1 if name == "most" else 0, MOST_ROWS)(table[name])
        except Wrong as wrong:
            reader.fault((*path, name), f"‘{name}’ {wrong}.")
    if settings.get("least", 0) > settings.get("most", MOST_IN_A_GROUP):
        reader.fault((*path, "least"), "‘least’ cannot be over ‘most’.")
    return settings


def _box(reader: Reader, table: Any, path: Path) -> Row:
    """One box in each row of a table of several answers: a small question with the settings of its kind."""
    row = reader.row(table, BOX, path, also=[*{*SETTING_NAMES} - OF_GROUPS, "most"])
    settings = _settings(reader, table, path, row["kind"]) if isinstance(table, dict) and row["kind"] else {}
    if row["once"] and row["kind"] != "one_of":
        reader.fault((*path, "once"), "‘once’ belongs to a field of kind one_of.")
    for name in ("help", "once"):
        if not row[name]:
            del row[name]
    return row | settings


def _options(reader: Reader, table: dict[str, Any], path: Path) -> Row:
    """What people choose from: a list of their own, or one that stands elsewhere."""
    if "options" in table and "options_from" in table:
        reader.fault((*path, "options_from"), "Give either ‘options’ or ‘options_from’, not both.")
        return {}
    if "options_from" in table:
        name = table["options_from"]
        known = [*CHOOSABLE, *sorted({*reference.VOCABULARIES, *Vocabulary.objects.values_list("slug", flat=True)})]
        if name not in known:
            reader.fault((*path, "options_from"), f"‘options_from’ must be one of {', '.join(known)}.")
        elif name in CHOOSABLE and not reader.plan.parts[name]:
            reader.fault((*path, "options_from"), f"There are no {name} in this round to choose from.")
        return {"options_from": name}
    found = reader.rows(table, "options", path)
    if not found:
        reader.fault(path, "This question has nothing to choose from. Add ‘options’ or ‘options_from’.")
    rows = [reader.row(each, OPTION, where) for each, where in found]
    reader.once(rows, [where for _, where in found], "code")
    return {"options": rows}


def _check_fills(reader: Reader, row: Row, path: Path, purpose: str) -> None:
    """An answer that code computes with must be of a kind that fits its column."""
    if not row["fills"]:
        return
    path = (*path, "fills")
    if purpose != "application":
        reader.fault(path, "‘fills’ is for questions of the application only.")
        return
    kinds, source = FILLS[row["fills"]]
    settings = row["settings"]
    if row["kind"] not in kinds:
        reader.fault(path, f"Only a question of kind {' or '.join(kinds)} can fill {row['fills']}.")
    elif source and settings.get("options_from") != source:
        reader.fault(path, f'A question that fills {row["fills"]} needs options_from = "{source}".')
    elif row["fills"] == "title" and settings.get("max", LONGEST_TITLE + 1) > LONGEST_TITLE:
        reader.fault(path, f"A question that fills title needs ‘max’ of {LONGEST_TITLE} characters or fewer.")
    elif row["fills"] == "summary" and settings.get("words", LONGEST_SUMMARY + 1) > LONGEST_SUMMARY:
        reader.fault(path, f"A question that fills summary needs ‘words’ of {LONGEST_SUMMARY} or fewer.")
    elif row["fills"] == "months" and not (settings.get("min", 0) >= 1 and settings.get("max", 1000) <= 120):
        reader.fault(path, "A question that fills months needs ‘min’ of 1 or more and ‘max’ of 120 or fewer.")


def _check_partners(reader: Reader, row: Row, path: Path, purpose: str) -> None:
    """Partners are shown to readers before they declare their ties, so the answer is words and about the work."""
    if not row["names_partners"]:
        return
    path = (*path, "names_partners")
    if purpose != "application":
        reader.fault(path, "‘names_partners’ is for questions of the application only.")
    elif row["kind"] not in PARTNER_KINDS:
        reader.fault(path, f"Only a question of kind {', '.join(PARTNER_KINDS)} can name partners.")
    elif row["privacy"] != Question.Privacy.BUSINESS:
        reader.fault(path, "Readers see who the partners are, so this question cannot ask for personal data.")
    elif row["kind"] == "group" and not any(box["kind"] == "line" for box in row["settings"].get("fields", ())):
        reader.fault(path, "A table that names partners needs a field of kind line, which holds the name.")
