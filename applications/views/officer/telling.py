"""Typing what groups told us: who waits for a call or sent a paper, and the desk to type at."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules
from applications import telling as verbs
from applications.forms.telling import OriginalForm
from applications.models import Telling
from fund import rules as fund_rules
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.questionnaires import readable


@login_required
@require_safe
def tellings(request: SignedIn) -> HttpResponse:
    """People who want to tell us by phone or paper, and recordings to type; the oldest first."""
    require(fund_rules.may_run_fund(request.user))
    rows = Telling.objects.unconfirmed().select_related(
        "application__round", "application__organisation", "question", "section", "told_by", "typed_by"
    )
    context = {
        "page": Paginator(rows.to_type(), 50).get_page(request.GET.get("page")),
        "typed": rows.filter(state=Telling.State.TYPED)[:50],
    }
    return render(request, "applications/officer/tellings.html", context)


def _telling(request: SignedIn, pk: int) -> Telling:
    require(fund_rules.may_run_fund(request.user))
    rows = Telling.objects.visible_to(request.user).select_related(
        "application__round", "application__organisation", "section", "question", "original", "told_by", "typed_by"
    )
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def type_telling(request: SignedIn, pk: int) -> HttpResponse:
    """The original beside the boxes to type in; save, or send to the group to confirm."""
    telling = _telling(request, pk)
    form = verbs.typing_form(telling, data=request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _desk(request, telling, form=form, original_form=OriginalForm(telling=telling))
    require(rules.may_type(request.user, telling))
    if "send" in request.POST:
        verbs.send_to_confirm(telling, form.answers, by=request.user)
        messages.success(request, f"Sent to {telling.told_by or 'the group'} to confirm.")
        return redirect("applications:tellings")
    verbs.save_typing(telling, form.answers, by=request.user)
    messages.success(request, "What you typed is kept.")
    return redirect("applications:type", pk)


@login_required
@require_POST
def attach_original(request: SignedIn, pk: int) -> HttpResponse:
    telling = _telling(request, pk)
    require(rules.may_type(request.user, telling))
    form = OriginalForm(request.POST, request.FILES, telling=telling)
    if not form.is_valid():
        return _desk(request, telling, form=verbs.typing_form(telling), original_form=form)
    verbs.attach(telling, form.cleaned_data["original"], by=request.user)
    messages.success(request, "The original is attached.")
    return redirect("applications:type", pk)


def _desk(request: SignedIn, telling: Telling, **forms: object) -> HttpResponse:
    said = readable(telling.section, telling.typed, telling.application.round)
    context = {"telling": telling, "said": [pair for pair in said if pair[1]]}
    context |= {"happenings": history.timeline(telling), "may": May(request.user, telling, rules)}
    has_errors = any(getattr(form, "errors", None) for form in forms.values())
    return render(request, "applications/officer/type.html", {**context, **forms}, status=422 if has_errors else 200)
