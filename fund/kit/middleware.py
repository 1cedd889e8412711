"""What happens round every page."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fund.kit.states import Refused

GetResponse = Callable[[HttpRequest], HttpResponse]


def show_refusals(get_response: GetResponse) -> GetResponse:
    """Show a Refused as a page with its words and the way back, status 409."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_exception(request: HttpRequest, fault: Exception) -> HttpResponse | None:
        if isinstance(fault, Refused):
            return render(request, "refused.html", {"words": fault.words}, status=409)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


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
