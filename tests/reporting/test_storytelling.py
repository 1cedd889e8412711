"""Stories live as long as their consent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from applications.granting import months_after
from fund.kit.states import Refused
from fund.models import User
from reporting import storytelling
from reporting.models import Consent, Story
from tests import factories

CHANNELS = [channel.value for channel in Consent.Channel]


@pytest.fixture
def grant(group: Any, round_: Any) -> Any:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


def tell(grant: Any, by: User, **facts: Any) -> Story:
    told = {
        "title": "Walking again",
        "good": "I walk to the shop again.",
        "hard": "The first month was lonely.",
        "said_by": "Moira",
        "voice": "person",
        "consents": {"web": True, "print": True},
        "explained_by": "Ann Applicant",
        "others": {},
        **facts,
    }
    return storytelling.tell(grant, by=by, **told)


def shown_in() -> set[str]:
    return {channel for channel in CHANNELS if Story.objects.for_channel(channel).exists()}


def test_a_story_is_told_with_an_answer_for_every_use(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    assert story.state == Story.State.READY
    assert {consent.channel: consent.is_given for consent in story.consents.all()} == {
        "web": True,
        "print": True,
        "slides": False,
        "email": False,
        "social": False,
        "training": False,
        "open_data": False,
        "model": False,
    }
    consent = story.consents.get(channel="web")
    assert (consent.recorded_by, consent.explained_by) == (ann, "Ann Applicant")
    assert consent.until == months_after(timezone.localdate(), 24)
    assert story.history.earliest().history_user == ann
    assert consent.history.get().history_user == ann


def test_a_story_is_shown_only_where_its_teller_said_yes(grant: Any, ann: User) -> None:
    tell(grant, ann)
    assert shown_in() == {"web", "print"}


@pytest.mark.parametrize("channel", CHANNELS)
def test_each_use_is_its_own_yes(grant: Any, ann: User, channel: str) -> None:
    tell(grant, ann, consents={channel: True})
    assert shown_in() == {channel}


def test_a_story_with_no_yes_at_all_is_kept_and_shown_nowhere(grant: Any, ann: User) -> None:
    story = tell(grant, ann, consents={})
    assert (story.consents.count(), shown_in()) == (8, set())


def test_consent_ends_after_its_last_day(grant: Any, ann: User) -> None:
    until = timezone.localdate() + timedelta(days=10)
    story = tell(grant, ann, until=until)
    assert list(Story.objects.for_channel("web", on=until)) == [story]
    assert list(Story.objects.for_channel("web", on=until + timedelta(days=1))) == []


def test_consent_can_end_today_but_not_yesterday(grant: Any, ann: User) -> None:
    tell(grant, ann, until=timezone.localdate())
    with pytest.raises(Refused, match="has passed"):
        tell(grant, ann, until=timezone.localdate() - timedelta(days=1))
    assert Story.objects.count() == 1


def test_somebody_must_have_talked_it_through(grant: Any, ann: User) -> None:
    with pytest.raises(Refused, match="talked"):
        tell(grant, ann, explained_by=" ")
    assert Story.objects.count() == 0


def test_an_unknown_use_is_refused(grant: Any, ann: User) -> None:
    with pytest.raises(Refused, match="billboard"):
        tell(grant, ann, consents={"web": True, "billboard": True})
    assert Story.objects.count() == 0


def test_a_story_goes_with_a_report_of_its_own_project(grant: Any, ann: User) -> None:
    report = factories.make_report(grant)
    assert tell(grant, ann, report=report).report == report
    with pytest.raises(Refused, match="another project"):
        tell(grant, ann, report=factories.make_report())
    assert Story.objects.count() == 1


def test_narrowing_takes_effect_at_once_and_is_stamped(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    storytelling.change(story, by=ann, consents={"print": True}, explained_by="Bea", good="I walk every day.")
    assert (story.good, story.title) == ("I walk every day.", "Walking again")
    assert shown_in() == {"print"}
    web = story.consents.get(channel="web")
    assert (web.is_given, web.explained_by) == (False, "Bea")
    assert web.withdrawn_at is not None
    assert story.consents.get(channel="slides").withdrawn_at is None


def test_a_use_can_be_given_again(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    storytelling.change(story, by=ann, consents={}, explained_by="Bea")
    assert shown_in() == set()
    storytelling.change(story, by=ann, consents={"web": True}, explained_by="Bea", until=date(2999, 1, 1))
    assert shown_in() == {"web"}
    assert story.consents.get(channel="web").until == date(2999, 1, 1)
    assert story.consents.get(channel="web").history.count() == 3


def test_words_that_a_story_does_not_have_are_a_fault(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    with pytest.raises(TypeError):
        storytelling.change(story, by=ann, consents={}, explained_by="Bea", state="ready")


def test_a_withdrawn_story_is_gone_from_every_use_at_once(grant: Any, ann: User) -> None:
    story = tell(grant, ann, consents=dict.fromkeys(CHANNELS, True))
    other = tell(grant, ann, title="Another one", consents={"web": True})
    assert shown_in() == set(CHANNELS)
    storytelling.withdraw(story, by=ann)
    assert story.state == Story.State.WITHDRAWN
    assert not story.consents.filter(withdrawn_at__isnull=True).exists()
    assert [list(Story.objects.for_channel(channel)) for channel in ("web", "print")] == [[other], []]
    assert story.history.latest().history_user == ann


def test_a_story_is_withdrawn_once_and_for_all(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    storytelling.withdraw(story, by=ann)
    with pytest.raises(Refused):
        storytelling.withdraw(story, by=ann)
    with pytest.raises(Refused, match="withdrawn"):
        storytelling.change(story, by=ann, consents={"web": True}, explained_by="Bea")
    assert shown_in() == set()


def test_a_withdrawn_state_hides_a_story_even_with_consent_left(grant: Any, ann: User) -> None:
    story = tell(grant, ann)
    Story.objects.filter(pk=story.pk).update(state=Story.State.WITHDRAWN)
    assert shown_in() == set()


def test_a_story_in_gaelic_with_accents_and_emoji_is_kept_as_it_was_told(grant: Any, ann: User) -> None:
    words = "Tha mi a’ coiseachd gach là – chan eil eagal orm tuilleadh 👩‍🦽"
    assert Story.objects.get(pk=tell(grant, ann, good=words).pk).good == words
