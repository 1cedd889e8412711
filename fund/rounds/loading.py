"""A definition file that is loaded into a draft: what is wrong with it, and what it would change."""

from typing import Any

from django.db import transaction

from fund.kit.states import Refused
from fund.models import Round, User
from fund.rounds.making import check, load
from fund.rounds.reading import BadFile, Plan, Row
from fund.rounds.standing import NAMES, QUESTIONS, as_it_stands, in_words


def check_for(round_: Round, text: str) -> Plan:
    """What a file says of this draft, with every fault on its line."""
    plan = check(text)
    slug = plan.about.get("slug")
    if slug and slug != round_.slug:
        plan.fault(("slug",), f'This file is about ‘{slug}’. Write slug = "{round_.slug}" to load it into this round.')
    if plan.stage and plan.stage != Round.State.DRAFT:
        plan.fault(("state",), 'This round is still being set up. Write state = "draft"; publish it on its page.')
    plan.faults.sort(key=lambda fault: fault.line)
    return plan


@transaction.atomic
def load_into(round_: Round, text: str, *, by: User) -> None:
    """Bring a draft in step with a file. Raises BadFile with every fault."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.state != Round.State.DRAFT:
        raise Refused(f"“{held}” is published, so no file can be loaded into it. Copy it into a new round first.")
    plan = check_for(held, text)
    if plan.faults:
        raise BadFile(plan.faults)
    load(text if "\n" in text else f"{text}\n", by=by, name="a definition file")


def changes(plan: Plan, round_: Round) -> list[str]:
    """What loading a file would change, a line for each thing; none where nothing would change."""
    here = as_it_stands(round_)
    columns = {name for name, value in plan.about.items() if here.about.get(name) != value}
    found = [f"Changes: {in_words(columns)}."] if columns else []
    for table, rows in plan.parts.items():
        by = "code" if rows and "code" in rows[0] else "name"
        found += _of_rows(NAMES.get(table, table.replace("_", " ")), by, "name", here.parts[table], rows)
    for purpose in QUESTIONS:
        now, then = here.questionnaires[purpose], plan.questionnaires[purpose]
        bare = [[{**row, "questions": [], "title": row["title"]} for row in sections] for sections in (now, then)]
        found += _of_rows(f"sections of the {purpose}", "code", "title", *bare)
        asked = [[question for row in sections for question in row["questions"]] for sections in (now, then)]
        found += _of_rows(f"questions of the {purpose}", "code", "label", *asked)
    return found


def _of_rows(noun: str, by: str, name: str, now: list[Row], then: list[Row]) -> list[str]:
    """What becomes of rows of one kind, by their codes."""
    if now == then:
        return []
    before, after = {row[by]: row for row in now}, {row[by]: row for row in then}
    kinds: dict[str, list[Any]] = {
        "new": [row[name] for code, row in after.items() if code not in before],
        "changed": [row[name] for code, row in after.items() if code in before and before[code] != row],
        "taken out": [row[name] for code, row in before.items() if code not in after],
    }
    noun = noun.removeprefix("the ")
    lines = [f"{noun.capitalize()}, {len(names)} {kind}: {'; '.join(names)}." for kind, names in kinds.items() if names]
    return lines or [f"{noun.capitalize()}: another order."]
