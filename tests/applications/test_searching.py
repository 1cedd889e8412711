"""The officers' search, alike on both databases."""

import time
from collections.abc import Callable

import pytest
from django.test import Client

from applications import applying, searching
from applications.models import Application, ApplicationAnswers, Assessment, SearchEntry
from fund.models import Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="submitted", by=ann, title="Walking back")


def says(application: Application, words: str) -> None:
    """Have the application say this in its plan, and index it."""
    sheet = application.answers.get(section__code="plan")
    sheet.values = {**sheet.values, "what": words}
    ApplicationAnswers.objects.filter(pk=sheet.pk).update(values=sheet.values)
    searching.index(application)


def found(words: str) -> list[str]:
    return sorted(searching.find(Application.objects.order_by("pk"), words).values_list("reference", flat=True))


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("Their pains grew less.", "pain"),
        ("They were walking", "walks"),
        ("We meet at the café", "CAFE\u0301"),
        ("We meet at the cafe\u0301", "café"),
        ("Ｆｕｌｌ width １２３", "123"),
        ("peer support in Leith", '"peer support"'),
        ("We give 100% of it", "100%"),
        ("a snake_case name", "snake_case"),
        ("C:\\temp\\plan", "\\temp"),
        ("Only %_\\ here", "%_\\"),
        ("((((a+)+)+ said somebody", "((((a+)+)+"),
        ("Tha sinn a’ coiseachd còmhla", "comhla"),
        ("arthritis or gout", "gout or asthma"),
        ("Ring 0131 496 0000", "0131 496"),
        ("ann.other@example.org", "ann.other@example.org"),
    ],
)
def test_what_is_said_is_found(bid: Application, said: str, asked: str) -> None:
    says(bid, said)
    assert found(asked) == [bid.reference]


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("support from peers", '"peer support"'),
        ("walks and swims", "walks -swims"),
        ("nothing special", "%"),
        ("nothing special", "_"),
        ("nothing special", "\\"),
        ("abc", "((((a+)+)+"),
        ("walks", "swims AND ) OR * NEAR( ^"),
    ],
)
def test_what_is_not_said_is_not_found(bid: Application, said: str, asked: str) -> None:
    says(bid, said)
    assert found(asked) == []


def test_it_finds_by_reference_title_summary_group_and_contact(bid: Application) -> None:
    searching.index(bid)
    for words in (bid.reference, "walking back", "lung disease", "leith lungs", "Ann Applicant", "room hire"):
        assert found(words) == [bid.reference]
    assert found("staff") == []  # a code of a heading is no word of theirs


def test_10000_characters_are_looked_for_in_no_time(bid: Application) -> None:
    says(bid, "walks " * 5000)
    began = time.perf_counter()
    for words in ("a" * 10_000, "walks " * 2000, '"' * 10_000, "(" * 10_000, "-x " * 3000, "or " * 3000, "%" * 10_000):
        found(words)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("odd", "is_found"),
    [("100%", True), ("%", True), ("_", False), ("\\", False), ("((((a+)+)+", False), ("a" * 10_000, False),
     ("\x00", True), ("cafe\u0301", True)],
)  # fmt: skip
def test_the_list_of_applications_looks_for_what_is_typed_within_a_second(
    bid: Application, olive: User, door: Door, odd: str, is_found: bool
) -> None:
    says(bid, "We give 100% of it at the café")
    began = time.perf_counter()
    page = door(olive).get(f"/fund/rounds/{bid.round.slug}/applications/", {"q": odd}).content.decode()
    assert time.perf_counter() - began < 1
    assert (bid.reference in page) == is_found


def test_a_changed_text_replaces_the_old_one(bid: Application) -> None:
    says(bid, "swimming")
    says(bid, "cycling")
    assert (found("swim"), found("cycle")) == ([], [bid.reference])
    assert SearchEntry.objects.count() == 1


def test_what_is_gone_is_not_found(bid: Application) -> None:
    says(bid, "swimming")
    SearchEntry.objects.all().delete()
    assert found("swimming") == []
    assert searching.reindex() == 1
    assert found("swimming") == [bid.reference]


def test_a_draft_is_not_searched(round_: Round, group: Organisation, ann: User) -> None:
    draft = factories.make_application(round_, group, by=ann, title="Secret ballet")
    assert searching.reindex() == 0
    assert found("ballet") == []
    assert draft.state == "draft"


def test_handing_in_makes_it_findable(round_: Round, group: Organisation, ann: User) -> None:
    round_.document_rules.all().delete()
    draft = factories.make_application(round_, group, by=ann)
    applying.submit(draft, by=ann)
    assert found("peers") == [draft.reference]


def test_assessors_and_panel_have_no_way_to_search(
    bid: Application, sam: User, pat: User, ann: User, door: Door
) -> None:
    says(bid, "zanzibar")
    Assessment.objects.create(application=bid, assessor=sam)
    for person, page in ((sam, "/assess/"), (pat, "/panel/"), (ann, "/home/")):
        page = door(person).get(page, {"q": "zanzibar"}, follow=True).content.decode()
        assert "zanzibar" not in page
    for person in (sam, pat, ann):
        assert door(person).get(f"/fund/rounds/{bid.round.slug}/applications/", {"q": "zanzibar"}).status_code == 403
