"""What the panel sees: the ranking, and of each application the plan, the budget and what assessors said."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assessing, rules, scenarios
from applications import fairness as marking
from applications.forms.assessor import DeclareForMany, DeclareTies
from applications.models import (
    Application,
    ApplicationAnswers,
    Declaration,
    Document,
    Draw,
    MarksView,
    Meeting,
    Scenario,
)
from applications.ranking import BEFORE_PANEL, ranked
from applications.told import ways_of
from fund.kit.doors import SignedIn, require
from fund.models import Round
from fund.writing.typed import whole


@login_required
@require_safe
def home(request: SignedIn) -> HttpResponse:
    require(rules.may_sit_on_panel(request.user))
    real = Q(applications__is_test=False)
    rounds = Round.objects.filter(Q(announced_at__isnull=True) | Q(is_rolling=True)).annotate(
        on_table=Count("applications", filter=real & Q(applications__state__in=BEFORE_PANEL)),
        undecided=Count("applications", filter=real & Q(applications__state=Application.State.IN_ASSESSMENT)),
    )
    meetings = Meeting.objects.visible_to(request.user).select_related("round")
    context = {
        "meetings": meetings.exclude(state=Meeting.State.CONFIRMED),
        "past_meetings": meetings.filter(state=Meeting.State.CONFIRMED)[:10],
        "rounds": rounds.filter(on_table__gt=0).order_by("panel_on", "pk"),
        "is_member": assessing.sits_on_panel(request.user),
    }
    return render(request, "applications/panel/home.html", context)


@login_required
@require_safe
def ranking(request: SignedIn, slug: str) -> HttpResponse:
    require(rules.may_sit_on_panel(request.user))
    shown = Scenario.objects.filter(round=OuterRef("pk"), shown_to_panel=True)
    rounds: Any = Round.objects.visible_to(request.user).select_related("view_chosen")
    rounds = rounds.annotate(has_more=Exists(shown) | Exists(Draw.objects.filter(round=OuterRef("pk"))))
    round_ = get_object_or_404(rounds, slug=slug)
    kept = assessing.withheld(request.user, round_)
    advised = Application.objects.advised_by(request.user).filter(round=round_, pk__in=kept.closed)
    own = Application.objects.own(request.user).filter(round=round_)
    view = scenarios.chosen(round_)
    worth = scenarios.worths(round_, view.view) if view and view.view != MarksView.RAW else {}
    order = scenarios.in_order(round_, view.view, worth) if worth and view else scenarios.panel_order(round_)
    placed = [pk for pk in order if not kept.hides(pk)]
    waiting = sorted(pk for pk in order if kept.hides(pk) and pk not in kept.closed)
    page: Any = Paginator([*placed, *waiting], 50).get_page(request.GET.get("page"))
    bids: Any = {bid.pk: bid for bid in assessing.for_readers(ranked(round_).filter(pk__in=page.object_list))}
    page.object_list = [bids[pk] for pk in page.object_list if pk in bids]
    for bid in page.object_list:
        bid.worth, bid.waits = worth.get(bid.pk), kept.hides(bid.pk)
        bid.is_unsaid, bid.owed = kept.is_unsaid(bid.pk), kept.owed.get(bid.pk)
    before_panel = Application.objects.real().filter(round=round_, state__in=BEFORE_PANEL)
    context = {
        "round": round_,
        "page": page,
        "waits": waiting,
        "advised_on": set(advised.values_list("pk", flat=True)),
        "own_group": set(own.values_list("pk", flat=True)),
        "view": view,
        "has_more": round_.has_more,
        "closed": assessing.for_readers(before_panel.filter(pk__in=kept.closed).order_by("reference")),
        "is_member": assessing.sits_on_panel(request.user),
    }
    return render(request, "applications/panel/ranking.html", context)


@login_required
@require_safe
def fairness(request: SignedIn, slug: str) -> HttpResponse:
    """The views of the marks side by side, so that the panel can choose one; neither who read nor what is withheld."""
    require(rules.may_sit_on_panel(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user).select_related("view_chosen"), slug=slug)
    kept = assessing.withheld(request.user, round_)
    bench = marking.bench(round_)
    hidden = {line.pk for line in bench.lines if kept.hides(line.pk)}
    page = Paginator(marking.without(bench.lines, hidden), 50).get_page(request.GET.get("page"))
    unmarked = {pk: times for pk, times in bench.unmarked.items() if not kept.hides(pk)}
    keys = [*unmarked, *(line.pk for line in page)]
    bids = assessing.for_readers(Application.objects.filter(pk__in=keys)).in_bulk()
    context = {
        "round": round_,
        "bench": bench,
        "page": page,
        "lines": [(line, bids[line.pk]) for line in page],
        "unmarked": [(bids[pk], times) for pk, times in unmarked.items()],
        "view": scenarios.chosen(round_),
        "is_member": assessing.sits_on_panel(request.user),
        "has_closed": any(line.pk in kept.closed for line in bench.lines),
        "waits": any(kept.hides(line.pk) and line.pk not in kept.closed for line in bench.lines),
    }
    return render(request, "applications/panel/fairness.html", context)


@login_required
@require_safe
def what_if(request: SignedIn, slug: str) -> HttpResponse:
    """The scenarios that officers show to the panel, and the draws, without what is withheld from this member."""
    require(rules.may_sit_on_panel(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    kept = assessing.withheld(request.user, round_)
    shown = [scenario for scenario in scenarios.scenarios_of(round_) if scenario.shown_to_panel]
    played = scenarios.play(round_, shown) if shown else []
    there = {bid.key for each in played for bid in each.asked.bids}
    keys = {key for key in there if not kept.hides(key)}
    bids = assessing.for_readers(Application.objects.filter(pk__in=keys)).in_bulk()
    tables = []
    for each in played:
        lines = [(bids[bid.key], bid, bid.key in each.answer.keys) for bid in each.asked.ranked if bid.key in bids]
        tables.append((each, lines))
    draws = round_.draws.prefetch_related("bids__application")
    context = {
        "round": round_,
        "tables": tables,
        "draws": [(draw, [(row, row.application_id in kept.closed) for row in draw.bids.all()]) for draw in draws],
        "has_closed": bool(kept.closed),
        "waits": bool(there - keys - kept.closed),
    }
    return render(request, "applications/panel/what_if.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request: SignedIn, slug: str) -> HttpResponse:
    """Saying for many bids at once whether there are ties, before the meeting: 20 on a page."""
    require(rules.may_sit_on_panel(request.user) and assessing.sits_on_panel(request.user))
    round_ = get_object_or_404(Round.objects.visible_to(request.user), slug=slug)
    said = Declaration.objects.filter(user=request.user, application__round=round_).values("application")
    open_ = Application.objects.real().filter(round=round_, state__in=BEFORE_PANEL)
    open_ = open_.exclude(pk__in=said).exclude(pk__in=Application.objects.kept_from(request.user).values("pk"))
    open_ = open_.order_by("reference")
    bids = list(assessing.for_readers(open_)[:20])
    form = DeclareForMany(request.POST if request.method == "POST" else None, bids=bids)
    if form.is_valid():
        for bid, kind in form.said:
            assessing.declare_for_panel(bid, by=request.user, kind=kind)
        messages.success(request, f"Thank you. Bids for which you said it: {len(form.said)}.")
        return redirect("applications:panel-ties", slug)
    partners = assessing.partners_of_each(bids, ApplicationAnswers.objects.for_panel())
    context = {
        "round": round_,
        "form": form,
        "lines": [(bid, field, partners.get(bid.pk, ())) for bid, field in form.lines()],
        "left": open_.count(),
    }
    return render(request, "applications/panel/ties.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def application(request: SignedIn, pk: int) -> HttpResponse:
    row = before_panel(request, pk)
    if rules.may_declare_for_panel(request.user, row):
        return _gate(request, row, DeclareTies())
    require(rules.may_read_for_panel(request.user, row))
    papers = Document.objects.visible_to(request.user).filter(application=row, rule__panel_sees_it=True)
    owed = assessing.owed_on(request.user, row)
    assessments = row.assessments.numbered().with_words()
    context = {
        "application": row,
        "reading": assessing.reading(row, ApplicationAnswers.objects.for_panel()),
        "told": ways_of(row),
        "papers": papers.select_related("rule"),
        "statements": row.statements.for_readers(request.user),
        "show_name": not row.round.names_hidden_from_panel,
        "questions": row.panel_questions.as_read(),
        "owed": owed,
        "assessments": [] if owed else assessments.defer("assessor", "assigned_by"),
        "ties": DeclareTies(auto_id="ties_%s", after_all=True),
    }
    return render(request, "applications/panel/application.html", context)


@login_required
@require_POST
def declare(request: SignedIn, pk: int) -> HttpResponse:
    """Open the bid, or close it. Whoever pressed twice is answered as at the first press."""
    row = before_panel(request, pk)
    is_closed = rules.may_repeat_ties(request.user, row)
    is_free = rules.may_declare_for_panel(request.user, row) or rules.may_read_for_panel(request.user, row)
    require(is_closed or is_free)
    form = DeclareTies(request.POST)
    meeting = Meeting.objects.visible_to(request.user).filter(pk=whole(request.POST.get("meeting", ""))).first()
    has_none = form.is_valid() and form.cleaned_data["kind"] == Declaration.Kind.NONE
    if not form.is_valid() and not is_closed:
        return _gate(request, row, form, status=422, meeting=meeting)
    if has_none or not is_closed:
        assessing.declare_for_panel(row, by=request.user, **form.cleaned_data)
    if meeting is not None:
        return redirect("applications:meeting", meeting.pk)
    if has_none:
        return redirect("applications:panel-application", pk)
    messages.success(request, "Thank you for saying so. The application is closed for you, and the officers know.")
    return redirect("applications:panel-ranking", row.round.slug)


def before_panel(request: SignedIn, pk: int) -> Application:
    """An application that the panel has before it, as readers may know it, or 404; 403 for others than the panel.

    A member who advised the group is stopped here, with the reason.
    """
    require(rules.may_sit_on_panel(request.user))
    rows = Application.objects.real().filter(state__in=BEFORE_PANEL).with_scores()
    together = rows.select_related("round", "tier", "grant_type", "priority")  # of one bid they come in one go
    row = get_object_or_404(assessing.for_readers(together), pk=pk)
    if assessing.sits_on_panel(request.user):
        assessing.see_that_they_did_not_advise(request.user, row)
    return row


def _gate(
    request: SignedIn, row: Application, form: DeclareTies, status: int = 200, meeting: Meeting | None = None
) -> HttpResponse:
    """What a member sees before a bid opens; whoever was asked at a meeting goes back there."""
    context: dict[str, Any] = {"application": row, "form": form, "meeting": meeting}
    if not row.round.names_hidden_from_panel:
        context["partners"] = assessing.partners(row, ApplicationAnswers.objects.for_panel())
    return render(request, "applications/panel/gate.html", context, status=status)
