"""Bringing a file in, having it read by a job, and taking it away again."""

import hashlib

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from fund import files
from fund.kit import jobs
from fund.kit.states import Refused
from fund.kit.written import CannotRead, Paragraph, apart
from fund.models import Job, StoredFile, User
from reporting import holding
from reporting.brought_in.cutting import cut
from reporting.models import BroughtReport, Passage, Placing, Report

KIND = "report.read_in"
MOST_FILES = 5  # of one report
MOST_PAGES = 200
MOST_PASSAGES = 1_500
MANY = (
    f"This file has more than {MOST_PASSAGES:,} paragraphs, too many to go through. "
    "Send only the part about this project."
)


@transaction.atomic
def bring(report: Report, uploaded: UploadedFile, *, by: User, written_for: str = "") -> BroughtReport:
    """Keep a file that was written for somebody else and have it read. The same file twice is the same row."""
    held = holding.still_open(report)
    rows = list(held.brought.select_related("file"))
    digest = hashlib.sha256()
    for chunk in uploaded.chunks():
        digest.update(chunk)
    for row in rows:
        if row.file.sha256 == digest.hexdigest():
            return row
    if len(rows) >= MOST_FILES:
        raise Refused(f"There are {MOST_FILES} files with this report already. Take one away first.")
    uploaded.seek(0)
    stored = files.keep(uploaded, by=by, max_pages=MOST_PAGES, kinds=apart.KINDS)
    brought = BroughtReport.objects.create(report=held, file=stored, written_for=written_for.strip(), brought_by=by)
    jobs.ask(KIND, key=_key(brought), by=by, about=brought, title="Read a report that was brought in", pk=brought.pk)
    holding.begun(held, by=by)
    report.refresh_from_db(fields=["state"])
    return brought


def _key(brought: BroughtReport) -> str:
    return f"{KIND}:{brought.pk}"


def is_waiting(brought: BroughtReport) -> bool:
    """Say whether the job that reads the file has still to be done; not where it was given up. One query."""
    return brought.read_at is None and Job.objects.filter(key=_key(brought)).exclude(state=Job.State.PARKED).exists()


def read_in(job: Job, brought: BroughtReport) -> None:
    """Read the file and cut it into passages. What cannot be read is said in words and kept as such.

    A file that still waits for its scan is not opened: the job comes back.
    """
    if brought.read_at is not None:
        return
    fault, paragraphs = "", list[Paragraph]()
    job.say(0, 2, "Reading the file")
    try:
        paragraphs = _paragraphs(brought.file)
    except CannotRead as refused:
        fault = str(refused)
    job.say(1, 2, "Cutting it into passages")
    found = cut(paragraphs)
    if len(found.spans) > MOST_PASSAGES:
        fault, found = MANY, cut([])
    with jobs.settling(job):
        held = BroughtReport.objects.select_for_update(of=("self",), no_key=True).filter(pk=brought.pk).first()
        if held is None or held.read_at is not None:
            return
        held.read_at, held.fault = timezone.now(), fault
        held.text, held.sha256 = (found.text, found.sha256) if found.text else ("", "")
        held.save(update_fields=["read_at", "fault", "text", "sha256"])
        Passage.objects.bulk_create(
            Passage(
                brought=held,
                number=span.number,
                start=span.start,
                end=span.end,
                page=span.page,
                is_heading=span.is_heading,
            )
            for span in found.spans
        )
        job.result = {"passages": len(found.spans), "fault": fault}


def _paragraphs(stored: StoredFile) -> list[Paragraph]:
    if stored.check_state == StoredFile.Check.QUARANTINED:
        raise CannotRead(files.HELD_BACK)
    with files.read(stored) as content:
        return apart.read(content.read(), stored.content_type)


@transaction.atomic
def take_away(brought: BroughtReport, *, by: User) -> None:
    """Take a file away from its report, as long as nothing of it stands in an answer."""
    holding.still_open(brought.report)
    if Placing.objects.filter(passage__brought=brought).exists():
        raise Refused("Words of this file stand in your answers. Take these back first, then the file.")
    row = BroughtReport.objects.select_related("file").filter(pk=brought.pk).first()
    if row is not None:
        stored = row.file
        row.delete()
        files.drop(stored)
