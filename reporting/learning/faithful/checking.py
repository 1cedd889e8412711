"""The door of the check: a claim, the sources that it names, and the verdict."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from reporting.learning.faithful import (
    absolutes,
    causes,
    direction,
    mixing,
    names,
    negation,
    numbers,
    overlap,
    people,
    roles,
)

NO_SOURCE = "It has no source. Tie it to the words that it comes from, or leave it out."
UNKNOWN_SOURCE = "Its source “{key}” is not among the evidence. Choose one that is, or leave the statement out."
NO_CONSENT = "A story that it comes from may not be used for this. Leave the statement out."


class State(StrEnum):
    PASSED = "passed"
    LOOK_AGAIN = "look_again"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class Evidence:
    """The words of one source, and whether they may be used for what the claim is for."""

    text: str
    is_allowed: bool = True


@dataclass(frozen=True)
class Finding:
    """What one rule found, in words to act on. What `blocks` cannot be ticked off by anybody."""

    rule: str
    words: str
    blocks: bool


@dataclass(frozen=True)
class Verdict:
    """What the check says of a claim."""

    findings: tuple[Finding, ...]

    @property
    def state(self) -> State:
        if not self.findings:
            return State.PASSED
        return State.BLOCKED if any(finding.blocks for finding in self.findings) else State.LOOK_AGAIN

    @property
    def reasons(self) -> list[str]:
        """The words of the findings, what blocks first."""
        return [finding.words for finding in sorted(self.findings, key=lambda one: not one.blocks)]


@dataclass(frozen=True)
class Compared:
    """A claim beside the words that it comes from, and what else may stand in it."""

    claim: str
    source: str
    about: tuple[str, ...]
    figures: frozenset[str]
    alike: overlap.Alike | None
    limits: overlap.Limits

    @property
    def unnamed(self) -> str:
        """The claim without the known names: the 45 of “Forty-five and 45 Club” counts nothing."""
        text = self.claim
        for name in sorted(filter(None, self.about), key=len, reverse=True):
            text = text.replace(name, "–")
        return text


Rule = Callable[[Compared], Iterator[Finding]]


def _numbers(one: Compared) -> Iterator[Finding]:
    for words in numbers.wrong(one.unnamed, one.source, one.figures):
        yield Finding("numbers", words, True)
    for words in numbers.doubtful(one.unnamed, one.source):
        yield Finding("numbers", words, False)


def _names(one: Compared) -> Iterator[Finding]:
    for words in names.new(one.claim, one.source, one.about):
        yield Finding("names", words, False)


def _compared(rule: str, look: Callable[[str, str], Iterator[str]]) -> Rule:
    """A rule that only holds the claim against the source, and asks a person to look again."""

    def findings(one: Compared) -> Iterator[Finding]:
        for words in look(one.claim, one.source):
            yield Finding(rule, words, False)

    return findings


def _overlap(one: Compared) -> Iterator[Finding]:
    for words in overlap.strange(numbers.without_figures(one.claim), one.source, one.alike, one.limits):
        yield Finding("overlap", words, False)


RULES: dict[str, Rule] = {
    "numbers": _numbers,
    "names": _names,
    "negation": _compared("negation", negation.turned),
    "absolutes": _compared("absolutes", absolutes.added),
    "direction": _compared("direction", direction.flipped),
    "roles": _compared("roles", roles.swapped),
    "mixing": _compared("mixing", mixing.mixed),
    "people": _compared("people", people.lost),
    "causes": _compared("causes", causes.changed),
    "overlap": _overlap,
}


def check(
    claim: str,
    sources: Collection[str],
    evidence: Mapping[str, Evidence],
    *,
    about: Collection[str] = (),
    figures: Collection[str] = (),
    alike: overlap.Alike | None = None,
    limits: overlap.Limits = overlap.USUAL,
    rules: Mapping[str, Rule] = RULES,
) -> Verdict:
    """Compare a claim with the sources that it names.

    `evidence` holds the words of each source by its key; `about` are names that are known of the projects, such as
    their titles, organisations and areas; `figures` are the keys that a `{{fig:ID}}` may name; `alike` gives the
    closeness in meaning of two texts, from -1 to 1, where a model is there; `limits` are those of the method. A missing
    source, one that may not be used, and a number that no source has block the claim; the rest asks a person to look
    again. The whole words of a source always pass.
    """
    missing = [Finding("sources", UNKNOWN_SOURCE.format(key=key), True) for key in sources if key not in evidence]
    if not sources:
        missing = [Finding("sources", NO_SOURCE, True)]
    if any(not evidence[key].is_allowed for key in sources if key in evidence):
        missing.append(Finding("consent", NO_CONSENT, True))
    if missing:
        return Verdict(tuple(missing))
    if claim.strip() in {evidence[key].text.strip() for key in sources}:
        return Verdict(())
    compared = Compared(
        claim=claim.strip(),
        source="\n".join(evidence[key].text for key in sources),
        about=tuple(about),
        figures=frozenset(figures),
        alike=alike,
        limits=limits,
    )
    return Verdict(tuple(finding for rule in rules.values() for finding in rule(compared)))
