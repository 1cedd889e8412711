"""The numbers of the method: usual ones as they were measured, and others where the fund set them.

They are kept with each draft and printed beneath it.
"""

from typing import Any, NamedTuple

GENERATOR = "slots and themes 5"


class Number(NamedTuple):
    """One number of the method: what it does, the usual value, and the least and most that make sense."""

    words: str
    usual: float
    least: float
    most: float

    @property
    def is_whole(self) -> bool:
        return isinstance(self.usual, int)


# How much is taken.
HOW_MUCH = {
    "themes": Number("Themes in a draft, at most", 12, 1, 22),
    "fill_up_to": Number("Statements on each side, if there are as many", 4, 0, 10),
    "helped_for_each_hindered": Number("What helped, for each thing that got in the way, at most", 3, 1, 3),
    "helped_alone": Number("What helped, if nothing got in the way, at most", 8, 1, 12),
    "most_of_a_source": Number("Statements from one source, at most", 3, 1, 10),
    "leaning_of_ten": Number("Of ten statements, those that may lean on a sentence that is not there", 1, 0, 10),
    "whom": Number("Statements on who it was for, at most", 3, 0, 10),
    "next": Number("Statements on what projects will do next, at most", 3, 0, 10),
    "stories": Number("Stories for the web and for print, at most", 2, 0, 5),
    "figures": Number("Figures told as a statement, at most", 3, 0, 10),
    "disagreements": Number("Themes on which projects differ, at most", 4, 0, 10),
    "emerging": Number("Other things that many say, at most", 6, 0, 20),
    "emerging_looked_at": Number("Sentences read to find what is new, at most", 1200, 100, 2000),
}
# How a sentence is weighed. What takes away stands below nought.
HOW_WEIGHED = {
    "centrality": Number("It says what others of its theme say", 0.30, 0, 1),
    "hit": Number("Each sign of the theme that stands in it", 0.25, 0, 1),
    "hits_counted": Number("Signs that count, at most", 3, 1, 10),
    "number": Number("It has a number", 0.10, 0, 1),
    "theme": Number("Each theme that it is under", -0.08, -1, 0),
    "used": Number("Each time its source was used already", -0.20, -1, 0),
    "alike": Number("It is like one that was taken already", -0.50, -1, 0),
    "dangling": Number("It leans on another sentence", -0.60, -1, 0),
    "short": Number("It is short", -0.40, -1, 0),
    "short_under": Number("Short means fewer words than", 7, 1, 20),
    "long": Number("It is long", -0.20, -1, 0),
    "long_over": Number("Long means more words than", 40, 20, 100),
    "lowest": Number("The least that a sentence needs to be taken", -0.90, -3, 2),
    "too_alike": Number("So like one that was taken that it is left out (1 is the same)", 0.60, 0.1, 1),
    "emerging_far": Number("How unlike the words of one group may be (0 is the same)", 0.65, 0.1, 1),
    "emerging_far_in_meaning": Number("How unlike the meanings of one group may be (0 is the same)", 0.5, 0.1, 1),
}
# How changed words are held against their source.
HOW_CHECKED = {
    "check_shared": Number("Words that a changed sentence shares with its source, at least (1 is all)", 0.2, 0, 1),
    "check_alike": Number("How alike in meaning both are at least, where a model reads them", 0.4, 0, 1),
    "check_near": Number("So alike in meaning that other words are let through", 0.6, 0, 1),
}
# How sure we are of a finding, and how strong the evidence for an approach is. Shares are from 0 to 1.
HOW_SURE = {
    "backed_none": Number("Methods: no concern from this share of sources with figures or another’s view", 0.50, 0, 1),
    "backed_minor": Number("Methods: a minor concern from this share", 0.25, 0, 1),
    "opposing_minor": Number(
        "Coherence: a minor concern from this share of projects that tell the other side", 0.10, 0, 1
    ),
    "opposing_moderate": Number("Coherence: a moderate concern from this share", 0.33, 0, 1),
    "opposing_serious": Number("Coherence: a serious concern from this share", 0.50, 0, 1),
    "saying_none": Number("Adequacy: no concern from so many projects", 8, 1, 100),
    "conditions_none": Number("Adequacy: and from so many conditions", 3, 1, 20),
    "saying_minor": Number("Adequacy: a minor concern from so many projects", 4, 1, 100),
    "saying_moderate": Number("Adequacy: a moderate concern from so many projects", 2, 1, 100),
    "matching_none": Number(
        "Relevance: no concern from this share of sources of the people and places named", 0.75, 0, 1
    ),
    "matching_minor": Number("Relevance: a minor concern from this share", 0.50, 0, 1),
    "matching_moderate": Number("Relevance: a moderate concern from this share", 0.25, 0, 1),
}
HOW_STRONG = {
    "described_from": Number("Step 1: so many of the twelve things are told", 9, 1, 12),
    "base": Number("Step 2: so many people answered, at least", 10, 1, 1000),
    "response": Number("Step 2: this share of those asked answered, at least", 0.50, 0, 1),
    "organisations": Number("Step 4: so many groups saw a change, if nobody else checked it", 2, 1, 20),
    "adopters": Number("Step 5: so many places kept it", 3, 1, 50),
    "months": Number("Step 5: for so many months", 12, 1, 60),
    "adopters_with_figures": Number("Step 5: so many of these have figures", 2, 0, 50),
    "cost_projects": Number("The cost for each person is told from so many projects on", 3, 1, 50),
    "cost_people": Number("Projects with fewer people are left out of the cost", 10, 1, 1000),
}
NUMBERS = {**HOW_MUCH, **HOW_WEIGHED, **HOW_SURE, **HOW_STRONG, **HOW_CHECKED}
PARAMETERS: dict[str, Any] = {name: number.usual for name, number in NUMBERS.items()}


OTHERS = {
    "few": "Numbers of people from 1 to below this are not shown",
    "few_careful": "The same for islands, small places and sensitive topics",
    "percent_from": "Percentages are shown from so many answers on",
    "meaning": "What is new was put together by this model of meaning",
}


def in_words(name: str) -> str:
    """What a number that is kept with a draft stands for; its bare name where the method has it no more."""
    return NUMBERS[name].words if name in NUMBERS else OTHERS.get(name, name)
