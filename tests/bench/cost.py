"""What one answer costs: the worker's CPU time, the number of queries, and the worker's largest memory so far."""

import os
import time
from collections.abc import Callable
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
                response.streaming_content = iter(list(response.streaming_content))
        response["X-CPU-ms"] = f"{(time.process_time() - began) * 1000:.1f}"
        response["X-Queries"] = str(queries)
        response["X-Memory-MB"] = f"{_peak():.0f}"
        return response

    return middleware


def _peak() -> float:
    """The most memory that this process ever held, in MB, as Linux counts it."""
    with open(f"/proc/{os.getpid()}/status") as status:
        line = next(line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
