"""A round's applications with every answer as a table for officers: few queries, whatever the number of rows."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from applications.models import Application, ApplicationAnswers, Flag, LaidAside, Tagging
from fund.models import BudgetHeading, CouncilArea, Question, Round, Term
from fund.questionnaires.lists import YES_NO
from fund.questionnaires.merging import TYPED

CHUNK = 200
ABOUT = {
    "Reference": "reference",
    "Project": "title",
    "Group": "organisation__name",
    "Charity number": "organisation__charity_number",
    "State": "state",
    "Size of grant": "tier__name",
    "Type of grant": "grant_type__name",
    "Priority": "priority__name",
    "Asks for": "amount",
    "Months": "months",
    "Handed in": "submitted_at",
    "Case officer": "case_officer",
    "Found eligible": "screened_at",
}
Answers = dict[tuple[int, str], Any]


def table(round_: Round, applications: QuerySet[Application], order: list[Any]) -> Iterator[list[Any]]:
    """A heading row, then a row for each of these applications in the order given (which must be a total one).

    Five queries: the questions, the names behind codes, the tags and flags, and two streams, of applications and of
    their answers, that go in step by the same order. Where the questions have changed, one more for the answers that
    were laid aside.
    """
    questions = _questions(round_)
    names = _names(round_)
    yield [*ABOUT, "Tags", "Open flags", *(question.label for question in questions)]
    case_officer = Coalesce(NullIf("officer__name", Value("")), "officer__email", output_field=CharField())
    facts = applications.order_by(*order).annotate(case_officer=case_officer).values_list("pk", *ABOUT.values())
    keys = applications.order_by().values("pk")
    same_order = [_through_application(each) for each in order]

    sheets = ApplicationAnswers.objects.handed_in().filter(application__in=keys).order_by(*same_order)
    answers = _InStep(sheets.values_list("application", "section", "values").iterator(chunk_size=CHUNK))
    remarks = _remarks(keys)
    has_versions = len({question.section.questionnaire_id for question in questions}) > 1
    laid_aside = _laid_aside(keys) if has_versions else {}
    states = dict(Application.State.choices)
    at_state = list(ABOUT.values()).index("state")
    for pk, *about in facts.iterator(chunk_size=CHUNK):
        about[at_state] = states[about[at_state]]
        given = {(section, code): value for section, values in answers.of(pk) for code, value in values.items()}
        raw = {
            (section, code): value for (section, typed), all_typed in given.items() if typed == TYPED
            for code, value in all_typed.items()
        }  # fmt: skip
        given |= raw | laid_aside.get(pk, {})
        yield [
            *about,
            ", ".join(sorted(remarks.get((pk, "tag"), ()))),
            ", ".join(sorted(remarks.get((pk, "flag"), ()))),
            *(_cell(question, given.get((question.section_id, question.code)), names) for question in questions),
        ]


def _laid_aside(keys: QuerySet[Any]) -> dict[int, Answers]:
    """Answers to questions that are no longer asked, by application: few, so they are read at once."""
    found: dict[int, Answers] = {}
    rows = LaidAside.objects.filter(application__in=keys).exclude(application__state=Application.State.INVITED)
    for key, section, code, value in rows.order_by().values_list(
        "application", "question__section", "question__code", "value"
    ):
        found.setdefault(key, {})[section, code] = value
    return found


def _remarks(keys: QuerySet[Any]) -> dict[tuple[int, str], list[str]]:
    """The names of tags and the kinds of open flags by application: few words each, so they are read at once."""
    tags = Tagging.objects.filter(application__in=keys).order_by()
    flags = Flag.objects.filter(application__in=keys, state=Flag.State.OPEN).order_by()
    rows = tags.values_list("application", Value("tag", CharField()), "tag__name")
    rows = rows.union(flags.values_list("application", Value("flag", CharField()), "kind"), all=True)
    kinds = dict(Flag.Kind.choices)
    found: dict[tuple[int, str], list[str]] = {}
    for key, name, words in rows:
        found.setdefault((key, name), []).append(str(kinds[words]) if name == "flag" else words)
    return found


class _InStep:
    """A stream of rows sorted like the applications, asked for one application after the other."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, key: int) -> list[tuple[Any, ...]]:
        found = []
        while self._next is not None and self._next[0] == key:
            found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _through_application(order: Any) -> Any:
    """The same order for rows that belong to an application."""
    if isinstance(order, str):
        return f"-application__{order[1:]}" if order.startswith("-") else f"application__{order}"
    turned = order.copy()
    turned.set_source_expressions([F(f"application__{order.expression.name}")])
    return turned


def _questions(round_: Round) -> list[Question]:
    rows = Question.objects.filter(section__questionnaire__round=round_, section__questionnaire__purpose="application")
    rows = rows.exclude(kind=Question.Kind.FILE).select_related("section")
    return list(rows.order_by("section__questionnaire__version", "section__position", "section", "position", "pk"))


def _names(round_: Round) -> dict[tuple[str, str], str]:
    """The name behind each code, by the list that it is chosen from: one query."""

    def rows(name: Any, these: QuerySet[Any]) -> QuerySet[Any]:
        return these.order_by().values_list(name, "code", "name")

    lists = [
        rows(Value("tiers", CharField()), round_.tiers.all()),
        rows(Value("types", CharField()), round_.grant_types.all()),
        rows(Value("priorities", CharField()), round_.priorities.all()),
        rows(Value("places", CharField()), CouncilArea.objects.all()),
        rows(Value("headings", CharField()), BudgetHeading.objects.filter(round=round_)),
        rows(F("vocabulary__slug"), Term.objects.filter(vocabulary__is_current=True)),
    ]
    return {(name, code): words for name, code, words in lists[0].union(*lists[1:], all=True)}


def _cell(question: Question, value: Any, names: dict[tuple[str, str], str]) -> Any:
    """An answer as a cell: numbers and sums as numbers, days as days, codes as their names, tables line by line."""
    if value is None or value == "" or value == []:
        return None
    kind = question.kind
    if kind in (Question.Kind.NUMBER, Question.Kind.MONEY):
        return _number(value)
    if kind == Question.Kind.DATE:
        return _day(value)
    if kind == Question.Kind.YES_NO:
        return dict(YES_NO).get(value, value)
    source = "places" if kind == Question.Kind.PLACES else question.settings.get("options_from", "")
    options = {option["code"]: option["name"] for option in question.settings.get("options", [])}

    def name(code: Any) -> str:
        return options.get(code) or names.get((source, str(code))) or str(code)

    if kind == Question.Kind.ONE_OF:
        return name(value)
    if isinstance(value, list):
        return "\n".join(_line(each, names) if isinstance(each, dict) else name(each) for each in value)
    return str(value)


def _line(row: dict[str, Any], names: dict[tuple[str, str], str]) -> str:
    """One row of a table answer: the heading of a budget by its name first, the sum last, whatever the keys' order."""
    heading = row.get("heading")
    words = [names.get(("headings", str(heading)), heading), row.get("row")]
    words += [value for name, value in sorted(row.items()) if name not in ("heading", "row", "amount")]
    return ", ".join(str(each) for each in [*words, row.get("amount")] if each not in (None, ""))


def _number(value: Any) -> Any:
    try:
        return value if isinstance(value, int) else Decimal(str(value))
    except InvalidOperation:
        return str(value)


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return str(value)
