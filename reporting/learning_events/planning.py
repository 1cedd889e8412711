"""Planning an event, changing what was planned, what is asked before it, and calling it off."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from fund import links
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, User
from fund.templatetags.words import day as in_words
from reporting import letters
from reporting.learning_events import LINK
from reporting.models import EventInvitation, EventQuestion, EventVoices, LearningEvent, Report

CLEAR = "ABCDEFGHJKMNPQRTUVWXY346789"  # letters and figures that nobody mistakes for another
CODE = 6
MOST_QUESTIONS = 5
TOLD_TO_ALL = ("day", "starts", "ends", "way", "place", "how_to_get_there", "link")
State = LearningEvent.State


@transaction.atomic
def plan(fund: Fund, *, by: User, **facts: Any) -> LearningEvent:
    """Write an event down. Nobody hears of it before projects are invited."""
    event = LearningEvent(fund=fund, slug=free_slug(facts["name"]), code=_free_code(), **facts)
    if event.day < timezone.localdate():
        raise Refused("Choose a day that is not past.")
    history.save(event, by=by)
    EventVoices.objects.create(event=event)
    return event


def free_slug(name: str) -> str:
    """An address for an event of this name that no other has."""
    base = slugify(name)[:120] or "event"
    taken = set(LearningEvent.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in [base, *(f"{base}-{number}" for number in range(2, len(taken) + 3))] if slug not in taken
    )


def _free_code() -> str:
    while True:
        code = "".join(secrets.choice(CLEAR) for _ in range(CODE))
        if not LearningEvent.objects.filter(code=code).exists():
            return code


def hold(event: LearningEvent) -> LearningEvent:
    """The event's row, fresh and locked. Call it inside a transaction, and before any other row of the event."""
    return LearningEvent.objects.select_for_update(of=("self",), no_key=True).get(pk=event.pk)


@transaction.atomic
def change(event: LearningEvent, *, by: User, **facts: Any) -> None:
    """Change what is planned. Whoever was invited hears of another day, time, place or link."""
    held = hold(event)
    if held.state != State.OPEN:
        raise Refused("The event has been held or called off, so it stays as it is.")
    today, until = timezone.localdate(), facts["answers_until"]
    if held.answers_until < today and until != held.answers_until:
        raise Refused(
            f"The questionnaire closed on {in_words(held.answers_until)}, so that day stays. If it opened again, "
            "one could see what the next to answer said."
        )
    changed = [name for name, value in facts.items() if getattr(held, name) != value]
    if "answers_until" in changed and until < today:
        raise Refused("The last day for the questionnaire cannot be put into the past.")
    if "day" in changed and facts["day"] < today:
        raise Refused("Choose a day that is not past.")
    for name in changed:
        setattr(held, name, facts[name])
    if changed:
        history.save(held, by=by, fields=changed)
    if set(changed) & set(TOLD_TO_ALL):
        number = held.history.count()
        for invitation in invited(held):
            letters.event_changed(invitation, number, link_to(invitation, by=by))


def invited(event: LearningEvent) -> list[EventInvitation]:
    """All who were asked to an event, with what a letter to them needs."""
    return list(event.invitations.select_related("event", "grant__organisation", "report"))


def link_to(invitation: EventInvitation, *, by: User) -> str:
    """The token of a new link to the page on which the project answers, for one letter."""
    return links.make(LINK, invitation, by=by)


@dataclass(frozen=True)
class Asked:
    """One question as it is to be asked; `choices` are empty where a few words are wanted."""

    words: str
    choices: tuple[str, ...] = ()


@transaction.atomic
def ask(event: LearningEvent, questions: Sequence[Asked]) -> None:
    """Say what is asked before the event, in the place of what was asked so far, until the first project answers."""
    held = hold(event)
    if len(questions) > MOST_QUESTIONS:
        raise Refused(f"Ask at most {MOST_QUESTIONS} questions, so that it stays short.")
    if not held.takes_answers:
        raise Refused("The questionnaire is closed, so its questions stay as they are.")
    if EventVoices.objects.select_for_update(no_key=True).get(event=held).number:
        raise Refused("Somebody has answered already, so the questions stay as they are.")
    held.questions.all().delete()
    EventQuestion.objects.bulk_create(
        EventQuestion(
            event=held,
            position=position,
            words=each.words,
            kind=EventQuestion.Kind.CHOICE if each.choices else EventQuestion.Kind.WORDS,
            choices=list(each.choices),
        )
        for position, each in enumerate(questions)
    )


@transaction.atomic
def call_off(event: LearningEvent, *, reason: str, by: User) -> None:
    """Call the event off. What it stood for is due again in writing, and all who were asked hear of it."""
    if not reason.strip():
        raise Refused("Say why it is called off. The projects read it.")
    held = hold(event)
    told = list(held.discharged.select_for_update(of=("self",), no_key=True).order_by("pk"))
    if past := [report for report in told if report.state in {Report.State.HANDED_IN, Report.State.ACCEPTED}]:
        raise Refused(
            f"“{past[0]}” was handed in on the strength of this event. Send it back to the group first, "
            "or leave the event as it is."
        )
    held.move(State.CALLED_OFF, by=by, reason=reason.strip(), called_off_because=reason.strip())
    for report in told:
        report.told_at = None
        history.save(report, by=by, reason="The event was called off.", fields=["told_at"])
    due_again = {report.pk for report in told}
    for invitation in invited(held):
        letters.event_called_off(invitation, invitation.report_id in due_again)
    forget_needs(held)
    event.refresh_from_db()


def forget_needs(event: LearningEvent) -> None:
    """Take out what people needed to come: nobody needs to know it any more."""
    for invitation in event.invitations.exclude(access_needs=""):
        invitation.access_needs = ""
        history.save_quietly(invitation, fields=["access_needs"])
