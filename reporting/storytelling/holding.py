"""What every verb on a story goes through: its row held, its words looked through, its yes to these words."""

import hashlib
import json

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.privacy import gate
from reporting.models import Story

GONE = "This story was withdrawn, so it can no longer be changed. You can tell a new one."


def hold(story: Story) -> Story:
    """The story's row, fresh and locked, if it is not withdrawn. Call it inside a transaction."""
    fresh = Story.objects.select_for_update(of=("self",), no_key=True).get(pk=story.pk)
    if fresh.state == Story.State.WITHDRAWN:
        raise Refused(GONE)
    return fresh


def texts_of(story: Story) -> dict[str, str]:
    """Every text that is published with a story, by its name, but for the name that the teller chose."""
    files = {f"words of {one.kind}": one.words for one in story.files.all()}
    return {**{name: getattr(story, name) for name in Story.WORDS}, "tags": ", ".join(story.tags), **files}


def sha256_of(story: Story) -> str:
    """The SHA-256 of a story as it is published: its words, its name, and its files."""
    files = [(one.kind, one.file.sha256, one.words) for one in story.files.select_related("file")]
    whole = [*(getattr(story, name) for name in Story.WORDS), story.byline, story.voice, story.tags, files]
    return hashlib.sha256(json.dumps(whole, ensure_ascii=False).encode()).hexdigest()


def look_through(story: Story, *, by: User | None) -> int:
    """Look for personal details in the words as they stand; how many wait for a decision."""
    return gate.look(story, texts_of(story), names={"said_by": story.said_by}, by=by)


def next_version(story: Story, fields: list[str], *, by: User | None, reason: str = "") -> None:
    """Keep changed words as the next version: no yes is to these words, so the story is not shown from now on."""
    story.version += 1
    history.save(story, by=by, reason=reason, fields=[*fields, "version"])
    if story.state == Story.State.READY:
        story.move(Story.State.TO_APPROVE, by=by, reason="The words changed, so the teller is asked again.")
    look_through(story, by=by)
