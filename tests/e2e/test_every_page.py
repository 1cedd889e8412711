"""Every page type, at both widths, with errors on: axe is content, nothing scrolls sideways, no other site is asked."""

import os
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from fund.models import Organisation, User
from tests.e2e.conftest import WIDTHS
from tests.e2e.looking import complaints
from tests.test_doors import CAST, ROWS, SENT, WHERE
from tests.world import World, make_world

NOT_PAGES = {
    "health",
    "applications:document",
    "applications:draw-file",
    "reporting:report-document",
    "applications:original",
    "applications:entry-scan",
    "reporting:summary-file",
    "reporting:summary-text",
    "reporting:summary-json",
    "reporting:summary-csv",
    "reporting:share-card",
    "reporting:learning-json",
    "reporting:learning-atom",
    "reporting:event-card-photo",
    "home",
    "own-data",
    "questions-paper",
    "download-definition",
    "applications:applications-csv",
    "applications:applications-excel",
    "json-feed",
    "atom-feed",
    "round-json",
    "applications:copy",
    "applications:autosave-scores",
    "applications:meeting-now",
    "applications:presence",
    "reporting:report-presence",
    "reporting:save-report-answer",
    "applications:statement-file",
    "applications:bid-paper",
    "applications:panel-paper",
    "applications:score-sheet",
    "applications:score-workbook",
    "applications:offline-pack",
    "applications:panel-pack-file",
    "applications:sheet-scan",
    "applications:ties-sheet-for",
    "applications:pack-for",
    "applications:claim-receipt",
    "reporting:report-copy",
    "reporting:handed-in-copy",
    "reporting:brought-file",
    "reporting:figures-sheet",
    "reporting:list-template",
    "reporting:story-file",
    "reporting:stories-feed",
    "reporting:open-stories",
    "applications:claims-csv",
    "applications:readings-template",
    "applications:approval-file",
}

POST = """([address, sent]) => {
  const form = document.createElement('form');
  form.method = 'post';
  form.action = address;
  form.append(document.querySelector('[name=csrfmiddlewaretoken]').cloneNode());
  for (const [name, values] of Object.entries(sent)) {
    for (const value of [values].flat()) {
      form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
    }
  }
  document.body.append(form);
  form.submit();
}"""


def rows(method: str, status: str) -> list[tuple[str, str, str]]:
    """Of each row of the door table with this answer: name, key, and the first person who gets it."""
    found = []
    for row in ROWS:
        statuses = row[-8:]
        if row[0] == method and status in statuses and row[1] not in NOT_PAGES:
            found.append((row[1], " ".join(row[1:-8]), CAST[statuses.index(status)]))
    return found


# What somebody who does not see the page is not told about its errors.
UNTOLD = """(isOffered) => {
  const found = [];
  const summary = document.getElementById("error-summary");
  if (summary && document.activeElement !== summary) found.push("the focus is not on the error summary");
  if (!isOffered) return found;
  for (const link of document.querySelectorAll(".ds_error-summary a")) {
    if (!document.getElementById(link.hash.slice(1))) found.push(`the summary leads nowhere: ${link.hash}`);
  }
  for (const words of document.querySelectorAll("main .ds_question__error-message")) {
    if (!words.id || !document.querySelector(`[aria-describedby~="${CSS.escape(words.id)}"]`)) {
      found.push(`no question is described by its error: ${words.textContent.trim()}`);
    }
  }
  return found;
}"""


# What is sent here is sent by hand: the world of the test is in no state in which the page has this form.
NOT_OFFERED = {
    "book-talk",
    "private-link talk",
    "set-up-check",
    "applications:submit",
    "applications:sign-off",
    "applications:attach-original",
    "applications:entry",
}


@pytest.fixture
def cast(ann: User, nia: User, sam: User, pat: User, olive: User, morag: User, lena: User) -> dict[str, User | None]:
    return {
        "nobody": None, "nia": nia, "ann": ann, "sam": sam, "pat": pat, "olive": olive, "morag": morag, "lena": lena
    }  # fmt: skip


@pytest.fixture
def world(
    transactional_db: None, cast: dict[str, User | None], ann: User, sam: User, lena: User, group: Organisation
) -> World:
    return make_world(ann, sam, lena, group)


PARTS = 2  # the rows are dealt out, so that several browsers share the work


def in_turn(pages: list[tuple[str, str, str]]) -> list[tuple[int, tuple[str, str, str]]]:
    """The pages with their numbers. Where CI is set, a sixth of them, turn about by the number of commits."""
    numbered = list(enumerate(pages))
    if not os.environ.get("CI"):
        return numbered
    commits = subprocess.run(["git", "rev-list", "--count", "HEAD"], capture_output=True, text=True, check=True)
    return numbered[int(commits.stdout) % 6 :: 6]


def in_both_widths(page: Any, number: int = 0) -> list[str]:
    """What is wrong with a page as it stands, on a wide screen and then on a phone, without loading it again.

    Where CI is set, each page is looked at in one of the two, turn about by its number: both take too long there.
    """
    found, widths = [], list(WIDTHS.items())
    for name, width in widths[number // 6 % 2 :][:1] if os.environ.get("CI") else widths:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name}: {complaint}" for complaint in complaints(page)]
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_can_be_read_by_everybody(
    part: int, browse: Callable[..., Any], world: World, cast: dict[str, User | None]
) -> None:
    windows: dict[str, Any] = {}
    found = []
    for number, (name, key, who) in in_turn(rows("GET", "200")[part::PARTS]):
        page = windows[who] if who in windows else windows.setdefault(who, browse(cast[who], WIDTHS["wide"]))
        page.goto(reverse(name, kwargs=WHERE[key](world) if key in WHERE else {}))
        found += [f"{key}: {complaint}" for complaint in in_both_widths(page, number)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_with_errors_can_be_read_by_everybody(
    part: int, browse: Callable[..., Any], world: World, cast: dict[str, User | None]
) -> None:
    windows: dict[str, Any] = {}
    found = []
    for number, (name, key, who) in in_turn(rows("POST", "422")[part::PARTS]):
        page = windows[who] if who in windows else windows.setdefault(who, browse(cast[who], WIDTHS["wide"]))
        page.goto(reverse("accessibility" if cast[who] else "account_login"))  # any page with a form
        with page.expect_navigation():
            address = reverse(name, kwargs=WHERE[key](world) if key in WHERE else {})
            page.evaluate(POST, [address, SENT[key](world) if key in SENT else {}])
        if page.locator(".ds_error-summary").count() != 1:
            found.append(f"{key}: no error summary")
        if not page.title().startswith("Error: "):
            found.append(f"{key}: the title does not say that there is an error")
        untold = page.evaluate(UNTOLD, key not in NOT_OFFERED)
        found += [f"{key}: {complaint}" for complaint in [*untold, *in_both_widths(page, number)]]
    assert not found, "\n" + "\n".join(found)


def test_the_pages_that_say_no_can_be_read_by_everybody(
    browse: Callable[..., Any], world: World, cast: dict[str, User | None]
) -> None:
    nia, ann = browse(cast["nia"], WIDTHS["wide"]), browse(cast["ann"], WIDTHS["wide"])
    found = []
    for page, address in (
        (nia, "/fund/"),
        (nia, "/nowhere/"),
        (ann, reverse("applications:start", kwargs={"slug": world.closed_round.slug})),
    ):
        page.goto(address)
        found += [f"{address}: {complaint}" for complaint in in_both_widths(page)]
    assert not found, "\n" + "\n".join(found)
