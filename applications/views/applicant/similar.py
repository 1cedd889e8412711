"""Somebody has tried this: funded projects like the one that is being written."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.models import Application
from applications.searching import long_answers
from applications.similar import similar as projects_like
from applications.views.applicant.frame import own
from fund.kit.doors import SignedIn


@login_required
@require_safe
def similar(request: SignedIn, pk: int) -> HttpResponse:
    """Up to three projects with the reasons: a part for the task list, or a page by itself where no script runs."""
    application = own(request.user, pk)
    context = {"application": application, "matches": _like(application)}
    name = "similar_part" if request.htmx else "similar"
    return render(request, f"applications/applicant/{name}.html", context)


def _like(application: Application) -> list[object]:
    text = "\n".join([application.title, application.title, application.summary, *long_answers(application)])
    return list(
        projects_like(
            text,
            conditions=application.conditions.values_list("name", flat=True),
            areas=application.areas.values_list("name", flat=True),
            but_not=application.organisation,
        )
    )
