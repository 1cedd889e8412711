"""How figures are shown beyond the grantee and the fund's officers, so that nobody can be picked out."""

from collections.abc import Collection, Hashable, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from fund.kit.states import Refused
from fund.models import Fund, User
from reporting.models import Indicator, Threshold

FEW = 5  # a number of people from 1 to below this is not shown; what holds until the fund sets a threshold
CAREFUL = 10  # the same where more care is due: islands, small places, sensitive topics
PERCENT_FROM = 20  # fewer answers than this are shown as "7 of 12"


class Rule(NamedTuple):
    """From how many people on a number is shown, and from how many answers on a percentage.

    `few_careful` stands in the place of `few` where all people of a number are of projects with which more care is due.
    """

    few: int
    percent_from: int
    few_careful: int = CAREFUL

    def with_care(self, *, is_careful: bool) -> "Rule":
        """The rule as it is for one number."""
        return self._replace(few=self.few_careful) if is_careful else self


USUAL = Rule(FEW, PERCENT_FROM)
NOT_SHOWN = "not shown, to protect a small number elsewhere"


def threshold(fund: Fund) -> Threshold:
    """The rule of showing that holds now."""
    return fund.thresholds.first() or Threshold(fund=fund, few=FEW, percent_from=PERCENT_FROM, few_careful=CAREFUL)


def rule_now() -> Rule:
    """The rule that holds now in the fund that there is. One query."""
    row = Threshold.objects.order_by("fund", "-at", "-pk").first()
    return rule_of(row) if row else USUAL


def rule_of(row: Threshold) -> Rule:
    return Rule(row.few, row.percent_from, row.few_careful)


def fews(rule: Rule, lots: Iterable[Hashable], careful: Collection[int]) -> dict[Hashable, int]:
    """From how many people on a number of these lots is shown, where that is not the usual one; (side, project, …)."""
    names = {str(pk) for pk in careful}
    return {lot: rule.few_careful for lot in lots if isinstance(lot, tuple) and str(lot[1]) in names}


@transaction.atomic
def set_threshold(
    fund: Fund, *, by: User, few: int, percent_from: int, reason: str, few_careful: int | None = None
) -> Threshold:
    """Set another rule from now on, and say why. The earlier ones stay as the history."""
    if not reason.strip():
        raise Refused("Say why the rule changes.")
    if few < 3:
        raise Refused("Numbers below 3 must always be withheld.")
    held = Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund.pk)
    now = threshold(held)
    care = now.few_careful if few_careful is None else few_careful
    if care < few:
        raise Refused("Islands, small places and sensitive topics need at least as many people as all others.")
    if percent_from < care:
        raise Refused("A percentage needs at least as many answers as a number that is shown.")
    if now.pk and rule_of(now) == Rule(few, percent_from, care):
        raise Refused("This is the rule already.")
    facts = {"few": few, "few_careful": care, "percent_from": percent_from, "reason": reason.strip()}
    return Threshold.objects.create(fund=held, by=by, **facts)


def is_few(number: int | None, few: int = FEW) -> bool:
    """Say whether this is a number of people too small to be shown; nought is none."""
    return number is not None and 0 < number < few


def shown(number: int | None, rule: Rule = USUAL) -> str:
    """A number of people as anybody may read it: 1 to 4 is "fewer than 5", by the usual rule."""
    if number is None:
        return "not counted"
    return f"fewer than {rule.few}" if is_few(number, rule.few) else f"{number:,}"


def share_shown(numerator: int | None, answered: int | None, rule: Rule = USUAL) -> str:
    """A share as anybody may read it: "7 of 12", a percentage from 20 answers on, and no part that is 1 to 4 people."""
    if numerator is None or answered is None:
        return "not asked"
    if answered == 0:
        return "nobody answered"
    if answered < rule.few:
        return f"fewer than {rule.few} people answered"
    if is_few(numerator, rule.few):
        return f"fewer than {rule.few} of {answered:,}"
    if is_few(answered - numerator, rule.few):
        return f"all but a few of {answered:,}"
    if answered < rule.percent_from:
        return f"{numerator:,} of {answered:,}"
    return f"{(200 * numerator + answered) // (2 * answered)}% ({numerator:,} of {answered:,})"


def in_words(kind: str, numerator: int | None, answered: int | None, value: Decimal | None, rule: Rule = USUAL) -> str:
    """Any figure as anybody may read it."""
    if kind == Indicator.Kind.COUNT:
        return shown(numerator, rule)
    if kind == Indicator.Kind.SHARE:
        return share_shown(numerator, answered, rule)
    if not answered or value is None:
        return "nobody answered" if answered == 0 else "not asked"
    if answered < rule.few:
        return f"fewer than {rule.few} people answered"
    return f"{value.normalize():f}, the average of {answered:,} answers"
