"""A story stands in no format to which its teller did not say yes, and whatever is taken back is gone from all."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fund.kit.states import Refused
from fund.models import Job, StoredFile, User
from reporting import outputs, publishing, storytelling, tasks
from reporting.models import LearningSummary, Paper, Report, Story
from reporting.models.story import Stories
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
PRINT = {"summary.pdf", "brief.pdf", "summary.docx"}
# The web or print has to be among them, for a summary cites no other stories.
WHERE = {
    ("web",): {"", "summary.txt"},
    ("print",): PRINT,
    ("print", "slides"): PRINT | {"slides.pptx"},
    ("print", "email"): PRINT | {"email/"},
    ("print", "social"): PRINT | {"share/"},
    ("print", "open_data"): PRINT | {"summary.json", "summary.csv"},
    ("print", "training"): PRINT,
    ("print", "model"): PRINT,
}
EVERYWHERE = ("web", "print", "slides", "email", "social", "open_data")


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


def publish(told: Report, lena: User, morag: User) -> LearningSummary:
    summary = learned.make_published(told, lena, morag)
    outputs.save(summary, "\n".join(easy.proposed(sheet(fetched(summary), "web"))), by=lena)
    taking.make_papers()
    return summary


@pytest.mark.gate
@pytest.mark.parametrize("channels", WHERE)
def test_a_story_stands_only_where_its_teller_said_yes(
    told: Report, lena: User, morag: User, door: Door, channels: tuple[str, ...]
) -> None:
    learned.make_story(told.grant, *channels, good="A SECRET of mine.")
    summary = publish(told, lena, morag)

    found = taking.take_all(summary, door)

    assert taking.with_word(found, "SECRET") == WHERE[channels]
    assert set(found) == {*taking.PAPERS, *taking.DRAWN, *taking.FEEDS}


@pytest.mark.gate
def test_a_program_that_does_not_ask_for_consent_is_found_out(
    told: Report, lena: User, morag: User, door: Door, monkeypatch: Any
) -> None:
    """The control: the same look finds the story everywhere as soon as nobody asks."""
    learned.make_story(told.grant, "web", good="A SECRET of mine.")
    monkeypatch.setattr(Stories, "for_channel", lambda stories, channel, on=None: stories.all())
    summary = publish(told, lena, morag)

    found = taking.with_word(taking.take_all(summary, door), "SECRET")

    assert found == set().union(*WHERE.values())


@pytest.mark.gate
def test_a_withdrawn_summary_is_gone_from_every_format_within_seconds(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    learned.make_story(told.grant, *EVERYWHERE, good="A SECRET of mine.")
    summary = publish(told, lena, morag)
    assert summary.title in taking.take_all(summary, door)["/learning/feed.json"]

    began = time.perf_counter()
    publishing.withdraw(summary, by=morag)
    left = taking.take_all(summary, door)

    assert time.perf_counter() - began <= 5
    assert set(left) == set(taking.FEEDS)
    assert taking.with_word(left, summary.title) == set()
    assert (Paper.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert tasks.outputs.renew(LearningSummary.objects.all(), by=None) == 0


def test_a_replaced_version_leaves_no_file(told: Report, lena: User, morag: User) -> None:
    first = publish(told, lena, morag)
    learned.make_told(told.grant)
    second = learned.make_published(told, lena, morag)
    taking.make_papers()

    assert not first.papers.exists()
    assert second.papers.count() == StoredFile.objects.count() == 5, "short lines wait for somebody to save them"


@pytest.mark.gate
def test_a_withdrawn_story_is_gone_from_every_format_and_the_rest_comes_back(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    story = learned.make_story(told.grant, *EVERYWHERE, good="A SECRET of mine.")
    summary = publish(told, lena, morag)
    before = taking.take_all(summary, door)
    assert taking.with_word(before, "SECRET") == set().union(*WHERE.values())

    began = time.perf_counter()
    storytelling.withdraw(story, by=None)
    left = taking.take_all(summary, door)

    assert time.perf_counter() - began <= 5
    assert taking.with_word(left, "SECRET") == set()
    assert set(before) - set(left) == PRINT | {"slides.pptx"}
    assert set(Paper.objects.values_list("kind", flat=True)) == {"leaders", "easy"}
    assert StoredFile.objects.count() == 2
    taking.make_papers()
    again = taking.take_all(summary, door)
    assert (set(again), taking.with_word(again, "SECRET")) == (set(before), set())


def test_a_yes_that_ends_for_one_use_takes_away_the_files_of_that_use_alone(
    told: Report, lena: User, morag: User
) -> None:
    story = learned.make_story(told.grant, *EVERYWHERE, is_by_link=True)
    summary = publish(told, lena, morag)

    storytelling.narrow(story, keep=[use for use in EVERYWHERE if use != "slides"], by=None)

    assert set(outputs.FORMATS) - set(outputs.current_all(fetched(summary))) == {"slides"}
    assert Job.objects.filter(kind=outputs.KIND, state=Job.State.WAITING, is_urgent=True).count() == 1


@pytest.mark.parametrize("kind", ["pdf", "brief", "word", "slides"])
def test_nothing_that_was_drawn_with_a_withdrawn_story_is_kept(
    told: Report, lena: User, morag: User, kind: str
) -> None:
    story = learned.make_story(told.grant, *EVERYWHERE)
    summary = learned.make_published(told, lena, morag)
    drawn = outputs.draw(summary, kind)
    learned.withdraw(story)

    with pytest.raises(Refused, match="made again without it"):
        outputs.keep_all(summary, [outputs.draw(summary, "leaders"), drawn], by=None)
    assert not StoredFile.objects.exists()


def test_the_registry_knows_each_file_with_its_stories_and_its_hash(told: Report, lena: User, morag: User) -> None:
    story = learned.make_story(told.grant, *EVERYWHERE)
    publish(told, lena, morag)

    kept = {paper.kind: paper.told for paper in Paper.objects.all()}

    of_it = [f"{story.pk}.1"]
    assert kept == {"pdf": of_it, "brief": of_it, "leaders": [], "easy": [], "slides": of_it, "word": of_it}
    assert len(set(StoredFile.objects.values_list("sha256", flat=True))) == 6
    assert outputs.issued_with(Story.objects.get()) == [LearningSummary.objects.get().title]


def test_what_a_published_summary_lacks_is_made_at_night(told: Report, lena: User, morag: User) -> None:
    summary = publish(told, lena, morag)
    outputs.take_away(summary)

    assert (outputs.fill_up(by=None), outputs.fill_up(by=None)) == (1, 0)
    taking.make_papers()

    assert outputs.lacking(fetched(summary)) == []
    assert outputs.fill_up(by=None) == 0


def test_a_story_that_comes_and_goes_twice_is_taken_out_twice(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    learned.make_story(told.grant, "print", good="Another story.", title="Another")
    story = learned.make_story(told.grant, "print", good="A SECRET of mine.")
    summary = publish(told, lena, morag)
    for _ in range(2):
        story.consents.update(withdrawn_at=None)
        outputs.take_away(summary)
        outputs.ask_for(summary, by=None)
        taking.make_papers()
        assert "SECRET" in taking.take_all(summary, door)["summary.docx"]
        learned.withdraw(story)
        outputs.without(story, by=None)
        taking.make_papers()
        assert taking.with_word(taking.take_all(summary, door), "SECRET") == set()
    assert outputs.lacking(fetched(summary)) == []
