"""Where officers set rounds up: the list, a new one, its parts, and how it looks to applicants."""

from fund.views.round_desk.kept import kept
from fund.views.round_desk.parts import about, dates, part, readers, scoring
from fund.views.round_desk.preview import preview, preview_section
from fund.views.round_desk.starting import copy, drop, new, rounds
from fund.views.round_desk.whole import put_away, set_up

__all__ = [
    "about",
    "copy",
    "dates",
    "drop",
    "new",
    "part",
    "preview",
    "preview_section",
    "put_away",
    "readers",
    "rounds",
    "scoring",
    "kept",
    "set_up",
]
