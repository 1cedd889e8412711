"""What a learning editor does to a draft. The words as drafted stay beneath every change."""

from dataclasses import dataclass

from django.db import transaction

from fund import privacy
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting.models import LearningSummary, Statement


@transaction.atomic
def edit(summary: LearningSummary, *, title: str, one_line: str, for_whom: str, limits: str, by: User) -> None:
    """Change the title and the other fixed parts; saving them as they are says that somebody has read the draft."""
    fresh = _open(summary)
    changed = {
        "title": title.strip(),
        "one_line": one_line.strip(),
        "for_whom": for_whom.strip(),
        "limits": limits.strip(),
    }
    for words in changed.values():
        _without_personal_details(words)
    _save(fresh, by, **changed)
    summary.refresh_from_db(fields=["state", "edited_by", *changed])


@transaction.atomic
def edit_statement(statement: Statement, words: str, *, by: User) -> None:
    """Put other words in the place of the drafted ones; no words at all bring the drafted ones back."""
    fresh = _statement(statement, by)
    if fresh.kind == Statement.Kind.STORY:
        raise Refused("These are somebody’s own words, so nobody else can change them. You can leave the story out.")
    words = words.strip()
    _without_personal_details(words)
    fresh.edited = "" if words == fresh.drafted.strip() else words
    history.save(fresh, by=by, fields=["edited"])
    statement.edited = fresh.edited


@transaction.atomic
def drop(statement: Statement, *, by: User) -> None:
    """Leave a statement out of the summary; it can come back."""
    _set_dropped(statement, True, by)


@transaction.atomic
def restore(statement: Statement, *, by: User) -> None:
    """Bring a statement back that was left out."""
    _set_dropped(statement, False, by)


def _set_dropped(statement: Statement, is_dropped: bool, by: User) -> None:
    fresh = _statement(statement, by)
    fresh.is_dropped = is_dropped
    history.save(fresh, by=by, fields=["is_dropped"])
    statement.is_dropped = is_dropped


def _open(summary: LearningSummary) -> LearningSummary:
    """The summary's row, fresh and locked, if it can be edited."""
    fresh = LearningSummary.objects.select_for_update(of=("self",)).get(pk=summary.pk)
    if fresh.state not in {LearningSummary.State.GENERATED, LearningSummary.State.EDITING}:
        raise Refused(
            f"This summary is “{fresh.get_state_display()}”, so it cannot be changed. Open it for editing again first."
        )
    return fresh


def _save(fresh: LearningSummary, by: User, **changed: str) -> None:
    if fresh.state == LearningSummary.State.GENERATED:
        fresh.move(LearningSummary.State.EDITING, by=by, edited_by=by, **changed)
        return
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.edited_by = by
    history.save(fresh, by=by, fields=["edited_by", *changed])


def _statement(statement: Statement, by: User) -> Statement:
    """The statement's row, fresh, in a summary that is now this person's edit."""
    summary = _open(statement.summary)
    if summary.state == LearningSummary.State.GENERATED or summary.edited_by_id != by.pk:
        _save(summary, by)
    return Statement.objects.get(pk=statement.pk)


def _without_personal_details(words: str) -> None:
    for hit in privacy.hits(words):
        raise Refused(f"Take “{hit.text}” out first: it looks like a personal detail ({hit.kind}).")


@dataclass(frozen=True)
class Fault:
    """Something that stands in the way of approval, in words, and the statement that it is in, if it is in one."""

    words: str
    statement: Statement | None = None


def faults(summary: LearningSummary) -> list[Fault]:
    """What must be mended before the summary can be approved."""
    found = [
        Fault(f"“{hit.text}” looks like a personal detail ({hit.kind}).")
        for words in (summary.title, summary.one_line, summary.for_whom, summary.limits)
        for hit in privacy.hits(words)
    ]
    shown = [statement for statement in summary.statements.all() if not statement.is_dropped]
    for statement in shown:
        found += [
            Fault(f"“{hit.text}” looks like a personal detail ({hit.kind}).", statement)
            for hit in privacy.hits(statement.words)
        ]
        if not statement.sources.all():
            found.append(Fault("This statement has lost its source.", statement))
    if not shown:
        found.append(Fault("Every statement was left out, so there is nothing to read."))
    return found
