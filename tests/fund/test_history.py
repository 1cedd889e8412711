import pytest

from fund.kit import history
from fund.models import Organisation, User
from tests import factories

pytestmark = pytest.mark.django_db


def test_saving_says_who_did_it_and_why(olive: User) -> None:
    organisation = history.save(Organisation(name="Leith Lungs"), by=olive, reason="Told us by phone")

    record = organisation.history.get()
    assert (record.history_user, record.history_change_reason) == (olive, "Told us by phone")


def test_deleting_says_who_did_it_and_why(olive: User) -> None:
    organisation = history.save(Organisation(name="Leith Lungs"), by=olive)
    history.delete(organisation, by=olive, reason="Entered twice")

    record = Organisation.history.filter(history_type="-").get()
    assert (record.history_user, record.history_change_reason) == (olive, "Entered twice")


def test_a_timeline_tells_what_happened_newest_first(olive: User, ann: User) -> None:
    application = factories.make_application(state="draft", submitted_at=None)
    application.move("submitted", by=ann)
    application.move("ineligible", by=olive, reason="Works outside Scotland")

    told = [(happening.who, happening.what, happening.reason) for happening in history.timeline(application)]

    assert told == [
        ("Olive Officer", "application: Not eligible, not told yet", "Works outside Scotland"),
        ("Ann Applicant", "application: Handed in", ""),
        ("the system", "application started", ""),
    ]


def test_a_timeline_names_the_columns_that_changed(olive: User) -> None:
    organisation = history.save(Organisation(name="Leith Lungs"), by=olive)
    organisation.phone = "0131 496 0000"
    organisation.yearly_income = 5
    history.save(organisation, by=olive)

    assert history.timeline(organisation)[0].what == "organisation changed: yearly income, phone"


def test_history_equals_the_database_where_only_some_fields_are_saved(olive: User) -> None:
    organisation = history.save(Organisation(name="Leith Lungs"), by=olive)
    organisation.name = "Never saved"
    organisation.phone = "0131 496 0000"
    history.save(organisation, by=olive, fields=["phone"])

    kept = Organisation.objects.values("name", "phone").get()
    assert kept == {"name": "Leith Lungs", "phone": "0131 496 0000"}
    assert organisation.history.values("name", "phone").first() == kept
