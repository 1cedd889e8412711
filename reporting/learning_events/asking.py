"""The anonymous questionnaire before an event: taking answers, and what may be shown of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.kit.withholding import withheld
from fund.models import User
from fund.privacy import gate
from fund.templatetags.words import day
from reporting.learning_events.planning import hold
from reporting.models import EventCard, EventInvitation, EventQuestion, EventVoices, LearningEvent

VOICES = 3  # what fewer said is never shown
NOTHING = "No answer"


@transaction.atomic
def answer(invitation: EventInvitation, said: Mapping[int, str]) -> None:
    """Count one project's answers in, by the number of each question. They cannot be found again, nor changed.

    Who answers stays apart from what is said: the answers are thrown together with all others at once, and the project
    is only marked as counted.
    """
    held = EventInvitation.objects.select_for_update(of=("self",), no_key=True).get(pk=invitation.pk)
    event = LearningEvent.objects.get(pk=held.event_id)
    if not event.takes_answers:
        raise Refused(f"The questionnaire closed on {day(event.answers_until)}.")
    if held.has_told:
        raise Refused(
            "Your group has answered already. Nothing ties you to your answers, so they cannot be found again to "
            "change them."
        )
    voices = EventVoices.objects.select_for_update(no_key=True).get(event=event)
    given = {question: said.get(question.pk, "").strip() for question in event.questions.all()}
    if not any(given.values()):
        raise Refused("Answer at least one question.")
    for question, words in given.items():
        _add(voices, question, words)
    voices.number += 1
    voices.save(update_fields=["number", "said"])
    held.has_told = True
    history.save_quietly(held, fields=["has_told"])
    invitation.has_told = True


def _add(voices: EventVoices, question: EventQuestion, words: str) -> None:
    if question.kind == EventQuestion.Kind.WORDS:
        before = voices.said.get(str(question.pk), [])
        voices.said[str(question.pk)] = sorted([*before, words] if words else before, key=str.casefold)
        return
    if words and words not in question.choices:
        raise Refused("Choose one of the answers that are there.")
    counts = voices.said.setdefault(str(question.pk), dict.fromkeys([*question.choices, NOTHING], 0))
    counts[words or NOTHING] += 1


@dataclass(frozen=True)
class Result:
    """What was said to one question: the words, or each choice with its number, None where that is withheld."""

    question: EventQuestion
    is_shown: bool
    words: tuple[str, ...] = ()
    counts: tuple[tuple[str, int | None], ...] = ()

    @property
    def is_withheld(self) -> bool:
        return any(number is None for _, number in self.counts)


def results(event: LearningEvent) -> list[Result]:
    """What all said, question by question; nothing while the questionnaire is open, or where fewer than three spoke.

    From one look to the next one could see what somebody just said, so the last day has to be past. Two queries.
    """
    voices = EventVoices.objects.get(event=event)
    return [_result(event, voices, question) for question in event.questions.all()]


def is_closed(event: LearningEvent) -> bool:
    return not event.takes_answers


def _result(event: LearningEvent, voices: EventVoices, question: EventQuestion) -> Result:
    said = voices.said.get(str(question.pk))
    if not is_closed(event) or voices.number < VOICES or not said:
        return Result(question, False)
    if isinstance(said, list):
        return Result(question, True, words=tuple(said)) if len(said) >= VOICES else Result(question, False)
    counts = [(name, said[name]) for name in [*question.choices, NOTHING]]
    return Result(question, True, counts=shown(counts))


def shown(counts: list[tuple[str, int]]) -> tuple[tuple[str, int | None], ...]:
    """The numbers of a choice as anybody may read them: those under three withheld, and others so that none is found.

    How many answered in all is known, so each number that is shown can be taken away from it.
    """
    hidden, _ = withheld([(number,) for _, number in counts], few=VOICES)
    return tuple((name, None if place in hidden else number) for place, (name, number) in enumerate(counts))


@transaction.atomic
def bring_to_board(event: LearningEvent, *, by: User) -> int:
    """Lay the words of the questionnaire that are shown among the cards, once; how many there are."""
    held = hold(event)
    if held.state not in {LearningEvent.State.OPEN, LearningEvent.State.HELD}:
        raise Refused("The draft is being checked or the event was called off, so nothing is added now.")
    if held.cards.filter(question__isnull=False).exists():
        raise Refused("The words of the questionnaire are among the cards already.")
    cards = [
        EventCard(event=held, kind=EventCard.Kind.TOLD, words=words, question=result.question)
        for result in results(held)
        for words in result.words
    ]
    if not cards:
        raise Refused("There is nothing to add: no question was answered in words by three or more.")
    for card in cards:
        history.save(card, by=by)
        gate.look(card, {"words": card.words}, by=by)
    return len(cards)
