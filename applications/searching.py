"""The officers' search: all that an application says, its answers included. Never for assessors or the panel."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from applications.models import Application, ApplicationAnswers, SearchEntry
from fund.kit import full_text
from fund.models import Question, Section

# The kinds of questions whose answers are words; the others hold codes, days and numbers.
WORDY = {
    Question.Kind.LINE,
    Question.Kind.TEXT,
    Question.Kind.EMAIL,
    Question.Kind.PHONE,
    Question.Kind.WEB,
    Question.Kind.REGISTER_NUMBER,
    Question.Kind.BUDGET,
    "group",  # a table of several answers
}
BATCH = 200


def index(*applications: Application) -> None:
    """Keep what these applications say for the search. Call it when they are handed in or an answer is changed."""
    full_text.put(SearchEntry, _texts([application.pk for application in applications]))


def reindex() -> int:
    """Write the whole index anew; how many applications it holds."""
    SearchEntry.objects.filter(application__state=Application.State.DRAFT).delete()
    handed_in = Application.objects.exclude(state=Application.State.DRAFT).order_by("pk")
    keys = list(handed_in.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        full_text.put(SearchEntry, _texts(keys[start : start + BATCH]))
    return len(keys)


def find(applications: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Those of these applications that hold the words."""
    return applications.filter(pk__in=full_text.matching(SearchEntry, words).values("application"))


def _texts(keys: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Each application's key and all its words: three queries for any number."""
    facts = Application.objects.filter(pk__in=list(keys)).order_by()
    sheets = ApplicationAnswers.objects.handed_in().filter(application__in=facts.values("pk"))
    sheets = sheets.order_by("section__position")
    wordy = dict[int, list[str]]()
    sections = Section.objects.filter(pk__in=sheets.order_by().values("section"))
    for section, code in sections.filter(questions__kind__in=WORDY).values_list("pk", "questions__code"):
        wordy.setdefault(section, []).append(code)
    answers: dict[int, list[str]] = {}
    for application, section, values in sheets.values_list("application", "section", "values"):
        for code in wordy.get(section, ()):
            answers.setdefault(application, []).extend(_words_in(values.get(code)))
    for key, *about in facts.values_list("pk", "reference", "title", "summary", "organisation__name"):
        yield key, "\n".join([*about, *answers.get(key, [])])


def _words_in(answer: Any) -> Iterator[str]:
    """The texts of an answer; of a table the texts of its rows, without the codes of its headings."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, list):
        for each in answer:
            if isinstance(each, dict):
                yield from (value for name, value in each.items() if name not in ("heading", "row", "amount")
                            and isinstance(value, str))  # fmt: skip


def long_answers(application: Application) -> list[str]:
    """What an application says in its long answers, as saved so far, the personal ones left out: one query each."""
    asked = Question.objects.filter(kind=Question.Kind.TEXT, privacy=Question.Privacy.BUSINESS)
    codes = dict[int, list[str]]()
    sheets = list(application.sheets.values_list("section", "values"))
    for section, code in asked.filter(section__in=[section for section, _ in sheets]).values_list("section", "code"):
        codes.setdefault(section, []).append(code)
    texts = [values.get(code) for section, values in sheets for code in codes.get(section, ())]
    return [text for text in texts if isinstance(text, str)]
