"""The page of a section in a real browser: saving while typing, clashes, and a session that ends."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from applications.models import Application, ApplicationAnswers
from fund.models import Membership, Organisation, Round, User
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

Browse = Callable[..., Any]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


def at(application: Application) -> str:
    return reverse("applications:section", args=[application.pk, "plan"])


def says(page: Any, words: str) -> None:
    """Wait until the line beside the buttons begins like this."""
    page.locator("#saved-at", has_text=re.compile(f"^{words}")).wait_for()


def title_of(application: Application) -> str:
    return str(ApplicationAnswers.objects.get(application=application, section__code="plan").values["title"])


def test_an_answer_is_saved_while_it_is_typed(draft: Application, ann: User, browse: Browse) -> None:
    page = browse(ann)
    page.goto(at(draft))
    page.fill("#id_title", "Typed and left")
    page.press("#id_title", "Tab")
    says(page, "Saved ")
    assert title_of(draft) == "Typed and left"
    page.fill("#id_months", "soon")
    page.press("#id_months", "Tab")
    page.wait_for_selector("#said-months .said__fault")
    assert page.get_attribute("#id_months", "aria-invalid") == "true"
    page.fill("#id_months", "10")
    page.locator("#said-months .said__fault").wait_for(state="detached")  # by the pause alone
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "Typed and left" not in stored


def test_words_typed_just_before_the_window_closes_arrive(draft: Application, ann: User, browse: Browse) -> None:
    page = browse(ann)
    page.goto(at(draft), wait_until="networkidle")
    page.evaluate("XMLHttpRequest.prototype.send = () => {}")  # a net so slow that the page is gone before it answers
    page.on("dialog", lambda asked: asked.accept())
    page.press("#id_title", "End")
    page.keyboard.type(", and the door falls shut")
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    for _ in range(50):
        if title_of(draft).endswith("shut"):
            break
        time.sleep(0.1)
    assert title_of(draft) == "Walking back to wellness, and the door falls shut"


def test_far_too_much_text_is_not_saved_says_so_and_stays_in_the_page_until_it_is_shorter(
    draft: Application, ann: User, browse: Browse
) -> None:
    page = browse(ann)
    page.goto(at(draft), wait_until="networkidle")
    paste = """(length) => {
      const box = document.getElementById("id_what");
      box.value = "x".repeat(length);
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }"""
    page.evaluate(paste, 6_000_000)
    says(page, "Not saved: this is too much text")
    assert page.evaluate("document.getElementById('id_what').value.length") == 6_000_000
    page.evaluate(paste, 20)
    says(page, "Saved ")
    assert ApplicationAnswers.objects.get(application=draft, section__code="plan").values["what"] == "x" * 20


def test_a_clash_shows_both_texts_and_the_writer_chooses(
    draft: Application, ann: User, nia: User, browse: Browse
) -> None:
    Membership.objects.create(user=nia, organisation=draft.organisation, kind="editor")
    first, second = browse(ann), browse(nia)
    first.goto(at(draft))
    second.goto(at(draft))
    for page, title in [(second, "Nia’s title"), (first, "Ann’s title")]:
        page.fill("#id_title", title)
        page.press("#id_title", "Tab")
        says(page, "Saved " if page is second else "One answer is not saved")
    assert title_of(draft) == "Nia’s title"
    first.get_by_role("button", name="Save mine instead").click()
    says(first, "Saved ")
    assert title_of(draft) == "Ann’s title"
    second.fill("#id_title", "Nia’s other title")
    second.press("#id_title", "Tab")
    second.get_by_role("button", name="Take theirs").click()
    second.locator("#id_title[value='Ann’s title']").wait_for()
    assert title_of(draft) == "Ann’s title"


def test_a_session_that_ends_while_typing_loses_nothing(draft: Application, ann: User, browse: Browse) -> None:
    page = browse(ann)
    page.goto(at(draft), wait_until="networkidle")  # else the page's first look at who is here holds the database
    Session.objects.all().delete()
    page.fill("#id_title", "Typed after the session ended")
    page.press("#id_title", "Tab")
    page.get_by_text("You are no longer signed in").wait_for()
    assert page.input_value("#id_title") == "Typed after the session ended"
    assert title_of(draft) == "Walking back to wellness"
    stored = page.evaluate("JSON.stringify(localStorage) + JSON.stringify(sessionStorage)")
    assert "Typed after" not in stored
    link = page.get_by_role("link", name="sign in again in a new tab")
    assert link.get_attribute("target") == "_blank"
    page.context.clear_cookies()
    other = browse(ann)  # signing in gives the browser a new session and a new token
    page.context.add_cookies(other.context.cookies())
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says(page, "Saved ")
    assert title_of(draft) == "Typed after the session ended"
    assert page.get_by_text("You are no longer signed in").count() == 0
