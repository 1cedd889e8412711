"""The desk's steps before and after publication: projects, sign-off, and the look after a year."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from fund.kit.doors import SignedIn, require
from fund.models import Job
from reporting import rules
from reporting.forms.desk_work import Archive, AskSignOff, ReplyToComment
from reporting.models import ReviewComment
from reporting.reviewing import again, projects, signing
from reporting.views.desk_work import ask, back, summary_of


@login_required
@require_POST
def ask_projects(request: SignedIn, pk: int) -> HttpResponse:
    """Send the draft to every project that it draws on."""
    summary = summary_of(request, pk)
    require(rules.may_ask_projects(request.user, summary))
    asked = len(projects.ask(summary, by=request.user))
    messages.success(request, f"{asked} project{'' if asked == 1 else 's'} asked. You see here what they answer.")
    return back(pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: SignedIn, pk: int, comment_pk: int) -> HttpResponse:
    """Answer what a project wants changed."""
    summary = summary_of(request, pk)
    require(rules.may_edit(request.user, summary))
    rows = ReviewComment.objects.select_related("review__summary", "review__grant", "statement")
    comment = get_object_or_404(rows.filter(review__summary=summary), pk=comment_pk)
    form = ReplyToComment(request.POST if request.method == "POST" else None, initial={"words": comment.reply})
    if form.is_valid():
        projects.reply(comment, words=form.cleaned_data["words"], by=request.user)
        messages.success(request, "Your answer is kept. The project reads it on its page.")
        return back(pk)
    return ask(request, summary, form, heading="Answer a project", button="Answer", comment=comment)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask_sign_off(request: SignedIn, pk: int) -> HttpResponse:
    """Choose who with lived experience reads the summary before it goes out."""
    summary = summary_of(request, pk)
    require(rules.may_ask_sign_off(request.user, summary))
    form = AskSignOff(request.POST if request.method == "POST" else None)
    if form.is_valid():
        signing.ask(summary, reviewer=form.chosen, by=request.user)
        messages.success(request, f"{form.chosen} is asked. You see here what they say.")
        return back(pk)
    return ask(request, summary, form, heading="Ask for the sign-off", button="Ask them")


@login_required
@require_POST
def still_right(request: SignedIn, pk: int) -> HttpResponse:
    summary = summary_of(request, pk)
    require(rules.may_look_again(request.user, summary))
    again.still_right(summary, by=request.user)
    messages.success(request, "Noted with your name. It comes back here in a year.")
    return back(pk)


@login_required
@require_POST
def refresh(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for a new draft of a published summary."""
    summary = summary_of(request, pk)
    require(rules.may_refresh(request.user, summary))
    if again.refresh(summary, by=request.user).state == Job.State.DONE:
        messages.info(request, "Nothing was reported since the last draft, so there is no new one.")
    else:
        messages.success(request, "A new draft is on its way. It stands in the list as soon as it is ready.")
    return back(pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: SignedIn, pk: int) -> HttpResponse:
    """Take a summary out of the library."""
    summary = summary_of(request, pk)
    require(rules.may_archive(request.user, summary))
    form = Archive(request.POST if request.method == "POST" else None)
    if form.is_valid():
        again.archive(summary, reason=form.cleaned_data["reason"], by=request.user)
        messages.success(request, "Archived. Its page stays and says so.")
        return back(pk)
    lead = "It leaves the library and the search. Its page stays at its address and says that it is old."
    return ask(request, summary, form, heading="Archive a summary", button="Archive it", lead=lead)
