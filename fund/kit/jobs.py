"""One way to run a job.

A job is a row, written in the transaction of the fact that needs it. Celery only gets a hint with the row's number;
a sweep picks up what a dead broker or a killed worker left. A handler does its reading and computing first and
writes its effect inside `settling`, together with the job's own end, so that the effect is there once.
"""

import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from fund.models.job import Job

if TYPE_CHECKING:
    from fund.models import User

log = logging.getLogger(__name__)

URGENT, USUAL = 0, 6  # two of the priorities of Celery in Redis; the lowest number goes first

KINDS: dict[str, Callable[..., None]] = {}


class Lost(Exception):  # noqa: N818
    """Another worker has taken this job over: whatever was computed here must not be written."""


def kind(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register the handler of one kind of job under its name."""

    def register(handler: Callable[..., None]) -> Callable[..., None]:
        KINDS[name] = handler
        return handler

    return register


def ask(
    name: str,
    /,
    *,
    key: str,
    by: "User | None",
    about: models.Model | None = None,
    title: str = "",
    not_before: datetime | None = None,
    is_urgent: bool = False,
    **payload: Any,
) -> Job:
    """Write the job's row, once for each `key`, and hint to the workers when the transaction is through.

    An urgent job is taken before all that wait.
    """
    if name not in KINDS:
        raise LookupError(f"No handler is registered for jobs of kind {name!r}.")
    job, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": name,
            "title": title or name,
            "payload": payload,
            "asked_by": by,
            "about": about,
            "not_before": not_before or timezone.now(),
            "is_urgent": is_urgent,
        },
    )
    transaction.on_commit(lambda: hint("fund.tasks.run_job", job.pk, is_urgent=job.is_urgent))
    return job


def hint(task: str, pk: int, *, is_urgent: bool = False) -> None:
    """Tell Celery about a row. A dead broker is not an error: the sweep tells it again within a minute."""
    try:
        current_app.send_task(task, [pk], retry=False, priority=URGENT if is_urgent else USUAL)
    except (OperationalError, RedisError, OSError) as fault:
        log.warning("The broker is away, so %s %s waits for the sweep (%s).", task, pk, fault)


def claim(pk: int) -> Job | None:
    """Take a job by one conditional update. None: it is done, parked, not due, or in another worker's hands."""
    now = timezone.now()
    token = uuid.uuid4()
    mine = (
        Job.objects.filter(pk=pk)
        .runnable(now)
        .update(
            state=Job.State.RUNNING,
            token=token,
            tries=models.F("tries") + 1,
            locked_until=now + timedelta(seconds=settings.JOB_LEASE_SECONDS),
            started_at=now,
            error="",
        )
    )
    return Job.objects.select_related("asked_by").get(pk=pk) if mine else None


def run(pk: int) -> None:
    """Claim the job and do it. A handler that raises is tried again later, and parked after the fifth time."""
    job = claim(pk)
    if job is None:
        return
    try:
        with beating(job):
            KINDS[job.kind](job, **job.payload)
            if not job.settled:
                with settling(job):
                    pass
    except Lost:
        log.warning("Job %s was taken over by another worker; nothing was written here.", job)
    except BaseException as fault:
        give_back(job, fault)
        raise


@contextmanager
def settling(job: Job) -> Iterator[None]:
    """The transaction in which a job writes its effect and ends. Raises Lost if the job is no longer ours."""
    with transaction.atomic():
        held = Job.objects.select_for_update(of=("self",), no_key=True).get(pk=job.pk)
        if held.token != job.token or held.state != Job.State.RUNNING:
            raise Lost
        yield
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DONE, finished_at=timezone.now(), locked_until=None, result=job.result
        )
    job.settled = True


def give_back(job: Job, fault: BaseException) -> None:
    """Put a failed job back for a later try, or park it where officers see it."""
    parked = job.tries >= settings.JOB_TRIES
    wait = timedelta(seconds=min(15 * 2**job.tries, 3600))
    Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING).update(
        state=Job.State.PARKED if parked else Job.State.WAITING,
        not_before=timezone.now() + wait,
        locked_until=None,
        error=f"{type(fault).__name__}: {fault}"[:2000],
    )


def try_again(job: Job, *, by: "User") -> None:
    """Start a parked job afresh, with all its tries."""
    again = Job.objects.filter(pk=job.pk, state=Job.State.PARKED).update(
        state=Job.State.WAITING, tries=0, not_before=timezone.now(), asked_by=by
    )
    if again:
        transaction.on_commit(lambda: hint("fund.tasks.run_job", job.pk))


def sweep() -> int:
    """Hint again at every job that is due or whose worker died, park those that died too often; how many hints."""
    now = timezone.now()
    Job.objects.filter(state=Job.State.RUNNING, locked_until__lt=now, tries__gte=settings.JOB_TRIES).update(
        state=Job.State.PARKED, error="The worker died in the middle of this job, time after time.", locked_until=None
    )
    rows = Job.objects.runnable(now).order_by("-is_urgent", "not_before", "pk")
    due = list(rows.values_list("pk", "is_urgent")[:500])
    for pk, is_urgent in due:
        hint("fund.tasks.run_job", pk, is_urgent=is_urgent)
    return len(due)


@contextmanager
def beating(job: Job) -> Iterator[None]:
    """Renew the lease while the handler runs. The beat dies with its process, so a killed worker's job is free soon."""
    stop = threading.Event()
    lease = settings.JOB_LEASE_SECONDS

    def beat() -> None:
        try:
            while not stop.wait(lease / 3):
                Job.objects.filter(pk=job.pk, token=job.token, state=Job.State.RUNNING).update(
                    locked_until=timezone.now() + timedelta(seconds=lease)
                )
        finally:
            connection.close()

    thread = threading.Thread(target=beat, daemon=True, name=f"lease of job {job.pk}")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)
