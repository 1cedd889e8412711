"""Comments that the people of a group leave each other."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import commenting, rules
from applications.forms.together import CommentForm
from applications.models import Comment
from applications.views.applicant.frame import frame, own
from fund.kit.doors import SignedIn, require
from fund.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comments(request: SignedIn, pk: int) -> HttpResponse:
    """Every comment on an application, and a place for one more; `about` chooses the part."""
    application = own(request.user, pk)
    about = {"about": request.GET.get("about", "all")}
    form = CommentForm(*([request.POST] if request.method == "POST" else []), application=application, initial=about)
    context = {**frame(request, application), "said": commenting.all_of(application)}
    if request.method == "POST" and not rules.may_comment(request.user, application):
        context["typed"] = request.POST.get("words", "")
        return render(request, "applications/applicant/comments.html", context, status=409)
    if form.is_valid():
        section, question = form.place
        words = form.cleaned_data["words"]
        commenting.write(application, by=request.user, words=words, section=section, question=question)
        messages.success(request, "Your comment is kept. The others can read it.")
        return redirect("applications:comments", pk)
    status = 422 if form.errors else 200
    return render(request, "applications/applicant/comments.html", {**context, "form": form}, status=status)


@login_required
@require_POST
def resolve_comment(request: SignedIn, pk: int) -> HttpResponse:
    comment = _own(request.user, pk)
    require(rules.may_settle(request.user, comment))
    commenting.resolve(comment, by=request.user)
    messages.success(request, "The comment is settled.")
    return redirect("applications:comments", comment.application_id)


@login_required
@require_POST
def reopen_comment(request: SignedIn, pk: int) -> HttpResponse:
    comment = _own(request.user, pk)
    require(rules.may_settle(request.user, comment))
    commenting.reopen(comment, by=request.user)
    messages.success(request, "The comment is open again.")
    return redirect("applications:comments", comment.application_id)


def _own(user: User, pk: int) -> Comment:
    return get_object_or_404(Comment.objects.visible_to(user).select_related("application"), pk=pk)
