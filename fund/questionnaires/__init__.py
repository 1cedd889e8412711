"""Questionnaires: forms from rows, one small builder for each kind of question, and answers in words."""

from fund.questionnaires.conditions import Asked
from fund.questionnaires.lists import Lists
from fund.questionnaires.merging import TYPED, merge
from fund.questionnaires.reading import Words, readable, typed_in
from fund.questionnaires.sheet import Sheet, checked, form_for, form_for_some, shown

__all__ = [
    "TYPED",
    "Asked",
    "Lists",
    "Sheet",
    "Words",
    "checked",
    "form_for",
    "form_for_some",
    "merge",
    "readable",
    "shown",
    "typed_in",
]
