"""Answering what the panel asks before it decides."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from applications import meeting, rules
from applications.forms.meeting import AnswerPanel
from applications.models import PanelQuestion
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require

ANSWERED = "Thank you. The panel has your answer."
HELD = (
    "Thank you. Your answer is with the fund. It may name somebody or say how to reach them, so an officer looks at it "
    "before the panel reads it. You need not do anything more."
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def panel_question(request: SignedIn, pk: int, question: int) -> HttpResponse:
    rows = PanelQuestion.objects.own(request.user).select_related("application__round").distinct()
    asked = get_object_or_404(rows, pk=question, application=pk)
    if asked.state != PanelQuestion.State.ASKED:
        messages.info(request, f"This question is settled: {asked.public_state.lower()}.")
        return redirect("applications:detail", pk)
    require(rules.may_answer_panel(request.user, asked))
    form = AnswerPanel(request.POST if request.method == "POST" else None)
    if form.is_valid():
        meeting.answer(asked, by=request.user, **form.cleaned_data)
        messages.success(request, HELD if asked.state == PanelQuestion.State.HELD else ANSWERED)
        return redirect("applications:detail", pk)
    context = {**frame(request, own(request.user, pk)), "question": asked, "form": form}
    return render(request, "applications/applicant/panel_question.html", context, status=422 if form.is_bound else 200)
