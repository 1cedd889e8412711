"""Rounds for other people's programs. Public facts only, the same for whoever asks, so that anybody may keep them."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from fund import feeds
from fund.models import Round

MINUTES = 5


@require_safe
def json_feed(request: HttpRequest) -> HttpResponseBase:
    """The open and coming rounds as JSON Feed 1.1."""
    now = timezone.now()
    rounds = feeds.to_tell(now)
    text = json.dumps(feeds.json_feed(rounds, now), ensure_ascii=False, indent=1)
    return _told(request, text, "application/feed+json", rounds, now)


@require_safe
def atom_feed(request: HttpRequest) -> HttpResponseBase:
    """The open and coming rounds as Atom."""
    now = timezone.now()
    rounds = feeds.to_tell(now)
    return _told(request, feeds.atom_feed(rounds), "application/atom+xml; charset=utf-8", rounds, now)


@require_safe
def round_json(request: HttpRequest, slug: str) -> HttpResponseBase:
    """All facts of one round that everybody may see."""
    now = timezone.now()
    rows = Round.objects.exclude(state=Round.State.DRAFT).with_money().prefetch_related(*feeds.PARTS)
    round_ = get_object_or_404(rows, slug=slug)
    text = json.dumps(feeds.round_json(round_, now), ensure_ascii=False, indent=1)
    return _told(request, text, "application/json", [round_], now)


def _told(
    request: HttpRequest, text: str, content_type: str, rounds: Sequence[Round], now: datetime
) -> HttpResponseBase:
    """The text, or 304 where the reader has it already."""
    etag = quote_etag(hashlib.sha256(text.encode()).hexdigest()[:32])
    modified = feeds.last_modified(rounds, now)
    stamp = int(modified.timestamp()) if modified else None
    response = get_conditional_response(request, etag, stamp) or HttpResponse(text, content_type=content_type)
    response["ETag"] = etag
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    response["Cache-Control"] = f"public, max-age={MINUTES * 60}"
    response["Access-Control-Allow-Origin"] = "*"
    return response
