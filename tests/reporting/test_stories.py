"""A yes is to one version of the words, by somebody, until a day; and what else keeps a story from being shown."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund import links
from fund.kit.states import Refused
from fund.models import Letter, PersonalDetail, PrivateLink, User
from reporting import learning, storytelling, tasks
from reporting.models import Agreement, Consent, ConsentText, OtherPerson, Statement, Story, StoryFile
from reporting.storytelling import ALONE, Helped, consent_words
from tests import factories
from tests.reporting import learned

YES = {"web": True, "print": True}


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
        "consents": YES,
        "explained_by": "Ann",
        "others": {},
        **facts,
    }
    return storytelling.tell(grant, by=by, **told)


def asked(grant: Grant, by: User) -> Story:
    return storytelling.ask(grant, by=by, name="Nan", email="nan@example.org")


def tell_alone(story: Story, **facts: Any) -> None:
    told = {"title": "Out again", "good": "I sing.", "hard": "", "voice": "person", "own_tags": [], "others": {}}
    storytelling.tell_by_link(story, **{**told, **facts})


def say_yes(story: Story, **facts: Any) -> Agreement:
    given = {"version": story.version, "consents": YES, "naming": "own", "said_by": "Nan", "audience": "everybody"}
    return storytelling.agree(story, **{**given, **facts})


def shown(channel: str = "web") -> list[Story]:
    return list(Story.objects.for_channel(channel))


# Erasing what was withdrawn

SECRETS = ("Tha mi", "Bha e", "Moira", "my sister", "moira@example.org", "Jessie", "Fiona")


def everything_kept() -> str:
    """All that the database holds of stories, people in them and letters, with the history of it."""
    kept: list[Any] = []
    for model in (Story, OtherPerson, StoryFile, Consent, PersonalDetail, Agreement, Letter):
        kept += model.objects.values_list()
        if hasattr(model, "history"):
            kept += model.history.values_list()
    return str(kept)


def test_thirty_days_after_a_withdrawal_no_words_are_left_anywhere(grant: Grant, ann: User) -> None:
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        story = tell(
            grant,
            ann,
            title="Tha mi",
            good="Bha e doirbh, and Fiona helped.",
            said_by="Moira",
            others={"my sister": True},
            helped=Helped("supporter", "Jessie"),
            email="moira@example.org",
        )
        other = tell(grant, ann, title="Stays")
        sha256 = story.agreements.get().sha256
        storytelling.withdraw(story, by=None)
    assert all(secret in everything_kept() for secret in SECRETS)
    with time_machine.travel(datetime(2026, 7, 1, 11, 59, tzinfo=UTC), tick=False):
        assert storytelling.erase_withdrawn() == 0
    with time_machine.travel(datetime(2026, 7, 1, 12, 1, tzinfo=UTC), tick=False):
        assert [storytelling.erase_withdrawn(), storytelling.erase_withdrawn()] == [1, 0]
    left = everything_kept().replace(str(other), "")
    assert [secret for secret in SECRETS if secret in left] == []
    story.refresh_from_db()
    assert (story.state, story.agreements.get().sha256) == ("withdrawn", sha256)
    assert story.history.latest().history_change_reason == "The words were erased, because the story was withdrawn."
    assert [record.state for record in story.history.order_by("history_id")][-2:] == ["withdrawn", "withdrawn"]
    other.refresh_from_db()
    assert other.title == "Stays"


def test_a_story_that_is_not_withdrawn_is_not_erased(grant: Grant, ann: User) -> None:
    with pytest.raises(Story.DoesNotExist):
        storytelling.erase(tell(grant, ann))


# What a yes is to


def test_the_words_that_were_shown_are_kept_word_for_word(grant: Grant, ann: User, monkeypatch: Any) -> None:
    first = tell(grant, ann).agreements.get()
    assert first.text is not None
    assert (first.text.number, first.text.words, first.version) == (2, consent_words.WITH_GROUP, 1)
    monkeypatch.setattr(consent_words, "WITH_GROUP", "Other words.")
    second = tell(grant, ann).agreements.get()
    third = tell(grant, ann).agreements.get()
    assert second.text == third.text
    assert list(ConsentText.objects.values_list("number", flat=True)) == [1, 2, 3]
    first.refresh_from_db()
    assert "changes nothing about your support" in first.text.words


def test_changed_words_ask_again_and_are_not_shown_until_then(grant: Grant, ann: User, olive: User) -> None:
    story = asked(grant, ann)
    tell_alone(story)
    assert (story.state, shown()) == ("to_approve", [])
    say_yes(story)
    assert (story.state, shown()) == ("ready", [story])
    tell_alone(story, good="I sing and I walk.")
    assert (story.state, story.version, shown()) == ("to_approve", 2, [])
    say_yes(story)
    assert shown() == [story]
    assert [one.version for one in story.agreements.all()] == [1, 2]


def test_nobody_says_yes_to_words_they_have_not_seen(grant: Grant, ann: User) -> None:
    story = asked(grant, ann)
    with pytest.raises(Refused, match="not told yet"):
        say_yes(story)
    tell_alone(story)
    tell_alone(story, good="Other words came while the page was open.")
    with pytest.raises(Refused, match="have changed"):
        say_yes(story, version=1)
    assert shown() == []


def test_the_same_yes_to_an_older_version_counts_no_more(grant: Grant, ann: User) -> None:
    story = tell(grant, ann)
    Story.objects.filter(pk=story.pk).update(version=2)  # as if words had come in behind everybody's back
    assert shown() == []


def test_the_group_says_yes_for_nobody_who_has_a_link(grant: Grant, ann: User) -> None:
    story = tell(grant, ann)
    storytelling.open_tellers_link(story, by=ann, name="Nan", email="nan@example.org")
    with pytest.raises(Refused, match="only they can say yes"):
        storytelling.change(story, by=ann, consents=YES, explained_by="Ann", good="Better words.")
    assert shown() == [story]


@pytest.mark.parametrize("channel", ["open_data", "model"])
def test_open_data_and_language_models_are_a_no_unless_somebody_says_yes(grant: Grant, ann: User, channel: str) -> None:
    story = tell(grant, ann)
    assert story.consents.get(channel=channel).is_given is False
    assert shown(channel) == []


def test_consent_ends_by_the_day_in_scotland(grant: Grant, ann: User) -> None:
    with time_machine.travel(datetime(2026, 6, 1, 12, tzinfo=UTC), tick=False):
        tell(grant, ann, until=timezone.localdate() + timedelta(days=1))
    with time_machine.travel(datetime(2026, 6, 2, 22, 59, tzinfo=UTC), tick=False):  # 23:59 on the last day
        assert len(shown()) == 1
    with time_machine.travel(datetime(2026, 6, 2, 23, 30, tzinfo=UTC), tick=False):  # 00:30 the day after, in summer
        assert shown() == []


def test_an_unknown_channel_is_a_fault(db: None) -> None:
    with pytest.raises(ValueError, match="billboard"):
        Story.objects.for_channel("billboard")


@pytest.mark.parametrize(
    ("audience", "seen_in"),
    [
        ("everybody", {"web", "print", "slides", "email", "social", "training", "open_data", "model"}),
        ("network", {"slides", "email", "training"}),
        ("fund", set()),
    ],
)
def test_who_may_see_it_narrows_every_use(grant: Grant, ann: User, audience: str, seen_in: set[str]) -> None:
    from reporting.models import Channel

    tell(grant, ann, audience=audience, consents=dict.fromkeys(Channel.values, True))
    assert {channel for channel in Channel.values if shown(channel)} == seen_in


# How the person is named, and who helped


def test_nobody_guesses_a_name(grant: Grant, ann: User) -> None:
    assert tell(grant, ann, naming="nobody", said_by="Moira").said_by == ""
    assert Story.objects.get().byline == "Not named"
    with pytest.raises(Refused, match="Enter the name"):
        tell(grant, ann, naming="own", said_by=" ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.update(said_by="Moira")


def test_a_new_name_is_a_new_version_with_the_same_yes(grant: Grant, ann: User) -> None:
    story = asked(grant, ann)
    tell_alone(story)
    say_yes(story, helped=Helped("supporter", "Bea"))
    storytelling.narrow(story, keep=["web"], by=None)
    storytelling.rename(story, naming="nobody", said_by="")
    assert (story.version, story.byline, shown("web"), shown("print")) == (2, "Not named", [story], [])
    agreement = story.agreements.last()
    assert agreement is not None
    assert (agreement.how, agreement.helper, agreement.version) == ("link", "Bea", 2)


def test_a_child_has_a_guardian(grant: Grant, ann: User) -> None:
    for helped in (Helped(is_under_16=True), Helped("supporter", "Bea", is_under_16=True)):
        with pytest.raises(Refused, match="under 16"):
            tell(grant, ann, helped=helped)
    with pytest.raises(Refused, match="name of the person who helped"):
        tell(grant, ann, helped=Helped("guardian", " "))
    agreement = tell(grant, ann, helped=Helped("guardian", "Bea", is_under_16=True)).agreements.get()
    assert (agreement.helper_kind, agreement.helper) == ("guardian", "Bea")
    with pytest.raises(IntegrityError), transaction.atomic():
        Agreement.objects.update(helper_kind="")
    assert Helped("", "", is_under_16=False) == ALONE


def test_the_tellers_tags_go_before_ours(grant: Grant, ann: User, olive: User) -> None:
    own, none = tell(grant, ann, own_tags=["less alone"]), tell(grant, ann)
    storytelling.tag(own, ["peer support"], by=olive)
    storytelling.tag(none, ["peer support"], by=olive)
    assert (own.tags, own.version, own.state) == (["less alone"], 1, "ready")
    assert (none.tags, none.version, none.state) == (["peer support"], 2, "to_approve")


# Other people in it


def test_other_people_count_too(grant: Grant, ann: User, olive: User) -> None:
    story = tell(grant, ann, others={"my sister": True, "my neighbour": False})
    assert shown() == []
    storytelling.name_others(story, {"my sister": True, "my neighbour": True}, by=olive)
    assert shown() == [story]
    neighbour = story.others.get(who="my neighbour")
    assert neighbour.history.latest().history_user == olive
    storytelling.name_others(story, {"my sister": False}, by=olive)
    assert (shown(), story.others.count()) == ([], 1)


def test_a_story_of_which_nobody_said_who_is_in_it_is_not_public(grant: Grant, ann: User) -> None:
    story = tell(grant, ann, others=None)
    assert shown() == []
    storytelling.name_others(story, {}, by=ann)
    assert shown() == [story]


# Personal details


def test_a_story_with_an_open_detail_is_shown_nowhere(grant: Grant, ann: User, olive: User) -> None:
    story = tell(grant, ann, good="Morag came along, from EH6 5NP.")
    assert shown() == []
    name, postcode = story.details.order_by("kind")
    storytelling.agree_to_detail(story, name, by=olive)
    assert shown() == []
    storytelling.agree_to_detail(story, postcode, by=olive)
    assert shown() == [story]
    assert {(row.decided_by, row.state) for row in story.details.all()} == {(olive, "consented")}


def test_mended_words_wait_for_the_tellers_yes(grant: Grant, ann: User, olive: User, letters_to: Any) -> None:
    story = asked(grant, ann)
    tell_alone(story, good="Morag came with Fiona.")
    say_yes(story)
    assert shown() == []
    for number, instead in enumerate(["my sister", "a friend"], 1):
        storytelling.mend_detail(story, story.details.filter(state="open").first(), by=olive, instead=instead)
        assert Letter.objects.filter(kind="story_to_approve").count() == number - 1  # one letter, when all is decided
    assert (story.good, story.version, story.state) == ("my sister came with a friend.", 3, "to_approve")
    assert shown() == []
    say_yes(story)
    assert shown() == [story]
    assert story.history.filter(version=1).first().good == "Morag came with Fiona."  # what was told stays


def test_without_a_link_the_group_reads_mended_words_with_the_person(
    grant: Grant, ann: User, olive: User, letters_to: Any
) -> None:
    story = tell(grant, ann, good="Morag came.")
    storytelling.mend_detail(story, story.details.get(), by=olive, instead="My sister")
    assert letters_to(ann) == ["story_to_read_together"]
    storytelling.change(story, by=ann, consents=YES, explained_by="Ann")
    assert (story.state, shown()) == ("ready", [story])


def test_words_that_people_agreed_to_are_not_asked_again(grant: Grant, ann: User, olive: User) -> None:
    story = tell(grant, ann, good="Morag came.")
    storytelling.agree_to_detail(story, story.details.get(), by=olive)
    storytelling.change(story, by=ann, consents=YES, explained_by="Ann", good="Then Morag came.")
    assert shown() == [story]
    storytelling.change(story, by=ann, consents=YES, explained_by="Ann", hard="Fiona did not.")
    assert shown() == []


# Reminding, renewing, ending


def test_tellers_are_reminded_twice_and_the_end_comes_by_itself(grant: Grant, ann: User) -> None:
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        story = asked(grant, ann)
        tell_alone(story)
        say_yes(story, until=timezone.localdate() + timedelta(days=100))
    written = []
    for day in (39, 40, 41, 85, 86, 87, 100):
        with time_machine.travel(start + timedelta(days=day), tick=False):
            written.append(storytelling.remind())
    assert written == [0, 1, 0, 0, 1, 0, 0]
    assert Letter.objects.filter(kind="story_ends", address="nan@example.org").count() == 2
    with time_machine.travel(start + timedelta(days=100), tick=False):
        assert shown() == [story]
        storytelling.renew(story, until=timezone.localdate() + timedelta(days=365))
    with time_machine.travel(start + timedelta(days=101), tick=False):
        assert shown() == [story]
    with time_machine.travel(start + timedelta(days=466), tick=False):
        assert (shown(), storytelling.remind()) == ([], 0)


def test_the_group_is_reminded_where_the_person_has_no_address(grant: Grant, ann: User, letters_to: Any) -> None:
    tell(grant, ann, until=timezone.localdate() + timedelta(days=30))
    assert [storytelling.remind(), storytelling.remind()] == [1, 0]
    assert letters_to(ann) == ["story_ends_for_group"]


def test_nothing_is_renewed_that_was_taken_back(grant: Grant, ann: User) -> None:
    story = asked(grant, ann)
    tell_alone(story)
    say_yes(story)
    storytelling.narrow(story, keep=[], by=None)
    with pytest.raises(Refused, match="no yes to go on with"):
        storytelling.renew(story, until=timezone.localdate() + timedelta(days=365))


# Links


def test_a_link_opens_one_story_and_its_token_is_nowhere(grant: Grant, ann: User) -> None:
    story = asked(grant, ann)
    letter = Letter.objects.get(kind="story_asked")
    assert (letter.address, letter.is_secret) == ("nan@example.org", True)
    link = PrivateLink.objects.get()
    assert (link.kind, link.about) == (storytelling.LINK, story)
    assert links.make(storytelling.LINK, story, by=ann) not in str(PrivateLink.objects.values())


def test_to_ask_costs_one_query_for_one_story_and_for_thirty(grant: Grant, ann: User) -> None:
    counts = []
    for number in (1, 2, 27):
        for _ in range(number):
            tell(grant, ann)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(shown()) >= number
        counts.append(len(queries))
    assert counts == [1, 1, 1]


def test_a_name_that_holds_a_number_waits_too(grant: Grant, ann: User, olive: User) -> None:
    story = asked(grant, ann)
    tell_alone(story)
    say_yes(story, said_by="Nan, 0131 496 0123")
    assert shown() == []
    storytelling.mend_detail(story, story.details.get(), by=olive)
    assert (story.said_by, story.version, story.state) == ("Nan,", 2, "to_approve")
    say_yes(story, said_by="Nan")
    assert shown() == [story]  # a chosen name is no find


def test_a_draft_that_comes_in_after_the_cleaning_is_cleaned_at_night(
    grant: Grant, ann: User, lena: User, work: Any
) -> None:
    learned.make_themes()
    report = learned.make_told(grant)
    story = tell(grant, ann)
    draft = learning.compose(learning.gather(grant))
    storytelling.withdraw(story, by=ann)
    work()
    summary = learning.store(draft, by=None)
    assert summary.statements.filter(kind="story").count() == 2
    statement = summary.statements.filter(kind="story").first()
    browser = Client()
    browser.force_login(lena)
    page = browser.get(f"/fund/learning/{summary.pk}/")
    assert (page.status_code, "I walk to the shop" in page.content.decode()) == (200, False)
    assert browser.get(f"/fund/learning/{summary.pk}/statements/{statement.pk}/").status_code == 404
    tasks.renew_papers()
    assert not Statement.objects.filter(kind="story").exists()
    assert not Statement.history.filter(kind="story").exists()
    assert report.state == "accepted"


def test_a_story_is_told_on_the_day_on_which_it_is_told_and_not_when_it_was_asked_for(grant: Grant, ann: User) -> None:
    story = asked(grant, ann)
    later = timezone.now() + timedelta(days=12)
    with time_machine.travel(later, tick=False):
        tell_alone(story)
        assert Story.objects.get(pk=story.pk).told_at == timezone.now()
        tell_alone(Story.objects.get(pk=story.pk), good="I sing and dance.")
    assert Story.objects.get(pk=story.pk).told_at == later
