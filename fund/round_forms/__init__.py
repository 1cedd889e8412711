"""What officers are asked when they set a round up."""

from fund.round_forms.about import AboutRound
from fund.round_forms.calendar import Dates
from fund.round_forms.frame import WhyNow
from fund.round_forms.kinds import ROW_PARTS, RowPart
from fund.round_forms.rows import Rows
from fund.round_forms.scoring import Scoring, WhoSeesWhat
from fund.round_forms.starting import CopyRound, NewRound

__all__ = [
    "ROW_PARTS",
    "AboutRound",
    "CopyRound",
    "Dates",
    "NewRound",
    "RowPart",
    "Rows",
    "Scoring",
    "WhoSeesWhat",
    "WhyNow",
]
