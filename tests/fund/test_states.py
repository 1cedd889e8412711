import pytest

from applications.models import Application
from fund.kit.states import Refused, machines
from fund.models import User
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_move_changes_the_state_and_says_who_and_why(olive: User) -> None:
    application = factories.make_application(state="submitted")

    application.move(Application.State.INELIGIBLE, by=olive, reason="Works outside Scotland")

    record = application.history.first()
    assert Application.objects.get(pk=application.pk).state == "ineligible"
    assert (record.state, record.history_user, record.history_change_reason) == (
        "ineligible",
        olive,
        "Works outside Scotland",
    )


def test_a_move_without_an_arrow_is_refused_in_words(olive: User) -> None:
    application = factories.make_application(state="awarded")

    with pytest.raises(Refused) as refusal:
        application.move(Application.State.DRAFT, by=olive)

    assert refusal.value.words == (
        "This application is now “Funded”, so it can no longer become “Draft”. Reload the page to see where it stands."
    )
    assert Application.objects.get(pk=application.pk).state == "awarded"


def test_a_move_judges_by_the_database_and_not_by_memory(olive: User) -> None:
    application = factories.make_application(state="submitted")
    stale = Application.objects.get(pk=application.pk)
    application.move(Application.State.WITHDRAWN, by=olive)

    with pytest.raises(Refused):
        stale.move(Application.State.IN_ASSESSMENT, by=olive)


def test_a_move_never_writes_what_was_changed_in_memory(olive: User) -> None:
    application = factories.make_application(state="submitted", title="As handed in")
    application.title = "Changed in memory"

    application.move(Application.State.IN_ASSESSMENT, by=olive)

    assert Application.objects.get(pk=application.pk).title == "As handed in"
    assert application.history.first().title == "As handed in"


def test_a_move_saves_the_columns_that_belong_to_it(olive: User) -> None:
    application = factories.make_application(state="draft", submitted_at=None)

    application.move(Application.State.SUBMITTED, by=olive, submitted_at=application.started_at)

    assert Application.objects.get(pk=application.pk).submitted_at == application.started_at


def test_every_state_of_every_machine_can_be_reached_and_every_arrow_leads_to_a_state() -> None:
    for machine in machines():
        states = {value for value, _ in machine._meta.get_field("state").flatchoices}
        reached = {to for arrows in machine.MOVES.values() for to in arrows}
        first = machine._meta.get_field("state").default
        alone = states - reached - {first}
        assert set(machine.MOVES) | reached <= states, machine
        assert alone <= {"past"}, f"{machine}: nothing leads to {alone}"
        assert set(machine.PUBLIC_WORDS) <= states, machine
