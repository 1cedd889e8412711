"""Groups: whoever registers one leads it; the register is asked; homes are not published."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund import organisations
from fund.group_forms import GroupForm
from fund.kit.states import Refused
from fund.models import Membership, Organisation, Term, User, Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]

TYPED = {
    "name": "Leith Lungs",
    "register": "oscr",
    "charity_number": "sc 012345",
    "started_on": "27/1/2015",
    "yearly_income": "£12,500",
    "address": "1 Home Street\nEdinburgh",
    "postcode": "eh61aa",
    "phone": "0131 496 0000",
    "website": "www.example.org",
}


def faults(**changes: Any) -> dict[str, list[str]]:
    form = GroupForm({**TYPED, **changes})
    assert not form.is_valid()
    return {name: list(errors) for name, errors in form.errors.items()}


def test_whoever_registers_a_group_leads_it(ann: User) -> None:
    group = organisations.register(by=ann, name="Leith Lungs", register="none")
    membership = Membership.objects.get()
    assert (membership.user, membership.organisation, membership.kind) == (ann, group, "lead")
    assert group.history.get().history_user == ann
    assert membership.history.get().history_user == ann


def test_a_change_is_recorded_with_who_made_it_and_nothing_is_when_nothing_changed(
    ann: User, group: Organisation
) -> None:
    organisations.change(group, by=ann, name="Leith Lungs")
    assert group.history.count() == 1
    organisations.change(group, by=ann, name="Leith Lung Club")
    assert Organisation.objects.get().name == "Leith Lung Club"
    assert [row.history_user for row in group.history.all()] == [ann, None]


def test_a_charity_number_belongs_to_one_group(ann: User, nia: User) -> None:
    organisations.register(by=ann, name="Leith Lungs", register="oscr", charity_number="SC012345")
    with pytest.raises(Refused) as found:
        organisations.register(by=nia, name="Leith Lungs too", register="oscr", charity_number="SC012345")
    assert found.value.words == organisations.TAKEN
    assert Organisation.objects.count() == 1
    assert faults()["charity_number"] == [organisations.TAKEN]


def test_a_past_award_of_the_same_charity_is_in_nobodys_way(ann: User) -> None:
    factories.make_organisation(name="Leith Lungs", charity_number="SC012345", is_imported=True)
    organisations.register(by=ann, name="Leith Lungs", register="oscr", charity_number="SC012345")
    assert Organisation.objects.filter(charity_number="SC012345").count() == 2


def test_a_misspelt_fact_is_a_fault_of_ours(ann: User) -> None:
    with pytest.raises(TypeError):
        organisations.register(by=ann, name="Leith Lungs", is_demo=True)


def test_the_form_reads_what_people_type() -> None:
    form = GroupForm(TYPED)
    assert form.is_valid(), form.errors
    assert form.facts == {
        "name": "Leith Lungs",
        "kind": None,
        "register": "oscr",
        "charity_number": "SC012345",
        "company_number": "",
        "started_on": date(2015, 1, 27),
        "yearly_income": Decimal("12500.00"),
        "area": None,
        "address": "1 Home Street\nEdinburgh",
        "postcode": "EH6 1AA",
        "phone": "0131 496 0000",
        "website": "https://www.example.org",
    }


def test_each_register_asks_for_its_number_and_no_other() -> None:
    assert faults(charity_number="") == {"charity_number": ["Enter the Scottish charity number"]}
    assert faults(register="both") == {"company_number": ["Enter the company number"]}
    assert faults(register="companies") == {
        "company_number": ["Enter the company number"],
        "charity_number": ["Take this number out, or choose its register above"],
    }
    assert faults(register="none") == {"charity_number": ["Take this number out, or choose its register above"]}
    assert faults(charity_number="12345678")["charity_number"][0].startswith("Enter the Scottish charity number: SC")
    assert faults(register="") == {"register": ["Choose the register, or “Not on a register”"]}
    both = GroupForm({**TYPED, "register": "both", "charity_number": "SC037475", "company_number": "SC307731"})
    assert both.is_valid()


def test_each_missing_or_odd_answer_is_named() -> None:
    assert faults(name=" \u202e\x00 ") == {"name": ["Enter the name of your group"]}
    assert faults(started_on="") == {"started_on": ["Enter the day on which your group started"]}
    assert faults(started_on="31/6/2015") == {"started_on": ["Enter a day that is in the calendar, like 27/1/2027"]}
    assert faults(yearly_income="lots") == {
        "yearly_income": ["Enter an amount in pounds and pence, like 1,250 or 1250.50"]
    }
    assert faults(website="http://localhost") == {"website": ["Enter a web address, like www.example.org"]}
    assert faults(postcode="Edinburgh") == {"postcode": ["Enter a postcode, like EH6 1AA"]}
    assert faults(phone="12") == {"phone": ["Enter a phone number, like 0131 496 0000"]}
    assert faults(area="nowhere") == {"area": ["Choose a council area from the list"]}


def test_a_group_may_be_older_than_the_dates_of_projects() -> None:
    assert GroupForm({**TYPED, "started_on": "1/5/1743"}).is_valid()
    assert faults(started_on="1/5/1699") == {"started_on": ["Enter a date with a year from 1700 to 2100"]}


def test_a_group_cannot_have_started_in_the_future() -> None:
    assert faults(started_on="1/1/2099") == {"started_on": ["Enter a day that is not in the future"]}


def test_the_kind_is_asked_once_there_are_kinds() -> None:
    vocabulary = Vocabulary.objects.create(slug="organisation-kinds", version="1", name="Kinds", source="x")
    kind = Term.objects.create(vocabulary=vocabulary, code="UNINC", name="Community group", plain_name="A club")
    assert faults() == {"kind": ["Choose what kind of group it is"]}
    form = GroupForm({**TYPED, "kind": kind.pk})
    assert form.is_valid()
    assert form.facts["kind"] == kind
    assert "Community group: A club" in str(form["kind"])


def test_registering_leads_back_to_the_round(ann: User, door: Door) -> None:
    browser = door(ann)
    page = browser.get(reverse("new-organisation"), {"next": "/rounds/open/start/"}).content.decode()
    assert 'name="next" value="/rounds/open/start/"' in page
    answer = browser.post(reverse("new-organisation"), {**TYPED, "next": "/rounds/open/start/"})
    assert (answer.status_code, answer["Location"]) == (302, "/rounds/open/start/")
    assert Organisation.objects.get().memberships.get().user == ann


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_registering_never_leads_to_another_site(ann: User, door: Door, elsewhere: str) -> None:
    browser = door(ann)
    assert "evil" not in browser.get(reverse("new-organisation"), {"next": elsewhere}).content.decode()
    answer = browser.post(reverse("new-organisation"), {**TYPED, "next": elsewhere})
    assert answer["Location"] == reverse("organisation", args=[Organisation.objects.get().pk])


def test_every_field_is_on_the_page_with_errors_on(ann: User, door: Door) -> None:
    factories.make_area()
    wrong = {**TYPED, "name": "", "register": "x", "website": "x y", "phone": "x", "area": "x", "postcode": "y" * 11}
    wrong |= {
        "started_on": "x",
        "yearly_income": "x",
        "charity_number": "x",
        "company_number": "x",
        "address": "w " * 99,
    }
    answer = door(ann).post(reverse("new-organisation"), wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: Register your group" in page
    for name, field in GroupForm().fields.items():
        assert f'name="{name}"' in page or name == "kind"
        assert str(field.label).replace("’", "’") in page
        assert f'href="#id_{name}' in page or name == "kind"
    assert page.count("ds_question--error") == 11


def test_a_member_changes_the_group_and_a_viewer_only_reads(
    ann: User, nia: User, group: Organisation, door: Door
) -> None:
    address = reverse("organisation", args=[group.pk])
    changed = {**TYPED, "name": "Leith Lung Club"}
    assert door(ann).post(address, changed).status_code == 302
    assert Organisation.objects.get().name == "Leith Lung Club"
    Membership.objects.create(user=nia, organisation=group, kind="viewer")
    page = door(nia).get(address).content.decode()
    assert "Leith Lung Club" in page
    assert 'name="charity_number"' not in page
    assert door(nia).post(address, {**TYPED, "name": "Mine now"}).status_code == 403
    assert Organisation.objects.get().name == "Leith Lung Club"


def test_the_page_shows_what_is_kept_as_people_write_it(ann: User, group: Organisation, door: Door) -> None:
    browser = door(ann)
    address = reverse("organisation", args=[group.pk])
    browser.post(address, TYPED)
    page = browser.get(address).content.decode()
    for shown in ['value="27 January 2015"', 'value="12,500"', 'value="SC012345"', "1 Home Street\nEdinburgh"]:
        assert shown in page
    assert browser.post(address, TYPED).status_code == 302  # its own number is not in its way


def test_somebody_elses_group_is_not_there(nia: User, group: Organisation, door: Door) -> None:
    assert door(nia).get(reverse("organisation", args=[group.pk])).status_code == 404
    assert door(None).get(reverse("organisation", args=[group.pk])).status_code == 302


def test_the_page_costs_the_same_for_one_member_and_for_three(ann: User, group: Organisation, door: Door) -> None:
    browser = door(ann)
    address = reverse("organisation", args=[group.pk])
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for _ in range(2):
        Membership.objects.create(user=factories.make_person(), organisation=group, kind="viewer")
    with CaptureQueriesContext(connection) as three:
        browser.get(address)
    assert len(one) == len(three)


def test_how_old_a_group_is_goes_by_the_day_in_scotland() -> None:
    """Half past midnight in summer is still the day before in Greenwich."""
    group = Organisation(name="Leith Lungs", started_on=date(2025, 6, 15))
    two_years_on = date(2025, 6, 15) + timedelta(days=2 * 365)
    assert group.is_established(datetime.combine(two_years_on, time(0, 30), tzinfo=ZoneInfo("Europe/London")))
    assert not group.is_established(
        datetime.combine(two_years_on, time(23, 30), tzinfo=ZoneInfo("Europe/London")) - timedelta(days=1)
    )
