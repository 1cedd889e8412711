"""Reports that a group wrote for somebody else: brought in as a file, read, cut, and put into the answers here."""

from reporting.brought_in.bringing import KIND, bring, is_waiting, read_in, take_away
from reporting.brought_in.cutting import Cut, Span, cut
from reporting.brought_in.putting import Done, Room, SoFar, put, rooms, so_far, take_back
from reporting.brought_in.showing import Leaf, Shown, leaves

__all__ = [
    "KIND",
    "Cut",
    "Done",
    "Leaf",
    "Room",
    "Shown",
    "SoFar",
    "Span",
    "bring",
    "cut",
    "is_waiting",
    "leaves",
    "put",
    "read_in",
    "rooms",
    "so_far",
    "take_away",
    "take_back",
]
