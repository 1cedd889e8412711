"""The front door, and how to get help."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from fund.models import Fund, PublicAnswer, Round
from fund.timetable import left


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """The front page: three doors, and which round is open or opens next."""
    now = timezone.now()
    open_rounds = Round.objects.open(now).prefetch_related("tiers").soonest_first()
    context = {
        "open_rounds": [(round_, left(round_, now)) for round_ in open_rounds],
        "next_round": Round.objects.coming(now).order_by("opens_at").first(),
    }
    return render(request, "fund/public/front_door.html", context)


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the site is accessible, how we know, and how to get help."""
    return render(request, "fund/public/accessibility.html", {"fund": Fund.objects.order_by("pk").first()})


@require_safe
def get_help(request: HttpRequest) -> HttpResponse:
    """Every way to reach the fund's people, and what they can do."""
    context = {
        "fund": Fund.objects.order_by("pk").first(),
        "open_rounds": Round.objects.open().soonest_first(),
        "answers": PublicAnswer.objects.for_all(),
    }
    return render(request, "fund/public/help.html", context)
