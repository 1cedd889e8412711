"""The page about oneself: asked once, honoured in letters, read by officers only."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from fund import access, own_data
from fund.kit.doors import SignedIn
from fund.self_forms import AboutYou


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: SignedIn) -> HttpResponse:
    """Name, phone, format of letters, and what one needs; `next` leads back to where somebody came from."""
    then = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(then, allowed_hosts=None):
        then = ""
    form = AboutYou(request.POST) if request.method == "POST" else AboutYou(initial=access.facts_of(request.user))
    if not form.is_valid():
        context = {"form": form, "next": then}
        return render(request, "fund/member/details.html", context, status=422 if form.is_bound else 200)
    access.tell(by=request.user, **form.cleaned_data)
    messages.success(request, "What you told us is kept. Our letters follow it from now on.")
    return redirect(then or "details")


@login_required
@require_safe
def everything(request: SignedIn) -> HttpResponse:
    """All that the fund holds about oneself, as a file."""
    return own_data.download(request.user.email)
