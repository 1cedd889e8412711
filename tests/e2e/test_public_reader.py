"""A reader without an account, by keys alone: from the front door to a finding, its sources, papers and people."""

from collections.abc import Callable
from typing import Any

import pytest

from applications.models import Grant
from fund import reference
from fund.kit import history
from fund.models import Letter, Term, User
from reporting import outputs
from reporting.models import LearningSummary, SpreadEvent
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.e2e.keys import Keys
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Browse = Callable[..., Any]
WIDTHS = [1100, 320]
TYPES = {
    "summary.pdf": "application/pdf",
    "brief.pdf": "application/pdf",
    "leaders.pdf": "application/pdf",
    "easy.pdf": "application/pdf",
    "slides.pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "summary.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "summary.txt": "text/plain",
    "summary.csv": "text/csv",
    "summary.json": "application/json",
    "easy/": "text/html",
    "email/": "text/html",
    "share/": "text/html",
}


@pytest.fixture
def summary(ann: User, lena: User, morag: User) -> LearningSummary:
    """What singers for breath learned, published, with a figure, a story and short lines."""
    reference.load()
    told = learned.make_told()
    told.grant.title = "Singing for breath"
    history.save(told.grant, by=None)
    told.grant.health_conditions.add(Term.objects.of("conditions").get(code="RESP"))
    learned.make_tagged(told.grant, by=lena, activities=["singing"], people=["men"])
    told.grant.organisation.memberships.create(user=ann, kind="lead")
    learned.make_share(told, 204, 306)
    learned.make_story(told.grant, "web", "print")
    made = learned.make_published(told, lena, morag)
    outputs.save(made, "\n".join(easy.proposed(sheet(fetched(made), "web"))), by=lena)
    return made


@pytest.fixture
def alike(summary: LearningSummary) -> Grant:
    """A project of years ago that is like it and differs."""
    row = Grant(
        organisation=factories.make_organisation(), reference="PAST-1", title="A choir in Moray", state="past",
        summary="People with asthma sing together.", words={"conditions": ["asthma"], "activities": ["singing"]},
    )  # fmt: skip
    return history.save(row, by=None)


def open_by_key(keys: Keys, words: str) -> Any:
    """Open what is folded away under these words; gives the whole of it."""
    folded = keys.page.locator("main summary", has_text=words).first
    keys.reach(folded)
    keys.press("Enter")
    opened = folded.locator("xpath=..")
    assert opened.evaluate("fold => fold.open")
    return opened


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_finds_a_finding_and_where_it_comes_from(
    browse: Browse, summary: LearningSummary, alike: Grant, width: int
) -> None:
    keys = Keys(browse(None, width))
    keys.go("/")
    keys.enter(keys.link("^See what was learned"))
    keys.type("q", "health centres")
    keys.enter()
    assert keys.page.get_by_role("status").first.inner_text() == "1 summary with these words"

    open_by_key(keys, "Condition")
    keys.tick("condition", "Lung or breathing condition")
    open_by_key(keys, "What they do")
    keys.tick("activity", "Singing")
    keys.enter(keys.button("Show what fits"))
    chips = keys.page.locator(".chip strong")
    assert chips.all_inner_texts() == ["Lung or breathing condition", "Singing"]

    keys.enter(keys.link(f"^{summary.title[:20]}"))
    source = open_by_key(keys, "Where this comes from")
    assert source.get_by_role("link", name="Singing for breath").is_visible()
    table = open_by_key(keys, "The figures as a table")
    assert "204 of 306" in table.locator("tbody td").first.inner_text()
    keys.look()

    difference = open_by_key(keys, "How it differs")
    assert difference.locator("li").all_inner_texts() == ["It is not for men", "It is not run like this: led by peers"]
    assert "Also offers singing" in keys.page.locator(".alike__why").first.inner_text()
    keys.enter(keys.link("^A choir in Moray"))
    assert keys.page.locator("h1").inner_text() == "A choir in Moray"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    ("door", "button", "kind"),
    [("Talk to them", "Introduce us", "enquiry"), ("We are trying this", "Tell them", "test_started")],
)
def test_a_reader_reaches_the_people_who_did_it(
    browse: Browse, summary: LearningSummary, width: int, door: str, button: str, kind: str
) -> None:
    keys = Keys(browse(None, width))
    keys.go(f"/learning/{summary.slug}/")
    keys.enter(keys.link(f"^{door}"))
    keys.type("email", "wren at example")
    keys.enter(keys.button(button))
    errors = keys.page.locator(".ds_error-summary a")
    assert {"Enter your name", "Enter your group"} <= set(errors.all_inner_texts())
    assert keys.named("email").input_value() == "wren at example"
    assert not SpreadEvent.objects.exists()

    keys.type("name", "Wren Reader")
    keys.type("group", "Breathe Easy Wick")
    keys.type("email", "wren@example.org")
    keys.type("words", "How did you find your first singers?")
    keys.enter(keys.button(button))
    assert keys.page.get_by_text("We have written to the project, and sent you a copy.").is_visible()
    event = SpreadEvent.objects.get()
    assert (event.kind, event.grant) == (kind, summary.grant)
    assert Letter.objects.filter(address="wren@example.org").count() == 1


def test_a_reader_takes_it_in_every_format(browse: Browse, summary: LearningSummary) -> None:
    taking.make_papers()
    keys = Keys(browse(None, 320))
    keys.go(f"/learning/{summary.slug}/")
    links = keys.page.locator(".take li a")
    offered = {link.get_attribute("href") for link in links.all()}
    assert offered == {f"/learning/{summary.slug}/{file}" for file in TYPES}
    for file, kind in TYPES.items():
        answer = keys.page.request.get(f"/learning/{summary.slug}/{file}")
        assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (200, kind), file
        assert len(answer.body()) > 200, file
    for page in ("easy/", "email/", "share/"):
        keys.go(f"/learning/{summary.slug}/{page}")
