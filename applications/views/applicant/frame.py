"""What every page of an own application fetches and shows."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404

from applications import rules
from applications.models import Application
from fund.kit.doors import May, SignedIn
from fund.models import User

DRAFT = Application.State.DRAFT


def own(user: User, pk: int) -> Application:
    """An application of one's own group or a test, with what every page of it shows."""
    rows = Application.objects.own_or_test(user).select_related("round__fund", "organisation__kind", "tier", "effort")
    return get_object_or_404(rows.prefetch_related("documents__rule", "documents__file"), pk=pk)


def frame(request: SignedIn, application: Application) -> dict[str, Any]:
    """What every page of an application shows, and what the reader may do."""
    return {
        "application": application,
        "round": application.round,
        "may": May(request.user, application, rules),
        "takes_answers": application.is_being_written and application.takes_answers(),
        "limit": settings.UPLOAD_LIMIT_MB,
    }
