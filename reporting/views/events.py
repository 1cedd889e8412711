"""Planning learning events: what is asked, who is invited, who was there. For those who run the fund."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund.detail_forms import SettleDetail
from fund.kit import history, qr
from fund.kit.doors import SignedIn, refusals_in, require
from fund.models import Fund, PersonalDetail
from fund.privacy import gate
from fund.rules import may_run_fund
from fund.views import details
from reporting.forms.events import AskQuestions, CallOff, Invite, NoteAttendance, PlanEvent
from reporting.learning_events import asking, attending, carding, checking, inviting, planning, public_words
from reporting.models import LearningEvent


def event_of(request: SignedIn, pk: int) -> LearningEvent:
    """The event, for those who run the fund."""
    require(may_run_fund(request.user))
    return get_object_or_404(LearningEvent.objects.select_related("round"), pk=pk)


@login_required
@require_safe
def events(request: SignedIn) -> HttpResponse:
    require(may_run_fund(request.user))
    rows = LearningEvent.objects.annotate(
        asked=Count("invitations"), come=Count("invitations", filter=Q(invitations__coming="yes"))
    )
    return render(request, "reporting/events/all.html", {"events": rows[:60]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: SignedIn) -> HttpResponse:
    require(may_run_fund(request.user))
    form = PlanEvent(request.POST if request.method == "POST" else None, by=request.user)
    if form.is_valid():
        with refusals_in(form):
            fund = get_object_or_404(Fund.objects.order_by("pk")[:1])
            event = planning.plan(fund, by=request.user, **form.cleaned_data)
            public_words.look(event, by=request.user)
            messages.success(request, "The event is planned. Next: what do you ask, and whom do you invite?")
            return redirect("reporting:learning-event", event.pk)
    return _form(request, None, form, "Plan a learning event", "Keep it")


def _form(
    request: SignedIn, event: LearningEvent | None, form: Any, title: str, button: str, **more: Any
) -> HttpResponse:
    context = {"event": event, "form": form, "title": title, "button": button, **more}
    return render(request, "reporting/events/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: SignedIn, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    form = PlanEvent(request.POST if request.method == "POST" else None, by=request.user, event=event)
    if form.is_valid():
        with refusals_in(form):
            planning.change(event, by=request.user, **form.cleaned_data)
            public_words.look(event_of(request, pk), by=request.user)
            messages.success(request, "The changes are kept.")
            return redirect("reporting:learning-event", pk)
    why = "If the day, the time, the place or the link changes, all who were invited get a letter."
    return _form(request, event, form, "Change the event", "Keep the changes", why=why)


@login_required
@require_safe
def event(request: SignedIn, pk: int) -> HttpResponse:
    """Where an event stands, and what comes next."""
    return _event_page(request, event_of(request, pk))


def _event_page(request: SignedIn, event: LearningEvent, wrong: Any = None) -> HttpResponse:
    to = "reporting:settle-event"
    invitations = list(event.invitations.select_related("grant__organisation", "report"))
    context = {
        "event": event,
        "questions": event.questions.all(),
        "voices": event.voices.number,
        "is_closed": asking.is_closed(event),
        "invitations": invitations,
        "comes": [one for one in invitations if one.coming == "yes"],
        "people": sum(one.how_many or 0 for one in invitations),
        "cards": event.cards.count(),
        "to_look_at": event.cards.waiting().count(),
        "themes": event.themes.count(),
        "text": checking.newest(event),
        "when": carding.when(event),
        "happenings": history.timeline(event),
        "waiting": details.with_forms(gate.waiting(event), SettleDetail, to=to, where=_where, wrong=wrong),
        "form": wrong,
    }
    return render(request, "reporting/events/one.html", context, status=422 if wrong else 200)


def _where(detail: PersonalDetail) -> str:
    return public_words.WORDS[detail.field]


@login_required
@require_POST
def settle(request: SignedIn, pk: int, detail_pk: int) -> HttpResponse:
    """Decide about something in the words of an event that may give a person away."""
    event = event_of(request, pk)
    detail = get_object_or_404(gate.details_of(event), pk=detail_pk)
    form = SettleDetail(request.POST, detail=detail)
    if not form.is_valid():
        return _event_page(request, event, form)
    details.settle(request, event, form, let_stand=public_words.let_stand, mend=public_words.mend)
    return redirect("reporting:learning-event", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: SignedIn, pk: int) -> HttpResponse:
    """The questionnaire, until somebody answers it."""
    event = event_of(request, pk)
    form = AskQuestions(request.POST if request.method == "POST" else None, event=event)
    if form.is_valid():
        with refusals_in(form):
            planning.ask(event, form.questions)
            messages.success(request, f"Questions kept: {len(form.questions)}.")
            return redirect("reporting:learning-event", pk)
    why = (
        "Projects answer without saying who they are. Each can leave a question out. "
        "You see the answers after the last day, if three or more answered."
    )
    return _form(request, event, form, "What do you ask before the event?", "Keep the questions", why=why)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: SignedIn, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    grants = list(inviting.to_invite(event))
    form = Invite(request.POST if request.method == "POST" and grants else None, grants=grants)
    if form.is_valid():
        with refusals_in(form):
            number = inviting.invite(event, form.wanted, by=request.user)
            messages.success(request, f"Projects invited: {number}. Each has a letter with its own link.")
            return redirect("reporting:learning-event", pk)
    lines = [(grant, form[f"report-{grant.pk}"] if grant.owed else None) for grant in grants]  # type: ignore[attr-defined]
    ticked = set(request.POST.getlist("grants"))
    context = {"event": event, "form": form, "lines": lines, "ticked": ticked}
    return render(request, "reporting/events/invite.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: SignedIn, pk: int) -> HttpResponse:
    """What the questionnaire says; a POST lays its words among the cards."""
    event = event_of(request, pk)
    if request.method == "POST":
        number = asking.bring_to_board(event, by=request.user)
        messages.success(request, f"Laid among the cards: {number}.")
        return redirect("reporting:event-board", pk)
    context = {
        "event": event,
        "results": asking.results(event),
        "voices": event.voices.number,
        "is_closed": asking.is_closed(event),
        "is_on_board": event.cards.filter(question__isnull=False).exists(),
    }
    return render(request, "reporting/events/answers.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: SignedIn, pk: int) -> HttpResponse:
    """Who was there."""
    event = event_of(request, pk)
    invitations = list(event.invitations.select_related("grant__organisation"))
    form = NoteAttendance(request.POST if request.method == "POST" else None, invitations=invitations)
    if form.is_valid():
        with refusals_in(form):
            attending.note(event, form.came, by=request.user)
            messages.success(request, "Kept. Groups whose report changes by it have a letter.")
            return redirect("reporting:learning-event", pk)
    why = (
        "A project that was there need not write the questions of the report that you chose for it. "
        "Its figures and money stay due. Take a tick away, and the questions are asked again."
    )
    return _form(request, event, form, "Who was there?", "Keep it", why=why)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: SignedIn, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    form = CallOff(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_in(form):
            planning.call_off(event, by=request.user, **form.cleaned_data)
            messages.success(request, "The event is called off, and all who were invited have a letter.")
            return redirect("reporting:learning-event", pk)
    why = "All who were invited get a letter. Reports that it stood for are due in writing again."
    return _form(request, event, form, "Call the event off", "Call it off", why=why)


@login_required
@require_safe
def sheet(request: SignedIn, pk: int) -> HttpResponse:
    """A page to print and hang on the wall: the code for cards, large, and as a picture for phones."""
    event = event_of(request, pk)
    address = request.build_absolute_uri(reverse("reporting:card", args=[event.code]))
    short = request.build_absolute_uri(reverse("reporting:enter-code"))
    context = {"event": event, "address": short, "picture": qr.picture(address), "when": carding.when(event)}
    return render(request, "reporting/events/sheet.html", context)


@login_required
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    event = event_of(request, pk)
    public_words.look(event, by=request.user)  # kept, so that a refusal leads to what was found
    checking.publish(event, by=request.user)
    messages.success(request, "Everybody can read the text now.")
    return redirect("reporting:learning-event", pk)


@login_required
@require_POST
def take_down(request: SignedIn, pk: int) -> HttpResponse:
    checking.take_down(event_of(request, pk), by=request.user)
    messages.success(request, "The text is shown to those alone who were invited.")
    return redirect("reporting:learning-event", pk)
