"""The way in by a private link, for people without an account."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from fund import links
from fund.models import PrivateLink


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """Lead to the page behind a private link; a link that is closed or past its day says so."""
    link = PrivateLink.objects.for_token(token).first()
    if link is None or link.about is None:
        return render(request, "fund/public/link_closed.html", status=404)
    # No other site learns the address: SECURE_REFERRER_POLICY. “no-referrer” would hide from us, too, where a form
    # came from, and browsers could press no button here.
    return links.PAGES[link.kind](request, link, token)
