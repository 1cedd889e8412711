"""Applying: start, answer, add papers, hand in, withdraw."""

from applications.applying.drafting import open_draft, require_open, start
from applications.applying.handing_in import DECLARED, hand_in_note, stands, submit, withdraw
from applications.applying.papers import MOST_FILES, add_document, remove_document
from applications.applying.saving import bring_back, keep_section, save_answers, save_section

__all__ = [
    "DECLARED",
    "MOST_FILES",
    "add_document",
    "keep_section",
    "open_draft",
    "bring_back",
    "hand_in_note",
    "remove_document",
    "require_open",
    "save_answers",
    "save_section",
    "stands",
    "start",
    "submit",
    "withdraw",
]
