"""What every page of a round’s set-up fetches and shows."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from fund import rules
from fund.kit.doors import May, SignedIn, require
from fund.models import Round


def desk_round(request: SignedIn, slug: str) -> Round:
    """A round, for those who set rounds up."""
    require(rules.may_run_fund(request.user))
    return get_object_or_404(Round.objects.visible_to(request.user).select_related("fund"), slug=slug)


def page(request: SignedIn, name: str, round_: Round, *, status: int = 200, **more: Any) -> HttpResponse:
    """One page of the set-up; 422 where its form has something to mend."""
    form = more.get("form")
    rows = more.get("formset")
    is_wrong = bool(form is not None and form.errors) or bool(rows is not None and rows.total_error_count)
    context = {"round": round_, "may": May(request.user, round_, rules), **more}
    return render(request, f"fund/officer/round/{name}.html", context, status=422 if is_wrong else status)
