"""A new version of questions that are in use, and throwing it away again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import SignedIn
from fund.question_forms import NewVersion
from fund.rounds import asking
from fund.views.question_desk.frame import back, newest, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_version(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    form = NewVersion(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "version", questionnaire, form=form)
    fresh = asking.new_version(questionnaire, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, f"This is version {fresh.version}. Nobody sees it until you put it into use.")
    return redirect(back(fresh))


@login_required
@require_POST
def drop_version(request: SignedIn, slug: str, purpose: str) -> HttpResponse:
    questionnaire = newest(request, slug, purpose)
    asking.drop_version(questionnaire, by=request.user)
    messages.success(request, "The questions that were not in use are thrown away.")
    return redirect(back(questionnaire))
