"""A round as applicants will see it, before anybody can."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from fund.kit.doors import SignedIn
from fund.models import Questionnaire, Round, Section
from fund.questionnaires import form_for
from fund.views.round_desk.frame import desk_round, page

Purpose = Questionnaire.Purpose


@login_required
@require_safe
def preview(request: SignedIn, slug: str) -> HttpResponse:
    """The ways to look at a round as an applicant: its page, its questions, its form, and a test application."""
    round_ = desk_round(request, slug)
    note = _sections(round_, Purpose.NOTE) if round_.is_two_stage else []
    return page(request, "preview", round_, note=note, sections=_sections(round_, Purpose.APPLICATION))


@login_required
@require_safe
def preview_section(request: SignedIn, slug: str, code: str) -> HttpResponse:
    """One section of the form, or of the short note (`?of=note`). Nothing that is typed here is kept."""
    round_ = desk_round(request, slug)
    is_note = round_.is_two_stage and request.GET.get("of") == Purpose.NOTE
    sections = _sections(round_, Purpose.NOTE if is_note else Purpose.APPLICATION)
    section = get_object_or_404(Section.objects.filter(pk__in=[each.pk for each in sections]), code=code)
    at = [each.pk for each in sections].index(section.pk)
    following = sections[at + 1] if at + 1 < len(sections) else None
    more: dict[str, Any] = {"section": section, "number": at + 1, "sections": sections, "following": following}
    return page(request, "preview_section", round_, shown=form_for(section, round_=round_), is_note=is_note, **more)


def _sections(round_: Round, purpose: str) -> list[Section]:
    rows = round_.questionnaires.filter(purpose=purpose).in_use()
    questionnaire = rows.prefetch_related("sections__questions").first()
    return list(questionnaire.sections.all()) if questionnaire else []
