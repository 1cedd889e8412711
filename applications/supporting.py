"""Supporting statements: asking people outside the group, and what they write behind their private link."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.applying.drafting import hold_draft
from applications.models import Application, Redaction, SupportingStatement
from fund import files, links
from fund.kit import history
from fund.kit.states import Refused
from fund.models import DocumentRule, User

WORDS = 400
MOST_ASKED = 10
MOST_PAGES = 4
LINK = "statement"
State = SupportingStatement.State


def rules_asking(application: Application) -> list[DocumentRule]:
    """The round's rules for papers that outsiders can send. A short note needs none."""
    if application.is_note:
        return []
    return [rule for rule in application.round.document_rules.all() if rule.asks_outsiders]


@transaction.atomic
def ask(
    application: Application, *, by: User, rule: DocumentRule, name: str, email: str, relation: str
) -> SupportingStatement:
    """Ask somebody outside the group to back the project. The letter with the link goes to them alone."""
    held = hold_draft(application, by=by)
    if not rule.asks_outsiders or rule.round_id != held.round_id or held.is_note:
        raise Refused("This round does not ask for statements here.")
    if words := why_not(held, email):
        raise Refused(words)
    if held.statements.count() >= MOST_ASKED:
        raise Refused(f"You have asked {MOST_ASKED} people, which is the most. You can still add a letter as a file.")
    statement: SupportingStatement = history.save(
        SupportingStatement(
            application=held, rule=rule, name=name, email=email.strip().lower(), relation=relation, asked_by=by
        ),
        by=by,
    )
    letters.statement_asked(statement, links.make(LINK, statement, by=by))
    return statement


def why_not(application: Application, email: str) -> str:
    """Why this address cannot be asked, or nothing."""
    if application.organisation.memberships.filter(user__email__iexact=email.strip()).exists():
        return "Ask somebody outside your group. This address belongs to one of your own people"
    taken = application.statements.filter(email__iexact=email.strip())
    if taken.exclude(state__in=[State.DECLINED, State.WITHDRAWN]).exists():
        return "You have asked this person already. You can remind them once a day"
    return ""


@transaction.atomic
def remind(statement: SupportingStatement, *, by: User) -> None:
    """Write to somebody again, at most once a day."""
    hold_draft(statement.application, by=by)
    held = _hold(statement)
    if not held.is_open:
        raise Refused(f"{held.name} has answered already, so there is nothing to remind of.")
    today = timezone.localdate()
    if not can_remind(held):
        raise Refused(f"{held.name} had a letter today already. You can remind them again tomorrow.")
    held.reminded_on = today
    history.save(held, by=by, fields=["reminded_on"])
    letters.statement_asked(held, links.make(LINK, held, by=by), is_reminder=True)


def can_remind(statement: SupportingStatement) -> bool:
    """Say whether a day has gone by since the last letter."""
    last = statement.reminded_on or timezone.localdate(statement.asked_at)
    return statement.is_open and last < timezone.localdate()


@transaction.atomic
def withdraw(statement: SupportingStatement, *, by: User) -> None:
    """Ask somebody no longer, or leave out what they sent. Their link closes and their words go."""
    hold_draft(statement.application, by=by)
    held = _hold(statement)
    stored = held.file
    for copy in Redaction.objects.filter(statement=held):
        history.delete(copy, by=by, reason="The statement was taken back")
    held.move(State.WITHDRAWN, by=by, words="", file=None)
    if stored:
        files.drop(stored)
    links.close(held)


# Behind the private link --------------------------------------------------------------------------------------------


@transaction.atomic
def save(statement: SupportingStatement, *, words: str, uploaded: UploadedFile | None = None) -> SupportingStatement:
    """Keep what the writer has so far. Nobody else sees it before it is sent."""
    held = _writable(statement)
    changes: dict[str, Any] = {"words": words}
    before = held.file
    if uploaded is not None:
        changes["file"] = files.keep(uploaded, by=None, max_pages=MOST_PAGES)
    if held.state == State.ASKED:
        held.move(State.STARTED, by=None, **changes)
    else:
        for name, value in changes.items():
            setattr(held, name, value)
        history.save(held, by=None, fields=list(changes))
    if before is not None and uploaded is not None:
        files.drop(before)
    return held


@transaction.atomic
def send(statement: SupportingStatement, *, words: str, uploaded: UploadedFile | None = None) -> None:
    """Send the statement: from now on the group and the fund can read it, and it can no longer change."""
    held = save(statement, words=words, uploaded=uploaded)
    if not held.words and held.file is None:
        raise Refused("Write some words or choose a file before you send it.")
    held.move(State.SENT, by=None, sent_at=timezone.now())
    letters.statement_answered(held)


@transaction.atomic
def decline(statement: SupportingStatement) -> None:
    """Say no. What was written so far goes."""
    held = _writable(statement)
    stored = held.file
    held.move(State.DECLINED, by=None, words="", file=None)
    if stored:
        files.drop(stored)
    letters.statement_answered(held)


def can_write(statement: SupportingStatement) -> bool:
    """Say whether the writer can still write: asked, and the group can still hand in."""
    application = statement.application
    return (
        statement.is_open
        and application.is_being_written
        and application.round.takes_hand_ins(timezone.now(), is_invited=not application.is_note)
    )


def _writable(statement: SupportingStatement) -> SupportingStatement:
    hold_draft(statement.application, by=None)
    held = _hold(statement)
    if not held.is_open:
        raise Refused("This statement is sent or taken back already, so it can no longer change.")
    return held


def _hold(statement: SupportingStatement) -> SupportingStatement:
    rows = SupportingStatement.objects.select_related("application__round", "application__organisation", "rule", "file")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=statement.pk)
