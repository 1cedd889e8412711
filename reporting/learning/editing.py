"""What a learning editor does to a draft. The words as drafted stay beneath every change."""

from dataclasses import dataclass

from django.db import transaction

from applications.models import Grant
from fund.kit import history, sentences
from fund.kit.states import Refused
from fund.kit.tokens import TOKEN
from fund.models import PersonalDetail, User
from fund.privacy import gate
from reporting import tagging
from reporting.learning import comparing, guarding
from reporting.learning.locking import hold
from reporting.models import LearningSummary, Statement
from reporting.reviewing import quoting

LEANS = "This statement leans on a sentence that is not here. Say in square brackets what it means, or leave it out."
CAN_EDIT = (LearningSummary.State.GENERATED, LearningSummary.State.EDITING, LearningSummary.State.REVIEW)


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
    save(fresh, by, **changed)
    guarding.look_through(fresh, by=by)
    summary.refresh_from_db(fields=["state", "edited_by", *changed])


@transaction.atomic
def edit_statement(statement: Statement, words: str, *, by: User) -> None:
    """Put other words in the place of the drafted ones; no words at all bring the drafted ones back.

    They are kept whatever the check says of them; what does not agree with its source cannot be approved.
    """
    fresh = open_statement(statement, by)
    if fresh.kind == Statement.Kind.FIGURE and set(TOKEN.findall(words)) != {fresh.figure}:
        raise Refused(f"Keep {{{{fig:{fresh.figure}}}}} in the sentence, and no other figure. Its number is filled in.")
    if fresh.kind == Statement.Kind.STORY:
        raise Refused("These are somebody’s own words, so nobody else can change them. You can leave the story out.")
    words = words.strip()
    before, fresh.edited = fresh.as_written, "" if words == fresh.drafted.strip() else words
    fields = ["edited", *(comparing.stamp(fresh) if fresh.as_written != before else [])]
    history.save(fresh, by=by, fields=fields)
    statement.refresh_from_db(fields=["edited", *comparing.STAMP])
    guarding.look_through(fresh.summary, by=by)


@transaction.atomic
def mend(summary: LearningSummary, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail that may give somebody away out of a summary, or put a role in its place."""
    fresh = _open(summary)
    text = gate.mend(detail, guarding.texts_of(fresh).get(detail.field, ""), by=by, instead=instead)
    if (key := guarding.statement_of(detail)) is None:
        save(fresh, by, **{detail.field: text})
    elif detail.field.startswith(guarding.REASON):
        statement = open_statement(fresh.statements.get(pk=key), by)
        statement.why_regraded = text.strip()
        statement.regraded = statement.regraded if statement.why_regraded else ""
        history.save(statement, by=by, fields=["regraded", "why_regraded"])
    else:
        edit_statement(fresh.statements.get(pk=key), text, by=by)
        return
    guarding.look_through(fresh, by=by)


@transaction.atomic
def drop(statement: Statement, *, by: User) -> None:
    """Leave a statement out of the summary; it can come back."""
    _set_dropped(statement, True, by)


@transaction.atomic
def restore(statement: Statement, *, by: User) -> None:
    """Bring a statement back that was left out."""
    if statement.merged_into_id is not None:
        raise Refused("This statement was put into another one. Take the two apart.")
    _set_dropped(statement, False, by)


def _set_dropped(statement: Statement, is_dropped: bool, by: User) -> None:
    fresh = open_statement(statement, by)
    fresh.is_dropped = is_dropped
    history.save(fresh, by=by, fields=["is_dropped"])
    statement.is_dropped = is_dropped
    guarding.look_through(fresh.summary, by=by)


def _open(summary: LearningSummary) -> LearningSummary:
    """The summary's row, fresh and locked, if it can be edited."""
    fresh = hold(summary)
    if fresh.state not in CAN_EDIT:
        raise Refused(
            f"This summary is “{fresh.get_state_display()}”, so it cannot be changed. Open it for editing again first."
        )
    return fresh


def save(fresh: LearningSummary, by: User, **changed: str) -> None:
    if fresh.state == LearningSummary.State.GENERATED:
        fresh.move(LearningSummary.State.EDITING, by=by, edited_by=by, **changed)
        return
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.edited_by = by
    history.save(fresh, by=by, fields=["edited_by", *changed])


def open_statement(statement: Statement, by: User) -> Statement:
    """The statement's row, fresh, in a summary that is now this person's edit."""
    summary = _open(statement.summary)
    if summary.state == LearningSummary.State.GENERATED or summary.edited_by_id != by.pk:
        save(summary, by)
    return Statement.objects.get(pk=statement.pk)


def leans(statement: Statement) -> bool:
    """Say whether a finding leans on a sentence that no reader sees: "They …", "If these …"."""
    is_finding = statement.kind not in {*Statement.OURS, Statement.Kind.STORY}
    return is_finding and sentences.dangles(statement.as_written)


@dataclass(frozen=True)
class Fault:
    """Something that stands in the way of approval, in words, and the statement or the project that it is in."""

    words: str
    statement: Statement | None = None
    grant: Grant | None = None


UNTAGGED = "Nobody has said yet what the project does, for whom, how it is run and by which principles."


def faults(summary: LearningSummary) -> list[Fault]:
    """What must be mended before the summary can be approved."""
    said = [Fault(words, statement) for words, statement in quoting.in_the_way(summary)]
    untagged = summary.grant is not None and not tagging.is_tagged(summary.grant)
    return own_faults(summary) + said + ([Fault(UNTAGGED, grant=summary.grant)] if untagged else [])


def own_faults(summary: LearningSummary) -> list[Fault]:
    """What must be mended before anybody outside the desk reads the summary."""
    shown = {statement.pk: statement for statement in summary.statements.all() if not statement.is_dropped}
    found = [
        Fault(f"“{detail.text}” may give somebody away ({detail.kind}).", shown.get(guarding.statement_of(detail) or 0))
        for detail in gate.waiting(summary)
    ]
    lost = [one for one in shown.values() if not one.sources.all() and one.kind != Statement.Kind.FIGURE]
    found += [Fault("This statement has lost its source.", statement) for statement in lost]
    found += [Fault(words, statement) for statement in shown.values() if (words := comparing.fault(statement))]
    found += [Fault(LEANS, statement) for statement in shown.values() if leans(statement)]
    unnamed = [one for one in shown.values() if one.kind == Statement.Kind.EMERGING and not one.named]
    found += [Fault("Nobody has said yet what this new thing is.", statement) for statement in unnamed]
    if not shown:
        found.append(Fault("Every statement was left out, so there is nothing to read."))
    return found
