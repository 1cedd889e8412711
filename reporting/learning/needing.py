"""What others need to do it too, counted from accepted reports: how long things took, which people, things made."""

from collections.abc import Iterable
from statistics import median
from typing import Any

from applications.models import Grant
from reporting.models import Report, ReportDocument

STAGES = {
    "ready": "Getting ready",
    "first": "Until people came",
    "well": "Until it ran well",
    "beyond": "Until others took it on",
}
PEOPLE = {
    "gp": "a doctor or practice manager",
    "nurse": "a nurse",
    "ahp": "another health professional",
    "link-worker": "a link worker",
    "social-work": "a social worker",
    "council": "somebody at the council",
    "leader": "somebody in charge who says yes",
    "peer": "a person with lived experience whom others follow",
    "carer": "a carer whom others follow",
}
HAD, LACKED = "had", ("lacked", "left")


def needs_of(grants: Iterable[Grant]) -> dict[str, Any]:
    """Months that each stage took, in the middle of the projects that tell it; which people helped or were missed.

    Of each project its newest accepted report that tells of it. Three queries.
    """
    reports = list(Report.objects.accepted().filter(grant__in=grants).order_by("pk").prefetch_related("answers"))
    times: dict[tuple[str, int], dict[str, Any]] = {}
    people: dict[tuple[str, int], str] = {}
    for report in reports:
        for sheet in report.answers.all():
            for row in _rows(sheet.values.get("time")):
                if row.get("row") in STAGES and _is_months(row.get("took")):
                    times[row["row"], report.grant_id] = row
            for row in _rows(sheet.values.get("key-people")):
                if row.get("row") in PEOPLE and row.get("were"):
                    people[row["row"], report.grant_id] = row["were"]
    found: dict[str, Any] = {}
    stages = [_stage(code, [row for (one, _), row in times.items() if one == code]) for code in STAGES]
    found["time"] = [stage for stage in stages if stage]
    found["people"] = [
        {"who": words, "helped": were.count(HAD), "missed": sum(one in LACKED for one in were)}
        for code, words in PEOPLE.items()
        if (were := [said for (one, _), said in people.items() if one == code])
    ]
    found["made"] = ReportDocument.objects.filter(report__in=reports, question_code="made").count()
    return {name: value for name, value in found.items() if value}


def _rows(answer: Any) -> list[dict[str, Any]]:
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def _is_months(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _stage(code: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        return {}
    planned = [row["planned"] for row in rows if _is_months(row.get("planned"))]
    return {
        "stage": STAGES[code],
        "took": round(median(row["took"] for row in rows), 1),
        "planned": round(median(planned), 1) if planned else None,
        "projects": len(rows),
    }


def in_words(needs: dict[str, Any], *, is_one: bool) -> list[tuple[str, str]]:
    """The same as rows of a small table: what it is about, and what is known of it."""
    rows = []
    for one in needs.get("time", ()):
        planned = "" if one["planned"] is None else f", {_months(one['planned'])} planned"
        rows.append((one["stage"], f"{_months(one['took'])}{planned}{_in(one['projects'], is_one)}"))
    people = needs.get("people", ())
    for heading, key in (("People who helped", "helped"), ("People who were missed", "missed")):
        told = [f"{one['who']}{_in(one[key], is_one)}" for one in people if one[key]]
        if told:
            rows.append((heading, "; ".join(told)))
    if made := needs.get("made"):
        rows.append(("Things made that others can use", f"{made:,}. Ask for them"))
    return rows


def _months(number: float) -> str:
    return f"{number:g} month{'' if number == 1 else 's'}"


def _in(projects: int, is_one: bool) -> str:
    return "" if is_one else f" (in {projects:,} project{'' if projects == 1 else 's'})"
