"""The questions of a round to read, download and write on, before anybody signs up."""

from fund.questions_on_paper.asked import Sheet, newest, papers_by_age, sheet_of
from fund.questions_on_paper.keeping import JOB, ask_for, file_name, hash_of, kept, make, make_all, title_of

__all__ = [
    "JOB",
    "Sheet",
    "ask_for",
    "file_name",
    "hash_of",
    "kept",
    "make",
    "make_all",
    "newest",
    "papers_by_age",
    "sheet_of",
    "title_of",
]
