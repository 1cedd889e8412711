"""The rules of a round that say who reads what: adding, dropping, putting in order."""

from collections.abc import Iterable

from django.db import transaction

from applications.forms.finding import options_of
from applications.models import AssigningRule
from applications.sharing_out.asked import Rule
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, Term, User

MOST = 50
GONE = "something that is no longer there"


@transaction.atomic
def add(
    round_: Round,
    *,
    fact: str,
    key: str,
    by: User,
    readers: Iterable[User] = (),
    number: int | None = None,
    knows: Term | None = None,
) -> AssigningRule:
    """Write a rule at the end of the list: these people, or so many of those who know about something."""
    people = list(readers)
    if bool(people) == bool(number):
        raise Refused("Choose who reads, or how many of those who know about something. One of the two.")
    if number and knows is None:
        raise Refused("Choose what they know about.")
    rows = list(_hold(round_))
    if len(rows) >= MOST:
        raise Refused(f"A round has at most {MOST} rules. Drop one first.")
    position = max((row.position for row in rows), default=0) + 1
    rule = AssigningRule(round=round_, fact=fact, key=key, position=position, number=number)
    rule.knows = knows if number else None
    history.save(rule, by=by, reason=", ".join(map(str, people)))
    rule.readers.set(people)
    return rule


@transaction.atomic
def drop(rule: AssigningRule, *, by: User) -> None:
    """Take a rule out. What it gave before stays given."""
    _hold(rule.round)
    history.delete(rule, by=by, reason="Dropped")


@transaction.atomic
def move(rule: AssigningRule, *, up: bool, by: User) -> None:
    """Let a rule run one place earlier or later; at the end of the list it stays."""
    rows = list(_hold(rule.round))
    here = next((place for place, row in enumerate(rows) if row.pk == rule.pk), None)
    if here is None:
        raise Refused("This rule is no longer in the list. Reload the page to see it.")
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, 1):
        if row.position != position:
            row.position = position
            history.save(row, by=by, reason="Put in order", fields=["position"])


def _hold(round_: Round) -> Iterable[AssigningRule]:
    """The rules of a round, one change at a time."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    return round_.assigning_rules.all()


def rules_of(round_: Round) -> list[tuple[AssigningRule, Rule]]:
    """The rules in their order, each with what the sharing out needs to know. Three queries."""
    rows = list(round_.assigning_rules.select_related("knows").prefetch_related("readers"))
    if not rows:
        return []
    names = {f"{fact}:{key}": words for fact, choices in options_of(round_).items() for key, words in choices}
    found = []
    for row in rows:
        fact = f"{row.fact}:{row.key}"
        people = tuple(sorted(((person.pk, str(person)) for person in row.readers.all()), key=lambda pair: pair[1]))
        words = f"{row.get_fact_display()} is {names.get(fact, GONE)}"
        knows = row.knows.name if row.knows else ""
        found.append((row, Rule(words, fact, people, row.number or 0, knows)))
    return found
