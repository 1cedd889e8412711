"""A round as its file defines it: which tables and keys there are, and what must hold between them."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db import models

from fund.models import (
    Anchor,
    BudgetHeading,
    Criterion,
    DocumentRule,
    EligibilityCriterion,
    EligibilityQuestion,
    GrantType,
    MoneySource,
    Priority,
    ReadingPhase,
    ReportRule,
    Round,
    Section,
    Tier,
)
from fund.models.round import usual_facts
from fund.rounds import conditions, eligibility_lines, questions
from fund.rounds.lines import Path
from fund.rounds.reading import Plan, Reader, Row, parse, printable
from fund.rounds.values import LONDON, Key, Wrong, keys, line, one_of, slug, slug_of_round, some_of, start_of_reference


@dataclass(frozen=True)
class Part:
    """One kind of rows of a round: their table in the file, their model, and the column that tells them apart."""

    table: str
    related: str
    model: type[models.Model]
    keys: dict[str, Key]
    by: str = "code"


ABOUT = keys(
    Round,
    "slug code name about who_can_apply not_funded help_text criteria_version names_hidden min_score max_score "
    "assessments_wanted is_rolling is_two_stage applications_received awards_made amount_awarded facts_not_known "
    "sources_of_facts is_demo needs_sign_off judged_by shows_total others_scores ask_strong ask_stronger "
    "names_hidden_from_panel facts_for_assessors facts_for_panel days_to_accept days_to_appeal "
    "days_to_acknowledge days_to_answer needs_approval approver feedback_second_look",
)
ABOUT["facts_for_assessors"] = Key("facts_for_assessors", some_of(*Round.FACTS), usual_facts, False)
ABOUT["facts_for_panel"] = Key("facts_for_panel", some_of(*Round.FACTS), usual_facts, False)
ABOUT["code"] = Key("code", start_of_reference, str, True)
ABOUT["slug"] = Key("slug", slug_of_round, str, True)
DATES = keys(
    Round,
    "opens_at note_closes_at closes_at grace_seconds panel_on decisions_on announcement_on projects_start_on",
)
ELSE = {
    "fund": Key("fund", slug(50), str, True),
    "state": Key("state", one_of(*Round.State.values), lambda: Round.State.DRAFT.value, False),
}
PARTS = (
    Part("money", "sources", MoneySource, keys(MoneySource, "name amount"), by="name"),
    Part("tiers", "tiers", Tier, keys(Tier, "code name about cap cap_per_year min_months max_months plan_pages")),
    Part("types", "grant_types", GrantType, keys(GrantType, "code name about")),
    Part("priorities", "priorities", Priority, keys(Priority, "code name about")),
    Part("criteria", "criteria", Criterion, keys(Criterion, "code name guidance weight")),
    Part(
        "documents",
        "document_rules",
        DocumentRule,
        keys(
            DocumentRule,
            "code name help=help_text applies_to wanted required=is_required max_pages panel_sees_it asks_outsiders",
        ),
    ),
    Part("budget_headings", "budget_headings", BudgetHeading, keys(BudgetHeading, "code name help=help_text")),
    Part(
        "eligibility",
        "eligibility",
        EligibilityQuestion,
        keys(
            EligibilityQuestion,
            "code question help=help_text kind fine other at_least at_most because try_instead link",
        ),
    ),
    Part("checklist", "checklist", EligibilityCriterion, keys(EligibilityCriterion, "code words guidance")),
    Part(
        "phases",
        "reading_phases",
        ReadingPhase,
        keys(ReadingPhase, "name opens_at closes_at is_second_look"),
        by="name",
    ),
    Part(
        "reports",
        "report_rules",
        ReportRule,
        keys(ReportRule, "name from_month to_month from_amount below_amount only_at_risk asks_money due_days_after"),
        by="name",
    ),
)
SECTION = keys(Section, "code title intro assessors_see_it panel_sees_it shown_if")
SECTION["shown_if"] = replace(SECTION["shown_if"], check=conditions.condition)
PURPOSES = ("note", "application", "report")
TABLES = ("dates", *PURPOSES, *(part.table for part in PARTS))
USUAL = tomllib.loads((settings.BASE_DIR / "fund" / "data" / "report.toml").read_text())  # for report = "usual"
MEANING = line(Anchor._meta.get_field("meaning").max_length or 250)


def read(text: str) -> Plan:
    """All that a file says and all its faults, without a look at the database."""
    data, plan = parse(text.removeprefix("\ufeff"))
    if plan.faults:
        return plan
    reader = Reader(plan)
    top = reader.row(data, ABOUT | ELSE, (), also=TABLES)
    plan.fund, plan.stage = top.pop("fund"), top.pop("state")
    plan.about = top | reader.row(data.get("dates", {}), DATES, ("dates",))
    _check_about(reader, plan.about)
    for part in PARTS:
        found = reader.rows(data, part.table)
        also = ["anchors"] if part.table == "criteria" else []
        rows = [reader.row(table, part.keys, path, also=also) for table, path in found]
        paths = [path for _, path in found]
        reader.once(rows, paths, part.by)
        if part.table == "eligibility":
            eligibility_lines.check(reader, rows, paths)
        for (table, path), row in zip(found, rows, strict=True):
            _check_part(reader, part.table, table, row, path, plan.about)
        plan.parts[part.table] = rows
    for purpose in PURPOSES:
        given = USUAL if purpose == "report" and data.get(purpose) == "usual" else data.get(purpose, {})
        plan.questionnaires[purpose] = _sections(reader, given, purpose)
    if plan.stage == Round.State.PUBLISHED:
        for words in missing(plan):
            reader.fault(("state",), f"A published round needs {words}.")
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


def missing(plan: Plan) -> list[str]:
    """What a round lacks before people can apply to it, each as the end of “A published round needs …”."""
    return [f"{lack.words} ({lack.key})" for lack in lacks(plan)]


@dataclass(frozen=True)
class Lack:
    """One thing that a round lacks: the part where it is mended, in words, and by its key in a file."""

    part: str
    words: str
    key: str


def lacks(plan: Plan) -> list[Lack]:
    """What a round lacks before people can apply to it, part by part."""
    about = plan.about
    asked = [question for section in plan.questionnaires["application"] for question in section["questions"]]
    fills = {question["fills"] for question in asked}
    report = any(section["questions"] for section in plan.questionnaires["report"])
    note = any(section["questions"] for section in plan.questionnaires["note"])
    has_budget = any(question["kind"] == "budget" for question in asked)
    found = {
        Lack("dates", "the time when it opens", "dates, opens_at"): about["opens_at"] is None,
        Lack("dates", "the time when it closes", "dates, closes_at"): about["closes_at"] is None
        and not about["is_rolling"],
        Lack("dates", "the time when short notes close", "dates, note_closes_at"): about["is_two_stage"]
        and about["note_closes_at"] is None,
        Lack("money", "the money that it gives away", "money"): not any(row["amount"] for row in plan.parts["money"]),
        Lack("criteria", "at least one criterion to judge by", "criteria"): not plan.parts["criteria"],
        Lack("application", "questions to answer", "application"): not asked,
        Lack("application", "a question for the name of the project", "fills title"): bool(asked)
        and "title" not in fills,
        Lack("application", "a question for the money asked for", "fills amount"): bool(asked)
        and "amount" not in fills,
        Lack("budget_headings", "headings for the budget", "budget_headings"): has_budget
        and not plan.parts["budget_headings"],
        Lack("application", "a section that assessors read", "assessors_see_it"): bool(asked)
        and not any(section["assessors_see_it"] for section in plan.questionnaires["application"]),
        Lack("note", "questions for its short note", "note"): about["is_two_stage"] and not note,
        Lack("report", "questions for its reports", "report"): bool(plan.parts["reports"]) and not report,
    }
    for table, column in (("tiers", "tier"), ("types", "grant_type"), ("priorities", "priority")):
        found[Lack("application", f"a question that lets people choose from its {table}", f"fills {column}")] = (
            bool(asked) and len(plan.parts[table]) > 1 and column not in fills
        )
    return [lack for lack, is_missing in found.items() if is_missing]


def out_of_order(about: Row) -> Iterator[tuple[str, str]]:
    """The dates that stand in the wrong order: each with the one that it must follow."""
    opens, note, closes = (about[name] for name in ("opens_at", "note_closes_at", "closes_at"))
    times = [(name, value) for name, value in (("opens_at", opens), ("note_closes_at", note), ("closes_at", closes))]
    for (before, earlier), (after, later) in pairwise((name, value) for name, value in times if value):
        if earlier >= later:
            yield after, before
    ends = closes or opens
    last = "closes_at" if closes else "opens_at"
    days = {last: ends.astimezone(LONDON).date() if ends else None}
    days |= {name: about[name] for name in ("panel_on", "decisions_on", "announcement_on")}
    for (before, earlier), (after, later) in pairwise((name, value) for name, value in days.items() if value):
        if earlier > later:
            yield after, before
    start = about["projects_start_on"]
    if ends and start and start < ends.astimezone(LONDON).date():
        yield "projects_start_on", last


def _check_about(reader: Reader, about: Row) -> None:
    """The scale of scores has two ends, and the calendar goes forward."""
    if (scale := Round.SCALES.get(about["judged_by"])) is not None:  # what such answers count follows from their kind
        about["min_score"], about["max_score"] = map(Decimal, scale)
    if about["min_score"] >= about["max_score"]:
        reader.fault(("max_score",), "‘max_score’ must be over ‘min_score’.")
    for after, before in out_of_order(about):
        verb = "must be after" if after in {"note_closes_at", "closes_at"} else "cannot be before"
        reader.fault(("dates", after), f"‘{after}’ {verb} ‘{before}’.")
    if about["is_rolling"] and about["is_two_stage"]:
        reader.fault(("is_two_stage",), "A round that is open all the time has one stage: leave ‘is_two_stage’ out.")


def _check_part(reader: Reader, name: str, table: Any, row: Row, path: Path, about: Row) -> None:
    def positive(*columns: str) -> None:
        for column in columns:
            if row[column] is not None and row[column] <= 0:
                reader.fault((*path, column), f"‘{column}’ must be more than nought.")

    match name:
        case "tiers":
            positive("cap", "cap_per_year", "min_months", "max_months", "plan_pages")
            if None not in (row["min_months"], row["max_months"]) and row["min_months"] > row["max_months"]:
                reader.fault((*path, "max_months"), "‘max_months’ cannot be under ‘min_months’.")
        case "criteria":
            positive("weight")
            row["anchors"] = _anchors(reader, table, path, about)
        case "documents":
            positive("wanted", "max_pages")
        case "phases":
            if row["opens_at"] and row["closes_at"] and row["opens_at"] >= row["closes_at"]:
                reader.fault((*path, "closes_at"), "‘closes_at’ must be after ‘opens_at’.")
        case "reports":
            if None not in (row["from_month"], row["to_month"]) and row["from_month"] >= row["to_month"]:
                reader.fault((*path, "to_month"), "‘to_month’ must be over ‘from_month’.")
            if None not in (row["from_amount"], row["below_amount"]) and row["from_amount"] >= row["below_amount"]:
                reader.fault((*path, "below_amount"), "‘below_amount’ must be over ‘from_amount’.")


def _anchors(reader: Reader, table: Any, path: Path, about: Row) -> list[Row]:
    """What each score means, by the score."""
    given = table.get("anchors", {}) if isinstance(table, dict) else {}
    path = (*path, "anchors")
    if not isinstance(given, dict):
        reader.fault(path, 'Write the anchors as a table: [criteria.anchors] and below it "0" = "…".')
        return []
    found: dict[Decimal, Row] = {}
    for key, meaning in given.items():
        try:
            words = MEANING(meaning)
        except Wrong as wrong:
            reader.fault((*path, key), f"The meaning of score ‘{printable(key)}’ {wrong}.")
            continue
        if not re.fullmatch(r"\d{1,3}(\.\d{1,2})?", key):
            reader.fault((*path, key), f'‘{printable(key)}’ is not a score. Write a number such as "3".')
        elif not about["min_score"] <= Decimal(key) <= about["max_score"]:
            scale = f"{about['min_score']:f} to {about['max_score']:f}"
            reader.fault((*path, key), f"The score {key} is outside the scale, which goes from {scale}.")
        elif Decimal(key) in found:
            reader.fault((*path, key), f"The score {key} has a meaning already. Keep one.")
        else:
            found[Decimal(key)] = {"score": Decimal(key), "meaning": words}
    return [found[score] for score in sorted(found)]


def _sections(reader: Reader, data: Any, purpose: str) -> list[Row]:
    """The sections of one questionnaire with their questions."""
    if not isinstance(data, dict):
        reader.fault((purpose,), f"Write the sections as [[{purpose}.sections]].")
        return []
    reader.unknown(data, ["sections"], (purpose,))
    found = reader.rows(data, "sections", (purpose,))
    rows = [reader.row(table, SECTION, path, also=["questions"]) for table, path in found]
    reader.once(rows, [path for _, path in found], "code")
    asked: list[tuple[Row, Path]] = []
    for (table, path), row in zip(found, rows, strict=True):
        tables = reader.rows(table, "questions", path) if isinstance(table, dict) else []
        if not tables:
            reader.fault(path, f"The section ‘{row['code']}’ has no questions.")
        row["questions"] = [questions.read(reader, each, where, purpose, row) for each, where in tables]
        asked += zip(row["questions"], [where for _, where in tables], strict=True)
    reader.once([row for row, _ in asked], [path for _, path in asked], "code")
    reader.once([row for row, _ in asked], [path for _, path in asked], "fills")
    _check_conditions(reader, rows, [path for _, path in found])
    return rows


def _check_conditions(reader: Reader, sections: list[Row], paths: list[Path]) -> None:
    """Each condition looks back: of a section at the sections before it, of a question at all before it."""
    earlier: dict[str, Row] = {}
    for section, path in zip(sections, paths, strict=True):
        filling = next((question["code"] for question in section["questions"] if question["fills"]), "")
        conditions.check(reader, section, path, dict(earlier), filling)
        for number, question in enumerate(section["questions"]):
            fills = question["code"] if question["fills"] else ""
            conditions.check(reader, question, (*path, "questions", number), earlier, fills)
            earlier[question["code"]] = question
