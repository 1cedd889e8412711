"""The bids of the demo fund: written, handed in, read, decided."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import applying, assessing, assigning, deciding, papers_wanted, screening, todo
from applications.models import Application, Assessment, Declaration
from fund.models import Question, Round, Section, User
from reporting.demo.clock import Calendar
from reporting.demo.people import Group, read

NOTE = "This paper is invented for the demo. A real one would stand here.\n"
# The boxes of the questions that are tables, in the order in which the files write their rows.
TABLES = {
    "budget": ("heading", "what", "amount"),
    "co-production": ("row", "lead", "how"),
    "outcomes": ("outcome", "how"),
    "principles": ("principle", "how"),
    "partners": ("name", "does", "agreed"),
}
GOOD = 4  # from here on the comment says what is strong
BANDS = ((4, "high"), (2, "middle"), (0, "low"))


def write(
    round_: Round, group: Group, bid: dict[str, Any], calendar: Calendar, *, from_day: int, to_day: int
) -> Application:
    """Write a bid between two days and, unless it is a draft, hand it in on the last one."""
    with calendar.on(from_day, 9):
        application = applying.start(round_, group.row, by=group.lead)
    is_draft = bid.get("draft", False)
    for number, sheet in enumerate(todo.sheets_of(application)):
        if not (values := _answers(sheet.section, group, bid)):
            continue
        with calendar.on(min(from_day + 1 + number * 2, to_day), 11):
            applying.save_section(application, sheet.section, values, by=group.lead, version=sheet.version)
    application.refresh_from_db()
    if is_draft:
        return application
    with calendar.on(to_day, 14):
        for rule in papers_wanted.rules_for(application):
            for number in range(rule.wanted):
                paper = _paper(f"{rule.name} {number + 1}" if rule.wanted > 1 else rule.name, group)
                applying.add_document(application, paper, by=group.lead, rule=rule)
        applying.submit(application, by=group.lead)
    return application


def _answers(section: Section, group: Group, bid: dict[str, Any]) -> dict[str, Any]:
    """The answers to one section: from the bid by question code, else from what we know of the group."""
    row, lead = group.row, group.lead
    tables = {
        code: [dict(zip(boxes, line, strict=False)) for line in bid.get(code, [])] for code, boxes in TABLES.items()
    }
    known: dict[str, Any] = {
        "contact-name": lead.name,
        "contact-email": lead.email,
        "contact-phone": row.phone,
        "best-way": "email",
        "group-name": row.name,
        "group-kind": row.kind.code if row.kind else None,
        "register-number": row.charity_number or row.company_number,
        "group-address": f"{row.address}, {row.postcode}",
        "group-started": row.started_on.isoformat() if row.started_on else None,
        "group-income": f"{row.yearly_income:.2f}",
        "group-does": group.does,
        **bid,
        **tables,
    }
    codes = section.questions.exclude(kind=Question.Kind.FILE).values_list("code", flat=True)
    return {code: known[code] for code in codes if known.get(code)}


def _paper(name: str, group: Group) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{name}.txt", f"{name}\n{group.row.name}\n\n{NOTE}".encode(), "text/plain")


def share_and_read(
    application: Application, bid: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, from_day: int
) -> None:
    """Have the assessors of a bid do what its file says: hand in, begin, leave, or declare a conflict."""
    officer, handed_in, begun = staff["iain"], bid.get("scores", {}), bid.get("begun", {})
    readers = [*handed_in, *begun, *bid.get("to_read", {}), *bid.get("conflict", {})]
    if not readers:
        return
    with calendar.on(from_day):
        assessments = assigning.assign(application, [staff[name] for name in readers], by=officer)
    for number, assessment in enumerate(assessments):
        name = readers[number]
        with calendar.on(from_day + 3 + 2 * number, 16):
            if tie := bid.get("conflict", {}).get(name):
                assessing.declare(assessment, by=assessment.assessor, kind=tie["kind"], note=tie["note"])
            elif scores := handed_in.get(name) or begun.get(name):
                assessing.declare(assessment, by=assessment.assessor, kind=Declaration.Kind.NONE)
                _score(assessment, scores, is_done=name in handed_in)


def _score(assessment: Assessment, scores: list[int | str], *, is_done: bool) -> None:
    """Score the criteria in their order; "?" means: I do not know enough."""
    words = read("comments")
    given: dict[int, assessing.Said] = {}
    criteria = assessment.application.round.criteria.all()
    for criterion, score in zip(criteria, scores, strict=False):
        comments = words[criterion.code]["unsure" if score == "?" else _band(int(score))]
        comment = comments[(assessment.application.number + assessment.assessor_id) % len(comments)]
        value = None if score == "?" else Decimal(score)
        strong, stronger = (comment, "") if value is not None and value >= GOOD else ("", comment)
        given[criterion.pk] = assessing.Said(value, strong, stronger, abstains=value is None)
    assessing.save(assessment, by=assessment.assessor, scores=given)
    if is_done:
        assessing.hand_in(assessment, by=assessment.assessor)


def _band(score: int) -> str:
    return next(name for least, name in BANDS if score >= least)


def rule_out(
    application: Application, bid: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, on_day: int
) -> None:
    """Say no to a bid that the round cannot fund, and tell the group some days later."""
    with calendar.on(on_day):
        screening.rule_out(application, by=staff["iain"], reason=bid["not_eligible"])
    with calendar.on(on_day + 3):
        screening.tell(application, by=staff["iain"], words=bid["not_eligible"])


def decide(
    application: Application, bid: dict[str, Any], staff: dict[str, User], calendar: Calendar, *, on_day: int
) -> None:
    """Record the panel's decision."""
    facts = bid["decision"]
    amount = Decimal(facts["amount"]) if "amount" in facts else None
    with calendar.on(on_day, 15):
        application.refresh_from_db()
        deciding.decide(
            application,
            by=staff["iain"],
            outcome=facts["outcome"],
            amount=amount,
            reason=facts["reason"],
            conditions=facts["conditions"],
        )
