"""One story: told through a link, agreed, put into what was learned, narrowed, withdrawn, and gone from everywhere."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fund.models import Job, Letter, StoredFile, User
from reporting import publishing
from reporting.models import LearningSummary, Paper, Statement, Story
from tests import factories
from tests.fund.test_pdf import texts
from tests.journeys.browser import Browser
from tests.reporting import learned, taking
from tests.walking import content_of, everything_that, where

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GOOD = "Tha mi a’ seinn gach là – chan eil eagal orm tuilleadh. Càirdeas ’s ceòl, ò hì, 🎶."
HARD = "Bha an geamhradh doirbh dhomh, agus cha robh bus ann."
NAME = "Peigi Dhòmhnallach"
TITLE = "Ceòl gach Dimàirt"
SECRETS = {"title": TITLE, "what went well": "Tha mi a’ seinn", "what was hard": "Bha an geamhradh", "the name": NAME}


def at(address: str) -> str:
    response = Client().get(address)
    raw = content_of(response)
    return texts(raw) if raw.startswith(b"%PDF") else raw.decode()


def test_a_story_comes_and_goes_with_its_tellers_yes(
    ann: User, olive: User, lena: User, morag: User, work: Callable[[], None]
) -> None:
    learned.make_themes()
    group = factories.make_organisation(ann, name="Leith Lungs")
    bid = factories.make_application(organisation=group, state="awarded", by=ann)
    report = learned.make_told(factories.make_grant(bid))

    # Ann asks; Peigi tells it by her link, without an account.
    Browser(ann).go(f"/my/grants/{report.grant_id}/stories/ask/").press(
        "Send the letter", name="Peigi", email="peigi@example.org"
    )
    letter = Letter.objects.get(kind="story_asked")
    link = re.search(r"/t/\S+", letter.text)
    assert link is not None
    teller = Browser().go(link.group())
    teller.press("Keep it and go on", title=TITLE, good=GOOD, hard=HARD, voice="person", others="none")
    teller.reads("This is how your story would be shown")
    answers = {
        "yes-uses": ["web", "print", "open_data"],
        "yes-naming": "own",
        "yes-said_by": NAME,
        "yes-audience": "everybody",
        "yes-months": "24",
        "yes-helper_kind": "none",
        "yes-agreed": "on",
    }
    teller.press("Say yes to this", **answers).reads("used only where you said yes")

    # It goes into a summary, which two people read before it is published.
    summary = learned.make_draft(report)
    assert summary.statements.filter(kind="story").count() == 2
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    work()
    story = Story.objects.get()
    web, pdf = f"/learning/{summary.slug}/", f"/learning/{summary.slug}/summary.pdf"
    formats = [
        web,
        pdf,
        "/stories/",
        f"/stories/{story.pk}/",
        "/stories/?q=seinn",
        "/stories/feed.json",
        "/stories/open.json",
    ]
    word = f"/learning/{summary.slug}/summary.docx"
    held = taking.words_of("summary.docx", content_of(Client().get(word)))
    assert all(secret in held for name, secret in SECRETS.items() if name != "title"), "a summary prints no titles"
    for address in formats:
        said = at(address)
        assert NAME in said, address
        if address not in {"/stories/", "/stories/?q=seinn"}:
            assert "Càirdeas ’s ceòl, ò hì, 🎶" in said.replace("\n", " "), address
            assert HARD in said.replace("\n", " "), address

    # She stops two uses: those are gone with the next request, and the others stay.
    teller.go(link.group()).press("Keep only these", keep=["web"])
    assert (Client().get(pdf).status_code, NAME in at("/stories/open.json")) == (404, False)
    assert NAME in at(web) and NAME in at("/stories/")
    work()
    assert NAME not in at(pdf) and HARD not in at(pdf)

    # She takes it back. Before any job has run, nobody finds it anywhere, whoever they are.
    teller.go(link.group()).press("Take my story back").reads("Your story is taken back")
    numbers = {1, story.pk, summary.pk, report.pk, report.grant_id}
    words = {"slug": [summary.slug], "reference": [report.grant.reference], "kind": ["photo"]}
    for person in (None, ann, olive, lena):
        browser = Client()
        if person is not None:
            browser.force_login(person)
        seen = everything_that(browser, numbers, words)
        assert {address: seen[address][:3] for address in (web, "/stories/")} == {web: "200", "/stories/": "200"}
        assert where(seen, SECRETS) == [], person
    search = Client()
    search.force_login(olive)
    found = [search.get("/fund/stories/", {"q": word}).context["page"].paginator.count for word in ("Dimàirt", "")]
    assert found == [0, 1], "the words of a withdrawn story find it no more"

    # The urgent job cleans what was made from it, with the history of it.
    assert Job.objects.filter(state="waiting").order_by("-is_urgent", "pk").first().kind == "stories.clean"  # type: ignore[union-attr]
    work()
    for address in formats:
        assert not any(secret in at(address) for secret in SECRETS.values()), address
    assert not Statement.objects.filter(kind="story").exists()
    assert not Statement.history.filter(kind="story").exists()
    papers = list(Paper.objects.select_related("file").order_by("pk"))
    kept = StoredFile.objects.filter(name__startswith=summary.slug)  # the papers that held it are deleted
    assert {paper.file for paper in papers} == set(kept)
    for paper in papers:
        with paper.file.content.open("rb") as content:
            printed = taking.words_of(paper.file.name, content.read())
        assert printed
        assert not any(secret in printed for secret in SECRETS.values()), paper.kind
    assert LearningSummary.objects.get(pk=summary.pk).state == "published"
    teller.go(link.group()).reads(summary.title)  # the paper that was made before, which nobody can call back
