"""Which statements stand under a theme that a person chose, and not only the patterns of a program."""

from collections import defaultdict
from collections.abc import Iterable

from reporting.learning.gathering.reports import ticked_for
from reporting.models import ReportAnswers, Statement


def confirmed(statements: Iterable[Statement]) -> set[int]:
    """The keys of those whose theme was ticked by the writers of a source, or set by a person at the desk. Two queries.

    `statements` come with their sources and the texts of those.
    """
    rows = [one for one in statements if one.theme]
    reports = {source.report_id for one in rows for source in one.sources.all() if source.report_id}
    sheets: dict[int, list[ReportAnswers]] = defaultdict(list)
    for sheet in ReportAnswers.objects.filter(report__in=reports):
        sheets[sheet.report_id].append(sheet)
    settled = set(
        Statement.history.filter(id__in=[one.pk for one in rows], kind=Statement.Kind.EMERGING)
        .order_by()
        .values_list("id", flat=True)
    )
    found = {one.pk for one in rows if one.moved_from or one.pk in settled}
    for one in rows:
        code = one.theme.code if one.theme else ""
        for source in one.sources.all():
            ticked = [
                code for sheet in sheets[source.report_id or 0] for code in ticked_for(sheet.values, source.field)
            ]
            ticked += source.text.themes if source.text else []
            if code in ticked:
                found.add(one.pk)
    return found
