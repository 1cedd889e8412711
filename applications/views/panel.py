"""What the panel sees: the ranking, and of each application the plan, the budget and what assessors said."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from applications import assessing, rules
from applications.forms.assessor import DeclareTies
from applications.models import Application, ApplicationAnswers, Declaration, Document
from applications.ranking import BEFORE_PANEL, ranked
from applications.told import ways_of
from fund.kit.doors import SignedIn, require
from fund.models import Round


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    require(rules.may_sit_on_panel(request.user))
    real = Q(applications__is_test=False)
    rounds = Round.objects.filter(Q(announced_at__isnull=True) | Q(is_rolling=True)).annotate(
        on_table=Count("applications", filter=real & Q(applications__state__in=BEFORE_PANEL)),
        undecided=Count("applications", filter=real & Q(applications__state=Application.State.IN_ASSESSMENT)),
    )
    context = {
        "rounds": rounds.filter(on_table__gt=0).order_by("panel_on", "pk"),
        "is_member": assessing.sits_on_panel(request.user),
    }
    return render(request, "applications/panel/home.html", context)


@login_required
@require_safe
def ranking(request: SignedIn, slug: str) -> HttpResponse:
    require(rules.may_sit_on_panel(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    said = Declaration.objects.filter(user=request.user, application__round=round_)
    advised = Application.objects.advised_by(request.user).filter(round=round_)
    advised_on = set(advised.values_list("pk", flat=True)) if assessing.sits_on_panel(request.user) else set()
    closed = [*said.conflicts().values_list("application", flat=True), *advised_on]
    rows = assessing.for_readers(ranked(round_).exclude(pk__in=closed))
    before_panel = Application.objects.real().filter(round=round_, state__in=BEFORE_PANEL)
    context = {
        "round": round_,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "opened": set(said.values_list("application", flat=True)) - set(closed),
        "advised_on": advised_on,
        "closed": assessing.for_readers(before_panel.filter(pk__in=closed).order_by("reference")),
        "is_member": assessing.sits_on_panel(request.user),
    }
    return render(request, "applications/panel/ranking.html", context)


@login_required
@require_safe
def application(request: SignedIn, pk: int) -> HttpResponse:
    row = _before_panel(request, pk)
    if rules.may_declare_for_panel(request.user, row):
        return _gate(request, row, DeclareTies())
    require(rules.may_read_for_panel(request.user, row))
    papers = Document.objects.visible_to(request.user).filter(application=row, rule__panel_sees_it=True)
    assessments = row.assessments.handed_in().with_mark().prefetch_related("scores__criterion").order_by("pk")
    context = {
        "application": row,
        "reading": assessing.reading(row, ApplicationAnswers.objects.for_panel()),
        "told": ways_of(row),
        "papers": papers.select_related("rule"),
        "statements": row.statements.for_readers(request.user),
        "assessments": assessments.defer("assessor", "assigned_by"),
        "ties": DeclareTies(auto_id="ties_%s", after_all=True),
    }
    return render(request, "applications/panel/application.html", context)


@login_required
@require_POST
def declare(request: SignedIn, pk: int) -> HttpResponse:
    row = _before_panel(request, pk)
    require(rules.may_declare_for_panel(request.user, row) or rules.may_read_for_panel(request.user, row))
    form = DeclareTies(request.POST)
    if not form.is_valid():
        return _gate(request, row, form, status=422)
    assessing.declare_for_panel(row, by=request.user, **form.cleaned_data)
    if form.cleaned_data["kind"] == Declaration.Kind.NONE:
        return redirect("applications:panel-application", pk)
    messages.success(request, "Thank you for saying so. The application is closed for you, and the officers know.")
    return redirect("applications:panel-ranking", row.round.slug)


def _before_panel(request: SignedIn, pk: int) -> Application:
    """An application that the panel has before it, as readers may know it, or 404; 403 for others than the panel.

    A member who advised the group is stopped here, with the reason.
    """
    require(rules.may_sit_on_panel(request.user))
    rows = Application.objects.real().filter(state__in=BEFORE_PANEL).with_scores()
    row = get_object_or_404(assessing.for_readers(rows), pk=pk)
    if assessing.sits_on_panel(request.user):
        assessing.see_that_they_did_not_advise(request.user, row)
    return row


def _gate(request: SignedIn, row: Application, form: DeclareTies, status: int = 200) -> HttpResponse:
    return render(request, "applications/panel/gate.html", {"application": row, "form": form}, status=status)
