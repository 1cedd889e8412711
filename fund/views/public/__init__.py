"""Pages for everybody, without signing in."""

from fund.views.public.check import check
from fund.views.public.feeds import atom_feed, json_feed, round_json
from fund.views.public.front import accessibility, front_door, get_help
from fund.views.public.questions import questions, questions_paper
from fund.views.public.rounds import round_page, rounds
from fund.views.public.talks import book_talk

__all__ = [
    "accessibility",
    "atom_feed",
    "book_talk",
    "check",
    "front_door",
    "get_help",
    "json_feed",
    "questions",
    "questions_paper",
    "round_json",
    "round_page",
    "rounds",
]
