"""Looking through what came in: who has it, whether the round can fund it, and what to remember of it."""

from applications.screening.checking import Line, check, lines_of, reasons_against
from applications.screening.comparing import compare, compare_all, keep, mark, same_text
from applications.screening.filtering import asked_in, drop_filter, save_filter
from applications.screening.flagging import add_note, close_flag, raise_flag
from applications.screening.giving import give, officers
from applications.screening.needs import NEEDS, Readings, needing, readings_of, to_do, with_readings
from applications.screening.queue import STEPS, queue_of, waiting_for_nobody
from applications.screening.relating import Related, related
from applications.screening.ruling import reasons_for, rule_in, rule_out, tell
from applications.screening.tagging import (
    add_tag,
    rename_tag,
    retire_tag,
    set_tags,
    tag_many,
    untag_many,
    use_tag_again,
)

__all__ = [
    "NEEDS",
    "STEPS",
    "Line",
    "Readings",
    "Related",
    "add_note",
    "add_tag",
    "asked_in",
    "check",
    "close_flag",
    "compare",
    "compare_all",
    "drop_filter",
    "give",
    "keep",
    "lines_of",
    "mark",
    "needing",
    "officers",
    "queue_of",
    "raise_flag",
    "readings_of",
    "reasons_against",
    "reasons_for",
    "related",
    "rename_tag",
    "retire_tag",
    "rule_in",
    "rule_out",
    "same_text",
    "save_filter",
    "set_tags",
    "tag_many",
    "tell",
    "to_do",
    "untag_many",
    "use_tag_again",
    "waiting_for_nobody",
    "with_readings",
]
