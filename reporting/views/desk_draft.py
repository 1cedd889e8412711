"""Asking for a draft at the learning desk: first what kind, then which, then with the count in sight."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from fund.kit.doors import SignedIn, require
from fund.models import Job
from fund.rules import may_see_job
from reporting import learning, rules
from reporting.forms.desk import AskForDraft, FindChoice
from reporting.learning import offering

ON_A_PAGE = 30


@login_required
@require_http_methods(["GET", "POST"])
def draft(request: SignedIn) -> HttpResponse:
    require(rules.may_work_at_desk(request.user))
    if request.method == "POST":
        form = AskForDraft(request.POST)
        return _ask(request, form) if form.is_valid() else _which(request, form)
    if "of" not in request.GET:
        return _which(request)
    form = AskForDraft(request.GET)
    return _check(request, form) if form.is_valid() else _which(request, form)


def _which(request: SignedIn, form: AskForDraft | None = None) -> HttpResponse:
    """The kinds, or what there is of one kind. A form that was not right is shown with its words."""
    sent, status = request.POST or request.GET, 422 if form else 200
    kind = sent.get("kind", "")
    if kind not in offering.KINDS:
        kinds = {"form": form, "kinds": offering.kinds()}
        return render(request, "reporting/desk/draft.html", kinds, status=status)
    find = FindChoice(request.GET)
    words = find.cleaned_data["words"] if find.is_valid() else ""
    every = offering.choices(kind)
    found = offering.narrowed(every, words)
    context = {
        "form": form,
        "find": find,
        "words": words,
        "kind": kind,
        "heading": offering.KINDS[kind][1],
        "every": len(every),
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "typed": sent.get("of", ""),
    }
    return render(request, "reporting/desk/draft_which.html", context, status=status)


def _check(request: SignedIn, form: AskForDraft) -> HttpResponse:
    scope, evidence = form.cleaned_data["scope"], form.cleaned_data["evidence"]
    context = {
        "scope": scope,
        "word": offering.KINDS[scope.kind][0],
        "evidence": evidence,
        "silent": offering.silent(scope, evidence),
        "newest": offering.newest(scope),
    }
    return render(request, "reporting/desk/draft_it.html", context)


def _ask(request: SignedIn, form: AskForDraft) -> HttpResponse:
    job = learning.ask_for_draft(form.cleaned_data["scope"], by=request.user)
    if job.state == Job.State.DONE:
        messages.info(request, "Nothing was reported since the last draft, so there is no new one.")
        return redirect("reporting:desk")
    messages.success(request, "A draft is on its way. It stands in the list as soon as it is ready.")
    return redirect("job", job.pk) if may_see_job(request.user, job) else redirect("reporting:desk")
