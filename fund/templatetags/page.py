"""What the frame of a page needs to know about where the reader stands."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django import template
from django.core.paginator import Page
from django.urls import reverse

register = template.Library()


class Place(NamedTuple):
    """One entry of the navigation."""

    words: str
    address: str
    is_here: bool


OPEN_TO_ALL = (
    ("Funding rounds", "rounds"),
    ("What was learned", "reporting:library"),
    ("Projects", "reporting:projects"),
)


@register.simple_tag(takes_context=True)
def places(context: dict[str, Any]) -> list[Place]:
    """The navigation: the reader's own doors, then those open to all; the longest address that fits is here."""
    request = context.get("request")
    path = request.path if request is not None else ""
    addresses = {name: reverse(name) for _, name in (*context.get("doors", ()), *OPEN_TO_ALL)}
    here = max((address for address in addresses.values() if path.startswith(address)), key=len, default=None)
    return [
        Place(words, addresses[name], addresses[name] == here)
        for words, name in (*context.get("doors", ()), *OPEN_TO_ALL)
    ]


@register.simple_tag
def page_numbers(page: Page) -> Iterable[int | str]:
    """The numbers to show under a long list: the ends, those around this page, and dots between."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
