"""The fund's list of tags."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from applications import screening
from applications.forms.screening import NameTag
from applications.models import Tag
from fund import rules as fund_rules
from fund.kit.doors import SignedIn, require


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: SignedIn) -> HttpResponse:
    require(fund_rules.may_run_fund(request.user))
    form = NameTag(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        tag = screening.add_tag(form.cleaned_data["name"], by=request.user)
        messages.success(request, f"The tag “{tag}” is on the list.")
        return redirect("applications:tags")
    context = {"form": form, "tags": Tag.objects.annotate(borne=Count("taggings")).order_by("is_retired", "name")}
    return render(request, "applications/officer/tags.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rename_tag(request: SignedIn, pk: int) -> HttpResponse:
    require(fund_rules.may_run_fund(request.user))
    tag = get_object_or_404(Tag, pk=pk)
    form = NameTag(request.POST if request.method == "POST" else None, initial={"name": tag.name})
    if request.method == "POST" and form.is_valid():
        screening.rename_tag(tag, by=request.user, name=form.cleaned_data["name"])
        messages.success(request, f"The tag is now called “{tag}”.")
        return redirect("applications:tags")
    context = {"form": form, "tag": tag}
    return render(request, "applications/officer/rename_tag.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def retire_tag(request: SignedIn, pk: int) -> HttpResponse:
    """Take a tag out of use; a retired one comes back into use."""
    require(fund_rules.may_run_fund(request.user))
    tag = get_object_or_404(Tag, pk=pk)
    if tag.is_retired:
        screening.use_tag_again(tag, by=request.user)
    else:
        screening.retire_tag(tag, by=request.user)
    messages.success(request, f"The tag “{tag}” is {'retired' if tag.is_retired else 'in use again'}.")
    return redirect("applications:tags")
