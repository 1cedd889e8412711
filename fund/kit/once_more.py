"""Another try of a request whose transaction lost against another one, where nothing of the request was kept."""

import random
import time
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, transaction
from django.http import HttpRequest

LOST = {"40001", "40P01"}  # cannot be put in order, deadlock
TRIES = 3
CHANGES_NOTHING = ("SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "SET")


class Kept:
    """Notices whether a request committed anything; goes round every statement of its connection."""

    def __init__(self) -> None:
        self.anything = False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        done = execute(sql, params, many, context)
        if not sql.lstrip().upper().startswith(CHANGES_NOTHING):
            transaction.on_commit(self._note)  # at once where no transaction is open, never where it is rolled back
        return done

    def _note(self) -> None:
        self.anything = True


def is_lost(fault: Exception) -> bool:
    """Say whether the database ended this transaction so that another could go on."""
    return isinstance(fault, OperationalError) and getattr(fault.__cause__, "sqlstate", "") in LOST


def may_try(request: HttpRequest, kept: Kept) -> bool:
    """Say whether the whole request can be done anew: it kept nothing, and it brought no file to the disk."""
    return not kept.anything and not request.FILES and request.resolver_match is not None


def wait(tries: int) -> None:
    """Let the other finish, not all for the same time."""
    time.sleep(tries * random.uniform(0.05, 0.15))  # noqa: S311  (no secret)
