"""Each kind of question builds, accepts, keeps and refuses; drafts lose nothing; answers read well."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from fund.models import (
    CouncilArea,
    HealthBoard,
    IntegrationAuthority,
    Question,
    Questionnaire,
    Round,
    Section,
    Term,
    Tier,
    Vocabulary,
)
from fund.questionnaires import TYPED, Lists, checked, form_for, merge, readable
from fund.questionnaires.kinds import KINDS
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(round_: Round) -> Section:
    """An empty section in Ann's round."""
    questionnaire = Questionnaire.objects.get(round=round_, purpose="application")
    return Section.objects.create(questionnaire=questionnaire, code="more", title="More", position=9)


def ask(section: Section, kind: str, **facts: Any) -> Question:
    return factories.make_question(section, "q", kind, "The question", **facts)


def answer(section: Section, typed: Any, *, insist: bool = True, **facts: Any) -> Any:
    """The form of a section with something typed into its question."""
    data = QueryDict(mutable=True)
    for name, value in typed.items() if isinstance(typed, dict) else [("q", typed)]:
        data.setlist(name, value if isinstance(value, list) else [value])
    return form_for(section, round_=section.questionnaire.round, data=data, files={}, insist=insist, **facts)


def kept(section: Section, typed: Any) -> Any:
    form = answer(section, typed)
    assert form.errors == {}
    assert form.is_complete
    return form.answers["q"]


def faults(section: Section, typed: Any) -> list[str]:
    """What is said about the question, without its name."""
    form = answer(section, typed)
    assert not form.is_complete
    found = [words.removeprefix("“The question”: ") for words in form.errors["q"]]
    return [words[0].upper() + words[1:] for words in found]


def words(section: Section, value: Any) -> Any:
    return readable(section, {"q": value}, section.questionnaire.round)[0][1]


def test_every_kind_has_a_builder() -> None:
    assert set(KINDS) == set(Question.Kind.values)


def test_a_line(section: Section) -> None:
    ask(section, "line", settings={"max": 10})
    assert kept(section, " two\n words\x00 ") == "two words"
    assert faults(section, "x" * 11) == ["Make this shorter. It has 11 characters, and there is room for 10"]
    assert words(section, "two words") == "two words"


def test_a_text_with_a_word_limit(section: Section) -> None:
    ask(section, "text", settings={"words": 3})
    assert kept(section, "one two\r\nthree") == "one two\nthree"
    assert faults(section, "one two three four") == ["Take out 1 word. You have 4, and there is room for 3"]
    assert faults(section, "x" * 200_000) == ["Make this much shorter. There is room for 3 words"]
    assert 'data-words="3"' in str(answer(section, "one")["q"])


def test_a_number(section: Section) -> None:
    ask(section, "number", settings={"min": 1, "max": 60})
    assert kept(section, "１２") == 12
    assert faults(section, "61") == ["Enter a number from 1 to 60"]
    assert faults(section, "1E+9") == ["Enter a whole number in digits, like 12"]
    assert words(section, 1200) == "1,200"


def test_nought_is_an_answer(section: Section) -> None:
    ask(section, "number")
    assert kept(section, "0") == 0
    assert words(section, 0) == "0"


def test_money(section: Section) -> None:
    ask(section, "money", settings={"max": 5000})
    assert kept(section, "£1,000") == "1000.00"
    assert faults(section, "5000.01") == ["Enter an amount that is not over £5,000"]
    assert words(section, "1000.00") == "£1,000"
    assert words(section, "1000.50") == "£1,000.50"
    assert "data-money" in str(answer(section, "1")["q"])


def test_a_date(section: Section) -> None:
    ask(section, "date")
    assert kept(section, "03/04/2026") == "2026-04-03"
    assert faults(section, "31/6/2026") == ["Enter a day that is in the calendar, like 27/1/2027"]
    assert words(section, "2026-04-03") == "Friday 3 April 2026"


def test_a_date_is_of_this_century_except_where_the_question_says_how_old_it_may_be(section: Section) -> None:
    question = ask(section, "date")
    for typed in ("1/1/0001", "31/12/1899", "31/12/1999", "1/1/2101", "31/12/9999"):
        assert faults(section, typed) == ["Enter a date with a year from 2000 to 2100"]
    question.settings = {"earliest": 1700}
    question.save()
    assert kept(section, "1/5/1887") == "1887-05-01"  # old groups say when they started
    assert faults(section, "1/5/1066") == ["Enter a date with a year from 1700 to 2100"]


def test_yes_or_no(section: Section) -> None:
    ask(section, "yes_no")
    assert kept(section, "no") == "no"
    assert faults(section, "perhaps") == ["Answer “The question”"]
    assert words(section, "no") == "No"


def test_one_of_a_list(section: Section) -> None:
    ask(section, "one_of", settings={"options": [{"code": "a", "name": "Apples"}, {"code": "b", "name": "Bread"}]})
    assert kept(section, "b") == "b"
    assert faults(section, "c") == ["Answer “The question”"]
    assert words(section, "b") == "Bread"


def test_one_of_the_tiers_says_what_each_is_worth(section: Section) -> None:
    Tier.objects.create(
        round=section.questionnaire.round, code="yearly", name="Long grant", cap_per_year=Decimal(20000)
    )
    ask(section, "one_of", settings={"options_from": "tiers"})
    html = str(answer(section, "small")["q"])
    assert "Small grant, up to £15,000" in html
    assert "Long grant, up to £20,000 a year" in html
    assert words(section, "small") == "Small grant"


def test_a_long_list_is_a_menu(section: Section) -> None:
    ask(section, "one_of", settings={"options": [{"code": f"c{n}", "name": f"Choice {n}"} for n in range(20)]})
    assert "<select" in str(answer(section, "c3")["q"])


def test_several_of_a_vocabulary(section: Section) -> None:
    vocabulary = Vocabulary.objects.create(slug="national-outcomes", version="1", name="Outcomes", source="x")
    for code, name in [("o1", "Healthier"), ("o2", "At home"), ("o3", "Dignity")]:
        Term.objects.create(vocabulary=vocabulary, code=code, name=name, plain_name=f"{name} in plain words")
    ask(section, "many_of", settings={"options_from": "national-outcomes", "most": 2})
    assert kept(section, ["o2", "o1"]) == ["o2", "o1"]
    assert faults(section, ["o1", "o2", "o3"]) == ["Choose at most 2. You have chosen 3"]
    assert faults(section, ["o9"]) == ["Answer “The question”"]
    assert words(section, ["o2", "o1"]) == "Healthier\nAt home"
    assert words(section, ["o2", "gone"]).items == ("At home", "gone")


def test_a_retired_word_is_read_but_not_offered(section: Section) -> None:
    vocabulary = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions", source="x")
    Term.objects.create(vocabulary=vocabulary, code="old", name="An old word", is_used=False)
    ask(section, "many_of", settings={"options_from": "conditions"})
    assert words(section, ["old"]) == "An old word"
    assert faults(section, ["old"]) == ["Answer “The question”"]


@pytest.mark.parametrize(
    ("kind", "good", "value", "bad", "fault"),
    [
        (
            "email",
            " ann@example.org ",
            "ann@example.org",
            "ann@[127.0.0.1]",
            "Enter an e-mail address, like name@example.org",
        ),
        (
            "email",
            "a.b+c@example.org",
            "a.b+c@example.org",
            "ann＠example.org",
            "Enter an e-mail address, like name@example.org",
        ),
        (
            "phone",
            "(0131) 496-0000 ext 5",
            "(0131) 496-0000 ext 5",
            "ring me",
            "Enter a phone number, like 0131 496 0000",
        ),
        ("phone", "+44 131 496 0000", "+44 131 496 0000", "12345", "Enter a phone number, like 0131 496 0000"),
        (
            "web",
            "www.example.org/a",
            "https://www.example.org/a",
            "ftp://example.org",
            "Enter a web address, like www.example.org",
        ),
        (
            "web",
            "http://example.org",
            "http://example.org",
            "http://127.0.0.1",
            "Enter a web address, like www.example.org",
        ),
        (
            "web",
            "example.org",
            "https://example.org",
            "https://me:pw@example.org",
            "Enter a web address, like www.example.org",
        ),
        (
            "web",
            "example.org",
            "https://example.org",
            "javascript:alert(1)",
            "Enter a web address, like www.example.org",
        ),
        ("web", "example.org", "https://example.org", "localhost", "Enter a web address, like www.example.org"),
    ],
)
def test_addresses(section: Section, kind: str, good: str, value: str, bad: str, fault: str) -> None:
    ask(section, kind)
    assert kept(section, good) == value
    assert faults(section, bad) == [fault]
    assert words(section, value) == value


def test_a_register_number(section: Section) -> None:
    question = ask(section, "register_number")
    assert kept(section, "sc 012345") == "SC012345"
    assert kept(section, "12345678") == "12345678"
    question.settings = {"register": "oscr"}
    question.save()
    assert "Enter the Scottish charity number" in faults(section, "12345678")[0]


def test_places_and_all_of_scotland(section: Section) -> None:
    factories.make_area()
    factories.make_area("S12000046", "Glasgow City")
    ask(section, "places")
    assert kept(section, ["S12000046"]) == ["S12000046"]
    assert kept(section, ["all"]) == ["S12000036", "S12000046"]
    assert faults(section, ["S12999999"]) == ["Answer “The question”"]
    assert words(section, ["S12000046"]) == "Glasgow City"
    assert words(section, ["S12000036", "S12000046"]) == "All of Scotland"


def test_places_say_which_authorities_and_boards_they_belong_to(section: Section) -> None:
    factories.make_area()
    fife = HealthBoard.objects.create(code="S08000029", name="Fife")
    authority = IntegrationAuthority.objects.create(code="S37000013", name="Fife")
    CouncilArea.objects.create(code="S12000047", name="Fife", health_board=fife, integration_authority=authority)
    factories.make_area("S12000046", "Glasgow City")
    ask(section, "places")
    assert words(section, ["S12000047"]).notes == ("Integration authority: Fife", "NHS board: Fife")
    assert words(section, ["S12000036", "S12000047"]).notes == (
        "Integration authorities: Edinburgh, Fife",
        "NHS boards: Fife, Lothian",
    )
    assert words(section, ["S12000036", "S12000046", "S12000047"]).notes == ()
    assert words(section, ["S12999999"]).notes == ()


def test_a_file_is_looked_at_and_stays_out_of_the_answers(section: Section) -> None:
    ask(section, "file")
    round_ = section.questionnaire.round
    good = SimpleUploadedFile("notes.txt", b"Our notes")
    form = form_for(section, round_=round_, data=QueryDict(), files={"q": good}, insist=True)
    assert form.is_complete
    assert form.answers == {}
    assert form.given_files == {"q": good}
    bad = SimpleUploadedFile("notes.pdf", b"MZ\x90\x00 not a pdf")
    form = form_for(section, round_=round_, data=QueryDict(), files={"q": bad}, insist=True)
    assert form.errors["q"][0].startswith("“The question”: this is not the kind of file that its name says")
    form = form_for(section, round_=round_, data=QueryDict(), files={}, insist=True)
    assert form.errors["q"] == ["Answer “The question”"]
    form = form_for(section, round_=round_, data=QueryDict(), files={}, insist=True, has_files={"q"})
    assert form.is_complete
    assert readable(section, {}, round_, papers={"q": ["notes.txt"]})[0][1] == "notes.txt"


def budget_row(number: int, heading: str = "staff", what: str = "Walk leader", amount: str = "100") -> dict[str, str]:
    return {f"q-{number}-heading": heading, f"q-{number}-what": what, f"q-{number}-amount": amount}


def test_a_budget_adds_up_exactly_and_skips_empty_rows(section: Section) -> None:
    ask(section, "budget")
    typed = {**budget_row(0, amount="£14,999.99"), **budget_row(1, "", "", ""), **budget_row(4, "other", "Tea", "0.01")}
    value = kept(section, typed)
    assert value == [
        {"heading": "staff", "what": "Walk leader", "amount": "14999.99"},
        {"heading": "other", "what": "Tea", "amount": "0.01"},
    ]
    found = words(section, value)
    assert found == "Staff: Walk leader, £14,999.99\nOther: Tea, £0.01\nTotal: £15,000"
    assert found.total == Decimal(15000)
    assert [line.what for line in found.lines] == ["Walk leader", "Tea"]


def test_a_budget_names_the_row_and_the_cell_that_is_wrong(section: Section) -> None:
    ask(section, "budget")
    form = answer(section, {**budget_row(0), **budget_row(1, "yachts", "", "-5")})
    assert form.errors["q"] == [
        "Row 2: choose what kind of cost this is",
        "Row 2: say what the money is for",
        "Row 2, Amount: enter an amount that is not below nought",
    ]
    html = str(form["q"])
    assert html.count('aria-invalid="true"') == 3
    assert form["q"].id_for_label == "id_q-1-heading"
    assert "£100" in html


def test_a_budget_shows_its_rows_and_three_empty_ones(section: Section) -> None:
    ask(section, "budget")
    value = [{"heading": "staff", "what": f"Row {n}", "amount": "1000.00"} for n in range(5)]
    form = form_for(section, round_=section.questionnaire.round, values={"q": value})
    html = str(form["q"])
    assert html.count('role="group"') == 8
    assert 'value="1,000"' in html
    assert "<strong>£5,000</strong>" in html
    assert 'name="add" value="q"' in html


def test_a_budget_stops_at_its_last_row(section: Section) -> None:
    ask(section, "budget", settings={"rows": 2})
    assert faults(section, {**budget_row(0), **budget_row(1), **budget_row(2)}) == ["Use at most 2 rows"]


def test_a_budget_is_checked_against_the_cap_to_the_penny(round_: Round) -> None:
    budget = Section.objects.get(questionnaire__round=round_, code="budget")
    tier = round_.tiers.get()

    def form(*amounts: str) -> Any:
        rows = [{"heading": "staff", "what": "Walk leader", "amount": amount} for amount in amounts]
        return checked(budget, {"budget": rows}, round_=round_, tier=tier, months=12)

    assert form("15000.00").is_complete
    assert form("15000.01").errors["budget"] == [
        "Take out £0.01: this comes to £15,000.01, and “Small grant” is at most £15,000"
    ]
    assert form("14999.99", "0.01").is_complete
    assert form("14999.99", "0.02").errors["budget"] == [
        "Take out £0.01: this comes to £15,000.01, and “Small grant” is at most £15,000"
    ]
    assert form("15000.01", "-0.01").errors["budget"] == ["Row 2, Amount: enter an amount that is not below nought"]


def test_a_cap_per_year_grows_with_the_months(round_: Round) -> None:
    budget = Section.objects.get(questionnaire__round=round_, code="budget")
    tier = Tier.objects.create(round=round_, code="yearly", name="Long grant", cap_per_year=Decimal(20000), position=5)
    rows = [{"heading": "staff", "what": "Walk leader", "amount": "40000.00"}]
    assert checked(budget, {"budget": rows}, round_=round_, tier=tier, months=24).is_complete
    assert checked(budget, {"budget": rows}, round_=round_, tier=tier, months=12).errors["budget"] == [
        "Take out £20,000: this comes to £40,000, and “Long grant” is at most £20,000 for 12 months"
    ]


def test_length_is_checked_against_the_tier_chosen_on_the_same_page(round_: Round) -> None:
    plan = Section.objects.get(questionnaire__round=round_, code="plan")
    values = {**factories.ANSWERS["plan"], "months": 18}
    assert checked(plan, values, round_=round_).errors == {
        "months": ["Enter at most 12 months, because you chose “Small grant”"]
    }


def test_a_draft_takes_gaps_and_keeps_what_it_cannot_read(round_: Round) -> None:
    plan = Section.objects.get(questionnaire__round=round_, code="plan")
    form = form_for(plan, round_=round_, data=QueryDict("title=A+walk&months=twelve&summary="), files={})
    assert not form.is_valid()
    assert dict(form.errors) == {"months": ["“How many months”: enter a whole number in digits, like 12"]}
    assert form.answers == {"title": "A walk", TYPED: {"months": "twelve"}}
    assert not form.is_complete
    again = form_for(plan, round_=round_, values=form.answers)
    assert 'value="twelve"' in str(again["months"])
    assert 'value="A walk"' in str(again["title"])


def test_a_draft_with_gaps_alone_is_valid_and_not_complete(round_: Round) -> None:
    plan = Section.objects.get(questionnaire__round=round_, code="plan")
    form = form_for(plan, round_=round_, data=QueryDict("title=A+walk"), files={})
    assert form.is_valid()
    assert not form.is_complete
    assert sorted(form.unanswered) == ["months", "summary", "tier", "what"]


def test_checking_insists_in_the_words_of_each_question(round_: Round) -> None:
    plan = Section.objects.get(questionnaire__round=round_, code="plan")
    form = checked(plan, {TYPED: {"months": "twelve"}, "title": "A walk"}, round_=round_)
    assert form.errors["months"] == ["“How many months”: enter a whole number in digits, like 12"]
    assert form.errors["what"] == ["Answer “What do you want to do?”"]
    assert "title" not in form.errors


def test_typed_text_is_safe_to_store_even_where_it_is_wrong(section: Section) -> None:
    ask(section, "number")
    assert answer(section, "tw\x00el\ud800ve").answers == {TYPED: {"q": "twelve"}}


def test_an_optional_question_says_so_and_may_stay_empty(section: Section) -> None:
    ask(section, "yes_no", is_required=False)
    form = answer(section, "")
    assert form.is_complete
    assert form.answers == {}
    assert "(optional)" in form["q"].as_field_group()


def test_a_required_question_is_not_called_optional_in_a_draft(section: Section) -> None:
    ask(section, "line")
    assert "(optional)" not in answer(section, "", insist=False)["q"].as_field_group()


def every_kind(round_: Round, section: Section) -> dict[str, str]:
    """One question of each kind, and something wrong to type into each."""
    factories.make_area()
    factories.make_area("S12000046", "Glasgow City")
    options = {"options": [{"code": "a", "name": "Apples"}]}
    for kind in Question.Kind.values:
        settings = (
            options if kind in {"one_of", "many_of"} else {"words": 2, "max": 3} if kind == "text" else {"max": 3}
        )
        if kind == "group":
            settings = {"fields": [{"code": "how", "kind": "number", "label": "How many?"}]}
        factories.make_question(
            section, f"q-{kind}".replace("_", "-"), kind, f"Question of kind {kind}", settings=settings
        )
    wrong = {question.code: "☃ one two three" for question in section.questions.all()}
    return {**wrong, "q-budget-0-what": "☃", "q-group-0-how": "☃"}


def test_every_field_is_on_the_page_with_errors_on(round_: Round, section: Section) -> None:
    wrong = every_kind(round_, section)
    form = answer(section, wrong)
    assert set(form.errors) == {question.code for question in section.questions.all()}
    for question in section.questions.all():
        html = form[question.code].as_field_group()
        assert f"Question of kind {question.kind}" in html
        assert f'name="{question.code}' in html
        assert form.errors[question.code][0] in html.replace("&quot;", '"').replace("&#x27;", "'")


def test_reading_costs_no_query_for_an_answer(round_: Round) -> None:
    sheets = {
        section: factories.ANSWERS[section.code]
        for section in Section.objects.filter(
            questionnaire__round=round_, questionnaire__purpose="application"
        ).prefetch_related("questions")
    }
    lists = Lists(round_)
    with CaptureQueriesContext(connection) as once:
        found = [readable(section, values, round_, lists=lists) for section, values in sheets.items()]
    with CaptureQueriesContext(connection) as again:
        assert [readable(section, values, round_, lists=lists) for section, values in sheets.items()] == found
    assert len(again) == 0
    assert len(once) == 2  # tiers, types, priorities; budget headings
    assert [words for pairs in found for _, words in pairs] == [
        "Ann Applicant",
        "0131 496 0000",
        "Walking back to wellness",
        "People with lung disease walk together each week and learn from each other.",
        "Small grant",
        "12",
        "Weekly walks led by peers.",
        "Staff: Walk leader, 8 hours a week, £9,000\nOther: Room hire, £1,500\nTotal: £10,500",
    ]


def test_reading_shows_text_as_typed_and_never_as_markup(round_: Round) -> None:
    plan = Section.objects.get(questionnaire__round=round_, code="plan")
    values = {"title": "<script>{{ 7*7 }}</script>", TYPED: {"months": "twelve"}}
    found = {question.code: words for question, words in readable(plan, values, round_)}
    assert found["title"] == "<script>{{ 7*7 }}</script>"
    assert found["months"] == "twelve"
    assert found["what"] == ""


def test_dates_and_money_are_shown_as_people_write_them(section: Section) -> None:
    factories.make_question(section, "when", "date", "When?")
    factories.make_question(section, "cost", "money", "Cost?")
    values = {"when": date(2026, 4, 3).isoformat(), "cost": "12500.00"}
    form = form_for(section, round_=section.questionnaire.round, values=values)
    assert 'value="3 April 2026"' in str(form["when"])
    assert 'value="12,500"' in str(form["cost"])


CODES = ["a", "b", "c"]


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "merged", "clashes"),
    [
        ({}, {}, {"a": "x"}, {"a": "x"}, []),
        ({"a": "1"}, {"a": "1", "b": "2"}, {"a": "3"}, {"a": "3", "b": "2"}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "1"}, {"a": "2"}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "2"}, {"a": "2"}, []),
        ({"a": "1"}, {"a": "2"}, {"a": "3"}, {"a": "3"}, ["a"]),
        ({"a": "1"}, {}, {"a": "3"}, {"a": "3"}, ["a"]),
        ({"a": "1"}, {"a": "1"}, {}, {}, []),
        ({}, {"gone": "kept"}, {"a": "x"}, {"gone": "kept", "a": "x"}, []),
        ({}, {TYPED: {"b": "?"}}, {"a": "x"}, {"a": "x", TYPED: {"b": "?"}}, []),
        ({TYPED: {"b": "?"}}, {TYPED: {"b": "?"}}, {"b": "4"}, {"b": "4"}, []),
    ],
)
def test_two_writers_are_put_together(base: Any, theirs: Any, mine: Any, merged: Any, clashes: list[str]) -> None:
    assert merge(base, theirs, mine, CODES) == (merged, clashes)
