"""Applications of a round that say much the same. A job compares each when it is handed in; no page computes.

A text is a run of words. Every five words in a row are a shingle, hashed to a number; one in sixteen, chosen by the
number itself, is kept as a mark of the application. Texts that share marks share passages: a passage of 100 words is
missed in about one of 400 cases. Only those few are then read in full. So each comparison costs the same, however
many applications the round has. (Broder, On the resemblance and containment of documents, 1997; marks that many
applications bear weigh nothing, as words do in TF-IDF.)
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from applications.models import Application, ApplicationAnswers, SimilarPair, TextMark
from fund.kit.full_text import fold
from fund.models import Question, Round

SHINGLE = 5  # words
ONE_IN = 16  # shingles that are kept as marks
COMMON = 0.05  # of the round's applications, at least 5: what so many say is boilerplate
SHARED_MARKS = 3  # to be read in full
READ_IN_FULL = 10
LEAST_PERCENT = 20
LEAST_PASSAGE, LONG_PASSAGE = 10, 60  # words: shorter ones are chance, one long one is worth a look by itself
SHOWN = 8

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class Text:
    """The long answers of one application: as typed, its words folded, and where each word stands."""

    raw: str
    words: list[str]
    places: list[tuple[int, int]]

    @classmethod
    def of(cls, raw: str) -> "Text":
        found = list(_WORD.finditer(raw))
        return cls(raw, [fold(match.group()) for match in found], [match.span() for match in found])

    def shingles(self) -> Iterator[tuple[str, ...]]:
        for start in range(len(self.words) - SHINGLE + 1):
            yield tuple(self.words[start : start + SHINGLE])

    def cut(self, start: int, end: int) -> str:
        """The words from start to end as they were typed."""
        return self.raw[self.places[start][0] : self.places[end - 1][1]]


@dataclass(frozen=True)
class Passage:
    """A run of words that two texts share: where it begins in each, and how long it is."""

    one: int
    other: int
    length: int


@dataclass(frozen=True)
class Comparison:
    """What comparing one application found, before it is kept."""

    application: Application
    pairs: list[SimilarPair]


@transaction.atomic
def mark(application: Application) -> None:
    """Keep the marks of an application. This is done before it is compared, so that of two that come in at the same
    moment at least one sees the other.
    """
    text = text_of([application.pk]).get(application.pk, Text.of(""))
    TextMark.objects.filter(application=application).delete()
    rows = [TextMark(round_id=application.round_id, application=application, mark=mark) for mark in marks_of(text)]
    TextMark.objects.bulk_create(rows)


def compare(application: Application) -> Comparison:
    """Compare an application with the others of its round: six queries, whatever their number. Nothing is written."""
    text = text_of([application.pk]).get(application.pk, Text.of(""))
    marks = marks_of(text)
    limit = max(5, int(COMMON * application.round.applications.exclude(state=Application.State.DRAFT).count()))
    others = TextMark.objects.filter(round=application.round_id, mark__in=marks).exclude(application=application.pk)
    bearers: dict[int, set[int]] = {}
    for mark, other in others.values_list("mark", "application"):
        bearers.setdefault(mark, set()).add(other)
    common = {mark for mark, keys in bearers.items() if len(keys) >= limit}
    shared: dict[int, int] = {}
    for mark in bearers.keys() - common:
        for other in bearers[mark]:
            shared[other] = shared.get(other, 0) + 1
    near = sorted((key for key, number in shared.items() if number >= SHARED_MARKS), key=lambda key: -shared[key])
    pairs = []
    for key, theirs in text_of(near[:READ_IN_FULL]).items():
        if pair := _pair(application.pk, text, key, theirs, common):
            pairs.append(pair)
    return Comparison(application, pairs)


def keep(comparison: Comparison) -> None:
    """Keep the pairs of a comparison instead of what an earlier one found."""
    application = comparison.application
    SimilarPair.objects.filter(Q(one=application) | Q(other=application)).delete()
    SimilarPair.objects.bulk_create(comparison.pairs, ignore_conflicts=True)


def compare_all(round_: Round, *, said: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Mark and compare every application of a round that was handed in, as the jobs of handing in do; how many pairs.

    For applications that came in otherwise: brought from elsewhere, made in bulk, or older than this comparison. A
    second run finds the same. `said` hears how many are done, of how many.
    """
    rows = round_.applications.handed_in().select_related("round").order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    for row in rows.iterator():
        mark(row)
    for done, key in enumerate(keys, 1):
        found = compare(rows.get(pk=key))
        with transaction.atomic():
            keep(found)
        said(done, len(keys))
    return SimilarPair.objects.filter(one__round=round_).count()


def same_text(application: Application) -> QuerySet[SimilarPair]:
    """The pairs that this application is one of, the most alike first."""
    pairs = SimilarPair.objects.filter(Q(one=application) | Q(other=application))
    return pairs.select_related("one__organisation", "other__organisation")


def text_of(keys: list[int]) -> dict[int, Text]:
    """The long answers of these applications: one query for the answers, one for their questions."""
    sheets = ApplicationAnswers.objects.whole().filter(application__in=keys).order_by("section__position", "pk")
    rows = list(sheets.values_list("application", "section", "values"))
    asked = Question.objects.filter(kind=Question.Kind.TEXT, section__in={section for _, section, _ in rows})
    codes: dict[int, list[str]] = {}
    for section, code in asked.order_by("position").values_list("section", "code"):
        codes.setdefault(section, []).append(code)
    answers: dict[int, list[str]] = {}
    for key, section, values in rows:
        texts = [values.get(code) for code in codes.get(section, ())]
        answers.setdefault(key, []).extend(text for text in texts if isinstance(text, str) and text)
    return {key: Text.of("\n\n".join(texts)) for key, texts in answers.items()}


def marks_of(text: Text) -> set[int]:
    """The marks of a text: one in ONE_IN of its shingles, the same ones in every text."""
    hashes = (_hash(shingle) for shingle in text.shingles())
    return {number >> 4 for number in hashes if number % ONE_IN == 0}


def _hash(shingle: tuple[str, ...]) -> int:
    return int.from_bytes(hashlib.blake2b(" ".join(shingle).encode(), digest_size=8).digest()) & (2**63 - 1)


def passages_between(one: Text, other: Text) -> list[Passage]:
    """The runs of words that two texts share, in the order of the first, none inside another."""
    places: dict[tuple[str, ...], list[int]] = {}
    for place, shingle in enumerate(other.shingles()):
        places.setdefault(shingle, []).append(place)
    found, start = [], 0
    while start <= len(one.words) - SHINGLE:
        best = Passage(start, 0, 0)
        for place in places.get(tuple(one.words[start : start + SHINGLE]), ())[:20]:
            length = SHINGLE
            while (
                start + length < len(one.words)
                and place + length < len(other.words)
                and one.words[start + length] == other.words[place + length]
            ):
                length += 1
            if length > best.length:
                best = Passage(start, place, length)
        if best.length >= LEAST_PASSAGE:
            found.append(best)
        start += max(1, best.length)
    return found


def _pair(key: int, text: Text, other_key: int, other: Text, common: set[int]) -> SimilarPair | None:
    """The two as a pair if enough of the shorter one is shared; what many applications say does not count."""
    passages = [each for each in passages_between(text, other) if not _is_common(text, each, common)]
    words = sum(passage.length for passage in passages)
    percent = min(100, round(100 * words / max(1, min(len(text.words), len(other.words)))))
    longest = max((passage.length for passage in passages), default=0)
    if percent < LEAST_PERCENT and longest < LONG_PASSAGE:
        return None
    shown: list[dict[str, Any]] = []
    for passage in sorted(passages, key=lambda each: -each.length)[:SHOWN]:
        mine = text.cut(passage.one, passage.one + passage.length)
        theirs = other.cut(passage.other, passage.other + passage.length)
        pair = (mine, theirs) if key < other_key else (theirs, mine)
        shown.append({"one": pair[0], "other": pair[1], "words": passage.length})
    first, second = sorted((key, other_key))
    return SimilarPair(one_id=first, other_id=second, percent=percent, passages=shown)


def _is_common(text: Text, passage: Passage, common: set[int]) -> bool:
    """Say whether a passage is boilerplate: every mark in it is one that many applications bear."""
    inside = Text("", text.words[passage.one : passage.one + passage.length], [])
    marks = marks_of(inside)
    return bool(marks) and marks <= common
