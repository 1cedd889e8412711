"""A round as it stands in the database, in the shape in which a file defines it, so that the two can be compared."""

from django.db import models

from fund.models import Question, Round
from fund.rounds.definition import ABOUT, DATES, PARTS, PURPOSES, SECTION
from fund.rounds.questions import QUESTION
from fund.rounds.reading import Plan, Row

QUESTIONS = PURPOSES
# What people have read, answered or been judged by: it stays as it was once a round is published.
FROZEN = {"code", "names_hidden", "min_score", "max_score", "judged_by", "is_two_stage", "is_demo"} | {
    part.table for part in PARTS if part.table not in ("money", "eligibility", "checklist", "phases")
}
NAMES = {
    "note": "the questions of the short note",
    "application": "the questions of the application",
    "report": "the questions of the report",
    "documents": "the papers asked for",
    "eligibility": "the check before applying",
    "checklist": "the checklist of eligibility",
    "budget_headings": "the headings of the budget",
    "reports": "the reports owed",
    "types": "the types of grant",
    "tiers": "the sizes of grant",
}


def as_it_stands(round_: Round) -> Plan:
    """All of a round in the shape of a plan."""
    plan = Plan(fund=round_.fund.slug, stage=round_.state)
    plan.about = {key.column: getattr(round_, key.column) for key in (*ABOUT.values(), *DATES.values())}
    for part in PARTS:
        columns = [key.column for key in part.keys.values()]
        rows = getattr(round_, part.related).all()
        plan.parts[part.table] = [_columns(row, columns) for row in rows]
        if part.table == "criteria":
            for row, criterion in zip(plan.parts["criteria"], rows.prefetch_related("anchors"), strict=True):
                row["anchors"] = [_columns(anchor, ["score", "meaning"]) for anchor in criterion.anchors.all()]
    for purpose in QUESTIONS:
        plan.questionnaires[purpose] = []
        newest = round_.questionnaires.filter(purpose=purpose).in_use().first()
        for section in newest.sections.prefetch_related("questions") if newest else ():
            row = _columns(section, [key.column for key in SECTION.values()])
            row["questions"] = [_question(question) for question in section.questions.all()]
            plan.questionnaires[purpose].append(row)
    return plan


def differences(plan: Plan, round_: Round) -> set[str]:
    """The names of the columns, tables and questionnaires in which a plan and a round differ."""
    here = as_it_stands(round_)
    pairs = [(plan.about, here.about), (plan.parts, here.parts), (plan.questionnaires, here.questionnaires)]
    differing = {name for one, other in pairs for name in one if one[name] != other[name]}
    return differing | ({"fund"} if plan.fund != here.fund else set())


def in_words(names: set[str]) -> str:
    """Names of columns and tables as people say them, in order."""
    columns = {field.name: str(field.verbose_name) for field in Round._meta.fields}
    said = sorted(NAMES.get(name) or columns.get(name, name.replace("_", " ")) for name in names)
    return ", ".join(said)


def _columns(row: models.Model, columns: list[str]) -> Row:
    return {column: getattr(row, column) for column in columns}


def _question(question: Question) -> Row:
    return _columns(question, [*(key.column for key in QUESTION.values()), "settings"])
