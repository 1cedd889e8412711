"""The stories that some channel may show today."""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from applications.models import Grant
from fund import privacy
from fund.kit import sentences
from reporting.learning.gathering.reports import Left
from reporting.learning.pack import Piece, Told, sha256
from reporting.models import Story

CHANNELS = ("web", "print")
STORY_FIELDS = ("good", "hard")
STORY_WORDS = 60  # of each part of a story, so that a page stays short


def stories_of(grants: Sequence[Grant], left: Left) -> Iterator[Told]:
    allowed = {
        channel: set(Story.objects.for_channel(channel).filter(grant__in=grants).values_list("pk", flat=True))
        for channel in CHANNELS
    }
    living = Story.objects.for_any(*CHANNELS).filter(grant__in=grants).order_by("pk")
    told = Story.objects.filter(grant__in=grants).exclude(state=Story.State.DRAFT).count()
    if told > len(living):
        left["stories_without_consent"] += told - len(living)
    for story in living:
        channels = tuple(channel for channel in CHANNELS if story.pk in allowed[channel])
        pieces = tuple(piece for field in STORY_FIELDS for piece in of_story(story, field, left))
        if pieces:
            yield Told(story.pk, story.grant_id, channels, pieces)
        else:
            left["stories_with_personal_details"] += 1


def of_story(story: Story, field: str, left: Left) -> Iterator[Piece]:
    """The first clean run of whole sentences of one part of a story, at most 60 words or one sentence."""
    text = getattr(story, field)
    run: list[sentences.Sentence] = []
    for sentence in sentences.split(text):
        if privacy.hits(sentence.text):
            left["sentences_with_personal_details"] += 1
            if run:
                break
        elif run and sum(one.words for one in run) + sentence.words > STORY_WORDS:
            break
        else:
            run.append(sentence)
    if run:
        start, end = run[0].start, run[-1].end
        yield Piece(
            "story", story.pk, field, run[0].number, start, end, text[start:end], sha256(text), "story", story.grant_id
        )


def words_for(channel: str, grants: Sequence[Grant]) -> "QuerySet[Story, tuple[int, str, str]]":
    living = Story.objects.for_channel(channel).filter(grant__in=grants)
    return living.order_by("pk").values_list("pk", "good", "hard")
