"""Who is told what between handing in and the award: one function a letter."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from applications.models import (
    Appeal,
    Application,
    Assessment,
    ChangeRequest,
    DraftReading,
    Entry,
    Grant,
    Meeting,
    PanelQuestion,
    PlannedAnnouncement,
    ReaderClaim,
    SheetEntry,
    SheetUpload,
    SignOff,
    SupportingStatement,
    Telling,
)
from fund import links, post
from fund.models import Letter, Organisation, Question, Questionnaire, User
from fund.rules import may_run_fund


def _writers(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            memberships__organisation=organisation, memberships__kind__in=["lead", "editor"], is_active=True
        )
    )


def submitted(application: Application) -> None:
    """The receipt."""
    for person in _writers(application.organisation):
        post.write("submitted", to=person, key=f"submitted:{application.pk}:{person.pk}", about=application)


def note_in(application: Application) -> None:
    """The receipt for a short note."""
    for person in _writers(application.organisation):
        post.write("note_in", to=person, key=f"note_in:{application.pk}:{person.pk}", about=application)


def invited_in_full(application: Application, reason: str) -> None:
    """The short note was read, and the group can apply in full."""
    for person in _writers(application.organisation):
        key = f"invited_in_full:{application.pk}:{person.pk}"
        post.write("invited_in_full", to=person, key=key, about=application, reason=reason)


def not_invited(application: Application, reason: str) -> None:
    """The short note was read, and it ends there."""
    for person in _writers(application.organisation):
        key = f"not_invited:{application.pk}:{person.pk}"
        post.write("not_invited", to=person, key=key, about=application, reason=reason)


def withdrawn(application: Application) -> None:
    for person in _writers(application.organisation):
        post.write("withdrawn", to=person, key=f"withdrawn:{application.pk}:{person.pk}", about=application)


def not_eligible(application: Application, reason: str) -> None:
    for person in _writers(application.organisation):
        post.write(
            "not_eligible",
            to=person,
            key=f"not_eligible:{application.pk}:{person.pk}",
            about=application,
            reason=reason,
        )


def assigned(readings: Sequence[Assessment], minutes: int) -> None:
    """Ask one person to read these applications of a round, which take so many minutes: one letter for all of them.

    A letter about several names none, so that it may be kept whoever has ties to one of them.
    """
    last = max(readings, key=lambda reading: reading.pk)
    post.write(
        "assigned" if len(readings) == 1 else "assigned_many",
        to=last.assessor,
        key=f"assigned:{last.pk}:{last.assigned_at:%Y%m%d%H%M%S}",
        about=last if len(readings) == 1 else last.application.round,
        number=len(readings),
        minutes=minutes,
    )


def asked_to_meeting(meeting: Meeting, person: User) -> None:
    """Ask somebody to a meeting of the panel."""
    post.write("asked_to_meeting", to=person, key=f"asked_to_meeting:{meeting.pk}:{person.pk}", about=meeting)


def meeting_moved(meeting: Meeting, person: User, *, was: datetime) -> None:
    """Tell somebody who was asked to a meeting that it is at another time or place."""
    key = f"meeting_moved:{meeting.pk}:{person.pk}:{meeting.revision}"
    post.write("meeting_moved", to=person, key=key, about=meeting, was=was)


def panel_asks(question: PanelQuestion) -> None:
    """The panel wants to know something before it decides."""
    for person in _writers(question.application.organisation):
        post.write("panel_asks", to=person, key=f"panel_asks:{question.pk}:{person.pk}", about=question)


def panel_is_answered(question: PanelQuestion) -> None:
    """Tell whoever asked."""
    if question.asked_by:
        post.write(
            "panel_is_answered",
            to=question.asked_by,
            key=f"panel_is_answered:{question.pk}",
            about=question,
            is_officer=may_run_fund(question.asked_by),
        )


def reading_sent_back(assessment: Assessment) -> None:
    """Ask a reader for a second look at what they handed in."""
    key = f"reading_sent_back:{assessment.pk}:{assessment.version}:{timezone.now():%Y%m%d%H%M%S}"
    post.write("reading_sent_back", to=assessment.assessor, key=key, about=assessment)


def sheet_entered(entry: SheetEntry) -> None:
    """Tell a reader that their score sheet on paper was typed in, and where to look at it."""
    post.write("sheet_entered", to=entry.assessment.assessor, key=f"sheet_entered:{entry.pk}", about=entry)


def scores_entered(upload: SheetUpload) -> None:
    """Tell a reader that somebody sent in their spreadsheet of scores for them."""
    post.write("scores_entered", to=upload.reader, key=f"scores_entered:{upload.pk}", about=upload)


def paper_entered(reader: User, *, lines: list[str], key: str) -> None:
    """Tell a reader what of theirs was typed in from paper, line by line."""
    post.write("paper_entered", to=reader, key=f"paper_entered:{key}", lines=lines)


Words = Callable[[User], dict[str, Any]]  # what a letter of the round’s own words says to this reader


def awarded(grant: Grant, words: Words) -> None:
    """The offer."""
    _decided("awarded", grant, words)


def reserve(application: Application, words: Words) -> None:
    _decided("reserve", application, words)


def not_funded(application: Application, words: Words) -> None:
    _decided("not_funded", application, words)


def _decided(kind: str, about: Application | Grant, words: Words) -> None:
    for person in _writers(about.organisation):
        post.write(kind, to=person, key=f"{kind}:{about.pk}:{person.pk}", about=about, **words(person))


def announcement_stopped(planned: PlannedAnnouncement) -> None:
    """Tell those who run the fund that nobody was told at the planned moment, and why."""
    for person in User.objects.running_the_fund():
        key = f"announcement_stopped:{planned.pk}:{person.pk}"
        post.write("announcement_stopped", to=person, key=key, about=planned)


def award_refused(grant: Grant, reason: str, *, free: Decimal | None, next_up: Application | None) -> None:
    """Tell those who run the fund that money is free, and which bid of the reserve list comes next."""
    for person in User.objects.running_the_fund():
        key = f"award_refused:{grant.pk}:{person.pk}"
        post.write("award_refused", to=person, key=key, about=grant, reason=reason, free=free, next=next_up)


def offer_ended(grant: Grant, why: str, words: str) -> None:
    """Tell the group that its offer has ended, and why."""
    for person in _writers(grant.organisation):
        key = f"offer_ended:{grant.pk}:{person.pk}"
        post.write("offer_ended", to=person, key=key, about=grant, why=why, words=words)


def appeal_in(appeal: Appeal) -> None:
    """The receipt for an appeal or a complaint."""
    for person in _writers(appeal.application.organisation):
        post.write("appeal_in", to=person, key=f"appeal_in:{appeal.pk}:{person.pk}", about=appeal)


def appeal_told(appeal: Appeal) -> None:
    """Tell those who run the fund, so that somebody who did not decide takes it."""
    for person in User.objects.running_the_fund():
        post.write("appeal_told", to=person, key=f"appeal_told:{appeal.pk}:{person.pk}", about=appeal)


def appeal_taken(appeal: Appeal) -> None:
    for person in _writers(appeal.application.organisation):
        post.write("appeal_taken", to=person, key=f"appeal_taken:{appeal.pk}:{person.pk}", about=appeal)


def appeal_answered(appeal: Appeal) -> None:
    for person in _writers(appeal.application.organisation):
        post.write("appeal_answered", to=person, key=f"appeal_answered:{appeal.pk}:{person.pk}", about=appeal)


def appeal_changed(appeal: Appeal, reason: str) -> None:
    for person in _writers(appeal.application.organisation):
        key = f"appeal_changed:{appeal.pk}:{person.pk}"
        post.write("appeal_changed", to=person, key=key, about=appeal, reason=reason)


def change_asked(change: ChangeRequest, question: Question) -> None:
    for person in _writers(change.application.organisation):
        post.write(
            "change_asked", to=person, key=f"change_asked:{change.pk}:{person.pk}", about=change, question=question
        )


def change_made(change: ChangeRequest) -> None:
    """Tell the officer who asked."""
    if change.asked_by:
        post.write("change_made", to=change.asked_by, key=f"change_made:{change.pk}", about=change)


STOP_REMINDERS = "stop-reminders"


def reminder(application: Application, person: User, mark: int, closes_on: date) -> bool:
    """Remind one person of a draft, once for each mark of each closing day; say whether this was the first time."""
    key = f"reminder:{application.pk}:{person.pk}:{closes_on}:{mark}"
    if Letter.objects.filter(key=key).exists():
        return False
    token = links.make(STOP_REMINDERS, person, by=None, until=timezone.now() + timedelta(days=90))
    post.write("reminder", to=person, key=key, about=application, is_secret=True, stop=links.address(token), mark=mark)
    return True


def closing_changed(
    kind: str, application: Application, *, was: datetime | None, closes_at: datetime, reason: str, is_note: bool
) -> None:
    """The round of this application closes later (`round_extended`) or earlier (`round_closes_early`) than it said.

    In a round of two stages the letter says which closing moved: of short notes (`is_note`), or of what comes after.
    """
    round_ = application.round
    what = "Short notes" if is_note else "Whole applications" if round_.is_two_stage else ""
    for person in _writers(application.organisation):
        post.write(
            kind,
            to=person,
            key=f"{kind}:{round_.pk}:{'note:' if is_note else ''}{closes_at:%Y%m%d%H%M%S}:{person.pk}",
            about=application,
            round=round_,
            what=what,
            was=was,
            closes_at=closes_at,
            reason=reason,
        )


def commented(application: Application, by: User) -> None:
    """Tell the others who write or have commented, once a day. The words stay on the page, for the group alone."""
    people = User.objects.filter(memberships__organisation=application.organisation_id, is_active=True)
    concerned = people.filter(memberships__kind__in=["lead", "editor"]) | people.filter(
        pk__in=application.comments.values("written_by")
    )
    for person in concerned.exclude(pk=by.pk).distinct():
        key = f"commented:{application.pk}:{person.pk}:{timezone.localdate():%Y%m%d}"
        post.write("commented", to=person, key=key, about=application, is_secret=True, by=by)


def sign_asked(sign_off: SignOff) -> None:
    post.write("sign_asked", to=sign_off.signatory, key=f"sign_asked:{sign_off.pk}", about=sign_off)


def signed(sign_off: SignOff) -> None:
    if sign_off.asked_by:
        post.write("signed", to=sign_off.asked_by, key=f"signed:{sign_off.pk}", about=sign_off)


def sign_declined(sign_off: SignOff) -> None:
    """The reason is the group's own, so nobody in the fund can read this letter."""
    if sign_off.asked_by:
        key = f"sign_declined:{sign_off.pk}"
        post.write("sign_declined", to=sign_off.asked_by, key=key, about=sign_off, is_secret=True)


def statement_asked(statement: SupportingStatement, token: str, *, is_reminder: bool = False) -> None:
    """Ask somebody outside for a few words. The letter holds the link, so nobody else can read it."""
    day = f":{timezone.localdate():%Y%m%d}" if is_reminder else ""
    post.write(
        "statement_asked",
        to=post.Outsider(statement.name, statement.email),
        key=f"statement_asked:{statement.pk}{day}",
        about=statement,
        is_secret=True,
        link=links.address(token),
        is_reminder=is_reminder,
    )


def statement_answered(statement: SupportingStatement) -> None:
    if statement.asked_by:
        key = f"statement_answered:{statement.pk}"
        post.write("statement_answered", to=statement.asked_by, key=key, about=statement)


def telling_typed(telling: Telling, *, by: User) -> None:
    """Ask the person who told us whether what we typed is right. The link in it works without an account."""
    person = telling.told_by
    if person is None:
        return
    links.close(telling, kind="telling")
    token = links.make("telling", telling, by=by, until=timezone.now() + timedelta(days=60))
    key = f"telling_typed:{telling.pk}:{telling.typed_at:%Y%m%d%H%M%S}"
    words = {"link": links.address(token), "way": telling.get_way_display().lower()}
    post.write("telling_typed", to=person, key=key, about=telling, is_secret=True, **words)


def receipt_to_print(entry: Entry) -> tuple[str, str]:
    """The receipt for somebody without an e-mail address: its subject and its text, to print and post."""
    to = post.Outsider(entry.contact_name, "", entry.letter_format)
    subject, text, _ = post.words_of("submitted_by_post", to=to, about=entry.application, entry=entry)
    return subject, text


def questions_changed(application: Application, questionnaire: Questionnaire, reason: str) -> None:
    """The round asks new questions; the draft keeps its own."""
    for person in _writers(application.organisation):
        post.write(
            "questions_changed",
            to=person,
            key=f"questions_changed:{application.pk}:{questionnaire.pk}:{person.pk}",
            about=application,
            reason=reason,
        )


def reading_asked(reading: DraftReading, people: Iterable[User]) -> None:
    """Tell those who can read it that a group asks for its draft to be read: once for each time that it asks."""
    for person in people:
        key = f"reading_asked:{reading.pk}:{reading.history.count()}:{person.pk}"
        post.write("reading_asked", to=person, key=key, about=reading)


def draft_read(reading: DraftReading) -> None:
    """Tell the group that its draft is read. The advice stands on its page, for the group alone."""
    for person in _writers(reading.application.organisation):
        key = f"draft_read:{reading.pk}:{reading.history.count()}:{person.pk}"
        post.write("draft_read", to=person, key=key, about=reading, is_secret=True)


def claim_told(claim: ReaderClaim) -> None:
    """Tell a reader what became of their claim: agreed, turned down or paid."""
    if claim.reader.is_active:
        post.write("claim_told", to=claim.reader, key=f"claim_told:{claim.pk}:{claim.state}", about=claim)
