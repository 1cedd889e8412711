"""Writing down what is said in a recording: the words of a story that was told by sound."""

from django.db import transaction

from fund.kit.states import Refused
from fund.models import User
from reporting import outputs
from reporting.models import Story
from reporting.storytelling.asking import ask_for_yes
from reporting.storytelling.holding import hold, next_version

THEIR_OWN = "These words are the teller’s own, so nobody writes them down for them."


@transaction.atomic
def write_down(story: Story, *, by: User, version: int, title: str, good: str, hard: str = "") -> None:
    """Keep what is said in a recording as the next version of the words, and ask the teller for a yes to them.

    Whoever wrote it down last is kept. Words that the teller wrote or mended are left alone, and so are those of a
    later version than the one that was read.
    """
    held = hold(story)
    if not held.can_be_written_down:
        raise Refused(THEIR_OWN)
    if held.version != version:
        raise Refused("Somebody else wrote it down meanwhile. Read their words first.")
    if not good.strip():
        raise Refused("Write down what is said in the recording.")
    if (held.title, held.good, held.hard) == (title, good, hard):
        return
    held.title, held.good, held.hard, held.written_by = title, good, hard, by
    fields = [*Story.WORDS, "written_by"]
    next_version(held, fields, by=by, reason="Somebody wrote down what is said in the recording.")
    ask_for_yes(held, by=by)
    outputs.without(held, by=by)
    story.refresh_from_db()
