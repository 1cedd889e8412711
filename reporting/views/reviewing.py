"""A draft as a project sees it, and as a person with lived experience does."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from fund.kit.doors import SignedIn, require
from reporting import rules
from reporting.forms.reviewing import ReviewDraft, SignOff
from reporting.learning import showing
from reporting.models import LearningSummary, LivedReview, ProjectReview, Statement
from reporting.reviewing import projects, quoting, signing

State = LearningSummary.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def project(request: SignedIn, pk: int) -> HttpResponse:
    """What a draft draws from one project, and what the project says to it. Other projects’ words are not shown."""
    rows = ProjectReview.objects.own(request.user).select_related("summary", "grant__organisation")
    review = get_object_or_404(rows.prefetch_related("comments__statement", "comments__replied_by"), pk=pk)
    may = rules.may_review_learning(request.user, review)
    require(may or request.method != "POST")
    mine = quoting.drawn_from(quoting.shown_of(review.summary)).get(review.grant_id)
    statements = mine[1] if mine else []
    form = ReviewDraft(request.POST if request.method == "POST" else None, statements=statements, review=review)
    if form.is_valid():
        answer, comments = form.cleaned_data["answer"], form.comments
        projects.answer(review, answer=answer, comments=comments, by=request.user)
        messages.success(request, "Thank you. You can change this until the last day.")
        return redirect("reporting:review-learning", pk)
    _lay_out(statements, review, form)
    until = review.summary.check_until
    is_running = review.summary.state == State.REVIEW and until is not None and timezone.localdate() <= until
    context = {
        "review": review,
        "summary": review.summary,
        "statements": statements,
        "form": form,
        "is_running": is_running,
        "may_answer": may and is_running,
        "may_take_out": may and review.summary.state in {State.EDITING, State.REVIEW, State.SIGN_OFF, State.APPROVED},
    }
    return render(request, "reporting/grantee/learning.html", context, status=422 if form.errors else 200)


def _lay_out(statements: list[Statement], review: ProjectReview, form: ReviewDraft) -> None:
    """Give each statement what the page shows beside it: the project’s own sentences, and its box.

    Words of another project are not shown: it may not have said yes to them yet.
    """
    for statement in statements:
        cited = [one for one in statement.sources.all() if one.grant == review.grant]
        statement.mine = cited  # type: ignore[attr-defined]
        statement.is_quote = any(quoting.is_quote(statement.words, one) for one in cited)  # type: ignore[attr-defined]
        others = [one for one in quoting.quoted(statement) if one not in cited]
        statement.is_theirs = bool(others)  # type: ignore[attr-defined]
        statement.box = form.box(statement)  # type: ignore[attr-defined]


@login_required
@require_safe
def lived(request: SignedIn) -> HttpResponse:
    """What a person with lived experience is asked to read."""
    require(rules.may_sign_off(request.user))
    rows = LivedReview.objects.own(request.user).select_related("summary")
    context = {
        "waiting": rows.filter(answer="", summary__state=State.SIGN_OFF),
        "past": rows.exclude(answer="")[:20],
    }
    return render(request, "reporting/lived/home.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lived_review(request: SignedIn, pk: int) -> HttpResponse:
    """The whole summary in plain view, and yes or not yet."""
    review = get_object_or_404(LivedReview.objects.own(request.user).select_related("summary"), pk=pk)
    require(rules.may_sign_off(request.user))
    form = SignOff(request.POST if request.method == "POST" else None)
    if form.is_valid():
        signing.say(review, **form.cleaned_data, by=request.user)
        messages.success(request, "Thank you. The fund has what you said.")
        return redirect("reporting:lived-review", pk)
    summary = showing.with_lines(LearningSummary.objects.all()).get(pk=review.summary_id)
    waits = summary.state == State.SIGN_OFF and not review.answer
    context = {
        "review": review,
        "summary": summary,
        "shown": showing.show(summary, "web") if waits else None,
        "form": form,
        "waits": waits,
    }
    return render(request, "reporting/lived/review.html", context, status=422 if form.errors else 200)
