"""What the jobs of applying do: fetch, compute outside the transaction, keep inside it together with the job's end."""

from datetime import datetime

from celery import shared_task

from applications import closing, copies, reminding, screening
from applications.announcing import embargo
from applications.meeting import minutes
from applications.models import Application, Meeting, PlannedAnnouncement
from applications.packs import packing
from fund.kit import jobs
from fund.models import Job, Round, User


@jobs.kind(copies.KIND)
def make_copy(job: Job, *, pk: int, of: str, edition: int) -> None:
    rows = Application.objects.select_related("round", "organisation", "tier")
    application = rows.prefetch_related("documents__rule", "documents__file").get(pk=pk)
    job.say(0, 1, "Writing your answers down")
    content = copies.draw(application, of, edition)
    with jobs.settling(job):
        job.result = {"copy": copies.keep(application, of, edition, content).pk}


@shared_task
def remind() -> None:
    reminding.remind()


@jobs.kind(closing.TELL)
def tell_closing(job: Job, *, pk: int, was: str, closes_at: str, reason: str, is_note: bool = False) -> None:
    round_ = Round.objects.get(pk=pk)
    before = datetime.fromisoformat(was) if was else None
    with jobs.settling(job):
        at = datetime.fromisoformat(closes_at)
        told = closing.tell(round_, was=before, closes_at=at, reason=reason, is_note=is_note)
        job.result = {"groups": told}


@jobs.kind(minutes.KIND)
def write_minutes(job: Job, *, pk: int) -> None:
    meeting = Meeting.objects.select_related("round", "chair").get(pk=pk)
    job.say(0, 1, "Writing the minutes down")
    papers = minutes.draw(minutes.minutes_of(meeting))
    with jobs.settling(job):
        job.result = {"minutes": minutes.keep(meeting, papers).pk}


@jobs.kind(embargo.STRIKE)
def announce(job: Job, *, pk: int, at: str) -> None:
    planned = PlannedAnnouncement.objects.select_related("round").get(pk=pk)
    with jobs.settling(job):
        job.result = {"outcome": embargo.strike(planned, at=datetime.fromisoformat(at))}


@jobs.kind("screening.compare")
def compare_texts(job: Job, *, pk: int) -> None:
    application = Application.objects.select_related("round").get(pk=pk)
    screening.mark(application)
    found = screening.compare(application)
    with jobs.settling(job):
        screening.keep(found)


@jobs.kind(packing.KIND)
def make_pack(job: Job, *, reader: int, audience: str, round_pk: int | None, large: bool) -> None:
    person, round_ = User.objects.get(pk=reader), Round.objects.filter(pk=round_pk or 0).first()
    made = packing.make(
        person, audience, round_=round_, large=large, say=lambda done, of: job.say(done, of, "Putting bids together")
    )
    with jobs.settling(job):
        pack = made and packing.keep(person, audience, made, round_=round_, large=large)
        job.result = {"pack": pack.pk if pack else None}
