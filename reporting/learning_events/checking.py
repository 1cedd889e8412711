"""The thematic text: drafting it, having it checked by those who were there, making it final, publishing it."""

import hashlib
import json
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from fund import open_days
from fund.kit import history
from fund.kit.states import Refused
from fund.models import PersonalDetail, User
from fund.privacy import gate
from fund.templatetags.words import day
from reporting import letters
from reporting.learning_events import public_words
from reporting.learning_events.planning import forget_needs, hold, invited, link_to
from reporting.learning_events.theming import look
from reporting.models import EventCard, EventCheck, EventInvitation, EventText, EventTheme, LearningEvent

LEAST_DAYS = 3  # working days; a small group needs time to look
State = LearningEvent.State


@transaction.atomic
def write(theme: EventTheme, *, words: str, quoted: Collection[int], by: User) -> None:
    """Keep what the draft says under a theme, and which of its cards it quotes."""
    event = hold(theme.event)
    if event.state not in {State.HELD, State.CHECKING}:
        raise Refused("The text is written once the event was held, and until it is final.")
    held = event.themes.get(pk=theme.pk)
    cards = list(held.cards.select_for_update(of=("self",), no_key=True))
    usable = set(held.cards.usable().values_list("pk", flat=True))
    for card in cards:
        wanted = card.pk in quoted
        if wanted and card.pk not in usable:
            raise Refused(f"“{card}” cannot be quoted yet: somebody has first to look at it.")
        if card.is_quoted != wanted:
            card.is_quoted = wanted
            history.save(card, by=by, fields=["is_quoted"])
    if held.words != words.strip():
        held.words = words.strip()
        history.save(held, by=by, fields=["words"])
    look(held, by=by)


@transaction.atomic
def let_stand(theme: EventTheme, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    hold(theme.event)
    gate.agree_to(detail, by=by)


@transaction.atomic
def mend(theme: EventTheme, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out of the words or the name of a theme, or put a role in its place."""
    event = hold(theme.event)
    if event.state not in {State.HELD, State.CHECKING}:
        raise Refused("The text is written once the event was held, and until it is final.")
    held = event.themes.get(pk=theme.pk)
    text = gate.mend(detail, getattr(held, detail.field), by=by, instead=instead).strip()
    if detail.field == "name" and not text:
        raise Refused("A theme needs a name. Put other words there.")
    setattr(held, detail.field, text)
    history.save(held, by=by, reason=f"A personal detail ({detail.kind}) was taken out.", fields=[detail.field])
    look(held, by=by)


def text_of(event: LearningEvent) -> list[dict[str, Any]]:
    """The text as it stands now: each theme that says something, with its quoted cards. Two queries."""
    cards = list(event.cards.filter(is_set_aside=False, theme__isnull=False))
    text = []
    for theme in event.themes.select_related("term"):
        mine = [card for card in cards if card.theme_id == theme.pk]
        quotes = [
            {"key": str(card.key), "kind": EventCard.Kind(card.kind).label, "words": card.said}
            for card in mine
            if card.is_quoted
        ]
        if theme.words or quotes:
            term = theme.term.code if theme.term else ""
            text.append(
                {"heading": theme.name, "term": term, "words": theme.words, "cards": len(mine), "quotes": quotes}
            )
    return text


def _keep(event: LearningEvent, text: list[dict[str, Any]], *, is_final: bool, by: User) -> EventText:
    _require_clean(event)
    digest = hashlib.sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    number = event.texts.count() + 1
    return EventText.objects.create(event=event, number=number, is_final=is_final, text=text, sha256=digest, made_by=by)


def _require_clean(event: LearningEvent) -> None:
    """Words may have changed since a card was chosen, so each is looked at again."""
    quoted = event.cards.filter(is_quoted=True)
    if wrong := quoted.exclude(pk__in=event.cards.usable()).first():
        raise Refused(f"“{wrong}” is quoted, and something in it may give a person away. Look at the card first.")
    for theme in event.themes.all():
        if look(theme, by=None):
            raise Refused(f"Something under “{theme}” may give a person away. Settle it there first.")


@transaction.atomic
def send(event: LearningEvent, *, days: int, by: User) -> EventText:
    """Send the draft to the projects that were there, for so many working days of the fund. It can be sent anew."""
    held = hold(event)
    if held.state not in {State.HELD, State.CHECKING}:
        raise Refused("A draft is sent once the event was held, and until its text is final.")
    if days < LEAST_DAYS:
        raise Refused(f"Give projects at least {LEAST_DAYS} working days.")
    there = [one for one in invited(held) if one.came]
    if not there:
        raise Refused("Nobody is noted as having been there, so nobody could check the draft.")
    if (last := newest(held)) and any(row.waits for row in last.checks.all()):
        raise Refused("Answer what projects said is wrong first. They read your answer beside the new draft.")
    text = text_of(held)
    if not text:
        raise Refused("The draft says nothing yet. Write something under a theme first.")
    until = open_days.last_day(days)
    made = _keep(held, text, is_final=False, by=by)
    if held.state == State.HELD:
        held.move(State.CHECKING, by=by, check_until=until)
    else:
        held.check_until = until
        history.save(held, by=by, reason="The draft was sent anew.", fields=["check_until"])
    for invitation in there:
        letters.event_draft(invitation, made.number, until, link_to(invitation, by=by))
    event.refresh_from_db()
    return made


def newest(event: LearningEvent) -> EventText | None:
    """The draft or final text that was made last."""
    return event.texts.first()


@transaction.atomic
def check(invitation: EventInvitation, *, verdict: str, words: str, by: User | None) -> None:
    """Keep what a project that was there says to the draft. It can say it anew until the last day."""
    event = hold(invitation.event)
    text = newest(event)
    if event.state != State.CHECKING or text is None:
        raise Refused("No draft waits to be checked.")
    if not EventInvitation.objects.filter(pk=invitation.pk, came=True).exists():
        raise Refused("Those who were there check the draft.")
    if event.check_until is None or timezone.localdate() > event.check_until:
        raise Refused(f"The last day to check the draft was {day(event.check_until)}.")
    if verdict != EventCheck.Verdict.RIGHT and not words.strip():
        raise Refused("Say what should be different.")
    row = EventCheck.objects.filter(text=text, invitation=invitation).first() or EventCheck(
        text=text, invitation=invitation
    )
    if (row.verdict, row.words) == (verdict, words.strip()):
        return
    row.verdict, row.words, row.said_at, row.reply, row.replied_by = verdict, words.strip(), timezone.now(), "", None
    history.save(row, by=by)


@transaction.atomic
def reply(row: EventCheck, *, words: str, by: User) -> None:
    """Answer what a project said: what was changed, or why not. The project reads it."""
    event = hold(row.text.event)
    if event.state != State.CHECKING or newest(event) != row.text:
        raise Refused("A newer draft or the final text is there, so this draft is not talked about any more.")
    if not words.strip():
        raise Refused("Say what you changed, or why you did not.")
    held = EventCheck.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    held.reply, held.replied_by = words.strip(), by
    history.save(held, by=by, fields=["reply", "replied_by"])


def left_to_do(event: LearningEvent) -> list[str]:
    """What stands between the draft and the final text, in words. Five queries at most."""
    text = newest(event)
    if event.state != State.CHECKING or text is None or event.check_until is None:
        return ["Send the draft to the projects first."]
    checks = list(text.checks.all())
    there = event.invitations.filter(came=True).count()
    found = []
    if len(checks) < there and timezone.localdate() <= event.check_until:
        waits = there - len(checks)
        who = "1 project has" if waits == 1 else f"{waits} projects have"
        found.append(f"{who} until {day(event.check_until)} to check the draft.")
    if waiting := sum(row.waits for row in checks):
        found.append(
            "1 objection waits for your answer." if waiting == 1 else f"{waiting} objections wait for answers."
        )
    if text_of(event) != text.text:
        found.append("The text has changed since the projects were sent it. Send the draft again.")
    return found


@transaction.atomic
def make_final(event: LearningEvent, *, by: User) -> EventText:
    """Freeze the text. All who were invited can read it from now on, and hear of it."""
    held = hold(event)
    if todo := left_to_do(held):
        raise Refused(todo[0])
    made = _keep(held, text_of(held), is_final=True, by=by)
    held.move(State.FINAL, by=by)
    for invitation in invited(held):
        letters.event_final(invitation, link_to(invitation, by=by))
    forget_needs(held)
    event.refresh_from_db()
    return made


@transaction.atomic
def publish(event: LearningEvent, *, by: User) -> None:
    """Let everybody read the final text."""
    held = hold(event)
    if held.state != State.FINAL:
        raise Refused("Only a final text can be published.")
    if public_words.look(held, by=None):
        raise Refused("Something in the name of the event or about it may give a person away. Settle it there first.")
    if held.published_at is None:
        held.published_at = timezone.now()
        history.save(held, by=by, fields=["published_at"])


@transaction.atomic
def take_down(event: LearningEvent, *, by: User) -> None:
    """Stop showing the text to everybody. Those who were invited can still read it."""
    held = hold(event)
    held.published_at = None
    history.save(held, by=by, fields=["published_at"])
