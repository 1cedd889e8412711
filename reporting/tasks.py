"""What the reporting jobs do: fetch, compute outside the transaction, keep inside it together with the job's end."""

from celery import shared_task

from fund.kit import jobs
from fund.models import Job
from reporting import learning, papers
from reporting.models import LearningSummary


@jobs.kind("learning.draft")
def draft_learning(job: Job, *, scope: str, pk: int) -> None:
    job.say(0, 2, "Reading what was reported")
    pack = learning.gather(learning.scope_of(scope, pk))
    job.say(1, 2, "Choosing what to say")
    draft = learning.compose(pack)
    with jobs.settling(job):
        job.result = {"summary": learning.store(draft, by=job.asked_by, job=job).pk}


@jobs.kind(papers.KIND)
def make_paper(job: Job, *, pk: int) -> None:
    summary = LearningSummary.objects.get(pk=pk)
    job.say(0, 1, "Drawing the pages")
    drawn = papers.draw(summary)
    with jobs.settling(job):
        paper = papers.keep(summary, drawn, by=job.asked_by)
        job.result = {"paper": paper.pk if paper else None, "stories": drawn.stories}


@shared_task
def renew_papers() -> None:
    papers.renew(LearningSummary.objects.all(), by=None)
