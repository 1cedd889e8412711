"""Every question of the application: to read on one page, and to download in five forms."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from fund import files, questions_on_paper
from fund.models import QuestionsPaper, Round
from fund.questions_on_paper import Sheet

SECONDS_TO_WAIT = 5


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question of the application on one page, to read and to print before answering."""
    round_, sheet = _sheet(request, slug)
    context = {
        "round": round_,
        "is_open": round_.is_open(),
        "sheet": sheet,
        "papers": questions_on_paper.papers_by_age(round_),
        "kinds": QuestionsPaper.Kind.choices,
    }
    return render(request, "fund/public/questions.html", context)


@require_safe
def questions_paper(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The questions as a file. One reader's request draws a new paper; whoever comes meanwhile waits a little."""
    if kind not in QuestionsPaper.Kind.values:
        raise Http404("There is no paper of this kind.")
    round_, sheet = _sheet(request, slug)
    says = questions_on_paper.hash_of(sheet)
    etag = quote_etag(says[:32])
    if (unchanged := get_conditional_response(request, etag)) is not None:
        return unchanged
    paper = questions_on_paper.kept(round_, kind, says) or questions_on_paper.make(round_, kind, sheet)
    if paper is None:
        return _soon(request, round_, kind)
    response = files.download(paper.file, name=questions_on_paper.file_name(sheet, kind))
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def _soon(request: HttpRequest, round_: Round, kind: str) -> HttpResponse:
    """The page that comes back by itself while somebody else's request draws the paper."""
    context = {"round": round_, "what": questions_on_paper.title_of(kind)}
    response = render(request, "fund/public/paper_soon.html", context, status=503)
    response["Retry-After"] = response["Refresh"] = str(SECONDS_TO_WAIT)
    return response


def _sheet(request: HttpRequest, slug: str) -> tuple[Round, Sheet]:
    rows = Round.objects.visible_to(request.user).select_related("fund").prefetch_related("document_rules")
    round_ = get_object_or_404(rows, slug=slug)
    sheet = questions_on_paper.sheet_of(round_)
    if sheet is None:
        raise Http404("The questions of this round are not known.")
    return round_, sheet
