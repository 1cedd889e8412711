"""Editing the letter of one bid by hand, before anybody hears."""

import json
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from applications import feedback
from applications.announcing.placeholders import faults, kept_as_words
from applications.announcing.wording import Wording, Words, filled, values_of
from applications.models import Application, EditedLetter
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User


def mark_of(application: Application) -> str:
    """A mark of all that a letter says of the decision: it changes when the decision does."""
    decision = application.decision
    amount = None if decision.amount is None else f"{decision.amount:.2f}"
    said = [decision.outcome, amount, decision.reason, decision.conditions, feedback.text_of(application)]
    return sha256(json.dumps(said).encode()).hexdigest()


def edited_of(application: Application) -> EditedLetter | None:
    """The letter of this bid that was edited by hand."""
    return application.edited_letter if hasattr(application, "edited_letter") else None


def needs_a_look(application: Application) -> bool:
    """Say whether the decision changed since somebody edited the letter."""
    edited = edited_of(application)
    return edited is not None and edited.seen != mark_of(application)


def words_for(application: Application, kind: str, wording: Wording) -> Words:
    """The words of a bid’s letter: edited by hand, or the round’s."""
    edited = edited_of(application)
    return Words(edited.subject, edited.text) if edited else wording.for_(kind, application)


def to_edit(application: Application, wording: Wording) -> Words:
    """The letter as its editor finds it: filled in for this bid, but for the reader’s name."""
    if edited := edited_of(application):
        return Words(edited.subject, edited.text)
    kind = application.decision.outcome
    values = values_of(kind, application, to=None, on=timezone.localdate())
    typed = {name: kept_as_words(value) for name, value in values.items()} | {"name": "{name}"}
    words = wording.for_(kind, application)
    return filled(Words(_twice(words.subject), _twice(words.text)), typed)


def _twice(text: str) -> str:
    """Braces that stand for themselves go on doing so when the text is filled in once more."""
    return text.replace("{{", "{{{{").replace("}}", "}}}}")


@transaction.atomic
def edit(application: Application, *, subject: str, text: str, by: User) -> EditedLetter:
    """Keep the letter of this bid in these words."""
    if wrong := [*faults(subject), *faults(text)]:
        raise Refused(". ".join(wrong) + ".")
    fresh = _hold(application)
    row = edited_of(fresh) or EditedLetter(application=fresh)
    row.subject, row.text, row.seen = subject, text, mark_of(fresh)
    row.edited_by, row.edited_at = by, timezone.now()
    history.save(row, by=by)
    return row


@transaction.atomic
def look_at(application: Application, *, by: User) -> None:
    """Say that the edited letter is right as it is, though the decision changed."""
    fresh = _hold(application)
    if row := edited_of(fresh):
        row.seen = mark_of(fresh)
        history.save(row, by=by, reason="Looked at, and right as it is", fields=["seen"])


@transaction.atomic
def put_back(application: Application, *, by: User) -> None:
    """Let the round’s own words go instead of the edited ones."""
    if row := edited_of(_hold(application)):
        history.delete(row, by=by, reason="Back to the round’s words")


def _hold(application: Application) -> Application:
    """Lock round and bid, so that nobody is told meanwhile, and see that nobody has been."""
    Round.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=application.round_id)
    rows = Application.objects.select_for_update(of=("self",), no_key=True).select_related("decision", "round")
    fresh = rows.get(pk=application.pk)
    if fresh.state != Application.State.DECIDED:
        raise Refused(f"{fresh.reference} is now “{fresh.get_state_display()}”, so its letter can no longer change.")
    return fresh
