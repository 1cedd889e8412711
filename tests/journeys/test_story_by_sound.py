"""One story told by sound alone: heard, written down, agreed, shown in words, withdrawn, and its voice gone."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from fund.models import Letter, StoredFile, User
from reporting.models import Story
from tests import factories
from tests.journeys.browser import Browser
from tests.reporting.test_stories_by_sound import voice
from tests.walking import content_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

GOOD, HARD, TITLE = "Tha mi a’ seinn gach là.", "Cha robh bus ann.", "Ceòl gach Dimàirt"
FORMATS = ["/stories/", "/stories/?q=seinn", "/stories/feed.json", "/stories/open.json"]
HOW = "old by sound and written down"


def at(address: str) -> str:
    return content_of(Client().get(address)).decode()


def test_a_voice_becomes_words_and_goes_with_its_teller(ann: User, olive: User, work: Callable[[], None]) -> None:
    group = factories.make_organisation(ann, name="Leith Lungs")
    grant = factories.make_grant(factories.make_application(organisation=group, state="awarded", by=ann))
    Browser(ann).go(f"/my/grants/{grant.pk}/stories/ask/").press(
        "Send the letter", name="Peigi", email="peigi@example.org"
    )
    link = re.search(r"/t/\S+", Letter.objects.get(kind="story_asked").text)
    assert link is not None
    teller = Browser().go(link.group())

    # Peigi sends her voice, and not a word.
    teller.press("Keep it and go on", sound=voice(), voice="person", others="none")
    teller.reads("Your recording is kept", "Told by sound: words not yet written down.")
    story = Story.objects.get()
    page = f"/stories/{story.pk}/"
    own_voice, inside = f"{link.group()}?file=sound", f"/my/stories/{story.pk}/sound/file/"
    signed_in = Client()
    signed_in.force_login(olive)
    assert Client().get(page).status_code == 404
    for address in FORMATS:
        assert "sound" not in at(address), address
    assert (Client().get(own_voice).status_code, signed_in.get(inside).status_code) == (200, 200)
    assert (Client().get(inside).status_code, Client().get(f"{page}sound/").status_code) == (302, 404)

    # Olive listens and writes it down. Nothing is shown, and Peigi is asked for these very words.
    officer = Browser(olive).go("/fund/stories/?show=sound").follow("A story told by sound")
    officer.follow("Write down what is said").press("Keep the words", title=TITLE, good=GOOD, hard=HARD)
    officer.reads("The words are kept", "Written down by Olive Officer")
    assert Client().get(page).status_code == 404
    again = re.search(r"/t/\S+", Letter.objects.get(kind="story_to_approve").text)
    assert again is not None
    work()
    answers = {
        "yes-uses": ["web", "open_data"],
        "yes-naming": "own",
        "yes-said_by": "Peigi",
        "yes-audience": "everybody",
        "yes-months": "24",
        "yes-helper_kind": "none",
        "yes-agreed": "on",
    }
    teller.go(again.group()).reads(GOOD).press("Say yes to this", **answers)
    for address in [page, *FORMATS]:
        said = at(address)
        assert TITLE in said, address
        assert HOW in said or '"told_by_sound": true' in said, address
        assert "<audio" not in said and "file=sound" not in said, address
    for address in (page, "/stories/feed.json", "/stories/open.json"):
        assert "Tha mi a’ seinn gach là" in at(address).replace("&#x27;", "’") and HARD in at(address), address

    # She takes it back: the words are gone with the next request, and so is her voice.
    teller.go(link.group()).press("Take my story back")
    assert Client().get(page).status_code == 404
    for address in FORMATS:
        assert TITLE not in at(address), address
    assert (Client().get(own_voice).status_code, signed_in.get(inside).status_code) == (404, 404)
    work()
    assert StoredFile.objects.count() == 0
