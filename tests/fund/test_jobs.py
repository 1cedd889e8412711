import contextlib
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fund.kit import jobs
from fund.models import Job, Pulse, User

pytestmark = pytest.mark.django_db


@jobs.kind("test.mark")
def mark(job: Job, *, name: str) -> None:
    job.say(1, 2, "Half way")
    with jobs.settling(job):
        Pulse.objects.create(name=name)


@jobs.kind("test.fail")
def fail(job: Job) -> None:
    raise ValueError("The paper jammed")


@jobs.kind("test.overtaken")
def overtaken(job: Job) -> None:
    """Another worker takes the job over while this one computes."""
    Job.objects.filter(pk=job.pk).update(locked_until=timezone.now() - timedelta(seconds=1))
    jobs.claim(job.pk)
    with jobs.settling(job):
        Pulse.objects.create(name="must not be")


def test_a_job_does_its_work_and_ends(olive: User) -> None:
    job = jobs.ask("test.mark", key="once", by=olive, name="first")

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.tries, job.step_words) == ("done", 1, "Half way")
    assert job.finished_at is not None
    assert Pulse.objects.filter(name="first").count() == 1


def test_a_job_asked_for_twice_is_one_row(olive: User) -> None:
    first = jobs.ask("test.mark", key="same", by=olive, name="one")
    second = jobs.ask("test.mark", key="same", by=olive, name="two")

    assert first.pk == second.pk
    assert second.payload == {"name": "one"}


def test_a_job_that_is_told_twice_runs_once(olive: User) -> None:
    job = jobs.ask("test.mark", key="told twice", by=olive, name="told twice")

    jobs.run(job.pk)
    jobs.run(job.pk)

    assert Job.objects.get(pk=job.pk).tries == 1


def test_a_clock_that_steps_back_runs_nothing_twice_and_sees_no_worker_in_the_future(olive: User) -> None:
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        done = jobs.ask("test.mark", key="done", by=olive, name="done")
        jobs.run(done.pk)
        held = jobs.ask("test.mark", key="held", by=olive, name="held")
        assert jobs.claim(held.pk)
        Pulse.objects.create(name="worker", at=now)
    with time_machine.travel(now - timedelta(minutes=5), tick=False):
        assert jobs.sweep() == 0
        jobs.run(done.pk)
        assert jobs.claim(held.pk) is None
        assert not Pulse.objects.get(name="worker").is_fresh
    assert Pulse.objects.filter(name="done").count() == 1
    with time_machine.travel(now + timedelta(seconds=settings.JOB_LEASE_SECONDS + 1), tick=False):
        assert jobs.sweep() == 1  # the worker that held it died


def test_a_job_of_a_kind_that_nobody_wrote_is_a_fault(olive: User) -> None:
    with pytest.raises(LookupError):
        jobs.ask("test.nonsense", key="nonsense", by=olive)


def test_a_job_goes_with_its_transaction(olive: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.ask("test.mark", key="rolled back", by=olive, name="x")
        raise RuntimeError

    assert not Job.objects.filter(key="rolled back").exists()


def test_a_failed_job_waits_and_is_parked_after_the_fifth_time(olive: User) -> None:
    job = jobs.ask("test.fail", key="fails", by=olive)

    states = []
    for _ in range(6):
        Job.objects.filter(pk=job.pk).update(not_before=timezone.now())
        with contextlib.suppress(ValueError):
            jobs.run(job.pk)
        states.append(Job.objects.get(pk=job.pk).state)

    job.refresh_from_db()
    assert states == ["waiting", "waiting", "waiting", "waiting", "parked", "parked"]
    assert (job.tries, job.error) == (5, "ValueError: The paper jammed")


def test_a_failed_job_is_not_tried_again_at_once(olive: User) -> None:
    job = jobs.ask("test.fail", key="backs off", by=olive)
    with pytest.raises(ValueError, match="jammed"):
        jobs.run(job.pk)

    assert jobs.claim(job.pk) is None
    assert Job.objects.get(pk=job.pk).not_before > timezone.now() + timedelta(seconds=20)


def test_an_officer_starts_a_parked_job_afresh(olive: User) -> None:
    job = jobs.ask("test.mark", key="parked", by=None, name="afresh")
    Job.objects.filter(pk=job.pk).update(state="parked", tries=5)

    jobs.try_again(job, by=olive)
    jobs.run(job.pk)

    assert Job.objects.get(pk=job.pk).state == "done"


def test_trying_a_job_that_is_not_parked_again_changes_nothing(olive: User) -> None:
    job = jobs.ask("test.mark", key="not parked", by=None, name="x")

    jobs.try_again(job, by=olive)

    assert Job.objects.get(pk=job.pk).asked_by is None


def test_the_sweep_finds_what_is_due_and_what_a_dead_worker_left(olive: User) -> None:
    now = timezone.now()
    due = jobs.ask("test.mark", key="due", by=olive, name="a")
    later = jobs.ask("test.mark", key="later", by=olive, name="b", not_before=now + timedelta(hours=1))
    left = jobs.ask("test.mark", key="left", by=olive, name="c")
    held = jobs.ask("test.mark", key="held", by=olive, name="d")
    Job.objects.filter(pk=left.pk).update(state="running", locked_until=now - timedelta(seconds=1))
    Job.objects.filter(pk=held.pk).update(state="running", locked_until=now + timedelta(seconds=30))

    assert jobs.sweep() == 2
    assert {pk for pk in (due.pk, later.pk, left.pk, held.pk) if jobs.claim(pk)} == {due.pk, left.pk}


def test_a_job_whose_worker_always_dies_is_parked_by_the_sweep(olive: User) -> None:
    job = jobs.ask("test.mark", key="killer", by=olive, name="k")
    Job.objects.filter(pk=job.pk).update(state="running", tries=5, locked_until=timezone.now() - timedelta(seconds=1))

    assert jobs.sweep() == 0
    assert Job.objects.get(pk=job.pk).state == "parked"


def test_a_worker_that_was_overtaken_writes_nothing(olive: User) -> None:
    job = jobs.ask("test.overtaken", key="overtaken", by=olive)

    jobs.run(job.pk)

    assert not Pulse.objects.filter(name="must not be").exists()
    assert Job.objects.get(pk=job.pk).state == "running"
