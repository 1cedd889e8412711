"""A new database is made from the models at once; the migrations come to the very same tables."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.slow

AT_ONCE = """
import django
django.setup()
from django.db import connection
from fund.kit import tables
assert tables.is_empty(connection)
tables.build(connection)
assert not tables.is_empty(connection)
"""

# The end of all migrations, drawn once: to draw it after each step, as migrate does, takes more than a minute.
MIGRATED = """
import django
django.setup()
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
with connection.schema_editor() as editor:
    for model in MigrationLoader(connection).project_state().apps.get_models():
        editor.create_model(model)
MigrationRecorder(connection).ensure_schema()
"""


def run(folder: Path, *words: str) -> str:
    """A process of its own with a database of its own."""
    ours = {"VAR_DIR": str(folder), "DATABASE_URL": f"sqlite:///{folder / 'fund.sqlite3'}"}
    environment = {
        **os.environ,
        **ours,
        "DJANGO_SETTINGS_MODULE": "fund.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    folder.mkdir(exist_ok=True)
    done = subprocess.run([sys.executable, *words], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def described(folder: Path) -> dict[str, Any]:
    """Each table with its columns, foreign keys, indexes and checks, whatever the order in which they were made."""
    found: dict[str, Any] = {}
    with closing(sqlite3.connect(folder / "fund.sqlite3")) as database:
        for name, made in database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            indexes = [
                (row[2], tuple(part[2] for part in database.execute(f'PRAGMA index_info("{row[1]}")')))
                for row in database.execute(f'PRAGMA index_list("{name}")').fetchall()
            ]
            found[name] = (
                sorted(row[1:] for row in database.execute(f'PRAGMA table_info("{name}")')),
                sorted(row[2:] for row in database.execute(f'PRAGMA foreign_key_list("{name}")')),
                sorted(indexes),
                sorted(part.split('"')[0] for part in made.split('CONSTRAINT "')[1:]),
            )
    return found


def test_the_migrations_come_to_the_same_tables_and_none_is_left(tmp_path: Path) -> None:
    run(tmp_path / "at once", "-c", AT_ONCE)
    run(tmp_path / "migrated", "-c", MIGRATED)
    made, migrated = described(tmp_path / "at once"), described(tmp_path / "migrated")
    assert made.keys() == migrated.keys()
    assert [name for name in made if made[name] != migrated[name]] == []
    manage = str(settings.BASE_DIR / "manage.py")
    assert "[ ]" not in run(tmp_path / "at once", manage, "showmigrations")
    assert "No migrations to apply" in run(tmp_path / "at once", manage, "migrate")
