"""A form that could not be taken, because its sender is signed out or its page is too old: the text comes back."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

OURS = {"csrfmiddlewaretoken"}
SECRET_PAGES = "/people/"  # here passwords and codes are typed, and nothing comes back
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
FOR_GUESTS = {"private-link", "book-talk", "check"}  # whoever writes here need not have an account
CODE = r"[a-z0-9_-]*"  # a choice or a number of the form's own, which tells its writer nothing


def comes_back(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show somebody who is no longer signed in what they sent, to be sent again, instead of the sign-in page."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and not request.user.is_authenticated:
            return _kept(request, status=401, is_signed_out=True, can_send=True)
        return view(request, *args, **kwargs)

    return door


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token: its text comes back; to be sent again only if it came from a page of ours."""
    if request.path.startswith(SECRET_PAGES):
        return render(request, "fund/public/again.html", status=403)
    is_guest = request.resolver_match is not None and request.resolver_match.url_name in FOR_GUESTS
    is_signed_out = not request.user.is_authenticated and not is_guest
    return _kept(
        request,
        status=403,
        can_send=_is_from_here(request),
        is_signed_out=is_signed_out and _is_from_here(request),
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that was not read, because there is too much of it or because it makes no sense."""
    if isinstance(exception, TOO_MUCH):
        return render(request, "413.html", {"most": settings.UPLOAD_LIMIT_MB}, status=413)
    return render(request, "400.html", status=400)


def _is_from_here(request: HttpRequest) -> bool:
    """Say whether the browser names one of our own pages as the sender; another site cannot feign that."""
    sender = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(sender).netloc == request.get_host()


def _kept(request: HttpRequest, *, status: int, **facts: Any) -> HttpResponse:
    sent = [(name, value) for name in request.POST for value in request.POST.getlist(name) if name not in OURS]
    texts = [(name, value) for name, value in sent if not re.fullmatch(CODE, value)]
    context = {
        "texts": texts,
        "hidden": [pair for pair in sent if pair not in texts],
        "address": request.get_full_path(),
        "next": reverse("applications:signed-in"),
        "has_files": bool(request.FILES),
        **facts,
    }
    return render(request, "fund/public/kept.html", context, status=status)
