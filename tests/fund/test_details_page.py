"""The page about oneself: asked once, read by officers, gone when it is taken out."""

import html
import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund import access
from fund.models import AccessNeeds, Membership, Organisation, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
TOLD = {
    "name": "Ann Applicant",
    "phone": "0131 496 0000",
    "preferred_format": "large_print",
    "wants_reminders": True,
    "reach": "relay",
    "wants_bsl": True,
    "needs": "I use a wheelchair.",
}


def test_what_somebody_tells_is_kept_and_leads_back(ann: User, door: Door) -> None:
    page = door(ann).post(reverse("details"), {**TOLD, "wants_bsl": "on", "next": "/my/"})
    ann.refresh_from_db()
    assert page["Location"] == "/my/"
    assert (ann.phone, ann.preferred_format) == ("0131 496 0000", "large_print")
    needs = AccessNeeds.objects.get()
    assert (needs.user, needs.reach, needs.wants_bsl, needs.needs) == (ann, "relay", True, "I use a wheelchair.")


def test_the_page_shows_what_was_told_and_says_who_reads_it(ann: User, door: Door) -> None:
    access.tell(by=ann, **TOLD)
    page = html.unescape(door(ann).get(reverse("details")).content.decode())
    assert "I use a wheelchair." in page
    assert 'value="large_print"' in page
    assert "People who judge applications never see it" in page


def test_reminders_are_ended_and_begun_again_on_the_page(ann: User, door: Door) -> None:
    page = door(ann).get(reverse("details")).content.decode()
    assert re.search(r'name="wants_reminders"[^>]* checked', page)
    sent = {name: value for name, value in TOLD.items() if value is not True}
    for ticked, wants in (({}, False), ({"wants_reminders": "on"}, True)):
        door(ann).post(reverse("details"), sent | ticked)
        ann.refresh_from_db()
        assert ann.wants_reminders is wants


def test_another_site_is_not_where_the_page_leads_back_to(ann: User, door: Door) -> None:
    answer = door(ann).post(reverse("details"), {**TOLD, "next": "https://evil.example/"})
    assert answer["Location"] == reverse("details")


def test_errors_keep_what_was_typed(ann: User, door: Door) -> None:
    page = door(ann).post(reverse("details"), {**TOLD, "phone": "call me", "name": ""})
    assert page.status_code == 422
    text = html.unescape(page.content.decode())
    assert "Enter your name" in text
    assert "Enter a phone number, like 0131 496 0000" in text
    assert "I use a wheelchair." in text
    assert not AccessNeeds.objects.exists()


def test_words_that_are_taken_out_are_gone_from_the_whole_database(ann: User) -> None:
    access.tell(by=ann, **TOLD)
    access.tell(by=ann, **{**TOLD, "needs": ""})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            assert "wheelchair" not in str(cursor.fetchall()), table


def test_an_applicant_is_asked_once_and_by_a_link(round_: Round, group: Organisation, ann: User, door: Door) -> None:
    application = factories.make_application(round_, group, by=ann)
    address = reverse("applications:detail", args=[application.pk])
    ask = f'{reverse("details")}?next={address}"'
    assert ask in door(ann).get(address).content.decode()
    access.tell(by=ann, **{**TOLD, "needs": ""})
    assert ask not in door(ann).get(address).content.decode()


def test_only_officers_and_managers_and_the_person_see_the_needs(
    ann: User, nia: User, sam: User, pat: User, olive: User, morag: User, lena: User
) -> None:
    access.tell(by=ann, **TOLD)
    vera = factories.make_person("Vera Viewer", "viewer", "finance")
    seen = [AccessNeeds.objects.visible_to(who).exists() for who in (ann, olive, morag, nia, sam, pat, lena, vera)]
    assert seen == [True, True, True, False, False, False, False, False]


def test_the_officer_reads_them_on_the_application_and_nobody_else_does(
    group: Organisation, ann: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    access.tell(by=ann, **TOLD)
    bid = factories.make_application(organisation=group, state="in_assessment", by=ann)
    reading = factories.make_assessment(bid, sam)
    door(pat).post(reverse("applications:panel-declare", args=[bid.pk]), {"kind": "none"})
    at = reverse("applications:application", args=[bid.pk])
    page = door(olive).get(at).content.decode()
    assert "I use a wheelchair." in page
    assert "Book a BSL interpreter" in page
    assert "Telephone through Relay UK" in page
    vera = factories.make_person("Vera Viewer", "viewer")
    for who, where in (
        (vera, at),
        (sam, reverse("applications:assessment", args=[reading.pk])),
        (pat, reverse("applications:panel-application", args=[bid.pk])),
    ):
        answer = door(who).get(where)
        assert answer.status_code == 200
        assert "wheelchair" not in answer.content.decode()
        assert "Relay" not in answer.content.decode()


def test_people_of_a_group_cost_two_queries_however_many_they_are(group: Organisation, ann: User, olive: User) -> None:
    access.tell(by=ann, **TOLD)
    olive.has_role("officer")
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            people = access.people_of(group, by=olive)
        counts.append((len(people), len(queries)))
        for _ in range(2):
            person = factories.make_person()
            Membership.objects.create(user=person, organisation=group, kind="editor")
            access.tell(by=person, **TOLD)
    assert counts == [(1, 2), (3, 2)]
