"""Jobs that only the tests of the broker know. The worker under test is started with `--include tests.broker_jobs`."""

import time
import uuid
from pathlib import Path

from celery import shared_task

from fund.kit import jobs
from fund.models import Job, Letter

WAIT_AT_MOST_SECONDS = 30


def effect(about: str) -> None:
    """A row without a natural key: done twice, it is there twice."""
    Letter.objects.create(
        key=uuid.uuid4().hex, kind="effect", address="effect@example.org", subject=about, text="", state="sent"
    )


def effects(about: str) -> int:
    return Letter.objects.filter(kind="effect", subject=about).count()


def starts(folder: Path) -> int:
    return len(list(folder.glob("start-*")))


def _wait_in_the_middle(folder: str) -> None:
    (Path(folder) / f"start-{uuid.uuid4().hex}").touch()
    deadline = time.monotonic() + WAIT_AT_MOST_SECONDS
    while not (Path(folder) / "go").exists() and time.monotonic() < deadline:
        time.sleep(0.05)


@jobs.kind("tests.slow")
def slow(job: Job, folder: str) -> None:
    """Say that it began, wait for the file `go`, and leave its effect together with its end."""
    _wait_in_the_middle(folder)
    with jobs.settling(job):
        effect(job.key)


@jobs.kind("tests.always_fails")
def always_fails(job: Job) -> None:
    raise ValueError("This job cannot succeed.")


@shared_task(acks_late=False, reject_on_worker_lost=False)
def naive(folder: str, about: str) -> None:
    """The control: work with no row behind it, acknowledged when it is taken."""
    _wait_in_the_middle(folder)
    effect(about)
