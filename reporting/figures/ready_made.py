"""Measures that are known elsewhere, ready to be added to a round: free ones with their questions, others by name."""

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from fund.kit.states import Refused
from fund.models import Fund, Round, User
from reporting.figures import defining
from reporting.models import Indicator

MEASURES = settings.BASE_DIR / "fund" / "data" / "reference" / "measures.json"


@dataclass(frozen=True)
class Measure:
    """One or more indicators that belong together, and whose they are."""

    code: str
    name: str
    about: str
    licence: str
    source: str
    is_licensed: bool
    items: tuple[dict[str, Any], ...]


def measures() -> list[Measure]:
    rows = json.loads(MEASURES.read_text(encoding="utf-8"))["items"]
    return [Measure(**{**row, "items": tuple(row["items"])}) for row in rows]


@transaction.atomic
def add(round_: Round, code: str, *, by: User) -> list[Indicator]:
    """Ask the projects of a round for all indicators of a measure. Whoever presses twice adds nothing more."""
    measure = next((each for each in measures() if each.code == code), None)
    if measure is None:
        raise Refused("There is no measure of this name.")
    fund = Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.fund_id)
    there = {row.code: row for row in fund.indicators.current().filter(grant=None)}
    found = []
    for item in measure.items:
        facts = {
            name: Decimal(value) if name in {"least", "most"} else value
            for name, value in item.items()
            if name != "code"
        }
        row = there.get(item["code"]) or defining.add(
            fund, by=by, code=item["code"], facts={**facts, "is_required": False}, rounds=[]
        )
        if not row.is_everywhere:
            defining.ask_in(row, round_, by=by)
        found.append(row)
    return found
