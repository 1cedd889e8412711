"""Notes of talks and visits, ratings with their reasons, and what speaks for a closer look."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Round, User
from reporting import watching
from reporting.models import Contact
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(round_: Round, ann: User) -> Grant:
    """A grant that began half a year ago, of Ann’s group."""
    return factories.make_grant(
        factories.make_application(round_, factories.make_organisation(ann), state="awarded", by=ann)
    )


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_visit_is_noted_and_its_next_step_done(grant: Grant, olive: User, door: Door) -> None:
    client, today = door(olive), timezone.localdate()
    said = {"kind": "visit", "day": f"{today:%d/%m/%Y}", "people": "Jo and Mo", "words": "The hall is warm."}
    said |= {"next_step": "Send the map", "next_on": f"{today + timedelta(days=7):%d/%m/%Y}"}
    assert client.post(f"/fund/grants/{grant.pk}/note/", said).status_code == 302
    page = text(client.get(f"/fund/grants/{grant.pk}/"))
    assert "The hall is warm." in page and "With Jo and Mo." in page and "Send the map" in page
    contact = Contact.objects.get()
    assert client.post(f"/fund/contacts/{contact.pk}/done/").status_code == 302
    contact.refresh_from_db()
    assert contact.done_at is not None
    first = contact.done_at
    watching.tick_off(contact, by=olive)
    contact.refresh_from_db()
    assert contact.done_at == first


def test_what_cannot_be_a_note_is_said(grant: Grant, olive: User, door: Door) -> None:
    page = door(olive).post(f"/fund/grants/{grant.pk}/note/", {"kind": "visit", "next_on": "1/4/2099"})
    assert page.status_code == 422 and "Write what was said and seen" in text(page)
    with pytest.raises(Refused, match="today or a day before"):
        day = timezone.localdate() + timedelta(days=1)
        watching.note(grant, kind="call", words="Hm", day=day, by=olive)
    with pytest.raises(Refused, match="what is to happen"):
        watching.note(grant, kind="call", words="Hm", next_on=timezone.localdate(), by=olive)


def test_the_newest_rating_counts_and_the_older_stay(grant: Grant, olive: User, door: Door) -> None:
    client = door(olive)
    for level, because in (("red", "Nobody answers."), ("green", "They are back.")):
        client.post(f"/fund/grants/{grant.pk}/rate/", {"level": level, "because": because})
    assert [rating.level for rating in grant.ratings.all()] == ["green", "red"]
    page = text(client.get(f"/fund/grants/{grant.pk}/"))
    assert "They are back." in page and "Nobody answers." not in page
    assert ">Green<" in text(client.get("/fund/grants/?level=green"))
    assert grant.reference not in text(client.get("/fund/grants/?level=red"))
    assert grant.reference not in text(client.get("/fund/grants/?level=none"))


def test_a_rating_needs_a_reason_and_a_running_grant(grant: Grant, olive: User) -> None:
    with pytest.raises(Refused, match="Say why"):
        watching.rate(grant, level="red", because=" ", by=olive)
    Grant.objects.filter(pk=grant.pk).update(state="ended")
    with pytest.raises(Refused, match="Only running grants"):
        watching.rate(grant, level="red", because="x", by=olive)


def test_the_group_sees_neither_notes_nor_ratings(grant: Grant, ann: User, olive: User, door: Door) -> None:
    factories.make_contact(grant, by=olive, words="They seem tired.")
    watching.rate(grant, level="red", because="They seem tired.", by=olive)
    page = text(door(ann).get(f"/my/grants/{grant.pk}/"))
    assert "tired" not in page and ">Red<" not in page


def test_those_who_only_look_see_no_notes(grant: Grant, lena: User, olive: User, door: Door) -> None:
    factories.make_contact(grant, by=olive, words="They seem tired.")
    watching.rate(grant, level="red", because="The lead left.", by=olive)
    page = text(door(lena).get(f"/fund/grants/{grant.pk}/"))
    assert "tired" not in page and "The lead left." not in page


def test_the_signs_are_what_they_say(grant: Grant, olive: User) -> None:
    today = timezone.localdate()
    assert watching.signs_of(grant) == []
    factories.make_report(grant, due_on=today - timedelta(days=1))
    factories.make_report(grant, due_on=today - timedelta(days=12))
    factories.make_report(grant, name="Half year", state="returned")
    factories.make_contact(
        grant, by=olive, day=today - timedelta(days=190), next_step="Call", next_on=today - timedelta(days=1)
    )
    assert watching.signs_of(grant) == [
        "Reports late: 2, the longest by 12 days",
        "Sent back and not answered yet: Half year",
        "Nobody talked with the group for half a year",
        "Next steps of ours that are over their day: 1",
    ]


def test_the_page_costs_the_same_for_1_and_30_notes(grant: Grant, olive: User, door: Door) -> None:
    client = door(olive)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/fund/grants/{grant.pk}/").status_code == 200
        return len(queries)

    factories.make_contact(grant, by=olive)
    watching.rate(grant, level="green", because="x", by=olive)
    first = cost()
    for _ in range(29):
        factories.make_contact(grant, by=olive)
        watching.rate(grant, level="green", because="x", by=olive)
    assert cost() == first
