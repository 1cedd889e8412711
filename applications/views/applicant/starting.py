"""Starting an application, and the list of its parts."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from applications import applying, commenting, feedback, rules, signing, supporting, todo
from applications.applying import moving_version
from applications.forms.applicant import StartForm
from applications.models import OpenPage
from applications.views.applicant.frame import DRAFT, frame, own
from fund import access, writing
from fund.kit.doors import SignedIn, require
from fund.models import Organisation, Round
from fund.questionnaires import Lists


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: SignedIn, slug: str) -> HttpResponse:
    """Choose the group to apply for; a draft that is there already is offered first."""
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    applying.require_open(round_)
    groups = Organisation.objects.filter(memberships__user=request.user, memberships__kind__in=rules.WRITERS)
    form = StartForm(request.POST if request.method == "POST" else None, groups=groups)
    if not form.is_valid():
        drafts = round_.applications.filter(organisation__in=groups, state=DRAFT).select_related("organisation")
        context = {"round": round_, "form": form, "groups": groups, "drafts": drafts}
        asked = form.is_bound and groups  # who has no group yet was asked nothing, and is led to registering one
        return render(request, "applications/applicant/start.html", context, status=422 if asked else 200)
    group = form.cleaned_data["organisation"]
    require(rules.may_start(request.user, group, round_))
    return redirect("applications:detail", applying.start(round_, group, by=request.user).pk)


@login_required
@require_safe
def detail(request: SignedIn, pk: int) -> HttpResponse:
    """The task list of a draft; where an application stands that was handed in."""
    application = own(request.user, pk)
    context = frame(request, application)
    if not application.is_being_written:
        context["changes"] = application.changes.open()
        context["panel_questions"] = application.panel_questions.filter(state="asked")
        context["appeals"] = application.appeals.all()
        context["feedback"] = feedback.shown_to_group(application)
        return render(request, "applications/applicant/standing.html", context)
    context["asks_needs"] = not access.is_asked(request.user)
    context["newer"] = moving_version.newer_for(application)
    context["tasks"] = todo.tasks_of(application, todo.sheets_of(application), Lists(application.round))
    context["open_comments"] = commenting.open_in(application)
    context["signature"] = signing.standing(application)
    context["asks_outsiders"] = bool(supporting.rules_asking(application))
    pages = OpenPage.objects.filter(sheet__application=application)
    context["here"] = writing.others_by_section(pages, than=request.user)
    return render(request, "applications/applicant/detail.html", context)
