"""What the section page does as somebody types: it judges, counts and reads as the server does, and loses nothing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.templatetags.static import static
from django.urls import reverse

from applications.models import Application, ApplicationAnswers
from fund.models import Organisation, Round, Section, User
from tests import factories
from tests.e2e.looking import complaints

pytestmark = pytest.mark.django_db(transaction=True)
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
    assert "Answer this only if “Do children come?” is “Yes”." in page.locator("main").inner_text()
