"""The paper of one bid, for whoever may read it: assessors and the panel. A tie closes it as it closes the page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from applications import assessing, rules
from applications.models import AnswerCopy, Application, Audience
from applications.packs import bid as bids
from applications.packs.drawing import as_word
from applications.packs.papers import file_name, paper_of
from applications.views.assessor import own_assessment
from applications.views.panel import before_panel
from fund import files
from fund.kit.doors import SignedIn, require
from fund.kit.safe_files import WORD
from fund.kit.states import Refused

Kind = AnswerCopy.Kind
OWN_FIRST = "This paper says what others gave. Hand in your own scores first, or take the paper on their page."
LARGE = (Kind.LARGE_PDF, Kind.LARGE_WORD)


@login_required
@require_safe
def bid_paper(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """The bid as assessors may read it, once its reader has said that they have no ties."""
    row = own_assessment(request, pk)
    require(rules.may_read(request.user, row))
    return _paper(row.application, Audience.ASSESSOR, kind)


@login_required
@require_safe
def panel_paper(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """The bid as the panel may read it, the same way."""
    row = before_panel(request, pk)
    require(rules.may_read_for_panel(request.user, row))
    if assessing.owed_on(request.user, row):
        raise Refused(OWN_FIRST)
    return _paper(row, Audience.PANEL, kind)


def _paper(application: Application, audience: str, kind: str) -> HttpResponseBase:
    if kind not in Kind.values:
        raise Http404
    large = kind in LARGE
    if kind in {Kind.PDF, Kind.LARGE_PDF}:
        paper = paper_of(application, audience, large=large)
        return files.download(paper.file, name=file_name(application.reference, "pdf", large=large))
    content = as_word(bids.for_audience(application, audience), large=large)
    name = file_name(application.reference, "docx", large=large)
    return made_now(content, name, WORD)


def made_now(content: bytes, name: str, content_type: str) -> HttpResponse:
    """A file made just now, that nobody on the way keeps."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
