"""Applying: start, answer, add papers, hand in, withdraw."""

from applications.applying.drafting import open_draft, require_open, start
from applications.applying.earlier import Earlier, bring_back, earlier_versions
from applications.applying.handing_in import DECLARED, hand_in_note, stands, submit, withdraw
from applications.applying.merging import Began
from applications.applying.papers import MOST_FILES, add_document, remove_document
from applications.applying.presence import Presence, others_by_section, others_in, show_presence
from applications.applying.saving import Saving, keep_section, keep_unkept, save_answers, save_section

__all__ = [
    "DECLARED",
    "MOST_FILES",
    "Began",
    "Earlier",
    "Presence",
    "Saving",
    "add_document",
    "keep_section",
    "open_draft",
    "bring_back",
    "earlier_versions",
    "hand_in_note",
    "keep_unkept",
    "others_by_section",
    "others_in",
    "remove_document",
    "require_open",
    "save_answers",
    "save_section",
    "show_presence",
    "stands",
    "start",
    "submit",
    "withdraw",
]
