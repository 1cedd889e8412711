"""What the jobs of applying do: fetch, compute outside the transaction, keep inside it together with the job's end."""

from datetime import datetime

from celery import shared_task

from applications import closing, copies, reminding, screening
from applications.models import Application
from fund.kit import jobs
from fund.models import Job, Round


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


@jobs.kind("screening.compare")
def compare_texts(job: Job, *, pk: int) -> None:
    application = Application.objects.select_related("round").get(pk=pk)
    screening.mark(application)
    found = screening.compare(application)
    with jobs.settling(job):
        screening.keep(found)
