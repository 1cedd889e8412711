"""Whether words say what their source says: the check of each claim of a drafter and of each rewording by a person.

It reads words and knows nothing of sense, so it passes nothing for good: it tells a person where to look.
`docs/learning.md` says what it finds and what it does not.
"""

from reporting.learning.faithful import absolutes, numbers
from reporting.learning.faithful.checking import RULES, Evidence, Finding, State, Verdict, check
from reporting.learning.faithful.overlap import Alike, Limits

__all__ = ["RULES", "Alike", "Evidence", "Finding", "Limits", "State", "Verdict", "absolutes", "check", "numbers"]
