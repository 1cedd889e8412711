"""Themes drawn by hand: naming them, putting cards under them, and their order."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import Term, User
from fund.privacy import gate
from reporting.learning_events.planning import hold
from reporting.models import EventCard, EventTheme, LearningEvent

State = LearningEvent.State


def _still_open(event: LearningEvent) -> LearningEvent:
    held = hold(event)
    if held.state in {State.FINAL, State.CALLED_OFF}:
        raise Refused("The text of this event is final or it was called off, so its themes stay as they are.")
    return held


@dataclass(frozen=True)
class Column:
    """One theme with its cards; `theme` is None for those that lie under none."""

    theme: EventTheme | None
    cards: tuple[EventCard, ...]


def board(event: LearningEvent) -> list[Column]:
    """The cards that lie under no theme, then each theme with its own. Two queries, whatever the number of cards."""
    cards = list(event.cards.with_standing().filter(is_set_aside=False).select_related("question"))
    themes: list[EventTheme | None] = [None, *event.themes.select_related("term")]
    return [
        Column(theme, tuple(card for card in cards if card.theme_id == (theme.pk if theme else None)))
        for theme in themes
    ]


@transaction.atomic
def name(
    event: LearningEvent, *, name: str, term: Term | None, by: User, theme: EventTheme | None = None
) -> EventTheme:
    """Give a new theme its name, or an old one another; `term` ties it to the list of learning themes."""
    held = _still_open(event)
    if any(row.name.lower() == name.lower() and row != theme for row in held.themes.all()):
        raise Refused(f"There is a theme called “{name}” already.")
    last = held.themes.order_by("-position").first()
    row = theme or EventTheme(event=held, position=last.position + 1 if last else 0)
    row.name, row.term = name, term
    saved: EventTheme = history.save(row, by=by, fields=["name", "term"] if theme else None)
    look(saved, by=by)
    return saved


def look(theme: EventTheme, *, by: User | None) -> int:
    """Look for what may give somebody away in a theme’s name and words; how many finds wait for a person."""
    return gate.look(theme, {"name": theme.name, "words": theme.words}, by=by)


@transaction.atomic
def drop(theme: EventTheme, *, by: User) -> None:
    """Take a theme away. Its cards lie under none again."""
    held = _still_open(theme.event)
    if theme.words:
        raise Refused("The draft says something under this theme. Take those words out first.")
    for card in theme.cards.select_for_update(of=("self",), no_key=True):
        _put(card, None, by=by)
    history.delete(held.themes.get(pk=theme.pk), by=by)


@transaction.atomic
def shift(theme: EventTheme, *, up: bool, by: User) -> None:
    """Change places with the theme before or after it."""
    themes = list(_still_open(theme.event).themes.all())
    here = next(place for place, row in enumerate(themes) if row.pk == theme.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(themes):
        return
    themes[here], themes[there] = themes[there], themes[here]
    for position, row in enumerate(themes):
        if row.position != position:
            row.position = position
            history.save(row, by=by, fields=["position"])


@transaction.atomic
def put(event: LearningEvent, cards: Collection[int], theme: EventTheme | None, *, by: User) -> int:
    """Put cards under a theme, or under none; how many there were."""
    held = _still_open(event)
    if theme is not None and theme.event_id != held.pk:
        raise Refused("This theme belongs to another event.")
    rows = list(held.cards.select_for_update(of=("self",), no_key=True).filter(pk__in=cards).order_by("pk"))
    for card in rows:
        _put(card, theme, by=by)
    return len(rows)


def _put(card: EventCard, theme: EventTheme | None, *, by: User) -> None:
    if card.theme_id != (theme.pk if theme else None):
        card.theme, card.is_quoted = theme, False  # what was quoted under one theme need not fit another
        history.save(card, by=by, fields=["theme", "is_quoted"])
