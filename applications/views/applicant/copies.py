"""Copies of an own application to keep: a Word file of a draft at any time, the issued ones after handing in."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from applications import copies, todo
from applications.models import AnswerCopy
from applications.views.applicant.frame import own
from fund import files
from fund.kit.doors import SignedIn
from fund.questionnaires import Lists

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@login_required
@require_safe
def copy(request: SignedIn, pk: int, kind: str) -> HttpResponseBase:
    """The copy that was issued; of a draft, a Word file of what stands in it now."""
    application = own(request.user, pk)
    is_draft = application.submitted_at is None or application.is_being_written
    if is_draft and kind in {AnswerCopy.Kind.WORD, AnswerCopy.Kind.LARGE_WORD}:
        pages = todo.answers_of(application, todo.sheets_of(application), Lists(application.round))
        content = copies.word(application, pages, large=kind == AnswerCopy.Kind.LARGE_WORD)
        response = HttpResponse(content, content_type=WORD)
        response["Content-Disposition"] = f'attachment; filename="{application.reference} draft.docx"'
        return response
    rows = application.copies.filter(kind=kind, edition=copies.edition_of(application)).select_related("file")
    return files.download(get_object_or_404(rows).file)


@login_required
@require_POST
def make_copy(request: SignedIn, pk: int, kind: str) -> HttpResponse:
    """Have a copy made that nobody asked for yet, such as one in large print."""
    application = own(request.user, pk)
    if kind not in AnswerCopy.Kind.values or application.is_being_written:
        raise Http404
    (job,) = copies.ask_for(application, [AnswerCopy.Kind(kind)], by=request.user)
    return redirect("job", job.pk)
