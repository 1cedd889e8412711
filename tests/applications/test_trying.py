"""Test applications: officers try a round out, and nothing of it mixes with what is real."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications import announcing, assigning, deciding, ranking, screening, trying
from applications.models import Application, Assessment, Decision, Document
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, StoredFile, User
from reporting import overview
from tests import factories, world
from tests.journeys.browser import paper

pytestmark = pytest.mark.slow

Door = Callable[[User | None], Client]
SECRET = "Nobody may count this"


def words_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


@pytest.fixture
def draft(db: None) -> Round:
    return factories.make_round(state="draft", code="SMFL-2")


@pytest.fixture
def test_(draft: Round, olive: User) -> Application:
    return trying.start_test(draft, by=olive, is_new_group=False)


def test_an_officer_starts_a_test_in_a_draft_of_a_round(draft: Round, olive: User, door: Door) -> None:
    page = door(olive).post(f"/fund/rounds/{draft.slug}/tests/", {"age": "new"}, follow=True)
    test = Application.objects.get()
    assert (test.reference, test.number, test.is_test, test.started_by) == ("SMFL-2-T01", 1, True, olive)
    assert (test.organisation.is_test, test.organisation.is_established()) == (True, False)
    assert "Test. This application is a test" in words_of(page).replace("<strong>", "").replace("</strong>", "")


def test_tests_are_numbered_apart(draft: Round, group: Organisation, olive: User, ann: User) -> None:
    first, second = (trying.start_test(draft, by=olive, is_new_group=False) for _ in range(2))
    assert [first.reference, second.reference] == ["SMFL-2-T01", "SMFL-2-T02"]
    Round.objects.filter(pk=draft.pk).update(state="published")
    from applications import applying

    assert applying.start(Round.objects.get(pk=draft.pk), group, by=ann).reference == "SMFL-2-001"
    assert trying.start_test(draft, by=olive, is_new_group=True).reference == "SMFL-2-T03"


def test_a_test_goes_the_whole_way_to_its_receipt_before_the_round_is_published(
    test_: Application, olive: User, door: Door
) -> None:
    client, mine = door(olive), f"/my/applications/{test_.pk}/"
    for code, answers in factories.ANSWERS.items():
        sent = {name: value for name, value in answers.items() if not isinstance(value, list)}
        if code == "budget":
            sent |= {"budget-0-heading": "staff", "budget-0-what": "Walk leader", "budget-0-amount": "9000"}
        assert client.post(f"{mine}section/{code}/", {**sent, "version": "0"}).status_code == 302
    rule = test_.round.document_rules.get()
    assert client.post(f"{mine}documents/", {rule.code: paper()}).status_code == 302
    document = Document.objects.get()
    assert client.get(f"/documents/{document.pk}/").status_code == 200
    assert client.post(f"{mine}hand-in/", {"declared": "on"}).status_code == 302
    test_.refresh_from_db()
    assert test_.state == "submitted"
    receipt = words_of(client.get(f"{mine}receipt/"))
    assert "is a test of" in receipt
    assert Letter.objects.count() == 0


def test_nobody_else_sees_a_test(test_: Application, ann: User, sam: User, pat: User, lena: User, door: Door) -> None:
    for person in (ann, sam, pat, lena):
        assert door(person).get(f"/my/applications/{test_.pk}/").status_code == 404
    assert Application.objects.own(ann).count() == 0


def test_a_test_can_be_tried_by_every_officer(test_: Application, morag: User, door: Door) -> None:
    assert door(morag).get(f"/my/applications/{test_.pk}/section/plan/").status_code == 200


def test_a_past_round_and_one_without_questions_cannot_be_tried(draft: Round, olive: User) -> None:
    draft.questionnaires.all().delete()
    with pytest.raises(Refused, match="has no questions yet"):
        trying.start_test(draft, by=olive, is_new_group=False)
    past = factories.make_round(state="past")
    with pytest.raises(Refused, match="is past, so there is nothing to try"):
        trying.start_test(past, by=olive, is_new_group=False)
    assert (Application.objects.count(), Organisation.objects.count()) == (0, 0)


# Nothing mixes -------------------------------------------------------------------------------------------------------


@pytest.fixture
def leaks(olive: User, sam: User, pat: User) -> list[Application]:
    """In one closed round, a test in every state, with money, a reading and an award, however it may have got there."""
    round_ = factories.make_round(closes_at=timezone.now(), state="published", slug="closed")
    found = []
    for number, state in enumerate(Application.State.values, start=1):
        group = factories.make_organisation(name=f"{SECRET} group", is_test=True)
        test = factories.make_application(
            round_, group, state=state, is_test=True, number=number, reference=f"X-T{number:02}", title=SECRET,
            amount=Decimal(7777),
        )  # fmt: skip
        factories.make_assessment(test, sam, state="handed_in", scores=(5, 5, 5))
        if state in {"decided", "awarded"}:
            factories.make_decision(test, amount=7777)
        found.append(test)
    factories.make_assessment(found[3], factories.make_person("Una", "assessor"), state="assigned")
    return found


PLACES = [
    "/fund/",
    "/fund/rounds/",
    "/fund/rounds/closed/",
    "/fund/rounds/closed/applications/",
    "/fund/rounds/closed/ranking/",
    "/fund/rounds/closed/applications/?state=submitted",
    "/fund/rounds/closed/applications/?q=nobody",
    "/fund/rounds/closed/announce/",
    "/fund/grants/",
    "/fund/reports/",
    "/fund/rounds/closed/set-up/",
    "/my/",
    "/rounds/",
    "/rounds/closed/",
    "/projects/",
    "/learning/",
    "/assess/",
    "/panel/",
    "/panel/rounds/closed/",
    "/",
]


@pytest.mark.parametrize("place", PLACES)
def test_no_page_shows_a_test(
    leaks: list[Application], place: str, olive: User, morag: User, sam: User, pat: User, door: Door
) -> None:
    for person in (olive, morag, sam, pat):
        response = door(person).get(place)
        if response.status_code == 200:
            page = words_of(response)
            assert SECRET not in page, person
            assert "7,777" not in page, person
            assert "X-T0" not in page, person


def test_every_place_was_shown_to_somebody(
    leaks: list[Application], olive: User, morag: User, sam: User, pat: User, door: Door
) -> None:
    for place in PLACES:
        assert 200 in {door(person).get(place).status_code for person in (olive, morag, sam, pat)}, place


def test_no_count_and_no_sum_holds_a_test(leaks: list[Application], olive: User, sam: User) -> None:
    round_ = leaks[0].round
    assert set(screening.to_do(round_).values()) == {0}
    assert ranking.money(round_) == ranking.Money(all=Decimal(50000), asked=Decimal(0), decided=Decimal(0))
    assert (list(ranking.ranked(round_)), ranking.money_line(round_, None)) == ([], [])
    assert list(announcing.decided_in(round_)) == list(announcing.undecided_in(round_)) == []
    assert overview.rounds_now(olive) == [overview.RoundNow(round_)]
    assert round_.applications.count() == Application.objects.handed_in().count() == 0
    assert Application.objects.visible_to(olive).count() == Organisation.objects.visible_to(olive).count() == 0
    assert Assessment.objects.visible_to(olive).count() == Assessment.objects.own(sam).count() == 0
    assert {person.to_read for person in assigning.assessors()} == {0}
    assert leaks[0].organisation.applications.count() == 0


def test_a_test_opens_for_no_reader(leaks: list[Application], olive: User, sam: User, pat: User, door: Door) -> None:
    for test in leaks:
        assert door(olive).get(f"/fund/applications/{test.pk}/").status_code == 404
        assert door(pat).get(f"/panel/applications/{test.pk}/").status_code == 404
    for assessment in Assessment.objects.all():
        assert door(sam).get(f"/assess/{assessment.pk}/").status_code == 404
    document = Document.objects.create(
        application=leaks[3], rule=leaks[3].round.document_rules.get(), file=world.store()
    )
    type(document.rule).objects.update(panel_sees_it=True)
    assert [door(person).get(f"/documents/{document.pk}/").status_code for person in (sam, pat, olive)] == [
        404,
        404,
        200,
    ]


def test_announcing_tells_nobody_of_a_test(leaks: list[Application], morag: User) -> None:
    assert announcing.announce(leaks[0].round, by=morag) == []
    assert Letter.objects.count() == 0
    assert Decision.objects.filter(announced_at__isnull=False).count() == 0


def test_a_test_is_never_assessed_or_decided(test_: Application, olive: User, sam: User) -> None:
    Application.objects.filter(pk=test_.pk).update(state="submitted")
    test_.refresh_from_db()
    with pytest.raises(Refused, match="is a test application, so nobody can be asked to read it"):
        assigning.assign(test_, [sam], by=olive)
    with pytest.raises(Refused, match="is a test application, so there is nothing to decide"):
        deciding.decide(test_, by=olive, outcome="award", reason="Good", amount=Decimal(5))
    assert [to for to in Application.State.values if test_.can_move(to)] == ["withdrawn"]
    with pytest.raises(Refused):
        test_.move("in_assessment", by=olive)


# Deleting ------------------------------------------------------------------------------------------------------------


def test_tests_are_listed_and_deleted_with_all_they_have(
    test_: Application, olive: User, door: Door, django_capture_on_commit_callbacks: Any
) -> None:
    document = Document.objects.create(application=test_, file=world.store())
    name = document.file.content.name
    storage = document.file.content.storage
    client, tests = door(olive), f"/fund/rounds/{test_.round.slug}/tests/"
    assert "SMFL-2-T01" in words_of(client.get(tests))
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post(f"{tests}{test_.pk}/delete/", follow=True)
    assert "SMFL-2-T01 is deleted." in words_of(page)
    assert (Application.objects.count(), Organisation.objects.count(), StoredFile.objects.count()) == (0, 0, 0)
    assert not storage.exists(name)


def test_a_real_application_is_never_deleted(round_: Round, group: Organisation, olive: User) -> None:
    real = factories.make_application(round_, group)
    with pytest.raises(Refused, match="Only tests can be deleted"):
        trying.delete_test(real, by=olive)
    assert Application.objects.get() == real


def test_publishing_keeps_tests_and_keeps_them_apart(test_: Application, olive: User, door: Door) -> None:
    door(olive).post(f"/fund/rounds/{test_.round.slug}/publish/")
    assert Application.objects.tests().get() == test_
    assert "SMFL-2-T01" in words_of(door(olive).get(f"/fund/rounds/{test_.round.slug}/tests/"))
