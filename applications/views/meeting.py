"""The panel's meeting: the screen that follows it, the chair's desk, and the minutes."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import assessing, deciding, rules
from applications import meeting as verbs
from applications.forms.assessor import DeclareTies
from applications.forms.meeting import AskGroup, Notes
from applications.forms.officer import Decide
from applications.models import AgendaItem, ApplicationAnswers, Decision, Meeting, Minutes, PanelQuestion, Seat
from fund import files
from fund.kit.doors import May, SignedIn, require
from fund.kit.states import Refused

NOTHING_NEW = 204


def _meeting(request: SignedIn, pk: int) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("round", "chair", "on_table")
    return get_object_or_404(rows, pk=pk)


def _chaired(request: SignedIn, pk: int) -> Meeting:
    row = _meeting(request, pk)
    require(rules.may_chair(request.user, row))
    return row


# The screen ----------------------------------------------------------------------------------------------------------


@login_required
@require_safe
def meeting(request: SignedIn, pk: int) -> HttpResponse:
    """The page that follows the chair. Without script its link shows what is on the table now."""
    row = _meeting(request, pk)
    context = {**_screen(request, row), "agenda": verbs.agenda_for(row, request.user)}
    return render(request, "applications/panel/meeting/meeting.html", context)


@login_required
@require_safe
def now(request: SignedIn, pk: int) -> HttpResponse:
    """What is on the table now; nothing where this screen shows it already. Asked every two seconds."""
    row = _meeting(request, pk)
    if request.GET.get("seen") == verbs.token_of(row, request.user):
        return HttpResponse(status=NOTHING_NEW)
    return render(request, "applications/panel/meeting/now.html", _screen(request, row, request.GET.get("desk", "")))


def _screen(request: SignedIn, row: Meeting, desk: str = "") -> dict[str, Any]:
    """What is on the table. `desk` says at the chair's desk what its forms are for: they do not follow by themselves.

    A list there says who is here, so nobody says it for themselves.
    """
    screen = verbs.screen_of(row, request.user)
    context: dict[str, Any] = {"meeting": row, "screen": screen, "may": May(request.user, row, rules)}
    context["desk"], context["is_behind"] = desk, desk not in {"", _table_of(row)}
    context["seat"] = None if desk else row.seats.filter(person=request.user).first()
    context["shows_names"] = not row.round.names_hidden_from_panel
    context["is_member"] = assessing.sits_on_panel(request.user)
    if screen.standing == verbs.UNSAID and screen.item and screen.item.application:
        context["ties"] = DeclareTies()
        context["partners"] = assessing.partners(screen.item.application, ApplicationAnswers.objects.for_panel())
    if screen.application is not None:
        context["questions"] = screen.application.panel_questions.as_read()
        context["may_redact"] = rules.may_redact(request.user, screen.application)
        context["decision"] = getattr(screen.application, "decision", None)
    return context


def _table_of(row: Meeting) -> str:
    """What the forms of the chair's desk are for."""
    return f"{row.state}-{row.on_table_id or 0}"


@login_required
@require_POST
def come(request: SignedIn, pk: int, person: int) -> HttpResponse:
    """A member says that they are here, or the chair says it for them."""
    row, seat = _seat_of(request, pk, person)
    verbs.come(row, seat.person, by=request.user)
    return _back(request, row)


@login_required
@require_POST
def go(request: SignedIn, pk: int, person: int) -> HttpResponse:
    """A member goes home."""
    row, seat = _seat_of(request, pk, person)
    verbs.go(row, seat.person, by=request.user)
    return _back(request, row)


def _seat_of(request: SignedIn, pk: int, person: int) -> tuple[Meeting, Seat]:
    row = _meeting(request, pk)
    require(rules.may_chair(request.user, row) or request.user.pk == person)
    return row, get_object_or_404(row.seats.select_related("person"), person=person)


def _back(request: SignedIn, row: Meeting) -> HttpResponse:
    """To the page from which the button was pressed."""
    return redirect("applications:chair" if "chair" in request.POST else "applications:meeting", row.pk)


# The chair's desk ----------------------------------------------------------------------------------------------------


@login_required
@require_safe
def chair(request: SignedIn, pk: int) -> HttpResponse:
    return _desk(request, _chaired(request, pk))


def _desk(
    request: SignedIn, row: Meeting, *, status: int = 200, about: AgendaItem | None = None, **typed: Any
) -> HttpResponse:
    """The chair's desk, with a form as it was typed where it has faults.

    Where the item that it is `about` left the table meanwhile, the form stands apart, under the name of that item.
    """
    context = {**_screen(request, row, _table_of(row)), "agenda": verbs.agenda_for(row, request.user)}
    context["seats"] = row.seats.select_related("person")
    context["next"] = next((item for item, _ in context["agenda"] if item.opened_at is None), None)
    if row.on_table is not None:
        context["notes"] = Notes(item=row.on_table)
    if (bid := context["screen"].application) is not None:
        kept = Decision.objects.filter(application=bid).first()
        context["ask"] = AskGroup(auto_id="ask_%s")
        context["decide"] = Decide(application=bid, by=request.user, decision=kept)
    context["form"] = next(iter(typed.values()), None)
    if about is not None and about.pk != row.on_table_id:
        context["form"].auto_id = "left_%s"
        context["left"] = {"item": about, **typed}
        typed = {}
    return render(request, "applications/panel/meeting/chair.html", {**context, **typed}, status=status)


@login_required
@require_POST
def begin(request: SignedIn, pk: int) -> HttpResponse:
    verbs.open_meeting(_chaired(request, pk), by=request.user)
    return redirect("applications:chair", pk)


@login_required
@require_POST
def put(request: SignedIn, pk: int, item: int) -> HttpResponse:
    """Put an item on the table: every screen follows."""
    row = _chaired(request, pk)
    verbs.put_on_table(get_object_or_404(_items(row), pk=item), by=request.user)
    return redirect("applications:chair", pk)


def _items(row: Meeting) -> Any:
    return AgendaItem.objects.filter(meeting=row).select_related("meeting", "application__organisation")


@login_required
@require_POST
def pause(request: SignedIn, pk: int) -> HttpResponse:
    verbs.take_off_table(_chaired(request, pk), by=request.user)
    return redirect("applications:chair", pk)


@login_required
@require_POST
def end(request: SignedIn, pk: int) -> HttpResponse:
    verbs.close(_chaired(request, pk), by=request.user)
    messages.success(request, "The meeting is over. Read its minutes, then confirm them.")
    return redirect("applications:minutes", pk)


@login_required
@require_POST
def go_on(request: SignedIn, pk: int) -> HttpResponse:
    """Take a meeting up again that was ended too early."""
    verbs.take_up_again(_chaired(request, pk), by=request.user)
    return redirect("applications:chair", pk)


@login_required
@require_POST
def notes(request: SignedIn, pk: int, item: int) -> HttpResponse:
    row = _chaired(request, pk)
    about = get_object_or_404(_items(row), pk=item)
    if about.application is not None:
        verbs.see_that_it_is_open(request.user, about.application)
    form = Notes(request.POST, item=about)
    if not form.is_valid():
        return _desk(request, row, status=422, about=about, notes=form)
    try:
        verbs.write_notes(about, by=request.user, is_late="late" in request.POST, **form.cleaned_data)
    except Refused as fault:
        about.refresh_from_db(fields=["notes"])
        form.refuse(fault.words, seen=verbs.mark_of_notes(about.notes), kept=about.notes)
        return _desk(request, _chaired(request, pk), status=409, about=about, notes=form)
    messages.success(request, "Your notes are kept.")
    return redirect("applications:chair", pk)


@login_required
@require_POST
def decide(request: SignedIn, pk: int, item: int) -> HttpResponse:
    row = _chaired(request, pk)
    about = get_object_or_404(_items(row).filter(application__isnull=False), pk=item)
    assert about.application is not None
    verbs.see_that_it_is_open(request.user, about.application)
    kept = Decision.objects.filter(application=about.application).first()
    form = Decide(request.POST, application=about.application, by=request.user, decision=kept)
    if not form.is_valid():
        return _desk(request, row, status=422, about=about, decide=form)
    try:
        made = verbs.decide(about, by=request.user, **form.cleaned_data)
    except Refused as fault:
        kept = Decision.objects.filter(application=about.application).first()
        form.refuse(fault.words, seen=deciding.mark_of(kept), kept=kept)
        return _desk(request, _chaired(request, pk), status=409, about=about, decide=form)
    messages.success(request, f"{about.application.reference}: {made.get_outcome_display()}. Sealed until all is told.")
    return redirect("applications:chair", pk)


@login_required
@require_POST
def ask(request: SignedIn, pk: int, item: int) -> HttpResponse:
    """Ask the group of the bid a question."""
    row = _chaired(request, pk)
    about = get_object_or_404(_items(row).filter(application__isnull=False), pk=item)
    assert about.application is not None
    verbs.see_that_it_is_open(request.user, about.application)
    form = AskGroup(request.POST, auto_id="ask_%s")
    if not form.is_valid():
        return _desk(request, row, status=422, about=about, ask=form)
    try:
        verbs.ask(about.application, by=request.user, **form.cleaned_data)
    except Refused as fault:
        form.add_error(None, fault.words)
        return _desk(request, _chaired(request, pk), status=409, about=about, ask=form)
    messages.success(request, "The group is asked. Its answer will stand here and in the minutes.")
    return redirect("applications:chair", pk)


@login_required
@require_POST
def take_back_question(request: SignedIn, pk: int, question: int) -> HttpResponse:
    row = _chaired(request, pk)
    asked = PanelQuestion.objects.filter(application__agenda_items__meeting=row).select_related("application")
    about = get_object_or_404(asked, pk=question)
    verbs.see_that_it_is_open(request.user, about.application)
    verbs.take_back(about, by=request.user)
    return redirect("applications:chair", pk)


# The minutes ---------------------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def minutes(request: SignedIn, pk: int) -> HttpResponse:
    """The minutes as they stand; a POST confirms them."""
    row = _meeting(request, pk)
    if request.method == "POST":
        require(rules.may_confirm_minutes(request.user, row))
        verbs.confirm(row, by=request.user)
        messages.success(request, "The minutes are confirmed. The papers are being made.")
        return redirect("applications:minutes", pk)
    context = {
        "meeting": row,
        "record": verbs.minutes_of(row, request.user),
        "paper": Minutes.objects.filter(meeting=row, pdf__isnull=False).first(),
        "may": May(request.user, row, rules),
    }
    return render(request, "applications/panel/meeting/minutes.html", context)


@login_required
@require_safe
def minutes_paper(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """The confirmed minutes as PDF or Word, for those who may read all of them."""
    row = _meeting(request, pk)
    paper = get_object_or_404(Minutes.objects.select_related("pdf", "word"), meeting=row, pdf__isnull=False)
    require(verbs.minutes_of(row, request.user).is_whole)
    file = paper.pdf if kind == "pdf" else paper.word
    assert file is not None
    return files.download(file)
