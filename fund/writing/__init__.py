"""Writing together: one section, several people and pages, saved while they type."""

from fund.writing.began import Began
from fund.writing.earlier import Earlier, earlier_versions
from fund.writing.keeping import Saving, Whole, keep, keep_typed, keep_unkept
from fund.writing.presence import Presence, others_by_section, others_in, show_presence

__all__ = [
    "Began",
    "Earlier",
    "Presence",
    "Saving",
    "Whole",
    "earlier_versions",
    "keep",
    "keep_typed",
    "keep_unkept",
    "others_by_section",
    "others_in",
    "show_presence",
]
