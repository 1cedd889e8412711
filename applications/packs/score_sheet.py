"""Score sheets on paper: the score form as boxes to tick and lines to write on, with a return code on each page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import prefetch_related_objects

from applications.models import Application, Assessment, ReturnCode
from applications.packs import codes, look
from applications.packs.scale import MOST_BOXES, UNKNOWN, meanings, scale_of, steps
from fund.kit import pdf
from fund.kit.states import Refused
from fund.models import Round

LOOK = (
    "applications/packs/score_sheet.py",
    "templates/print/score_sheet.html",
    "static/fund/print_score_sheet.css",
)
NO_PDF = "We cannot make PDFs just now. Take the spreadsheet: it asks the same."


@dataclass(frozen=True)
class Asked:
    """One criterion on paper; without boxes the score is written as a figure, or there is none."""

    name: str
    guidance: str
    boxes: list[tuple[str, str]]


@dataclass(frozen=True)
class ScoreSheet:
    """What a sheet asks about one bid."""

    reference: str
    title: str
    round: str
    email: str
    is_ranked: bool
    scale: str
    questions: tuple[str, str]
    criteria: list[Asked]
    confidence: list[str]


def sheet_of(assessment: Assessment) -> ScoreSheet:
    """The sheet for one reading. It names the bid and not its reader: the code tells who that is."""
    application = assessment.application
    round_ = application.round
    prefetch_related_objects([round_], "criteria__anchors", "fund")
    return ScoreSheet(
        reference=application.reference,
        title=application.title_read or "Untitled",
        round=round_.name,
        email=round_.fund.email,
        is_ranked=round_.judged_by == Round.JudgedBy.RANKING,
        scale=scale_of(round_),
        questions=(round_.ask_strong, round_.ask_stronger),
        criteria=[Asked(each.name, each.guidance, _boxes(round_, meanings(each))) for each in round_.criteria.all()],
        confidence=[str(label) for label in Assessment.Confidence.labels],
    )


def _boxes(round_: Round, means: dict[str, str]) -> list[tuple[str, str]]:
    if round_.judged_by == Round.JudgedBy.RANKING:
        return []
    values = steps(round_)
    if len(values) > MOST_BOXES:
        return []
    return [*((value, means.get(value, "")) for value in values), (UNKNOWN, "")]


def issue(assessment: Assessment, *, large: bool, likely: int = 1) -> bytes:
    """The sheet as a PDF. Its codes stay the same as long as the sheet says the same; they are kept with it.

    `likely` is how many pages it may have, which spares drawing it twice.
    """
    if pdf.available():
        raise Refused(NO_PDF)
    sheet = sheet_of(assessment)
    says = look.hash_of([asdict(sheet), large], *LOOK)
    there = [row.code for row in _newest(assessment, says)]
    wanted = there or [codes.fresh() for _ in range(likely)]
    content = draw(sheet, wanted, large=large)
    while (pages := pdf.pages(content)) != len(wanted):
        wanted = [*wanted[:pages], *(codes.fresh() for _ in range(pages - len(wanted)))]
        content = draw(sheet, wanted, large=large)
    kept = _keep(assessment, says, wanted, large)
    return content if kept == wanted else draw(sheet, kept, large=large)


def draw(sheet: ScoreSheet, wanted: Sequence[str], *, large: bool) -> bytes:
    facts = {"sheet": sheet, "codes": [codes.shown(code) for code in wanted], "large": large, "unknown": UNKNOWN}
    return pdf.render("print/score_sheet.html", facts)


def _newest(assessment: Assessment, says: str) -> list[ReturnCode]:
    """The codes of the newest issue on paper, where it says the same."""
    rows = ReturnCode.objects.filter(assessment=assessment.pk, kind=ReturnCode.Kind.PAPER, says=says)
    newest = rows.order_by("-issue").first()
    return list(rows.filter(issue=newest.issue).order_by("page")) if newest else []


@transaction.atomic
def _keep(assessment: Assessment, says: str, wanted: Sequence[str], large: bool) -> list[str]:
    """Keep the codes, unless another worker has kept some for the same sheet: then those count."""
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=assessment.application_id)
    if there := [row.code for row in _newest(assessment, says)]:
        return there
    last = ReturnCode.objects.filter(assessment=assessment.pk, kind=ReturnCode.Kind.PAPER).order_by("-issue").first()
    ReturnCode.objects.bulk_create(
        ReturnCode(
            assessment_id=assessment.pk,
            kind=ReturnCode.Kind.PAPER,
            issue=last.issue + 1 if last else 1,
            page=page,
            pages=len(wanted),
            is_large=large,
            code=code,
            says=says,
        )
        for page, code in enumerate(wanted, 1)
    )
    return list(wanted)
