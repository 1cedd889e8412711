"""What decides how a paper looks, as a hash: when a template or a style sheet changes, papers are drawn anew."""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

SHARED = ("fund/kit/pdf.py", "templates/print/base.html", "static/fund/print.css", "static/fund/print_packs.css")


def hash_of(says: Any, *drawn_by: str) -> str:
    """What a paper says, with all the files that draw it."""
    said = json.dumps(says, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{_look(drawn_by)}{said}".encode()).hexdigest()


@cache
def _look(drawn_by: tuple[str, ...]) -> str:
    whole = hashlib.sha256()
    for name in (*SHARED, *drawn_by):
        whole.update(Path(settings.BASE_DIR / name).read_bytes())
    return whole.hexdigest()
