"""Stories on the fund's pages and on those that anybody reads."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from celery import current_app
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.kit import jobs
from fund.models import Job, User
from reporting import storytelling
from reporting.models import Story
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(group: Any, round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


def tell(grant: Grant, by: User, **facts: Any) -> Story:
    told = {
        "title": "Walking again",
        "good": "I walk to the shop again.",
        "hard": "The first month was lonely.",
        "naming": "role",
        "said_by": "A carer",
        "voice": "person",
        "consents": {"web": True},
        "explained_by": "Ann",
        "others": {},
        **facts,
    }
    return storytelling.tell(grant, by=by, **told)


def see(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


# The fund's people


def test_the_list_tells_state_end_and_what_waits(door: Door, ann: User, olive: User, grant: Grant) -> None:
    tell(grant, ann, title="Clean", until=timezone.localdate() + timedelta(days=30))
    tell(grant, ann, title="With a name", good="Morag came with Fiona.")
    tell(grant, ann, title="With a neighbour", others={"my neighbour": False}, consents={})
    browser = door(olive)
    shown = {"": {"Clean", "With a name", "With a neighbour"}, "details": {"With a name"}, "ends": {"Clean"}}
    shown |= {"others": {"With a neighbour"}, "ready": shown[""], "withdrawn": set()}
    for show, titles in shown.items():
        page = see(browser, f"/fund/stories/?show={show}")
        assert {title for title in shown[""] if f'/">{title}</a>' in page} == titles, show
    assert '<td class="number">2</td>' in see(browser, "/fund/stories/?show=details")
    assert "With a name" not in see(browser, "/fund/stories/?q=clean")


@pytest.mark.parametrize("address", ["/fund/stories/", "/stories/", "/stories/feed.json", "/stories/open.json"])
def test_a_list_costs_the_same_for_one_story_and_for_thirty(
    door: Door, ann: User, olive: User, grant: Grant, address: str
) -> None:
    browser = door(olive)
    see(browser, address)
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            tell(grant, ann, consents={"web": True, "open_data": True}, others={"my sister": True})
        with CaptureQueriesContext(connection) as queries:
            see(browser, address)
        counts.append(len(queries))
    assert counts == [counts[0]] * 3


def test_an_officer_decides_on_each_detail_with_name_and_day(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann, good="Morag came with Fiona and Dr Quill.")
    browser, page = door(olive), f"/fund/stories/{story.pk}/"
    assert all(f"“{name}”" in see(browser, page) for name in ("Morag", "Fiona", "Dr Quill"))
    for name, typed in (
        ("Morag", {"what": "agreed"}),
        ("Fiona", {"what": "replace", "instead": "a friend"}),
        ("Dr Quill", {"what": "remove"}),
    ):
        detail = story.details.get(text=name, state="open")
        assert browser.post(f"{page}details/{detail.pk}/", typed).status_code == 302
    story.refresh_from_db()
    assert (story.good, story.state) == ("Morag came with a friend and.", "to_approve")
    said = see(browser, page)
    assert "None waits for a decision." in said
    assert "Name: other words stand there (“a friend”)" in said and "by Olive Officer" in said


def test_a_decision_without_words_is_not_taken(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann, good="Morag came.")
    address = f"/fund/stories/{story.pk}/details/{story.details.get().pk}/"
    for typed in ({"what": "replace"}, {}):
        assert door(olive).post(address, typed).status_code == 422
    assert story.details.get().state == "open"


def test_a_detail_of_another_story_is_not_found(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story, other = tell(grant, ann, good="Morag came."), tell(grant, ann)
    address = f"/fund/stories/{other.pk}/details/{story.details.get().pk}/"
    assert door(olive).post(address, {"what": "agreed"}).status_code == 404


def test_an_officer_notes_that_somebody_agrees_and_sets_tags(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann, others={"my neighbour": False, "my sister": False}, own_tags=["walking"])
    page, neighbour = f"/fund/stories/{story.pk}/", story.others.get(who="my neighbour")
    door(olive).post(f"{page}others/{neighbour.pk}/agrees/")
    door(olive).post(f"{page}tags/", {"our_tags": "peer support, walks"})
    story.refresh_from_db()
    assert {one.who: one.has_agreed for one in story.others.all()} == {"my neighbour": True, "my sister": False}
    assert (story.tags, story.our_tags) == (["walking"], ["peer support", "walks"])


def test_a_withdrawn_story_shows_officers_no_words(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann, good="Morag came.", hard="It was lonely.")
    storytelling.agree_to_detail(story, story.details.get(), by=olive)
    storytelling.withdraw(story, by=olive, reason="They rang us.")
    page = see(door(olive), f"/fund/stories/{story.pk}/")
    assert "They rang us." in page
    assert not any(words in page for words in ("Morag", "lonely", "A carer"))


# Anybody


def test_each_page_asks_for_its_own_use(ann: User, grant: Grant) -> None:
    tell(grant, ann, title="For the web", consents={"web": True})
    tell(grant, ann, title="For all to use", consents={"open_data": True})
    tell(grant, ann, title="For print", consents={"print": True})
    browser = Client()
    for address, title in {
        "/stories/": "For the web",
        "/stories/feed.json": "For the web",
        "/stories/?q=walk": "For the web",
        "/stories/open.json": "For all to use",
    }.items():
        said = see(browser, address)
        assert [one for one in ("For the web", "For all to use", "For print") if one in said] == [title], address


def test_nobody_keeps_a_copy_of_a_page_with_a_story(ann: User, grant: Grant) -> None:
    story = tell(grant, ann, consents={"web": True, "open_data": True})
    for address in ("/stories/", f"/stories/{story.pk}/", "/stories/feed.json", "/stories/open.json"):
        assert "no-store" in Client().get(address).headers["Cache-Control"], address


def test_what_is_typed_is_shown_and_never_run(ann: User, grant: Grant) -> None:
    nasty = "<script>alert(1)</script> {{ 7*7 }}"
    story = tell(grant, ann, title=nasty, good=nasty, hard=nasty)
    page = Client().get(f"/stories/{story.pk}/").content.decode()
    assert nasty not in page and nasty in unescape(page)


def test_a_search_finds_words_only_in_what_is_shown(ann: User, grant: Grant) -> None:
    story = tell(grant, ann, good="We went curling.")
    assert "Walking again" in see(Client(), "/stories/?q=curling")
    storytelling.narrow(story, keep=[], by=ann)
    assert "Walking again" not in see(Client(), "/stories/?q=curling")


# The urgent job


def test_an_urgent_job_goes_before_all_that_wait(
    ann: User, grant: Grant, monkeypatch: Any, django_capture_on_commit_callbacks: Any
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(current_app, "send_task", lambda task, args, **facts: sent.append((args[0], facts["priority"])))
    slow = Job.objects.create(key="slow", kind="learning.draft", not_before=timezone.now() - timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        storytelling.withdraw(tell(grant, ann), by=ann)
    urgent = Job.objects.get(kind=storytelling.KIND)
    assert sent == [(urgent.pk, 0)]
    sent.clear()
    jobs.sweep()
    assert sent == [(urgent.pk, 0), (slow.pk, 6)]


def test_the_page_of_stories_leads_to_the_open_data_and_the_feed(db: None, door: Door) -> None:
    page = door(None).get("/stories/").content.decode()
    assert page.count('href="/stories/open.json"') == page.count('href="/stories/feed.json"') == 2
