"""Rounds are data: made from files, checked line by line, published, and frozen where people have answered."""

from fund.reference import DATA
from fund.rounds.copying import copy
from fund.rounds.making import change_dates, check, load, preview, publish, read_file
from fund.rounds.outline import Outline, Task, outline
from fund.rounds.reading import BadFile, Fault, Plan
from fund.rounds.setting_up import begin, change, checks_money, drop, is_frozen, put_away, set_rows

FOLDER = DATA / "rounds"

__all__ = [
    "FOLDER",
    "BadFile",
    "Fault",
    "Outline",
    "Plan",
    "Task",
    "begin",
    "change",
    "change_dates",
    "check",
    "checks_money",
    "copy",
    "drop",
    "is_frozen",
    "load",
    "outline",
    "preview",
    "publish",
    "put_away",
    "read_file",
    "set_rows",
]
