"""Sharing out by rules: who reads the bids of one kind. Rules run in their order, before the solver fills the rest."""

import zlib
from dataclasses import replace

from applications.sharing_out.asked import Asked, Bid, Given, Load, Reader, Rule, Sharing
from applications.sharing_out.solving import share_out

BEFORE = "asked before"
WHY = {
    "own": "belongs to its group",
    "tied": "has ties to it",
    "advised": "advised on it",
    BEFORE: "was asked before",
}


class _Running:
    """What the rules have given so far."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.readers = {reader.key: reader for reader in asked.readers}
        self.load = {reader.key: reader.load for reader in asked.readers}
        self.reads = set(asked.current)
        self.given: list[Given] = []
        self.unmet: list[str] = []

    def obstacle(self, bid: Bid, key: int) -> str:
        """Why this person cannot read this bid, in words after their name; nothing where they can."""
        reader = self.readers.get(key)
        if reader is None:
            return "is away or no longer reads"
        if why := self.asked.shut.get((bid.key, key)):
            return WHY.get(why, why)
        if reader.limit is not None and self.load[key] + bid.minutes > reader.limit:
            return "has no time left"
        return ""

    def take(self, bid: Bid, reader: Reader, rule: Rule) -> None:
        self.given.append(Given(bid, reader, f"By rule: {rule.words}"))
        self.reads.add((bid.key, reader.key))
        self.load[reader.key] += bid.minutes


def run(asked: Asked, rules: list[Rule]) -> tuple[list[Given], list[str], Asked]:
    """What the rules give, what they could not, in words, and what is left to share out after them.

    The rules run one after the other, each over the bids in their order. A rule by name gives to all of its people; a
    rule by number to those with the fewest minutes so far, then with most topics in common, then by a number made from
    the seed. Whoever reads a bid already counts. Ties, own groups, advice and limits are never passed. A rule may give
    a bid more readers than the round wants: it was written for that.
    """
    running = _Running(asked)
    for rule in rules:
        for bid in sorted(asked.bids, key=lambda bid: bid.key):
            if rule.fact in bid.facts:
                _by_number(running, rule, bid) if rule.number else _by_name(running, rule, bid)
    return running.given, running.unmet, _rest(running)


def _by_name(running: _Running, rule: Rule, bid: Bid) -> None:
    for key, name in rule.readers:
        if (bid.key, key) in running.reads:
            continue
        if why := running.obstacle(bid, key):
            running.unmet.append(f"{bid.name} is not read by {name}, who {why}.")
        else:
            running.take(bid, running.readers[key], rule)


def _by_number(running: _Running, rule: Rule, bid: Bid) -> None:
    knowing = [reader for reader in running.asked.readers if rule.knows in reader.knows]
    have = sum((bid.key, reader.key) in running.reads for reader in knowing)
    free = [
        reader
        for reader in knowing
        if (bid.key, reader.key) not in running.reads and not running.obstacle(bid, reader.key)
    ]

    def place(reader: Reader) -> tuple[float, int, int, int]:
        chance = zlib.crc32(f"{running.asked.seed}:{bid.key}:{reader.key}".encode())
        return running.load[reader.key], -len(bid.topics & reader.knows), chance, reader.key

    wanted = max(rule.number - have, 0)
    for reader in sorted(free, key=place)[:wanted]:
        running.take(bid, reader, rule)
    if (short := wanted - len(free)) > 0:
        more = "one more reader" if short == 1 else f"{short} more readers"
        running.unmet.append(f"{bid.name} wants {more} who know about {rule.knows}: there is nobody else.")


def _rest(running: _Running) -> Asked:
    """What is still wanted when the rules have run."""
    asked, given = running.asked, running.given
    got = {bid.key: [each.reader for each in given if each.bid.key == bid.key] for bid in asked.bids}
    bids = tuple(
        replace(
            bid,
            wants=max(bid.wants - len(got[bid.key]), 0),
            wants_lived=max(bid.wants_lived - sum(reader.is_lived for reader in got[bid.key]), 0),
        )
        for bid in asked.bids
    )
    readers = tuple(replace(reader, load=running.load[reader.key]) for reader in asked.readers)
    shut = {(each.bid.key, each.reader.key): BEFORE for each in given} | dict(asked.shut)
    return replace(asked, bids=bids, readers=readers, shut=shut, current=frozenset(running.reads))


def share(asked: Asked, rules: list[Rule]) -> Sharing:
    """Rules first, then the solver for what is left."""
    given, unmet, rest = run(asked, rules)
    sharing = share_out(rest)
    return Sharing((*given, *sharing.given), sharing.loads, (*asked.left_out, *unmet, *sharing.unmet))


def share_by_rules_alone(asked: Asked, rules: list[Rule]) -> Sharing:
    """What the rules give, and nothing else."""
    given, unmet, rest = run(asked, rules)
    loads = tuple(Load(reader, reader.load, reader.load) for reader in rest.readers)
    return Sharing(tuple(given), loads, (*asked.left_out, *unmet))
