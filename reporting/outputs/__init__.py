"""Everything that is made from one stored summary, and the registry that finds it again when it has to go.

`kinds` lists the files; `plain`, `data`, `feeds` and `card` are drawn when somebody asks. See `docs/outputs.md`.
"""

from reporting.outputs.easy_lines import note_check, refuse_untold, save
from reporting.outputs.kinds import BY_FILE, FORMATS
from reporting.outputs.registry import (
    AGAIN,
    KIND,
    Drawn,
    ask_for,
    current,
    current_all,
    draw,
    draw_lacking,
    fill_up,
    is_being_made,
    issued_with,
    keep,
    keep_all,
    lacking,
    renew,
    take_away,
    with_tests,
    without,
    without_tests,
)

__all__ = [
    "AGAIN",
    "BY_FILE",
    "FORMATS",
    "KIND",
    "Drawn",
    "ask_for",
    "current",
    "current_all",
    "draw",
    "draw_lacking",
    "fill_up",
    "is_being_made",
    "issued_with",
    "keep",
    "keep_all",
    "lacking",
    "note_check",
    "refuse_untold",
    "renew",
    "save",
    "take_away",
    "with_tests",
    "without",
    "without_tests",
]
