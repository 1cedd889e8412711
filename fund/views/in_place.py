"""What a page that saves by itself is told when nobody is signed in any more."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

PARTS = "fund/writing"


def in_place(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Tell somebody who is no longer signed in where they are, instead of leading the page away from its text."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return render(request, f"{PARTS}/signed_out.html", {"next": reverse("applications:signed-in")}, status=401)

    return door
