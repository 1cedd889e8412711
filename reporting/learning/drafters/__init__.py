"""Drafters: what makes claims of evidence. The house has one of its own; a language model may help where it is allowed.

`docs/learning.md` says under what rules.
"""

from reporting.learning.drafters.answers import Thrown
from reporting.learning.drafters.claims import LLM, Claim, Drafter, TemplateDrafter, lines_of
from reporting.learning.drafters.drafted import drafted, with_model
from reporting.learning.drafters.model import ModelDrafter, NullLLM, prompt

__all__ = [
    "LLM",
    "Claim",
    "Drafter",
    "ModelDrafter",
    "NullLLM",
    "TemplateDrafter",
    "Thrown",
    "drafted",
    "lines_of",
    "prompt",
    "with_model",
]
