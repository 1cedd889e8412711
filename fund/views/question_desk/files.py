"""The definition file of a round: downloaded, and loaded into a draft."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from fund import rounds
from fund.kit.doors import SignedIn, require
from fund.models import Round
from fund.question_forms import DefinitionFile
from fund.rounds.loading import changes, check_for, load_into
from fund.rounds.writing import write
from fund.views.question_desk.frame import desk_round


@login_required
@require_safe
def definition_file(request: SignedIn, slug: str) -> HttpResponse:
    """The page of the file. It says where the file could not be loaded again as it is."""
    round_ = desk_round(request, slug)
    context = {"round": round_, "form": DefinitionFile(), "gaps": rounds.check(write(round_)).faults}
    return render(request, "fund/officer/questions/file.html", context)


@login_required
@require_safe
def download_definition(request: SignedIn, slug: str) -> HttpResponse:
    round_ = desk_round(request, slug)
    response = HttpResponse(write(round_), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{round_.slug}.toml"'
    return response


@login_required
@require_POST
def load_definition(request: SignedIn, slug: str) -> HttpResponse:
    """Show all faults or what would change; the second button does it."""
    round_ = desk_round(request, slug)
    require(round_.state == Round.State.DRAFT)
    form = DefinitionFile(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "fund/officer/questions/file.html", {"round": round_, "form": form}, status=422)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    plan = check_for(round_, text)
    if "sure" in request.POST and not plan.faults:
        load_into(round_, text, by=request.user)
        messages.success(request, "The file is loaded.")
        return redirect("definition-file", slug)
    context = {
        "round": round_,
        "form": DefinitionFile(initial={"text": text}),
        "faults": plan.faults,
        "changes": [] if plan.faults else changes(plan, round_),
        "is_checked": True,
    }
    return render(request, "fund/officer/questions/load.html", context, status=422 if plan.faults else 200)
