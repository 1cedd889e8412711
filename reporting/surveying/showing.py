"""What a survey found, wave by wave, so that nobody can be picked out.

People are shown in groups that cover everybody who answered. Of each group there are none, or at least as many as the
fund's threshold says; else the groups are put together more coarsely, in three steps, and at last nothing is shown. So
there is no number that the others, taken from the whole, would give away. One step is chosen for all waves that are
drawn beside each other. Nothing is shown while a wave is open: from one look to the next one could see what was added.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.safestring import SafeString

from fund.kit import charts
from reporting.figures import withholding
from reporting.models import Survey, SurveyItem, SurveyWave, Threshold

UNSURE = "unsure"
NONE = "none"  # not sure, or no answer
AGREEING = {
    "5": "Strongly agree",
    "4": "Agree",
    "3": "Neither",
    "2": "Disagree",
    "1": "Strongly disagree",
}
OFTEN = {
    "4": "More than weekly",
    "3": "About weekly",
    "2": "About monthly",
    "1": "Once or twice",
    "0": "Not at all",
}
CHOICES: dict[str, dict[str, str]] = {SurveyItem.Kind.ATTITUDE: AGREEING, SurveyItem.Kind.OFTEN: OFTEN}
YES: dict[str, tuple[str, ...]] = {SurveyItem.Kind.ATTITUDE: ("5", "4"), SurveyItem.Kind.OFTEN: ("4", "3", "2")}
SAYS: dict[str, tuple[str, str]] = {
    SurveyItem.Kind.ATTITUDE: ("Agree", "Do not agree"),
    SurveyItem.Kind.OFTEN: ("Monthly or more", "Less often"),
}
OF: dict[str, str] = {SurveyItem.Kind.ATTITUDE: "had an opinion", SurveyItem.Kind.OFTEN: "could say how often"}
NOTHING_SAID = "Not sure, or no answer"
ALL_OTHERS = "All others who answered"
SHADES_KEY = "shade"
COARSEST = 2  # the step in which those who said nothing are among the others

Counts = Mapping[str, int]
Step = tuple[tuple[str, tuple[str, ...], int], ...]  # of each group its name, what is in it, and its shade


def steps(kind: str) -> list[Step]:
    """The ways to put people into groups, from fine to coarse."""
    choices, yes, (says, says_not) = CHOICES[kind], YES[kind], SAYS[kind]
    no = tuple(code for code in choices if code not in yes)
    fine = tuple((name, (code,), shade) for shade, (code, name) in enumerate(choices.items()))
    return [
        (*fine, (NOTHING_SAID, (NONE,), 5)),
        ((says, yes, 0), (says_not, no, 2), (NOTHING_SAID, (NONE,), 5)),
        ((says, yes, 0), (ALL_OTHERS, (*no, NONE), 2)),
    ]


def grouped(step: Step, counts: Counts) -> list[int]:
    """How many people each group of this step holds."""
    return [sum(counts.get(code, 0) for code in codes) for _, codes, _ in step]


def finest(kind: str, counts: Counts, few: int) -> int | None:
    """The first step in which no group is small; none where each has one."""
    for number, step in enumerate(steps(kind)):
        if not any(withholding.is_few(size, few) for size in grouped(step, counts)):
            return number
    return None


@dataclass(frozen=True)
class Line:
    """One wave of a question: the people in each group, and what is said of them in words."""

    wave: SurveyWave
    words: str
    sizes: tuple[int, ...] = ()
    is_shown: bool = True
    short: str = ""


@dataclass(frozen=True)
class Compared:
    """One question in one wording, through the waves that asked it."""

    item: SurveyItem
    lines: tuple[Line, ...]
    heads: tuple[tuple[str, SafeString], ...] = ()
    meaning: str = ""
    chart: SafeString | None = None
    said: tuple[tuple[SurveyWave, tuple[str, ...]], ...] = ()

    @property
    def is_new_wording(self) -> bool:
        return self.item.version > 1


@dataclass(frozen=True)
class Results:
    """All that may be shown of a survey; of each wave how many answered."""

    answered: Mapping[int, int]
    questions: tuple[Compared, ...]


def compared(survey: Survey, rule: Threshold) -> Results:
    """What the waves that are over found. Three queries, whatever the number of waves, questions and answers."""
    waves = list(survey.waves.prefetch_related("items", "answers"))
    said = {wave.pk: [row.values for row in wave.answers.all()] for wave in waves}
    over = [wave for wave in waves if wave.is_over]
    items = {item.pk: item for wave in over for item in wave.items.all()}
    found = []
    for item in sorted(items.values(), key=lambda one: (one.line, one.version)):
        asked = [(wave, said[wave.pk]) for wave in over if any(one.pk == item.pk for one in wave.items.all())]
        found.append(_question(item, asked, rule))
    return Results({pk: len(rows) for pk, rows in said.items()}, tuple(found))


def _question(item: SurveyItem, asked: Sequence[tuple[SurveyWave, list[Any]]], rule: Threshold) -> Compared:
    given = [(wave, [values.get(str(item.pk)) for values in rows]) for wave, rows in asked]
    if item.kind == SurveyItem.Kind.OPEN:
        return _open(item, given, rule)
    if item.kind == SurveyItem.Kind.NUMBER:
        return Compared(item, tuple(_number(wave, values, rule) for wave, values in given))
    return _grouped(item, given, rule)


def _grouped(item: SurveyItem, given: Sequence[tuple[SurveyWave, list[Any]]], rule: Threshold) -> Compared:
    counts = {wave.pk: count(item.kind, values) for wave, values in given}
    levels = {pk: finest(item.kind, each, rule.few) for pk, each in counts.items()}
    number = max((level for level in levels.values() if level is not None), default=0)
    step = steps(item.kind)[number]
    lines = []
    for wave, values in given:
        if levels[wave.pk] is None or not values:
            lines.append(Line(wave, _withheld(len(values), rule), is_shown=False))
        else:
            sizes = grouped(step, counts[wave.pk])
            words, short = _share(item.kind, counts[wave.pk], number, rule)
            lines.append(Line(wave, words, tuple(sizes), short=short))
    drawn = [line for line in lines if line.is_shown]
    heads = tuple((name, charts.swatch(SHADES_KEY, shade)) for name, _, shade in step)
    if not drawn:
        return Compared(item, tuple(lines))
    meaning = f"Counted here: “{SAYS[item.kind][0].lower()}”, of those who {_of(item.kind, number)}."
    return Compared(item, tuple(lines), heads, meaning, _chart(item, drawn, step))


def count(kind: str, values: Iterable[Any]) -> dict[str, int]:
    """How many chose each answer; all that is none of them is counted as nothing said."""
    choices = CHOICES[kind]
    found = dict.fromkeys([*choices, NONE], 0)
    for value in values:
        found[value if value in choices else NONE] += 1
    return found


def _share(kind: str, counts: Counts, number: int, rule: Threshold) -> tuple[str, str]:
    """Those who say yes, of those who had an opinion, or in the coarsest step of all who answered; long and short."""
    yes = sum(counts[code] for code in YES[kind])
    base = sum(counts.values()) - (0 if number == COARSEST else counts[NONE])
    if not base:
        return f"nobody {OF[kind]}", "none"
    says = SAYS[kind][0].lower()
    of = _of(kind, number)
    short = f"{yes:,} of {base:,}"
    words = f"{short} who {of}: {says}"
    if base < rule.percent_from:
        return words, short
    percent = (200 * yes + base) // (2 * base)
    return f"{percent}% ({words})", f"{percent}% ({short})"


def _of(kind: str, number: int) -> str:
    return "answered the survey" if number == COARSEST else OF[kind]


def _withheld(answered: int, rule: Threshold) -> str:
    if not answered:
        return "nobody answered"
    if answered < rule.few:
        return f"fewer than {rule.few} people answered, so nothing is shown"
    return f"not shown, because a group of fewer than {rule.few} people could be seen in it"


def _chart(item: SurveyItem, lines: Sequence[Line], step: Step) -> SafeString:
    about = ". ".join(f"{line.wave}: {line.words}" for line in lines)
    return charts.stacked(
        [(f"{line.wave}: {line.short}", line.sizes) for line in lines],
        [shade for _, _, shade in step],
        shades_key=SHADES_KEY,
        key=f"item-{item.pk}",
        name=f"“{item.words}” in each wave",
        about=f"{about}.",
    )


def _number(wave: SurveyWave, values: Iterable[Any], rule: Threshold) -> Line:
    numbers = [value for value in values if isinstance(value, int)]
    if len(numbers) < rule.few:
        return Line(wave, _withheld(len(numbers), rule), is_shown=False)
    mean = (Decimal(sum(numbers)) / len(numbers)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return Line(wave, f"{mean.normalize():f} on average, of {len(numbers):,} answers")


def _open(item: SurveyItem, given: Sequence[tuple[SurveyWave, list[Any]]], rule: Threshold) -> Compared:
    lines, said = [], []
    for wave, values in given:
        words = sorted((value for value in values if isinstance(value, str) and value), key=str.casefold)
        if len(words) < rule.few:
            lines.append(Line(wave, _withheld(len(words), rule), is_shown=False))
        else:
            lines.append(Line(wave, f"{len(words):,} answers"))
            said.append((wave, tuple(words)))
    return Compared(item, tuple(lines), said=tuple(said))
