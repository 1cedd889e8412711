"""An officer's round: what waits for somebody, who reads what, what was decided, and telling everybody."""

from applications.views.officer.advising import (
    drafts,
    finish_reading,
    group_notes,
    note_to_answer,
    read_draft,
    talk_notes,
)
from applications.views.officer.application import application, assign, decide, take_back
from applications.views.officer.changing import ask_change, take_change_back
from applications.views.officer.closing import close_round, extend_round
from applications.views.officer.deciding import announce, fairness, ranking
from applications.views.officer.effort import burden
from applications.views.officer.inviting import invite, invite_test
from applications.views.officer.lists import applications, as_csv, as_excel, drop_filter, save_filter
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
from applications.views.officer.ruling import rule_in, rule_out, tell_ineligible
from applications.views.officer.screening import (
    add_note,
    checklist,
    choose_tags,
    close_flag,
    give,
    queue,
    raise_flag,
    related,
    same_text,
    screen,
)
from applications.views.officer.sharing_out import share_out
from applications.views.officer.tags import rename_tag, retire_tag, tags
from applications.views.officer.telling import attach_original, tellings, type_telling
from applications.views.officer.ties import recuse, ties
from applications.views.officer.trying import delete_test, tests
from applications.views.officer.versions import use_questions

__all__ = [
    "drafts",
    "finish_reading",
    "group_notes",
    "note_to_answer",
    "read_draft",
    "talk_notes",
    "add_note",
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
    "as_csv",
    "as_excel",
    "assign",
    "checklist",
    "choose_tags",
    "close_flag",
    "decide",
    "drop_filter",
    "give",
    "invite",
    "invite_test",
    "publish_round",
    "queue",
    "raise_flag",
    "fairness",
    "ranking",
    "related",
    "rename_tag",
    "retire_tag",
    "round_home",
    "rule_in",
    "rule_out",
    "same_text",
    "save_filter",
    "screen",
    "recuse",
    "share_out",
    "ties",
    "tags",
    "take_back",
    "take_change_back",
    "tests",
    "tellings",
    "type_telling",
    "tell_ineligible",
    "use_questions",
]
