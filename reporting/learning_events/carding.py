"""Cards: written at the event by anybody there, and what officers do with them before they are used."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from fund import files
from fund.kit import history
from fund.kit.states import Refused
from fund.models import PersonalDetail, User
from fund.privacy import gate
from fund.templatetags.words import day
from reporting.learning_events.planning import hold
from reporting.models import EventCard, LearningEvent
from reporting.storytelling.files_sent import PHOTOS

__all__ = ["PHOTOS", "agree_to_detail", "describe", "find", "mend_detail", "when", "write"]

State = LearningEvent.State


def find(code: str) -> LearningEvent | None:
    """The event of a code, however it is typed; None where no event has it."""
    return LearningEvent.objects.filter(code=code.upper().replace(" ", "").replace("-", "")).first()


def when(event: LearningEvent) -> str:
    """The days on which the code works, in words."""
    first, last = event.cards_from, event.cards_until
    return f"on {day(first)}" if first == last else f"from {day(first)} to {day(last)}"


@transaction.atomic
def write(
    event: LearningEvent, *, kind: str, words: str, photo: UploadedFile | None = None, by: User | None = None
) -> EventCard:
    """Keep a card of the event. It says nothing of who wrote it, nor when.

    Those who run the fund can type cards in from paper later too; for all others the code works on its days alone.
    """
    held = hold(event)
    if by is None and not held.takes_cards:
        raise Refused(f"The code works {when(held)} only.")
    if by is not None and held.state not in {State.OPEN, State.HELD}:
        raise Refused("The draft is being checked or the event was called off, so nothing is added now.")
    if not words.strip() and photo is None:
        raise Refused("Write something on the card, or add a photo of it.")
    stored = files.keep(photo, by=by, kinds=PHOTOS, name="card.jpg") if photo is not None else None
    card = EventCard(event=held, kind=kind, slot=EventCard.SLOTS[kind], words=words.strip(), photo=stored)
    history.save(card, by=by)
    _look(card, by=by)
    return card


def _look(card: EventCard, *, by: User | None) -> int:
    return gate.look(card, {name: getattr(card, name) for name in EventCard.TEXTS}, by=by)


def _hold(card: EventCard) -> EventCard:
    """The card's row, fresh and locked, while the text can still be changed."""
    if hold(card.event).state in {State.FINAL, State.CALLED_OFF}:
        raise Refused("The text of this event is final, so its cards stay as they are.")
    return EventCard.objects.select_for_update(of=("self",), no_key=True).get(pk=card.pk)


@transaction.atomic
def describe(card: EventCard, *, slot: str, photo_words: str, is_set_aside: bool, by: User) -> None:
    """Say which question a card answers and what is on its photo, or that it is not used."""
    held = _hold(card)
    held.slot, held.photo_words, held.is_set_aside = slot, photo_words.strip(), is_set_aside
    if is_set_aside:
        held.is_quoted = False
    history.save(held, by=by, fields=["slot", "photo_words", "is_set_aside", "is_quoted"])
    _look(held, by=by)


@transaction.atomic
def agree_to_detail(card: EventCard, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    _hold(card)
    gate.agree_to(detail, by=by)


@transaction.atomic
def mend_detail(card: EventCard, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out of a card, or put a role in its place."""
    held = _hold(card)
    text = gate.mend(detail, getattr(held, detail.field), by=by, instead=instead)
    if not text.strip() and held.photo_id is None:
        raise Refused("Nothing would be left on the card. Set it aside instead.")
    setattr(held, detail.field, text)
    history.save(held, by=by, reason=f"A personal detail ({detail.kind}) was taken out.", fields=[detail.field])
    _look(held, by=by)
