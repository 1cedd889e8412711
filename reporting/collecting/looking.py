"""What people say of the sentences of an old text, and whether the text may be used at all."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from fund.kit.states import Refused
from fund.models import User
from reporting.collecting.schema import SLOTS
from reporting.guessing import QUOTE
from reporting.models import LearningSummary, OldSentence, OldText, Source

VOICES = ("people", "carers", "staff")
FIELDS = ("slot", "is_quote", "said_by", "voice", "confirmed_by", "confirmed_at")
WHO = "Say who said these words, as they are named in the text. A program cannot know."
CITED = "A summary that is past its editing tells sentence {number}. Open that summary for editing again first."
STATES = LearningSummary.State
CHANGEABLE = (STATES.GENERATED, STATES.EDITING, STATES.REPLACED, STATES.WITHDRAWN)


@dataclass(frozen=True)
class Said:
    """What a person says of one sentence: what it is about, or nothing; whether it is a quotation, and whose."""

    slot: str = ""
    is_quote: bool = False
    said_by: str = ""
    voice: str = ""

    @property
    def as_kept(self) -> "Said":
        """The same with what is kept of it: a speaker only beside a quotation."""
        return Said(self.slot, self.is_quote, self.said_by.strip() if self.is_quote else "", self.voice)


def cited(text: OldText) -> set[int]:
    """The numbers of the sentences that a summary past its editing tells. Two queries."""
    rows = Source.objects.filter(text=text, statement__is_dropped=False)
    told = list(rows.exclude(statement__summary__state__in=CHANGEABLE).values_list("start", "end"))
    return {
        one.number for one in text.sentences.all() if any(start < one.end and one.start < end for start, end in told)
    }


@transaction.atomic
def look_through(text: OldText, said: Mapping[int, Said], *, by: User) -> int:
    """Keep what a person says of some sentences, by their keys; how many were looked at or changed.

    What stands as it was said before is left as it is. Refused, and nothing kept, where a quotation has no speaker or
    where a summary past its editing tells a sentence that would change.
    """
    _hold(text)
    for one in said.values():
        if one.slot and one.slot not in SLOTS:
            raise Refused("Choose one of the slots from the list.")
        if one.voice and one.voice not in VOICES:
            raise Refused("Choose one of the voices from the list.")
        if one.is_quote and not one.said_by.strip():
            raise Refused(WHO)
    told = cited(text)
    rows = [row for row in text.sentences.filter(pk__in=said) if not _stands(row, said[row.pk].as_kept)]
    for row in rows:
        if row.number in told:
            raise Refused(CITED.format(number=row.number + 1))
        kept = said[row.pk].as_kept
        row.slot, row.is_quote, row.said_by, row.voice = kept.slot, kept.is_quote, kept.said_by, kept.voice
        row.confirmed_by, row.confirmed_at = by, timezone.now()
    bulk_update_with_history(rows, OldSentence, list(FIELDS), default_user=by)
    return len(rows)


def _stands(row: OldSentence, said: Said) -> bool:
    return row.confirmed_at is not None and Said(row.slot, row.is_quote, row.said_by, row.voice) == said


def _hold(text: OldText) -> None:
    """Hold the row of a text, read anew, so that two people do not change it at one time."""
    held = OldText.objects.select_for_update(of=("self",), no_key=True).get(pk=text.pk)
    if held.source_state != OldText.State.ACCEPTED:
        raise Refused("This text is taken back, so nobody looks it through. Let it be used again first.")


def confirm(
    sentence: OldSentence, *, slot: str, by: User, is_quote: bool = False, said_by: str = "", voice: str = ""
) -> None:
    """Say what a sentence is about, or, with no slot, that it tells nothing; and of a quotation who said it."""
    look_through(sentence.text, {sentence.pk: Said(slot, is_quote, said_by, voice)}, by=by)
    sentence.refresh_from_db()


@transaction.atomic
def confirm_guesses(text: OldText, *, by: User) -> int:
    """Take the guesses of the sentences that nobody has looked at as right; how many there were.

    Quotations stay: who said them has to be told one by one.
    """
    waiting = text.sentences.filter(confirmed_at=None).exclude(guess=QUOTE)
    return look_through(text, {row.pk: Said(row.guess, voice=row.voice) for row in waiting}, by=by)


@transaction.atomic
def take_back(text: OldText, *, by: User) -> None:
    """Use a text no more. Drafts do not read it, and what summaries tell from it cannot be opened."""
    _set(text, OldText.State.ACCEPTED, OldText.State.WITHDRAWN, by)


@transaction.atomic
def use_again(text: OldText, *, by: User) -> None:
    """Let a text that was taken back be used again; what people said of its sentences is still there."""
    _set(text, OldText.State.WITHDRAWN, OldText.State.ACCEPTED, by)


def _set(text: OldText, before: str, after: str, by: User) -> None:
    """Change whether a text may be used, from one to the other, with all parts of its source."""
    held = OldText.objects.select_for_update(of=("self",), no_key=True)
    parts = held.filter(collection=text.collection_id, key=text.key)
    if {part.source_state for part in parts} != {before}:
        raise Refused("Somebody has changed this text just now. Look at its page again.")
    parts.update(source_state=after, ruled_by=by, ruled_at=timezone.now())
    text.refresh_from_db()
