"""A report that was brought in, page by page, as the group goes through it."""

from dataclasses import dataclass

from reporting.guessing import guess
from reporting.models import BroughtReport, Passage, Placing

A_PAGE = 15  # passages, headings not counted


@dataclass(frozen=True)
class Shown:
    """One passage with the slot that it may belong to, and where it was put."""

    passage: Passage
    guess: str = ""
    placing: Placing | None = None


@dataclass(frozen=True)
class Leaf:
    """One page of passages; `under` is the heading of an earlier page under which it goes on."""

    shown: tuple[Shown, ...]
    under: str = ""

    @property
    def open(self) -> list[Shown]:
        """The passages that can still be put somewhere."""
        return [one for one in self.shown if one.placing is None and not one.passage.is_heading]


def leaves(brought: BroughtReport) -> list[Leaf]:
    """All pages, headings before what stands under them. One query."""
    found: list[Leaf] = []
    here: list[Shown] = []
    heading = under = ""
    for passage in brought.passages.select_related("placing__question"):
        if sum(not one.passage.is_heading for one in here) == A_PAGE:
            found.append(Leaf(tuple(here), under))
            here, under = [], "" if passage.is_heading else heading
        if passage.is_heading:
            heading = passage.words
            here.append(Shown(passage))
        else:
            here.append(Shown(passage, guess(passage.words, heading), getattr(passage, "placing", None)))
    return [*found, Leaf(tuple(here), under)] if here else found
