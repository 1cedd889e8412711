"""A filled-in template: looked at, sealed, and kept as a whole or not at all."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.core import signing
from django.db import transaction

from fund.kit.states import Refused
from fund.models import User
from reporting import holding, measuring
from reporting.figures import marks
from reporting.figures.sheet import Line
from reporting.measuring import Figure
from reporting.models import Indicator, Measurement, Report

SALT = "reporting.figures.taking"
HOURS = 24
LOOK_AGAIN = "Send the file again, and look at what is in it."

Packed = list[Any]


def pack(line: Line) -> Packed:
    """A figure as it can be kept between looking and saving."""
    figure = line.figure
    value = None if figure.value is None else str(figure.value)
    return [line.report.pk, figure.indicator.pk, figure.point, figure.group, {**figure.parts, "value": value}]


def unpack(packed: Packed, indicators: dict[int, Indicator]) -> Figure:
    """Raises Refused where what is counted was taken away meanwhile."""
    _, indicator, point, group, parts = packed
    if indicator not in indicators:
        raise Refused(f"What is counted has changed since you looked. {LOOK_AGAIN}")
    value = None if parts["value"] is None else Decimal(parts["value"])
    return Figure(indicator=indicators[indicator], point=point, group=group, **{**parts, "value": value})


def seal(report: Report, lines: list[Line]) -> str:
    """What was looked at, so that it can be saved just so and nothing can be slipped in.

    With each figure goes a sign of what stood there, and the number of its row where somebody else changed it too.
    """
    rows = [
        [pack(line), line.standing.seen, line.row if line.standing.cells else 0]
        for line in lines
        if not line.standing.stays
    ]
    return signing.dumps({"report": report.pk, "figures": rows}, salt=SALT, compress=True)


@transaction.atomic
def save(report: Report, *, sealed: str, by: User, mine: Collection[int] = ()) -> list[Measurement]:
    """Keep the figures just as they were looked at; where somebody else changed a row too, only those in `mine`."""
    try:
        held: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as wrong:
        raise Refused(LOOK_AGAIN) from wrong
    if held["report"] != report.pk:
        raise Refused(f"These figures are of another report. {LOOK_AGAIN}")
    wanted = [(packed, seen) for packed, seen, row in held["figures"] if not row or row in mine]
    indicators = Indicator.objects.in_bulk({packed[1] for packed, _ in wanted})
    fresh = holding.figures_still_open(report)
    now = {(row.indicator_id, row.point, row.group): row for row in fresh.measurements.select_related("indicator")}
    figures = []
    for packed, seen in wanted:
        figure = unpack(packed, indicators)
        row = now.get((figure.indicator.pk, figure.point, figure.group))
        if marks.sign(row) != seen and not (row is not None and measuring.is_same(row, figure)):
            raise Refused(f"Somebody else changed “{figure.indicator.name}” since you looked. {LOOK_AGAIN}")
        figures.append(figure)
    return measuring.record(report, figures, by=by)
