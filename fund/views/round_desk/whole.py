"""The set-up of a round as a whole: its list of parts, and putting it away."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from fund import rounds as verbs
from fund import rules
from fund.kit import history
from fund.kit.doors import SignedIn, require
from fund.models import Questionnaire, Round
from fund.round_forms import ROW_PARTS
from fund.views.round_desk.frame import desk_round, page

OWN_PAGES = {"about": "set-up-about", "dates": "set-up-dates", "scoring": "set-up-scoring", "readers": "set-up-readers"}


def address_of(part: str, round_: Round) -> str:
    """Where a part of the set-up is changed."""
    if part in OWN_PAGES:
        return reverse(OWN_PAGES[part], args=[round_.slug])
    if part in Questionnaire.Purpose.values:
        return reverse("questions-of", args=[round_.slug, part])
    rows = next(each.slug for each in ROW_PARTS.values() if each.table == part)
    return reverse("set-up-part", args=[round_.slug, rows])


def needs_of(outline: verbs.Outline, round_: Round) -> list[tuple[str, str]]:
    """What keeps a round from being published, in words, each with where it is mended."""
    return [(lack.words, address_of(lack.part, round_)) for lack in outline.needs]


@login_required
@require_safe
def set_up(request: SignedIn, slug: str) -> HttpResponse:
    """The parts of a round and how far each is; what is missing leads to its part."""
    round_ = desk_round(request, slug)
    outline = verbs.outline(round_)
    groups = [(title, [(task, address_of(task.part, round_)) for task in tasks]) for title, tasks in outline.groups]
    context: dict[str, Any] = {"groups": groups, "needs": needs_of(outline, round_), "to_do": outline.to_do}
    return page(request, "set_up", round_, **context, happenings=history.timeline(round_))


@login_required
@require_POST
def put_away(request: SignedIn, slug: str) -> HttpResponse:
    """Move a round to the past."""
    round_ = desk_round(request, slug)
    require(rules.may_put_away(request.user, round_))
    verbs.put_away(round_, by=request.user)
    messages.success(request, f"{round_} is past. Its page stays as a record.")
    return redirect("set-up", slug)
