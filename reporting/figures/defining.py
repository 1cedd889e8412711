"""What is counted: outcomes, and indicators that are never changed under their figures."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, Round, User
from reporting.models import Asking, Indicator, Outcome, Target

MEANS = (
    "name",
    "question",
    "kind",
    "counts",
    "leaves_out",
    "unit",
    "least",
    "most",
    "higher_is_better",
    "points",
    "groups",
    "is_required",
    "outcome",
)  # what a figure means; the place in a list is not among it
LICENCE = ("licence_holder", "licence_reference", "licence_until", "copyright_line")  # of a measure, in all versions
MOST_GROUPS = 12


@transaction.atomic
def add_outcome(fund: Fund, *, by: User | None, name: str, code: str = "", **facts: Any) -> Outcome:
    """Name a difference that the fund wants to see."""
    code = code or _free(slugify(name)[:36] or "outcome", set(fund.outcomes.values_list("code", flat=True)))
    row = Outcome(fund=fund, code=code, name=name, **{"position": fund.outcomes.count(), **facts})
    return history.save(row, by=by)


@transaction.atomic
def add(fund: Fund, *, by: User | None, facts: Mapping[str, Any], code: str = "", grant: Grant | None = None,
        rounds: list[Round] | None = None) -> Indicator:  # fmt: skip
    """Begin to count something: in all rounds, in these rounds, or for one project."""
    Fund.objects.select_for_update(of=("self",), no_key=True).get(pk=fund.pk)
    taken = set(fund.indicators.values_list("code", flat=True))
    row = Indicator(
        fund=fund,
        grant=grant,
        code=code or _free(slugify(facts["name"])[:36] or "figure", taken),
        is_everywhere=rounds is None,
        **{"position": len(taken), **facts},
    )
    _see_that_it_can_be(row)
    history.save(row, by=by)
    for round_ in rounds or []:
        ask_in(row, round_, by=by)
    return row


def _free(code: str, taken: set[str]) -> str:
    number, found = 1, code
    while found in taken:
        number += 1
        found = f"{code}-{number}"
    return found


def _see_that_it_can_be(row: Indicator) -> None:
    is_scale = row.kind == Indicator.Kind.SCALE
    if not is_scale and (row.least is not None or row.most is not None):
        raise Refused("Only a mean has a lowest and a highest number.")
    if row.least is not None and row.most is not None and Decimal(row.least) >= Decimal(row.most):
        raise Refused("The highest number on the scale must be above the lowest.")
    if not row.points:
        raise Refused("Say when this is asked: at the start, in each period, or at the end.")
    if len(row.groups) > MOST_GROUPS or len({name.casefold() for name in row.groups}) != len(row.groups):
        raise Refused(f"Name at most {MOST_GROUPS} groups of people, each once.")


def hold(keys: Iterable[int]) -> dict[int, Indicator]:
    """Indicators, fresh and locked: nobody changes one while a figure or a target is written for it."""
    rows = Indicator.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=set(keys))
    return {row.pk: row for row in rows.order_by("pk")}


@transaction.atomic
def change(indicator: Indicator, *, by: User | None, facts: Mapping[str, Any], reason: str = "") -> Indicator:
    """Say anew what is counted. Where there are figures or targets, they keep the version that they were given for."""
    held = hold({indicator.pk})[indicator.pk]
    if not held.is_current:
        raise Refused("There is a newer version of this already. Change that one.")
    changed = {name for name in facts if getattr(held, name) != facts[name]}
    if not changed:
        return held
    _license_earlier(held, {name: facts[name] for name in changed & set(LICENCE)}, by=by)
    if changed & set(MEANS) and (held.measurements.exists() or held.targets.exists()):
        return _next_version(held, by=by, facts=facts, reason=reason)
    for name in changed:
        setattr(held, name, facts[name])
    _see_that_it_can_be(held)
    return history.save(held, by=by, reason=reason, fields=sorted(changed))


def _license_earlier(held: Indicator, licence: Mapping[str, Any], *, by: User | None) -> None:
    """Let a licence hold for the earlier versions too: reports that were begun with one still tell it."""
    if licence:
        for row in Indicator.objects.filter(fund=held.fund_id, grant=held.grant_id, code=held.code, is_current=False):
            for name, value in licence.items():
                setattr(row, name, value)
            history.save(row, by=by, reason="The licence of the measure", fields=sorted(licence))


def _next_version(held: Indicator, *, by: User | None, facts: Mapping[str, Any], reason: str) -> Indicator:
    held.is_current = False
    history.save(held, by=by, reason=reason or "A newer version counts from now on", fields=["is_current"])
    kept = {
        name: getattr(held, name) for name in (*MEANS, *LICENCE, "position", "is_everywhere", "grant", "code", "fund")
    }
    row = Indicator(version=held.version + 1, **{**kept, **facts})
    _see_that_it_can_be(row)
    history.save(row, by=by, reason=reason)
    for asking in held.askings.all():
        Asking.objects.create(indicator=row, round_id=asking.round_id, asked_by=by)
    return row


@transaction.atomic
def stop(indicator: Indicator, *, by: User) -> None:
    """Ask for this no longer; its figures stay."""
    held = Indicator.objects.select_for_update(of=("self",), no_key=True).get(pk=indicator.pk)
    if not held.is_current:
        raise Refused("This is not asked any more already.")
    held.is_current = False
    history.save(held, by=by, reason="Not asked any more", fields=["is_current"])


@transaction.atomic
def ask_in(indicator: Indicator, round_: Round, *, by: User | None) -> Asking:
    """Ask the projects of a round for an indicator, once."""
    return Asking.objects.get_or_create(indicator=indicator, round=round_, defaults={"asked_by": by})[0]


@transaction.atomic
def ask_where(indicator: Indicator, rounds: Iterable[Round] | None, *, by: User) -> None:
    """Ask for it in these rounds alone, or in all where none is named. What was told elsewhere stays."""
    held = hold({indicator.pk})[indicator.pk]
    if held.grant_id is not None:
        raise Refused("This is counted in one project alone.")
    if not held.is_current:
        raise Refused("This is not asked any more.")
    wanted = {row.pk: row for row in rounds or ()}
    held.askings.exclude(round__in=wanted).delete()
    for row in wanted.values():
        ask_in(held, row, by=by)
    if held.is_everywhere != (rounds is None):
        held.is_everywhere = rounds is None
        history.save(held, by=by, fields=["is_everywhere"])


@transaction.atomic
def aim(grant: Grant, indicator: Indicator, number: Decimal | None, *, by: User) -> Target | None:
    """Keep what a project wants to reach; an empty number takes the target away."""
    Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
    hold({indicator.pk})
    row = Target.objects.filter(grant=grant, indicator=indicator).first()
    if number is None:
        if row:
            history.delete(row, by=by, reason="Taken away")
        return None
    if indicator.kind == Indicator.Kind.WORDS:
        raise Refused(f"{indicator.name} is told in words, so it has no target.")
    if indicator.kind == Indicator.Kind.SHARE and number > 100:
        raise Refused(f"{indicator.name}: a target is a percentage, 100 at most.")
    row = row or Target(grant=grant, indicator=indicator)
    if row.pk and row.number == number:
        return row
    row.number = number
    return history.save(row, by=by)


@transaction.atomic
def aim_at(grant: Grant, targets: Iterable[tuple[Indicator, Decimal | None]], *, by: User) -> None:
    """Keep all targets of a project, or none of them."""
    for indicator, number in targets:
        aim(grant, indicator, number, by=by)
