"""Appeals and complaints: told by a group, looked at by somebody who did not decide, answered in time."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import announcing, appealing, deciding, reserve_list, reserving
from applications.models import Appeal, Application, Decision
from fund.kit.states import Refused
from fund.models import Letter, Organisation, User
from tests import factories

Door = Callable[[User | None], Client]
THURSDAY = datetime(2026, 12, 24, 10, tzinfo=UTC)


@pytest.fixture
def bid(group: Organisation, olive: User, morag: User) -> Application:
    """Not funded; Olive decided, Morag announced, on the Thursday before Christmas."""
    with time_machine.travel(THURSDAY):
        closed = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
        bid = factories.make_application(closed, group, state="in_assessment")
        deciding.decide(bid, by=olive, outcome="decline", reason="Others came first.")
        announcing.announce(closed, by=morag)
    Letter.objects.all().delete()
    bid.refresh_from_db()
    return bid


def tell(bid: Application, by: User, kind: str = "appeal", words: str = "You read the wrong budget.") -> Appeal:
    return appealing.tell(bid, kind=kind, words=words, by=by)


def test_the_clock_counts_the_working_days_of_scotland(bid: Application, ann: User, olive: User, morag: User) -> None:
    with time_machine.travel(THURSDAY):
        appeal = tell(bid, ann)
    assert (appeal.received_on, appeal.acknowledge_by) == (date(2026, 12, 24), date(2027, 1, 6))
    assert appeal.answer_by == date(2027, 1, 27)
    assert [letter.kind for letter in Letter.objects.filter(to=ann)] == ["appeal_in"]
    assert {letter.to.name for letter in Letter.objects.filter(kind="appeal_told")} == {
        "Olive Officer",
        "Morag Manager",
    }


def test_a_group_can_ask_in_time_and_complain_at_any_time(bid: Application, ann: User) -> None:
    assert appealing.open_until(bid) == date(2027, 1, 27)
    with time_machine.travel(datetime(2027, 1, 28, 9, tzinfo=UTC)):
        with pytest.raises(Refused, match="until Wednesday 27 January 2027"):
            tell(bid, ann)
        assert tell(bid, ann, kind="complaint").state == "open"


def test_on_the_last_day_it_is_in_time(bid: Application, ann: User) -> None:
    with time_machine.travel(datetime(2027, 1, 27, 23, 30, tzinfo=UTC)):
        assert tell(bid, ann).state == "open"


@pytest.mark.parametrize("state", ["draft", "submitted", "in_assessment", "decided", "withdrawn", "ineligible"])
def test_before_a_group_has_heard_there_is_nothing_to_look_at(ann: User, group: Organisation, state: str) -> None:
    bid = factories.make_application(organisation=group, state=state)
    with pytest.raises(Refused, match="has not heard"):
        tell(bid, ann)


def test_one_at_a_time(bid: Application, ann: User) -> None:
    with time_machine.travel(THURSDAY):
        first = tell(bid, ann)
        with pytest.raises(Refused, match="already"):
            tell(bid, ann)
        appealing.withdraw(first, by=ann)
        tell(bid, ann)


def test_whoever_had_a_part_in_the_decision_does_not_look_at_it(
    bid: Application, ann: User, olive: User, sam: User
) -> None:
    with time_machine.travel(THURSDAY):
        appeal = tell(bid, ann)
    factories.make_assessment(bid, sam, state="handed_in")
    tied = factories.make_person("Tess Tied", "officer")
    bid.declarations.create(user=tied, kind="family")
    colleague = factories.make_member(bid.organisation, "Col Colleague").user
    parts = {
        "decided on it": olive,
        "assessed it": sam,
        "have ties to the group": tied,
        "belong to the group": colleague,
    }
    for part, person in parts.items():
        assert appealing.had_a_part(person, bid) == part
        with pytest.raises(Refused, match=f"You {part}, so somebody else"):
            appealing.take(appeal, by=person)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.handler) == ("open", None)


def test_somebody_who_decided_before_another_changed_it_decided_too(
    group: Organisation, olive: User, morag: User, ann: User
) -> None:
    bid = factories.make_application(organisation=group, state="in_assessment")
    deciding.decide(bid, by=olive, outcome="decline", reason="No.")
    deciding.decide(bid, by=morag, outcome="award", amount=Decimal(5), reason="Yes.")
    assert appealing.had_a_part(olive, bid) == appealing.had_a_part(morag, bid) == "decided on it"
    assert appealing.had_a_part(ann, bid) == "belong to the group"


def test_it_is_taken_answered_and_the_decision_stays(bid: Application, ann: User, morag: User) -> None:
    with time_machine.travel(THURSDAY):
        appeal = tell(bid, ann)
        appealing.take(appeal, by=morag)
        before = Decision.objects.values().get()
        appealing.answer(appeal, outcome="upheld", words="We read the old budget. We are sorry.", by=morag)
    appeal.refresh_from_db()
    bid.refresh_from_db()
    assert (appeal.state, appeal.handler, appeal.answer) == ("upheld", morag, "We read the old budget. We are sorry.")
    assert (bid.state, Decision.objects.values().get()) == ("not_funded", before)
    told = {letter.kind: letter for letter in Letter.objects.filter(to=ann)}
    assert sorted(told) == ["appeal_answered", "appeal_in", "appeal_taken"]
    assert "Morag Manager is looking at" in " ".join(told["appeal_taken"].text.split())
    assert "We agree with you." in " ".join(told["appeal_answered"].text.split())
    assert "We read the old budget." in told["appeal_answered"].text


def test_only_whoever_took_it_answers(bid: Application, ann: User, morag: User) -> None:
    other = factories.make_person("Oran Other", "officer")
    with time_machine.travel(THURSDAY):
        appeal = tell(bid, ann)
        with pytest.raises(Refused, match="Take it first"):
            appealing.answer(appeal, outcome="upheld", words="Yes", by=morag)
        appealing.take(appeal, by=morag)
        appealing.take(appeal, by=other)
        with pytest.raises(Refused, match="Take it first"):
            appealing.answer(appeal, outcome="upheld", words="Yes", by=morag)
        appealing.answer(appeal, outcome="not_upheld", words="The budget was the right one.", by=other)
    assert Letter.objects.filter(kind="appeal_taken").count() == 1


def test_what_is_late_says_so(bid: Application, ann: User, morag: User, door: Door) -> None:
    with time_machine.travel(THURSDAY):
        appeal = tell(bid, ann)
    with time_machine.travel(datetime(2027, 1, 6, 12, tzinfo=UTC)):
        assert not appeal.is_late
    with time_machine.travel(datetime(2027, 1, 7, 12, tzinfo=UTC)):
        assert appeal.is_late
        page = door(morag).get("/fund/appeals/").content.decode()
        assert "1 to answer, <strong>1 late</strong>" in page
        appealing.take(appeal, by=morag)
        appeal.refresh_from_db()
        assert not appeal.is_late
        assert appeal.due_on == date(2027, 1, 27)


def test_an_officer_types_what_came_by_post(bid: Application, olive: User, ann: User, door: Door) -> None:
    address = f"/fund/applications/{bid.pk}/appeal/"
    sent = {"kind": "complaint", "words": "Nobody rang back.", "received_on": "1 May 2090"}
    with time_machine.travel(datetime(2027, 2, 2, 12, tzinfo=UTC)):
        wrong = door(olive).post(address, sent)
        assert wrong.status_code == 422 and "Nobody rang back." in wrong.content.decode()
        assert door(olive).post(address, sent | {"received_on": "29 January 2027"}).status_code == 302
    appeal = Appeal.objects.get()
    assert (appeal.entered_by, appeal.told_by, appeal.received_on) == (olive, None, date(2027, 1, 29))
    assert appeal.acknowledge_by == date(2027, 2, 5)
    assert Letter.objects.filter(to=ann, kind="appeal_in").exists()


def test_a_group_asks_on_the_page_of_the_outcome_and_reads_the_answer_there(
    bid: Application, ann: User, morag: User, door: Door
) -> None:
    home = f"/my/applications/{bid.pk}/"
    with time_machine.travel(THURSDAY):
        assert f"{home}look-again/" in door(ann).get(home).content.decode()
        wrong = door(ann).post(f"{home}look-again/", {"words": "Typed and kept"})
        assert wrong.status_code == 422 and "Typed and kept" in wrong.content.decode()
        sent = {"kind": "appeal", "words": "You read the wrong budget."}
        assert door(ann).post(f"{home}look-again/", sent).status_code == 302
        page = door(ann).get(home).content.decode()
        assert "You get an answer by Wednesday 27 January 2027." in page and f"{home}look-again/" not in page
        appeal = Appeal.objects.get()
        desk = f"/fund/appeals/{appeal.pk}/"
        assert door(morag).post(f"{desk}take/").status_code == 302
        assert door(morag).post(desk, {"outcome": "not_upheld", "words": "It was the right one."}).status_code == 302
        page = door(ann).get(home).content.decode()
        assert "It was the right one." in page and "We do not agree" in page


def test_asking_by_two_presses_is_thanked_for_twice_and_another_case_waits(
    bid: Application, ann: User, door: Door
) -> None:
    page = f"/my/applications/{bid.pk}/look-again/"
    with time_machine.travel(THURSDAY):
        client = door(ann)
        for _ in range(2):
            said = client.post(page, {"kind": "appeal", "words": "You read the wrong budget."}, follow=True)
            assert said.status_code == 200 and "We have it." in said.content.decode()
        assert Appeal.objects.count() == Letter.objects.filter(kind="appeal_in").count() == 1
        other = client.post(page, {"kind": "complaint", "words": "Nobody rang back."})
        assert other.status_code == 409 and "Nobody rang back." in other.content.decode()
        for answer in (other, client.get(page)):
            assert "We are looking at something of yours already." in answer.content.decode()
    with time_machine.travel(datetime(2027, 3, 1, 9, tzinfo=UTC)):
        appealing.withdraw(Appeal.objects.get(), by=ann)
        late = door(ann).post(page, {"kind": "appeal", "words": "The wrong budget, again."})
        assert late.status_code == 409 and "The wrong budget, again." in late.content.decode()
        assert "You could ask us to look again until" in late.content.decode()


def test_an_upheld_appeal_puts_the_bid_on_the_reserve_list_and_from_there_it_is_funded(
    bid: Application, ann: User, olive: User, morag: User, door: Door
) -> None:
    appeal = tell(bid, ann)
    with pytest.raises(Refused, match="upheld"):
        reserving.put_on_after_appeal(appeal, by=morag, reason="The right budget fits.")
    appealing.take(appeal, by=morag)
    appealing.answer(appeal, outcome="upheld", words="We read the wrong budget.", by=morag)
    page = f"/fund/appeals/{appeal.pk}/reserve/"
    assert page in door(morag).get(f"/fund/appeals/{appeal.pk}/").content.decode()
    assert door(olive).get(page).status_code == 403, "managers decide it"
    assert door(morag).post(page, {"reason": ""}).status_code == 422
    assert door(morag).post(page, {"reason": "The right budget fits."}).status_code == 302
    bid.refresh_from_db()
    assert (bid.state, bid.decision.outcome) == ("reserve", "reserve")
    assert bid.decision.history.filter(history_change_reason="After an appeal: The right budget fits.").count() == 1
    letter = Letter.objects.get(to=ann, kind="appeal_changed")
    assert "The right budget fits." in letter.text and "not an offer yet" in letter.text
    assert reserve_list.in_order(bid.round) == [bid]
    assert door(morag).get(page).status_code == 403, "once is enough"
    grant = reserving.promote(bid, by=morag)
    assert grant.state == "offered"


def test_a_complaint_changes_no_decision(bid: Application, ann: User, morag: User) -> None:
    complaint = tell(bid, ann, kind="complaint")
    appealing.take(complaint, by=morag)
    appealing.answer(complaint, outcome="upheld", words="We were slow.", by=morag)
    complaint.refresh_from_db()
    with pytest.raises(Refused, match="Only an appeal"):
        reserving.put_on_after_appeal(complaint, by=morag, reason="Sorry.")
    bid.refresh_from_db()
    assert bid.state == "not_funded"


def test_the_list_costs_the_same_for_1_3_and_30(olive: User, door: Door) -> None:
    found, browser = [], door(olive)
    browser.get("/")
    for wanted in (1, 3, 30):
        while Appeal.objects.count() < wanted:
            factories.make_appeal(state="open" if Appeal.objects.count() % 2 else "upheld", handler=olive)
        if wanted == 1:
            factories.make_appeal()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/fund/appeals/").status_code == 200
        found.append(len(queries))
    assert len(set(found)) == 1
