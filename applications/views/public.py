"""What everybody may see of how a round was decided: the draws, so that anybody can count them again."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from applications.models import Draw
from fund.models import Round


def _told(slug: str) -> tuple[Round, QuerySet[Draw]]:
    """A round of which all have heard, with the draws that counted."""
    round_ = get_object_or_404(Round.objects.filter(announced_at__isnull=False), slug=slug)
    return round_, round_.draws.drawn().prefetch_related("bids__application")


@require_safe
def draws(request: HttpRequest, slug: str) -> HttpResponse:
    """The draws of a round: the list, its hash, the public words, the seed and the order, by reference alone."""
    round_, rows = _told(slug)
    if not rows:
        raise Http404
    return render(request, "applications/public/draws.html", {"round": round_, "draws": rows})


@require_safe
def draw_file(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A draw as the file that `manage.py draw` counts again."""
    round_, rows = _told(slug)
    draw = get_object_or_404(rows, pk=pk)
    bids = sorted(row.application.reference for row in draw.bids.all())
    told = JsonResponse({"bids": bids, "words": draw.words}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    told["Content-Disposition"] = f'attachment; filename="draw-{round_.slug}-{draw.pk}.json"'
    return told
