"""The questions of a round as people read them beforehand: the same for the web page, the PDF, Word and plain text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from fund.models import DocumentRule, Question, Questionnaire, Round, Section
from fund.questionnaires.condition_words import in_words
from fund.questionnaires.lists import Lists
from fund.templatetags.words import closing, pounds
from fund.timetable import milestones

SHORT_LIST = 40  # a longer list of options is named on paper, not printed whole
ROWS_ON_PAPER = 5  # empty rows of a table that may have any number


@dataclass(frozen=True)
class Table:
    """A table to fill in: its heads, a hint and the choices for each, the names of fixed rows, and how many rows."""

    heads: list[str]
    hints: list[str]
    choices: list[list[str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    rows: int = ROWS_ON_PAPER

    @property
    def columns(self) -> list[tuple[str, str, list[str]]]:
        """Each head that needs words, with its hint and with what there is to choose from."""
        rows = zip(self.heads, self.hints, self.choices, strict=False)
        return [(head, hint, choices) for head, hint, choices in rows if hint]

    @property
    def empty_rows(self) -> list[list[str]]:
        """The rows to fill in: empty but for the names of fixed rows."""
        names = [*self.names, *[""] * (self.rows - len(self.names))]
        return [[name, *[""] * (len(self.heads) - 1)] for name in names]


@dataclass(frozen=True)
class Asked:
    """One question as a reader sees it. `room` is how many lines a pen needs; none where there are options."""

    number: str
    label: str
    help_text: str
    is_required: bool
    answer: str
    when: str
    options: list[str]
    is_one_choice: bool
    table: Table | None
    room: int


@dataclass(frozen=True)
class Part:
    """A section with its questions."""

    number: int
    title: str
    intro: str
    when: str
    questions: list[Asked]


@dataclass(frozen=True)
class Stage:
    """What is asked at once. Only where a round has two stages is there a title, and words on who answers and when."""

    title: str
    about: str
    parts: list[Part]

    @property
    def level(self) -> int:
        """The level of the headings of its parts."""
        return 3 if self.title else 2

    @property
    def number(self) -> int:
        """How many questions there are."""
        return sum(len(part.questions) for part in self.parts)


@dataclass(frozen=True)
class Sheet:
    """All that a round asks, in words."""

    round: str
    title: str
    dates: list[tuple[str, str]]
    stages: list[Stage]
    papers: list[tuple[str, list[str]]]
    help: str
    email: str
    phone: str

    @property
    def number(self) -> int:
        """How many questions there are."""
        return sum(stage.number for stage in self.stages)

    @property
    def parts(self) -> list[Part]:
        return [part for stage in self.stages for part in stage.parts]


Purpose = Questionnaire.Purpose


def newest(round_: Round) -> Questionnaire | None:
    """The newest version of what this round asks an applicant; of a round of two stages, in the end."""
    return _newest_of(round_, Purpose.APPLICATION)


def _newest_of(round_: Round, purpose: str) -> Questionnaire | None:
    rows = round_.questionnaires.filter(purpose=purpose).in_use()
    return rows.prefetch_related("sections__questions").first()


def sheet_of(round_: Round) -> Sheet | None:
    """Everything that a round asks, or None where its questions are not known. Costs no more for many than for few."""
    whole = newest(round_)
    if whole is None:
        return None
    note = _newest_of(round_, Purpose.NOTE) if round_.is_two_stage else None
    asked = [[*questionnaire.sections.all()] for questionnaire in (note, whole) if questionnaire]
    lists = Lists(round_)
    lists.read_terms(_vocabularies(row for sections in asked for part in sections for row in part.questions.all()))
    return Sheet(
        round=round_.name,
        title=f"The questions of {round_.name}",
        dates=milestones(round_)[: 3 if round_.note_closes_at else 2],
        stages=_stages(round_, asked, lists),
        papers=[(label, [paper_in_words(rule) for rule in rules]) for label, rules in papers_by_age(round_)],
        help=round_.help_text,
        email=round_.fund.email,
        phone=round_.fund.phone,
    )


def _stages(round_: Round, asked: list[list[Section]], lists: Lists) -> list[Stage]:
    """The stages with their parts, numbered on from one stage to the next."""
    if len(asked) == 1:
        return [Stage("", "", _parts(1, asked[0], lists))]
    note, whole = asked
    titles = ("First: the short note", "Then: the whole application")
    abouts = (
        f"Everybody who applies begins with this. {closing(round_, is_note=True)}",
        f"Only groups that we invite after their short note answer this. {closing(round_)}",
    )
    parts = (_parts(1, note, lists), _parts(1 + len(note), whole, lists))
    return [Stage(*facts) for facts in zip(titles, abouts, parts, strict=True)]


def _parts(first: int, sections: list[Section], lists: Lists) -> list[Part]:
    by_code = {question.code: question for section in sections for question in section.questions.all()}
    return [_part(number, section, by_code, lists) for number, section in enumerate(sections, first)]


def _vocabularies(questions: Iterable[Question]) -> Iterator[str]:
    """The lists of words that questions, and the columns of their tables, choose from."""
    for question in questions:
        yield question.settings.get("options_from", "")
        for column in question.settings.get("fields", []):
            yield column.get("options_from", "")


def papers_by_age(round_: Round) -> list[tuple[str, list[DocumentRule]]]:
    """The papers to send, by the age of the group, without the empty kinds."""
    rules = list(round_.document_rules.all())
    kinds = [
        (label, [rule for rule in rules if rule.applies_to == kind]) for kind, label in DocumentRule.AppliesTo.choices
    ]
    return [(label, kept) for label, kept in kinds if kept]


def paper_in_words(rule: DocumentRule) -> str:
    """One paper with how many, how long, and whether it must be there."""
    words = [f"{rule.name} ({rule.wanted} files)" if rule.wanted > 1 else rule.name]
    if rule.max_pages:
        words.append(f"at most {rule.max_pages} page{'s' if rule.max_pages > 1 else ''}")
    if not rule.is_required:
        words.append("if you have it" if rule.wanted == 1 else "if you have them")
    said = ", ".join(words)
    return f"{said}. {rule.help_text}" if rule.help_text else said


def how_to_answer(kind: str, settings: Mapping[str, Any]) -> str:
    """How a question of this kind is answered, in a few words, with its limits."""
    match kind:
        case "line":
            return f"One line, at most {settings['max']} characters" if "max" in settings else "One line"
        case "text":
            return f"At most {settings['words']} words" if "words" in settings else "Some text"
        case "number":
            return _within("A number", settings, str)
        case "money":
            return _within("A sum in pounds", settings, pounds)
        case "many_of":
            return f"Choose up to {settings['most']}" if settings.get("most") else "Choose all that fit"
        case "group":
            return _rows(settings)
    return OTHERS[kind]


OTHERS = {
    "date": "A date",
    "yes_no": "Yes or no",
    "one_of": "Choose one",
    "email": "An e-mail address",
    "phone": "A phone number",
    "web": "A web address",
    "register_number": "A charity or company number",
    "places": "Choose from the 32 council areas of Scotland",
    "file": "A file",
    "budget": "A table of costs under these headings",
}


def _within(words: str, settings: Mapping[str, Any], said: Any) -> str:
    least, most = settings.get("min") or None, settings.get("max")  # that nothing is under nought needs no words
    if least is not None and most is not None:
        return f"{words} from {said(least)} to {said(most)}"
    if least is not None:
        return f"{words}, {said(least)} or more"
    return f"{words}, {said(most)} or less" if most is not None else words


def _rows(settings: Mapping[str, Any]) -> str:
    if settings.get("rows"):
        return "A table with one row for each of these"
    least, most = settings.get("least") or 0, settings.get("most")
    words = f"A table of at most {most} rows" if most else "A table"
    return f"{words}, at least {least}" if least else words


def _part(number: int, section: Section, by_code: dict[str, Question], lists: Lists) -> Part:
    return Part(
        number=number,
        title=section.title,
        intro=section.intro,
        when=in_words(section.shown_if, by_code, lists),
        questions=[
            _asked(f"{number}.{place}", question, by_code, lists)
            for place, question in enumerate(section.questions.all(), 1)
        ],
    )


def _asked(number: str, question: Question, by_code: dict[str, Question], lists: Lists) -> Asked:
    options = _options(question, lists)
    return Asked(
        number=number,
        label=question.label,
        help_text=question.help_text,
        is_required=question.is_required,
        answer=how_to_answer(question.kind, question.settings),
        when=in_words(question.shown_if, by_code, lists),
        options=options,
        is_one_choice=question.kind in ("one_of", "yes_no"),
        table=_table(question, lists),
        room=_room(question, options),
    )


def _options(question: Question, lists: Lists) -> list[str]:
    if question.kind == "budget":
        return [name for _, name in lists.headings]
    if question.kind in ("one_of", "many_of"):
        return [name for _, name in lists.choices(question)]
    return []


def _table(question: Question, lists: Lists) -> Table | None:
    """The table of a budget or of a group of answers."""
    if question.kind == "budget":
        return Table(heads=["Heading", "What for", "Amount in pounds"], hints=[], rows=max(len(lists.headings), 5))
    if question.kind != Question.Kind.GROUP:
        return None
    fields, rows = question.settings.get("fields", []), question.settings.get("rows", [])
    heads = [one["label"] for one in fields]
    hints = [_field_hint(one) for one in fields]
    choices = [_field_choices(one, lists) for one in fields]
    if rows:
        return Table(["Row", *heads], ["", *hints], [[], *choices], [row["name"] for row in rows], len(rows))
    least, most = question.settings.get("least") or 0, question.settings.get("most") or ROWS_ON_PAPER
    return Table(heads, hints, choices, rows=max(least, min(most, ROWS_ON_PAPER)))


def _field_choices(one: Mapping[str, Any], lists: Lists) -> list[str]:
    """What there is to choose from in one column of a table, where the list is short."""
    if one["kind"] not in ("one_of", "many_of"):
        return []
    names = [name for _, name in lists.choices(Question(kind=one["kind"], settings=dict(one)))]
    return names if len(names) <= SHORT_LIST else []


def _field_hint(one: Mapping[str, Any]) -> str:
    """How to answer in one column of a table."""
    words = how_to_answer(one["kind"], one)
    if one.get("help"):
        words = f"{one['help']} {words}"
    return words if one.get("required", True) else f"{words} (optional)"


def _room(question: Question, options: list[str]) -> int:
    """Lines for a pen: about eight words fit on one."""
    if question.kind == "text":
        return min(max(question.settings.get("words", 150) // 8, 3), 40)
    if options or question.kind in ("yes_no", "budget", Question.Kind.GROUP):
        return 0
    return 3 if question.kind == "places" else 1
