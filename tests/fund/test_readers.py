"""Those who read: what they tell, what they agree to, and who sees it."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund import access, readers
from fund.kit.states import Refused
from fund.models import ReaderProfile, Term, User, Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]

TOLD = {"experience": "lived", "languages": "BSL", "most_minutes": 240, "away_from": None, "away_until": None}


@pytest.fixture
def pain(db: None) -> Term:
    words = Vocabulary.objects.create(slug="conditions", name="Conditions", version="1", is_current=True)
    return Term.objects.create(vocabulary=words, code="pain", name="Chronic pain")


def test_a_reader_tells_what_they_know_and_how_much_they_can_read(sam: User, pain: Term, door: Door) -> None:
    sent = {"experience": "both", "knows": [pain.pk], "languages": "Gaelic", "most_minutes": "240"}
    sent |= {"away_from": "3/4/2027", "away_until": "10 April 2027"}
    assert door(sam).post(reverse("my-reading"), sent).status_code == 302
    profile = ReaderProfile.objects.get(user=sam)
    assert (profile.experience, profile.is_lived, profile.most_minutes) == ("both", True, 240)
    assert list(profile.knows.all()) == [pain]
    assert (profile.away_from, profile.away_until) == (date(2027, 4, 3), date(2027, 4, 10))
    page = door(sam).get(reverse("my-reading")).content.decode()
    assert 'value="240"' in page and "3 April 2027" in page and "checked" in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose how you know about long-term conditions"),
        ({"experience": "lived", "most_minutes": "5"}, "10"),
        ({"experience": "lived", "away_from": "3 April 2027"}, "Enter the last day that you are away"),
        ({"experience": "lived", "away_until": "3 April 2027"}, "Enter the first day that you are away"),
        (
            {"experience": "lived", "away_from": "3 April 2027", "away_until": "2 April 2027"},
            "Enter a day that is not before the first one",
        ),
    ],
)
def test_what_makes_no_sense_is_said(sam: User, door: Door, sent: dict[str, str], words: str) -> None:
    response = door(sam).post(reverse("my-reading"), sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not ReaderProfile.objects.exists()


def test_agreeing_twice_keeps_the_first_moment(sam: User) -> None:
    first = readers.agree(by=sam).agreed_at
    assert first is not None
    assert readers.agree(by=sam).agreed_at == first
    assert ReaderProfile.history.count() == 1


def test_what_is_left_empty_has_no_limit(sam: User, door: Door) -> None:
    assert door(sam).post(reverse("my-reading"), {"experience": "professional"}).status_code == 302
    profile = ReaderProfile.objects.get(user=sam)
    assert (profile.most_minutes, profile.away_from, profile.is_lived) == (None, None, False)


def test_what_is_told_later_leaves_agreement_and_buddy_alone(sam: User, olive: User) -> None:
    readers.agree(by=sam)
    readers.look_after(sam, buddy=olive, trained_on=date(2026, 11, 2), by=olive)
    readers.tell(by=sam, knows=[], **TOLD)
    profile = ReaderProfile.objects.get(user=sam)
    assert profile.agreed_at is not None
    assert (profile.buddy, profile.trained_on, profile.languages) == (olive, date(2026, 11, 2), "BSL")


def test_nobody_is_their_own_buddy(sam: User, olive: User) -> None:
    with pytest.raises(Refused, match="nobody is their own"):
        readers.look_after(sam, buddy=sam, trained_on=None, by=olive)


def test_a_training_that_is_still_to_come_is_refused(sam: User, olive: User, door: Door) -> None:
    response = door(olive).post(reverse("reader", args=[sam.pk]), {"buddy": "", "trained_on": "1 May 2099"})
    assert response.status_code == 422
    assert "not in the future" in response.content.decode()


def test_officers_see_all_who_read_with_what_they_need(sam: User, pat: User, olive: User, door: Door) -> None:
    readers.tell(by=sam, knows=[], **TOLD)
    facts = access.facts_of(sam) | {"needs": "Large print and breaks", "name": "Sam Assessor"}
    access.tell(by=sam, **facts)
    page = door(olive).get(reverse("readers")).content.decode()
    for words in ("Sam Assessor", "lived experience", "Up to 240 minutes", "Large print and breaks", "Pat Panel"):
        assert words in page
    assert "Has not told us anything yet" in page


def test_another_reader_sees_nothing_of_it(sam: User, pat: User) -> None:
    readers.tell(by=sam, knows=[], **TOLD)
    assert list(ReaderProfile.objects.visible_to(pat)) == []
    assert [person.profile for person in readers.people(seen_by=pat)] == [None, None]  # type: ignore[attr-defined]


def test_the_list_costs_the_same_for_1_and_30(sam: User, olive: User, pain: Term, door: Door) -> None:
    client = door(olive)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("readers")).status_code == 200
        return len(queries)

    readers.tell(by=sam, knows=[str(pain.pk)], **TOLD)
    first = cost()
    for number in range(30):
        person = factories.make_person(f"Reader {number}", "assessor")
        readers.tell(by=person, knows=[str(pain.pk)], **TOLD)
    assert cost() == first <= 10
