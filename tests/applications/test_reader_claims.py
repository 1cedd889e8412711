"""Paying readers: what they ask for, who agrees, what finance gets, and who sees it."""

import html
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import claiming
from applications.models import ApplicationAnswers, ReaderClaim
from fund import paying_readers, readers
from fund.kit import kept_history
from fund.kit.states import Refused
from fund.models import Fund, Letter, ReaderProfile, Round, User
from tests import factories
from tests.world import a_pdf

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
YESTERDAY = {"day": timezone.localdate() - timedelta(days=1)}


@pytest.fixture(autouse=True)
def fund(db: None) -> Fund:
    fund = factories.make_fund()
    fund.reading_rate, fund.meeting_rate, fund.mile_rate = Decimal("15.50"), Decimal(20), Decimal("0.45")
    fund.save()
    return fund


@pytest.fixture
def fay(db: None) -> User:
    return factories.make_person("Fay Finance", "finance")


def page_of(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def typed(**facts: object) -> dict[str, object]:
    return {"day": f"{YESTERDAY['day']:%d/%m/%Y}", **facts}


@pytest.mark.parametrize(
    ("facts", "rate", "amount"),
    [
        ({"kind": "reading", "hours": Decimal("1.5")}, Decimal("15.50"), Decimal("23.25")),
        ({"kind": "meeting", "hours": Decimal("0.33")}, Decimal(20), Decimal("6.60")),
        ({"kind": "training", "hours": Decimal(2)}, Decimal(20), Decimal(40)),
        ({"kind": "travel", "miles": Decimal("10.1")}, Decimal("0.45"), Decimal("4.55")),  # 4.545, half up
        ({"kind": "travel", "amount": Decimal("12.80")}, None, Decimal("12.80")),
        ({"kind": "care", "amount": Decimal(30), "hours": Decimal(2)}, None, Decimal(30)),
        ({"kind": "help", "amount": Decimal("99.99")}, None, Decimal("99.99")),
    ],
)
def test_hours_and_miles_count_at_the_rate_and_costs_as_they_were(
    sam: User, facts: dict[str, object], rate: Decimal | None, amount: Decimal
) -> None:
    claim = claiming.ask(sam, by=sam, **YESTERDAY, **facts)  # type: ignore[arg-type]
    claim.refresh_from_db()
    assert (claim.rate, claim.amount, claim.state, claim.asked_by) == (rate, amount, "asked", sam)


def test_a_claim_keeps_the_rate_of_its_day(sam: User, morag: User, fund: Fund) -> None:
    claim = claiming.ask(sam, by=sam, kind="reading", hours=Decimal(2), **YESTERDAY)
    rates = {"reading_rate": Decimal(30), "meeting_rate": None, "mile_rate": Decimal("0.50")}
    paying_readers.set_rates(fund, by=morag, **rates)
    claim.refresh_from_db()
    assert (claim.rate, claim.amount) == (Decimal("15.50"), Decimal(31))
    assert claiming.ask(sam, by=sam, kind="reading", hours=Decimal(2), **YESTERDAY).amount == Decimal(60)


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose what it is for"),
        ({"kind": "reading"}, "Enter the hours"),
        ({"kind": "reading", "hours": "two"}, "Enter a number in digits, like 1.5"),
        ({"kind": "reading", "hours": "0"}, "Enter a number above nought and up to 100"),
        ({"kind": "reading", "hours": "101"}, "Enter a number above nought and up to 100"),
        ({"kind": "reading", "hours": "1", "amount": "5"}, "Leave the amount empty. We work it out from the hours"),
        ({"kind": "travel"}, "Enter the amount, or the miles"),
        ({"kind": "care"}, "Enter the amount"),
        ({"kind": "care", "amount": "-3"}, "Enter an amount that is not below nought"),
        ({"kind": "care", "amount": "5", "day": "1/1/2090"}, "Enter a day that is not in the future"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_lost(
    sam: User, door: Door, sent: dict[str, str], words: str
) -> None:
    response = door(sam).post(reverse("applications:ask-payment"), typed(note="By the early train") | sent)
    page = html.unescape(response.content.decode())
    assert (response.status_code, ReaderClaim.objects.count()) == (422, 0)
    assert words in page and "By the early train" in page


def test_where_the_fund_has_no_rate_the_amount_is_asked_for(sam: User, door: Door) -> None:
    with kept_history.erasing():
        Fund.objects.all().first().history.all().delete()  # type: ignore[union-attr]
    fund = Fund.objects.get()
    fund.meeting_rate = None
    fund.save()
    address = reverse("applications:ask-payment")
    response = door(sam).post(address, typed(kind="meeting", hours="2"))
    assert "The fund has no rate for this yet" in response.content.decode()
    assert door(sam).post(address, typed(kind="meeting", hours="2", amount="25")).status_code == 302
    claim = ReaderClaim.objects.get()
    assert (claim.rate, claim.amount, claim.hours) == (None, Decimal(25), Decimal(2))


def test_a_receipt_is_kept_and_opens_for_those_who_see_the_claim(
    sam: User, pat: User, olive: User, fay: User, ann: User, door: Door
) -> None:
    paper = SimpleUploadedFile("ticket.pdf", a_pdf(), "application/pdf")
    sent = typed(kind="travel", amount="12.80", receipt=paper)
    assert door(sam).post(reverse("applications:ask-payment"), sent).status_code == 302
    claim = ReaderClaim.objects.get()
    address = reverse("applications:claim-receipt", args=[claim.pk])
    statuses = [door(person).get(address).status_code for person in (sam, olive, fay, pat, ann, None)]
    assert statuses == [200, 200, 200, 404, 404, 302]


def test_a_receipt_that_is_no_receipt_is_refused(sam: User, door: Door) -> None:
    paper = SimpleUploadedFile("ticket.exe", b"MZ harm", "application/pdf")
    response = door(sam).post(reverse("applications:ask-payment"), typed(kind="care", amount="5", receipt=paper))
    assert (response.status_code, ReaderClaim.objects.count()) == (422, 0)


def test_from_asking_to_the_money_with_a_letter_at_each_step(
    sam: User, olive: User, morag: User, letters_to: Callable[[User], list[str]]
) -> None:
    claim = claiming.ask(sam, by=sam, kind="meeting", hours=Decimal(2), **YESTERDAY)
    claiming.agree(claim, by=olive)
    claiming.pay(claim, on=timezone.localdate(), reference="BACS 991", by=olive)
    claim.refresh_from_db()
    assert (claim.state, claim.agreed_by, claim.paid_by, claim.payment_reference) == ("paid", olive, olive, "BACS 991")
    assert letters_to(sam) == ["claim_told", "claim_told"]
    assert "BACS 991" in " ".join(Letter.objects.latest("pk").text.split())
    with pytest.raises(Refused, match="“Paid”"):
        claiming.withdraw(claim, by=sam)
    with pytest.raises(Refused, match="“Paid”"):
        claiming.turn_down(claim, because="Twice", by=morag)


def test_another_person_than_who_asked_agrees(sam: User, olive: User, morag: User, door: Door) -> None:
    entered = claiming.ask(sam, by=olive, kind="care", amount=Decimal(30), **YESTERDAY)
    for verb in (
        lambda: claiming.agree(entered, by=olive),
        lambda: claiming.turn_down(entered, because="No", by=olive),
        lambda: claiming.pay(entered, on=timezone.localdate(), reference="1", by=olive),
    ):
        with pytest.raises(Refused, match="was asked for by you, so somebody else has to"):
            verb()
    assert door(olive).post(reverse("applications:agree-to-claim", args=[entered.pk])).status_code == 403
    assert door(morag).post(reverse("applications:agree-to-claim", args=[entered.pk])).status_code == 302
    entered.refresh_from_db()
    assert (entered.state, entered.agreed_by) == ("agreed", morag)


def test_an_officer_who_reads_agrees_to_nothing_of_their_own(olive: User, morag: User) -> None:
    entered = claiming.ask(olive, by=morag, kind="care", amount=Decimal(30), **YESTERDAY)
    with pytest.raises(Refused, match="is for you, so somebody else has to agree to it"):
        claiming.agree(entered, by=olive)


def test_the_database_holds_it_too(sam: User, olive: User) -> None:
    wrong: list[dict[str, object]] = [
        {"agreed_by": sam},
        {"asked_by": olive, "agreed_by": olive},
        {"amount": Decimal(0)},
        {"state": "paid"},
    ]
    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            factories.make_claim(sam, **facts)


def test_turning_down_takes_words_that_the_reader_gets(sam: User, olive: User, door: Door) -> None:
    claim = factories.make_claim(sam)
    address = reverse("applications:turn-claim-down", args=[claim.pk])
    response = door(olive).post(address, {"because": " "})
    assert response.status_code == 422 and "Say why it is not paid" in response.content.decode()
    assert door(olive).post(address, {"because": "The meeting was called off."}).status_code == 302
    assert "The meeting was called off." in Letter.objects.get(kind="claim_told").text
    assert "The meeting was called off." in page_of(door(sam), reverse("applications:payments"))


def test_paying_needs_a_day_that_is_not_to_come_and_a_reference(sam: User, fay: User, door: Door) -> None:
    claim = factories.make_claim(sam, state="agreed")
    address = reverse("applications:pay-claim", args=[claim.pk])
    page = html.unescape(door(fay).post(address, {"on": "1/1/2090", "reference": ""}).content.decode())
    assert "Enter a day that is not in the future" in page and "Enter the reference of the payment" in page
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert door(fay).post(address, {"on": today, "reference": "BACS 7"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.paid_by) == ("paid", fay)
    with pytest.raises(Refused, match="cannot be in the future"):
        claiming.pay(factories.make_claim(sam, state="agreed"), on=date(2090, 1, 1), reference="1", by=fay)


def test_nothing_is_paid_before_it_is_agreed(sam: User, fay: User, door: Door) -> None:
    claim = factories.make_claim(sam)
    assert door(fay).post(reverse("applications:pay-claim", args=[claim.pk]), {}).status_code == 403
    with pytest.raises(Refused, match="“Asked for”"):
        claiming.pay(claim, on=timezone.localdate(), reference="1", by=fay)


def test_finance_neither_agrees_nor_enters(sam: User, fay: User, door: Door) -> None:
    claim = factories.make_claim(sam)
    assert door(fay).post(reverse("applications:agree-to-claim", args=[claim.pk])).status_code == 403
    assert door(fay).get(reverse("applications:enter-claim")).status_code == 403
    assert door(fay).get(reverse("applications:claims")).status_code == 200


def test_a_reader_takes_back_what_is_not_paid_yet(sam: User, pat: User, door: Door) -> None:
    claim = factories.make_claim(sam, state="agreed")
    address = reverse("applications:withdraw-claim", args=[claim.pk])
    assert door(pat).post(address).status_code == 404
    assert door(sam).post(address).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "withdrawn"


def test_an_officer_enters_one_for_a_reader(sam: User, olive: User, door: Door) -> None:
    sent = typed(kind="help", amount="45", reader=sam.pk, note="Interpreter for the meeting")
    assert door(olive).post(reverse("applications:enter-claim"), sent).status_code == 302
    claim = ReaderClaim.objects.get()
    assert (claim.reader, claim.asked_by, claim.amount) == (sam, olive, Decimal(45))
    assert "Typed for you by Olive Officer" in page_of(door(sam), reverse("applications:payments"))


def test_hours_are_shown_as_they_are_and_not_rounded(sam: User, olive: User, door: Door) -> None:
    claiming.ask(sam, by=sam, kind="reading", hours=Decimal("0.75"), **YESTERDAY)
    for person, name in ((sam, "payments"), (olive, "claims")):
        assert "0.75 hours at £15.50" in page_of(door(person), reverse(f"applications:{name}"))


def test_the_page_of_a_claim_says_what_happened_and_offers_what_may_be_done(
    sam: User, olive: User, fay: User, door: Door
) -> None:
    claim = claiming.ask(sam, by=sam, kind="travel", miles=Decimal(24), note="To Perth", **YESTERDAY)
    address = reverse("applications:claim", args=[claim.pk])
    page = page_of(door(olive), address)
    assert "24 miles at £0.45" in page and "To Perth" in page and "Claim started" in page
    assert "Agree to it" in page and "It is paid" not in page
    claiming.agree(claim, by=olive)
    assert "Claim: Agreed" in page_of(door(fay), address) and "It is paid" in page_of(door(fay), address)
    assert "Turn it down" not in page_of(door(fay), address)


def test_nobody_else_sees_what_a_reader_asks_for(
    sam: User, pat: User, ann: User, olive: User, morag: User, fay: User, lena: User
) -> None:
    factories.make_claim(sam)
    viewer = factories.make_person("Vera", "viewer")
    seen = [ReaderClaim.objects.visible_to(one).count() for one in (sam, olive, morag, fay, pat, ann, lena, viewer)]
    assert seen == [1, 1, 1, 1, 0, 0, 0, 0]


def test_the_officers_own_page_shows_their_own_claims_alone(sam: User, door: Door) -> None:
    both = factories.make_person("Bo Both", "officer", "assessor")
    factories.make_claim(sam, note="Of Sam alone")
    assert "Of Sam alone" not in page_of(door(both), reverse("applications:payments"))


# Reading time --------------------------------------------------------------------------------------------------------


def handed_in(sam: User, round_: Round, words: int) -> None:
    bid = factories.make_application(round_, state="in_assessment")
    sheet = ApplicationAnswers.objects.get(application=bid, section__code="plan")
    ApplicationAnswers.objects.filter(application=bid).exclude(pk=sheet.pk).delete()
    sheet.values = {"what": "word " * words}
    sheet.save()
    factories.make_assessment(bid, sam, state="handed_in", scores=(3, 3, 3))


def test_reading_that_was_handed_in_is_offered_ready_made(sam: User, round_: Round, door: Door) -> None:
    handed_in(sam, round_, 2000)  # 10 minutes at 200 words a minute
    handed_in(sam, round_, 4200)  # 21 minutes: together 31, three quarters of an hour
    factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam)  # not handed in
    time = claiming.reading_times(sam)[0]
    assert (time.minutes, time.hours, time.amount) == (31, Decimal("0.75"), Decimal("11.63"))  # 11.625, half up
    page = page_of(door(sam), reverse("applications:payments"))
    assert "£11.63" in page and "2 bids, about 31 minutes of reading" in page
    address = reverse("applications:ask-reading-pay", args=[round_.slug])
    assert door(sam).post(address, {"seen": claiming.mark_of(time)}).status_code == 302
    claim = ReaderClaim.objects.get()
    assert (claim.kind, claim.hours, claim.amount, claim.readings.count()) == ("reading", time.hours, time.amount, 2)
    assert claiming.reading_times(sam) == []
    assert door(sam).post(address, {"seen": claiming.mark_of(time)}).status_code == 409
    assert ReaderClaim.objects.count() == 1


def test_what_changed_since_it_was_shown_is_not_asked_for(sam: User, round_: Round) -> None:
    handed_in(sam, round_, 2000)
    seen = claiming.mark_of(claiming.reading_times(sam)[0])
    handed_in(sam, round_, 4200)
    with pytest.raises(Refused, match="Something has changed since you looked"):
        claiming.ask_for_reading(sam, round_=round_, seen=seen)


def test_reading_turned_down_can_be_asked_for_again_and_paid_reading_cannot(
    sam: User, olive: User, round_: Round
) -> None:
    handed_in(sam, round_, 2000)
    mark = claiming.mark_of(claiming.reading_times(sam)[0])
    claim = claiming.ask_for_reading(sam, round_=round_, seen=mark)
    claiming.turn_down(claim, because="Wrong round", by=olive)
    again = claiming.ask_for_reading(sam, round_=round_, seen=mark)
    claiming.agree(again, by=olive)
    assert claiming.reading_times(sam) == []


def test_another_readers_reading_is_not_offered(sam: User, pat: User, round_: Round) -> None:
    handed_in(sam, round_, 2000)
    assert claiming.reading_times(pat) == []


def test_who_wants_no_pay_is_offered_none_and_still_gets_costs_back(sam: User, round_: Round, door: Door) -> None:
    handed_in(sam, round_, 2000)
    assert door(sam).post(reverse("my-reading"), {"experience": "lived", "wants_no_pay": "on"}).status_code == 302
    assert ReaderProfile.objects.get(user=sam).wants_no_pay
    assert "checked" in page_of(door(sam), reverse("my-reading"))
    assert claiming.reading_times(sam) == []
    with pytest.raises(Refused, match="You told us that you do not want to be paid"):
        claiming.ask(sam, by=sam, kind="meeting", hours=Decimal(1), **YESTERDAY)
    assert claiming.ask(sam, by=sam, kind="care", amount=Decimal(10), **YESTERDAY).state == "asked"
    assert "You told us that you do not want to be paid" in page_of(door(sam), reverse("applications:payments"))


def test_who_wants_no_pay_is_told_beside_the_question_and_nothing_is_lost(sam: User, olive: User, door: Door) -> None:
    ReaderProfile.objects.create(user=sam, wants_no_pay=True)
    sent = typed(kind="meeting", hours="2", note="In Perth", reader=sam.pk)
    for person, name, words in (
        (sam, "ask-payment", "You told us that you do not want to be paid"),
        (olive, "enter-claim", "Sam Assessor does not want to be paid for their time."),
    ):
        response = door(person).post(reverse(f"applications:{name}"), sent)
        page = html.unescape(response.content.decode())
        assert (response.status_code, ReaderClaim.objects.count()) == (422, 0)
        assert words in page and "In Perth" in page


def test_the_page_says_that_pay_can_change_benefits_and_whom_to_ask(sam: User, door: Door) -> None:
    for address in (reverse("my-reading"), reverse("applications:payments")):
        page = page_of(door(sam), address)
        assert "Citizens Advice Scotland" in page and "benefits" in page


# Rates ---------------------------------------------------------------------------------------------------------------


def test_managers_set_the_rates_and_the_page_keeps_how_they_were(morag: User, olive: User, door: Door) -> None:
    address = reverse("reader-rates")
    sent = {"reading_rate": "18", "meeting_rate": "", "mile_rate": "0.50"}
    assert door(olive).post(address, sent).status_code == 403
    assert door(morag).post(address, sent).status_code == 302
    fund = Fund.objects.get()
    assert (fund.reading_rate, fund.meeting_rate, fund.mile_rate) == (Decimal(18), None, Decimal("0.50"))
    page = page_of(door(olive), address)
    assert "£15.50" in page and "£18" in page and "Morag Manager" in page and "Save the rates" not in page
    assert [each.reading_rate for each in paying_readers.history_of(fund)][:2] == [Decimal(18), Decimal("15.50")]


def test_rates_that_are_none_are_said(morag: User, door: Door) -> None:
    response = door(morag).post(reverse("reader-rates"), {"reading_rate": "lots", "mile_rate": "6"})
    assert response.status_code == 422
    assert "Enter an amount that is not over £5" in html.unescape(response.content.decode())


# Lists ---------------------------------------------------------------------------------------------------------------


def test_the_list_is_kept_to_one_state_and_each_state_has_its_total(sam: User, olive: User, door: Door) -> None:
    factories.make_claim(sam, note="One")
    factories.make_claim(sam, amount=Decimal("2.50"))
    factories.make_claim(sam, state="agreed", amount=Decimal(7))
    totals = {state: (number, total) for state, _, number, total in claiming.totals(seen_by=olive)}
    assert totals["asked"] == (2, Decimal("42.50"))
    assert totals["agreed"] == (1, Decimal(7))
    assert totals["paid"] == (0, Decimal(0))
    page = page_of(door(olive), reverse("applications:claims") + "?state=agreed")
    assert page.count(reverse("applications:claims") + "1") + page.count('<th scope="row">') == 1


def test_finance_gets_a_sheet_in_which_no_formula_begins(sam: User, fay: User, olive: User, door: Door) -> None:
    factories.make_claim(sam, note="=1+1", state="agreed", agreed_by=olive, agreed_at=timezone.now())
    factories.make_claim(sam, note="Not agreed")
    response = door(fay).get(reverse("applications:claims-csv") + "?state=agreed")
    text = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    lines = text.splitlines()
    assert len(lines) == 2 and "'=1+1" in lines[1] and "sam@example.org" in lines[1] and "40" in lines[1]
    assert response["Cache-Control"] == "private, no-store"


def test_lists_cost_the_same_for_1_and_30(sam: User, olive: User, round_: Round, door: Door) -> None:
    addresses = {olive: reverse("applications:claims"), sam: reverse("applications:payments")}
    clients = {person: door(person) for person in addresses}

    def cost(person: User) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clients[person].get(addresses[person]).status_code == 200
        return len(queries)

    factories.make_claim(sam)
    handed_in(sam, round_, 300)
    first = {person: cost(person) for person in addresses}
    for number in range(30):
        factories.make_claim(sam, asked_by=factories.make_person(f"Officer {number}", "officer"))
        handed_in(sam, round_, 300)
    assert {person: cost(person) for person in addresses} == first


def test_what_a_reader_told_before_stays_when_they_choose_no_pay(sam: User) -> None:
    facts = {"experience": "lived", "languages": "", "most_minutes": 60, "away_from": None, "away_until": None}
    readers.tell(by=sam, knows=[], wants_no_pay=True, **facts)
    assert readers.facts_of(sam)["wants_no_pay"] is True
