"""The desk's small steps: who looks after a summary, its lines, its versions, and jobs that failed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.kit import jobs
from fund.kit.doors import May, SignedIn, require
from fund.kit.states import Refused
from fund.models import Job
from reporting import learning, rules
from reporting.forms.desk_work import MergeInto, NameNew, Own, Regrade
from reporting.learning import comparing_versions, ordering, showing, tracing
from reporting.models import LearningSummary, Statement


def summary_of(request: SignedIn, pk: int) -> LearningSummary:
    """A summary that this person may see, for the pages of the desk."""
    rows = LearningSummary.objects.visible_to(request.user).select_related("grant__organisation", "round", "owner")
    return get_object_or_404(rows, pk=pk)


def ask(request: SignedIn, summary: LearningSummary, form: Form, **words: Any) -> HttpResponse:
    """A page that asks one thing: `heading`, `button`, and maybe `lead` and the `statement` that it is about."""
    context = {"summary": summary, "form": form, **words}
    return render(request, "reporting/desk/ask.html", context, status=422 if form.errors else 200)


def back(pk: int, statement: Statement | None = None) -> HttpResponse:
    place = f"#statement-{statement.pk}" if statement else ""
    return redirect(reverse("reporting:edit-summary", args=[pk]) + place)


def _line(request: SignedIn, pk: int, statement_pk: int) -> tuple[LearningSummary, Statement]:
    summary = summary_of(request, pk)
    require(rules.may_edit(request.user, summary))
    line = get_object_or_404(summary.statements.before_the_wall().select_related("summary", "theme"), pk=statement_pk)
    if not showing.without_dead_stories([line]):
        raise Http404("The story of this statement may no longer be shown.")
    return summary, line


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: SignedIn, pk: int) -> HttpResponse:
    """Who looks after a summary, and by when it is to be published."""
    summary = summary_of(request, pk)
    require(rules.may_own(request.user, summary))
    form = Own(request.POST if request.method == "POST" else None, summary=summary)
    if form.is_valid():
        learning.assign(summary, **form.said, by=request.user)
        messages.success(request, "Saved.")
        return back(pk)
    return ask(request, summary, form, heading="Who looks after it", button="Save")


@login_required
@require_POST
def take_over(request: SignedIn, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    require(rules.may_own(request.user, summary))
    learning.take_over(summary, by=request.user)
    messages.success(request, "It is yours now.")
    return back(pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    """Put a statement into another one that says the same."""
    summary, line = _line(request, pk, statement_pk)
    form = MergeInto(request.POST if request.method == "POST" else None, statement=line)
    if not form.others:
        raise Refused("There is no other statement of its kind, so there is none that it could go into.")
    if form.is_valid():
        learning.merge(line, form.chosen, by=request.user)
        messages.success(request, "The two are one now. Both stay beneath it.")
        return back(pk, form.chosen)
    line.opened = list(tracing.open_all(line.sources.all()).values())  # type: ignore[attr-defined]
    return ask(request, summary, form, heading="Merge two statements", button="Merge them", statement=line)


@login_required
@require_POST
def take_apart(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    _, line = _line(request, pk, statement_pk)
    learning.take_apart(line, by=request.user)
    messages.success(request, "The two stand apart again.")
    return back(pk, line)


@login_required
@require_POST
def move(request: SignedIn, pk: int, statement_pk: int, way: str) -> HttpResponse:
    """Move a statement one place up or down among those of its kind."""
    _, line = _line(request, pk, statement_pk)
    if way not in {ordering.UP, ordering.DOWN}:
        raise Http404("A statement moves up or down.")
    learning.move(line, way, by=request.user)
    return back(pk, line)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    """Say what something new is called, or under which theme it belongs."""
    summary, line = _line(request, pk, statement_pk)
    form = NameNew(request.POST if request.method == "POST" else None, statement=line)
    if form.is_valid():
        said = form.cleaned_data
        if said["what"] == NameNew.NAME:
            learning.name(line, said["named"], by=request.user)
        else:
            learning.settle(line, said["theme"], kind=said["what"], by=request.user)
        messages.success(request, "Saved.")
        return back(pk, line)
    line.opened = list(tracing.open_all(line.sources.all()).values())  # type: ignore[attr-defined]
    return ask(request, summary, form, heading="What is this?", button="Save", statement=line)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def regrade(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    """Lower or raise how sure we are of a finding, with a reason that readers see."""
    summary, line = _line(request, pk, statement_pk)
    form = Regrade(request.POST if request.method == "POST" else None, statement=line)
    if form.is_valid():
        if form.cleaned_data["level"] == Regrade.RULES:
            learning.follow_rules(line, by=request.user)
        else:
            learning.regrade(line, form.cleaned_data["level"], why=form.cleaned_data["why"], by=request.user)
        messages.success(request, "Saved.")
        return back(pk, line)
    line.opened = list(tracing.open_all(line.sources.all()).values())  # type: ignore[attr-defined]
    return ask(request, summary, form, heading="How sure are we?", button="Save", statement=line)


@login_required
@require_safe
def compare(request: SignedIn, pk: int) -> HttpResponse:
    """What a version has more, less and otherwise than the one before."""
    summary = summary_of(request, pk)
    require(rules.may_work_at_desk(request.user))
    old = comparing_versions.before(summary)
    if old is None:
        raise Http404("This is the first version.")
    context = {
        "summary": summary,
        "old": old,
        "found": learning.compare(summary, old),
        "may": May(request.user, summary, rules),
    }
    return render(request, "reporting/desk/compare.html", context)


@login_required
@require_POST
def carry_over(request: SignedIn, pk: int) -> HttpResponse:
    """Bring what people wrote in the version before, where it still fits."""
    summary = summary_of(request, pk)
    require(rules.may_edit(request.user, summary))
    old = comparing_versions.before(summary)
    if old is None:
        raise Http404("This is the first version.")
    left = learning.carry_over(summary, old, by=request.user)
    if not left:
        messages.success(request, f"What people wrote in version {old.version} is here now.")
        return back(pk)
    context = {"summary": summary, "old": old, "left": left}
    return render(request, "reporting/desk/carried.html", context)


@login_required
@require_POST
def retry(request: SignedIn, pk: int) -> HttpResponse:
    """Start a draft again that failed time after time."""
    require(rules.may_work_at_desk(request.user))
    job = get_object_or_404(Job, pk=pk, kind="learning.draft")
    require(rules.may_retry_draft(request.user, job))
    jobs.try_again(job, by=request.user)
    messages.success(request, "The draft will be tried again now.")
    return redirect("reporting:desk")
