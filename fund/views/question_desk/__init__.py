"""Where officers write the questions of a round, without a developer."""

from fund.views.question_desk.conditions import change_condition, condition
from fund.views.question_desk.files import definition_file, download_definition, load_definition
from fund.views.question_desk.finding import copy_from_bank, find
from fund.views.question_desk.overview import begin, overview
from fund.views.question_desk.questions import edit, move, new, remove
from fund.views.question_desk.sections import edit_section, move_section, new_section, remove_section
from fund.views.question_desk.versions import drop_version, new_version

__all__ = [
    "begin",
    "change_condition",
    "condition",
    "copy_from_bank",
    "definition_file",
    "download_definition",
    "drop_version",
    "edit",
    "edit_section",
    "find",
    "load_definition",
    "move",
    "move_section",
    "new",
    "new_section",
    "new_version",
    "overview",
    "remove",
    "remove_section",
]
