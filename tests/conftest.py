"""The cast: Ann applies, Sam assesses, Pat sits on the panel, Olive is the officer, Nia is nobody.

Morag manages the fund and Lena edits what was learned; they step in where an officer's right is not enough.
"""

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from fund import post
from fund.kit import clock, jobs
from fund.models import Job, Letter, Organisation, Round, User
from tests import factories


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("Locks matter here and SQLite has none: set DATABASE_URL to a PostgreSQL")


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
