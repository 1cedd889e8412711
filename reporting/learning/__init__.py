"""Learning summaries: a job drafts them from what was reported, people edit them, every sentence keeps its source.

`docs/learning.md` tells the method. Approving, publishing and withdrawing are in `reporting/publishing.py`.
"""

from reporting.learning.choosing import compose
from reporting.learning.drafting import ask_for_draft, can_be_drafted, store
from reporting.learning.editing import drop, edit, edit_statement, faults, restore
from reporting.learning.gathering import gather, scope_of
from reporting.learning.pack import Draft, Pack

__all__ = [
    "Draft",
    "Pack",
    "ask_for_draft",
    "can_be_drafted",
    "compose",
    "drop",
    "edit",
    "edit_statement",
    "faults",
    "gather",
    "restore",
    "scope_of",
    "store",
]
