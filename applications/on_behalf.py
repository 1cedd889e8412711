"""Typing an application for a group that sent it by post, by e-mail or by telephone; also after closing."""

from datetime import date, datetime, time

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.applying import open_draft, require_open
from applications.models import Application, Entry
from applications.todo import missing
from fund import files, people
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Membership, Organisation, Round, User
from fund.templatetags.words import day, moment


@transaction.atomic
def start(
    round_: Round,
    organisation: Organisation,
    *,
    by: User,
    way: str,
    received_on: date,
    contact: User | None,
    late_reason: str = "",
    scan: UploadedFile | None = None,
    **who: str,
) -> Entry:
    """Open a draft for a group that sent its application in another way. After closing it needs a reason.

    `who` is the person we write to: `contact_name`, `contact_phone`, `contact_address`, `letter_format`.
    """
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if not late_reason:
        _require_open_or_reason(held)
    words = f"Typed for the group. It reached us {Entry.Way(way).label.lower()} on {day(received_on)}."
    late = f" Taken after closing, because: {late_reason}" if late_reason else ""
    application = open_draft(held, organisation, by=by, reason=words + late)
    entry = Entry(
        application=application,
        way=way,
        received_on=received_on,
        late_reason=late_reason,
        scan=files.keep(scan, by=by) if scan else None,
        contact=contact,
        entered_by=by,
        **who,
    )
    history.save(entry, by=by)
    return entry


def _require_open_or_reason(round_: Round, *, is_invited: bool = False) -> None:
    if round_.state != Round.State.PUBLISHED or (round_.opens_at and timezone.now() < round_.opens_at):
        require_open(round_)
    if not round_.takes_hand_ins(is_invited=is_invited):
        raise Refused(
            f"{round_.name} closed on {moment(round_.closing(is_invited=is_invited))}. Say why this one is taken late."
        )


@transaction.atomic
def group_for(name: str, charity_number: str, *, by: User) -> Organisation:
    """The group by its charity number or its whole name; a new one where there is none."""
    rows = Organisation.objects.filter(is_imported=False)
    if charity_number and (found := rows.filter(charity_number=charity_number).first()):
        return found
    same = list(rows.filter(name__iexact=name)[:2])
    if len(same) > 1:
        raise Refused(f"There is more than one group called {name}. Give its charity number.")
    if same:
        return same[0]
    register = Organisation.Register.OSCR if charity_number else Organisation.Register.NONE
    group = Organisation(name=name, charity_number=charity_number, register=register)
    return history.save(group, by=by, reason="Brought in with an application that the fund typed.")


@transaction.atomic
def contact_for(organisation: Organisation, name: str, email: str, phone: str, *, by: User) -> User | None:
    """The person of the group whom we write to; somebody new gets an account. Without an address there is nobody."""
    if not email:
        return None
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = people.make_person(email)
        person.name, person.phone = name, phone
        person.save(update_fields=["name", "phone"])
    if not organisation.memberships.filter(user=person).exists():
        has_lead = organisation.memberships.filter(kind=Membership.Kind.LEAD).exists()
        kind = Membership.Kind.EDITOR if has_lead else Membership.Kind.LEAD
        history.save(Membership(user=person, organisation=organisation, kind=kind), by=by)
    return person


@transaction.atomic
def hand_in(entry: Entry, *, by: User) -> None:
    """Hand the application in with the day on which it reached us, at midday. The group gets its receipt."""
    rows = Application.objects.select_related("round", "organisation", "tier").select_for_update(
        of=("self",), no_key=True
    )
    held = rows.get(pk=entry.application_id)
    to = held.handed_in_state
    if not held.can_move(to):
        raise Refused(held.words_for_refusal(to))
    if not entry.late_reason:
        _require_open_or_reason(held.round, is_invited=not held.is_note)
    if todo := missing(held):
        things = "1 thing is" if len(todo) == 1 else f"{len(todo)} things are"
        raise Refused(f"{things} still to do before this can be handed in. The first: {todo[0].words}.")
    at = timezone.make_aware(datetime.combine(entry.received_on, time(12)))
    how = f"Typed by {by} from what reached us {entry.get_way_display().lower()} on {day(entry.received_on)}."
    late = f" Taken after closing, because: {entry.late_reason}" if entry.late_reason else ""
    held.move(to, by=by, reason=how + late, submitted_at=at)
    entry.application = held
    if held.is_note:
        letters.note_in(held)
    else:
        letters.submitted(held)


@transaction.atomic
def take_late(entry: Entry, reason: str, *, by: User) -> None:
    """Let an application that was begun in time be finished after closing, with a reason."""
    entry.late_reason = reason
    history.save(entry, by=by, reason=f"Taken after closing, because: {reason}", fields=["late_reason"])
