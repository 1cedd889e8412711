"""Typing in a score sheet that came back on paper: its codes lead to the reading, and the scores to the same record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from applications import assessing, letters
from applications.assessing import Said
from applications.models import Application, Assessment, ReturnCode, SheetEntry
from applications.packs import codes
from applications.packs.closed import see_that_they_may_bring, why_closed
from fund import files
from fund.kit.states import Refused
from fund.models import User

NO_SHEET = (
    "No sheet was given out with the code {}. Look at the paper again. "
    "If you have ties to its bid, ask a colleague to type it in."
)


@dataclass(frozen=True)
class Came:
    """A sheet on paper by the codes of its pages that came."""

    pages: list[ReturnCode]

    @property
    def assessment(self) -> Assessment:
        return self.pages[0].assessment

    @property
    def missing(self) -> list[int]:
        """The pages of the sheet that are not here."""
        here = {row.page for row in self.pages}
        return [page for page in range(1, self.pages[0].pages + 1) if page not in here]

    @property
    def before(self) -> list[ReturnCode]:
        """The pages that were typed in before."""
        return [row for row in self.pages if row.entry is not None]

    @property
    def address(self) -> str:
        """The codes as they stand in an address."""
        return "-".join(row.code for row in self.pages)


def find(wanted: Iterable[str], *, by: User) -> Came:
    """The sheet of these codes, its pages in order. Raises Refused for unknown codes, those of two sheets and ties."""
    asked = list(dict.fromkeys(wanted))
    rows = ReturnCode.objects.visible_to(by).filter(code__in=asked)
    parts = ("assessment__scores__criterion", "assessment__application__round__criteria__anchors")
    rows = rows.select_related("assessment__application__round", "assessment__assessor", "entry__entered_by")
    found = {row.code: row for row in rows.prefetch_related(*parts)}
    if unknown := [code for code in asked if code not in found]:
        raise Refused(NO_SHEET.format(codes.shown(unknown[0])))
    if not asked:
        raise Refused("Enter the return code from the top of each page.")
    pages = sorted(found.values(), key=lambda row: row.page)
    if pages[0].kind == ReturnCode.Kind.SHEET:
        raise Refused(f"{codes.shown(pages[0].code)} is the code of a spreadsheet. Send in its file.")
    if len({(row.assessment_id, row.issue) for row in pages}) > 1:
        raise Refused("These codes belong to more than one sheet. Type in one sheet after the other.")
    see_that_they_may_bring([pages[0].assessment.application_id], reader=pages[0].assessment.assessor, by=by)
    for row in pages:  # one reading, however many pages lead to it
        row.assessment = pages[0].assessment
    return Came(pages)


@transaction.atomic
def enter(
    came: Came,
    *,
    by: User,
    scores: Mapping[int, Said],
    version: int,
    page: str = "",
    scan: UploadedFile | None = None,
    hands_in: bool = False,
    **facts: Any,
) -> SheetEntry:
    """Save what stands on a sheet for its reader, hand it in if `hands_in`, and tell them. The record is the same.

    `version` is the one that was typed over; where the scores were saved since, nothing is. Raises Refused.
    """
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=came.assessment.application_id)
    assessment = Assessment.objects.select_related("application__round", "assessor").get(pk=came.assessment.pk)
    see_that_they_may_bring([assessment.application_id], reader=assessment.assessor, by=by)
    if words := why_closed(assessment):
        raise Refused(f"{assessment.application.reference} takes no scores from {assessment.assessor} now. {words}")
    if assessment.version != version:
        raise Refused("The scores changed while you typed. Go back, load the page again and put the two together.")
    facts |= {"came_by": Assessment.CameBy.PAPER, "entered_by": by}
    assessing.save(assessment, by=by, scores=scores, page=page, **facts)
    if hands_in:
        assessing.hand_in(assessment, by=by)
    entry = SheetEntry.objects.create(
        assessment=assessment,
        scan=files.keep(scan, by=by) if scan else None,
        is_handed_in=hands_in,
        entered_by=by,
    )
    ReturnCode.objects.filter(pk__in=[row.pk for row in came.pages]).update(entry=entry)
    letters.sheet_entered(entry)
    return entry
