"""The short check: can we apply? No account, and nothing about whoever takes it is kept."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from fund import eligibility, timetable
from fund.eligibility_forms import Check
from fund.kit.states import Refused
from fund.models import Round


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions on one page, then what the answers mean. They come by POST, so that no log or address has them."""
    rows = Round.objects.visible_to(request.user).select_related("fund").prefetch_related("eligibility")
    round_ = get_object_or_404(rows, slug=slug)
    questions = list(round_.eligibility.all())
    if not questions:
        raise Http404("This round has no check.")
    if timetable.status(round_, timezone.now()) not in ("open", "coming"):
        raise Refused(f"“{round_}” is closed, so there is nothing to check. See which rounds are open or open soon.")
    form = Check(questions, request.POST if request.method == "POST" else None)
    context = {"round": round_, "is_open": round_.is_open(), "form": form, "number": len(questions)}
    if request.method != "POST":
        return render(request, "fund/public/check.html", context)
    if not form.is_valid():
        return render(request, "fund/public/check.html", context, status=422)
    context |= {
        "verdict": eligibility.judge(questions, form.answers),
        "others": Round.objects.open(timezone.now()).exclude(pk=round_.pk).soonest_first(),
    }
    response = render(request, "fund/public/check_result.html", context)
    response["Cache-Control"] = "no-store, private"
    return response
