"""The learning desk: what the job drafted, read by people, mended, approved and published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, Max, OuterRef, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.kit import history
from fund.kit.doors import May, SignedIn, require
from fund.models import Job
from fund.rules import may_see_job
from reporting import learning, papers, publishing, rules
from reporting.forms.desk import AskForDraft, EditStatement, EditSummary, Withdraw
from reporting.learning import showing, tracing
from reporting.models import LearningSummary, Report, Statement

OPEN = [LearningSummary.State.GENERATED, LearningSummary.State.EDITING, LearningSummary.State.APPROVED]


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    require(rules.may_work_at_desk(request.user))
    return _home(request, AskForDraft())


@login_required
@require_POST
def draft(request: SignedIn) -> HttpResponse:
    require(rules.may_work_at_desk(request.user))
    form = AskForDraft(request.POST)
    if not form.is_valid():
        return _home(request, form, status=422)
    job = learning.ask_for_draft(form.cleaned_data["of"], by=request.user)
    if job.state == Job.State.DONE:
        messages.info(request, "Nothing was reported since the last draft, so there is no new one.")
        return redirect("reporting:desk")
    messages.success(request, "A draft is on its way. It stands in the list as soon as it is ready.")
    return redirect("job", job.pk) if may_see_job(request.user, job) else redirect("reporting:desk")


def _home(request: SignedIn, form: AskForDraft, status: int = 200) -> HttpResponse:
    accepted = Report.objects.accepted().order_by()
    of_grant = accepted.filter(grant=OuterRef("grant")).values("grant").annotate(at=Max("accepted_at")).values("at")
    of_round = (
        accepted.filter(grant__round=OuterRef("round"))
        .values("grant__round")
        .annotate(at=Max("accepted_at"))
        .values("at")
    )
    summaries = (
        LearningSummary.objects.visible_to(request.user)
        .select_related("grant__organisation", "round", "edited_by", "approved_by")
        .annotate(told_of_grant=Subquery(of_grant), told_of_round=Subquery(of_round))
    )
    work = [_with_days(one) for one in summaries.filter(state__in=OPEN).order_by("drafted_at", "pk")]
    done = Paginator(summaries.exclude(state__in=OPEN).order_by(F("published_at").desc(nulls_last=True), "-pk"), 50)
    jobs = Job.objects.filter(kind="learning.draft").exclude(state=Job.State.DONE).order_by("-asked_at", "-pk")[:10]
    context = {
        "work": work,
        "page": done.get_page(request.GET.get("page")),
        "jobs": [job for job in jobs if may_see_job(request.user, job)],
        "others_jobs": sum(not may_see_job(request.user, job) for job in jobs),
        "form": form,
    }
    return render(request, "reporting/desk/home.html", context, status=status)


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


def _page(request: SignedIn, row: LearningSummary, form: EditSummary, status: int = 200) -> HttpResponse:
    statements = list(row.statements.all())
    opened = tracing.open_all(source for statement in statements for source in statement.sources.all())
    may = May(request.user, row, rules)
    for statement in statements:
        statement.opened = [opened[source.pk] for source in statement.sources.all()]  # type: ignore[attr-defined]
        statement.form = EditStatement(statement=statement)  # type: ignore[attr-defined]
    kinds = [(kind.label, [one for one in statements if one.kind == kind]) for kind in Statement.Kind]
    context = {
        "summary": row,
        "kinds": kinds,
        "shown": showing.show(row, "web"),
        "faults": learning.faults(row),
        "others": LearningSummary.objects.filter(slug=row.slug).exclude(pk=row.pk).order_by("-version"),
        "happenings": _happenings(row),
        "paper": papers.current(row),
        "paper_is_made": papers.is_being_made(row),
        "form": form,
        "withdraw_form": Withdraw(),
        "may": may,
    }
    return render(request, "reporting/desk/summary.html", context, status=status)


def _happenings(row: LearningSummary) -> list[history.Happening]:
    """What happened to the summary and what was changed in its statements, newest first. Four queries."""
    changed = Statement.history.filter(summary_id=row.pk, history_type="~").select_related("history_user")
    lines = [
        history.Happening(
            at=record.history_date,
            who=str(record.history_user or "the system"),
            what="a statement was left out" if record.is_dropped else "a statement was changed or brought back",
            reason=record.edited or record.drafted,
        )
        for record in changed
    ]
    return sorted([*history.timeline(row), *lines], key=lambda one: one.at, reverse=True)


@login_required
@require_http_methods(["GET", "POST"])
def statement(request: SignedIn, pk: int, statement_pk: int) -> HttpResponse:
    row = get_object_or_404(LearningSummary.objects.visible_to(request.user), pk=pk)
    require(rules.may_edit(request.user, row))
    line = get_object_or_404(row.statements.select_related("summary", "theme"), pk=statement_pk)
    form = EditStatement(request.POST if request.method == "POST" else None, statement=line)
    if request.method == "POST" and form.is_valid():
        _do(form, line, request)
        return redirect(reverse("reporting:edit-summary", args=[pk]) + f"#statement-{line.pk}")
    line.opened = list(tracing.open_all(line.sources.all()).values())  # type: ignore[attr-defined]
    context = {"summary": row, "statement": line, "form": form}
    return render(request, "reporting/desk/statement.html", context, status=422 if form.errors else 200)


def _do(form: EditStatement, line: Statement, request: SignedIn) -> None:
    match form.cleaned_data["action"]:
        case EditStatement.DROP:
            learning.drop(line, by=request.user)
        case EditStatement.RESTORE:
            learning.restore(line, by=request.user)
        case _:
            learning.edit_statement(line, form.cleaned_data.get("words", ""), by=request.user)
    messages.success(request, "Saved.")


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
    messages.success(request, "Published. The project is told, and the PDF is on its way.")
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
