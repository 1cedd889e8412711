"""A yes ends while a paper with that story is made: the paper must not come out."""

from collections.abc import Callable, Iterable
from functools import partial
from threading import Event, current_thread
from typing import Any

import pytest

from fund.models import StoredFile
from reporting import outputs, storytelling
from reporting.models import LearningSummary, Paper, Story
from reporting.models.story import Stories
from reporting.outputs import registry
from tests import factories
from tests.racing import outcomes, race
from tests.reporting import learned

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
MUCH = 1.5  # seconds that the paper's hand stops between looking and keeping


@pytest.fixture
def published(transactional_db: None) -> LearningSummary:
    """A summary with a story in it, on the web; its paper is not made yet."""
    learned.make_themes()
    report = learned.make_told()
    learned.make_story(report.grant, "web", "print")
    lena, morag = (factories.make_person(name, "learning") for name in ("Lena", "Morag"))
    return learned.make_published(report, lena, morag)


def keep_while(published: LearningSummary, ends: Callable[[Story], None], monkeypatch: Any) -> list[Any]:
    """Keep a paper, and end the yes in the very moment between the last look at it and the keeping."""
    story, drawn = Story.objects.get(), outputs.draw(published)
    assert drawn.told == [f"{story.pk}.1"]
    looked, ended = Event(), Event()
    take_away, keeper = registry._take_away, []

    def slow(summary: LearningSummary, kinds: Iterable[str]) -> None:
        if current_thread() in keeper:
            looked.set()
            ended.wait(MUCH)
        take_away(summary, kinds)

    def keep() -> Paper | None:
        keeper.append(current_thread())
        return outputs.keep(published, drawn, by=None)

    def end() -> None:
        assert looked.wait(20)
        ends(story)
        ended.set()

    monkeypatch.setattr(registry, "_take_away", slow)
    return outcomes([keep, end])


ENDS: dict[str, Callable[[Story], None]] = {
    "withdrawn": lambda story: storytelling.withdraw(story, by=None),
    "narrowed": lambda story: storytelling.narrow(story, keep=["web"], by=None),
    "renamed": lambda story: storytelling.rename(story, naming="nobody", said_by=""),
}


@pytest.mark.parametrize("how", ENDS)
def test_no_paper_with_the_story_is_left(published: LearningSummary, how: str, monkeypatch: Any) -> None:
    keep_while(published, ENDS[how], monkeypatch)
    assert outputs.current(published) is None
    assert (Paper.objects.count(), StoredFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("how", ENDS)
def test_without_holding_the_story_the_paper_would_stay(published: LearningSummary, how: str, monkeypatch: Any) -> None:
    """The control: the same moment, with nobody holding the story, leaves a paper with it in the store."""
    monkeypatch.setattr(Stories, "hold", lambda stories, numbers: None)
    keep_while(published, ENDS[how], monkeypatch)
    assert (Paper.objects.count(), StoredFile.objects.count()) == (1, 1)


def test_a_paper_drawn_before_the_withdrawal_is_not_kept_after_it(published: LearningSummary) -> None:
    drawn = outputs.draw(published)
    storytelling.withdraw(Story.objects.get(), by=None)
    assert race([lambda: outputs.keep(published, drawn, by=None)]) == ["refused"]
    assert Paper.objects.count() == 0


@pytest.mark.parametrize("turn", range(5))
def test_a_yes_and_a_withdrawal_together_leave_the_story_withdrawn(transactional_db: None, turn: int) -> None:
    story = learned.make_story(factories.make_grant(), "web", is_by_link=True, naming="own")
    fresh = [Story.objects.get(pk=story.pk) for _ in range(2)]
    facts = {"consents": {"web": True}, "naming": "own", "said_by": "Nan", "audience": "everybody"}
    came = outcomes(
        [
            lambda: storytelling.withdraw(fresh[0], by=None),
            lambda: storytelling.agree(fresh[1], version=1, **facts),
        ]
    )
    assert came[0] is None
    assert Story.objects.get().state == "withdrawn"
    assert not Story.objects.for_channel("web").exists()


def test_the_first_consent_text_is_written_once_by_many_hands(transactional_db: None) -> None:
    from reporting.models import ConsentText
    from reporting.storytelling import consent_words

    hands = [partial(consent_words.current, how) for how in ("link", "group", "link", "group")]
    assert race(hands) == ["done"] * 4
    assert list(ConsentText.objects.values_list("number", flat=True)) == [1, 2]
