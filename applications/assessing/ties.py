"""Saying whether a reader has ties to a group, and keeping those out who have."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from applications import feedback
from applications.models import Application, Assessment, Declaration
from applications.on_table import bump, hold_meetings, send_out
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Role, Round, User

ASSIGNED = Assessment.State.ASSIGNED
DECLARED = "This application is closed for you because of ties. If that was a mistake, tell the fund’s officers."
DECLARED_BEFORE = "{} declared ties to {} before, and the paper says “none”. Ask them. Nothing of this sheet is saved."


def sits_on_panel(user: User) -> bool:
    """Say whether this person is a member of the panel, and not only somebody who runs the fund."""
    return user.has_role(Role.Kind.PANEL)


def see_that_they_did_not_advise(user: User, application: Application) -> None:
    """Stop at the gate whoever advised on this application or its group. Raises Refused, with the reason."""
    if application.was_advised_by(user):
        raise Refused(
            f"You advised the group behind {application.reference}. Whoever advises does not judge, so others read "
            "this one. Thank you for helping the group."
        )


@transaction.atomic
def declare(assessment: Assessment, *, by: User, kind: str, note: str = "") -> Declaration:
    """Say whether the reader has ties to the group. No tie opens the application, any tie closes it everywhere."""
    declaration = _record(assessment.application, by, kind=kind, note=note, by=by)
    assessment.refresh_from_db(fields=["state"])
    if kind == Declaration.Kind.NONE and assessment.state == Assessment.State.ASSIGNED:
        assessment.move(Assessment.State.STARTED, by=by)
    return declaration


@transaction.atomic
def declare_for_panel(application: Application, *, by: User, kind: str, note: str = "") -> Declaration:
    """Say the same as a member of the panel, before reading an application."""
    return _record(application, by, kind=kind, note=note, by=by)


@transaction.atomic
def declare_from_paper(application: Application, person: User, *, kind: str, note: str = "", by: User) -> Declaration:
    """Record what a reader said on paper about their ties. The record and what follows are as on the screen."""
    if by == person:
        raise Refused("Say it yourself on the page of the bid. Sheets are typed in for others.")
    declaration = _record(application, person, kind=kind, note=note.strip(), by=by, came_by=Assessment.CameBy.PAPER)
    if kind == Declaration.Kind.NONE:
        for assessment in Assessment.objects.filter(application=application.pk, assessor=person, state=ASSIGNED):
            assessment.move(Assessment.State.STARTED, by=by)
    return declaration


@transaction.atomic
def recuse(application: Application, person: User, *, kind: str, note: str, by: User) -> Declaration:
    """Take a reader out of a bid because of ties that the fund knows of: it closes for them everywhere."""
    if kind == Declaration.Kind.NONE:
        raise Refused("Choose what ties they have. Only the person themselves can say that there are none.")
    if not note.strip():
        raise Refused("Say how the fund knows of it. It stands in the register.")
    return _record(application, person, kind=kind, note=note.strip(), by=by)


def ties_of(round_: Round) -> QuerySet[Declaration]:
    """The register: every tie declared in a round, by the bid."""
    rows = Declaration.objects.conflicts().filter(application__round=round_, application__is_test=False)
    return rows.select_related("application", "user", "recorded_by").order_by(
        "application__reference", "user__name", "pk"
    )


def _record(
    application: Application,
    person: User,
    *,
    kind: str,
    note: str,
    by: User,
    came_by: str = Assessment.CameBy.SCREEN,
) -> Declaration:
    on_tables = hold_meetings(application)
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(
        pk=application.pk
    )  # one declaration at a time
    declaration = Declaration.objects.filter(application=application.pk, user=person).first()
    if declaration is None:
        declaration = Declaration(application_id=application.pk, user=person)
    elif kind == Declaration.Kind.NONE and declaration.kind != kind:
        raise Refused(DECLARED if by == person else DECLARED_BEFORE.format(person, application.reference))
    if (declaration.kind, declaration.note) != (kind, note):
        declaration.kind, declaration.note, declaration.declared_at = kind, note, timezone.now()
        declaration.came_by, declaration.recorded_by = came_by, None if by == person else by
        history.save(declaration, by=by)
    if kind != Declaration.Kind.NONE:
        readings = Assessment.objects.filter(application=application.pk, assessor=person)
        for assessment in readings.select_related("application"):
            if assessment.can_move(Assessment.State.CONFLICTED):
                assessment.move(Assessment.State.CONFLICTED, by=by, reason=declaration.get_kind_display())
                feedback.take_out(assessment, by=by)
        for item in on_tables:
            send_out(item)
    for item in on_tables:
        bump(item.meeting)
    return declaration
