"""A filled-in template: looked at, sealed, and kept as a whole or not at all."""

from decimal import Decimal
from typing import Any

from django.core import signing

from fund.kit.states import Refused
from fund.models import User
from reporting import measuring
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
    """What was looked at, so that it can be saved just so and nothing can be slipped in."""
    return signing.dumps({"report": report.pk, "figures": [pack(line) for line in lines]}, salt=SALT, compress=True)


def save(report: Report, *, sealed: str, by: User) -> list[Measurement]:
    """Keep the figures just as they were looked at."""
    try:
        held: dict[str, Any] = signing.loads(sealed, salt=SALT, max_age=HOURS * 3600)
    except signing.BadSignature as wrong:
        raise Refused(LOOK_AGAIN) from wrong
    if held["report"] != report.pk:
        raise Refused(f"These figures are of another report. {LOOK_AGAIN}")
    indicators = Indicator.objects.in_bulk({packed[1] for packed in held["figures"]})
    return measuring.record(report, [unpack(packed, indicators) for packed in held["figures"]], by=by)
