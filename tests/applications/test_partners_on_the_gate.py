"""Before they declare ties, readers see the group, its partners and the summary, and nothing more."""

import html
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application, ApplicationAnswers, Assessment
from fund import rounds
from fund.models import Organisation, Question, Questionnaire, Round, Section, User
from fund.rounds import asking, writing
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]
TABLE = {
    "fields": [
        {"code": "does", "kind": "text", "label": "What they will do", "required": True, "words": 40},
        {"code": "name", "kind": "line", "label": "Name", "required": True, "max": 120},
        {"code": "mail", "kind": "line", "label": "Web site", "required": False, "max": 120},
    ]
}
ROWS = [
    {"name": "Leith Health Centre", "does": "They send people to us.", "mail": "www.leith.example"},
    {"name": "Shore Choir", "does": "They sing.", "mail": ""},
]


@pytest.fixture
def bid(round_: Round, group: Organisation) -> Application:
    return factories.make_application(round_, group, state="in_assessment")


@pytest.fixture
def assigned(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="assigned")


def ask(round_: Round, kind: str = "group", section: str = "plan", **facts: object) -> Question:
    where = Section.objects.get(questionnaire__round=round_, questionnaire__purpose="application", code=section)
    facts.setdefault("settings", TABLE if kind == "group" else {})
    return factories.make_question(where, "partners", kind, "Who will you work with?", names_partners=True, **facts)


def answer(bid: Application, value: object, section: str = "plan") -> None:
    sheet = ApplicationAnswers.objects.get(application=bid, section__code=section)
    sheet.values = {**sheet.values, "partners": value}
    sheet.save()


def gates(assigned: Assessment, sam: User, pat: User, door: Door) -> list[str]:
    addresses = {
        sam: reverse("applications:assessment", args=[assigned.pk]),
        pat: reverse("applications:panel-application", args=[assigned.application_id]),
    }
    return [html.unescape(door(person).get(address).content.decode()) for person, address in addresses.items()]


def test_both_gates_show_the_names_of_a_table_and_nothing_else_of_it(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    ask(round_)
    answer(bid, ROWS)
    for page in gates(assigned, sam, pat, door):
        for shown in ("Leith Lungs", "People with lung disease walk together", "Leith Health Centre", "Shore Choir"):
            assert shown in page
        hidden = ("They send people to us.", "They sing.", "www.leith.example", "Weekly walks", "£10,500", "0131 496")
        assert [words for words in hidden if words in page] == []


def test_partners_told_in_lines_of_text_are_shown_once_each(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    ask(round_, "text", settings={"words": 60})
    answer(bid, "Leith Health Centre\n\n Shore Choir \nShore Choir")
    for page in gates(assigned, sam, pat, door):
        assert page.count("<li>Shore Choir</li>") == page.count("<li>Leith Health Centre</li>") == 1


def test_personal_answers_are_never_shown_even_where_the_mark_is_on_them(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    ask(round_, "text", privacy="personal")
    answer(bid, "Mo MacLeod, 1 The Shore")
    for page in gates(assigned, sam, pat, door):
        assert "Mo MacLeod" not in page


def test_a_section_that_a_reader_does_not_see_gives_no_partners_to_them(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    Section.objects.filter(questionnaire__round=round_, code="budget").update(panel_sees_it=False)
    ask(round_, "text", "budget")
    answer(bid, "Shore Choir", "budget")
    for_sam, for_pat = gates(assigned, sam, pat, door)
    assert "Shore Choir" in for_sam and "Shore Choir" not in for_pat
    assert "You cannot see here whom they work with" in for_pat


def test_what_is_not_asked_any_more_is_not_shown(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    condition = {"match": "all", "tests": [{"question": "months", "is": "more_than", "value": 24}]}
    ask(round_, "text", shown_if=condition)
    answer(bid, "Shore Choir")
    for page in gates(assigned, sam, pat, door):
        assert "Shore Choir" not in page


def test_where_names_are_hidden_the_assessor_is_told_what_cannot_be_shown(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    Round.objects.filter(pk=round_.pk).update(names_hidden=True)
    ask(round_)
    answer(bid, ROWS)
    for_sam, for_pat = gates(assigned, sam, pat, door)
    for hidden in ("Leith Lungs", "Leith Health Centre", "Shore Choir"):
        assert hidden not in for_sam and hidden in for_pat
    assert "you cannot see the group here, nor whom it works with" in for_sam
    assert "People with lung disease walk together" in for_sam


def test_a_gate_says_whether_nobody_was_named_or_nobody_was_asked(
    assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    for page in gates(assigned, sam, pat, door):
        assert "the bid was not asked for it" in page
    ask(round_)
    for page in gates(assigned, sam, pat, door):
        assert "They named nobody whom they work with." in page


def test_the_gate_with_an_error_still_shows_partners(
    bid: Application, assigned: Assessment, round_: Round, sam: User, pat: User, door: Door
) -> None:
    ask(round_)
    answer(bid, ROWS)
    for reader, address in (
        (sam, reverse("applications:declare", args=[assigned.pk])),
        (pat, reverse("applications:panel-declare", args=[bid.pk])),
    ):
        response = door(reader).post(address, {})
        assert response.status_code == 422 and "Shore Choir" in response.content.decode()


def test_the_gate_costs_the_same_for_1_partner_and_for_10(
    bid: Application, assigned: Assessment, round_: Round, sam: User, door: Door
) -> None:
    ask(round_)
    client = door(sam)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("applications:assessment", args=[assigned.pk]))
        return len(queries)

    answer(bid, ROWS[:1])
    first = cost()
    answer(bid, ROWS * 5)
    assert cost() == first


# In the questions and in files ---------------------------------------------------------------------------------------


def edit(client: Client, round_: Round, code: str, **sent: str) -> tuple[int, str]:
    address = reverse("edit-question", args=[round_.slug, "application", code])
    facts = {"label": "Who will you work with?", "is_required": "no", "privacy": "business", "section": "plan", **sent}
    response = client.post(address, facts)
    return response.status_code, html.unescape(response.content.decode())


def test_an_officer_marks_a_question_and_it_goes_along_in_the_file(olive: User, door: Door) -> None:
    draft = factories.make_round(state="draft")
    Questionnaire.objects.filter(round=draft).update(frozen_at=None)
    where = Section.objects.get(questionnaire__round=draft, code="plan")
    factories.make_question(where, "partners", "text", "Who will you work with?", settings={"words": 60})
    facts = {"words": "60", "names_partners": "on", "error_text": "Say who"}
    assert edit(door(olive), draft, "partners", **facts)[0] == 302
    assert Question.objects.get(section=where, code="partners").names_partners
    page = door(olive).get(reverse("questions-of", args=[draft.slug, "application"])).content.decode()
    assert "partners, whom readers see before they declare their ties" in page
    text = writing.write(draft)
    assert text.count("names_partners = true") == 1
    assert edit(door(olive), draft, "partners", words="60", error_text="Say who")[0] == 302
    assert "names_partners" not in writing.write(draft)


def test_only_questions_of_the_application_in_words_can_be_marked(olive: User, door: Door) -> None:
    draft = factories.make_round(state="draft")
    Questionnaire.objects.filter(round=draft).update(frozen_at=None)
    for purpose, code, is_there in (("application", "what", 1), ("application", "months", 0), ("report", "worked", 0)):
        address = reverse("edit-question", args=[draft.slug, purpose, code])
        assert door(olive).get(address).content.decode().count('name="names_partners"') == is_there


def test_the_mark_goes_along_when_a_question_is_copied_and_to_a_new_version(round_: Round) -> None:
    ask(round_)
    fresh = asking.new_version(round_.questionnaires.get(purpose="application"), by=None, reason="To mend")
    assert Question.objects.get(section__questionnaire=fresh, code="partners").names_partners


@pytest.mark.parametrize(
    ("purpose", "code", "words"),
    [
        ("application", "months", "Only a question of kind line, text, group can name partners"),
        ("report", "worked", "for questions of the application only"),
        ("application", "contact_name", "this question cannot ask for personal data"),
        ("application", "table", "needs a field of kind line, which holds the name"),
    ],
)
def test_a_file_that_marks_the_wrong_question_is_told_so(purpose: str, code: str, words: str) -> None:
    draft = factories.make_round(state="draft")
    where = Section.objects.get(questionnaire__round=draft, code="plan")
    dates = {"fields": [{"code": "on", "kind": "date", "label": "When", "required": True}]}
    factories.make_question(where, "table", "group", "When?", settings=dates)
    before = {str(fault) for fault in rounds.check(writing.write(draft)).faults}
    Question.objects.filter(section__questionnaire__purpose=purpose, code=code).update(names_partners=True)
    [fault] = {str(fault) for fault in rounds.check(writing.write(draft)).faults} - before
    assert words in fault
