"""The money of a grant in parts: planned within the grant, paid once and by somebody else, told to the group."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.text import slugify

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Letter, Round, User
from reporting import paying
from reporting.models import Instalment, LearningSummary, Statement
from tests import factories
from tests.racing import race
from tests.reporting import learned

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(round_: Round, ann: User) -> Grant:
    """A grant of £10,000 to Ann’s group."""
    return factories.make_grant(
        factories.make_application(round_, factories.make_organisation(ann), state="awarded", by=ann)
    )


def plan(grant: Grant, by: User, amount: int, **facts: object) -> Instalment:
    usual = {"planned_on": timezone.localdate(), "after_report": None}
    return paying.plan(grant, amount=Decimal(amount), by=by, **{**usual, **facts})  # type: ignore[arg-type]


def quoting(title: str, state: str = "published", *, times: int = 1, **source: object) -> None:
    """A summary in which a report or a story is quoted so many times."""
    summary = LearningSummary.objects.create(
        slug=slugify(title),
        title=title,
        state=state,
        scope="fund",
        key=title,
        published_at=timezone.now() if state == "published" else None,
    )
    for position in range(times):
        statement = Statement.objects.create(summary=summary, position=position, kind="for", drafted="x")
        statement.sources.create(field="did", sentence=0, start=0, end=1, quote="x", sha256="0" * 64, **source)


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_parts_reach_the_grant_and_not_a_pound_more(grant: Grant, olive: User) -> None:
    plan(grant, olive, 6000)
    with pytest.raises(Refused, match="£4,000 of the grant is not planned yet, so £4,001 is too much"):
        plan(grant, olive, 4001)
    plan(grant, olive, 4000)
    money = paying.money_of(grant)
    assert (money.paid, money.to_come, money.unplanned) == (0, 10000, 0)


def test_a_part_is_planned_and_paid_by_two_people(
    grant: Grant, ann: User, olive: User, morag: User, door: Door
) -> None:
    said = {"amount": "2,500", "planned_on": "1/4/2026", "after_report": ""}
    assert door(olive).post(f"/fund/grants/{grant.pk}/money/", said).status_code == 302
    part = Instalment.objects.get()
    today = timezone.localdate()
    paid = {"on": f"{today:%d/%m/%Y}", "reference": "SMF 0042"}
    assert door(morag).post(f"/fund/money/{part.pk}/paid/", paid).status_code == 302
    part.refresh_from_db()
    assert (part.paid_on, part.reference, part.paid_by) == (today, "SMF 0042", morag)
    letter = Letter.objects.get(kind="instalment_paid", to=ann)
    assert "£2,500" in letter.text and "SMF 0042" in letter.text and "{" not in letter.text
    page = " ".join(text(door(ann).get(f"/my/grants/{grant.pk}/")).split())
    assert "You have had <strong>£2,500</strong>" in page and "SMF 0042" in page


def test_who_planned_it_does_not_pay_it(grant: Grant, morag: User) -> None:
    part = plan(grant, morag, 100)
    with pytest.raises(Refused, match="somebody else notes"):
        paying.pay(part, on=timezone.localdate(), reference="x", by=morag)


def test_it_waits_for_its_report(grant: Grant, ann: User, olive: User, morag: User, door: Door) -> None:
    report = factories.make_report(grant, name="Half-year report")
    part = plan(grant, olive, 100, after_report=report)
    assert "once we have accepted your half-year report" in text(door(ann).get(f"/my/grants/{grant.pk}/"))
    with pytest.raises(Refused, match="It waits for “Half-year report”"):
        paying.pay(part, on=timezone.localdate(), reference="x", by=morag)
    type(report).objects.filter(pk=report.pk).update(state="accepted")
    paying.pay(part, on=timezone.localdate(), reference="x", by=morag)
    with pytest.raises(Refused, match="already"):
        paying.pay(part, on=timezone.localdate(), reference="x", by=morag)
    with pytest.raises(Refused, match="so it stays"):
        paying.drop(part, by=olive)


@pytest.mark.parametrize(
    ("on", "reference", "words"), [(timedelta(days=1), "x", "today or a day before"), (timedelta(), " ", "reference")]
)
def test_what_cannot_be_paid_is_said(
    grant: Grant, olive: User, morag: User, on: timedelta, reference: str, words: str
) -> None:
    part = plan(grant, olive, 100)
    with pytest.raises(Refused, match=words):
        paying.pay(part, on=timezone.localdate() + on, reference=reference, by=morag)


def test_only_running_grants_and_their_own_reports(grant: Grant, olive: User) -> None:
    with pytest.raises(Refused, match="a report of this grant"):
        plan(grant, olive, 1, after_report=factories.make_report())
    Grant.objects.filter(pk=grant.pk).update(state="offered")
    with pytest.raises(Refused, match="while it runs"):
        plan(grant, olive, 1)


def test_what_the_fund_said_back_is_on_the_first_page(grant: Grant, ann: User, door: Door) -> None:
    factories.make_report(grant, name="Half year", state="accepted", comments="Your map helps others.")
    factories.make_report(grant, name="Old", state="returned", comments="Add the sums.")
    page = text(door(ann).get("/my/"))
    assert "How we used your last report<" in page and "Your map helps others." in page and "Add the sums." not in page


def test_the_first_page_names_the_summaries_that_quote_a_report(grant: Grant, ann: User, door: Door) -> None:
    report = factories.make_report(grant, state="accepted", comments="Your map helps others.")
    other = factories.make_report(grant, state="accepted", comments="Thank you.")
    quoting("Walking together", times=2, report=report)
    quoting("Told by Margaret", story=learned.make_story(grant, report=other))
    quoting("Not yet out", state="editing", report=report)
    page = " ".join(text(door(ann).get("/my/")).split())
    assert "How we used your last reports" in page and "Not yet out" not in page
    assert page.count("1 summary quotes it:") == 2
    assert page.count("Walking together") == page.count("Told by Margaret") == 1


def test_the_first_page_tells_the_money_of_each_grant_in_one_line(
    grant: Grant, ann: User, olive: User, morag: User, door: Door
) -> None:
    assert "received" not in text(door(ann).get("/my/"))
    paying.pay(plan(grant, olive, 6000), on=timezone.localdate(), reference="BACS 1", by=morag)
    report = factories.make_report(grant, name="Half-year report")
    plan(grant, olive, 3000, planned_on=date(2027, 1, 27), after_report=report)
    plan(grant, olive, 1000, planned_on=date(2027, 6, 1))
    page = " ".join(text(door(ann).get("/my/")).split())
    assert (
        "Money: £6,000 received, £4,000 to come, the next £3,000 on Wednesday 27 January 2027, "
        "once we have accepted your half-year report." in page
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_the_first_page_costs_the_same_for_few_and_many(
    grant: Grant, ann: User, olive: User, door: Door, rows: int
) -> None:
    for number in range(rows):
        more = factories.make_grant(factories.make_application(grant.round, grant.organisation, state="awarded"))
        waits_for = factories.make_report(more, state="accepted", comments=f"Thank you {number}.")
        plan(more, olive, 10, after_report=waits_for)
        plan(more, olive, 10)
        quoting(f"S{number}", report=waits_for)
    client = door(ann)
    client.get("/my/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/my/")
    assert len(queries) == 12


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_who_plan_at_once_never_pass_the_grant(grant: Grant, olive: User) -> None:
    calls = [lambda: plan(Grant.objects.get(pk=grant.pk), olive, 4000)] * 4
    assert race(calls) == ["done", "done", "refused", "refused"]
    assert paying.money_of(grant).to_come == 8000


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_four_who_pay_at_once_pay_once(grant: Grant, olive: User, morag: User) -> None:
    part = plan(grant, olive, 4000)
    pay = lambda: paying.pay(Instalment.objects.get(pk=part.pk), on=date(2026, 1, 5), reference="x", by=morag)  # noqa: E731
    assert race([pay] * 4) == ["done", "refused", "refused", "refused"]
    assert Letter.objects.filter(kind="instalment_paid").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_control_that_looks_first_plans_too_much(grant: Grant, olive: User) -> None:
    """The obvious code: look what is free, then write. It must fail here."""
    looked = Barrier(4)

    def naive() -> None:
        with transaction.atomic():
            free = paying.money_of(Grant.objects.get(pk=grant.pk)).unplanned
            looked.wait(timeout=20)
            if free < 4000:
                raise Refused("Too much.")
            factories.make_instalment(grant, by=olive, amount=4000)

    assert race([naive] * 4) == ["done"] * 4
    assert paying.money_of(grant).to_come == 16000
