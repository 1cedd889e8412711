"""The officers' side of questions that people asked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import public_answers, rules
from fund.answer_forms import AnswerForm, MergeForm
from fund.detail_forms import SettleDetail
from fund.kit.doors import May, SignedIn, require
from fund.models import PersonalDetail, PublicAnswer
from fund.privacy import gate
from fund.views import details


@login_required
@require_safe
def answers(request: SignedIn) -> HttpResponse:
    """Every question that was kept, the most asked first."""
    require(rules.may_run_fund(request.user))
    rows = PublicAnswer.objects.visible_to(request.user).exclude(state=PublicAnswer.State.MERGED)
    page = Paginator(rows.select_related("round"), 50).get_page(request.GET.get("page"))
    return render(request, "fund/officer/answers/list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedIn) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    form = AnswerForm(*([request.POST] if request.method == "POST" else []), by=request.user)
    if form.is_valid():
        row = public_answers.keep(by=request.user, **form.cleaned_data)
        messages.success(request, "The question is kept. Show it to everybody when it is ready.")
        return redirect("edit-answer", row.pk)
    return render(request, "fund/officer/answers/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedIn, pk: int) -> HttpResponse:
    """One question: change it, show or hide it, count it, put it together with another."""
    row = _answer(request, pk)
    if request.method != "POST":
        return _answer_page(request, row)
    require(rules.may_change_answer(request.user, row))
    form = AnswerForm(request.POST, by=request.user)
    if not form.is_valid():
        return _answer_page(request, row, form=form, status=422)
    was_shown = row.state == PublicAnswer.State.PUBLISHED
    public_answers.change(row, by=request.user, **form.cleaned_data)
    row.refresh_from_db()
    if was_shown and row.state != PublicAnswer.State.PUBLISHED:
        messages.warning(request, "Saved and hidden: something in it may give somebody away. Decide, then show it.")
    else:
        messages.success(request, "The question is saved.")
    return redirect("edit-answer", pk)


@login_required
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    row = _answer(request, pk)
    require(rules.may_publish_answer(request.user, row))
    public_answers.publish(row, by=request.user)
    messages.success(request, "Everybody can read it now.")
    return redirect("edit-answer", pk)


@login_required
@require_POST
def settle(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    """Decide about something that may give somebody away."""
    row = _answer(request, pk)
    require(rules.may_change_answer(request.user, row))
    detail = get_object_or_404(gate.details_of(row), pk=detail_pk)
    form = SettleDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _answer_page(request, row, settling=form, status=422)
    details.settle(request, row, form, let_stand=public_answers.let_stand, mend=public_answers.mend)
    return redirect("edit-answer", pk)


@login_required
@require_POST
def hide(request: SignedIn, pk: int) -> HttpResponse:
    row = _answer(request, pk)
    require(rules.may_hide_answer(request.user, row))
    public_answers.hide(row, by=request.user)
    messages.success(request, "It is shown no longer.")
    return redirect("edit-answer", pk)


@login_required
@require_POST
def count(request: SignedIn, pk: int) -> HttpResponse:
    row = _answer(request, pk)
    require(rules.may_change_answer(request.user, row))
    public_answers.count(row, by=request.user)
    messages.success(request, "It is counted.")
    return redirect("answers")


@login_required
@require_POST
def merge(request: SignedIn, pk: int) -> HttpResponse:
    row = _answer(request, pk)
    require(rules.may_change_answer(request.user, row))
    merging = MergeForm(request.POST, row=row)
    if not merging.is_valid():
        return _answer_page(request, row, merging=merging, status=422)
    public_answers.merge(row, into=merging.cleaned_data["into"], by=request.user)
    messages.success(request, "The two are one now.")
    return redirect("edit-answer", merging.cleaned_data["into"].pk)


def _answer(request: SignedIn, pk: int) -> PublicAnswer:
    require(rules.may_run_fund(request.user))
    rows = PublicAnswer.objects.visible_to(request.user).select_related("round", "merged_into")
    return get_object_or_404(rows, pk=pk)


def _answer_page(
    request: SignedIn,
    row: PublicAnswer,
    *,
    form: AnswerForm | None = None,
    merging: MergeForm | None = None,
    settling: SettleDetail | None = None,
    status: int = 200,
) -> HttpResponse:
    was = {"question": row.question, "answer": row.answer, "round_": row.round_id}
    waiting = gate.waiting(row)
    context = {
        "answer": row,
        "waiting": details.with_forms(waiting, SettleDetail, to="settle-answer", where=_where, wrong=settling),
        "settling": settling,
        "form": form or AnswerForm(by=request.user, initial=was),
        "merging": merging or MergeForm(row=row, auto_id="merge_%s"),
        "may": May(request.user, row, rules),
    }
    return render(request, "fund/officer/answers/edit.html", context, status=status)


def _where(detail: PersonalDetail) -> str:
    return public_answers.WORDS[detail.field]
