"""Test applications: officers try a round out as an applicant would, and nothing of it counts."""

from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from applications.applying.drafting import open_draft, questions_of
from applications.models import Application
from fund import files
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Organisation, Round, User

LONG_AGO = timedelta(days=10 * 365)


@transaction.atomic
def start_test(round_: Round, *, by: User, is_new_group: bool) -> Application:
    """Open a test application, whether the round is open or not, for a stand-in of a group of this age."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if held.state == Round.State.PAST:
        raise Refused(f"“{held}” is past, so there is nothing to try.")
    questions_of(held)  # refuses where there are none yet, before a group is made
    age = "under two years old" if is_new_group else "two years old or more"
    started_on = timezone.localdate() if is_new_group else timezone.localdate() - LONG_AGO
    group = Organisation(name=f"Test group, {age}", started_on=started_on, is_test=True)
    history.save(group, by=by, reason=f"Stands in for a group in a test of {held}")
    return open_draft(held, group, by=by, is_test=True)


@transaction.atomic
def delete_test(application: Application, *, by: User) -> None:
    """Delete a test application with its answers, its papers and the group that stands in."""
    held = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .select_related("organisation")
        .get(pk=application.pk)
    )
    if not held.is_test:
        raise Refused(f"{held.reference} is a real application. Only tests can be deleted.")
    for document in held.documents.select_related("file"):
        files.drop(document.file)
    group = held.organisation
    try:
        with transaction.atomic():
            history.delete(held, by=by, reason="A test")
    except models.ProtectedError as fault:
        raise Refused(f"Something else was made from {held.reference}, so it stays.") from fault
    if group.is_test and not Application.objects.filter(organisation=group).exists():
        history.delete(group, by=by, reason="A test")
