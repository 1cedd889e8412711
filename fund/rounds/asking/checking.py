"""What the reader of round files would say about a question or a section that was written in the browser."""

from dataclasses import dataclass, field
from typing import Any

from fund.models import Question, Questionnaire, Round, Section
from fund.rounds import questions
from fund.rounds.definition import SECTION
from fund.rounds.lines import Path
from fund.rounds.questions import QUESTION
from fund.rounds.reading import Plan, Reader, Row

CONDITION = "shown_if"  # looked at by fund.rounds.asking.conditions, which knows all the other questions


@dataclass
class Noted(Plan):
    """A plan that keeps where each fault stands by name, for a form has no lines."""

    noted: list[tuple[str, str]] = field(default_factory=list)

    def fault(self, path: Path, words: str) -> None:
        names = [name for name in path if isinstance(name, str)]
        self.noted.append((names[-1] if names else "", words))


def read_question(facts: dict[str, Any], section: Section) -> tuple[Row, list[tuple[str, str]]]:
    """The columns of a question as a file would give them, and each fault with the key that it is about.

    `facts` are columns, with `settings` as they are kept.
    """
    plan = _plan_for(section.questionnaire.round)
    purpose = section.questionnaire.purpose
    names = {key.column: name for name, key in QUESTION.items()}
    said = {column: value for column, value in facts.items() if column in names and value not in ("", {})}
    table = {names[column]: value for column, value in said.items() if column != CONDITION}
    table |= facts.get("settings", {})
    where = {"assessors_see_it": section.assessors_see_it, "panel_sees_it": section.panel_sees_it}
    row = questions.read(Reader(plan), table, ("question",), purpose, where)
    row.pop(CONDITION, None)
    return row, plan.noted


def read_section(facts: dict[str, Any]) -> tuple[Row, list[tuple[str, str]]]:
    """The columns of a section as a file would give them, and each fault with the key that it is about."""
    plan = Noted()
    keys = {name: key for name, key in SECTION.items() if key.column != CONDITION}
    table = {name: facts[key.column] for name, key in keys.items() if facts.get(key.column, "") != ""}
    return Reader(plan).row(table, keys, ("section",)), plan.noted


def faults_of(facts: dict[str, Any], section: Section, but_for: Question | None = None) -> list[tuple[str, str]]:
    """Everything wrong with a question in this section; `but_for` is the row that it will replace."""
    faults = read_question(facts, section)[1]
    if facts.get("fills"):
        others = Question.objects.filter(section__questionnaire=section.questionnaire, fills=facts["fills"])
        others = others.exclude(pk=but_for.pk) if but_for else others
        if other := others.first():
            faults.append(("fills", f"“{other.label}” fills this already. Only one question can."))
    return faults


def _plan_for(round_: Round) -> Noted:
    plan = Noted()
    related = {"tiers": "tiers", "types": "grant_types", "priorities": "priorities"}
    plan.parts = {table: list(getattr(round_, name).values("code")) for table, name in related.items()}
    return plan


def purpose_words(questionnaire: Questionnaire) -> str:
    """What these questions are for, in a word or two."""
    return str(questionnaire.get_purpose_display()).lower()
