"""Figures of the fund: added up by round, place, condition and outcome."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from applications.models import Grant
from fund.kit import charts
from fund.kit.doors import May, SignedIn, require
from reporting import rules
from reporting.figures import adding
from reporting.figures.adding import Line, Parted
from reporting.forms.figures_set import FindFigures
from reporting.models import Indicator


@login_required
@require_safe
def figures(request: SignedIn) -> HttpResponse:
    """Every indicator added up over the projects that fit."""
    require(rules.may_see_figures(request.user))
    rows = Indicator.objects.visible_to(request.user).exclude(kind=Indicator.Kind.WORDS)
    indicators = list(rows.select_related("outcome", "grant").prefetch_related("askings"))
    form = FindFigures(request.GET, by=request.user, indicators=indicators)
    if outcome := form.found.get("outcome"):
        indicators = [row for row in indicators if str(row.outcome_id) == outcome]
    grants = form.narrow(Grant.objects.visible_to(request.user))
    lines = adding.overview(grants, indicators, form.years)
    context = {
        "form": form,
        "lines": [(line, _bar(line, f"line-{place}", _most([line]))) for place, line in enumerate(lines)],
        "adds_people": any(line.adds_people for line in lines),
        "asked": request.GET.urlencode(),
        "may": May(request.user, None, rules),
    }
    return render(request, "reporting/figures/figures.html", context)


@login_required
@require_safe
def indicator(request: SignedIn, pk: int) -> HttpResponse:
    """One indicator by project, round, place or condition."""
    require(rules.may_see_figures(request.user))
    rows = Indicator.objects.visible_to(request.user).select_related("outcome", "grant")
    row = get_object_or_404(rows, pk=pk)
    form = FindFigures(request.GET, by=request.user, indicators=[row])
    by = request.GET.get("by", "")
    by = by if by in Parted.BY else "round"
    parted = Parted(row, form.narrow(Grant.objects.visible_to(request.user)), by, form.years)
    tables = [_table(parted, point) for point in parted.points]
    found = {name: value for name, value in form.found.items() if name != "outcome"}
    context = {
        "indicator": row,
        "parted": parted,
        "by": by,
        "by_words": Parted.BY[by],
        "ways": Parted.BY.items(),
        "found": found,
        "tables": tables,
        "adds_people": any(table["whole"].adds_people for table in tables),
        "may": May(request.user, row, rules),
    }
    return render(request, "reporting/figures/indicator.html", context)


def _table(parted: Parted, point: str) -> dict[str, Any]:
    lines, whole = parted.lines(point), parted.whole(point)
    most = _most(lines)
    return {
        "point": point,
        "when": whole.when,
        "whole": whole,
        "lines": [(line, _bar(line, f"{point}-{place}", most)) for place, line in enumerate(lines)],
        "groups": parted.groups(point),
    }


def _most(lines: list[Line]) -> int:
    return max((line.sums.numerator or 0 for line in lines), default=0)


def _bar(line: Line, key: str, most: int) -> SafeString | str:
    """A bar: the part of a share, the place of a mean on its scale, or the size of a count."""
    sums, row = line.sums, line.indicator
    name = f"{line.name or row.name}: {line.words}"
    if row.kind == Indicator.Kind.SHARE and sums.answered:
        return charts.bar(sums.numerator or 0, sums.answered, key=key, name=name)
    if row.kind == Indicator.Kind.COUNT and sums.numerator is not None and most and line.name:
        return charts.bar(sums.numerator, most, key=key, name=name, about=f"A bar as long as its part of {most:,}.")
    if row.kind == Indicator.Kind.SCALE and sums.mean is not None and row.least is not None and row.most is not None:
        part, whole = int((sums.mean - row.least) * 100), int((row.most - row.least) * 100)
        about = f"A bar that is filled up to {sums.mean} on a scale of {row.scale_words}."
        return charts.bar(min(max(part, 0), whole), whole, key=key, name=name, about=about)
    return ""
