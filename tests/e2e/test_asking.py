"""An officer writes the questions of a round in a real browser; the keyboard is enough to put them in order."""

from collections.abc import Callable
from typing import Any

import pytest

from fund import reference
from fund.models import Question, Round, User
from fund.questionnaires.kinds import KINDS
from tests import factories
from tests.e2e import asking
from tests.e2e.conftest import WIDTHS
from tests.e2e.looking import complaints

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
HAS_GROUP = "group" in KINDS


@pytest.fixture
def bare(db: None) -> Round:
    """A draft with everything but its questions."""
    reference.load()
    round_ = factories.make_round(state="draft", name="Self Management for Life 2", slug="life-2")
    round_.questionnaires.filter(purpose="application").delete()
    return round_


def test_an_officer_writes_all_questions_of_a_round(olive: User, bare: Round, browse: Callable[..., Any]) -> None:
    page = browse(olive)
    page.goto("/fund/rounds/life-2/set-up/questions/application/")
    asking.questions(page, with_group=HAS_GROUP)
    rows = Question.objects.filter(section__questionnaire__round=bare, section__questionnaire__purpose="application")
    made = list(rows.order_by("section__position", "position").values_list("section__code", "kind", "fills"))
    assert made[:11] == [
        ("who-to-reach", "line", ""),
        ("who-to-reach", "email", ""),
        ("your-project", "line", "title"),
        ("your-project", "text", "summary"),
        ("your-project", "one_of", "tier"),
        ("your-project", "number", "months"),
        ("your-project", "places", "areas"),
        ("your-project", "many_of", ""),
        ("your-project", "yes_no", ""),
        ("your-project", "text", ""),
        ("your-budget", "budget", "amount"),
    ]
    assert len(made) == 11 + HAS_GROUP
    assert rows.get(label="Who looks after them?").shown_if == {
        "match": "all",
        "tests": [{"question": "do-you-pay-any-staff", "is": "equals", "value": "yes"}],
    }
    assert list(rows.filter(privacy="personal").values_list("kind", flat=True)) == ["line", "email"]
    page.reload()
    assert complaints(page) == []
    up = page.get_by_role("button", name="Move up Who looks after them?", exact=True)
    up.focus()
    page.keyboard.press("Enter")
    page.get_by_text("That is not possible now").wait_for()  # it hangs on the question above it
    page.go_back()
    page.get_by_role("button", name="Move up Who is it for?", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#up-question-who-is-it-for")
    assert page.evaluate("document.activeElement.id") == "up-question-who-is-it-for"


@pytest.mark.parametrize("width", WIDTHS.values())
def test_every_page_of_the_desk_is_fit_to_use(olive: User, bare: Round, browse: Callable[..., Any], width: int) -> None:
    page = browse(olive, width)
    desk = "/fund/rounds/life-2/set-up/questions/application/"
    page.goto(desk)
    assert complaints(page) == []
    page.get_by_label("With the fund’s usual questions").check(force=True)
    page.get_by_role("button", name="Begin").click()
    paths = [
        "",
        "sections/new/",
        "sections/plan/ask/",
        "sections/plan/ask/?kind=many_of",
        "ask/best-way/",
        "only-if/question/what-helps/",
        "only-if/question/what-helps/?about=best-way",
        "bank/",
        "ask/best-way/remove/",
    ]
    found = {}
    for path in paths:
        page.goto(desk + path)
        found[path] = complaints(page)
    page.goto("/fund/rounds/life-2/set-up/file/")
    found["file"] = complaints(page)
    assert {path: words for path, words in found.items() if words} == {}
