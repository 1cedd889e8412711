"""Asking: the questions of a round, written by an officer while nobody answers them yet."""

from fund.rounds.asking.copying import bank, begin, copy_question, copy_section
from fund.rounds.asking.questions import add_question, change_question, move_question, remove_question
from fund.rounds.asking.sections import add_section, change_section, move_section, remove_section
from fund.rounds.asking.versions import drop_version, new_version, put_into_use
from fund.rounds.asking.when import add_test, match_tests, remove_test

__all__ = [
    "add_question",
    "add_section",
    "add_test",
    "bank",
    "begin",
    "change_question",
    "change_section",
    "copy_question",
    "copy_section",
    "drop_version",
    "match_tests",
    "move_question",
    "move_section",
    "new_version",
    "put_into_use",
    "remove_question",
    "remove_section",
    "remove_test",
]
