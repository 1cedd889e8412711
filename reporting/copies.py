"""A report as a file without the fund’s dress, which its group keeps and can send to others too."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models, transaction

from applications.copies import write_answer
from fund import files
from fund.kit import jobs, pdf
from fund.kit.word import Paper
from fund.models import Job, User
from fund.templatetags.words import day, moment, pounds
from reporting import contents
from reporting.models import Report, ReportCopy

KIND = "reporting.copy"


def edition_of(report: Report) -> int:
    """How often the report was handed in, and its figures were locked again after an officer had unlocked them."""
    handed_in = report.history.exclude(handed_in_at=None).order_by().values("handed_in_at").distinct()
    return handed_in.count() + report.unlockings.exclude(ended_at=None).count()


def newest(report: Report) -> models.QuerySet[ReportCopy]:
    """The files of the last edition, as far as they are made."""
    return report.copies.filter(edition=edition_of(report)).select_related("file")


@transaction.atomic
def ask_for(report: Report, *, by: User | None) -> list[Job]:
    """Have both files made of what stands in the report, once for each edition."""
    edition = edition_of(report)
    return [
        jobs.ask(
            KIND,
            key=f"{KIND}:{report.pk}:{kind}:{edition}",
            by=by,
            about=report,
            title=f"Make a copy of {report}: {kind.label}",
            pk=report.pk,
            of=kind.value,
            edition=edition,
        )
        for kind in ReportCopy.Kind
    ]


def draw(report: Report, kind: str) -> bytes:
    """The same words in the same order, as a PDF or as a Word file."""
    return pdf.render("print/report.html", _facts(report)) if kind == ReportCopy.Kind.PDF else word(report)


def _facts(report: Report) -> dict[str, Any]:
    measured = report.measurements.select_related("indicator")
    stands = f"handed in {moment(report.handed_in_at)}" if report.handed_in_at else "a draft, not handed in"
    if report.state == Report.State.RETURNED:
        stands += ", sent back and not handed in again"
    if locked := report.unlockings.exclude(ended_at=None).values_list("ended_at", flat=True).first():
        stands += f"; figures as they stood on {day(locked)}"
    told = f"; what was learned was told at “{report.told_at}”" if report.told_at else ""
    return {
        "report": report,
        "parts": contents.parts(report),
        "figures": [(row.title, row.as_told, row.how) for row in measured],
        "copyrights": sorted({row.indicator.copyright_line for row in measured} - {""}),
        "stands": stands + told,
    }


def word(report: Report) -> bytes:
    """The report as a Word file."""
    facts = _facts(report)
    paper = Paper(f"{report.name}: {report.grant.title or report.grant.reference}")
    paper.text(f"{report.grant.organisation}\n{day(report.from_on)} to {day(report.to_on)}, {facts['stands']}")
    for part in facts["parts"]:
        paper.heading(part.title)
        for question, words in part.answers:
            paper.heading(question.label, 2)
            write_answer(paper, words)
        if part.kind == "figures":
            paper.table(["What was counted", "Figure", "How it was counted"], facts["figures"])
            for line in facts["copyrights"]:
                paper.text(line)
        elif part.kind == "money":
            paper.table(
                ["Heading", "Budget", "In these months", "So far"],
                [
                    [
                        f"{line.row.heading}\n{line.reason}".strip(),
                        pounds(line.row.amount),
                        "–" if line.spent is None else pounds(line.spent),
                        pounds(line.so_far),
                    ]
                    for line in part.lines
                ],
                numbers=[1, 2, 3],
            )
    return paper.content()


@transaction.atomic
def keep(report: Report, kind: str, edition: int, content: bytes) -> ReportCopy:
    """Keep a drawn copy, unless another worker has kept the same one."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).select_related("grant").get(pk=report.pk)
    if there := held.copies.filter(kind=kind, edition=edition).first():
        return there
    ending, content_type = (
        ("pdf", "application/pdf") if kind == ReportCopy.Kind.PDF else ("docx", "application/octet-stream")
    )
    file = SimpleUploadedFile(f"{held.grant.reference} {held.name}.{ending}", content, content_type)
    stored = files.keep(file, by=None, is_ours=True)
    return ReportCopy.objects.create(report=held, kind=kind, edition=edition, file=stored)
