"""Whether the words of a claim are the words of its source at all, by what they share or by a model of meaning."""

from collections.abc import Callable, Iterator

from fund.kit import sentences
from reporting.learning.faithful.words import clauses, content, likeness

LEAST_SHARED = 0.2
LEAST_ALIKE = 0.4
NEAR = 0.6  # from here on a model of meaning vouches for words that are all other ones
_FEWEST = 3  # a sentence with less content, such as "They were glad.", says too little to be judged by itself
STRANGE = "“{said}” shares hardly a word with the source. Check that the source says this."
FAR = "These words mean something else than the source. Check that the source says this."

Alike = Callable[[str, str], float]


def strange(claim: str, source: str, alike: Alike | None = None) -> Iterator[str]:
    """Sentences that share less than a fifth of their words with the source, and clauses that share none.

    With a model a cosine below 0.4 is pointed out too, and from 0.6 on a sentence in all other words is let through.
    """
    for sentence in sentences.split(claim):
        if len(content(sentence.text)) < _FEWEST:
            continue
        if likeness(sentence.text, source) < LEAST_SHARED:
            if alike is None or not any(alike(sentence.text, one) >= NEAR for one in source.splitlines()):
                yield STRANGE.format(said=_short(sentence.text))
        else:
            for clause in clauses(sentence.text):
                if len(set(content(clause))) > _FEWEST and not likeness(clause, source):
                    yield STRANGE.format(said=_short(clause))
    if alike is not None and not any(alike(claim, one) >= LEAST_ALIKE for one in source.splitlines()):
        yield FAR


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rsplit(" ", 1)[0] + "…"
