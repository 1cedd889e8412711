"""What the section page does as somebody types: it judges, counts and reads as the server does, and loses nothing."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.templatetags.static import static
from django.urls import reverse

from applications.models import Application, ApplicationAnswers
from fund.models import Organisation, Round, Section, User
from fund.templatetags.words import moment
from tests import factories
from tests.e2e.looking import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CASES = Path(__file__).parents[1] / "cases"
Browse = Callable[..., Any]


def in_browser(browse: Browse, script: str, name: str) -> Any:
    """Run a script on a page of the site, given a table of cases and the modules as `typed` and `conditions`."""
    page = browse()
    page.goto("/rounds/")
    modules = {name: static(f"fund/{name}.js") for name in ("typed", "conditions")}
    imports = "".join(f"const {name} = await import('{address}');" for name, address in modules.items())
    cases = json.loads((CASES / name).read_text())
    return page.evaluate(f"async (cases) => {{ {imports} {script} }}", cases)


def test_the_browser_judges_conditions_as_the_table_says(browse: Browse) -> None:
    script = """
      return cases.filter(({ answer, value, is, holds }) => {
        const given = new Map();
        if (answer !== null) given.set("q", answer.typed ? conditions.UNREAD : answer);
        return conditions.holds({ match: "all", tests: [{ question: "q", is, value }] }, given) !== holds;
      });"""
    assert in_browser(browse, script, "conditions.json") == []


def test_the_browser_reads_and_counts_as_the_table_says(browse: Browse) -> None:
    script = """
      const pence = (raw) => typed.readPence(raw);
      const money = (raw) => (pence(raw) === null ? null : (pence(raw) / 100).toFixed(2));
      const readers = { whole: typed.readWhole, money, day: typed.readDay, words: typed.countWords };
      return Object.entries(readers).flatMap(([name, read]) =>
        cases[name].filter(([raw, wanted]) => read(raw) !== wanted).map(([raw]) => [name, raw, read(raw)]));"""
    assert in_browser(browse, script, "typed.json") == []


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


def when(code: str, op: str, value: Any) -> dict[str, Any]:
    return {"match": "all", "tests": [{"question": code, "is": op, "value": value}]}


def test_questions_come_and_go_as_somebody_answers(browse: Browse, draft: Application, ann: User) -> None:
    plan = Section.objects.get(code="plan")
    factories.make_question(plan, "children", "yes_no", "Do children come?", is_required=False)
    factories.make_question(plan, "many", "number", "How many?", shown_if=when("children", "equals", "yes"))
    factories.make_question(plan, "who", "line", "Who helps?", shown_if=when("many", "more_than", 10))
    page = browse(ann)
    page.goto(reverse("applications:section", args=[draft.pk, "plan"]))
    many, who = page.locator('[data-question="many"]'), page.locator('[data-question="who"]')
    assert (many.is_visible(), who.is_visible()) == (False, False)
    page.get_by_label("Yes").check(force=True)
    assert (many.is_visible(), who.is_visible()) == (True, False)
    assert many.locator(".only-if").is_hidden()
    page.get_by_label("How many?").fill("１２")
    assert who.is_visible()
    page.get_by_label("Who helps?").fill("Ann")
    page.get_by_label("No", exact=True).check(force=True)
    assert (many.is_visible(), who.is_visible()) == (False, False)
    assert complaints(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Save and come back later").click()
    kept = ApplicationAnswers.objects.get(section=plan).values
    assert (kept["children"], kept["many"], kept["who"]) == ("no", 12, "Ann")


def test_without_script_every_question_says_when_to_answer(browse: Browse, draft: Application, ann: User) -> None:
    plan = Section.objects.get(code="plan")
    factories.make_question(plan, "children", "yes_no", "Do children come?")
    factories.make_question(plan, "many", "number", "How many?", shown_if=when("children", "equals", "yes"))
    page = browse(ann, 320, java_script_enabled=False)
    page.goto(reverse("applications:section", args=[draft.pk, "plan"]))
    assert "Answer this only if the answer to “Do children come?” is “Yes”." in page.locator("main").inner_text()


PASTE = """(box, [text, html]) => {
  const held = new DataTransfer();
  held.setData("text/plain", text);
  if (html) held.setData("text/html", html);
  box.focus();
  const event = new ClipboardEvent("paste", { clipboardData: held, bubbles: true, cancelable: true });
  return box.dispatchEvent(event);
}"""


def test_the_budget_adds_up_as_somebody_types(browse: Browse, draft: Application, ann: User) -> None:
    page = browse(ann)
    page.goto(reverse("applications:section", args=[draft.pk, "budget"]))
    total = page.locator("[data-total] strong")
    assert total.inner_text() == "£10,500"
    page.locator("#id_budget-2-amount").fill("£1,000.５０")
    assert total.inner_text() == "£11,500.50"
    page.locator("#id_budget-2-amount").fill("lots")
    assert total.inner_text() == "£10,500"
    page.locator("#id_budget-2-amount").fill("0.02")
    assert total.inner_text() == "£10,500.02"
    assert page.locator("[data-table] [aria-live=polite]").count() == 1
    page.get_by_text("Total: £10,500.02", exact=True).wait_for(state="attached")


def test_a_spreadsheet_pasted_into_the_budget_fills_rows_and_adds_more(
    browse: Browse, draft: Application, ann: User
) -> None:
    page = browse(ann, 320)
    page.goto(reverse("applications:section", args=[draft.pk, "budget"]))
    lines = "".join(f"Session {n}\t£{n},000.50\tstaff\r\n" for n in range(1, 8))
    pasted = f"What the money is for\tAmount\tKind of cost\r\n{lines}"
    page.locator("#id_budget-2-heading").evaluate(PASTE, [pasted, ""])
    assert page.locator("[data-row]").count() == 10
    assert page.locator("#id_budget-8-what").input_value() == "Session 7"
    assert page.locator("#id_budget-8-amount").input_value() == "7,000.50"
    assert page.locator("#id_budget-8-heading").input_value() == "staff"
    assert page.locator("[data-total] strong").inner_text() == "£38,503.50"
    assert page.get_by_text("7 rows filled in.").count() == 1
    assert complaints(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Save and come back later").click()
    values = ApplicationAnswers.objects.get(section__code="budget").values
    rows = values.get("budget") or values["as typed"]["budget"]
    assert len(rows) == 9
    assert rows[8] == {"heading": "staff", "what": "Session 7", "amount": rows[8]["amount"]}


def test_cells_pasted_without_headings_start_where_the_writer_stands(
    browse: Browse, draft: Application, ann: User
) -> None:
    page = browse(ann)
    page.goto(reverse("applications:section", args=[draft.pk, "budget"]))
    page.locator("#id_budget-2-what").evaluate(PASTE, ['"Tea, ""real""\nand cake"\t12\n5" nails\t(3)\n', ""])
    assert page.locator("#id_budget-2-what").input_value() == 'Tea, "real" and cake'
    assert page.locator("#id_budget-2-amount").input_value() == "12"
    assert page.locator("#id_budget-3-what").input_value() == '5" nails'
    assert page.locator("#id_budget-3-amount").input_value() == "(3)"
    assert page.locator("#id_budget-0-what").input_value() == "Walk leader, 8 hours a week"


def test_text_from_a_word_processor_keeps_its_paragraphs_and_bullets(
    browse: Browse, draft: Application, ann: User
) -> None:
    page = browse(ann)
    page.goto(reverse("applications:section", args=[draft.pk, "plan"]))
    box = page.locator("#id_what")
    box.fill("")
    html = (
        "<style>p { color: red }</style><p class=MsoNormal>We <b>walk</b>\n together.</p>"
        "<p style='mso-list:l0'><span style='mso-list:Ignore'>·<span>  </span></span>in the park</p>"
        "<p style='mso-list:l0'><span style='mso-list:Ignore'>·<span>  </span></span>by the sea</p>"
        "<ol><li>First</li><li>Then</li></ol><p>That is all.</p>"
    )
    plain = "We walk together.\n·\tin the park\n·\tby the sea\nFirst\nThen\nThat is all."
    assert box.evaluate(PASTE, [plain, html]) is False
    assert box.input_value() == ("We walk together.\n\n• in the park\n• by the sea\n1. First\n2. Then\n\nThat is all.")
    box.fill("")
    box.evaluate(PASTE, ["•\tone\n•\ttwo", ""])
    assert box.input_value() == "• one\n• two"
    assert box.evaluate(PASTE, ["lost and found", "lost<p>and found"]) is True


def test_a_table_of_answers_takes_a_pasted_list_until_it_is_full(browse: Browse, draft: Application, ann: User) -> None:
    plan = Section.objects.get(code="plan")
    fields = [
        {"code": "name", "kind": "line", "label": "Name"},
        {"code": "does", "kind": "text", "label": "What they do", "words": 20, "required": False},
        {"code": "agreed", "kind": "yes_no", "label": "Agreed?"},
    ]
    factories.make_question(plan, "partners", "group", "Partners", settings={"fields": fields, "most": 5})
    page = browse(ann)
    page.goto(reverse("applications:section", args=[draft.pk, "plan"]))
    lines = "".join(f"Partner {n}\tHelps us\tYes\n" for n in range(7))
    page.locator("#id_partners-0-name").evaluate(PASTE, [lines, ""])
    assert page.locator("[data-row]").count() == 5
    assert page.get_by_text("5 rows filled in. There was no room for 2 rows.").count() == 1
    assert page.locator("#id_partners-4-does_words").inner_text() == "You have 18 words left of 20."
    assert complaints(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name="Save and come back later").click()
    rows = ApplicationAnswers.objects.get(section=plan).values["partners"]
    assert rows[4] == {"name": "Partner 4", "does": "Helps us", "agreed": "yes"}


def test_somebody_abroad_sees_the_times_of_scotland_and_that_they_are(browse: Browse, ann: User) -> None:
    now = datetime.now(ZoneInfo("Europe/London"))
    closes_at = (now + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)
    round_ = factories.make_round(closes_at=closes_at)
    draft = factories.make_application(round_, factories.make_organisation(ann), by=ann)
    abroad = browse(ann, timezone_id="America/New_York")
    abroad.goto(reverse("round", args=[round_.slug]))
    said = moment(closes_at)
    assert said.endswith(", 9am")
    assert said in abroad.locator("main").inner_text()
    assert "Times are as clocks in Scotland show them." in abroad.locator("main").inner_text()
    abroad.goto(reverse("applications:detail", args=[draft.pk]))
    assert said in abroad.locator("main").inner_text()
