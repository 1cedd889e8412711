"""Cards of a learning event: by a code, on its days, without a name; themes by hand."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from fund.kit.states import Refused
from fund.models import Round, StoredFile, User
from reporting.learning_events import carding, theming
from reporting.models import EventCard, LearningEvent
from tests import factories
from tests.fund.test_safe_files import picture
from tests.racing import race

Door = Callable[[User | None], Client]


@pytest.fixture
def event(round_: Round) -> LearningEvent:
    cache.clear()
    return factories.make_event(round_.fund, code="KHMRT4")


def test_anybody_writes_a_card_by_the_code(event: LearningEvent, door: Door) -> None:
    client = door(None)
    assert client.post("/card/", {"code": " khm-rt4 "}).headers["Location"] == "/card/KHMRT4/"
    for _ in range(2):  # opening does nothing
        assert client.get("/card/KHMRT4/").status_code == 200
    assert not EventCard.objects.exists()
    assert client.post("/card/KHMRT4/", {"kind": "hindered", "words": "No bus after six."}).status_code == 302
    card = EventCard.objects.get()
    assert (card.event, card.kind, card.slot, card.words) == (event, "hindered", "did_not_work", "No bus after six.")
    assert isinstance(card.key, uuid.UUID)


def test_a_card_says_nothing_of_who_wrote_it(event: LearningEvent, ann: User, door: Door) -> None:
    door(ann).post("/card/KHMRT4/", {"kind": "idea", "words": "Ring people the day before."})
    card = EventCard.objects.get()
    row: Any = card.history.get()
    assert (row.history_user, card.event) == (None, event)
    names = {field.name for field in EventCard._meta.get_fields()}
    assert {"grant", "invitation", "written_by", "written_at", "organisation"}.isdisjoint(names)


@pytest.mark.parametrize("days", [-1, 1])
def test_the_code_works_on_its_days_alone(event: LearningEvent, door: Door, days: int) -> None:
    LearningEvent.objects.filter(pk=event.pk).update(
        cards_from=event.day + timedelta(days=days), cards_until=event.day + timedelta(days=days)
    )
    client = door(None)
    assert "You can write cards on" in client.get("/card/KHMRT4/").content.decode()
    late = client.post("/card/KHMRT4/", {"kind": "idea", "words": "Too early or too late."})
    assert late.status_code == 409 and "Too early or too late." in late.content.decode()
    with pytest.raises(Refused, match="The code works on"):
        carding.write(LearningEvent.objects.get(), kind="idea", words="Still")
    assert not EventCard.objects.exists()


def test_a_code_of_an_event_that_was_called_off_takes_no_card(event: LearningEvent, door: Door) -> None:
    LearningEvent.objects.update(state="called_off")
    assert door(None).post("/card/KHMRT4/", {"kind": "idea", "words": "Hello"}).status_code == 409
    assert not EventCard.objects.exists()


def test_nobody_guesses_codes_by_trying_many(event: LearningEvent, door: Door) -> None:
    client = door(None)
    found = [client.get(f"/card/WRONG{number}/").status_code for number in range(31)]
    assert found == [404] * 30 + [429]
    cache.clear()


def test_who_writes_very_many_cards_has_to_wait_and_loses_no_words(event: LearningEvent, door: Door) -> None:
    client = door(None)
    found = [client.post("/card/KHMRT4/", {"kind": "idea", "words": f"Card {number}"}) for number in range(121)]
    assert [answer.status_code for answer in found] == [302] * 120 + [429]
    assert "Card 120" in found[-1].content.decode() and EventCard.objects.count() == 120
    cache.clear()


def test_an_empty_card_is_asked_for_words(event: LearningEvent, door: Door) -> None:
    answer = door(None).post("/card/KHMRT4/", {"kind": "idea"})
    assert answer.status_code == 422 and "Write your card, or add a photo of it" in answer.content.decode()


def test_a_photo_waits_until_somebody_has_typed_what_it_says(
    event: LearningEvent, nia: User, olive: User, door: Door
) -> None:
    photo = SimpleUploadedFile("Mo MacLeod.jpg", picture("JPEG"), "image/jpeg")
    assert door(None).post("/card/KHMRT4/", {"kind": "helped", "photo": photo}).status_code == 302
    card, stored = EventCard.objects.get(), StoredFile.objects.get()
    assert (stored.name, stored.sent_by) == ("card.jpg", None)
    assert not event.cards.usable().exists()
    here = f"/fund/learning-events/cards/{card.pk}/"
    said = {"slot": "worked", "photo_words": "“Morag rang me”, with a drawing of a phone"}
    assert door(olive).post(here, said).status_code == 302
    assert card.details.get(state="open").text.startswith("Morag")
    detail = card.details.get(state="open")
    assert not event.cards.usable().exists()
    decided = door(olive).post(f"{here}details/{detail.pk}/", {"what": "replace", "instead": "A neighbour"})
    assert decided.status_code == 302
    assert event.cards.usable().get().said == "“A neighbour rang me”, with a drawing of a phone"
    assert door(olive).get(f"{here}photo/").status_code == 200
    assert door(nia).get(f"{here}photo/").status_code == 403


def test_what_may_give_somebody_away_waits_for_a_person(event: LearningEvent, olive: User) -> None:
    card = carding.write(event, kind="helped", words="Ring 0131 496 0000.")
    assert not event.cards.usable().exists()
    carding.agree_to_detail(card, card.details.get(), by=olive)
    assert event.cards.usable().get() == card


def test_a_card_that_is_nothing_but_a_detail_is_set_aside(event: LearningEvent, olive: User) -> None:
    card = carding.write(event, kind="helped", words="0131 496 0000")
    with pytest.raises(Refused, match="Set it aside"):
        carding.mend_detail(card, card.details.get(), by=olive)
    carding.describe(card, slot="", photo_words="", is_set_aside=True, by=olive)
    assert [column.cards for column in theming.board(event)] == [()]


def test_cards_are_put_under_themes_by_ticks_and_one_button(event: LearningEvent, olive: User, door: Door) -> None:
    one, two, three = (factories.make_card(event, f"Card {number}") for number in range(3))
    client, board = door(olive), f"/fund/learning-events/{event.pk}/board/"
    for name in ("Coming back", "Money"):
        assert client.post(f"/fund/learning-events/{event.pk}/themes/new/", {"name": name}).status_code == 302
    back, money = event.themes.all()
    assert client.post(board, {"cards": [one.pk, two.pk], "theme": back.pk}).status_code == 302
    assert client.post(board, {"theme": back.pk}).status_code == 422
    assert client.post(board, {"cards": [three.pk]}).status_code == 422
    assert [len(column.cards) for column in theming.board(event)] == [1, 2, 0]
    client.post(f"/fund/learning-events/themes/{money.pk}/move/up/")
    assert [str(theme) for theme in event.themes.all()] == ["Money", "Coming back"]
    client.post(f"/fund/learning-events/themes/{money.pk}/move/up/")  # the first stays the first
    assert [str(theme) for theme in event.themes.all()] == ["Money", "Coming back"]
    client.post(board, {"cards": [one.pk], "theme": "none"})
    assert client.post(f"/fund/learning-events/themes/{back.pk}/drop/").status_code == 302
    assert [(str(column.theme), len(column.cards)) for column in theming.board(event)] == [("None", 3), ("Money", 0)]


def test_a_theme_has_its_name_once_and_belongs_to_its_event(event: LearningEvent, olive: User) -> None:
    theme = theming.name(event, name="Money", term=None, by=olive)
    with pytest.raises(Refused, match="already"):
        theming.name(event, name="money", term=None, by=olive)
    assert theming.name(event, name="MONEY", term=None, by=olive, theme=theme).name == "MONEY"
    other = factories.make_event(event.fund)
    with pytest.raises(Refused, match="another event"):
        theming.put(other, [], theme, by=olive)


@pytest.mark.parametrize("number", [1, 12])
def test_the_board_costs_the_same_for_one_card_and_for_many(
    event: LearningEvent, number: int, django_assert_num_queries: DjangoAssertNumQueries, olive: User
) -> None:
    theme = theming.name(event, name="Money", term=None, by=olive)
    for place in range(number):
        factories.make_card(event, f"Card {place}", theme=theme if place % 2 else None)
    theming.board(event)  # what kind of row a card is was asked once
    with django_assert_num_queries(2):
        columns = theming.board(event)
    assert sum(len(column.cards) for column in columns) == number


@pytest.mark.parametrize("number", [1, 12])
def test_the_page_of_the_board_costs_the_same(
    event: LearningEvent, number: int, django_assert_num_queries: DjangoAssertNumQueries, olive: User, door: Door
) -> None:
    for place in range(number):
        theme = theming.name(event, name=f"Theme {place}", term=None, by=olive)
        factories.make_card(event, f"Card {place}", theme=theme)
    client = door(olive)
    client.get(f"/fund/learning-events/{event.pk}/board/")
    with django_assert_num_queries(7):
        client.get(f"/fund/learning-events/{event.pk}/board/")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_cards_at_once_are_both_there(event: LearningEvent) -> None:
    def card(words: str) -> Callable[[], EventCard]:
        return lambda: carding.write(event, kind="idea", words=words)

    assert race([card("One"), card("Two"), card("Three")]) == ["done"] * 3
    assert sorted(EventCard.objects.values_list("words", flat=True)) == ["One", "Three", "Two"]
