"""A story told by sound alone: shown nowhere before somebody has written it down and the teller has said yes."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund import links
from fund.kit.states import Refused
from fund.models import Letter, StoredFile, User
from reporting import rules, storytelling, tasks
from reporting.learning.showing import Tale
from reporting.models import Channel, FileSetAside, Story
from tests import factories
from tests.reporting.test_stories_by_link import TELL, YES, press, see

Door = Callable[[User | None], Client]

SAID = {"title": "Out again", "good": "I sing every day.", "hard": "There was no bus."}
SPOKEN = {"do": "tell", "title": "", "good": "", "hard": "", "voice": "person", "others": "none"}
WITH_GROUP = {
    **{name: value for name, value in SPOKEN.items() if name != "do"},
    "naming": "other",
    "said_by": "Moira",
    "uses": ["web", "print"],
    "audience": "everybody",
    "months": "24",
    "explained_by": "Ann",
    "helper_kind": "none",
    "agreed": "on",
}


def voice(name: str = "voice.wav") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, factories.make_wave(1), "audio/wav")


def heard(words: str = "") -> list[storytelling.Sent]:
    return [storytelling.Sent("sound", voice(), words)]


@pytest.fixture
def grant(group: Any, round_: Any) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def asked(grant: Grant, ann: User) -> Story:
    return storytelling.ask(grant, by=ann, name="Nan", email="nan@example.org")


@pytest.fixture
def address(asked: Story, ann: User) -> str:
    return "/t/" + links.address(links.make(storytelling.LINK, asked, by=ann)).rsplit("/t/")[1]


@pytest.fixture
def spoken(address: str) -> Story:
    """Told by Nan with a recording alone, by her own link."""
    press(address, SPOKEN, sound=voice())
    return Story.objects.get()


def tell(grant: Grant, by: User, **facts: Any) -> Story:
    """Told by the group with a recording alone, and a yes to every use."""
    told = {
        "said_by": "Moira",
        "voice": "person",
        "consents": dict.fromkeys(Channel.values, True),
        "explained_by": "Ann",
        "others": {},
        "sent": heard(),
        **facts,
    }
    return storytelling.tell(grant, by=by, **told)


def shown_in() -> set[str]:
    return {channel for channel in Channel.values if Story.objects.for_channel(channel).exists()}


# Telling


def test_a_recording_alone_is_a_story(address: str) -> None:
    page = press(address, SPOKEN, sound=voice())
    story = Story.objects.get()
    assert (story.state, story.is_by_sound, story.has_words, story.written_by) == ("to_approve", True, False, None)
    assert str(story) == "A story told by sound"
    assert "nobody has written down what you say" in page and "Told by sound: words not yet written down." in page
    assert '<audio class="player" controls' in page and f'src="{address}?file=sound"' in page
    assert "Say yes to this" not in page
    assert b"".join(Client().get(address + "?file=sound").streaming_content) == factories.make_wave(1)  # type: ignore[attr-defined]


def test_a_group_tells_by_sound_too(door: Door, ann: User, grant: Grant) -> None:
    response = door(ann).post(f"/my/grants/{grant.pk}/stories/new/", {**WITH_GROUP, "sound": voice()})
    assert response.status_code == 302
    story = Story.objects.get()
    assert (story.state, story.is_by_sound, shown_in()) == ("to_approve", True, set())
    page = see_inside(door(ann), f"/my/stories/{story.pk}/")
    assert "Nobody has written down yet what is said in the recording" in page and "<audio" in page
    assert f"/my/stories/{story.pk}/write-down/" in page


def see_inside(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return unescape(response.content.decode())


@pytest.mark.parametrize("title", ["", "Out again"])
def test_neither_words_nor_sound_is_one_error_that_says_what_to_do(address: str, title: str) -> None:
    response = Client().post(address, {**SPOKEN, "title": title})
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert errors["good"] == ["Write what went well, or send a recording of it"]
    assert set(errors) == {"good"} | ({"title"} if not title else set())
    assert Story.objects.get().state == "draft"


@pytest.mark.parametrize("name", ["voice.mp3", "voice.pdf"])
def test_a_file_that_is_no_recording_is_the_only_error(address: str, name: str) -> None:
    bad = SimpleUploadedFile(name, b"MZ this is a program", "audio/mpeg")
    response = Client().post(address, {**SPOKEN, "title": "Out again", "sound": bad})
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"sound"})
    assert StoredFile.objects.count() == 0


def test_words_need_a_title_even_beside_a_recording(address: str) -> None:
    response = Client().post(address, {**TELL, "title": "", "sound": voice()})
    assert (response.status_code, set(response.context["form"].errors)) == (422, {"title"})


def test_words_and_sound_together_are_a_story_in_words(address: str) -> None:
    page = press(address, TELL, sound=voice())
    story = Story.objects.get()
    assert (story.is_by_sound, story.how_told, story.has_sound) == (False, "", True)
    assert "This is how your story would be shown" in page and "<audio" in page


def test_what_is_said_in_the_recording_is_the_words_where_there_are_no_others(
    door: Door, ann: User, grant: Grant
) -> None:
    typed = {**WITH_GROUP, "title": "Out again", "sound": voice(), "sound_words": "I sing every day."}
    door(ann).post(f"/my/grants/{grant.pk}/stories/new/", typed)
    story = Story.objects.get()
    assert (story.good, story.state, story.written_by, story.how_told) == (
        "I sing every day.",
        "ready",
        ann,
        "told by sound and written down",
    )
    assert story.files.get().words == ""


def test_a_verb_takes_no_story_without_words_or_sound(grant: Grant, ann: User) -> None:
    with pytest.raises(Refused, match="send a recording"):
        tell(grant, ann, sent=())
    assert Story.objects.count() == 0


# Before it is written down


def test_a_yes_to_every_use_shows_no_story_without_words(grant: Grant, ann: User) -> None:
    story = tell(grant, ann)
    assert shown_in() == set()
    Story.objects.filter(pk=story.pk).update(state="ready")
    assert shown_in() == set(), "the one function asks for words, whatever the state says"
    Story.objects.filter(pk=story.pk).update(good="I sing every day.")
    assert shown_in() == set(Channel.values)


def test_there_is_nothing_to_say_yes_to(address: str, spoken: Story) -> None:
    response = Client().post(address, YES)
    assert response.status_code == 409
    assert "There are no words to agree to yet" in unescape(response.content.decode())
    assert spoken.agreements.count() == 0


def test_the_list_says_who_waits_for_somebody_to_write(door: Door, ann: User, olive: User, grant: Grant) -> None:
    tell(grant, ann)
    tell(grant, ann, title="In words", good="I sing.", sent=())
    assert "1 told by sound to write down" in see_inside(door(olive), "/fund/")
    page = see_inside(door(olive), "/fund/stories/?show=sound")
    assert "A story told by sound" in page and "In words" not in page
    assert "Told by sound: words not yet written down" in page


# Writing it down


def test_written_words_are_a_new_version_and_ask_for_a_new_yes(address: str, spoken: Story, olive: User) -> None:
    storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    assert (spoken.version, spoken.state, spoken.written_by) == (2, "to_approve", olive)
    assert shown_in() == set()
    letter = Letter.objects.get(kind="story_to_approve")
    assert letter.address == "nan@example.org"
    assert "written down what you say in your recording" in letter.text and "sing" not in letter.text
    page = see(address)
    assert "This is how your story would be shown" in page and "I sing every day." in page
    assert page.index("<audio") < page.index("I sing every day."), "the words stand beneath the recording"
    assert Client().post(address, YES).status_code == 409, "a yes to the version before"
    press(address, YES, **{"yes-version": "2"})
    assert shown_in() == {"web", "print"}


def test_an_officer_writes_it_down_on_a_page_with_the_recording(door: Door, spoken: Story, olive: User) -> None:
    browser, page = door(olive), f"/my/stories/{spoken.pk}/write-down/"
    assert f'src="/my/stories/{spoken.pk}/sound/file/"' in see_inside(browser, page)
    assert browser.post(page, {**SAID, "good": "", "version": "1"}).status_code == 422
    response = browser.post(page, {**SAID, "version": "1"})
    assert (response.status_code, response.headers["Location"]) == (302, f"/fund/stories/{spoken.pk}/")
    said = see_inside(browser, f"/fund/stories/{spoken.pk}/")
    assert "Written down by Olive Officer" in said and "I sing every day." in said
    assert "Mend what was written down" in said


def test_two_who_write_the_same_down_lose_nothing(door: Door, ann: User, olive: User, grant: Grant) -> None:
    story = tell(grant, ann)
    page, first = f"/my/stories/{story.pk}/write-down/", {**SAID, "version": "1"}
    assert door(ann).post(page, first).status_code == 302
    late = {**first, "good": "I sing each day, loudly."}
    answer = door(olive).post(page, late)
    said = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Somebody else wrote it down meanwhile" in said
    assert SAID["good"] in said and late["good"] in said, "both stand on the page"
    with pytest.raises(Refused, match="Somebody else wrote it down meanwhile"):
        storytelling.write_down(story, by=olive, version=1, **SAID)
    assert door(olive).post(page, {**late, "version": "2"}).status_code == 302
    story.refresh_from_db()
    assert (story.good, story.version) == (late["good"], 3)


def test_a_group_reads_what_it_wrote_down_with_the_person(door: Door, ann: User, grant: Grant) -> None:
    story = tell(grant, ann)
    assert door(ann).post(f"/my/stories/{story.pk}/write-down/", {**SAID, "version": "1"}).status_code == 302
    story.refresh_from_db()
    assert (story.version, story.state, story.written_by, shown_in()) == (2, "to_approve", ann, set())
    assert "told you by sound" in Letter.objects.get(kind="story_to_read_together").text
    assert "Read these words with the person" in see_inside(door(ann), f"/my/stories/{story.pk}/")
    response = door(ann).post(f"/my/stories/{story.pk}/", {**WITH_GROUP, **SAID, "uses": ["web"]})
    assert (response.status_code, shown_in()) == (302, {"web"})


def test_only_whoever_may_change_the_words_may_write_them_down(
    spoken: Story, grant: Grant, ann: User, olive: User, sam: User, nia: User
) -> None:
    told = tell(grant, ann)
    people = (ann, olive, sam, nia)
    assert [rules.may_write_down(person, told) for person in people] == [True, True, False, False]
    assert [rules.may_write_down(person, spoken) for person in people] == [False, True, False, False]


def test_the_teller_is_asked_once_the_details_are_decided(spoken: Story, olive: User) -> None:
    storytelling.write_down(spoken, by=olive, version=spoken.version, **{**SAID, "good": "Morag came along."})
    assert not Letter.objects.filter(kind="story_to_approve").exists()
    storytelling.agree_to_detail(spoken, spoken.details.get(state="open"), by=olive)
    assert Letter.objects.filter(kind="story_to_approve").count() == 1


def test_the_same_words_once_more_ask_nobody_again(address: str, spoken: Story, olive: User) -> None:
    storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    press(address, YES, **{"yes-version": "2"})
    storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    assert (spoken.version, shown_in()) == (2, {"web", "print"})


def test_mended_words_are_shown_only_after_another_yes(address: str, spoken: Story, olive: User) -> None:
    storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    press(address, YES, **{"yes-version": "2"})
    storytelling.write_down(spoken, by=olive, version=spoken.version, **{**SAID, "good": "I sing each day."})
    assert (spoken.version, spoken.state, shown_in()) == (3, "to_approve", set())
    assert Letter.objects.filter(kind="story_to_approve").count() == 2


def test_words_of_the_teller_are_written_over_by_nobody(address: str, spoken: Story, olive: User) -> None:
    storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    press(address, {**SPOKEN, **SAID, "good": "I sing every single day."})
    spoken.refresh_from_db()
    assert (spoken.written_by, spoken.how_told) == (None, "told by sound and written down")
    with pytest.raises(Refused, match="the teller’s own"):
        storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    assert not rules.may_write_down(olive, spoken)
    assert olive in {record.history_user for record in spoken.history.all()}, "the history keeps who wrote it first"


def test_what_was_spoken_may_be_longer_than_what_is_typed(
    door: Door, ann: User, grant: Grant, address: str, spoken: Story, olive: User
) -> None:
    long = {**SAID, "good": "I sing. " * 700}
    assert Client().post(address, {**TELL, **long}).status_code == 302, "it was told by sound"
    told = tell(grant, ann)
    page = f"/my/stories/{told.pk}/write-down/"
    assert door(ann).post(page, {**long, "version": "1"}).status_code == 302
    assert door(ann).post(f"/my/stories/{told.pk}/", {**WITH_GROUP, **long}).status_code == 302
    too_long = door(ann).post(page, {**SAID, "good": "I sing. " * 1001, "version": "3"})
    assert too_long.status_code == 422 and "2,000" in too_long.content.decode()
    other = {**WITH_GROUP, **long}
    assert door(ann).post(f"/my/grants/{grant.pk}/stories/new/", other).status_code == 422


def test_a_story_told_in_words_is_not_written_down(grant: Grant, ann: User, olive: User) -> None:
    story = tell(grant, ann, title="In words", good="I sing.", sent=heard("I sing, I say."))
    with pytest.raises(Refused):
        storytelling.write_down(story, by=olive, version=story.version, **SAID)
    assert Story.objects.get().good == "I sing."


def test_nobody_writes_down_what_was_taken_back(address: str, spoken: Story, olive: User) -> None:
    press(address, {"do": "withdraw"})
    with pytest.raises(Refused, match="withdrawn"):
        storytelling.write_down(spoken, by=olive, version=spoken.version, **SAID)
    assert Story.objects.get().good == ""


def test_a_use_taken_back_before_the_words_is_not_ticked_after(grant: Grant, ann: User, olive: User) -> None:
    story = tell(grant, ann)
    storytelling.open_tellers_link(story, by=ann, name="Moira", email="moira@example.org")
    own = "/t/" + links.address(links.make(storytelling.LINK, story, by=ann)).rsplit("/t/")[1]
    assert "Stop a use" in see(own)
    press(own, {"do": "narrow", "keep": ["print", "web"]})
    press(own, {"do": "narrow", "keep": ["print"]})
    storytelling.write_down(story, by=olive, version=story.version, **SAID)
    assert shown_in() == set()
    asked = Client().get(own).context["forms"]["agree"]
    assert asked["uses"].initial == ["print"]
    press(own, {**YES, "yes-version": "2", "yes-uses": ["print"]})
    assert shown_in() == {"print"}


# A form with gaps


def test_a_recording_sent_with_a_gap_is_not_sent_again(address: str) -> None:
    response = Client().post(address, {**SPOKEN, "others": "", "sound": voice("Nan’s voice.wav")})
    page = unescape(response.content.decode())
    assert response.status_code == 422 and "so you need not send it again" in page and ".wav”" in page
    key = FileSetAside.objects.get().key
    assert f'name="sound_kept" value="{key}"' in page
    again = Client().post(address, {**SPOKEN, "others": "", "voice": "", "sound_kept": key})
    assert again.status_code == 422 and "so you need not send it again" in unescape(again.content.decode())
    press(address, {**SPOKEN, "sound_kept": key})
    story = Story.objects.get()
    assert (story.is_by_sound, story.files.get().file.size) == (True, len(factories.make_wave(1)))
    assert (FileSetAside.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_a_group_sends_its_files_once_too(door: Door, ann: User, grant: Grant) -> None:
    browser, page = door(ann), f"/my/grants/{grant.pk}/stories/new/"
    assert browser.post(page, {**WITH_GROUP, "agreed": "", "sound": voice()}).status_code == 422
    key = FileSetAside.objects.get().key
    assert browser.post(page, {**WITH_GROUP, "sound_kept": key}).status_code == 302
    story = Story.objects.get()
    assert story.has_sound
    page = f"/my/stories/{story.pk}/"
    assert browser.post(page, {**WITH_GROUP, **SAID, "agreed": "", "sound": voice()}).status_code == 422
    key = FileSetAside.objects.get().key
    assert browser.post(page, {**WITH_GROUP, **SAID, "sound_kept": key}).status_code == 302
    assert (FileSetAside.objects.count(), StoredFile.objects.count()) == (0, 1)


def test_what_one_form_keeps_no_other_form_gets(door: Door, ann: User, grant: Grant, address: str) -> None:
    door(ann).post(f"/my/grants/{grant.pk}/stories/new/", {**WITH_GROUP, "agreed": "", "sound": voice()})
    key = FileSetAside.objects.get().key
    response = Client().post(address, {**SPOKEN, "sound_kept": key})
    assert response.status_code == 422
    assert response.context["form"].errors["sound"] == ["We no longer have this file. Send it again"]
    assert FileSetAside.objects.count() == 1


def test_another_file_goes_before_the_one_that_is_kept(address: str) -> None:
    Client().post(address, {**SPOKEN, "others": "", "sound": voice()})
    key = FileSetAside.objects.get().key
    longer = SimpleUploadedFile("voice.wav", factories.make_wave(2), "audio/wav")
    press(address, {**SPOKEN, "sound_kept": key, "sound": longer})
    assert Story.objects.get().files.get().file.size == len(factories.make_wave(2))


def test_few_files_of_a_form_are_kept_and_only_for_a_day(address: str) -> None:
    for _ in range(5):
        Client().post(address, {**SPOKEN, "others": "", "sound": voice()})
    assert (FileSetAside.objects.count(), StoredFile.objects.count()) == (3, 3)
    assert storytelling.drop_aside() == 0
    FileSetAside.objects.update(at=timezone.now() - timedelta(days=1, minutes=1))
    tasks.renew_papers()
    assert (FileSetAside.objects.count(), StoredFile.objects.count()) == (0, 0)


# On paper


def test_a_summary_says_in_every_format_how_it_was_told(grant: Grant, ann: User) -> None:
    spoken = tell(grant, ann, title="Out again", sent=heard("I sing every day."))
    written = tell(grant, ann, title="In words", good="I sing.", sent=())
    said = [Tale(story, story.good, "", story.byline, "A person").said_by for story in (spoken, written)]
    assert said == ["Moira, a person, told by sound and written down", "Moira, a person"]
