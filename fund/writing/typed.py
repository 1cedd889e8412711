"""Reading what a page sends by itself: a few fields of a section, on top of the answers kept so far."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from fund.models import Answers, Question
from fund.questionnaires import shown
from fund.writing.began import Began

LONGEST_NUMBER = 9


def began_in(posted: QueryDict) -> Began:
    """Where the page began: nonsense counts as the very beginning, so that it wipes nothing."""
    try:
        since = json.loads(posted.get("since") or "{}")
    except ValueError:
        since = {}
    known = {str(code): n for code, n in since.items() if type(n) is int} if isinstance(since, dict) else {}
    page = posted.get("page", "")
    return Began(whole(posted.get("version", "")), page if page.isalnum() and len(page) <= 24 else "", known)


def whole(raw: str) -> int:
    """A version or a revision; what is none counts as nought."""
    return int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < LONGEST_NUMBER else 0


def belongs(name: str, code: str) -> bool:
    """Say whether a field of the page is part of the answer to this question: a table has fields `code-0-what`."""
    return name == code or name.startswith(f"{code}-")


def sent(posted: QueryDict, sheet: Answers) -> tuple[list[str], MultiValueDict[str, Any]]:
    """Which answers a page sends by itself, and the whole section as if it had been posted with them."""
    changed, questions = set(posted.getlist("changed")), list(sheet.section.questions.all())
    codes = [one.code for one in questions if one.code in changed and one.kind != Question.Kind.FILE]
    return codes, laid_over(shown(questions, sheet.values), posted, codes)


def laid_over(kept: Mapping[str, Any], posted: QueryDict, codes: Iterable[str]) -> MultiValueDict[str, Any]:
    """The answers kept so far as if they had been posted, with those of `codes` as they come from the page."""
    codes = list(codes)
    data: MultiValueDict[str, Any] = MultiValueDict()
    for code, value in kept.items():
        if code not in codes:
            is_choice = isinstance(value, list) and not any(isinstance(item, dict) for item in value)
            data.setlist(code, value if is_choice else [value])
    for name in posted:
        if any(belongs(name, code) for code in codes):
            data.setlist(name, posted.getlist(name))
    return data
