"""The support desk: notes of advice, and drafts that groups asked us to read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import advising, rules
from applications.forms.advising import AdviseForm, NoteForm, TalkNoteForm
from applications.models import AdviceNote, DraftReading
from fund import public_answers
from fund import rules as fund_rules
from fund.answer_forms import AnswerForm
from fund.kit.doors import SignedIn, require
from fund.models import Organisation, Talk


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def talk_notes(request: SignedIn, pk: int) -> HttpResponse:
    """What was said at one talk."""
    require(fund_rules.may_run_fund(request.user))
    talk = get_object_or_404(Talk.objects.visible_to(request.user).select_related("surgery__round"), pk=pk)
    form = TalkNoteForm(*([request.POST] if request.method == "POST" else []), by=request.user)
    if form.is_valid():
        advising.note(by=request.user, talk=talk, **form.facts)
        messages.success(request, "The note is kept.")
        return redirect("applications:talk-notes", pk)
    rows = AdviceNote.objects.visible_to(request.user).filter(talk=talk)
    notes = rows.select_related("written_by", "organisation", "application")
    context = {"talk": talk, "notes": notes, "form": form}
    return render(request, "applications/officer/talk_notes.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_notes(request: SignedIn, pk: int) -> HttpResponse:
    """What one group was told, the newest first."""
    require(fund_rules.may_run_fund(request.user))
    group = get_object_or_404(Organisation, pk=pk)
    form = NoteForm(*([request.POST] if request.method == "POST" else []), by=request.user)
    if form.is_valid():
        advising.note(by=request.user, organisation=group, **form.facts)
        messages.success(request, "The note is kept.")
        return redirect("applications:group-notes", pk)
    rows = AdviceNote.objects.visible_to(request.user).filter(organisation=group)
    rows = rows.select_related("written_by", "application", "talk", "organisation")
    context = {"group": group, "page": Paginator(rows, 30).get_page(request.GET.get("page")), "form": form}
    return render(request, "applications/officer/group_notes.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def note_to_answer(request: SignedIn, pk: int) -> HttpResponse:
    """Make a public question and answer from a note. The officer writes both: a note may name people."""
    require(fund_rules.may_run_fund(request.user))
    note = get_object_or_404(AdviceNote.objects.visible_to(request.user).select_related("application__round"), pk=pk)
    about = {"round_": note.application.round_id if note.application else None}
    form = AnswerForm(*([request.POST] if request.method == "POST" else []), by=request.user, initial=about)
    if form.is_valid():
        answer = public_answers.keep(by=request.user, **form.cleaned_data)
        messages.success(request, "The answer is kept. Show it to everybody when it is ready.")
        return redirect("edit-answer", answer.pk)
    context = {"note": note, "form": form}
    return render(request, "applications/officer/note_to_answer.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def drafts(request: SignedIn) -> HttpResponse:
    """The drafts that groups asked us to read, the oldest first."""
    require(fund_rules.may_run_fund(request.user))
    rows = DraftReading.objects.to_read().select_related("application__organisation", "application__round")
    page = Paginator(rows.order_by("state", "asked_at", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "applications/officer/drafts.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def read_draft(request: SignedIn, pk: int) -> HttpResponse:
    """A draft to read, and a place for advice on its passages."""
    reading = _reading(request, pk)
    application = reading.application
    pages = advising.pages_of(application)
    values = dict(application.answers.values_list("section", "values"))
    about = {"about": request.GET.get("about", "")}
    data = [request.POST] if request.method == "POST" else []
    form = AdviseForm(*data, pages=pages, values=values, initial=about)
    if form.is_valid():
        advising.advise(reading, by=request.user, **form.facts)
        messages.success(request, "Your advice is kept. The group can read it now.")
        return redirect("applications:read-draft", pk)
    context = {
        "application": application,
        "reading": reading,
        "pages": pages,
        "said": advising.all_of(application),
        "form": form,
    }
    return render(request, "applications/officer/read_draft.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def finish_reading(request: SignedIn, pk: int) -> HttpResponse:
    reading = _reading(request, pk)
    advising.finish(reading, by=request.user)
    messages.success(request, "The group is told that you have read its draft.")
    return redirect("applications:drafts")


def _reading(request: SignedIn, pk: int) -> DraftReading:
    """A draft that its group wants to be read, for those who run the fund and do not belong to the group."""
    require(fund_rules.may_run_fund(request.user))
    rows = DraftReading.objects.to_read().select_related("application__organisation", "application__round", "asked_by")
    reading = get_object_or_404(rows, pk=pk)
    require(rules.may_advise(request.user, reading))
    return reading
