"""A second person of the group reads all answers and signs."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing as sealing
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import rules, signing, todo
from applications.forms.together import AskSignatureForm, NotSignedForm, SignForm
from applications.models import Application, SignOff
from applications.views.applicant.frame import frame, own
from fund.kit.doors import May, SignedIn, require
from fund.models import User
from fund.questionnaires import Lists


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: SignedIn, pk: int) -> HttpResponse:
    """Where the signature stands; whoever writes asks for it, whoever is asked reads all and signs."""
    application = own(request.user, pk)
    people = signing.signers(application, but=request.user)
    form = AskSignatureForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST":
        require(rules.may_ask_signature(request.user, application))
        if form.is_valid():
            asked = signing.ask(application, by=request.user, signatory=form.cleaned_data["signatory"])
            messages.success(request, f"{asked.signatory} is asked to read and sign.")
            return redirect("applications:sign-off", pk)
    return _page(request, application, status=422 if form.errors else 200, form=form, people=people)


@login_required
@require_POST
def sign(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request.user, pk)
    require(rules.may_sign(request.user, row))
    form = SignForm(request.POST)
    if not form.is_valid():
        return _page(request, own(request.user, row.application_id), status=422, form=form, sign_form=form)
    signing.sign(row, by=request.user, seen=_opened(form.cleaned_data["seen"]))
    messages.success(request, "You have signed. We have told the person who asked you.")
    return redirect("applications:sign-off", row.application_id)


@login_required
@require_POST
def decline_to_sign(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request.user, pk)
    require(rules.may_sign(request.user, row))
    form = NotSignedForm(request.POST)
    if not form.is_valid():
        return _page(request, own(request.user, row.application_id), status=422, form=form, not_form=form)
    signing.decline(row, by=request.user, reason=form.cleaned_data["reason"])
    messages.success(request, "You have not signed. We have told the person who asked you why.")
    return redirect("applications:sign-off", row.application_id)


@login_required
@require_POST
def take_signature_back(request: SignedIn, pk: int) -> HttpResponse:
    row = _own(request.user, pk)
    require(rules.may_take_signature_back(request.user, row))
    signing.take_back(row, by=request.user)
    messages.success(request, f"{row.signatory} is no longer asked to sign.")
    return redirect("applications:sign-off", row.application_id)


def _page(request: SignedIn, application: Application, *, status: int = 200, **forms: object) -> HttpResponse:
    standing = signing.standing(application)
    sheets, lists = todo.sheets_of(application), Lists(application.round)
    seen = sealing.dumps(signing.versions(application), salt="sign-off")
    context = {
        **frame(request, application),
        "standing": standing,
        "answers": todo.answers_of(application, sheets, lists),
        "papers": todo.papers_of(application, sheets),
        "left": len(todo.tasks_of(application, sheets, lists).todo),
        "may_here": May(request.user, standing.last, rules) if standing.last else {},
        "people": [],
        "sign_form": SignForm(initial={"seen": seen}),
        "not_form": NotSignedForm(),
        **forms,
    }
    return render(request, "applications/applicant/sign_off.html", context, status=status)


def _opened(seal: str) -> dict[str, object]:
    """What the page showed; a seal that was tampered with shows nothing, so nothing is signed."""
    try:
        return dict(sealing.loads(seal, salt="sign-off"))
    except (sealing.BadSignature, json.JSONDecodeError):
        return {}


def _own(user: User, pk: int) -> SignOff:
    rows = SignOff.objects.filter(application__in=Application.objects.own(user).values("pk"))
    return get_object_or_404(rows.select_related("application__round", "signatory"), pk=pk)
