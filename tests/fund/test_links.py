"""Private links: opening shows, only a button acts, and a closed one says so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from fund import links, post
from fund.models import Letter, Organisation, PrivateLink, User
from tests import factories


@pytest.fixture
def page() -> Iterator[list[str]]:
    """A page that notes how it was opened."""
    seen: list[str] = []

    @links.page("test-page")
    def view(request: HttpRequest, link: PrivateLink, token: str) -> HttpResponse:
        seen.append(request.method or "")
        return HttpResponse(f"About {link.about}")

    yield seen
    del links.PAGES["test-page"]


def test_a_link_opens_the_page_of_its_kind_as_often_as_wanted(group: Organisation, ann: User, page: list[str]) -> None:
    token = links.make("test-page", group, by=ann)
    for _ in range(2):
        response = Client().get(f"/t/{token}/")
        assert (response.status_code, response.content) == (200, b"About Leith Lungs")
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_the_token_is_not_in_the_database(group: Organisation, ann: User, page: list[str]) -> None:
    token = links.make("test-page", group, by=ann)
    link = PrivateLink.objects.get()
    assert token not in f"{link.__dict__}"


@pytest.mark.parametrize("how", ["closed", "past", "unknown"])
def test_a_link_that_no_longer_works_says_so(group: Organisation, ann: User, page: list[str], how: str) -> None:
    until = timezone.now() - timedelta(seconds=1) if how == "past" else None
    token = links.make("test-page", group, by=ann, until=until)
    if how == "closed":
        assert links.close(group) == 1
    response = Client().get(f"/t/{token if how != 'unknown' else token[:-1]}/")
    assert response.status_code == 404
    assert b"This link does not work any more" in response.content
    assert page == []


def test_a_letter_to_an_outsider_is_secret_and_loses_its_words(group: Organisation, ann: User) -> None:
    letter = post.write(
        "submitted",
        to=post.Outsider("Mo MacLeod", "mo@example.org"),
        key="outsider:1",
        about=factories.make_application(organisation=group, state="submitted"),
        is_secret=True,
    )
    assert (letter.to, letter.address, letter.is_secret) == (None, "mo@example.org", True)
    post.send(letter.pk)
    assert Letter.objects.get().text == ""


def test_a_guest_whose_page_is_too_old_is_not_asked_to_sign_in(page: list[str], group: Organisation, ann: User) -> None:
    address = f"/t/{links.make('test-page', group, by=ann)}/"
    guest = Client(enforce_csrf_checks=True, headers={"Origin": "http://testserver"})
    kept = guest.post(address, {"words": "They walk with us."}).content.decode()
    assert "They walk with us." in kept
    assert "press “Save again”" not in kept
    assert "Press “Save again”." in kept
    foreign = Client(enforce_csrf_checks=True).post(address, {"cancel": "yes"}).content.decode()
    assert "Open the page again, and do it once more." in foreign
    assert page == []
