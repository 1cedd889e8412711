"""The fund's engine room: people, jobs, letters."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fund import own_data, post, rules
from fund import people as verbs
from fund.forms import GiveRole, OnePerson
from fund.kit import jobs as kit_jobs
from fund.kit.doors import May, SignedIn, require
from fund.kit.plain_text import tidy_line
from fund.models import Fund, Job, Letter, Role

MOST_LOOKED_FOR = 200  # characters


@login_required
@require_safe
def people(request: SignedIn) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    roles = Role.objects.select_related("user", "fund").order_by("kind", "user__name", "user__email")
    context = {"roles": roles, "form": GiveRole(), "may": May(request.user, None, rules)}
    return render(request, "fund/officer/people.html", context)


@login_required
@require_POST
def give_role(request: SignedIn) -> HttpResponse:
    require(rules.may_give_roles(request.user))
    form = GiveRole(request.POST)
    if not form.is_valid():
        roles = Role.objects.select_related("user", "fund").order_by("kind", "user__name", "user__email")
        context = {"roles": roles, "form": form, "may": May(request.user, None, rules)}
        return render(request, "fund/officer/people.html", context, status=422)
    fund = get_object_or_404(Fund.objects.order_by("pk")[:1])
    role = verbs.give_role(fund, form.cleaned_data["email"], form.cleaned_data["kind"], by=request.user)
    messages.success(request, f"{role.user} is now {role.get_kind_display().lower()}.")
    return redirect("people")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def person_data(request: SignedIn) -> HttpResponse:
    """All that the fund holds about one person, who asked for it, as a file."""
    require(rules.may_give_person_data(request.user))
    form = OnePerson(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return own_data.download(form.cleaned_data["email"])
    return render(request, "fund/officer/person_data.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_POST
def take_role(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_give_roles(request.user))
    role = get_object_or_404(Role.objects.select_related("user"), pk=pk)
    verbs.take_role(role, by=request.user)
    messages.success(request, f"{role.user} is no longer {role.get_kind_display().lower()}.")
    return redirect("people")


@login_required
@require_safe
def jobs(request: SignedIn) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    rows = Job.objects.select_related("asked_by")
    context = {
        "parked": rows.parked(),
        "page": Paginator(rows.exclude(state=Job.State.PARKED), 50).get_page(request.GET.get("page")),
    }
    return render(request, "fund/officer/jobs.html", context)


@login_required
@require_POST
def try_again(request: SignedIn, pk: int) -> HttpResponse:
    job = get_object_or_404(Job, pk=pk)
    require(rules.may_try_again(request.user, job))
    kit_jobs.try_again(job, by=request.user)
    messages.success(request, "The job will be tried again now.")
    return redirect("jobs")


@login_required
@require_safe
def letters(request: SignedIn) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    rows = Letter.objects.filter(is_secret=False).select_related("to").defer("text", "html")
    if query := tidy_line(request.GET.get("q", "")[:MOST_LOOKED_FOR]):
        rows = rows.filter(address__icontains=query) | rows.filter(subject__icontains=query)
    held = Letter.objects.filter(is_secret=False, state=Letter.State.PARKED) | post.unsure().filter(is_secret=False)
    context = {"held": held, "page": Paginator(rows, 50).get_page(request.GET.get("page")), "query": query}
    return render(request, "fund/officer/letters.html", context)


@login_required
@require_safe
def letter(request: SignedIn, pk: int) -> HttpResponse:
    require(rules.may_run_fund(request.user))
    letter = get_object_or_404(Letter.objects.filter(is_secret=False).select_related("to"), pk=pk)
    return render(request, "fund/officer/letter.html", {"letter": letter, "may": May(request.user, letter, rules)})


@login_required
@require_POST
def send_again(request: SignedIn, pk: int) -> HttpResponse:
    letter = get_object_or_404(Letter.objects.filter(is_secret=False), pk=pk)
    require(rules.may_send_again(request.user, letter))
    post.send_again(letter)
    messages.success(request, f"The letter to {letter.address} will be posted again.")
    return redirect("letter", pk)
