"""Setting the numbers of the method: each change stands with who made it and why, and drafts keep theirs."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fund.kit.states import Refused
from fund.models import User
from reporting.learning.parameters import NUMBERS, PARAMETERS
from reporting.models import MethodChange


def now() -> dict[str, Any]:
    """The numbers that hold now. One query."""
    row = MethodChange.objects.first()
    return {**PARAMETERS, **(row.numbers if row else {})}


@transaction.atomic
def change(numbers: Mapping[str, float], *, reason: str, by: User) -> MethodChange:
    """Set the numbers by which drafts are made from now on; those that are left out are the usual ones.

    Refused where one is unknown or makes no sense, and where nothing would be another one.
    """
    for name, value in numbers.items():
        number = NUMBERS.get(name)
        if number is None:
            raise Refused(f"The method has no number “{name}”.")
        if not number.least <= value <= number.most:
            raise Refused(f"{number.words}: choose a number from {number.least} to {number.most}.")
    others = {name: value for name, value in numbers.items() if value != PARAMETERS[name]}
    if {**PARAMETERS, **others} == now():
        raise Refused("These are the numbers that hold already. Change one, and say why.")
    return MethodChange.objects.create(numbers=others, reason=reason.strip(), by=by)


def told() -> list[tuple[MethodChange, list[str]]]:
    """Each change, the newest first, with what was another number after it than before, in words. Two queries."""
    rows = list(MethodChange.objects.select_related("by"))
    before = [*(row.numbers for row in rows[1:]), {}]
    return [(row, _differences(older, row.numbers)) for row, older in zip(rows, before, strict=False)]


def _differences(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[str]:
    one, other = {**PARAMETERS, **older}, {**PARAMETERS, **newer}
    return [f"{NUMBERS[name].words}: {one[name]} → {other[name]}" for name in NUMBERS if one[name] != other[name]]
