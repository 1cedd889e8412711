"""`manage.py demo` as a person runs it: a process of its own, in a folder of its own."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from filelock import FileLock

from fund.kit import supervisor
from fund.kit.ground import any_port

pytestmark = pytest.mark.demo

LONG = 420  # seconds; a busy machine may be slow
PANGO = "apt-get install -y libpango-1.0-0 libpangoft2-1.0-0"


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a fresh machine: our folder, no database server and no Redis."""
    ours = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'fund.sqlite3'}", "REDIS_URL": "", "DEMO": ""}
    return {**os.environ, **ours, "PYTHONUNBUFFERED": "1", **more}


def command(*words: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), "demo", *words]


def run(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*words), env=environment(folder, **more), capture_output=True, text=True, timeout=LONG, check=False
    )


def refusal(folder: Path, *words: str, **more: str) -> str:
    """The sentence with which the demo refuses to start, at once, without a traceback."""
    began = time.monotonic()
    done = run(folder, *words, **more)
    assert time.monotonic() - began < 60, "What is wrong with the machine is said before anything that takes long."
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


def ask(folder: Path, query: str, *values: str) -> list[tuple[object, ...]]:
    """Do a query on the demo's database, keep what it changes, and leave nothing open that a copy would trip over."""
    with closing(sqlite3.connect(folder / "fund.sqlite3")) as database, database:
        return database.execute(query, values).fetchall()


def counts(folder: Path) -> dict[str, int]:
    """How many rows there are in each table, what the machine notes for itself left out."""
    notes = ("sqlite_%", "django_session", "fund_pulse")
    names = [str(name) for (name,) in ask(folder, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: int(str(ask(folder, f'SELECT count(*) FROM "{name}"')[0][0]))
        for name in sorted(names)
        if not name.startswith("sqlite_") and name not in notes
    }


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> tuple[Path, str]:
    """A folder with the whole demo, loaded once on a machine that has no Pango, and what was said.

    All processes of a run share it: whoever comes first loads it, and the others wait.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base if worker_id == "master" else base.parent
    folder, fake, said = shared / "demo-loaded", shared / "without-pango", shared / "demo-said.txt"
    with FileLock(shared / "demo.lock"):
        if not said.exists():
            shutil.rmtree(folder, ignore_errors=True)
            for path in (folder, fake):
                path.mkdir(exist_ok=True)
            (fake / "weasyprint.py").write_text('raise OSError("cannot load library libpango-1.0-0")\n')
            done = run(folder, "--no-serve", PYTHONPATH=str(fake))
            assert done.returncode == 0, done.stderr
            said.write_text(done.stdout)
    return folder, said.read_text()


@pytest.fixture
def folder(loaded: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of it to change."""
    return Path(shutil.copytree(loaded[0], tmp_path / "var"))


# The ground ----------------------------------------------------------------------------------------------------------


def test_a_taken_port_is_said_with_one_that_is_free(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refusal(tmp_path, "--port", str(port))
    assert words.startswith(f"Port {port} cannot be used (address already in use): choose another one, such as --port ")
    assert not (tmp_path / "fund.sqlite3").exists()


def test_a_port_that_does_not_exist_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path, "--port", "99999").startswith("There is no port 99999: choose one from 1024 to 65535")


def test_a_folder_that_cannot_be_written_is_said_with_the_cure(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.write_text("not a folder")
    words = refusal(file / "var", "--port", str(any_port()))
    assert words == (
        f"The folder {file / 'var'} cannot be written to (not a directory): make it yours and make room on the disk, "
        "or name another folder with VAR_DIR=/another/folder."
    )


def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "fund.sqlite3").write_text("A shopping list, and a long one. " * 40)
    words = refusal(tmp_path, "--no-serve")
    assert words == (
        f"The file {tmp_path / 'fund.sqlite3'} cannot be read as a database (file is not a database): "
        "move it to another place and start again."
    )
    assert (tmp_path / "fund.sqlite3").read_text().startswith("A shopping list")


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    ask(tmp_path, "CREATE TABLE recipes (name TEXT)")
    words = refusal(tmp_path, "--no-serve")
    assert words.startswith(f"The file {tmp_path / 'fund.sqlite3'} belongs to another program: ")
    assert ask(tmp_path, "SELECT name FROM sqlite_master") == [("recipes",)]


def test_a_database_server_that_is_away_is_said(tmp_path: Path) -> None:
    away = f"postgres://nobody@127.0.0.1:{any_port()}/fund"
    assert refusal(tmp_path, "--no-serve", DATABASE_URL=away).startswith(
        "The database fund at 127.0.0.1 does not answer"
    )


def test_a_redis_that_is_away_is_said(tmp_path: Path) -> None:
    words = refusal(tmp_path, "--port", str(any_port()), REDIS_URL=f"redis://127.0.0.1:{any_port()}/0")
    assert words.startswith("The broker at REDIS_URL does not answer")


def test_two_demos_in_one_folder_are_refused(tmp_path: Path) -> None:
    with supervisor.alone_in(tmp_path) as alone:
        assert alone
        words = refusal(tmp_path, "--port", str(any_port()))
    assert words == f"A demo runs in {tmp_path} already: stop it, or name another folder with VAR_DIR."


def test_the_demo_does_not_run_in_production(tmp_path: Path) -> None:
    words = refusal(tmp_path, PRODUCTION="1", SECRET_KEY="for this test", ALLOWED_HOSTS="localhost")
    assert words.startswith("The demo does not run in production")


# Loading -------------------------------------------------------------------------------------------------------------


def test_without_pango_the_demo_is_made_and_its_papers_wait(loaded: tuple[Path, str]) -> None:
    folder, said = loaded
    assert (
        f"PDFs cannot be made on this machine, because the Pango library is missing. Install it with: {PANGO}." in said
    )
    assert ask(folder, "SELECT count(*) FROM reporting_paper") == [(0,)]
    waiting = ask(folder, "SELECT DISTINCT kind FROM fund_job WHERE state = 'waiting' ORDER BY kind")
    kinds = ["applications.copy", "learning.paper", "questions.papers", "reporting.copy"]
    assert [kind for (kind,) in waiting] == kinds
    assert ask(folder, "SELECT count(*) FROM fund_round WHERE NOT is_demo")[0][0] == len(real_rounds())
    assert int(str(ask(folder, "SELECT count(*) FROM applications_grant WHERE state = 'past'")[0][0])) > 0


def real_rounds() -> list[Path]:
    return list((settings.BASE_DIR / "fund" / "data" / "rounds").glob("*.toml"))


def test_a_second_run_loses_nothing_and_makes_nothing_twice(folder: Path) -> None:
    before = counts(folder)
    slug = str(ask(folder, "SELECT slug FROM fund_round WHERE NOT is_demo ORDER BY slug")[0][0])
    ask(folder, "UPDATE fund_round SET panel_on = '2031-02-03' WHERE slug = ?", slug)
    ask(folder, "UPDATE fund_user SET name = 'Jean Baxter-Blair' WHERE email = 'jean@demo.example'")

    done = run(folder, "--no-serve")

    assert (done.returncode, "The demo fund is here already" in done.stdout) == (0, True), done.stderr
    assert counts(folder) == before
    assert ask(folder, "SELECT panel_on FROM fund_round WHERE slug = ?", slug) == [("2031-02-03",)]
    assert ask(folder, "SELECT name FROM fund_user WHERE email = 'jean@demo.example'") == [("Jean Baxter-Blair",)]


def wipe(folder: Path, *, yes: bool) -> str:
    """What wiping says, in a process that looks at this folder."""
    code = (
        "import django; django.setup(); from reporting.demo import wiping; "
        f"print(wiping.wipe(yes={yes}, progress=lambda words: None), end='')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment(folder), "DJANGO_SETTINGS_MODULE": "fund.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_reset_takes_only_what_the_demo_made(folder: Path) -> None:
    (folder / "my-notes.txt").write_text("keep me")
    assert wipe(folder, yes=False) == ""
    left = {path.name for path in folder.iterdir()}
    assert "my-notes.txt" in left
    assert left.isdisjoint({"fund.sqlite3", "fund.sqlite3-wal", "files", "letters", "valkey"})


def test_reset_leaves_a_database_alone_that_the_demo_did_not_make(folder: Path) -> None:
    (folder / "made-by-the-demo").unlink()
    words = wipe(folder, yes=False)
    assert words == (
        f"The database {folder / 'fund.sqlite3'} was not made by the demo, so --reset leaves it alone: "
        "say --reset --yes if all in it may go."
    )
    assert (folder / "fund.sqlite3").exists()
    assert wipe(folder, yes=True) == ""
    assert not (folder / "fund.sqlite3").exists()


# Serving -------------------------------------------------------------------------------------------------------------


def processes_of(folder: Path) -> list[str]:
    """The command lines of all living processes that were started for this folder or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            knows = f"VAR_DIR={folder}\0".encode() in (process / "environ").read_bytes() + b"\0"
            state = (process / "stat").read_text().rpartition(")")[2].split()[0]
            if state != "Z" and (knows or Path(os.readlink(process / "cwd")).is_relative_to(folder)):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # it ended while we looked, or it is somebody else's
    return found


@pytest.fixture
def start(folder: Path) -> Iterator[Callable[[int], subprocess.Popen[bytes]]]:
    """Start the demo at a port and wait until it says where it is."""
    running: list[subprocess.Popen[bytes]] = []
    log = folder.parent / "said.txt"

    def begin(port: int) -> subprocess.Popen[bytes]:
        with log.open("wb") as out:
            demo = subprocess.Popen(
                command("--port", str(port)),
                env=environment(folder),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running.append(demo)
        deadline = time.monotonic() + LONG
        while "Press Ctrl-C to stop" not in log.read_text():
            assert demo.poll() is None and time.monotonic() < deadline, log.read_text()
            time.sleep(0.2)
        return demo

    yield begin
    for demo in running:
        if demo.poll() is None:
            demo.send_signal(signal.SIGTERM)
            demo.wait(30)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="counts processes in /proc, which only Linux has")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_the_demo_serves_and_leaves_no_process_behind(
    start: Callable[[int], subprocess.Popen[bytes]], folder: Path, number: signal.Signals
) -> None:
    port = any_port()
    demo = start(port)
    said = (folder.parent / "said.txt").read_text()
    assert f"The fund is at http://localhost:{port}\n" in said
    assert "morag@demo.example" in said and "ruth@demo.example" in said
    for path in ("/health/", "/", "/rounds/", "/learning/", "/projects/", "/people/login/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as page:
            assert page.status == 200, path
    names = " ".join(processes_of(folder))
    assert all(part in names for part in ("gunicorn", "celery", "valkey-server")), names

    demo.send_signal(number)

    assert demo.wait(30) == 0, (folder.parent / "said.txt").read_text()
    assert processes_of(folder) == []
    assert "Traceback" not in (folder.parent / "said.txt").read_text()


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="counts processes in /proc, which only Linux has")
def test_a_part_that_ends_by_itself_stops_the_rest(
    start: Callable[[int], subprocess.Popen[bytes]], folder: Path
) -> None:
    demo = start(any_port())
    ours = [int(process.name) for process in Path("/proc").glob("[0-9]*") if is_web_server(process, folder)]
    os.kill(min(ours), signal.SIGKILL)

    assert demo.wait(30) == 1
    assert "A part of the demo ended by itself, so all was stopped." in (folder.parent / "said.txt").read_text()
    assert processes_of(folder) == []


def is_web_server(process: Path, folder: Path) -> bool:
    try:
        ours = f"VAR_DIR={folder}\0".encode() in (process / "environ").read_bytes() + b"\0"
        return ours and b"gunicorn" in (process / "cmdline").read_bytes()
    except OSError:
        return False
