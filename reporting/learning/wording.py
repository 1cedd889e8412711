"""The fixed sentences of a summary: plain words, at most grade 8, with numbers and names filled in."""

from collections.abc import Sequence

from reporting.learning.pack import Pack, Project

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")

NOTHING_AGAINST = "No project reported this. That may mean nobody asked."
ONE_PROJECT = "This comes from one project. Other places may see something else."
FEW_PROJECTS = "This comes from {projects}. That is not many."
MANY_PROJECTS = "This comes from {projects}."
SILENT = "We do not know yet about {projects}: there is no report that the fund has accepted."
CHOSEN = "A computer chose these sentences from the reports. People then read and checked them."
COUNTED = "The projects counted the figures. Nobody else checked them."
COUNTED_TWICE = "A person who came in the time of two reports is counted twice."
NO_FIGURES = "There are no figures yet."
LEFT_OUT = "We left out {sentences} with personal details."
HELPED_AND_NOT = "What helped: {helped}. What got in the way: {hindered}."
HELPED_ONLY = "What helped: {helped}."
NOT_ONLY = "What got in the way: {hindered}."
SAME = "{theme}: what helped, and what got in the way."
NEITHER = "What {who} told us"
ONE_TELLS = "{project} tells what helped, and what got in the way."
ONE_TELLS_HELPED = "{project} tells what helped."
SOME_TELL = "{projects} tell what helped, and what got in the way."
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
        words = SAME.format(theme=one)
    elif one and other:
        words = HELPED_AND_NOT.format(helped=small(one), hindered=small(other))
    elif one:
        words = HELPED_ONLY.format(helped=small(one))
    elif other:
        words = NOT_ONLY.format(hindered=small(other))
    else:
        words = NEITHER.format(who=who)
    return _cut(words.rstrip("."), 120)


def one_line(pack: Pack, *, has_against: bool) -> str:
    if len(pack.projects) == 1:
        words = (ONE_TELLS if has_against else ONE_TELLS_HELPED).format(project=_cut(pack.title, 150))
    else:
        told = sum(project.has_told for project in pack.projects)
        words = SOME_TELL.format(projects=counted(told, "project").capitalize())
    return _cut(words, 250)


def for_whom(projects: tuple[Project, ...]) -> str:
    """Which people and which places the projects were for, in the fund's own words."""
    told = [project for project in projects if project.has_told] or list(projects)
    conditions = tuple(sorted({small(name) for project in told for name in project.conditions}))
    areas = tuple(sorted({name for project in told for name in project.areas}))
    parts = [FOR_WHOM.format(conditions=", ".join(conditions))] if conditions else []
    parts += [WHERE.format(areas=", ".join(areas))] if areas else []
    return _cut(" ".join(parts), 250)


def limits(pack: Pack, *, has_figures: bool, counted_twice: bool) -> str:
    """What this summary cannot tell."""
    told = sum(project.has_told for project in pack.projects)
    silent = len(pack.projects) - told
    if len(pack.projects) == 1:
        said = [ONE_PROJECT]
    else:
        said = [(FEW_PROJECTS if told < 3 else MANY_PROJECTS).format(projects=counted(told, "project"))]
    if silent:
        said.append(SILENT.format(projects=counted(silent, "more project" if told else "project")))
    said.append(CHOSEN)
    said.append(COUNTED if has_figures else NO_FIGURES)
    if counted_twice:
        said.append(COUNTED_TWICE)
    if pack.left_out.get("sentences_with_personal_details"):
        said.append(LEFT_OUT.format(sentences=counted(pack.left_out["sentences_with_personal_details"], "sentence")))
    return " ".join(said)


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + "…"


LEFT = {
    "reports_not_accepted": "report that the fund had not accepted yet",
    "answers_about_people": "answer that holds personal data",
    "sentences_with_personal_details": "sentence with a personal detail",
    "scraps": "heading, question or scrap of a sentence",
    "stories_without_consent": "story without consent to show it",
    "stories_with_personal_details": "story with personal details",
}
MORE = {
    "report that the fund had not accepted yet": "reports that the fund had not accepted yet",
    "answer that holds personal data": "answers that hold personal data",
    "sentence with a personal detail": "sentences with a personal detail",
    "heading, question or scrap of a sentence": "headings, questions or scraps of a sentence",
    "story without consent to show it": "stories without consent to show them",
    "story with personal details": "stories with personal details",
}


def left_out(counts: dict[str, int]) -> list[str]:
    """How many sources were left out and why, one sentence part each, in a fixed order."""
    return [
        f"{number(counts[key])} {words if counts[key] == 1 else MORE[words]}"
        for key, words in LEFT.items()
        if counts.get(key)
    ]
