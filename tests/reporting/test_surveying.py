"""Baseline and repeat surveys: asked by a link, answered without a name, shown so that nobody is picked out."""

import itertools
import re
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Organisation, Round, User
from reporting import surveying
from reporting.figures import withholding
from reporting.models import Survey, SurveyAnswer, SurveyItem, SurveyWave
from reporting.surveying import making, showing
from tests import factories
from tests.racing import outcomes

Door = Callable[[User | None], Client]
DAY = timedelta(days=1)
FEW = 5


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def survey(grant: Grant) -> Survey:
    return factories.make_survey(grant.round.fund, grant)  # type: ignore[union-attr]


def item_of(survey: Survey, kind: str) -> SurveyItem:
    return survey.items.filter(is_current=True).get(kind=kind)


def wave_with(survey: Survey, said: Iterable[dict[str, Any]], *, days: int = -1, **facts: Any) -> SurveyWave:
    """A wave that is over, with these answers by the kinds of their questions."""
    wave = factories.make_survey_wave(survey, days=days, **facts)
    kinds = {item.kind: str(item.pk) for item in wave.items.all()}
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(wave=wave, key=uuid.uuid4(), values={kinds[kind]: value for kind, value in one.items()})
        for one in said
    )
    return wave


def attitudes(**numbers: int) -> list[dict[str, Any]]:
    """Answers to the question of attitude: a5=3 is three who strongly agree; `dk` are not sure, `blank` left it out."""
    found: list[dict[str, Any]] = []
    for name, number in numbers.items():
        value = {"dk": {"attitude": "unsure"}, "blank": {}}.get(name, {"attitude": name[1:]})
        found += [value] * number
    return found


def of(survey: Survey, kind: str = "attitude") -> surveying.Compared:
    rule = withholding.threshold(survey.fund)
    return next(one for one in surveying.compared(survey, rule).questions if one.item.kind == kind)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# What is shown, worked out by hand


def test_all_groups_of_five_or_more_are_shown_as_they_are(survey: Survey) -> None:
    wave_with(survey, attitudes(a5=6, a4=9, a2=5, a1=5))
    found = of(survey)
    assert found.lines[0].sizes == (6, 9, 0, 5, 5, 0)
    assert found.lines[0].words == "60% (15 of 25 who had an opinion: agree)"
    assert [name for name, _ in found.heads][:2] == ["Strongly agree", "Agree"]


def test_a_small_group_puts_those_who_agree_together(survey: Survey) -> None:
    wave_with(survey, attitudes(a5=3, a4=4, a3=2, a1=3))
    found = of(survey)
    assert found.lines[0].sizes == (7, 5, 0)
    assert found.lines[0].words == "7 of 12 who had an opinion: agree"


def test_those_who_are_not_sure_cannot_be_found_by_taking_from_all_who_answered(survey: Survey) -> None:
    """14 answered the survey. Were “7 of 12” shown, the two who are not sure would be known: so it is 7 of 14."""
    wave_with(survey, attitudes(a5=3, a4=4, a3=2, a1=3, dk=1, blank=1))
    found = of(survey)
    assert found.lines[0].sizes == (7, 7)
    assert found.lines[0].words == "7 of 14 who answered the survey: agree"


@pytest.mark.parametrize(
    "numbers", [{"a5": 4, "a1": 9}, {"a4": 9, "a2": 4}, {"a5": 9, "dk": 2, "a1": 1}, {"a5": 3, "a1": 3, "dk": 3}]
)
def test_a_question_whose_groups_are_small_in_every_way_is_not_shown(survey: Survey, numbers: dict[str, int]) -> None:
    wave_with(survey, attitudes(**numbers))
    found = of(survey)
    assert (found.lines[0].is_shown, found.lines[0].sizes, found.chart) == (False, (), None)
    assert found.lines[0].words == "not shown, because a group of fewer than 5 people could be seen in it"


def test_fewer_than_five_answers_are_never_shown(survey: Survey) -> None:
    said = {"attitude": "5", "often": "4", "number": 3, "open": "Tea"}
    wave_with(survey, [said] * 4)
    for kind in said:
        found = of(survey, kind)
        assert not found.lines[0].is_shown and not found.said and found.chart is None
        assert found.lines[0].words == "fewer than 5 people answered, so nothing is shown"


def test_percentages_begin_at_twenty(survey: Survey) -> None:
    wave_with(survey, attitudes(a5=10, a1=9), days=-9)
    wave_with(survey, attitudes(a5=10, a1=10), days=-1)
    assert [line.words for line in of(survey).lines] == [
        "10 of 19 who had an opinion: agree",
        "50% (10 of 20 who had an opinion: agree)",
    ]


def test_waves_beside_each_other_are_shown_in_the_same_groups(survey: Survey) -> None:
    """The baseline could be shown in six groups; the repeat has two who are not sure, so both come in two groups."""
    wave_with(survey, attitudes(a5=6, a4=5, a1=5), days=-9)
    wave_with(survey, attitudes(a5=12, a1=8, dk=2), days=-1)
    found = of(survey)
    assert [line.sizes for line in found.lines] == [(11, 5), (12, 10)]
    assert [name for name, _ in found.heads] == ["Agree", "All others who answered"]


def test_a_wave_that_cannot_be_shown_does_not_hide_the_other(survey: Survey) -> None:
    wave_with(survey, attitudes(a5=6, a4=5, a1=5), days=-9)
    wave_with(survey, attitudes(a5=2, a1=9), days=-1)
    found = of(survey)
    assert [line.sizes for line in found.lines] == [(6, 5, 0, 0, 5, 0), ()]
    assert found.chart is not None and "Repeat 1" not in found.chart


def test_the_threshold_of_the_fund_holds(survey: Survey, morag: User) -> None:
    wave_with(survey, attitudes(a5=4, a1=9))
    withholding.set_threshold(survey.fund, by=morag, few=3, percent_from=10, reason="Agreed with the groups")
    assert of(survey).lines[0].words == "31% (4 of 13 who had an opinion: agree)"


def test_often_and_numbers_and_words(survey: Survey) -> None:
    rows = [{"often": "3", "number": 4, "open": "zeal"}] * 5 + [{"often": "1", "number": 0, "open": "Air"}] * 5
    wave_with(survey, rows)
    assert of(survey, "often").lines[0].words == "5 of 10 who could say how often: monthly or more"
    assert of(survey, "number").lines[0].words == "2 on average, of 10 answers"
    assert of(survey, "open").said[0][1] == ("Air",) * 5 + ("zeal",) * 5


def careless(kind: str, counts: dict[str, int], few: int) -> int | None:
    """A broken variant: it forgets that those who are not sure can be found by taking all others from the whole."""
    for number, step in enumerate(showing.steps(kind)):
        if not any(withholding.is_few(size, few) for size in showing.grouped(step, counts)[:-1]):
            return number
    return None


@pytest.mark.parametrize(("finest", "is_safe"), [(showing.finest, True), (careless, False)])
def test_nobody_who_knows_the_rules_can_work_a_small_group_out(finest: Callable[..., Any], is_safe: bool) -> None:
    """Every table of up to 13 people, with a threshold of 3, and one who knows the steps and sees what is shown.

    They know how many answered the survey. For each view they list all tables that would have been shown just so:
    no number of 1 or 2 is the same in all of them.
    """
    few, kind = 3, "attitude"
    codes = [*showing.AGREEING, showing.NONE]
    seen: dict[Any, list[tuple[int, ...]]] = {}
    for table in itertools.product(range(6), repeat=len(codes)):
        if sum(table) > 13:
            continue
        counts = dict(zip(codes, table, strict=True))
        number = finest(kind, counts, few)
        shown = None if number is None else tuple(showing.grouped(showing.steps(kind)[number], counts))
        seen.setdefault((sum(table), number, shown), []).append(table)
    given_away = [
        view
        for view, tables in seen.items()
        for place in range(len(codes))
        if len({table[place] for table in tables}) == 1 and 0 < tables[0][place] < few
    ]
    assert len(seen) > 300 and (given_away == []) is is_safe


# Open waves, and waves that are over


def test_nothing_is_shown_while_a_wave_is_open_but_how_many_answered(survey: Survey, ann: User, door: Door) -> None:
    wave_with(survey, attitudes(a5=12, a1=8), days=2, took_part=44)
    page = text(door(ann).get(f"/surveys/{survey.pk}/"))
    assert "20 of 30 asked answered." in page and "44 took part in that time." in page
    assert "What people said is shown after the last day of a wave." in page and "who had an opinion" not in page


def test_a_wave_that_is_over_is_not_opened_again(survey: Survey, ann: User) -> None:
    """Its results before and after would differ by those who answered in between."""
    wave = wave_with(survey, attitudes(a5=6, a1=5))
    today = timezone.localdate()
    facts = {"who": "All", "asked": 40, "took_part": None, "taken": "before"}
    with pytest.raises(Refused, match="its days stay"):
        surveying.change_wave(wave, from_on=wave.from_on, until_on=today + DAY, by=ann, **facts)
    surveying.change_wave(wave, from_on=wave.from_on, until_on=wave.until_on, by=ann, **facts)
    wave.refresh_from_db()
    assert (wave.asked, wave.until_on) == (40, today - DAY)


def test_waves_come_one_after_the_other(survey: Survey, ann: User) -> None:
    today = timezone.localdate()
    facts: dict[str, Any] = {"by": ann, "who": "All", "asked": 9, "took_part": None}
    first = surveying.plan_wave(survey, from_on=today, until_on=today + 7 * DAY, taken="soon", **facts)
    with pytest.raises(Refused, match="Begin after"):
        surveying.plan_wave(survey, from_on=today + 7 * DAY, until_on=today + 9 * DAY, **facts)
    second = surveying.plan_wave(survey, from_on=today + 8 * DAY, until_on=today + 9 * DAY, **facts)
    assert [str(first), str(second)] == ["Baseline", "Repeat 1"]
    with pytest.raises(Refused, match="run into another wave"):
        surveying.change_wave(first, from_on=today, until_on=today + 8 * DAY, **facts)
    with pytest.raises(Refused, match="before the first"):
        surveying.change_wave(second, from_on=today + 12 * DAY, until_on=today + 9 * DAY, **facts)


def test_a_survey_needs_a_question_and_a_day_to_come(grant: Grant, ann: User) -> None:
    empty = surveying.make(grant.round.fund, grant=grant, title="Ours", about="", by=ann)  # type: ignore[union-attr]
    today = timezone.localdate()
    facts: dict[str, Any] = {"by": ann, "who": "All", "asked": 9, "took_part": None}
    with pytest.raises(Refused, match="Add a question first"):
        surveying.plan_wave(empty, from_on=today, until_on=today, **facts)
    surveying.add_item(empty, kind="open", words="Why?", by=ann)
    with pytest.raises(Refused, match="over already"):
        surveying.plan_wave(empty, from_on=today - DAY, until_on=today - DAY, **facts)


# Words that change


def test_before_the_first_answer_a_question_is_changed_in_place(survey: Survey, ann: User) -> None:
    wave = factories.make_survey_wave(survey)
    new = surveying.change_item(item_of(survey, "attitude"), kind="attitude", words="We help each other.", by=ann)
    assert (new.version, wave.items.get(kind="attitude").words) == (1, "We help each other.")


def test_after_an_answer_other_words_are_a_version_that_is_not_drawn_with_the_old(
    survey: Survey, ann: User, door: Door
) -> None:
    first = wave_with(survey, attitudes(a5=6, a1=6), days=-9)
    old = item_of(survey, "attitude")
    new = surveying.change_item(old, kind="attitude", words="We help each other.", by=ann)
    assert (new.version, new.line, first.items.get(kind="attitude").words) == (2, old.line, "We trust each other.")
    wave_with(survey, attitudes(a5=7, a1=6), days=-1)
    rule = withholding.threshold(survey.fund)
    found = [one for one in surveying.compared(survey, rule).questions if one.item.kind == "attitude"]
    assert [[str(line.wave) for line in one.lines] for one in found] == [["Baseline"], ["Repeat 1"]]
    assert all(one.chart is not None and one.chart.count("<text") == 1 for one in found)
    page = text(door(ann).get(f"/surveys/{survey.pk}/"))
    assert "are not drawn together with these" in page


def test_a_wave_that_nobody_answered_asks_what_is_asked_now_and_one_that_was_keeps_its_questions(
    survey: Survey, ann: User
) -> None:
    begun = wave_with(survey, attitudes(a5=6), days=2)
    coming = factories.make_survey_wave(survey, days=9, from_on=timezone.localdate() + 3 * DAY)
    surveying.add_item(survey, kind="open", words="What else?", by=ann)
    surveying.drop_item(item_of(survey, "number"), by=ann)
    assert begun.items.filter(words="What else?").count() == 0 and begun.items.filter(kind="number").exists()
    assert coming.items.filter(words="What else?").count() == 1 and not coming.items.filter(kind="number").exists()


# Answering


def send(browser: Client, wave: SurveyWave, page: str, **said: Any) -> Any:
    hidden = dict(re.findall(r'name="(sheet|key)" value="([^"]+)"', page))
    kinds = {item.kind: f"question-{item.pk}" for item in wave.items.all()}
    return browser.post(f"/asked/{wave.code}/", {**hidden, **{kinds[kind]: value for kind, value in said.items()}})


def test_people_answer_by_the_link_without_an_account_and_nothing_tells_who(survey: Survey, door: Door) -> None:
    wave, browser = factories.make_survey_wave(survey), door(None)
    page = browser.get(f"/asked/{wave.code}/").content.decode()
    assert not SurveyAnswer.objects.exists()
    answer = send(browser, wave, page, attitude="4", often="0", number="0", open=" Tea. ")
    assert answer["Location"] == f"/asked/{wave.code}/?done=yes"
    values = {item.kind: SurveyAnswer.objects.get().values[str(item.pk)] for item in wave.items.all()}
    assert values == {"attitude": "4", "often": "0", "number": 0, "open": "Tea."}
    assert {field.name for field in SurveyAnswer._meta.fields} == {"id", "wave", "key", "values"}
    assert "Your answers are in" in text(browser.get(answer["Location"]))


def test_the_same_form_sent_twice_counts_once_and_two_people_on_one_phone_count_twice(
    survey: Survey, door: Door
) -> None:
    wave, browser = factories.make_survey_wave(survey), door(None)
    page = browser.get(f"/asked/{wave.code}/").content.decode()
    send(browser, wave, page, attitude="4")
    send(browser, wave, page, attitude="4")
    assert wave.answers.count() == 1
    send(browser, wave, browser.get(f"/asked/{wave.code}/").content.decode(), attitude="4")
    assert wave.answers.count() == 2


def test_what_cannot_be_read_is_told_and_nothing_typed_is_lost(survey: Survey, door: Door) -> None:
    wave, browser = factories.make_survey_wave(survey), door(None)
    page = browser.get(f"/asked/{wave.code}/").content.decode()
    empty = send(browser, wave, page)
    assert empty.status_code == 422 and "Answer at least one question" in text(empty)
    wrong = send(browser, wave, page, number="many", open="Tea and time")
    assert wrong.status_code == 422 and "Tea and time" in text(wrong) and 'value="many"' in text(wrong)
    assert send(browser, wave, page, attitude="9").status_code == 422
    assert not SurveyAnswer.objects.exists()


def test_an_answer_is_never_counted_for_words_that_were_changed_meanwhile(
    survey: Survey, ann: User, door: Door
) -> None:
    wave, browser = factories.make_survey_wave(survey), door(None)
    page = browser.get(f"/asked/{wave.code}/").content.decode()
    surveying.change_item(item_of(survey, "attitude"), kind="attitude", words="We never meet.", by=ann)
    again = send(browser, wave, page, attitude="5", open="Tea")
    assert again.status_code == 422 and not SurveyAnswer.objects.exists()
    assert "The questions were changed while you answered." in text(again) and "Tea" in text(again)
    assert send(browser, wave, again.content.decode(), attitude="1", open="Tea").status_code == 302


@pytest.mark.parametrize(("days", "first", "words"), [(-1, -3, "This closed on"), (9, 3, "This opens on")])
def test_a_wave_takes_answers_only_on_its_days(survey: Survey, door: Door, days: int, first: int, words: str) -> None:
    wave = factories.make_survey_wave(survey, days=days, from_on=timezone.localdate() + first * DAY)
    assert words in text(door(None).get(f"/asked/{wave.code}/"))
    page = f'name="sheet" value="{surveying.sheet_of(wave.items.all())}" name="key" value="{uuid.uuid4()}"'
    answer = send(door(None), wave, page, attitude="5")
    assert answer.status_code == 409 and words in text(answer)
    assert not SurveyAnswer.objects.exists()


# Rights, ready-made, pages


def test_a_group_makes_the_ready_made_survey_and_sees_its_own_alone(
    grant: Grant, ann: User, nia: User, olive: User, door: Door
) -> None:
    answer = door(ann).post(f"/surveys/grants/{grant.pk}/new/", {"start": "working-together"})
    survey = Survey.objects.get()
    assert answer["Location"] == f"/surveys/{survey.pk}/"
    assert (survey.title, survey.items.count()) == ("Working together", 14)
    address = f"/surveys/{survey.pk}/"
    assert [door(one).get(address).status_code for one in (ann, olive, nia)] == [200, 200, 404]
    assert "Plan the baseline" in text(door(ann).get(address))
    assert "Plan the baseline" not in text(door(olive).get(address))


def test_a_member_who_may_only_look_changes_nothing(survey: Survey, group: Organisation, door: Door) -> None:
    browser = door(factories.make_member(group, "Vera Viewer", "viewer").user)
    assert browser.get(f"/surveys/{survey.pk}/").status_code == 200
    for address in (f"{survey.pk}/questions/new/", f"{survey.pk}/waves/new/", f"grants/{survey.grant_id}/new/"):
        assert browser.post(f"/surveys/{address}").status_code == 403


def test_own_questions_need_a_name(grant: Grant, ann: User, door: Door) -> None:
    answer = door(ann).post(f"/surveys/grants/{grant.pk}/new/", {"start": "own", "about": "We ask."})
    assert answer.status_code == 422 and "Enter a name for your survey" in text(answer) and "We ask." in text(answer)


def test_officers_see_all_surveys_and_ask_for_the_fund(survey: Survey, olive: User, ann: User, door: Door) -> None:
    answer = door(olive).post("/fund/surveys/new/", {"start": "own", "title": "All projects"})
    page = text(door(olive).get("/fund/surveys/"))
    assert "All projects" in page and "Working together" in page
    assert door(ann).get(answer["Location"]).status_code == 404


def test_every_chart_has_a_name_a_description_and_its_table(survey: Survey, ann: User, door: Door) -> None:
    wave_with(survey, attitudes(a5=6, a1=5), days=-9)
    wave_with(survey, attitudes(a5=9, a1=5), days=-1)
    page = door(ann).get(f"/surveys/{survey.pk}/").content.decode()
    chart = re.search(r'<svg class="chart chart--stacked".*?</svg>', page, re.DOTALL)
    assert chart is not None
    assert "<title" in chart[0] and "Baseline: 6 of 11 who had an opinion: agree. Repeat 1: 9 of 14" in chart[0]
    assert page.count('class="chart__shades"') == 1
    assert ">Baseline</th>" in page and ">9</td>" in page


def test_pages_cost_the_same_for_many_waves_and_answers(survey: Survey, ann: User, door: Door) -> None:
    def cost(*addresses: str) -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert door(ann).get(address).status_code == 200
            found.append(len(asked))
        return found

    wave_with(survey, attitudes(a5=6, a1=6), days=-30)
    pages = (f"/surveys/{survey.pk}/", f"/surveys/grants/{survey.grant_id}/")
    first = cost(*pages)
    for days in (-20, -10, -1):
        wave_with(survey, attitudes(a5=16, a1=16, a3=9), days=days)
    surveying.add_item(survey, kind="attitude", words="One more.", by=ann)
    assert cost(*pages) == first


# Two at once


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_held", [True, False], ids=["held", "without holding the waves"])
def test_an_answer_never_lands_on_words_that_are_changed_in_the_same_moment(
    is_held: bool, transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from time import sleep

    lead = factories.make_person("Lead")
    round_ = factories.make_round()
    grant = factories.make_grant(factories.make_application(round_, factories.make_organisation(lead), state="awarded"))
    survey = factories.make_survey(round_.fund, grant)
    wave = factories.make_survey_wave(survey)
    item, look = item_of(survey, "attitude"), making.is_answered
    sheet = surveying.sheet_of(wave.items.all())

    def slowly(row: SurveyItem) -> bool:
        found = look(row)
        sleep(1)
        return found

    monkeypatch.setattr(making, "is_answered", slowly)
    if not is_held:
        monkeypatch.setattr(making, "_hold", lambda row: list(row.waves.all()))

    def change() -> Any:
        return surveying.change_item(item, kind="attitude", words="We never meet.", by=lead)

    def answer() -> None:
        sleep(0.4)
        surveying.answer(wave, key=uuid.uuid4(), sheet=sheet, values={item.pk: "5"})

    came = outcomes([change, answer])
    changed = SurveyItem.objects.get(pk=item.pk).words != "We trust each other."
    assert (changed, SurveyAnswer.objects.count()) == ((True, 0) if is_held else (True, 1))
    assert isinstance(came[1], Refused) is is_held
