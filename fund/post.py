"""One way to send a letter: it is written with the fact, and posted from its row."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from fund.kit.jobs import hint
from fund.kit.plain_text import tidy_line, wrap
from fund.kit.states import Refused
from fund.models import Letter, User

log = logging.getLogger(__name__)

UNSURE_AFTER = timedelta(minutes=10)


@dataclass(frozen=True)
class Outsider:
    """Somebody without an account whom we write to: a supporter, a partner, a person who books a talk."""

    name: str
    email: str
    preferred_format: str = User.Format.STANDARD

    def __str__(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class Print:
    """The sizes of one format on paper and in mail, in pixels; large print has nothing under 24, which is 18 points."""

    body: int = 16
    head: int = 18
    foot: int = 14
    width: int = 600


PRINTS = {User.Format.STANDARD.value: Print(), User.Format.LARGE_PRINT.value: Print(24, 28, 24, 820)}


def format_of(person: "User | Outsider | None") -> str:
    """The format in which somebody reads best: letters and papers for them are made in it."""
    return person.preferred_format if person is not None else User.Format.STANDARD


def words_of(
    kind: str, *, to: User | Outsider, about: models.Model | None = None, **words: Any
) -> tuple[str, str, dict[str, Any]]:
    """The subject and the bare words of a letter, to print, and what its templates were given."""
    context = {
        "to": to,
        "about": about,
        "site": settings.SITE_ADDRESS,
        "fund_name": "Self Management Fund",
        "has_account": isinstance(to, User) and to.pk is not None,
        "print": PRINTS.get(format_of(to), Print()),
        **words,
    }
    subject = tidy_line(render_to_string(f"letters/{kind}.subject", context))[:250]
    return subject, render_to_string(f"letters/{kind}.txt", context).strip(), context


def render(kind: str, *, to: User | Outsider, about: models.Model | None = None, **words: Any) -> tuple[str, str, str]:
    """The subject, the text and the HTML of a letter in its reader's format; plain text has no HTML.

    The subject is one line whatever stands in a name, and the text is wrapped at 76 columns.
    """
    subject, letter, context = words_of(kind, to=to, about=about, **words)
    text = wrap(render_to_string("letters/base.txt", {**context, "letter": letter}).strip()) + "\n"
    if format_of(to) == User.Format.PLAIN_TEXT:
        return subject, text, ""
    return subject, text, render_to_string(f"letters/{kind}.html", context)


def write(
    kind: str,
    *,
    to: User | Outsider,
    key: str,
    about: models.Model | None = None,
    is_secret: bool = False,
    reply_to: str = "",
    **words: Any,
) -> Letter:
    """Write a letter from its three templates, once for each `key`, and have it posted when the facts are through.

    An answer goes to `reply_to`, where that is given.

    A letter with a private link is secret: nobody in the fund can read it, and its words go when it is posted.
    """
    if len(to.email.split()) != 1:
        raise Refused(
            f"“{tidy_line(to.email)}” is not one e-mail address, so no letter can go there. Mend the address."
        )
    subject, text, html = render(kind, to=to, about=about, **words)
    letter, _ = Letter.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "to": to if isinstance(to, User) else None,
            "address": to.email,
            "subject": subject,
            "text": text,
            "html": html,
            "about": about,
            "is_secret": is_secret,
            "reply_to": reply_to,
        },
    )
    transaction.on_commit(lambda: hint("fund.tasks.send_letter", letter.pk))
    return letter


def keep_secret(kind: str, *, to: User, key: str, subject: str, text: str) -> Letter:
    """Keep a letter that only its reader may know, such as a sign-in code; its words go when it is posted."""
    return Letter.objects.create(
        key=key, kind=kind, to=to, address=to.email, subject=subject, text=text, is_secret=True
    )


def send(pk: int) -> None:
    """Post one letter, if it still waits. Whoever marks it first posts it, so nobody is told twice."""
    mine = Letter.objects.filter(pk=pk, state=Letter.State.WAITING, not_before__lte=timezone.now()).update(
        state=Letter.State.SENDING, tries=models.F("tries") + 1, sending_at=timezone.now()
    )
    if not mine:
        return
    letter = Letter.objects.get(pk=pk)
    try:
        _hand_over(letter)
    except (smtplib.SMTPException, OSError) as fault:
        log.warning("Letter %s could not be posted: %s", pk, fault)
        parked = letter.tries >= settings.JOB_TRIES
        Letter.objects.filter(pk=pk).update(
            state=Letter.State.PARKED if parked else Letter.State.WAITING,
            not_before=timezone.now() + timedelta(seconds=30 * 2**letter.tries),
            error=str(fault)[:1000],
        )
        return
    sent = {"state": Letter.State.SENT, "sent_at": timezone.now(), "error": ""}
    Letter.objects.filter(pk=pk).update(**sent, **({"text": "", "html": ""} if letter.is_secret else {}))


def _hand_over(letter: Letter) -> None:
    answers = [letter.reply_to] if letter.reply_to else None
    mail = EmailMultiAlternatives(letter.subject, letter.text, to=[letter.address], reply_to=answers)
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    mail.send()


def sweep() -> int:
    """Post every letter that waits; how many there were."""
    waiting = list(
        Letter.objects.filter(state=Letter.State.WAITING, not_before__lte=timezone.now())
        .order_by("written_at", "pk")
        .values_list("pk", flat=True)[:200]
    )
    for pk in waiting:
        send(pk)
    return len(waiting)


def unsure() -> "models.QuerySet[Letter]":
    """Letters whose worker died while it posted them: nobody can know whether they went."""
    return Letter.objects.filter(state=Letter.State.SENDING, sending_at__lt=timezone.now() - UNSURE_AFTER)


def send_again(letter: Letter) -> None:
    """Post a letter that was parked or unsure once more, because an officer says so."""
    again = Letter.objects.filter(pk=letter.pk, state__in=[Letter.State.PARKED, Letter.State.SENDING]).update(
        state=Letter.State.WAITING, tries=0, not_before=timezone.now()
    )
    if again:
        transaction.on_commit(lambda: hint("fund.tasks.send_letter", letter.pk))
