"""What the jobs of applying do: fetch, compute outside the transaction, keep inside it together with the job's end."""

from celery import shared_task

from applications import copies, reminding
from applications.models import Application
from fund.kit import jobs
from fund.models import Job


@jobs.kind(copies.KIND)
def make_copy(job: Job, *, pk: int, of: str, edition: int) -> None:
    rows = Application.objects.select_related("round", "organisation", "tier")
    application = rows.prefetch_related("documents__rule", "documents__file").get(pk=pk)
    job.say(0, 1, "Writing your answers down")
    content = copies.draw(application, of)
    with jobs.settling(job):
        job.result = {"copy": copies.keep(application, of, edition, content).pk}


@shared_task
def remind() -> None:
    reminding.remind()
