"""The fixed sentences of a summary: plain words, at most grade 8, with numbers and names filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from reporting.learning.grading import LEVELS
from reporting.learning.pack import Line, Pack, Project
from reporting.models import LearningSummary, Statement

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

TITLE_LETTERS, LINE_WORDS = 70, 25  # a title and the one line have at most
NAME_WORDS = 11  # of the name of a project in the one line

NOTHING_AGAINST = "No project reported this. That may mean nobody asked."
ONE_PROJECT = "This comes from one project. Other places may see something else."
FEW_PROJECTS = "This comes from {projects}. That is not many."
MANY_PROJECTS = "This comes from {projects}."
SILENT = "We do not know yet about {projects}: there is no report that the fund has accepted."
CHOSEN = "A computer chose these sentences from the reports. People then read and checked them."
CHOSEN_FROM_TEXTS = "A computer chose these sentences from older texts. People then read and checked them."
SILENT_TEXTS = "We do not know about {projects}: no text here tells of that."
WRITTEN = "A language model wrote these sentences from the reports. People then compared them with what was written."
COUNTED = "The projects counted the figures. Nobody else checked them."
COUNTED_TWICE = "A person who came in the time of two reports is counted twice."
NO_FIGURES = "There are no figures yet."
LEFT_OUT = "We left out {sentences} with personal details."
HELPED_AND_NOT = "What helped: {helped}. What got in the way: {hindered}."
IN_FEWER_WORDS = "Helped: {helped}. In the way: {hindered}."
HELPED_ONLY = "What helped: {helped}."
NOT_ONLY = "What got in the way: {hindered}."
SAME = "{theme}: what helped, and what got in the way."
NEITHER = "What {who} told us"
TELLS_BOTH = "{who} {tell} what helped, and what got in the way."
TELLS_HELPED = "{who} {tell} what helped."
TELLS_HINDERED = "{who} {tell} what got in the way."
TELLS_NEITHER = "We heard from {who}, but not yet what helped or what got in the way."
FIGURE = "{name}: {{{{fig:{id}}}}}."
HELPED, HINDERED, PLANNED = "what helped", "what got in the way", "what they will do next"
BOTH_TOLD = "{theme}: {many} of {of} projects told {first}, and {few} told {second}."
TOLD_BOTH = "{projects} told both."
VOICES = "{helped} more often told what helped; {hindered} more often told what got in the way."
ONE = "from one project"
SAID_THIS = "{saying:,} of {asked:,} projects said this"
SAID_ALIKE = "{saying:,} of {asked:,} projects said something like this"
DRAWS_ON = "this draws on {saying:,} of {asked:,} projects"
TOLD = "{saying:,} of {asked:,} projects told {what}"
COUNTED_FIGURE = "{saying:,} of {asked:,} projects counted this"
ON_THEME = "On this theme, {told}"
AND_OTHERS = "{told}, and {opposing:,} told {other}"
COST_EACH = "About £{median} for each person who took part"
COST_PART = f"{COST_EACH}, from £{{lowest}} to £{{highest}} in {{projects}} projects. This is the grant’s part."
COST_FULL = f"{COST_EACH}, from £{{lowest}} to £{{highest}} in {{projects}} projects. This is the full cost."
FOR_WHOM = "People with: {conditions}."
WHERE = "Where: {areas}."


def number(count: int) -> str:
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def counted(count: int, noun: str) -> str:
    """One project, two projects, 12 projects."""
    return f"{number(count)} {noun}" + ("" if count == 1 else "s")


def in_a_row(names: tuple[str, ...]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)


def small(name: str) -> str:
    """A name as it stands inside a sentence: "Peers" is "peers", but "NHS" stays."""
    return name if len(name) > 1 and name[1].isupper() else name[:1].lower() + name[1:]


def title(helped: Sequence[str], hindered: Sequence[str], who: str) -> str:
    """The finding in one breath: the first theme of each side, another one for the other side where there is one."""
    one = helped[0] if helped else ""
    other = next((name for name in hindered if name != one), hindered[0] if hindered else "")
    if one and one == other:
        forms = [SAME.format(theme=one)]
    elif one and other:
        names = {"helped": small(one), "hindered": small(other)}
        forms = [form.format(**names) for form in (HELPED_AND_NOT, IN_FEWER_WORDS, HELPED_ONLY)]
    elif one:
        forms = [HELPED_ONLY.format(helped=small(one))]
    elif other:
        forms = [NOT_ONLY.format(hindered=small(other))]
    else:
        forms = [NEITHER.format(who=who)]
    forms = [form.rstrip(".") for form in forms]
    return next((form for form in forms if len(form) <= TITLE_LETTERS), _cut(forms[-1], TITLE_LETTERS))


def one_line(pack: Pack, telling: int, *, has_for: bool, has_against: bool) -> str:
    """Who tells what, in one sentence: the one project by its title, or how many projects tell of either side."""
    if len(pack.projects) == 1:
        who = _few_words(_cut(pack.projects[0].title, 150), NAME_WORDS)
    else:
        who = counted(telling or sum(project.has_told for project in pack.projects), "project")
    if has_for and has_against:
        words = TELLS_BOTH
    elif has_for or has_against:
        words = TELLS_HELPED if has_for else TELLS_HINDERED
    else:
        return _cut(TELLS_NEITHER.format(who=who), 250)
    is_one = len(pack.projects) == 1 or telling == 1
    return _cut(words.format(who=_capital(who), tell="tells" if is_one else "tell"), 250)


def for_whom(projects: tuple[Project, ...]) -> str:
    """Which people and which places the projects were for, in the fund's own words."""
    told = [project for project in projects if project.has_told] or list(projects)
    conditions = tuple(sorted({small(name) for project in told for name in project.conditions}))
    areas = tuple(sorted({name for project in told for name in project.areas}))
    parts = [FOR_WHOM.format(conditions=", ".join(conditions))] if conditions else []
    parts += [WHERE.format(areas=", ".join(areas))] if areas else []
    return _cut(" ".join(parts), 250)


def figure(shown: Mapping[str, object]) -> str:
    """A statement from a figure. Its number is only named, and filled in where the statement is shown."""
    return FIGURE.format(name=shown["name"], id=shown["id"])


def disagreement(
    theme: str,
    helped: int,
    hindered: int,
    both: int,
    asked: int,
    helped_by: Mapping[str, int],
    hindered_by: Mapping[str, int],
) -> str:
    """Both sides of a theme in one sentence, the larger first; one more for projects that told both, and for voices."""
    first, second = (HELPED, HINDERED) if helped >= hindered else (HINDERED, HELPED)
    many, few = max(helped, hindered), min(helped, hindered)
    said = BOTH_TOLD.format(theme=theme, many=many, few=few, of=asked, first=first, second=second)
    if both:
        said += " " + TOLD_BOTH.format(projects=_capital(number(both)))
    voices = {voice: helped_by.get(voice, 0) - hindered_by.get(voice, 0) for voice in VOICE_NAMES}
    for_it = tuple(VOICE_NAMES[voice] for voice, more in voices.items() if more > 0)
    against = tuple(VOICE_NAMES[voice] for voice, more in voices.items() if more < 0)
    if for_it and against:
        said += " " + VOICES.format(helped=_capital(in_a_row(for_it)), hindered=in_a_row(against))
    return said


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def behind(one: Line | Statement) -> str:
    """How many projects are counted for a statement, and what they told: its side of its theme, or this very thing."""
    sides = {"for": HELPED, "both": HELPED, "against": HINDERED, "next": PLANNED}
    if one.projects_asked == 1:
        words = ONE
    elif one.kind == "figure":
        words = COUNTED_FIGURE
    elif one.counted == "theme" and one.kind in sides:
        words = TOLD
    else:
        words = {"alike": SAID_ALIKE, "merged": DRAWS_ON}.get(one.counted, SAID_THIS)
    return words.format(saying=one.projects_saying, asked=one.projects_asked, what=sides.get(one.kind, ""))


def _both_sides(one: Line | Statement) -> str:
    """The same as whole sentences, with the projects that told the other side of the theme."""
    told = behind(one)
    if one.counted != "theme":
        return f"{_capital(told)}."
    if one.saying_no:
        told = AND_OTHERS.format(told=told, opposing=one.saying_no, other=HELPED if one.kind == "against" else HINDERED)
    said = f"{ON_THEME.format(told=told)}."
    return f"{said} {TOLD_BOTH.format(projects=_capital(number(one.saying_both)))}" if one.saying_both else said


def confidence(one: Line | Statement, level: str) -> str:
    """Why we are as sure as we are, in a few short sentences."""
    said = "This is from one project." if one.projects_asked == 1 else _both_sides(one)
    backed = BACKED.get(dict(one.concerns).get("methods", ""), "")
    return f"{SURE[level]}. {said} {backed}".strip()


def regraded(drafted: str, level: str, why: str) -> str:
    """Why a person lowered or raised how sure we are; nothing where nobody did."""
    if not level:
        return ""
    words = LOWERED if LEVELS.index(level) > LEVELS.index(drafted) else RAISED
    return words.format(why=why.strip().rstrip("."))


def note(drafted: str, level: str, why: str) -> str:
    """The grade that a person set, and why, as it stands beside a statement."""
    return f"{SURE[level]}. {regraded(drafted, level, why)}" if level else ""


TESTED = {"adopt": "Tested, and kept", "adapt": "Tested, and changed", "abandon": "Tested, and stopped"}


def tested(act: str, title: str = "") -> str:
    """What was done after the test of a change that a statement comes from, and what was tested."""
    return f"{TESTED[act]}: {title.strip().rstrip('.')}." if title.strip() else f"{TESTED[act]}."


def sure(level: str) -> str:
    """How sure we are, in two words, as it stands after a count."""
    return SURE[level].lower() if level else ""


def cost(known: Mapping[str, Any]) -> str:
    """What it costs for each person, with its limits."""
    if not known:
        return ""
    words = COST_FULL if known["is_full"] else COST_PART
    return words.format(**{name: f"{value:,}" for name, value in known.items() if name != "is_full"})


def cost_in_short(known: Mapping[str, Any]) -> str:
    """What it costs for each person, as it stands beside the title of a paper; nothing where it is not known."""
    return COST_EACH.format(median=f"{known['median']:,}") if known else ""


def limits(pack: Pack, *, has_figures: bool, counted_twice: bool) -> str:
    """What this summary cannot tell."""
    told = sum(project.has_told for project in pack.projects)
    silent, is_of_texts = len(pack.projects) - told, pack.scope == LearningSummary.Scope.COLLECTION
    if len(pack.projects) == 1:
        said = [ONE_PROJECT]
    else:
        said = [(FEW_PROJECTS if told < 3 else MANY_PROJECTS).format(projects=counted(told, "project"))]
    if silent:
        words = SILENT_TEXTS if is_of_texts else SILENT
        said.append(words.format(projects=counted(silent, "more project" if told else "project")))
    said.append(CHOSEN_FROM_TEXTS if is_of_texts else CHOSEN)
    said.append(COUNTED if has_figures else NO_FIGURES)
    if counted_twice:
        said.append(COUNTED_TWICE)
    if pack.left_out.get("sentences_with_personal_details"):
        said.append(LEFT_OUT.format(sentences=counted(pack.left_out["sentences_with_personal_details"], "sentence")))
    return " ".join(said)


def _few_words(words: str, most: int) -> str:
    found = words.split()
    return words if len(found) <= most else " ".join(found[:most]).rstrip(",;:") + "…"


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


VOICE_NAMES = {"people": "people who took part", "carers": "carers", "staff": "staff"}
SURE = {"high": "Very sure", "fairly": "Fairly sure", "not": "Not sure", "very": "Very unsure"}
LOWERED = "We lowered this because {why}."
RAISED = "We raised this because {why}."
BACKED = {"minor": "Some had figures.", "moderate": "Few had figures.", "serious": "None had figures."}

LEFT = {
    "reports_not_accepted": "report that the fund had not accepted yet",
    "reports_sent_twice": "report that was sent twice",
    "sources_not_final": "source that is not final",
    "sources_taken_back": "source that was taken back",
    "sources_not_yet_to_be_used": "source that may not be used yet",
    "sources_sent_twice": "source that was sent twice",
    "sentences_nobody_has_looked_at": "sentence that nobody has looked at",
    "cards_set_aside": "card that was set aside",
    "tests_kept_to_themselves": "test that its group keeps to itself",
    "figures_of_sources_left_out": "figure of a source that was left out",
    "figures_sent_twice": "figure that was sent twice",
    "answers_about_people": "answer that holds personal data",
    "sentences_with_personal_details": "sentence with a personal detail",
    "scraps": "heading, question or scrap of a sentence",
    "stories_without_consent": "story without consent to show it",
    "stories_with_personal_details": "story with personal details",
    "claims_thrown_away": "sentence of a language model that did not hold",
}
MORE = {
    "report that was sent twice": "reports that were sent twice",
    "source that is not final": "sources that are not final",
    "source that was taken back": "sources that were taken back",
    "source that may not be used yet": "sources that may not be used yet",
    "source that was sent twice": "sources that were sent twice",
    "sentence that nobody has looked at": "sentences that nobody has looked at",
    "card that was set aside": "cards that were set aside",
    "test that its group keeps to itself": "tests that their groups keep to themselves",
    "figure of a source that was left out": "figures of sources that were left out",
    "figure that was sent twice": "figures that were sent twice",
    "report that the fund had not accepted yet": "reports that the fund had not accepted yet",
    "answer that holds personal data": "answers that hold personal data",
    "sentence with a personal detail": "sentences with a personal detail",
    "heading, question or scrap of a sentence": "headings, questions or scraps of a sentence",
    "story without consent to show it": "stories without consent to show them",
    "story with personal details": "stories with personal details",
    "sentence of a language model that did not hold": "sentences of a language model that did not hold",
}


def left_out(counts: dict[str, int]) -> list[str]:
    """How many sources were left out and why, one sentence part each, in a fixed order."""
    return [
        f"{number(counts[key])} {words if counts[key] == 1 else MORE[words]}"
        for key, words in LEFT.items()
        if counts.get(key)
    ]
