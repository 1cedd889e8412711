"""A table of several answers: rows that people add, and rows that are given."""

from typing import Any

import pytest
from django.http import QueryDict

from fund.models import Questionnaire, Round, Section
from fund.questionnaires import TYPED, checked, form_for, readable
from tests import factories

pytestmark = pytest.mark.django_db

WHO = {
    "code": "lead",
    "kind": "one_of",
    "label": "Who leads",
    "options": [{"code": "them", "name": "The people it is for"}, {"code": "us", "name": "Our staff"}],
}
HOW = {"code": "how", "kind": "text", "label": "How", "words": 5, "required": False, "help": "In a few words."}
PARTNERS = {
    "fields": [
        {"code": "name", "kind": "line", "label": "Name", "max": 20},
        {"code": "since", "kind": "date", "label": "Since when", "required": False},
        {"code": "pays", "kind": "money", "label": "What they pay", "required": False},
        {"code": "agreed", "kind": "yes_no", "label": "Have they agreed?"},
        {
            "code": "does",
            "kind": "many_of",
            "label": "What they do",
            "required": False,
            "options": [{"code": "rooms", "name": "Rooms"}, {"code": "people", "name": "People"}],
        },
    ],
    "most": 4,
}
SHARED = {
    "rows": [{"code": "idea", "name": "Had the idea"}, {"code": "money", "name": "Decides"}],
    "fields": [WHO, HOW],
}
IDEA = {"row": "idea", "lead": "them", "how": "They asked"}
MONEY = {"row": "money", "lead": "us"}


@pytest.fixture
def section(round_: Round) -> Section:
    questionnaire = Questionnaire.objects.get(round=round_, purpose="application")
    return Section.objects.create(questionnaire=questionnaire, code="more", title="More", position=9)


def ask(section: Section, settings: dict[str, Any], **facts: Any) -> None:
    factories.make_question(section, "q", "group", "Partners", settings=settings, **facts)


def posted(section: Section, *, insist: bool = True, **typed: Any) -> Any:
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(f"q-{name[1:].replace('_', '-')}", value if isinstance(value, list) else [value])
    return form_for(section, round_=section.questionnaire.round, data=data, files={}, insist=insist)


def kept(section: Section, rows: list[dict[str, Any]]) -> Any:
    return checked(section, {"q": rows}, round_=section.questionnaire.round)


def words(section: Section, value: Any) -> Any:
    return readable(section, {"q": value}, section.questionnaire.round)[0][1]


def test_rows_are_read_kept_and_read_again(section: Section) -> None:
    ask(section, PARTNERS)
    typed = {"_0_name": " Leith\nLeisure ", "_0_agreed": "yes", "_0_does": ["people", "rooms"]}
    form = posted(section, **typed, _2_name="NHS", _2_since="3/4/2026", _2_pays="£1,000", _2_agreed="no")
    rows = [
        {"name": "Leith Leisure", "agreed": "yes", "does": ["people", "rooms"]},
        {"name": "NHS", "since": "2026-04-03", "pays": "1000.00", "agreed": "no"},
    ]
    assert form.errors == {}
    assert form.is_complete
    assert form.answers == {"q": rows}
    assert kept(section, rows).is_complete
    assert words(section, rows) == (
        "Name: Leith Leisure; Have they agreed?: Yes; What they do: Rooms, People\n"
        "Name: NHS; Since when: Friday 3 April 2026; What they pay: £1,000; Have they agreed?: No"
    )
    assert [label for label, _ in words(section, rows).rows[1].cells] == [
        "Name",
        "Since when",
        "What they pay",
        "Have they agreed?",
    ]


def test_faults_name_the_row_and_the_box(section: Section) -> None:
    ask(section, PARTNERS)
    form = posted(section, _0_name="A", _0_agreed="yes", _1_name="x" * 21, _1_since="31/6/2026", _1_agreed="perhaps")
    assert form.errors["q"] == [
        "Row 2, Name: make this shorter. It has 21 characters, and there is room for 20",
        "Row 2, Since when: enter a day that is in the calendar, like 27/1/2027",
        "Row 2: answer “Have they agreed?”",
    ]
    html = str(form["q"])
    assert html.count('aria-invalid="true"') == 3
    assert 'value="31/6/2026"' in html
    assert form["q"].id_for_label == "id_q-1-name"
    assert form.answers[TYPED]["q"][1]["since"] == "31/6/2026"


def test_a_gap_is_left_to_do_and_the_rest_is_kept(section: Section) -> None:
    ask(section, PARTNERS)
    form = posted(section, insist=False, _0_name="NHS")
    assert form.is_valid()
    assert not form.is_complete
    assert form.answers == {"q": [{"name": "NHS"}]}
    assert kept(section, [{"name": "NHS"}]).errors == {"q": ["Row 1: answer “Have they agreed?”"]}


def test_there_are_not_too_many_rows_and_not_too_few(section: Section) -> None:
    ask(section, {**PARTNERS, "least": 2})
    row = {"name": "NHS", "agreed": "no"}
    assert kept(section, [row] * 5).errors == {"q": ["“Partners”: use at most 4 rows"]}
    assert kept(section, [row]).errors == {"q": ["“Partners”: add at least 2 rows"]}
    assert kept(section, [row] * 2).is_complete
    assert kept(section, []).errors == {"q": ["Answer “Partners”"]}


def test_a_choice_that_may_come_once_is_refused_the_second_time(section: Section) -> None:
    ask(section, {"fields": [{**WHO, "once": True}, HOW], "most": 3})
    form = posted(section, insist=False, _0_lead="them", _1_lead="us", _2_lead="them", _2_how="They asked")
    assert form.errors["q"] == ["Row 3, Who leads: this is the same as in “Row 1”. Choose another, or clear the row"]
    assert form["q"].id_for_label == "id_q-2-lead"
    assert form.answers[TYPED]["q"][2] == {"lead": "them", "how": "They asked"}
    assert kept(section, [{"lead": "them"}, {"lead": "us"}]).is_complete
    assert not kept(section, [{"lead": "us"}, {"lead": "us"}]).is_complete


def test_a_choice_may_come_again_where_nothing_is_said(section: Section) -> None:
    ask(section, {"fields": [WHO, HOW], "most": 3})
    assert kept(section, [{"lead": "us"}, {"lead": "us"}]).is_complete


def test_a_table_that_may_stay_empty(section: Section) -> None:
    ask(section, PARTNERS, is_required=False)
    assert posted(section).is_complete
    assert posted(section).answers == {}


def test_rows_are_shown_with_three_empty_ones_up_to_the_last(section: Section) -> None:
    ask(section, PARTNERS)
    html = str(form_for(section, round_=section.questionnaire.round, values={"q": [{"name": "NHS"}]})["q"])
    assert html.count("data-row") == 4
    assert 'name="add"' not in html
    assert 'value="NHS"' in html
    empty = str(form_for(section, round_=section.questionnaire.round)["q"])
    assert empty.count("data-row") == 3
    assert 'name="add" value="q"' in empty


def test_given_rows_say_which_they_are(section: Section) -> None:
    ask(section, SHARED)
    form = posted(section, _0_lead="them", _0_how="They asked", _1_lead="us")
    assert form.is_complete
    assert form.answers == {"q": [IDEA, MONEY]}
    html = str(form["q"])
    assert html.count("data-row") == 2
    assert '<p class="rows__name" id="id_q-0">Had the idea</p>' in html
    assert 'value="them" selected' in html
    assert 'data-words="5"' in html
    assert html.count("In a few words.") == 1
    assert 'name="add"' not in html
    found = words(section, [IDEA, MONEY])
    assert found == "Had the idea. Who leads: The people it is for; How: They asked\nDecides. Who leads: Our staff"
    assert [row.name for row in found.rows] == ["Had the idea", "Decides"]


def test_every_given_row_is_asked_for(section: Section) -> None:
    ask(section, SHARED)
    begun = kept(section, [IDEA])
    assert begun.errors == {"q": ["Decides: answer “Who leads”"]}
    assert begun["q"].id_for_label == "id_q-1-lead"
    form = posted(section, insist=False, _1_lead="us")
    assert form.is_valid()
    assert form.answers == {"q": [MONEY]}


def test_given_rows_of_an_optional_table_are_asked_for_once_begun(section: Section) -> None:
    ask(section, SHARED, is_required=False)
    assert kept(section, [IDEA]).is_complete
    assert kept(section, [{"row": "idea", "how": "They asked"}]).errors == {"q": ["Had the idea: answer “Who leads”"]}


def test_the_words_of_a_box_are_limited(section: Section) -> None:
    ask(section, SHARED)
    assert kept(section, [{**IDEA, "how": "one two three four five six"}, MONEY]).errors == {
        "q": ["Had the idea, How: take out 1 word. You have 6, and there is room for 5"]
    }


def test_what_is_typed_into_a_table_is_never_markup(section: Section) -> None:
    ask(section, PARTNERS)
    html = str(posted(section, _0_name='"><script>', _0_agreed='"><b>')["q"])
    assert "<script>" not in html
    assert "<b>" not in html


def test_what_could_not_be_read_is_shown_as_typed(section: Section) -> None:
    ask(section, SHARED)
    found = readable(
        section, {TYPED: {"q": [{"row": "idea", "lead": "them", "how": "so much"}]}}, section.questionnaire.round
    )
    assert found[0][1] == "them, so much"
