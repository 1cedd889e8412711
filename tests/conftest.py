"""The cast: Ann applies, Sam assesses, Pat sits on the panel, Olive is the officer, Nia is nobody.

Morag manages the fund and Lena edits what was learned; they step in where an officer's right is not enough.
"""

import os
import subprocess
import zlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import time_machine
from django.core.management.commands import flush
from django.db import connection
from django.test import Client
from django.utils import timezone

from fund import post
from fund.kit import clock, jobs
from fund.models import Job, Letter, Organisation, Round, User
from tests import factories

OF_DJANGO = ("django_content_type", "auth_permission")  # made with the tables, and the same for every test


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where CI is set, try a sixth of the slow tests, turn about by the number of commits; the gate always whole.

    The gate of learning is tests/gate and whatever is marked with it elsewhere.

    Tests that start a broker are slow too, but not where they have the servers of a large fund. Those of the demo go
    together, because loading it is what takes long.
    """
    if not os.environ.get("CI"):
        return
    told = subprocess.run(["git", "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=True).stdout
    slow = {"slow", "demo"} if os.environ.get("REDIS_URL") else {"slow", "demo", "broker"}
    rests = [
        item
        for item in items
        if any(item.get_closest_marker(name) for name in slow)
        and "gate" not in item.path.parts
        and not item.get_closest_marker("gate")
        and (zlib.crc32(b"demo" if item.get_closest_marker("demo") else item.nodeid.encode()) + int(told)) % 6
    ]
    config.hook.pytest_deselected(items=rests)
    items[:] = [item for item in items if item not in set(rests)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("Locks matter here and SQLite has none: set DATABASE_URL to a PostgreSQL")


@pytest.fixture(scope="session", autouse=True)
def empty_what_is_full() -> Iterator[None]:
    """After a test with transactions empty only the tables that hold something: all of them would take four seconds."""

    def sql_flush(ops: Any, style: Any, tables: Sequence[str], **kwargs: Any) -> list[str]:
        names = [ops.quote_name(table) for table in tables if table not in OF_DJANGO]
        with ops.connection.cursor() as cursor:
            held = [f"EXISTS (SELECT 1 FROM {name})" for name in names]
            cursor.execute("SELECT " + ", ".join(held))
            row = cursor.fetchone()
        told = ["SET LOCAL session_replication_role = replica"] if connection.vendor == "postgresql" else []
        return [*told, *(f"DELETE FROM {name}" for name, is_full in zip(names, row, strict=True) if is_full)]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(connection.ops), "sql_flush", sql_flush)
        patched.setattr(flush, "emit_post_migrate_signal", lambda *args, **kwargs: None)
        yield


@pytest.fixture(autouse=True)
def own_folders(settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files and letters of a test go to a folder of its own."""
    folder = tmp_path_factory.mktemp("var")
    storages = {**settings.STORAGES}
    storages["default"] = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(folder / "files")},
    }
    settings.STORAGES = storages
    settings.WHITENOISE_AUTOREFRESH = True  # else each browser of each test reads through all static files
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    yield


@pytest.fixture(autouse=True)
def one_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that travels in time moves our clock alone; the database's goes along."""
    read = clock.now
    travels = time_machine.escape_hatch.is_travelling
    monkeypatch.setattr(clock, "now", lambda: timezone.now() if travels() else read())


@pytest.fixture
def ann(db: None) -> User:
    return factories.make_person("Ann Applicant", email="ann@example.org")


@pytest.fixture
def sam(db: None) -> User:
    return factories.make_person("Sam Assessor", "assessor", email="sam@example.org")


@pytest.fixture
def pat(db: None) -> User:
    return factories.make_person("Pat Panel", "panel", email="pat@example.org")


@pytest.fixture
def olive(db: None) -> User:
    return factories.make_person("Olive Officer", "officer", email="olive@example.org")


@pytest.fixture
def morag(db: None) -> User:
    return factories.make_person("Morag Manager", "manager", email="morag@example.org")


@pytest.fixture
def lena(db: None) -> User:
    return factories.make_person("Lena Learning", "learning", email="lena@example.org")


@pytest.fixture
def nia(db: None) -> User:
    return factories.make_person("Nia Nobody", email="nia@example.org")


@pytest.fixture
def group(ann: User) -> Organisation:
    """Ann's group, which she leads."""
    return factories.make_organisation(ann, name="Leith Lungs")


@pytest.fixture
def round_(db: None) -> Round:
    """An open round."""
    return factories.make_round()


@pytest.fixture
def door() -> Callable[[User | None], Client]:
    """A browser in which this person is signed in: `door(ann).get(…)`. None is somebody who is not signed in."""

    def open_for(person: User | None) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return open_for


@pytest.fixture
def work() -> Callable[[], None]:
    """Do all the waiting jobs and post all the waiting letters, as the worker would."""

    def do_all() -> None:
        for _ in range(20):
            waiting = list(Job.objects.filter(state=Job.State.WAITING).order_by("pk").values_list("pk", flat=True))
            for pk in waiting:
                jobs.run(pk)
            if not waiting:
                break
        post.sweep()

    return do_all


@pytest.fixture
def letters_to() -> Callable[[User], list[str]]:
    """The kinds of the letters written to a person, oldest first."""

    def kinds(person: User) -> list[str]:
        return list(Letter.objects.filter(to=person).order_by("pk").values_list("kind", flat=True))

    return kinds
