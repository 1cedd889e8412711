"""A real gunicorn with two workers on this machine, for as long as a measurement takes."""

import contextlib
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from fund.kit import ground

WORKERS = 2


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """Start it, give its address, and stop it whatever happens."""
    port = ground.any_port()
    command = [sys.executable, "-m", "gunicorn", "fund.wsgi", "--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--timeout", "120", "--log-level", "warning", "--backlog", "1024"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.bench.settings", "ALLOWED_HOSTS": "127.0.0.1"}
    server = subprocess.Popen(command, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str) -> None:
    for _ in range(120):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/accessibility/", timeout=30).read()
            return
        time.sleep(0.5)
    raise RuntimeError("The server did not come up within a minute.")
