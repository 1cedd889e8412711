"""Applying: start, answer, add papers, hand in, withdraw."""

from applications.applying.drafting import open_draft, require_open, start
from applications.applying.handing_in import DECLARED, stands, submit, withdraw
from applications.applying.papers import MOST_FILES, add_document, remove_document
from applications.applying.saving import Saving, keep_section, save_section

__all__ = [
    "DECLARED",
    "MOST_FILES",
    "Saving",
    "add_document",
    "keep_section",
    "open_draft",
    "remove_document",
    "require_open",
    "save_section",
    "stands",
    "start",
    "submit",
    "withdraw",
]
