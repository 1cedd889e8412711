"""Whether the words of a claim are the words of its source at all, by what they share or by a model of meaning."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fund.kit import sentences
from reporting.learning.faithful.words import clauses, content, likeness

_FEWEST = 3  # a sentence with less content, such as "They were glad.", says too little to be judged by itself
STRANGE = "“{said}” shares hardly a word with the source. Check that the source says this."
FAR = "These words mean something else than the source. Check that the source says this."

Alike = Callable[[str, str], float]


@dataclass(frozen=True)
class Limits:
    """How much a claim shares with its source at least, in words and in meaning; from `near` on meaning alone does."""

    shared: float = 0.2
    alike: float = 0.4
    near: float = 0.6

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> "Limits":
        """As the numbers of the method say; the usual ones for drafts that were made before they were among them."""
        told = {"shared": "check_shared", "alike": "check_alike", "near": "check_near"}
        return cls(**{name: float(numbers[key]) for name, key in told.items() if key in numbers})


USUAL = Limits()


def strange(claim: str, source: str, alike: Alike | None = None, limits: Limits = USUAL) -> Iterator[str]:
    """Sentences that share hardly a word with the source, and clauses that share none.

    With a model what means something else is pointed out too, and a sentence that means much the same is let through.
    """
    for sentence in sentences.split(claim):
        if len(content(sentence.text)) < _FEWEST:
            continue
        if likeness(sentence.text, source) < limits.shared:
            if alike is None or not any(alike(sentence.text, one) >= limits.near for one in source.splitlines()):
                yield STRANGE.format(said=_short(sentence.text))
        else:
            for clause in clauses(sentence.text):
                if len(set(content(clause))) > _FEWEST and not likeness(clause, source):
                    yield STRANGE.format(said=_short(clause))
    if alike is not None and not any(alike(claim, one) >= limits.alike for one in source.splitlines()):
        yield FAR


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + "…"
