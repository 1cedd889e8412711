"""The learning desk: what the job drafted, read by people, mended, approved and published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Min, OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.detail_forms import SettleDetail
from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Job, PersonalDetail
from fund.privacy import gate
from fund.rules import may_see_job
from fund.views import details
from reporting import learning, outputs, publishing, rules
from reporting.forms.desk import EditStatement, EditSummary, Withdraw
from reporting.learning import (
    comparing,
    guarding,
    naming,
    queueing,
    regrading,
    showing,
    siding,
    timing,
    tracing,
    withheld,
    wording,
)
from reporting.models import LearningSummary, Statement

State = LearningSummary.State
UNTOLD = (State.GENERATED, State.EDITING, State.REVIEW, State.SIGN_OFF, State.APPROVED)


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    require(rules.may_work_at_desk(request.user))
    accepted = timing.counted()
    of_grant = accepted.filter(grant=OuterRef("grant")).values("grant").annotate(at=Min("accepted_at")).values("at")
    of_round = (
        accepted.filter(grant__round=OuterRef("round"))
        .values("grant__round")
        .annotate(at=Min("accepted_at"))
        .values("at")
    )
    summaries = LearningSummary.objects.visible_to(request.user).annotate(
        told_of_grant=Subquery(of_grant), told_of_round=Subquery(of_round)
    )
    only = request.GET.get("only", "")
    summaries = summaries.select_related("grant__organisation", "round", "edited_by", "approved_by", "owner")
    work = [_with_days(one) for one in queueing.queue(summaries, request.user, only)]
    done = Paginator(
        summaries.exclude(state__in=queueing.WORK).order_by(F("published_at").desc(nulls_last=True), "-pk"), 50
    )
    jobs = Job.objects.filter(kind="learning.draft").exclude(state=Job.State.DONE).order_by("-asked_at", "-pk")[:10]
    context = {
        "work": work,
        "only": only if only in queueing.FILTERS else "",
        "filters": queueing.FILTERS,
        "today": timezone.localdate(),
        "timing": timing.measure(),
        "proposed": naming.proposed(),
        "page": done.get_page(request.GET.get("page")),
        "jobs": [job for job in jobs if may_see_job(request.user, job) and job.state != Job.State.PARKED],
        "others_jobs": sum(not may_see_job(request.user, job) and job.state != Job.State.PARKED for job in jobs),
        "failed": [job for job in jobs if rules.may_retry_draft(request.user, job)],
        "may": May(request.user, None, rules),
    }
    return render(request, "reporting/desk/home.html", context)


def _with_days(summary: LearningSummary) -> LearningSummary:
    told = summary.told_of_grant or summary.told_of_round  # type: ignore[attr-defined]
    summary.days = (timezone.now() - told).days if told else None  # type: ignore[attr-defined]
    return summary


@login_required
@require_http_methods(["GET", "POST"])
def summary(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.visible_to(request.user)), pk=pk)
    require(rules.may_work_at_desk(request.user))
    if request.method != "POST":
        return _page(request, row, EditSummary(instance=row))
    require(rules.may_edit(request.user, row))
    form = EditSummary(request.POST, instance=LearningSummary.objects.get(pk=pk))
    if not form.is_valid():
        return _page(request, row, form, status=422)
    learning.edit(row, **form.cleaned_data, by=request.user)
    messages.success(request, "Saved.")
    return redirect("reporting:edit-summary", pk)


def _page(
    request: SignedIn, row: LearningSummary, form: EditSummary, status: int = 200, wrong: SettleDetail | None = None
) -> HttpResponse:
    statements = showing.without_dead_stories(list(row.statements.all()))
    standing = {statement.pk: statement for statement in statements}
    opened = tracing.open_all(source for statement in statements for source in statement.sources.all())
    may = May(request.user, row, rules)
    for statement in statements:
        statement.opened = [opened[source.pk] for source in statement.sources.all()]  # type: ignore[attr-defined]
        statement.form = EditStatement(statement=statement)  # type: ignore[attr-defined]
        statement.goes_into = standing.get(statement.merged_into_id or 0)  # type: ignore[attr-defined]
    texts = guarding.texts_of(row)

    def where(detail: PersonalDetail) -> str:
        return details.around(texts.get(detail.field, ""), detail)

    there, to = outputs.current_all(row), "reporting:settle-detail"
    kinds = [(kind.label, [one for one in statements if one.kind == kind]) for kind in Statement.Kind]
    context = {
        "summary": row,
        "kinds": kinds,
        "standing": standing,
        "shown": showing.show(row, "web"),
        "faults": learning.faults(row),
        "notes": comparing.notes(row),
        "to_withhold": withheld.looked(row) if row.state in UNTOLD else [],
        "withheld": [(figure, figure["because"]) for figure in row.figures if figure.get("because")],
        "waiting": details.with_forms(gate.waiting(row), SettleDetail, to=to, where=where, wrong=wrong),
        "wrong_form": wrong,
        "others": LearningSummary.objects.filter(slug=row.slug).exclude(pk=row.pk).order_by("-version"),
        "happenings": _happenings(row),
        "takes": [(made, there.get(made.kind)) for made in outputs.FORMATS.values()],
        "papers_are_made": outputs.is_being_made(row),
        "reviews": list(row.project_reviews.select_related("grant").prefetch_related("comments__statement")),
        "lived": list(row.lived_reviews.select_related("reviewer", "asked_by")),
        "form": form,
        "withdraw_form": Withdraw(),
        "may": may,
    }
    return render(request, "reporting/desk/summary.html", context, status=status)


def _happenings(row: LearningSummary) -> list[history.Happening]:
    """What happened to the summary and what was changed in its statements, newest first. Four queries."""
    changed = Statement.history.filter(summary_id=row.pk, history_type="~").select_related("history_user")
    shown = {one.pk for one in row.statements.all() if one.kind != Statement.Kind.STORY}
    lines = [
        history.Happening(
            at=record.history_date,
            who=str(record.history_user or "the system"),
            what=_what(record),
            reason=_said_then(record) if record.id in shown else "",
        )
        for record in changed
    ]
    return sorted([*history.timeline(row), *lines], key=lambda one: one.at, reverse=True)


def _said_then(record: Any) -> str:
    """What was printed from then on: the words, or why a person set another grade."""
    if record.history_change_reason == regrading.REGRADED:
        return wording.note(record.confidence, record.regraded, record.why_regraded)
    return str(record.edited or record.drafted)


def _what(record: Any) -> str:
    if record.history_change_reason == comparing.COMPARED:
        return "a statement was compared with its source"
    if record.history_change_reason == siding.PUT:
        return f"a statement was put under “{record.get_kind_display()}”"
    if record.history_change_reason in {regrading.REGRADED, regrading.UNGRADED}:
        return record.history_change_reason[:1].lower() + record.history_change_reason[1:]
    return "a statement was left out" if record.is_dropped else "a statement was changed or brought back"


@login_required
@require_http_methods(["GET", "POST"])
def statement(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_edit(request.user, row))
    line = get_object_or_404(
        row.statements.before_the_wall().select_related("summary", "theme", "ticked_by"), pk=statement_pk
    )
    if not showing.without_dead_stories([line]):
        raise Http404("The story of this statement may no longer be shown.")
    form = EditStatement(request.POST if request.method == "POST" else None, statement=line)
    if request.method == "POST" and form.is_valid():
        _do(form, line, request)
        return redirect(reverse("reporting:edit-summary", args=[pk]) + f"#statement-{line.pk}")
    line.opened = list(tracing.open_all(line.sources.all()).values())  # type: ignore[attr-defined]
    context = {"summary": row, "statement": line, "form": form, "may": May(request.user, row, rules)}
    return render(request, "reporting/desk/statement.html", context, status=422 if form.errors else 200)


def _do(form: EditStatement, line: Statement, request: SignedIn) -> None:
    match form.cleaned_data["action"]:
        case EditStatement.DROP:
            learning.drop(line, by=request.user)
        case EditStatement.RESTORE:
            learning.restore(line, by=request.user)
        case kind if kind in EditStatement.TO:
            learning.put_under(line, kind, by=request.user)
        case _:
            learning.edit_statement(line, form.cleaned_data.get("words", ""), by=request.user)
    messages.success(request, "Saved.")


@login_required
@require_POST
def tick_statement(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    """Say with one's name that changed words agree with their source."""
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_edit(request.user, row))
    line = get_object_or_404(row.statements.before_the_wall(), pk=statement_pk)
    learning.tick(line, by=request.user)
    messages.success(request, "Noted, with your name and the day.")
    return redirect(reverse("reporting:edit-summary", args=[pk]) + f"#statement-{line.pk}")


@login_required
@require_POST
def settle_detail(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    """Decide about something that may give somebody away in a summary."""
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.visible_to(request.user)), pk=pk)
    require(rules.may_edit(request.user, row))
    detail = get_object_or_404(gate.details_of(row), pk=detail_pk)
    form = SettleDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _page(request, row, EditSummary(instance=row), status=422, wrong=form)
    details.settle(request, row, form, let_stand=learning.let_stand, mend=learning.mend)
    return redirect("reporting:edit-summary", pk)


@login_required
@require_POST
def approve(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_approve(request.user, row))
    publishing.approve(row, by=request.user)
    messages.success(request, "Approved. It can be published now.")
    return redirect("reporting:edit-summary", pk)


@login_required
@require_POST
def reopen(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_reopen(request.user, row))
    publishing.reopen(row, by=request.user)
    messages.success(request, "Open for editing again.")
    return redirect("reporting:edit-summary", pk)


@login_required
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_publish(request.user, row))
    publishing.publish(row, by=request.user)
    messages.success(request, "Published. The project is told, and the papers are on their way.")
    return redirect("reporting:edit-summary", pk)


@login_required
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.visible_to(request.user)), pk=pk)
    require(rules.may_withdraw(request.user, row))
    form = Withdraw(request.POST)
    if not form.is_valid():
        return render(request, "reporting/desk/withdraw.html", {"summary": row, "form": form}, status=422)
    publishing.withdraw(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, "Withdrawn. Nobody outside the fund can read it now.")
    return redirect("reporting:edit-summary", pk)
