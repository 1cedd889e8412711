"""The name of a learning event, what it is about and its hosts: read by all only when each find is decided."""

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from fund.kit.states import Refused
from fund.models import Organisation, PersonalDetail, Round, User
from fund.privacy import gate
from reporting.learning_events import checking, public_words
from reporting.models import EventText, LearningEvent
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def event(round_: Round, olive: User) -> LearningEvent:
    """An event with a final text, in whose facts somebody is named."""
    facts = {"name": "A day with Morag", "slug": "a-day-with-morag", "hosts": "Fiona Bain and two leads"}
    event = factories.make_event(round_.fund, state="final", **facts)
    EventText.objects.create(event=event, number=1, is_final=True, text=[], sha256="0" * 64, made_by=olive)
    public_words.look(event, by=olive)
    return event


def details(event: LearningEvent) -> dict[str, PersonalDetail]:
    return {f"{one.field}: {one.text}": one for one in gate.waiting(event)}


def test_nobody_reads_the_event_before_each_find_is_decided(event: LearningEvent, olive: User) -> None:
    assert list(details(event)) == ["hosts: Fiona Bain", "name: Morag"]
    with pytest.raises(Refused, match="may give a person away"):
        checking.publish(event, by=olive)
    public_words.let_stand(event, details(event)["hosts: Fiona Bain"], by=olive)
    with pytest.raises(Refused, match="may give a person away"):
        checking.publish(event, by=olive)
    public_words.mend(event, details(event)["name: Morag"], by=olive, instead="a friend")
    checking.publish(event, by=olive)
    event.refresh_from_db()
    assert (event.name, event.hosts) == ("A day with a friend", "Fiona Bain and two leads")
    assert LearningEvent.objects.public().get() == event


def test_the_address_of_the_event_loses_the_name_too(event: LearningEvent, olive: User, door: Door) -> None:
    public_words.mend(event, details(event)["name: Morag"], by=olive)
    event.refresh_from_db()
    assert (event.name, event.slug) == ("A day with", "a-day-with")
    public_words.let_stand(event, details(event)["hosts: Fiona Bain"], by=olive)
    checking.publish(event, by=olive)
    assert door(None).get("/learning/events/a-day-with/").status_code == 200
    assert door(None).get("/learning/events/a-day-with-morag/").status_code == 404


def test_an_organisation_named_after_a_person_is_no_find(event: LearningEvent, olive: User) -> None:
    Organisation.objects.create(name="Margaret’s House")
    Organisation.objects.create(name="Fiona")  # one word may be a person as well
    event.hosts = "Margaret's House, with Margaret Bain and Fiona"
    event.name = "A day"
    assert public_words.look(event, by=olive) == 2
    assert list(details(event)) == ["hosts: Margaret Bain", "hosts: Fiona"]


def test_nothing_is_left_empty_or_too_long(event: LearningEvent, olive: User) -> None:
    LearningEvent.objects.filter(pk=event.pk).update(name="Morag", hosts="Fiona Bain" + "a" * 185)
    event.refresh_from_db()
    public_words.look(event, by=olive)
    with pytest.raises(Refused, match="Nothing would be left"):
        public_words.mend(event, details(event)["name: Morag"], by=olive)
    long = next(one for words, one in details(event).items() if words.startswith("hosts"))
    with pytest.raises(Refused, match="room for 200 letters"):
        public_words.mend(event, long, by=olive, instead="a" * 201)


def test_an_officer_decides_on_the_page_of_the_event(event: LearningEvent, olive: User, door: Door) -> None:
    page = reverse("reporting:learning-event", args=[event.pk])
    assert "Name: “Morag”" in unescape(door(olive).get(page).content.decode())
    url = reverse("reporting:settle-event", args=[event.pk, details(event)["name: Morag"].pk])
    assert door(olive).post(url, {"what": "replace"}).status_code == 422
    assert door(olive).post(url, {"what": "replace", "instead": "a friend"}).status_code == 302
    assert list(details(event)) == ["hosts: Fiona Bain"]


def test_a_refusal_to_publish_keeps_what_was_found(event: LearningEvent, olive: User, door: Door) -> None:
    PersonalDetail.objects.all().delete()  # as of an event from before there was a gate
    assert door(olive).post(reverse("reporting:publish-event", args=[event.pk])).status_code == 409
    assert list(details(event)) == ["hosts: Fiona Bain", "name: Morag"]


def test_planning_and_changing_an_event_look_through_its_words(round_: Round, olive: User, door: Door) -> None:
    event = factories.make_event(round_.fund)
    client = door(olive)
    shown = client.get(reverse("reporting:change-event", args=[event.pk])).context["form"]
    data: dict[str, str] = {}
    for box in shown:
        widget, value = box.field.widget, box.value()
        if hasattr(widget, "widgets_names"):
            parts = zip(widget.widgets_names, widget.decompress(value), strict=True)
            data |= {f"{box.html_name}{suffix}": str(part) for suffix, part in parts}
        elif value is not None:
            data[box.html_name] = str(value)
    data["about"] = "Morag tells how it went."
    sent = client.post(reverse("reporting:change-event", args=[event.pk]), data)
    assert sent.status_code == 302
    assert list(details(event)) == ["about: Morag"]
