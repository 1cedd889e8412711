"""Throwing the demo's data away: only what the demo made itself, unless somebody says yes."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from fund.kit import kept_history

MARK = "made-by-the-demo"
FOLDERS = ("files", "letters", "valkey")
NEEDS_YES = "{what}, so --reset leaves it alone: say --reset --yes if all in it may go."

Progress = Callable[[str], None]


def remember_whose(database: BaseDatabaseWrapper) -> None:
    """Leave a mark beside a database that was empty when the demo found it."""
    if is_file_of_ours() and not database.introspection.table_names():
        (settings.VAR_DIR / MARK).write_text(
            "The demo made the database in this folder, so demo --reset may delete it.\n"
        )


def is_file_of_ours() -> bool:
    """Say whether the database is the file that we put into our own folder, and not one that was named to us."""
    return connection.vendor == "sqlite" and Path(str(connection.settings_dict["NAME"])) == _file()


def wipe(*, yes: bool, progress: Progress) -> str:
    """Delete the demo's database and files. Empty, or why not: it is not the demo's, and nobody said yes."""
    if is_file_of_ours():
        if _file().exists() and not (settings.VAR_DIR / MARK).exists() and not yes:
            return NEEDS_YES.format(what=f"The database {_file()} was not made by the demo")
        progress(f"Throwing away what the demo made in {settings.VAR_DIR}")
        connections.close_all()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{_file()}{ending}").unlink(missing_ok=True)
    else:
        name = connection.settings_dict["NAME"]
        if not yes:
            return NEEDS_YES.format(what=f"The database {name} was named by DATABASE_URL")
        progress(f"Emptying the database {name}")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        with kept_history.erasing():
            call_command("flush", verbosity=0, interactive=False, skip_checks=True)
    for name in FOLDERS:
        shutil.rmtree(settings.VAR_DIR / name, ignore_errors=True)
    return ""


def _file() -> Path:
    return settings.VAR_DIR / "fund.sqlite3"
