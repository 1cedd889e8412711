"""The parts of a round’s set-up and how far each is."""

from dataclasses import dataclass

from fund.models import Round
from fund.rounds.definition import Lack, lacks
from fund.rounds.reading import Plan
from fund.rounds.standing import as_it_stands

DONE, TO_DO, NOT_NEEDED = "Done", "To do", "Not needed"
GROUPS = (
    ("What the round is", ("about", "dates", "money")),
    ("What people can ask for", ("tiers", "types", "priorities")),
    ("How you choose", ("scoring", "criteria", "phases", "readers")),
    ("What people send", ("note", "application", "documents", "budget_headings")),
    ("After the award", ("reports", "report")),
)
HIDDEN_FROM = {"assessors": "names_hidden", "the panel": "names_hidden_from_panel"}
TITLES = {
    "about": "What it is for and who can apply",
    "dates": "Dates",
    "money": "Money",
    "tiers": "Sizes of grant",
    "types": "Types of grant",
    "priorities": "Priorities",
    "scoring": "How it is scored",
    "criteria": "Criteria",
    "phases": "When readers score",
    "readers": "What readers see",
    "note": "Questions of the short note",
    "application": "Questions of the application",
    "documents": "Papers to send",
    "budget_headings": "Headings of the budget",
    "reports": "Reports owed",
    "report": "Questions of the report",
}


@dataclass(frozen=True)
class Task:
    """One part of the set-up: its title, how far it is, what is in it, and what it still needs."""

    part: str
    title: str
    state: str
    holds: str
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Outline:
    """The whole set-up, in groups; `needs` is all that keeps the round from being published, part by part."""

    groups: list[tuple[str, list[Task]]]
    needs: list[Lack]

    @property
    def to_do(self) -> int:
        """How many parts still need somebody."""
        return sum(task.state == TO_DO for _, tasks in self.groups for task in tasks)


def outline(round_: Round) -> Outline:
    """How far the set-up of this round is."""
    plan = as_it_stands(round_)
    needs = lacks(plan)
    groups = []
    for title, parts in GROUPS:
        shown = [part for part in parts if part != "note" or round_.is_two_stage]
        groups.append((title, [_task(part, plan, needs) for part in shown]))
    return Outline(groups, needs)


def _task(part: str, plan: Plan, needs: list[Lack]) -> Task:
    wanted = tuple(lack.words for lack in needs if lack.part == part)
    holds = _holds(part, plan)
    if wanted:
        return Task(part, TITLES[part], TO_DO, holds, wanted)
    if part == "about":
        empty = [words for words in ABOUT if not plan.about[words]]
        return Task(part, TITLES[part], TO_DO if empty else DONE, holds, tuple(ABOUT[words] for words in empty))
    return Task(part, TITLES[part], DONE if holds else NOT_NEEDED, holds, ())


ABOUT = {"about": "words on what it is for", "who_can_apply": "words on who can apply"}


def _holds(part: str, plan: Plan) -> str:
    """What is there, in a few words; nothing where the part is empty."""
    about = plan.about
    match part:
        case "about":
            return str(about["code"])
        case "dates":
            stages = "Two stages" if about["is_two_stage"] else "One stage"
            return "Open all the time" if about["is_rolling"] else stages
        case "readers":
            hidden = [who for who, name in HIDDEN_FROM.items() if about[name]]
            return f"Names hidden from {' and '.join(hidden)}" if hidden else "Names are shown"
        case "scoring" if about["judged_by"] != Round.JudgedBy.SCORES:
            return str(Round.JudgedBy(about["judged_by"]).label)
        case "scoring":
            return f"From {about['min_score'].normalize():f} to {about['max_score'].normalize():f}"
        case "note" | "application" | "report":
            asked = sum(len(section["questions"]) for section in plan.questionnaires[part])
            return f"{asked} question{'' if asked == 1 else 's'}" if asked else ""
    names = [str(row["name"]) for row in plan.parts[part]]
    return ", ".join(names) if len(names) <= 3 else f"{len(names)} of them"
