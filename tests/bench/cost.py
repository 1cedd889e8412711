"""What one answer costs: the worker's CPU time, the number of queries, and the worker's largest memory so far."""

import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse


def say_cost(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Any, *args: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*args)

        began = time.process_time()
        with connection.execute_wrapper(count):
            response = get_response(request)
            if response.streaming:
                response.streaming_content = _written_out(response.streaming_content)
        response["X-CPU-ms"] = f"{(time.process_time() - began) * 1000:.1f}"
        response["X-Queries"] = str(queries)
        response["X-Memory-MB"] = f"{_peak():.0f}"
        return response

    return middleware


def _written_out(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Have the whole of a stream made, kept on the disk: in memory it would count as the page's own."""
    kept = tempfile.TemporaryFile()  # noqa: SIM115  (read until the answer is out)
    kept.writelines(parts)
    kept.seek(0)
    return iter(lambda: kept.read(64 * 1024), b"")


def _peak() -> float:
    """The most memory that this process ever held, in MB, as Linux counts it."""
    with open(f"/proc/{os.getpid()}/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
