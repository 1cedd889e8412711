"""Learning summaries: a job drafts them from what was reported, people edit them, every sentence keeps its source.

`docs/learning.md` tells the method. Approving, publishing and withdrawing are in `reporting/publishing.py`.
"""

from reporting.learning.allowing import allow_model
from reporting.learning.choosing import compose
from reporting.learning.comparing import tick
from reporting.learning.comparing_versions import carry_over, compare
from reporting.learning.drafters import drafted
from reporting.learning.drafting import ask_for_draft, store
from reporting.learning.editing import drop, edit, edit_statement, faults, mend, restore
from reporting.learning.gathering import gather
from reporting.learning.guarding import let_stand
from reporting.learning.merging import merge, take_apart
from reporting.learning.naming import name, settle
from reporting.learning.ordering import move
from reporting.learning.pack import Draft, Pack
from reporting.learning.queueing import assign, take_over
from reporting.learning.regrading import follow_rules, regrade
from reporting.learning.scopes import find as find_scope
from reporting.learning.scopes import parse as parse_scope
from reporting.learning.siding import put_under
from reporting.learning.sweeping import ask_for_changed

__all__ = [
    "Draft",
    "Pack",
    "allow_model",
    "ask_for_changed",
    "ask_for_draft",
    "assign",
    "carry_over",
    "compare",
    "compose",
    "drafted",
    "drop",
    "edit",
    "edit_statement",
    "faults",
    "find_scope",
    "follow_rules",
    "gather",
    "let_stand",
    "mend",
    "parse_scope",
    "put_under",
    "regrade",
    "restore",
    "store",
    "tick",
    "merge",
    "move",
    "name",
    "settle",
    "take_apart",
    "take_over",
]
