"""Which of the twelve things that somebody needs to repeat an approach its project has told, and what it had.

The twelve are those of TIDieR (Hoffmann et al., BMJ 2014;348:g1687), in our words. A thing is told where the question
that asks for it was answered; nothing is read out of sentences.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from applications.models import Grant
from reporting.comparing import CONDITIONS
from reporting.models import Measurement, Report, ReportDocument, Target

ITEMS = {
    "name": "what it is called",
    "why": "why it should work",
    "materials": "what is used",
    "procedures": "what is done",
    "provider": "who does it",
    "how": "how it reaches people",
    "where": "where it is done",
    "dose": "how often and how long",
    "tailoring": "what is fitted to the person or the place",
    "changes": "what was changed on the way",
    "planned": "what was aimed at",
    "actual": "how far that was reached",
}
ANSWERS = {"did": "procedures", "key-people": "provider", "circumstances": "tailoring", "did-not-work": "changes"}
SESSIONS = "sessions-held"


def of_projects(grants: Sequence[Grant], reports: Iterable[Report]) -> dict[int, tuple[str, ...]]:
    """For each project that told something, the codes of what it told, in the order of the twelve. Three queries."""
    rows = list(reports)
    told: dict[int, set[str]] = defaultdict(set)
    for report in rows:
        for sheet in report.answers.all():
            told[report.grant_id] |= {item for code, item in ANSWERS.items() if sheet.values.get(code)}
            slots = {question.slot for question in sheet.section.questions.all() if sheet.values.get(question.code)}
            told[report.grant_id] |= {"procedures"} if "did" in slots else set()
            told[report.grant_id] |= {"changes"} if "did_not_work" in slots else set()
    mine = [report.pk for report in rows]
    for made in ReportDocument.objects.filter(report__in=mine).order_by().values_list("report__grant", flat=True):
        told[made].add("materials")
    targets = set(Target.objects.filter(grant__in=grants).order_by().values_list("grant", "indicator"))
    measured = set(
        Measurement.objects.filter(report__in=mine)
        .order_by()
        .values_list("report__grant", "indicator", "indicator__code")
    )
    for one, indicator, code in measured:
        told[one] |= {"dose"} if code == SESSIONS else set()
        told[one] |= {"planned", "actual"} if (one, indicator) in targets else set()
    for grant in grants:
        free = grant.words or {}
        told[grant.pk] |= {
            item
            for item, is_told in (
                ("name", grant.title),
                ("why", grant.summary),
                ("how", free.get("delivery")),
                ("where", grant.areas.all() or free.get("areas")),
                ("planned", any(one == grant.pk for one, _ in targets)),
            )
            if is_told
        }
    return {grant: tuple(item for item in ITEMS if item in items) for grant, items in told.items()}


def had(reports: Iterable[Report]) -> dict[str, dict[str, int]]:
    """Of each condition for change how many projects have it, partly or not: each as it said last. No query.

    `reports` come with their answers. A project that was not asked, or did not say, is not counted.
    """
    last: dict[tuple[str, int], str] = {}
    for report in sorted(reports, key=lambda report: (report.from_on, report.pk)):
        for sheet in report.answers.all():
            for row in sheet.values.get(CONDITIONS) or ():
                if isinstance(row, dict) and row.get("row") and row.get("have"):
                    last[str(row["row"]), report.grant_id] = str(row["have"])
    found: dict[str, dict[str, int]] = {}
    for (code, _), answer in sorted(last.items()):
        found.setdefault(code, {})
        found[code][answer] = found[code].get(answer, 0) + 1
    return found
