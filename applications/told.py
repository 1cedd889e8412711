"""What may be told in another way, how long it may last, and how that bears on what must be typed."""

from decimal import ROUND_CEILING, Decimal
from typing import Any

from applications.models import Application, Telling
from fund.kit.plain_text import count_words
from fund.models import Question, Section

WORDS_A_MINUTE = 100
FASTEST_WORDS_A_MINUTE = 200  # nobody is understood who speaks faster: more words were not said
SHORT_ANSWER_WORDS = 50  # one line, spoken
IN_WORDS = (Question.Kind.TEXT, Question.Kind.LINE)


def can_be_told(question: Question) -> bool:
    """Say whether a recording can answer this question: those that are answered in words."""
    return question.kind in IN_WORDS


def minutes_for(question: Question) -> Decimal:
    """How long a recording may last, to be equal to the word limit: words / 100, rounded up to half minutes.

    People speak about 150 words a minute (VirtualSpeech, "Average Speaking Rate and Words per Minute", 2022). We
    count 100, so that pauses, slow speech, speech by a machine, and signing, which takes more time a word, are no
    loss. A round may set `minutes` in the question's settings instead.
    """
    if own := question.settings.get("minutes"):
        return Decimal(str(own))
    words = int(question.settings.get("words") or (SHORT_ANSWER_WORDS if question.kind == "line" else 500))
    return (Decimal(words * 2) / WORDS_A_MINUTE).to_integral_value(rounding=ROUND_CEILING) / 2


def most_words_in(telling: Telling) -> int:
    """How many words can have been said in a recording, at the fastest."""
    return (telling.seconds or 0) * FASTEST_WORDS_A_MINUTE // 60


def minutes_of(section: Section, question: Question | None) -> Decimal:
    """The same for one question, or for all of a section that are answered in words."""
    if question is not None:
        return minutes_for(question)
    return sum((minutes_for(each) for each in section.questions.all() if can_be_told(each)), Decimal(0))


def words_told(application: Application) -> dict[str, int]:
    """For each question that was told: how many words its confirmed text has, or 0 while the text is not there yet.

    Who kept to the minutes has kept to the limit, however many words they are when typed. So a confirmed text may be
    as long as it is. While it is being typed the question counts as answered: our typing must not cost anybody the
    closing day.
    """
    words: dict[str, int] = {}
    for telling in application.tellings.all():
        if telling.state in {Telling.State.CONFIRMED, Telling.State.CHANGED}:
            words |= {code: count_words(text) for code, text in _texts(telling.typed) if count_words(text)}
        elif telling.state != Telling.State.TAKEN_BACK:
            words |= {question.code: 0 for question in questions_of(telling) if can_be_told(question)}
    return words


def questions_of(telling: Telling) -> list[Question]:
    """The questions that it answers."""
    return [telling.question] if telling.question else list(telling.section.questions.all())


def _texts(typed: dict[str, Any]) -> list[tuple[str, str]]:
    return [(code, value) for code, value in typed.items() if isinstance(value, str)]


def ways_of(application: Application) -> dict[int, Telling]:
    """The way in which each question was told, by its key: for readers, without a name, a number or a file."""
    rows = application.tellings.standing().select_related("question", "section").prefetch_related("section__questions")
    rows = rows.only("pk", "way", "state", "application_id", "question", "section")
    return {question.pk: telling for telling in rows for question in questions_of(telling)}
