"""Answering in another way: recordings, a telephone call, paper; and checking what was typed from them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import rules
from applications import telling as verbs
from applications.forms.telling import FORMS, CallForm, PaperForm, RecordingForm, TellForm, form_of, minutes_words
from applications.models import Application, Telling
from applications.told import can_be_told
from applications.views.applicant.frame import frame, own
from fund import files, links
from fund.kit.doors import SignedIn, require
from fund.models import PrivateLink, Section


def _section(application: Application, code: str) -> Section:
    rows = application.sheets.select_related("section").prefetch_related("section__questions")
    return get_object_or_404(rows, section__code=code).section


@login_required
@require_safe
def tell(request: SignedIn, pk: int, code: str) -> HttpResponse:
    """The ways of answering the questions of one part, and what was told already."""
    application = own(request.user, pk)
    section = _section(application, code)
    told = application.tellings.standing().filter(section=section).select_related("question", "section", "told_by")
    limits = [(each, minutes_words(each)) for each in section.questions.all() if can_be_told(each)]
    context = {**frame(request, application), "section": section, "told": told, "limits": limits}
    return render(request, "applications/applicant/tell.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tell_by(request: SignedIn, pk: int, code: str, way: str) -> HttpResponse:
    """One way of telling: `recording`, `call` or `paper`."""
    application = own(request.user, pk)
    section = _section(application, code)
    require(rules.may_tell(request.user, application))
    if way not in FORMS:
        raise Http404
    form = form_of(way, section, request.user, *([request.POST, request.FILES] if request.method == "POST" else []))
    if not form.is_valid():
        context = {**frame(request, application), "section": section, "form": form, "way": way}
        return render(request, "applications/applicant/tell_by.html", context, status=422 if form.is_bound else 200)
    _take(request, application, section, form)
    return redirect("applications:tell", pk, code)


def _take(request: SignedIn, application: Application, section: Section, form: TellForm) -> None:
    sent, by = form.cleaned_data, request.user
    if isinstance(form, RecordingForm) and form.chosen:
        verbs.send_recording(application, section, form.chosen, sent["recording"], sent["length"], by=by)
        messages.success(request, "We have your recording. We type it and ask you to check it.")
    elif isinstance(form, CallForm):
        verbs.ask_for_call(application, section, form.chosen, by=by, phone=sent["phone"], best_time=sent["best_time"])
        messages.success(request, f"We will ring you on {sent['phone']}.")
    elif isinstance(form, PaperForm):
        verbs.send_paper(application, section, form.chosen, sent["paper"], by=by)
        messages.success(request, "We type what is on your paper and ask you to check it.")


def _own_telling(request: SignedIn, pk: int) -> Telling:
    rows = Telling.objects.own(request.user).select_related("application__round", "section", "question", "original")
    return get_object_or_404(rows, pk=pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request: SignedIn, pk: int) -> HttpResponse:
    """What was typed beside the original, to confirm or change; before that, to type what one recorded oneself."""
    telling = _own_telling(request, pk)
    if rules.may_type_own(request.user, telling):
        return _type_own(request, telling)
    if request.method == "POST":
        require(rules.may_confirm(request.user, telling))
    done = redirect("applications:tell", telling.application_id, telling.section.code)
    return _check(request, telling, {**frame(request, telling.application)}, done, is_link=False)


def _type_own(request: SignedIn, telling: Telling) -> HttpResponse:
    form = verbs.own_typing_form(telling, data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        verbs.type_own(telling, form.answers, by=request.user)
        messages.success(request, "Thank you. This is now your answer, and your recording stays beside it.")
        return redirect("applications:tell", telling.application_id, telling.section.code)
    context = {**frame(request, telling.application), "telling": telling, "form": form, "types": True}
    return render(request, "applications/applicant/told.html", context, status=422 if form.errors else 200)


@links.page("telling")
def told_by_link(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
    """The same for the person who told us, by a private link."""
    telling = link.about
    assert isinstance(telling, Telling)
    context = {"application": telling.application, "token": token}
    return _check(request, telling, context, redirect(request.path), is_link=True)


def _check(
    request: HttpRequest, telling: Telling, context: dict[str, object], done: HttpResponse, *, is_link: bool
) -> HttpResponse:
    waits = telling.state == Telling.State.TYPED
    form = verbs.confirming_form(telling, data=request.POST if request.method == "POST" and waits else None)
    if form.is_bound and form.is_valid():
        person = telling.told_by if is_link else request.user
        verbs.confirm(telling, by=person, changed=form.answers)  # type: ignore[arg-type]  # signed in, or who told us
        messages.success(request, "Thank you. This is now your answer.")
        return done
    context |= {"telling": telling, "form": form, "is_link": is_link, "waits": waits}
    return render(request, "applications/applicant/told.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def take_telling_back(request: SignedIn, pk: int) -> HttpResponse:
    telling = _own_telling(request, pk)
    require(rules.may_take_telling_back(request.user, telling))
    verbs.take_back(telling, by=request.user)
    messages.success(request, "It is taken back, and what you sent is deleted.")
    return redirect("applications:tell", telling.application_id, telling.section.code)


@login_required
@require_safe
def original(request: SignedIn, pk: int) -> HttpResponseBase:
    """The recording to play in place, or the scan as a download: for the group and for those who type."""
    rows = Telling.objects.visible_to(request.user).select_related("original").exclude(original=None)
    telling = get_object_or_404(rows, pk=pk)
    assert telling.original is not None
    return files.play(telling.original, request.headers.get("Range", ""))
