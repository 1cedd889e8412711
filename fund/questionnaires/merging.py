"""Two people, one section: what both changed is theirs to settle, all else is kept from both."""

from collections.abc import Iterable, Mapping
from typing import Any

# What was typed but could not be read is kept under this name. No question can be called so: codes hold no spaces.
TYPED = "as typed"

Values = Mapping[str, Any]


def answer(values: Values, code: str) -> tuple[bool, Any]:
    """One answer: whether it is still as typed, and what it is. Nothing answered is (False, None)."""
    typed = values.get(TYPED, {})
    return (True, typed[code]) if code in typed else (False, values.get(code))


def merge(base: Values, theirs: Values, mine: Values, codes: Iterable[str]) -> tuple[dict[str, Any], list[str]]:
    """Put two sets of answers together that both began from `base`.

    Gives the answers, mine where both changed the same question in different ways, and the codes of those questions.
    What `theirs` holds besides `codes` stays: answers to questions that were taken out of the form.
    """
    codes = list(codes)
    merged = {code: value for code, value in theirs.items() if code not in codes and code != TYPED}
    typed = {code: value for code, value in theirs.get(TYPED, {}).items() if code not in codes}
    clashes = []
    for code in codes:
        was, now, new = answer(base, code), answer(theirs, code), answer(mine, code)
        if new == was:
            chosen = now
        else:
            chosen = new
            if now not in (was, new):
                clashes.append(code)
        is_typed, value = chosen
        if is_typed:
            typed[code] = value
        elif value is not None:
            merged[code] = value
    return ({**merged, TYPED: typed} if typed else merged), clashes
