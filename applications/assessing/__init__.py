"""Reading an application and saying how well it meets the criteria."""

from applications.assessing.ordering import hand_in_order, keep_order, mark_at, to_order
from applications.assessing.partners import Partners, partners, partners_of_each
from applications.assessing.phases import Standing, days_left, others_of, sees_others, standing
from applications.assessing.reading import (
    WORDS_A_MINUTE,
    Reading,
    count_words,
    for_readers,
    minutes,
    opened,
    own,
    reading,
)
from applications.assessing.scoring import Said, hand_in, is_whole, mark_of, plain, reopen, save, send_back, why_closed
from applications.assessing.ties import (
    declare,
    declare_for_panel,
    declare_from_paper,
    recuse,
    see_that_they_did_not_advise,
    sits_on_panel,
    ties_of,
)
from applications.assessing.withheld import (
    Withheld,
    are_sums_withheld,
    closed_or_owed,
    owed_on,
    see_that_own_are_in,
    withheld,
)

__all__ = [
    "are_sums_withheld",
    "WORDS_A_MINUTE",
    "Partners",
    "Reading",
    "Said",
    "Standing",
    "Withheld",
    "closed_or_owed",
    "count_words",
    "days_left",
    "declare",
    "declare_for_panel",
    "declare_from_paper",
    "for_readers",
    "hand_in",
    "hand_in_order",
    "is_whole",
    "keep_order",
    "mark_at",
    "mark_of",
    "minutes",
    "opened",
    "others_of",
    "owed_on",
    "own",
    "partners",
    "partners_of_each",
    "plain",
    "reading",
    "recuse",
    "reopen",
    "save",
    "see_that_own_are_in",
    "see_that_they_did_not_advise",
    "sees_others",
    "send_back",
    "sits_on_panel",
    "standing",
    "ties_of",
    "to_order",
    "why_closed",
    "withheld",
]
