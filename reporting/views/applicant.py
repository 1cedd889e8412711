"""Somebody has tried this: funded projects like the one that is being written."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from applications.searching import long_answers
from applications.views.applicant.frame import own
from fund.kit.doors import SignedIn
from reporting import similar


@login_required
@require_safe
def like_mine(request: SignedIn, pk: int) -> HttpResponse:
    """Up to three projects with the reasons: a part for the task list, or a page by itself where no script runs."""
    application = own(request.user, pk)
    answer = similar.like_plan(
        "\n".join([application.title, application.summary, *long_answers(application)]),
        {
            "conditions": list(application.conditions.values_list("name", flat=True)),
            "areas": list(application.areas.values_list("name", flat=True)),
        },
        but_not=application.organisation,
    )
    name = "similar_part" if request.htmx else "similar"
    context = {"application": application, "matches": answer.matches}
    return render(request, f"reporting/applicant/{name}.html", context)
