"""What is to be shared out: bids that want readers, people who read, and who must not read what."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from applications.models import Assessment

COUNTS = {Assessment.State.ASSIGNED, Assessment.State.STARTED, Assessment.State.HANDED_IN}


@dataclass(frozen=True)
class Bid:
    """A bid that still wants so many readers, some of them with lived experience; how many minutes it takes to read."""

    key: int
    name: str
    minutes: int
    wants: int
    wants_lived: int = 0
    topics: frozenset[str] = frozenset()
    facts: frozenset[str] = frozenset()  # what rules ask about, such as "tier:3" and "area:S12000036"


@dataclass(frozen=True)
class Reader:
    """Somebody who reads: what they know about, the minutes they have to read already, and the most they take on."""

    key: int
    name: str
    is_lived: bool = False
    knows: frozenset[str] = frozenset()
    load: int = 0
    limit: int | None = None
    has_agreed: bool = True
    away: str = ""  # when, in words, if it is in the days of reading

    @property
    def room(self) -> float:
        """The minutes that they can still take on."""
        return float("inf") if self.limit is None else max(self.limit - self.load, 0)


@dataclass(frozen=True)
class Asked:
    """All of it. `shut` says in words why a person must not read a bid, by the keys of the bid and the person.

    `current` are the readings that somebody has now; they are shut too, so that nobody gets one twice. `left_out` says
    who is not among the readers, and why.
    """

    bids: tuple[Bid, ...]
    readers: tuple[Reader, ...]
    shut: Mapping[tuple[int, int], str] = field(default_factory=dict)
    seed: int = 2009
    current: frozenset[tuple[int, int]] = frozenset()
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rule:
    """Bids with this fact are read by certain people, by key and name, or by so many who know about something."""

    words: str
    fact: str
    readers: tuple[tuple[int, str], ...] = ()
    number: int = 0
    knows: str = ""


@dataclass(frozen=True)
class Given:
    """One reading that would be given, and why to this person."""

    bid: Bid
    reader: Reader
    why: str


@dataclass(frozen=True)
class Load:
    """The minutes that a reader would have in all, the share that would be fair, and why they lie far apart."""

    reader: Reader
    minutes: int
    fair: float
    why: str = ""


@dataclass(frozen=True)
class Sharing:
    """Who would read what, how much each would have to read, and in words what could not be met."""

    given: tuple[Given, ...]
    loads: tuple[Load, ...]
    unmet: tuple[str, ...]
