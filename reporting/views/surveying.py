"""Surveys: the pages of those who ask, and the page of those who answer."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.models import Grant
from fund.kit import charts
from fund.kit.doors import SignedIn, refusals_in, require
from fund.models import Fund
from fund.rules import may_run_fund
from reporting import rules
from reporting import surveying as verbs
from reporting.figures import withholding
from reporting.forms.surveying import AnswerSurvey, AskItem, MakeSurvey, PlanWave
from reporting.models import Survey, SurveyItem, SurveyWave
from reporting.surveying.showing import SHADES_KEY

PAGES = "reporting/surveys"
WRITE = ["GET", "HEAD", "POST"]


def _grant(request: SignedIn, pk: int) -> Grant:
    rows = Grant.objects.visible_to(request.user).select_related("organisation", "round__fund")
    return get_object_or_404(rows, pk=pk)


def _survey(request: SignedIn, pk: int) -> Survey:
    rows = Survey.objects.visible_to(request.user).select_related("grant__organisation", "fund")
    return get_object_or_404(rows, pk=pk)


def _own(request: SignedIn, pk: int) -> Survey:
    row = _survey(request, pk)
    require(rules.may_survey(request.user, row.grant))
    return row


@login_required
@require_safe
def surveys(request: SignedIn, pk: int) -> HttpResponse:
    """The surveys of one project."""
    grant = _grant(request, pk)
    require(rules.may_read_surveys(request.user, grant))
    context = {
        "grant": grant,
        "surveys": grant.surveys.prefetch_related("waves"),
        "can_make": rules.may_survey(request.user, grant) and grant.state == Grant.State.ACTIVE,
        "is_own": Grant.objects.own(request.user).filter(pk=pk).exists(),
    }
    return render(request, f"{PAGES}/all.html", context)


@login_required
@require_safe
def fund_surveys(request: SignedIn) -> HttpResponse:
    """The fund's own surveys, and those of all projects."""
    require(rules.may_read_all_surveys(request.user))
    rows = Survey.objects.visible_to(request.user).select_related("grant__organisation").prefetch_related("waves")
    return render(request, f"{PAGES}/all.html", {"surveys": rows[:200], "can_make": may_run_fund(request.user)})


@login_required
@require_http_methods(WRITE)
def new_survey(request: SignedIn, pk: int) -> HttpResponse:
    grant = _grant(request, pk)
    require(rules.may_survey(request.user, grant))
    return _make(request, grant.round.fund if grant.round else _fund(), grant)


@login_required
@require_http_methods(WRITE)
def new_fund_survey(request: SignedIn) -> HttpResponse:
    require(may_run_fund(request.user))
    return _make(request, _fund(), None)


def _fund() -> Fund:
    return get_object_or_404(Fund.objects.order_by("pk")[:1])


def _make(request: SignedIn, fund: Fund, grant: Grant | None) -> HttpResponse:
    form = MakeSurvey(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            return redirect("reporting:survey", verbs.make(fund, grant=grant, by=request.user, **form.facts).pk)
    words = {"title": "Make a survey", "button": "Make it"}
    return _form(request, grant, None, form, **words)


def _form(request: SignedIn, grant: Grant | None, survey: Survey | None, form: object, **more: object) -> HttpResponse:
    context = {"grant": grant, "survey": survey, "form": form, "is_own": True, **more}
    return render(request, f"{PAGES}/form.html", context, status=422 if request.method == "POST" else 200)


@login_required
@require_safe
def survey(request: SignedIn, pk: int) -> HttpResponse:
    """What is asked, the waves with their links, and what changed."""
    row = _survey(request, pk)
    rule = withholding.threshold(row.fund)
    results = verbs.compared(row, rule)
    waves = list(row.waves.all())
    context = {
        "survey": row,
        "grant": row.grant,
        "items": row.items.filter(is_current=True),
        "waves": [(wave, results.answered[wave.pk], _link(request, wave)) for wave in waves],
        "questions": results.questions,
        "shades": charts.shades(SHADES_KEY),
        "rule": rule,
        "can_write": rules.may_survey(request.user, row.grant),
        "is_own": row.grant is not None and Grant.objects.own(request.user).filter(pk=row.grant.pk).exists(),
        "today": timezone.localdate(),
    }
    return render(request, f"{PAGES}/one.html", context)


def _link(request: SignedIn, wave: SurveyWave) -> str:
    return request.build_absolute_uri(reverse("reporting:answer-survey", args=[wave.code]))


@login_required
@require_http_methods(WRITE)
def add_item(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    form = AskItem(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            verbs.add_item(row, by=request.user, **form.cleaned_data)
            return redirect("reporting:survey", pk)
    return _form(request, row.grant, row, form, title="Add a question", button="Add it")


def _item(request: SignedIn, pk: int) -> SurveyItem:
    rows = SurveyItem.objects.filter(survey__in=Survey.objects.visible_to(request.user).values("pk"))
    item = get_object_or_404(rows.select_related("survey__grant__organisation"), pk=pk)
    require(rules.may_survey(request.user, item.survey.grant))
    return item


@login_required
@require_http_methods(WRITE)
def change_item(request: SignedIn, pk: int) -> HttpResponse:
    """Change a question; where it was answered already, the page says what that means."""
    item = _item(request, pk)
    form = AskItem(request.POST if request.method == "POST" else None, initial={"kind": item.kind, "words": item.words})
    if form.is_valid():
        with refusals_in(form):
            verbs.change_item(item, by=request.user, **form.cleaned_data)
            return redirect("reporting:survey", item.survey_id)
    words = {"title": "Change a question", "button": "Change it", "is_answered": verbs.is_answered(item)}
    return _form(request, item.survey.grant, item.survey, form, **words)


@login_required
@require_POST
def drop_item(request: SignedIn, pk: int) -> HttpResponse:
    item = _item(request, pk)
    verbs.drop_item(item, by=request.user)
    messages.success(request, "That question is not asked any more. What was answered stays.")
    return redirect("reporting:survey", item.survey_id)


@login_required
@require_http_methods(WRITE)
def plan_wave(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request, pk)
    is_baseline = not row.waves.exists()
    form = PlanWave(request.POST if request.method == "POST" else None, is_baseline=is_baseline)
    if form.is_valid():
        with refusals_in(form):
            wave = verbs.plan_wave(row, by=request.user, **form.facts)
            messages.success(request, f"“{wave}” is planned. Give its link to those you ask.")
            return redirect("reporting:survey", pk)
    title = "Plan the baseline" if is_baseline else "Plan a repeat"
    return _form(request, row.grant, row, form, title=title, button="Plan it")


@login_required
@require_http_methods(WRITE)
def change_wave(request: SignedIn, pk: int) -> HttpResponse:
    rows = SurveyWave.objects.filter(survey__in=Survey.objects.visible_to(request.user).values("pk"))
    wave = get_object_or_404(rows.select_related("survey__grant__organisation"), pk=pk)
    require(rules.may_survey(request.user, wave.survey.grant))
    form = PlanWave(request.POST if request.method == "POST" else None, is_baseline=not wave.number, wave=wave)
    if form.is_valid():
        with refusals_in(form):
            verbs.change_wave(wave, by=request.user, **form.facts)
            return redirect("reporting:survey", wave.survey_id)
    return _form(request, wave.survey.grant, wave.survey, form, title=f"Change “{wave}”", button="Keep it")


@never_cache
@require_http_methods(WRITE)
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """The questions, for everybody who has the link. Opening it changes nothing; only the button answers."""
    wave = get_object_or_404(SurveyWave.objects.select_related("survey__grant__organisation"), code=code)
    items = list(wave.items.all())
    sheet = verbs.sheet_of(items)
    sent = request.POST if request.method == "POST" else None
    is_changed = sent is not None and sent.get("sheet") != sheet
    form = AnswerSurvey(sent, items=items, initial={"key": uuid4()})
    if form.is_valid() and not is_changed:
        verbs.answer(wave, key=form.cleaned_data["key"], sheet=sheet, values=form.values)
        return redirect(f"{request.path}?done=yes")
    context = {
        "wave": wave,
        "survey": wave.survey,
        "form": form,
        "sheet": sheet,
        "is_changed": is_changed,
        "is_done": request.GET.get("done") == "yes",
    }
    return render(request, f"{PAGES}/answer.html", context, status=200 if sent is None else 422)
