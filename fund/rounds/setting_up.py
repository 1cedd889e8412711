"""Setting a round up on pages: begin it, change its words and dates, change its rows, drop it, put it away."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from fund import reference
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User
from fund.rounds.definition import PARTS, Part
from fund.rounds.making import write_part
from fund.rounds.reading import Row
from fund.rounds.standing import FROZEN, as_it_stands, in_words
from fund.templatetags.words import day, moment, pounds

CLOSING = {"opens_at", "closes_at", "note_closes_at", "is_rolling"}
MONEY_CHECKS: list[Callable[[Round], None]] = []


def checks_money(check: Callable[[Round], None]) -> Callable[[Round], None]:
    """Have this asked, with the round held, when its money has changed; it raises Refused where that cannot be."""
    MONEY_CHECKS.append(check)
    return check


@transaction.atomic
def begin(*, name: str, code: str, slug: str, about: str = "", by: User) -> Round:
    """Make an empty draft of a round."""
    round_ = Round(fund=reference.the_fund(), name=name, code=code, slug=slug, about=about)
    return keep_new(round_, by=by, reason="Begun on the set-up pages")


def keep_new(round_: Round, *, by: User, reason: str) -> Round:
    """Keep a new round. Raises Refused where another has its code or address."""
    try:
        with transaction.atomic():
            saved: Round = history.save(round_, by=by, reason=reason)
    except IntegrityError as fault:
        raise Refused("Another round has this code or address already. Choose others.") from fault
    return saved


def is_frozen(round_: Round) -> bool:
    """Say whether people may have answered by this round: it is published, or was."""
    return bool(round_.history.filter(state=Round.State.PUBLISHED).exists())


@transaction.atomic
def change(round_: Round, *, by: User, reason: str = "", **facts: Any) -> None:
    """Change words, dates and rules of a round. Once it is published only some may change, and with a reason."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    changed = {name for name, value in facts.items() if getattr(held, name) != value}
    if not changed:
        return
    _see_that_they_may_change(held, changed, reason)
    has_begun = held.state == Round.State.PUBLISHED and held.opens_at is not None and held.opens_at <= timezone.now()
    if has_begun and changed & CLOSING:
        raise Refused("People are applying by these times. Extend the round or close it, and they will be told.")
    for name in changed:
        setattr(held, name, facts[name])
        setattr(round_, name, facts[name])
    try:
        with transaction.atomic():
            history.save(held, by=by, reason=reason, fields=sorted(changed))
    except IntegrityError as fault:
        raise Refused("Another round has this code or address already. Choose others.") from fault


@transaction.atomic
def set_rows(round_: Round, table: str, rows: list[Row], *, by: User, reason: str = "") -> bool:
    """Make the rows of one kind what the page says, in its order; say whether anything changed."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    part = next(each for each in PARTS if each.table == table)
    before = as_it_stands(held).parts[table]
    if before == rows:
        return False
    _see_that_they_may_change(held, {table}, reason)
    write_part(held, part, rows)
    for check in MONEY_CHECKS if table == "money" else ():
        check(held)
    words = f"{in_words({table}).capitalize()}: {_differences(part, before, rows)}."
    history.save(held, by=by, reason=f"{words} {reason}".strip(), fields=["name"])
    return True


@transaction.atomic
def drop(round_: Round, *, by: User, reason: str = "") -> None:
    """Delete a draft that nobody has applied to, with its rows and questions."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.state != Round.State.DRAFT or is_frozen(held):
        raise Refused(f"“{held}” was published, so it stays as a record. Move it to the past instead.")
    try:
        with transaction.atomic():
            history.delete(held, by=by, reason=reason)
    except (models.ProtectedError, models.RestrictedError) as fault:
        raise Refused(f"“{held}” has applications. Delete its test applications first.") from fault


@transaction.atomic
def put_away(round_: Round, *, by: User, reason: str = "") -> None:
    """Move a round to the past. It takes no more applications and stays as a record."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.is_open():
        raise Refused(f"“{held}” is open. Close it first, so that people who are applying are told.")
    round_.move(Round.State.PAST, by=by, reason=reason)


def _see_that_they_may_change(held: Round, changed: set[str], reason: str) -> None:
    frozen = is_frozen(held)
    if frozen and (fixed := changed & FROZEN):
        raise Refused(
            f"“{held}” was published, so {in_words(fixed)} cannot change any more: people have answered by them."
        )
    if (frozen or held.state != Round.State.DRAFT) and not reason.strip():
        raise Refused("Say why this changes. The round is published, so the reason is kept with it.")


def _differences(part: Part, before: list[Row], after: list[Row]) -> str:
    """What was added, taken out and changed, with old and new values, as a person would say it."""
    old, new = ({row[part.by]: row for row in rows} for rows in (before, after))
    said = [f"added “{row.get('name')}”" for key, row in new.items() if key not in old]
    said += [f"took out “{row.get('name')}”" for key, row in old.items() if key not in new]
    for key, row in new.items():
        if key in old and (columns := [name for name in row if row[name] != old[key][name]]):
            changes = ", ".join(
                f"{_column(part, name)} from {_value(old[key][name])} to {_value(row[name])}" for name in columns
            )
            said.append(f"changed “{old[key].get('name')}”: {changes}")
    if [key for key in old if key in new] != [key for key in new if key in old]:
        said.append("changed the order")
    return "; ".join(said)


def _column(part: Part, name: str) -> str:
    return "meanings of scores" if name == "anchors" else str(part.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _value(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case datetime():
            return moment(value)
        case date():
            return day(value)
        case Decimal():
            return pounds(value).removeprefix("£")
        case list():
            return f"{len(value)} of them"
    words = " ".join(str(value).split()) if value not in (None, "") else "nothing"
    return words if len(words) <= 60 else f"{words[:57]}…"
