"""What Celery calls: numbers in, fetch, call the same verb that a page or a command would."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from fund import asking_readers, colleagues, data_complaints, post, questions_on_paper, surgeries
from fund.kit import clock, jobs
from fund.models import Job, Pulse, Round

log = logging.getLogger(__name__)


@jobs.kind(questions_on_paper.JOB)
def make_questions_papers(job: Job, *, pk: int) -> None:
    questions_on_paper.make_all(Round.objects.select_related("fund").get(pk=pk))


@shared_task
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task
def send_letter(pk: int) -> None:
    post.send(pk)


@shared_task
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task
def sweep_letters() -> None:
    post.sweep()


@shared_task
def pulse() -> None:
    if fault := clock.fault():
        log.error("The clock of this machine is %s, by which applications are late or in time. Set it right.", fault)
    Pulse.objects.update_or_create(name="worker", defaults={"at": timezone.now()})


@shared_task
def remind_of_data_complaints() -> None:
    data_complaints.remind()


@shared_task
def clear_sessions() -> None:
    call_command("clearsessions")


@shared_task
def expire_invitations() -> None:
    colleagues.expire()
    asking_readers.expire()


@shared_task
def remind_of_talks() -> None:
    surgeries.remind()


@shared_task
def forget_needs_for_talks() -> None:
    surgeries.forget_needs()
