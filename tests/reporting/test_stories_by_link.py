"""A person tells, reads, narrows and withdraws a story by a private link: opening shows, only a button acts."""

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from PIL import Image

from applications.models import Grant
from fund import files, links
from fund.models import Job, Letter, StoredFile, User
from reporting import storytelling
from reporting.models import Consent, Story, StoryFile
from reporting.storytelling import consent_words
from tests import factories

Door = Callable[[User | None], Client]

TELL = {
    "do": "tell",
    "title": "Out again",
    "good": "Tha mi a’ seinn gach là 👩‍🦽.",
    "hard": "Bha e doirbh.",
    "voice": "person",
    "others": "none",
}
YES = {
    "do": "agree",
    "yes-version": "1",
    "yes-uses": ["web", "print"],
    "yes-naming": "own",
    "yes-said_by": "Nan",
    "yes-audience": "everybody",
    "yes-months": "24",
    "yes-helper_kind": "none",
    "yes-agreed": "on",
}


@pytest.fixture
def grant(group: Any, round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def story(grant: Grant, ann: User) -> Story:
    return storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")


@pytest.fixture
def address(story: Story, ann: User) -> str:
    return "/t/" + links.address(links.make(storytelling.LINK, story, by=ann)).rsplit("/t/")[1]


def press(address: str, typed: dict[str, Any], **also: Any) -> str:
    response = Client().post(address, {**typed, **also}, follow=True)
    assert response.status_code == 200, [*response.context["form"].errors.items()]
    return unescape(response.content.decode())


def see(address: str) -> str:
    return unescape(Client().get(address).content.decode())


def ready(address: str, **yes: Any) -> Story:
    press(address, TELL)
    press(address, YES, **yes)
    return Story.objects.get()


def everything() -> list[Any]:
    """All that a press could change, as it stands."""
    kinds: list[type[models.Model]] = [Story, Consent, StoryFile, Job]
    return [list(kind._default_manager.order_by("pk").values()) for kind in kinds]


def test_a_story_is_told_read_and_agreed_without_an_account(address: str) -> None:
    assert "Tell your story" in see(address)
    page = press(address, TELL)
    assert "This is how your story would be shown" in page
    assert "Tha mi a’ seinn gach là 👩‍🦽." in page
    assert list(Story.objects.for_channel("web")) == []
    page = press(address, YES)
    assert "Thank you. Your story is used only where you said yes." in page
    story = Story.objects.get()
    assert list(Story.objects.for_channel("web")) == [story]
    assert (story.naming, story.said_by, story.state) == ("own", "Nan", "ready")
    agreement = story.agreements.get()
    assert (agreement.how, agreement.recorded_by, agreement.text.words) == ("link", None, consent_words.BY_LINK)  # type: ignore[union-attr]


def test_nothing_is_ticked_beforehand(address: str) -> None:
    page = press(address, TELL)
    assert "checked" not in page.split("How do you want to be named?")[1].split("For how long?")[0]


@pytest.mark.parametrize("stage", ["asked", "told", "ready", "withdrawn"])
def test_a_mail_scanner_that_opens_the_link_changes_nothing(address: str, stage: str) -> None:
    if stage != "asked":
        press(address, TELL)
    if stage in {"ready", "withdrawn"}:
        press(address, YES)
    if stage == "withdrawn":
        press(address, {"do": "withdraw"})
    before = everything()
    for query in ("", "?do=withdraw", "?do=narrow", "?do=agree&yes-version=1", "?file=photo"):
        for method in ("get", "head"):
            assert getattr(Client(), method)(address + query).status_code in {200, 404}
    assert Client().post(address).status_code in {200, 404}  # a form without a button
    assert everything() == before


def test_a_use_is_taken_back_and_it_is_gone_at_once(address: str) -> None:
    story = ready(address)
    page = press(address, {"do": "narrow", "keep": ["print"]})
    assert "used only where a tick is left" in page
    assert list(Story.objects.for_channel("web")) == []
    assert list(Story.objects.for_channel("print")) == [story]
    assert Client().post(address, {"do": "narrow", "keep": ["web"]}).status_code == 422  # narrowing gives no new yes
    assert list(Story.objects.for_channel("web")) == []


def test_the_name_changes_and_nothing_else(address: str) -> None:
    ready(address)
    press(address, {"do": "rename", "name-naming": "nobody", "name-said_by": ""})
    story = Story.objects.for_channel("web").get()
    assert (story.byline, story.good) == ("Not named", TELL["good"])
    assert Client().post(address, {"do": "rename", "name-naming": "own", "name-said_by": ""}).status_code == 422


def test_a_new_name_in_a_new_answer_is_a_new_version(address: str) -> None:
    ready(address)
    press(address, YES, **{"yes-said_by": "A singer"})
    story = Story.objects.for_channel("web").get()
    assert (story.byline, story.version) == ("A singer", 2)


def test_a_story_is_taken_back_with_one_press_and_no_words_are_left(address: str) -> None:
    ready(address)
    page = press(address, {"do": "withdraw"})
    assert "Your story is taken back" in page and "seinn" not in page
    assert not any(Story.objects.for_channel(channel).exists() for channel in ("web", "print", "email"))
    before = everything()
    for typed in (TELL, YES, {"do": "narrow"}, {"do": "withdraw"}):
        assert Client().post(address, typed).status_code == 200
    assert everything() == before
    assert Job.objects.get(kind=storytelling.KIND).is_urgent


def test_somebody_can_say_no_before_telling(address: str) -> None:
    press(address, {"do": "withdraw"})
    assert Story.objects.get().state == "withdrawn"


def test_a_yes_to_words_that_changed_meanwhile_is_not_taken(address: str) -> None:
    press(address, TELL)
    press(address, TELL, good="I sing every day.")
    response = Client().post(address, YES)
    assert response.status_code == 409
    assert "have changed" in unescape(response.content.decode())
    assert list(Story.objects.for_channel("web")) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"others": "some"}, "Say who else is in the story"),
        ({"others": ""}, "Say whether anybody else is in the story"),
        ({"title": ""}, "Enter a title"),
    ],
)
def test_a_gap_is_named_and_what_was_typed_stays(address: str, typed: dict[str, str], words: str) -> None:
    response = Client().post(address, {**TELL, **typed})
    page = unescape(response.content.decode())
    assert (response.status_code, words in page, "Bha e doirbh." in page) == (422, True, True)
    assert Story.objects.get().state == "draft"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"yes-agreed": ""}, "Tick to say that you have read the words"),
        ({"yes-said_by": ""}, "Enter the name or words to show"),
        ({"yes-is_under_16": "on"}, "a parent or guardian has to say yes"),
        ({"yes-helper_kind": "supporter"}, "Enter the name of the person who helped"),
    ],
)
def test_no_yes_without_its_facts(address: str, typed: dict[str, str], words: str) -> None:
    press(address, TELL)
    response = Client().post(address, {**YES, **typed})
    assert (response.status_code, words in unescape(response.content.decode())) == (422, True)
    assert Story.objects.get().state == "to_approve"


def test_other_people_are_listed_and_count(address: str) -> None:
    ready(address)
    press(address, TELL, others="some", agree="my sister\n\nmy sister", disagree="my neighbour")
    press(address, YES, **{"yes-version": str(Story.objects.get().version)})
    story = Story.objects.get()
    assert {one.who: one.has_agreed for one in story.others.all()} == {"my sister": True, "my neighbour": False}
    assert "somebody in it has not agreed" in see(address)
    assert list(Story.objects.for_channel("web")) == []


def test_the_group_reads_nothing_before_the_person_says_yes(address: str, story: Story, door: Door, ann: User) -> None:
    page = f"/my/stories/{story.pk}/"
    press(address, TELL)
    assert door(ann).get(page).status_code == 404
    press(address, YES)
    assert "seinn" in door(ann).get(page).content.decode()
    press(address, YES, **{"yes-audience": "fund"})
    assert door(ann).get(page).status_code == 404


# The link again


def again(story: Story) -> str:
    return f"/my/stories/{story.pk}/link/again/"


def newest_link() -> str:
    return "/t/" + Letter.objects.order_by("-pk")[0].text.split("/t/")[1].split()[0]


def test_a_letter_that_went_astray_is_sent_again_and_its_link_opens_nothing(
    address: str, story: Story, grant: Grant, door: Door, ann: User
) -> None:
    page = unescape(door(ann).get(f"/my/grants/{grant.pk}/").content.decode())
    assert "Nan has a link of their own." in page and again(story) in page
    assert "nan@example.org" in door(ann).get(again(story)).content.decode()

    said = door(ann).post(again(story), {"name": "Nan", "email": "Right@example.org"}, follow=True)

    assert "The letter to right@example.org is on its way." in said.content.decode()
    assert Letter.objects.order_by("-pk")[0].address == "right@example.org"
    assert "Tell your story" not in see(address) and "Tell your story" in see(newest_link())
    story.refresh_from_db()
    assert (story.teller_email, story.state) == ("right@example.org", "draft")


def test_who_lost_the_letter_gets_another_and_the_group_reads_nothing(
    address: str, story: Story, door: Door, ann: User
) -> None:
    press(address, TELL)
    page = unescape(door(ann).get(again(story)).content.decode())
    assert "seinn" not in page and TELL["title"] not in page
    assert "the new link goes only where the last one went" in page

    door(ann).post(again(story), {"name": "Ann", "email": "ann@example.org"})  # what was told is not led to others

    assert Letter.objects.order_by("-pk")[0].address == "nan@example.org"
    assert press(newest_link(), {"do": "withdraw"}).count("Your story is taken back")


def test_the_fund_sends_the_link_to_another_address(address: str, story: Story, door: Door, olive: User) -> None:
    ready(address)
    assert again(story) in door(olive).get(f"/fund/stories/{story.pk}/").content.decode()
    door(olive).post(again(story), {"name": "Nan", "email": "new@example.org"})
    letter = Letter.objects.order_by("-pk")[0]
    assert (letter.kind, letter.address) == ("story_link_again", "new@example.org")
    assert "seinn" not in see(address) and "seinn" in see(newest_link())


def test_the_group_calls_off_what_it_asked_in_error(address: str, story: Story, door: Door, ann: User) -> None:
    assert "Withdraw the story" in door(ann).get(again(story)).content.decode()
    assert door(ann).post(f"/my/stories/{story.pk}/withdraw/").status_code == 302
    story.refresh_from_db()
    assert story.state == "withdrawn"
    assert door(ann).get(again(story)).status_code == 403


def test_another_group_does_not_send_links(story: Story, door: Door, nia: User) -> None:
    assert door(nia).get(again(story)).status_code == 404


# Files


def photo() -> SimpleUploadedFile:
    """A photo that tells where it was taken: its GPS part names Leith."""
    whole, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "taken in Leith"
    Image.new("RGB", (40, 30), "green").save(whole, "JPEG", exif=exif)
    return SimpleUploadedFile("me.jpg", whole.getvalue(), "image/jpeg")


def test_a_photo_goes_out_without_its_place_and_only_while_the_story_is_shown(address: str, story: Story) -> None:
    press(address, {**TELL, "photo": photo(), "photo_words": "A green hall"})
    stored = StoredFile.objects.get()
    assert b"taken in Leith" in files.read(stored).read()  # what was sent is kept as it was sent
    public = f"/stories/{story.pk}/photo/"
    assert Client().get(public).status_code == 404
    press(address, YES)
    shown = b"".join(Client().get(public).streaming_content)  # type: ignore[attr-defined]
    assert shown.startswith(b"\xff\xd8") and b"Leith" not in shown
    assert 'alt="A green hall"' in see(f"/stories/{story.pk}/")
    own = b"".join(Client().get(address + "?file=photo").streaming_content)  # type: ignore[attr-defined]
    assert own == shown
    press(address, {"do": "withdraw"})
    assert Client().get(public).status_code == 404
    assert Client().get(address + "?file=photo").status_code == 404


def test_a_new_photo_is_new_words_to_agree_to(address: str, story: Story) -> None:
    ready(address)
    press(address, {**TELL, "photo": photo(), "photo_words": "A hall"})
    assert list(Story.objects.for_channel("web")) == []
    assert Story.objects.get().version == 2


@pytest.mark.parametrize("name", ["me.jpg", "me.exe"])
def test_what_is_no_photo_is_refused(address: str, name: str) -> None:
    bad = SimpleUploadedFile(name, b"MZ this is a program", "image/jpeg")
    response = Client().post(address, {**TELL, "photo": bad, "photo_words": "Me"})
    assert response.status_code == 422
    assert StoredFile.objects.count() == 0


def test_a_photo_says_what_it_shows(address: str) -> None:
    response = Client().post(address, {**TELL, "photo": photo()})
    assert (response.status_code, "Say what the photo shows" in response.content.decode()) == (422, True)


def test_the_files_of_a_withdrawn_story_are_deleted(address: str, work: Callable[[], None]) -> None:
    press(address, {**TELL, "photo": photo(), "photo_words": "A hall"})
    press(address, YES)
    press(address, {"do": "withdraw"})
    work()
    assert (StoryFile.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert Job.objects.get(kind=storytelling.KIND).result == {"statements": 0, "files": 1}
