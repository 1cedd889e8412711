"""What anybody can take from a published summary. Each answer asks for consent anew, and nobody may store it."""

import json

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from fund import files
from fund.kit import sheets
from fund.kit.plain_text import tidy_line
from reporting import outputs
from reporting.learning import showing
from reporting.models import Channel, LearningSummary
from reporting.outputs import card, data, easy, feeds, plain
from reporting.outputs.sheet import Sheet, sheet


def _sheet(slug: str, channel: str) -> Sheet:
    return sheet(get_object_or_404(showing.with_lines(LearningSummary.objects.published()), slug=slug), channel)


@never_cache
@require_safe
def paper(request: HttpRequest, slug: str, file: str) -> HttpResponseBase:
    """A file that was made when the summary was published."""
    row = get_object_or_404(showing.with_lines(LearningSummary.objects.published()), slug=slug)
    made = outputs.BY_FILE.get(file)
    kept = outputs.current(row, made.kind) if made else None
    if made is None or kept is None:
        raise Http404("There is no such file of this summary just now.")
    name, is_pdf = files.download_name(kept.file), made.ending == "pdf"
    return FileResponse(files.read(kept.file), content_type=made.content_type, filename=name, as_attachment=not is_pdf)


@never_cache
@require_safe
def text(request: HttpRequest, slug: str) -> HttpResponse:
    return HttpResponse(plain.text(_sheet(slug, Channel.WEB)), content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
def email(request: HttpRequest, slug: str) -> HttpResponse:
    """Words to copy into an e-mail."""
    of = _sheet(slug, Channel.EMAIL)
    context = {"summary": of.summary, "subject": of.summary.title, "text": plain.email(of)}
    return render(request, "reporting/public/email.html", context)


@never_cache
@require_safe
def share(request: HttpRequest, slug: str) -> HttpResponse:
    """A picture and words to copy for social media."""
    of = _sheet(slug, Channel.SOCIAL)
    context = {"summary": of.summary, "posts": card.posts(of), "alt": card.alt(of.summary)}
    return render(request, "reporting/public/share.html", context)


@never_cache
@require_safe
def share_card(request: HttpRequest, slug: str) -> HttpResponse:
    rows = LearningSummary.objects.published().select_related("grant__organisation", "round")
    return HttpResponse(card.png(get_object_or_404(rows, slug=slug)), content_type="image/png")


@never_cache
@require_safe
def easy_lines(request: HttpRequest, slug: str) -> HttpResponse:
    """The short lines, where a person has saved them."""
    row = get_object_or_404(LearningSummary.objects.published(), slug=slug)
    lines = easy.saved(row)
    if lines is None:
        raise Http404("There are no short lines of this summary yet.")
    context = {"summary": row, "easy": lines, "mark": easy.mark_of(lines), "paper": outputs.current(row, "easy")}
    return render(request, "reporting/public/easy.html", context)


@never_cache
@require_safe
def data_json(request: HttpRequest, slug: str) -> HttpResponse:
    return _json(data.as_json(_sheet(slug, Channel.OPEN_DATA)), "application/json")


@never_cache
@require_safe
def data_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    return sheets.csv_download(data.as_rows(_sheet(slug, Channel.OPEN_DATA)), slug)


@never_cache
@require_safe
def feed_json(request: HttpRequest) -> HttpResponse:
    return _json(feeds.json_feed(_latest(request), _query(request)), "application/feed+json")


@never_cache
@require_safe
def feed_atom(request: HttpRequest) -> HttpResponse:
    told = feeds.atom_feed(_latest(request), _query(request))
    return HttpResponse(told, content_type="application/atom+xml; charset=utf-8")


def _latest(request: HttpRequest) -> list[LearningSummary]:
    sought = {name: tidy_line(request.GET.get(name, ""))[:100] for name in ("theme", "condition", "area")}
    return feeds.latest(**sought)


def _query(request: HttpRequest) -> str:
    return request.GET.urlencode()[:500]


def _json(told: object, content_type: str) -> HttpResponse:
    response = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    return response
