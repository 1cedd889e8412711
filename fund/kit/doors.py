"""One way to ask for a right, and one to show on a form that the fund says no."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import HttpRequest

from fund.kit.states import Refused

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails

    from fund.models import User


class SignedIn(HttpRequest):
    """A request by somebody who is signed in: what a view behind `login_required` gets."""

    user: "User"
    htmx: "HtmxDetails"


def require(answer: bool) -> None:
    """Turn a rule's no into the 403 page."""
    if not answer:
        raise PermissionDenied


@contextmanager
def refusals_in(form: BaseForm) -> Iterator[None]:
    """Where a verb refuses, put its words on the form: the page then comes again with all that was typed."""
    try:
        yield
    except Refused as refusal:
        form.add_error(None, refusal.words)


class UnknownRule(Exception):  # noqa: N818
    """A template asked for a rule that nobody wrote. Not a LookupError: templates swallow those."""


class May:
    """What templates ask: `{% if may.submit %}` calls `rules.may_submit(user, row)`.

    Several rule modules may be given; the first that knows the name answers. An unknown name raises UnknownRule.
    """

    def __init__(self, user: Any, row: Any, *rules: ModuleType) -> None:
        self._user, self._row, self._rules = user, row, rules

    def __getitem__(self, verb: str) -> bool:
        for module in self._rules:
            if rule := getattr(module, f"may_{verb}", None):
                return bool(rule(self._user, self._row))
        raise UnknownRule(f"No rule may_{verb} in {', '.join(module.__name__ for module in self._rules)}.")
