"""An officer's round: what waits for somebody, who reads what, what was decided, and telling everybody."""

from applications.views.officer.application import application, assign, decide, rule_out, take_back
from applications.views.officer.changing import ask_change, take_change_back
from applications.views.officer.closing import close_round, extend_round
from applications.views.officer.deciding import announce, ranking
from applications.views.officer.effort import burden
from applications.views.officer.lists import applications
from applications.views.officer.on_behalf import (
    enter,
    entry,
    entry_documents,
    entry_hand_in,
    entry_letter,
    entry_scan,
    entry_section,
)
from applications.views.officer.rounds import publish_round, round_home
from applications.views.officer.telling import attach_original, tellings, type_telling
from applications.views.officer.trying import delete_test, tests

__all__ = [
    "announce",
    "application",
    "applications",
    "ask_change",
    "assign",
    "burden",
    "close_round",
    "decide",
    "delete_test",
    "extend_round",
    "attach_original",
    "decide",
    "enter",
    "entry",
    "entry_documents",
    "entry_hand_in",
    "entry_letter",
    "entry_scan",
    "entry_section",
    "publish_round",
    "ranking",
    "round_home",
    "rule_out",
    "take_back",
    "take_change_back",
    "tests",
    "tellings",
    "type_telling",
]
