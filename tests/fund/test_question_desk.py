"""The question desk: officers write the questions of a draft, and what does not hold together is refused in words."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from fund import rounds
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, Round, Section, User
from fund.question_forms.lines import with_codes
from fund.rounds import asking
from fund.rounds.asking.holding import code_from
from tests import factories
from tests.journeys.browser import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]


@pytest.fixture
def draft(db: None) -> Round:
    round_ = factories.make_round(state="draft", name="Walks", slug="walks")
    round_.questionnaires.update(frozen_at=None)
    return round_


@pytest.fixture
def asked(draft: Round) -> Questionnaire:
    return draft.questionnaires.get(purpose="application")


def at(name: str, **more: str) -> str:
    return reverse(name, kwargs={"slug": "walks", "purpose": "application", **more})


def question(code: str) -> Question:
    return Question.objects.get(section__questionnaire__round__slug="walks", code=code)


def codes(section: str) -> list[str]:
    rows = Section.objects.get(questionnaire__round__slug="walks", code=section).questions
    return list(rows.values_list("code", flat=True))


WORDS = {"label": "Who leads it?", "is_required": "yes", "error_text": "", "help_text": "", "privacy": "business"}

# Beginning ------------------------------------------------------------------------------------------------------------


def test_an_officer_begins_with_the_starter_set_where_no_round_asked_anything(olive: User, draft: Round) -> None:
    draft.questionnaires.all().delete()
    browser = Browser(olive).go(at("questions-of"))
    assert "a starter set" in browser.see.words
    browser.press("Begin", start="usual")
    assert "Who can we talk to about this application?" in browser.see.words
    starter = rounds.load(rounds.FOLDER / "2024-self-management-for-life-2.toml", by=None)
    mine = Question.objects.filter(section__questionnaire__round=draft).values_list("code", "kind", "settings")
    theirs = Question.objects.filter(
        section__questionnaire__round=starter, section__questionnaire__purpose="application"
    )
    assert sorted(map(str, mine)) == sorted(map(str, theirs.values_list("code", "kind", "settings")))


def test_the_usual_questions_are_those_of_the_newest_round_that_asked_any(
    olive: User, draft: Round, round_: Round
) -> None:
    draft.questionnaires.all().delete()
    asking.begin(draft, "application", by=olive, usual=True)
    copied = draft.questionnaires.get(purpose="application")
    assert copied.frozen_at is None
    assert [section.code for section in copied.sections.all()] == ["contact", "plan", "budget"]
    assert question("title").fills == "title"
    original = round_.questionnaires.get(purpose="application")
    assert original.sections.count() == 3  # copied, not taken away
    with pytest.raises(Refused, match="has these questions already"):
        asking.begin(draft, "application", by=olive)


def test_an_officer_begins_with_nothing_and_adds_a_section(olive: User, draft: Round) -> None:
    draft.questionnaires.all().delete()
    browser = Browser(olive).go(at("questions-of")).press("Begin", start="empty")
    browser.follow("Add a section").press("Save the section", title="Your project", readers="panel")
    section = Section.objects.get(questionnaire__round=draft)
    assert (section.code, section.assessors_see_it, section.panel_sees_it) == ("your-project", True, True)
    assert "This section has no questions yet" in browser.see.words


# Questions ------------------------------------------------------------------------------------------------------------


def test_an_officer_chooses_the_kind_first_and_sees_the_question_as_applicants_will(
    olive: User, asked: Questionnaire
) -> None:
    browser = Browser(olive).go(at("new-question", code="plan")).follow("Longer text")
    browser.press("Save the question", label="Who leads it?", **{"help_text": "Name one person."})
    assert browser.status == 422  # the limit is still missing, and what was typed stands there
    assert "Name one person." in browser.text
    browser.client.post(browser.address + "?kind=text", {**WORDS, "words": "150"})
    browser.go(at("edit-question", code="who-leads-it"))
    assert "What applicants see" in browser.see.words
    assert "At most 150 words." in browser.see.words
    made = question("who-leads-it")
    assert (made.kind, made.settings, made.section.code) == ("text", {"words": 150}, "plan")
    assert codes("plan")[-1] == "who-leads-it"


def test_only_the_settings_of_the_kind_are_asked(olive: User, asked: Questionnaire, door: Door) -> None:
    response = door(olive).get(at("new-question", code="plan") + "?kind=line")
    assertContains(response, 'name="max"')
    assertNotContains(response, 'name="words"')
    assertNotContains(response, 'name="slot"')


@pytest.mark.parametrize(
    ("kind", "sent", "kept"),
    [
        ("line", {"max": "80"}, {"max": 80}),
        ("line", {"max": ""}, {}),
        ("number", {"min": "1", "max": "9"}, {"min": 1, "max": 9}),
        ("money", {"min": "£1,000.00", "max": ""}, {"min": 1000}),
        ("budget", {"rows": "12"}, {"rows": 12}),
        ("register_number", {"register": "oscr"}, {"register": "oscr"}),
        ("yes_no", {}, {}),
        ("date", {"earliest": "1700"}, {"earliest": 1700}),
        ("date", {"earliest": ""}, {}),
        ("one_of", {"options_from": "tiers", "options": ""}, {"options_from": "tiers"}),
        (
            "many_of",
            {"options_from": "own", "options": "Young people\r\n\r\n Carers ", "most": "1"},
            {
                "most": 1,
                "options": [{"code": "young-people", "name": "Young people"}, {"code": "carers", "name": "Carers"}],
            },
        ),
    ],
)
def test_each_kind_keeps_what_it_needs(
    olive: User, asked: Questionnaire, door: Door, kind: str, sent: dict[str, str], kept: dict[str, object]
) -> None:
    response = door(olive).post(at("new-question", code="plan") + f"?kind={kind}", {**WORDS, **sent})
    assert response.status_code == 302
    assert question("who-leads-it").settings == kept
    assert door(olive).get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("kind", "sent", "words"),
    [
        ("text", {"words": ""}, "Most words: enter a number"),
        ("number", {"min": "9", "max": "1"}, "Enter a number that is not under 9"),
        ("number", {"min": "", "max": "9", "fills": "months"}, "For a length in months enter at least 1"),
        ("line", {"max": "500", "fills": "title"}, "has room for 200 characters"),
        ("money", {"min": "10.50", "max": ""}, "Enter whole pounds, without pence"),
        ("one_of", {"options_from": "own", "options": "One"}, "Type at least two answers, one a line"),
        ("one_of", {"options_from": "own", "options": "One\nOne"}, "“One” is there twice"),
        ("email", {"privacy": "personal"}, "it cannot ask for personal data"),
        ("line", {"max": "", "privacy": "special"}, "it cannot ask for personal data"),
        ("line", {"max": "", "label": " "}, "Enter the question"),
        ("text", {"words": "90", "fills": "summary"}, "fills this already"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_is_added(
    olive: User, asked: Questionnaire, door: Door, kind: str, sent: dict[str, str], words: str
) -> None:
    before = codes("plan")
    response = door(olive).post(at("new-question", code="plan") + f"?kind={kind}", {**WORDS, **sent})
    assert response.status_code == 422
    assert words in response.content.decode()
    assert codes("plan") == before


def test_a_question_keeps_its_code_when_its_words_change_and_can_change_its_section(
    olive: User, asked: Questionnaire
) -> None:
    Browser(olive).go(at("edit-question", code="what")).press(
        "Save the question", label="Tell us more", section="budget"
    )
    assert question("what").label == "Tell us more"
    assert codes("budget") == ["budget", "what"]


def test_a_question_with_personal_data_cannot_move_to_where_the_panel_reads(olive: User, asked: Questionnaire) -> None:
    browser = Browser(olive).go(at("edit-question", code="contact_name")).press("Save the question", section="plan")
    assert browser.status == 422
    assert "Assessors or the panel read “Your project”" in browser.see.words
    assert question("contact_name").section.code == "contact"
    with pytest.raises(Refused, match="asks for personal data"):
        asking.change_section(
            asked.sections.get(code="contact"), by=olive, title="Contact", assessors_see_it=True, panel_sees_it=False
        )


def test_an_answer_stays_the_same_answer_when_its_words_change() -> None:
    before = [{"code": "red", "name": "Red"}, {"code": "blue", "name": "Blue"}]

    def after(*names: str) -> list[str]:
        return [row["code"] for row in with_codes(list(names), before)]

    assert after("Crimson", "Blue") == ["red", "blue"]
    assert after("Blue", "Red") == ["blue", "red"]
    assert after("Blue") == ["blue"]
    assert after("Green", "Red", "Blue") == ["green", "red", "blue"]
    assert (
        after("Red!", "Blue", "Red-ish") == ["red-2", "blue", "red-ish"] or after("Red!", "Blue", "Other")[1] == "blue"
    )


def test_a_new_answer_never_takes_the_code_of_one_that_is_gone() -> None:
    before = [{"code": "red", "name": "Red"}, {"code": "blue", "name": "Blue"}]
    assert with_codes(["Blue", "Green", "Red wine gums"], before)[2]["code"] != "blue"
    assert code_from("Red", {"red"}) == "red-2"
    assert code_from("健康", set()) == "item"


# Tables of several answers --------------------------------------------------------------------------------------------

PARTNERS = {
    "label": "Who are your partners?",
    "column_1": "Name",
    "limit_1": "60",
    "needed_1": "on",
    "column_2": "Role",
    "kind_2": "one_of",
    "answers_2": "Leads\nHelps",
    "column_3": "What they do",
    "kind_3": "text",
    "hint_3": "In a few words.",
    "most_rows": "5",
}
NAME = {"code": "name", "kind": "line", "label": "Name", "required": True, "max": 60}
ROLE = {
    "code": "role",
    "kind": "one_of",
    "label": "Role",
    "required": False,
    "options": [{"code": "leads", "name": "Leads"}, {"code": "helps", "name": "Helps"}],
}
DO = {
    "code": "what-they-do",
    "kind": "text",
    "label": "What they do",
    "required": False,
    "help": "In a few words.",
    "words": 100,
}
SAVE = "Save the question"


@pytest.fixture
def partners(olive: User, asked: Questionnaire) -> Browser:
    """The page of a table that an officer just added."""
    browser = Browser(olive).go(at("new-question", code="plan") + "?kind=group")
    browser.client.post(at("new-question", code="plan") + "?kind=group", {**WORDS, **PARTNERS})
    return browser.go(at("edit-question", code="who-are-your-partners"))


def kept() -> list[dict[str, object]]:
    return question("who-are-your-partners").settings["fields"]


def test_an_officer_adds_a_table_with_its_columns_and_sees_it_as_applicants_will(partners: Browser) -> None:
    assert question("who-are-your-partners").settings == {"fields": [NAME, ROLE, DO], "most": 5, "least": 0}
    partners.reads("What applicants see", "Name", "Role", "Leads", "Helps", "In a few words.")


def test_saving_a_table_as_it_is_changes_nothing(partners: Browser) -> None:
    partners.press(SAVE).reads("The question is saved")
    assert question("who-are-your-partners").settings == {"fields": [NAME, ROLE, DO], "most": 5, "least": 0}


def test_a_column_is_added_and_another_changes_its_words_and_keeps_its_code(partners: Browser) -> None:
    partners.press(SAVE, column_1="Name of the group", column_4="Hours", kind_4="number", needed_4="on")
    hours = {"code": "hours", "kind": "number", "label": "Hours", "required": True}
    assert kept() == [NAME | {"label": "Name of the group"}, ROLE, DO, hours]


def test_an_officer_says_that_an_answer_may_come_once(partners: Browser) -> None:
    partners.press(SAVE, once_2="on").reads("The question is saved")
    assert kept() == [NAME, ROLE | {"once": True}, DO]
    partners.go(at("edit-question", code="who-are-your-partners")).press(SAVE, once_1="on")
    partners.reads("Column 1: take the tick out, or choose “Choose one”")
    partners.press(SAVE, once_1=[], row_names="Year 1\nYear 2")
    partners.reads("Take the tick out: your fixed rows may have the same answer")
    assert kept() == [NAME, ROLE | {"once": True}, DO]


def test_columns_are_put_in_order_with_buttons_and_then_saved(partners: Browser) -> None:
    partners.press("Move up column 3", column_1="Full name").press("Move down column 1")
    partners.reads("Not saved yet.")
    assert kept() == [NAME, ROLE, DO]
    partners.press(SAVE).reads("The question is saved")
    assert kept() == [DO, NAME | {"label": "Full name"}, ROLE]


def test_a_new_table_can_be_put_in_order_before_it_is_saved(olive: User, asked: Questionnaire) -> None:
    browser = Browser(olive).go(at("new-question", code="plan") + "?kind=group")
    browser.press(SAVE, column_1="Name", column_2="Role")  # the question itself is still missing
    assert browser.status == 422
    at_kind = browser.client.post(at("new-question", code="plan") + "?kind=group", {"do": "down-1", "column_1": "Name"})
    assertContains(at_kind, 'name="column_2" value="Name"')
    assertNotContains(at_kind, "There is a problem")


def test_a_column_that_is_taken_out_is_gone_and_a_new_one_never_takes_its_code(partners: Browser) -> None:
    partners.press("Take out column 1").press(SAVE, column_3="Name", kind_3="email")
    assert partners.status == 422  # the panel reads this section
    partners.reads("it cannot ask for personal data")
    partners.press(SAVE, kind_3="number")
    assert [(each["code"], each["label"]) for each in kept()] == [
        ("role", "Role"),
        ("what-they-do", "What they do"),
        ("name-2", "Name"),
    ]


def test_a_column_of_another_kind_drops_what_it_no_longer_needs(partners: Browser) -> None:
    partners.press(SAVE, kind_2="yes_no", kind_1="text", limit_1="")
    assert kept()[1] == {"code": "role", "kind": "yes_no", "label": "Role", "required": False}
    assert kept()[0] == {"code": "name", "kind": "text", "label": "Name", "required": True, "words": 100}


def test_what_only_a_file_can_say_of_a_column_stays(partners: Browser) -> None:
    row = question("who-are-your-partners")
    theme = {"code": "theme", "kind": "many_of", "label": "Theme", "required": True, "options_from": "learning-themes"}
    hours = {"code": "hours", "kind": "number", "label": "Hours", "required": True, "min": 1, "max": 9}
    rows = [{"code": "one", "name": "Year 1"}, {"code": "two", "name": "Year 2"}]
    Question.objects.filter(pk=row.pk).update(settings={"fields": [theme, hours], "rows": rows})
    partners.go(partners.address).press("Move up column 2").press(SAVE, row_names="Year 1\nSecond year")
    assert kept() == [hours, theme]
    assert question("who-are-your-partners").settings["rows"] == [rows[0], {"code": "two", "name": "Second year"}]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"column_1": ""}, "Enter what the first column asks"),
        ({"column_2": "Name"}, "“Name” is there twice. Change one"),
        ({"answers_2": "Leads"}, "Column 2: type at least two different answers, one a line"),
        ({"answers_2": "Leads\nLeads"}, "Column 2: type at least two different answers, one a line"),
        ({"limit_1": "1001"}, "Column 1: a line has at most 1,000 characters"),
        ({"least": "6"}, "Enter a number that is not under 6"),
        ({"row_names": "Year 1\nYear 1"}, "“Year 1” is there twice. Take one out"),
        ({"kind_3": "phone"}, "it cannot ask for personal data"),
    ],
)
def test_a_table_that_does_not_fit_is_told_and_nothing_typed_is_lost(
    partners: Browser, changed: dict[str, str], words: str
) -> None:
    partners.press(SAVE, **{"hint_1": "Keep me.", **changed})
    assert partners.status == 422
    partners.reads(words)
    assert partners.see.forms[-1].values["hint_1"] == ["Keep me."]
    assert kept() == [NAME, ROLE, DO]


def test_a_column_may_be_called_row(partners: Browser) -> None:
    partners.press(SAVE, column_4="Row")
    assert kept()[3]["code"] == "row-2"


def test_a_table_goes_out_in_the_file_and_comes_into_another_round(
    partners: Browser, olive: User, round_: Round
) -> None:
    text = partners.client.get(reverse("download-definition", args=["walks"])).content.decode()
    Question.objects.filter(code="who-are-your-partners").delete()
    browser = Browser(olive).go(reverse("definition-file", args=["walks"])).press("Check the file", text=text)
    browser.reads("1 new: Who are your partners?").press("Load it")
    assert question("who-are-your-partners").settings == {"fields": [NAME, ROLE, DO], "most": 5, "least": 0}


def test_the_columns_of_a_table_in_use_stay_as_they_are(partners: Browser, asked: Questionnaire) -> None:
    asked.frozen_at = timezone.now()
    asked.save(update_fields=["frozen_at"])
    partners.press(SAVE, column_1="Other")
    partners.reads("Make a new version")
    assert kept() == [NAME, ROLE, DO]


# Order ----------------------------------------------------------------------------------------------------------------


def test_a_moved_question_is_where_the_page_goes_back_to(olive: User, asked: Questionnaire, door: Door) -> None:
    response = door(olive).post(at("move-question", code="summary"), {"way": "up"})
    assert response["Location"] == at("questions-of") + "#down-question-summary"  # it is the first now
    assert codes("plan")[:2] == ["summary", "title"]
    response = door(olive).post(at("move-question", code="summary"), {"way": "down"})
    assert response["Location"] == at("questions-of") + "#down-question-summary"
    assert codes("plan")[:2] == ["title", "summary"]


def test_a_moved_section_is_where_the_page_goes_back_to(olive: User, asked: Questionnaire, door: Door) -> None:
    response = door(olive).post(at("move-section", code="budget"), {"way": "up"})
    assert response["Location"] == at("questions-of") + "#up-section-budget"
    assert [section.code for section in asked.sections.all()] == ["contact", "budget", "plan"]


def test_taking_out_asks_once_more(olive: User, asked: Questionnaire) -> None:
    browser = Browser(olive).go(at("questions-of"))
    browser.go(at("remove-question", code="what"))
    assert "Take out “What do you want to do?”?" in browser.see.words
    assert "what" in codes("plan")
    browser.press("Take it out")
    assert "what" not in codes("plan")
    browser.go(at("remove-section", code="contact")).press("Take it out")
    assert [section.code for section in asked.sections.all()] == ["plan", "budget"]


# Conditions -----------------------------------------------------------------------------------------------------------


def test_an_officer_asks_a_question_of_some_people_only(olive: User, asked: Questionnaire) -> None:
    browser = Browser(olive).go(at("only-if", what="question", code="what"))
    browser.press("Choose this question", about="months").press("Add this test", op="more_than", value="12")
    assert question("what").shown_if == {
        "match": "all",
        "tests": [{"question": "months", "is": "more_than", "value": 12}],
    }
    browser.go(at("questions-of"))
    assert "Asked only if the answer to “How many months” is more than 12." in browser.see.words


@pytest.mark.parametrize(
    ("about", "sent", "test", "words"),
    [
        ("tier", {"op": "equals", "chosen": ["small"]}, {"is": "equals", "value": "small"}, "is “Small grant”"),
        ("tier", {"op": "one_of", "chosen": ["small"]}, {"is": "one_of", "value": ["small"]}, "is “Small grant”"),
        ("title", {"op": "contains", "value": "walk"}, {"is": "contains", "value": "walk"}, "has “walk” in it"),
        (
            "title",
            {"op": "contains_any", "value": "walk, run"},
            {"is": "contains_any", "value": ["walk", "run"]},
            "has “walk” or “run” in it",
        ),
        ("title", {"op": "answered"}, {"is": "answered"}, "has an answer"),
    ],
)
def test_each_comparison_is_kept_and_said(
    olive: User,
    asked: Questionnaire,
    door: Door,
    about: str,
    sent: dict[str, object],
    test: dict[str, object],
    words: str,
) -> None:
    address = at("only-if", what="section", code="budget")
    assert door(olive).post(f"{address}?about={about}", sent).status_code == 302
    assert asked.sections.get(code="budget").shown_if["tests"] == [{"question": about, **test}]
    assertContains(door(olive).get(address), words)


@pytest.mark.parametrize(
    ("about", "sent", "words"),
    [
        ("months", {"op": "more_than", "value": ""}, "Enter what to compare with"),
        ("months", {"op": "contains", "value": "1"}, "Choose how to compare"),
        ("months", {"op": "more_than", "value": "many"}, "Enter a"),
        ("tier", {"op": "equals"}, "Choose an answer"),
        ("tier", {"op": "equals", "chosen": ["huge"]}, "Choose from the list"),
        ("months", {}, "Choose how to compare"),
    ],
)
def test_a_test_that_makes_no_sense_is_not_added(
    olive: User, asked: Questionnaire, door: Door, about: str, sent: dict[str, object], words: str
) -> None:
    response = door(olive).post(at("only-if", what="question", code="what") + f"?about={about}", sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert question("what").shown_if == {}


def test_a_later_question_cannot_decide_an_earlier_one(olive: User, asked: Questionnaire, door: Door) -> None:
    page = door(olive).get(at("only-if", what="question", code="title"))
    assertContains(page, 'value="contact_name"')
    assertNotContains(page, 'value="months"')
    with pytest.raises(Refused, match="“Name of the project” is asked only after an answer to “How many months”"):
        asking.add_test(question("title"), by=olive, question="months", op="answered")
    assert question("title").shown_if == {}


def test_what_others_hang_on_neither_moves_behind_them_nor_goes(olive: User, asked: Questionnaire) -> None:
    asking.add_test(question("what"), by=olive, question="months", op="more_than", value=12)
    with pytest.raises(Refused, match="“What do you want to do\\?” is asked only after an answer to “How many months”"):
        asking.move_question(question("months"), by=olive, up=False)
    with pytest.raises(Refused, match="“What do you want to do\\?” is asked only after an answer to a question"):
        asking.remove_question(question("months"), by=olive)
    assert codes("plan") == ["title", "summary", "tier", "months", "what"]


def test_an_answer_that_others_hang_on_stays_a_choice(olive: User, asked: Questionnaire) -> None:
    plan = asked.sections.get(code="plan")
    options = [{"code": "yes", "name": "Yes"}, {"code": "later", "name": "Later"}]
    facts = {"kind": "one_of", "label": "Ready?", "settings": {"options": options}}
    ready = asking.add_question(plan, by=olive, **facts)
    asking.add_test(asked.sections.get(code="budget"), by=olive, question="ready", op="equals", value="later")
    with pytest.raises(Refused, match="‘later’ is no longer a choice of “Ready\\?”"):
        asking.change_question(
            ready, by=olive, **{**facts, "settings": {"options": [options[0], {"code": "no", "name": "No"}]}}
        )


def test_five_tests_are_enough_and_any_or_all_can_be_chosen(olive: User, asked: Questionnaire) -> None:
    for number in range(5):
        asking.add_test(question("what"), by=olive, question="months", op="more_than", value=number)
    with pytest.raises(Refused, match="There are 5 tests already"):
        asking.add_test(question("what"), by=olive, question="months", op="more_than", value=9)
    browser = Browser(olive).go(at("only-if", what="question", code="what")).press("Make any one enough")
    assert question("what").shown_if["match"] == "any"
    browser.press("Take out")
    assert [test["value"] for test in question("what").shown_if["tests"]] == [1, 2, 3, 4]


# The bank -------------------------------------------------------------------------------------------------------------


def test_questions_of_other_rounds_are_found_by_their_words_and_copied(
    olive: User, asked: Questionnaire, round_: Round
) -> None:
    browser = Browser(olive).go(at("question-bank") + "?q=plain words")
    assert "Your project in plain words" in browser.see.words
    assert "Who can we ask" not in browser.see.words
    browser.press("Copy this question", section="plan")
    copied = question("summary-2")
    assert (copied.fills, copied.settings) == ("", {"words": 150})  # the first one fills the summary already
    assert codes("plan")[-1] == "summary-2"


def test_a_whole_section_is_copied_with_its_conditions(olive: User, asked: Questionnaire, round_: Round) -> None:
    source = Question.objects.get(section__questionnaire__round=round_, code="what")
    source.shown_if = {"match": "all", "tests": [{"question": "months", "is": "more_than", "value": 12}]}
    source.save()
    copied = asking.copy_section(source.section, asked, by=olive)
    assert copied.code == "plan-2"
    assert question("what-2").shown_if["tests"] == [{"question": "months-2", "is": "more_than", "value": 12}]


def test_a_question_with_personal_data_is_not_copied_to_where_the_panel_reads(
    olive: User, asked: Questionnaire, round_: Round
) -> None:
    personal = Question.objects.get(section__questionnaire__round=round_, code="contact_phone")
    with pytest.raises(Refused, match="cannot be copied here"):
        asking.copy_question(personal, asked.sections.get(code="plan"), by=olive)


# Frozen, and who may --------------------------------------------------------------------------------------------------


def test_questions_in_use_stay_as_they_are(olive: User, round_: Round, door: Door) -> None:
    row = Question.objects.get(section__questionnaire__round=round_, code="what")
    for change in (
        lambda: asking.move_question(row, by=olive, up=True),
        lambda: asking.remove_question(row, by=olive),
        lambda: asking.remove_section(row.section, by=olive),
        lambda: asking.add_test(row, by=olive, question="months", op="answered"),
    ):
        with pytest.raises(Refused, match="Make a new version"):
            change()
    page = door(olive).get(reverse("questions-of", args=[round_.slug, "application"]))
    assertContains(page, "These questions are in use")
    assertNotContains(page, "Move up")


def test_there_are_no_questions_for_a_purpose_that_is_none(olive: User, draft: Round, door: Door) -> None:
    assert door(olive).get(reverse("questions-of", args=["walks", "nonsense"])).status_code == 404


def test_every_change_is_noted_with_who_did_it(olive: User, asked: Questionnaire) -> None:
    asking.move_question(question("summary"), by=olive, up=True)
    last = asked.history.first()
    assert (last.history_user, last.history_change_reason) == (
        olive,
        "Question “Your project in plain words” moved",
    )


def test_the_overview_costs_the_same_for_few_and_many_questions(
    olive: User, asked: Questionnaire, door: Door, django_assert_num_queries: Callable[..., object]
) -> None:
    browser = door(olive)
    with django_assert_num_queries(7):
        browser.get(at("questions-of"))
    for number in range(3):
        section = asking.add_section(asked, by=olive, title=f"More {number}")
        asking.add_question(section, by=olive, kind="yes_no", label=f"Really {number}?", settings={})
        asking.add_test(section, by=olive, question="months", op="at_least", value=number)
    with django_assert_num_queries(7):
        browser.get(at("questions-of"))
