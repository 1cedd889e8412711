"""Answers told in another way: recorded, by telephone, on paper; typed by staff, confirmed by the group."""

from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.applying import drafting, keep_section
from applications.models import Application, ApplicationAnswers, Telling
from applications.told import can_be_told, minutes_of, most_words_in, questions_of
from fund import files
from fund.kit import history, recordings, safe_files
from fund.kit.plain_text import count_words
from fund.kit.states import Refused
from fund.models import Question, Section, StoredFile, User
from fund.questionnaires import TYPED, Lists, Sheet, form_for_some
from fund.templatetags.words import length_words, moment
from fund.writing import Began

ROOM_TO_TYPE = 20_000  # words: what was said is typed as it was said
STILL_TAKES = (
    *Application.WRITTEN, Application.State.NOTE_IN, Application.State.SUBMITTED, Application.State.IN_ASSESSMENT
)  # fmt: skip


# The group tells ------------------------------------------------------------------------------------------------------


@transaction.atomic
def send_recording(
    application: Application, section: Section, question: Question, uploaded: UploadedFile, seconds: int, *, by: User
) -> Telling:
    """Take a recording. `seconds` is its length as its sender tells it; what the file itself says counts more."""
    held = drafting.hold_draft(application, by=by)
    if not can_be_told(question):
        raise Refused("This question is not answered in words, so a recording does not help. Answer it on the page.")
    stored = _keep_recording(uploaded, by)
    measured = recordings.seconds_of(uploaded, stored.content_type)
    _see_that_it_is_short_enough(minutes_of(section, question), seconds if measured is None else measured)
    way = Telling.Way.VIDEO if stored.content_type.startswith("video/") else Telling.Way.AUDIO
    lengths = {"seconds_told": seconds, "seconds_measured": measured}
    return _tell(held, section, question, by=by, way=way, original=stored, **lengths)


def _keep_recording(uploaded: UploadedFile, by: User) -> StoredFile:
    """The one place where a recording is taken in."""
    return files.keep(uploaded, by=by, kinds=safe_files.RECORDINGS)


def _see_that_it_is_short_enough(minutes: Decimal, seconds: int) -> None:
    if seconds > minutes * 60:
        raise Refused(
            f"This recording lasts {length_words(seconds)}, and there is room for {length_words(int(minutes * 60))}. "
            "Make a shorter one and send that. What you have written is kept."
        )


@transaction.atomic
def ask_for_call(
    application: Application, section: Section, question: Question | None, *, by: User, phone: str, best_time: str = ""
) -> Telling:
    """Ask the fund to ring: somebody types while the group speaks."""
    held = drafting.hold_draft(application, by=by)
    return _tell(held, section, question, by=by, way=Telling.Way.CALL, phone=phone, best_time=best_time)


@transaction.atomic
def send_paper(
    application: Application, section: Section, question: Question | None, uploaded: UploadedFile | None, *, by: User
) -> Telling:
    """Answer on paper: with a scan or a photo now, or by post."""
    held = drafting.hold_draft(application, by=by)
    stored = files.keep(uploaded, by=by) if uploaded else None
    return _tell(held, section, question, by=by, way=Telling.Way.PAPER, original=stored)


def _tell(application: Application, section: Section, question: Question | None, *, by: User, **facts: Any) -> Telling:
    there = application.tellings.unconfirmed().filter(section=section)
    if any(row.question_id in (None, question and question.pk) or question is None for row in there):
        raise Refused("You have told us this already. Take the first one back before you tell us again.")
    telling = Telling(application=application, section=section, question=question, told_by=by, **facts)
    history.save(telling, by=by)
    return telling


@transaction.atomic
def take_back(telling: Telling, *, by: User) -> None:
    """Take it back before it is confirmed. The recording or scan is deleted; what was typed leaves the row.

    The history keeps the typed words until the group's data are erased, as it keeps every draft of an answer.
    """
    original = telling.original
    telling.move(Telling.State.TAKEN_BACK, by=by, original=None, typed={}, phone="", best_time="")
    if original:
        files.drop(original)


# The fund types -------------------------------------------------------------------------------------------------------


@transaction.atomic
def attach(telling: Telling, uploaded: UploadedFile, *, by: User) -> None:
    """Put the scan of a paper that came by post, or the recording of a call, beside what is typed."""
    held = _hold(telling)
    if held.original_id:
        raise Refused("The original is here already.")
    is_paper = held.way == Telling.Way.PAPER
    held.original = telling.original = files.keep(uploaded, by=by) if is_paper else _keep_recording(uploaded, by)
    history.save(held, by=by, reason="The original was attached.", fields=["original"])


@transaction.atomic
def save_typing(telling: Telling, typed: dict[str, Any], *, by: User) -> None:
    """Keep what was typed so far."""
    held = _hold(telling)
    if held.state != Telling.State.WAITING:
        raise Refused("This is typed already, so it can no longer be typed in here.")
    held.typed, held.typed_by, held.typed_at = typed, by, timezone.now()
    history.save(held, by=by, fields=["typed", "typed_by", "typed_at"])
    telling.typed, telling.typed_by, telling.typed_at = held.typed, by, held.typed_at


@transaction.atomic
def send_to_confirm(telling: Telling, typed: dict[str, Any], *, by: User) -> None:
    """Finish the typing and ask the group whether this is what it said."""
    if not typed:
        raise Refused("Nothing is typed yet. Type what was said, then send it to the group.")
    if not is_answerable(telling):
        raise Refused(f"{telling.application.reference} takes no more answers, so there is nobody to confirm this.")
    save_typing(telling, typed, by=by)
    telling.move(Telling.State.TYPED, by=by, reason=f"Typed from: {telling.get_way_display().lower()}")
    letters.telling_typed(telling, by=by)


def _hold(telling: Telling) -> Telling:
    return Telling.objects.select_for_update(of=("self",), no_key=True).get(pk=telling.pk)


def typing_form(telling: Telling, *, data: Any = None) -> Sheet:
    """The questions that it answers, to type in: as long as what was said, whatever the limit in words."""
    form = _form(telling, {question.code: ROOM_TO_TYPE for question in questions_of(telling)}, data)
    for field in form.fields.values():
        field.widget.attrs.pop("data-words", None)  # nobody who types from a recording should count words
    return form


def confirming_form(telling: Telling, *, data: Any = None) -> Sheet:
    """The same for the group to put right: no longer than what was said, where that is over the limit in words."""
    said = {code: count_words(text) for code, text in telling.typed.items() if isinstance(text, str)}
    return _form(telling, said, data)


def _form(telling: Telling, told: dict[str, int], data: Any) -> Sheet:
    questions = [question for question in questions_of(telling) if question.kind != Question.Kind.FILE]
    return form_for_some(questions, Lists(telling.application.round), values=telling.typed, data=data, told=told)


# The group types its own ---------------------------------------------------------------------------------------------


def own_typing_form(telling: Telling, *, data: Any = None) -> Sheet:
    """The same for the group to type what it said itself: no longer than can have been said."""
    return _form(telling, {question.code: most_words_in(telling) for question in questions_of(telling)}, data)


@transaction.atomic
def type_own(telling: Telling, typed: dict[str, Any], *, by: User) -> None:
    """Make the group's own words for its recording its answer at once. The recording and who typed stay beside it."""
    if not typed:
        raise Refused("Nothing is typed yet. Type what you said.")
    save_typing(telling, typed, by=by)
    telling.move(Telling.State.TYPED, by=by, reason=f"The group typed its own {telling.get_way_display().lower()}")
    confirm(telling, by=by)


# The group confirms ---------------------------------------------------------------------------------------------------


def is_answerable(telling: Telling) -> bool:
    """Say whether its words can still become an answer.

    They can as long as nothing is decided and it was told in time: that we type slowly must cost nobody the answer.
    """
    return telling.application.state in STILL_TAKES


@transaction.atomic
def confirm(telling: Telling, *, by: User | None, changed: dict[str, Any] | None = None) -> None:
    """Make the typed words the group's answer, as they are or as the group changed them."""
    rows = Application.objects.select_related("round", "tier", "organisation").select_for_update(
        of=("self",), no_key=True
    )
    application = rows.get(pk=telling.application_id)
    telling.application = application
    if not is_answerable(telling):
        raise Refused(
            f"{application.reference} is {application.public_state.lower()}, so its answers stay as they are."
        )
    is_changed = changed is not None and changed != telling.typed
    to = Telling.State.CHANGED if is_changed else Telling.State.CONFIRMED
    words = changed if is_changed and changed is not None else telling.typed
    where = f"Typed from: {telling.get_way_display().lower()}, by {telling.typed_by} on {moment(telling.typed_at)}"
    telling.move(to, by=by, reason=where, typed=words, confirmed_at=timezone.now())
    sheet = ApplicationAnswers.objects.get(application=application, section=telling.section_id)
    values = _put_together(sheet.values, words)
    keep_section(application, telling.section, values, by=by, began=Began(sheet.version))


def _put_together(values: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """A section's answers with the told ones in their places."""
    unread = {**values.get(TYPED, {}), **told.get(TYPED, {})}
    read = {code: value for code, value in told.items() if code != TYPED}
    unread = {code: value for code, value in unread.items() if code not in read}
    kept = {code: value for code, value in values.items() if code != TYPED and code not in told.get(TYPED, {})}
    return {**kept, **read, **({TYPED: unread} if unread else {})}
