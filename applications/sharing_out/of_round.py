"""Sharing out the bids of a round: what is asked, looked at first, and then given as it was seen."""

import hashlib
from datetime import date

from django.db import transaction

from applications import assessing, assigning
from applications.models import Application, Assessment, AssigningRule, Tagging
from applications.sharing_out import by_rule
from applications.sharing_out.asked import COUNTS, Asked, Bid, Reader, Sharing
from applications.sharing_out.rule_list import rules_of
from fund.kit.states import Refused
from fund.models import ReaderProfile, Round, User

Fact = AssigningRule.Fact


def asked_of(round_: Round, *, lived: int) -> Asked:
    """What is still wanted in this round, and of whom. The number of queries is the same for any number of bids.

    `lived` is how many readers with lived experience each bid wants. Who is away for more than half of the days that
    are left for reading gets nothing, and it is said.
    """
    rows = list(round_.applications.filter(state__in=assigning.READABLE, is_test=False).order_by("pk"))
    keys = [row.pk for row in rows]
    minutes = assessing.minutes(keys)
    readings = list(
        Assessment.objects.filter(application__in=keys).order_by().values_list("application", "assessor", "state")
    )
    days = assessing.days_left(round_)
    everybody = _people()
    people = [(person, profile) for person, profile in everybody if not _is_gone(profile, days)]
    lived_keys = {person.pk for person, profile in people if profile is not None and profile.is_lived}
    topics: dict[int, set[str]] = {}
    facts = _facts_of(rows)
    conditions = Application.conditions.through.objects.filter(application__in=keys)
    for key, term, name in conditions.values_list("application", "term", "term__name"):
        topics.setdefault(key, set()).add(name)
        facts[key].add(f"{Fact.CONDITION}:{term}")
    current = [(bid, person) for bid, person, state in readings if state in COUNTS]
    load: dict[int, int] = {}
    for bid, person in current:
        load[person] = load.get(person, 0) + minutes.get(bid, 1)
    wanted = round_.assessments_wanted
    bids = tuple(
        Bid(
            row.pk,
            str(row),
            minutes.get(row.pk, 1),
            max(wanted - sum(bid == row.pk for bid, _ in current), 0),
            max(lived - sum(bid == row.pk and person in lived_keys for bid, person in current), 0),
            frozenset(topics.get(row.pk, ())),
            frozenset(facts[row.pk]),
        )
        for row in rows
    )
    readers = tuple(
        Reader(
            person.pk,
            str(person),
            person.pk in lived_keys,
            frozenset(term.name for term in profile.knows.all()) if profile else frozenset(),
            load.get(person.pk, 0),
            profile.most_minutes if profile else None,
            profile is not None and profile.agreed_at is not None,
            assigning.away_in(profile, days) if profile else "",
        )
        for person, profile in people
    )
    shut = {(bid, person): "asked before" for bid, person, _ in readings} | assigning.kept_out(rows)
    left_out = tuple(
        f"{person} gets nothing to read: {assigning.away_in(profile, days)}."
        for person, profile in everybody
        if profile is not None and _is_gone(profile, days)
    )
    return Asked(bids, readers, shut, current=frozenset(current), left_out=left_out)


def _facts_of(rows: list[Application]) -> dict[int, set[str]]:
    """What rules can ask about each of these bids, its conditions apart. Two queries."""
    single = {Fact.TIER: "tier_id", Fact.TYPE: "grant_type_id", Fact.PRIORITY: "priority_id"}
    found = {
        row.pk: {f"{fact}:{key}" for fact, name in single.items() if (key := getattr(row, name)) is not None}
        for row in rows
    }
    many = {
        Fact.AREA: Application.areas.through.objects.values_list("application", "councilarea"),
        Fact.TAG: Tagging.objects.order_by().values_list("application", "tag"),
    }
    for fact, pairs in many.items():
        for bid, key in pairs.filter(application__in=found):
            found[bid].add(f"{fact}:{key}")
    return found


def _people() -> list[tuple[User, ReaderProfile | None]]:
    """Who reads for the fund, each with what they told about their reading."""
    people = list(assigning.assessors())
    profiles = ReaderProfile.objects.filter(user__in=people).prefetch_related("knows").in_bulk(field_name="user_id")
    return [(person, profiles.get(person.pk)) for person in people]


def _is_gone(profile: ReaderProfile | None, days: tuple[date, date]) -> bool:
    """Say whether somebody is away for more than half of these days."""
    first, last = days
    return profile is not None and profile.days_away(first, last) * 2 > (last - first).days + 1


def fingerprint(sharing: Sharing) -> str:
    """A mark of who would read what, to know again what an officer looked at."""
    pairs = sorted((given.bid.key, given.reader.key) for given in sharing.given)
    return hashlib.sha256(repr(pairs).encode()).hexdigest()[:24]


def sharing_of(round_: Round, *, lived: int) -> Sharing:
    """Who would read what if it were given now: the rules of the round first, then the solver."""
    return by_rule.share(asked_of(round_, lived=lived), [rule for _, rule in rules_of(round_)])


def sharing_by_rules(round_: Round) -> Sharing:
    """What the rules of the round would give now, and nothing else."""
    return by_rule.share_by_rules_alone(asked_of(round_, lived=0), [rule for _, rule in rules_of(round_)])


@transaction.atomic
def give(round_: Round, *, lived: int, seen: str, by: User) -> int:
    """Give the readings just as they were looked at; how many. Raises Refused where something has changed meanwhile."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    return _give(sharing_of(round_, lived=lived), seen, by)


@transaction.atomic
def give_by_rules(round_: Round, *, seen: str, by: User) -> int:
    """Give what the rules alone would, just as it was looked at."""
    Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    return _give(sharing_by_rules(round_), seen, by)


def _give(sharing: Sharing, seen: str, by: User) -> int:
    if not sharing.given or fingerprint(sharing) != seen:
        raise Refused(
            "Something has changed since you looked: a bid, a reader, a rule or a tie. Look again, then give."
        )
    people = User.objects.in_bulk({given.reader.key for given in sharing.given})
    by_bid: dict[int, list[User]] = {}
    for given in sharing.given:
        by_bid.setdefault(given.bid.key, []).append(people[given.reader.key])
    bids = Application.objects.filter(pk__in=by_bid).order_by("pk").select_related("organisation", "round")
    assigning.assign_each({bid: by_bid[bid.pk] for bid in bids}, by=by)
    return len(sharing.given)
