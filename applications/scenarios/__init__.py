"""What if: who would be funded if the money were given out in another way. Nothing here decides."""

from applications.scenarios.asked import Answer, Asked, Bid, Ring, Way
from applications.scenarios.best import best_use
from applications.scenarios.line import down_the_line
from applications.scenarios.of_round import (
    Played,
    copy,
    drop,
    drop_ring,
    keep,
    pin,
    play,
    scenarios_of,
    set_ring,
    tags_of,
)
from applications.scenarios.views_of_marks import choose, chosen, in_order, panel_order, seen_of, worths


def answer(asked: Asked) -> Answer:
    """Who is funded, in the way that is asked for."""
    return best_use(asked) if asked.way == Way.BEST else down_the_line(asked)


__all__ = [
    "Answer",
    "Asked",
    "Bid",
    "Played",
    "Ring",
    "Way",
    "answer",
    "best_use",
    "choose",
    "chosen",
    "copy",
    "down_the_line",
    "drop",
    "drop_ring",
    "in_order",
    "panel_order",
    "keep",
    "pin",
    "play",
    "scenarios_of",
    "seen_of",
    "set_ring",
    "tags_of",
    "worths",
]
