"""What happens round every page."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fund.kit import once_more
from fund.kit.states import Refused

logger = logging.getLogger(__name__)
BUSY = {"40001", "40P01", "55P03", "57014"}  # cannot be put in order, deadlock, lock not free, out of time
GetResponse = Callable[[HttpRequest], HttpResponse]


def show_refusals(get_response: GetResponse) -> GetResponse:
    """Show a Refused as a page with its words and the way back, status 409; 503 where the database is too busy.

    A request that lost against another is done anew first, a few times, where nothing of it was kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        kept = once_more.Kept()
        request.kept = kept  # type: ignore[attr-defined]
        with connection.execute_wrapper(kept):
            return get_response(request)

    def process_exception(request: HttpRequest, fault: Exception) -> HttpResponse | None:
        for tries in range(1, once_more.TRIES):
            if not once_more.is_lost(fault) or not once_more.may_try(request, request.kept):  # type: ignore[attr-defined]
                break
            logger.warning("Done anew: %s", fault)
            once_more.wait(tries)
            view, args, kwargs = request.resolver_match  # type: ignore[misc]
            try:
                return view(request, *args, **kwargs)
            except (Refused, OperationalError) as again:
                fault = again
        if isinstance(fault, Refused):
            return render(request, "refused.html", {"words": fault.words}, status=409)
        if isinstance(fault, OperationalError) and _is_busy(fault):
            logger.warning("Too busy: %s", fault)
            response = render(request, "busy.html", status=503)
            response["Retry-After"] = "5"
            return response
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def _is_busy(fault: OperationalError) -> bool:
    """Say whether another hand holds what this one needs: nothing was written, and the same works a moment later."""
    return getattr(fault.__cause__, "sqlstate", "") in BUSY or str(fault) == "database is locked"


def private_pages_are_not_kept(get_response: GetResponse) -> GetResponse:
    """Tell browsers and proxies to keep nothing that a signed-in person was shown."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store, private"
        return response

    return middleware


def too_much_is_not_read(get_response: GetResponse) -> GetResponse:
    """Refuse what is larger than any page asks for before a byte of it is read: it would fill the disk first."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length) > settings.REQUEST_LIMIT_MB * 1024 * 1024:
            raise RequestDataTooBig(f"A request of {length} bytes is larger than any page asks for.")
        return get_response(request)

    return middleware
