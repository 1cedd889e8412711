"""The kinds of question in plain words, each with an example, in the order in which officers want them."""

from typing import NamedTuple

from fund.questionnaires.kinds import KINDS


class GuidedKind(NamedTuple):
    """One kind of question as an officer chooses it."""

    code: str
    name: str
    what: str
    example: str


GUIDE = (
    GuidedKind("text", "Longer text", "People write in their own words, up to a limit.", "What do you want to do?"),
    GuidedKind("line", "One line", "A name or a few words.", "Name of your project"),
    GuidedKind("yes_no", "Yes or no", "Two answers to choose from.", "Do you pay any staff?"),
    GuidedKind("one_of", "Choose one", "A list from which people choose one answer.", "Which size of grant?"),
    GuidedKind("many_of", "Choose several", "A list on which people tick all that fit.", "Who will take part?"),
    GuidedKind("number", "Whole number", "People type a number.", "How many months will it take?"),
    GuidedKind("money", "Sum of money", "People type pounds and pence.", "How much will others give?"),
    GuidedKind("date", "Date", "People type a day.", "When does your lease end?"),
    GuidedKind("budget", "Budget table", "Costs in rows that add up, under your headings.", "What will it cost?"),
    GuidedKind("places", "Council areas", "People tick the areas where they will work.", "Where will it happen?"),
    GuidedKind("group", "A table of several answers", "A few small questions, asked once a row.", "Your partners"),
    GuidedKind("email", "E-mail address", "Personal: only officers read it.", "Where can we write to you?"),
    GuidedKind("phone", "Phone number", "Personal: only officers read it.", "How can we ring you?"),
    GuidedKind("web", "Web address", "A link to a page.", "Your website"),
    GuidedKind("register_number", "Charity or company number", "Checked for its pattern.", "Your charity number"),
    GuidedKind("file", "File", "People send one file or more.", "A letter from your landlord"),
)


def guided(kind: str) -> GuidedKind | None:
    """A kind that can be asked, or None where there is no such kind."""
    return next((each for each in offered() if each.code == kind), None)


def offered() -> list[GuidedKind]:
    """The kinds that can be asked: those that have a builder of their field."""
    return [each for each in GUIDE if each.code in KINDS]
