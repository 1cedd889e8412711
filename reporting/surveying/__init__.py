"""Baseline and repeat surveys of activity and attitude: what is asked, of whom, and what changed between the waves."""

from reporting.surveying.answering import answer, sheet_of
from reporting.surveying.making import (
    add_item,
    change_item,
    change_wave,
    drop_item,
    is_answered,
    make,
    plan_wave,
)
from reporting.surveying.ready_made import ReadyMade, ready_made
from reporting.surveying.showing import Compared, Line, Results, compared

__all__ = [
    "Compared",
    "Line",
    "ReadyMade",
    "Results",
    "add_item",
    "answer",
    "change_item",
    "change_wave",
    "compared",
    "drop_item",
    "is_answered",
    "make",
    "plan_wave",
    "ready_made",
    "sheet_of",
]
