"""How many minutes of reading are fair for each: as even as the limits allow."""

from collections.abc import Sequence

from applications.sharing_out.asked import Asked, Reader


def fair_shares(asked: Asked) -> dict[int, float]:
    """The minutes that each reader should have in all, by key; what they have already counts.

    Everybody is filled up to one level, as water fills a basin, and nobody above their limit. Where bids want people
    with lived experience and there are few of them, these are filled by what only they can read, and the others share
    the rest.
    """
    lived = [reader for reader in asked.readers if reader.is_lived]
    others = [reader for reader in asked.readers if not reader.is_lived]
    wanted = sum(bid.minutes * bid.wants for bid in asked.bids)
    only_lived = sum(bid.minutes * min(bid.wants_lived, bid.wants) for bid in asked.bids)
    level = _level(asked.readers, wanted)
    lived_level = _level(lived, only_lived)
    if not others or lived_level <= level:
        return {reader.key: _filled(reader, level) for reader in asked.readers}
    rest = _level(others, wanted - only_lived)
    return {reader.key: _filled(reader, lived_level if reader.is_lived else rest) for reader in asked.readers}


def _filled(reader: Reader, level: float) -> float:
    return max(reader.load, min(level, reader.load + reader.room))


def _level(readers: Sequence[Reader], minutes: float) -> float:
    """The level up to which these readers are filled with so many minutes; infinite where they cannot hold them."""
    if not readers or minutes <= 0:
        return 0.0
    steps = sorted({float(reader.load) for reader in readers} | {reader.load + reader.room for reader in readers})
    below, held = steps[0], 0.0
    for step in [*steps[1:], float("inf")]:
        taking = sum(reader.load <= below < reader.load + reader.room for reader in readers)
        if taking and held + taking * (step - below) >= minutes:
            return below + (minutes - held) / taking
        if step == float("inf"):
            break
        held += taking * (step - below)
        below = step
    return float("inf")
