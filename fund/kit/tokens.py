"""`{{fig:ID}}` in a text stands for a figure; it is filled where the text is shown, so that nobody types a number."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

TOKEN = re.compile(r"\{\{\s*fig:([^{}]*?)\s*\}\}")


def fill(text: str, figures: Iterable[Mapping[str, Any]]) -> str:
    """The text with the words of its figures; a token without a figure stays, so that a person sees it."""
    words = {figure["id"]: figure["words"] for figure in figures}
    return TOKEN.sub(lambda token: str(words.get(token.group(1), token.group())), text)
