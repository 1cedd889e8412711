"""Private links: one person, one thing, no account."""

import secrets
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from fund.models import PrivateLink, User

Page = Callable[[HttpRequest, PrivateLink, str], HttpResponseBase]

PAGES: dict[str, Page] = {}


def page(kind: str) -> Callable[[Page], Page]:
    """Register the page behind links of one kind. It gets the request, the link and the token.

    A mail scanner opens every link in a letter: the page must only show on GET, and act on POST.
    """

    def register(view: Page) -> Page:
        PAGES[kind] = view
        return view

    return register


@transaction.atomic
def make(kind: str, about: models.Model, *, by: User | None, until: datetime | None = None) -> str:
    """Make a link to one thing and give its token, which is kept nowhere: put it into a secret letter at once."""
    import_module(settings.ROOT_URLCONF)  # pages register when the addresses are read, which a worker has not done yet
    if kind not in PAGES:
        raise LookupError(f"No page is registered for links of kind {kind!r}.")
    token = secrets.token_urlsafe(32)
    PrivateLink.objects.create(kind=kind, digest=PrivateLink.digest_of(token), about=about, made_by=by, until=until)
    return token


def address(token: str) -> str:
    """The whole address of a link, for a letter."""
    return settings.SITE_ADDRESS + reverse("private-link", args=[token])


@transaction.atomic
def close(about: models.Model, *, kind: str = "") -> int:
    """Close the links to one thing, all or those of one kind; how many there were."""
    rows = PrivateLink.objects.live().filter(
        about_type=ContentType.objects.get_for_model(about, for_concrete_model=True), about_id=about.pk
    )
    facts: dict[str, Any] = {"kind": kind} if kind else {}
    return rows.filter(**facts).update(closed_at=timezone.now())
