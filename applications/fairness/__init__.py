"""The fairness bench: how far a ranking is the bids, and how far it is who read them.

Nothing here decides. The panel sees the views side by side, and which one it decides on is written down.
"""

from applications.fairness.adjusting import Fit, Reader, additive, centred, readers
from applications.fairness.bench import Bench, Line, bench, marks_of, reached, without
from applications.fairness.groups import by_kind
from applications.fairness.intervals import Places, adjusted, band, raw
from applications.fairness.marks import Blocks, Mark, Middle, blocks, middles

__all__ = [
    "Bench",
    "Line",
    "bench",
    "marks_of",
    "reached",
    "Blocks",
    "Fit",
    "Mark",
    "Middle",
    "Places",
    "Reader",
    "additive",
    "adjusted",
    "band",
    "blocks",
    "by_kind",
    "centred",
    "middles",
    "raw",
    "readers",
    "without",
]
