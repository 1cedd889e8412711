"""Applications that say much the same are found when they are handed in."""

import random
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from simple_history.utils import bulk_create_with_history

from applications import applying, screening
from applications.models import Application, ApplicationAnswers, SimilarPair, TextMark
from fund.models import Organisation, Round, Section, User
from tests import factories

Door = Callable[[User | None], Client]

SUBJECTS = ["we", "they", "volunteers", "carers", "peers", "members", "neighbours", "trainers", "nurses", "singers"]
VERBS = ["meet", "run", "share", "learn", "build", "plan", "teach", "visit", "lead", "test", "change", "start", "join"]
OBJECTS = ["walks", "courses", "lunches", "talks", "diaries", "choirs", "gardens", "films", "calls", "kits", "swims"]
PLACES = ["leith", "oban", "wick", "ayr", "perth", "stornoway", "lerwick", "dundee", "alloa", "kelso", "nairn"]
LINKS = ["because", "when", "while", "so", "after", "before", "and", "where", "until", "since"]
BOILERPLATE = (
    "People will learn to manage their own health with the help of others who live with the same long term condition "
    "and they will have a say in every part of the project from the first idea to the last report."
)


def essay(chance: random.Random, words: int = 400) -> str:
    """A text of its own, from a small stock of words."""
    said: list[str] = []
    while len(said) < words:
        said += [chance.choice(each) for each in (SUBJECTS, VERBS, OBJECTS, LINKS, PLACES)]
    return " ".join(said)


def edited(text: str, chance: random.Random, share: float) -> str:
    """The same text with a share of its words changed."""
    return " ".join(chance.choice(OBJECTS) if chance.random() < share else word for word in text.split())


def hand_in(round_: Round, texts: list[str]) -> list[Application]:
    group = factories.make_organisation()
    section = Section.objects.get(questionnaire__round=round_, code="plan")
    rows = [
        Application(
            round=round_, organisation=group, number=number, reference=f"{round_.code}-{number}", state="submitted"
        )
        for number in range(1, len(texts) + 1)
    ]
    bulk_create_with_history(rows, Application)
    rows = list(round_.applications.order_by("number"))
    ApplicationAnswers.objects.bulk_create(
        ApplicationAnswers(application=row, section=section, values={"what": text})
        for row, text in zip(rows, texts, strict=True)
    )
    for row in rows:
        screening.mark(row)
    for row in rows:
        screening.keep(screening.compare(row))
    return rows


def pairs() -> set[tuple[int, int]]:
    return set(SimilarPair.objects.values_list("one__number", "other__number"))


@pytest.mark.slow
def test_of_300_applications_those_that_share_their_text_are_found_and_no_others(round_: Round) -> None:
    """Two copies with one word in 20 changed, one that took a third of another, and boilerplate in every one."""
    chance = random.Random(7)
    texts = [essay(chance) for _ in range(300)]
    texts[10] = edited(texts[200], chance, 0.05)
    texts[11] = edited(texts[201], chance, 0.05)
    texts[12] = " ".join(texts[202].split()[:140] + texts[12].split()[140:])
    texts = [f"{text} {BOILERPLATE}" for text in texts]
    hand_in(round_, texts)
    assert pairs() == {(11, 201), (12, 202), (13, 203)}
    percents = dict(SimilarPair.objects.values_list("one__number", "percent"))
    assert percents[11] > 40 and percents[12] > 40 and 25 < percents[13] < 45


def test_the_same_text_is_a_hundred_percent_and_shows_both_as_typed(round_: Round) -> None:
    text = essay(random.Random(1), 100)
    one, other = hand_in(round_, [text, text.upper().replace(" ", ",  ")])
    (pair,) = screening.same_text(other)
    assert (pair.one, pair.other, pair.percent) == (one, other, 100)
    assert pair.passages == [{"one": text, "other": text.upper().replace(" ", ",  "), "words": 100}]


def test_other_rounds_are_not_compared(round_: Round) -> None:
    text = essay(random.Random(1), 200)
    hand_in(round_, [text])
    hand_in(factories.make_round(), [text])
    assert pairs() == set()


def test_comparing_costs_the_same_whatever_the_round_holds(round_: Round) -> None:
    chance, counts = random.Random(3), []
    rows = hand_in(round_, [essay(chance) for _ in range(3)])
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            screening.compare(Application.objects.select_related("round").get(pk=rows[0].pk))
        counts.append(len(queries))
        factories.make_application(round_, state="submitted")
    assert counts[0] == counts[1] <= 7


def test_handing_in_asks_for_the_comparison(
    round_: Round, group: Organisation, ann: User, olive: User, work: Callable[[], None], door: Door
) -> None:
    round_.document_rules.all().delete()
    words = essay(random.Random(5), 120)
    one = factories.make_application(round_, group, by=ann)
    other = factories.make_application(round_, by=ann)
    for draft in (one, other):
        sheet = draft.answers.get(section__code="plan")
        ApplicationAnswers.objects.filter(pk=sheet.pk).update(values={**sheet.values, "what": words})
        applying.submit(draft, by=ann)
    work()
    (pair,) = screening.same_text(one)
    page = door(olive).get(f"/fund/applications/{one.pk}/related/").content.decode()
    assert f"Much the same text as {other.reference} ({pair.percent}%)" in page
    assert words in door(olive).get(f"/fund/same-text/{pair.pk}/").content.decode()


def test_the_command_compares_what_came_in_before_and_a_second_run_finds_the_same(
    round_: Round, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(9)
    texts = [essay(chance, 150) for _ in range(3)]
    texts[2] = texts[0]
    hand_in(round_, texts)
    TextMark.objects.all().delete()
    SimilarPair.objects.all().delete()
    withdrawn = factories.make_application(round_, state="withdrawn")
    withdrawn.answers.filter(section__code="plan").update(values={"what": texts[1]})
    trial = factories.make_application(round_, state="submitted", is_test=True)
    trial.answers.filter(section__code="plan").update(values={"what": texts[1]})
    for _ in range(2):
        call_command("comparetexts", round_.slug)
        assert pairs() == {(1, 3)}
        assert capsys.readouterr().out == "3 of 3 compared\n1 pair says much the same.\n"
    assert set(TextMark.objects.values_list("application__number", flat=True)) == {1, 2, 3}


def test_the_command_says_where_there_is_no_such_round(db: None) -> None:
    with pytest.raises(CommandError, match="There is no round ‘nowhere’"):
        call_command("comparetexts", "nowhere")


@pytest.mark.parametrize("values", [{}, {"what": ""}, {"what": "Two words"}, {"what": ["no", "text"]}])
def test_what_says_little_is_no_trouble(round_: Round, values: dict[str, object]) -> None:
    (row,) = hand_in(round_, [""])
    ApplicationAnswers.objects.filter(application=row).update(values=values)
    screening.mark(row)
    assert screening.compare(row).pairs == []
