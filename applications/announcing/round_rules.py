"""What a round asks of itself when it tells people: approval, a second look at feedback, and how many days for what."""

from typing import Any

from django.db import transaction

from fund.kit import history
from fund.models import Round, User

NAMES = (
    "needs_approval",
    "approver",
    "feedback_second_look",
    "days_to_accept",
    "days_to_appeal",
    "days_to_acknowledge",
    "days_to_answer",
)


@transaction.atomic
def set_rules(round_: Round, *, by: User, **facts: Any) -> None:
    """Keep the rules of telling of a round, those named in `NAMES`."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    for name in NAMES:
        setattr(held, name, facts[name])
    history.save(held, by=by, reason="How decisions are told", fields=NAMES)
