"""What somebody must look into, and what colleagues should know. None of it leaves the fund."""

from django.utils import timezone

from applications.models import Application, Flag, OfficerNote
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User

CLOSED = (Flag.State.RESOLVED, Flag.State.DROPPED)


def raise_flag(application: Application, *, by: User, kind: str, words: str) -> Flag:
    """Ask that somebody looks into something."""
    if not words.strip():
        raise Refused("Say what somebody should look into.")
    flag = Flag(application=application, kind=kind, words=words, raised_by=by)
    history.save(flag, by=by, reason=words)
    return flag


def close_flag(flag: Flag, *, by: User, state: str, words: str) -> None:
    """Say what came of it: resolved, or dropped because there was nothing in it."""
    if state not in CLOSED:
        raise Refused("Say whether it is resolved or dropped.")
    if not words.strip():
        raise Refused("Say what came of it, so that nobody has to ask again.")
    flag.move(state, by=by, reason=words, closing_words=words, closed_by=by, closed_at=timezone.now())


def add_note(application: Application, *, by: User, words: str) -> OfficerNote:
    """Write something down for colleagues."""
    if not words.strip():
        raise Refused("Write the note first.")
    return OfficerNote.objects.create(application=application, words=words, by=by)
