"""Which reports a grant owes: by the round, by its size, by how safe it is, and by what officers ask for."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund import open_days
from fund.kit.states import Refused
from fund.models import Letter, ReportRule, Round, User
from reporting import monitoring, scheduling, watching
from reporting.models import Report
from tests import factories

Door = Callable[[User | None], Client]
APRIL = date(2025, 4, 1)


@pytest.fixture
def grant(round_: Round, ann: User) -> Grant:
    """A year from 1 April 2025, in a round whose rules are made by each test."""
    ReportRule.objects.filter(round=round_).delete()
    group = factories.make_organisation(ann)
    application = factories.make_application(round_, group, state="awarded", months=12)
    return factories.make_grant(application, amount=Decimal(20_000), starts_on=APRIL, ends_on=date(2026, 3, 31))


def rule(grant: Grant, name: str, first: int, last: int | None, **facts: object) -> None:
    ReportRule.objects.create(round=grant.round, name=name, from_month=first, to_month=last, **facts)


def names(reports: list[Report]) -> list[str]:
    return [report.name for report in reports]


# The round’s rules ---------------------------------------------------------------------------------------------------


def test_a_rule_without_a_last_month_reaches_to_the_end(grant: Grant, olive: User) -> None:
    rule(grant, "End report", 0, None)
    (report,) = scheduling.schedule(grant, by=olive)
    assert (report.from_on, report.to_on) == (APRIL, date(2026, 3, 31))
    assert report.due_on == date(2026, 4, 28)  # 28 days later, a Tuesday


def test_a_due_day_on_which_nobody_works_moves_to_the_next(grant: Grant, olive: User) -> None:
    rule(grant, "Short", 0, 3, due_days_after=5)  # to 30 June 2025; 5 July is a Saturday
    assert scheduling.schedule(grant, by=olive)[0].due_on == date(2025, 7, 7)


def test_a_closure_of_the_fund_moves_it_further(grant: Grant, olive: User) -> None:
    fund = grant.round.fund  # type: ignore[union-attr]
    open_days.close(fund, name="Summer break", from_on=date(2025, 7, 7), to_on=date(2025, 7, 8), by=olive)
    rule(grant, "Short", 0, 3, due_days_after=5)
    assert scheduling.schedule(grant, by=olive)[0].due_on == date(2025, 7, 9)


@pytest.mark.parametrize(
    ("amount", "asked"), [(19_999, ["Small"]), (20_000, ["Large"]), (60_000, ["Large"]), (None, ["Small", "Large"])]
)
def test_small_grants_are_asked_for_less(grant: Grant, olive: User, amount: int | None, asked: list[str]) -> None:
    grant.amount = amount if amount is None else Decimal(amount)
    rule(grant, "Small", 0, 12, below_amount=20_000, position=0)
    rule(grant, "Large", 0, 12, from_amount=20_000, position=1)
    assert names(scheduling.schedule(grant, by=olive)) == asked


def test_some_reports_come_only_when_a_grant_is_rated_at_risk(grant: Grant, olive: User) -> None:
    today = timezone.localdate()
    Grant.objects.filter(pk=grant.pk).update(starts_on=today - timedelta(days=200), ends_on=today + timedelta(days=165))
    grant.refresh_from_db()
    rule(grant, "First quarter", 0, 3, only_at_risk=True, position=0)
    rule(grant, "Third quarter", 6, 9, only_at_risk=True, position=1)
    assert scheduling.schedule(grant, by=olive) == []
    watching.rate(grant, level="green", because="All is well.", by=olive)
    assert not grant.reports.exists()
    watching.rate(grant, level="amber", because="The lead has left.", by=olive)
    assert names(list(grant.reports.all())) == ["Third quarter"]  # what is over is not asked for any more
    watching.rate(grant, level="red", because="Nobody answers.", by=olive)
    assert grant.reports.count() == 1


# By hand -------------------------------------------------------------------------------------------------------------


def asking(grant: Grant, by: User, **facts: object) -> Report:
    today = timezone.localdate()
    usual = {"name": "After the flood", "from_on": today, "to_on": today, "due_on": today + timedelta(days=30)}
    return scheduling.ask_for(grant, by=by, why="We want to help.", **{**usual, **facts})  # type: ignore[arg-type]


def test_one_report_more_is_asked_for_with_its_reason(grant: Grant, ann: User, olive: User, door: Door) -> None:
    report = asking(grant, olive)
    assert report.questionnaire is not None
    letter = Letter.objects.get(kind="report_asked")
    assert letter.to == ann and "We want to help." in letter.text and "{" not in letter.text
    assert "Why we ask for it: We want to help." in door(ann).get(f"/my/reports/{report.pk}/").content.decode()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"name": "half year"}, "has a report called"),
        ({"to_on": date(2020, 1, 1)}, "must not come after"),
        ({"due_on": date(2020, 1, 1)}, "still to come"),
        ({"why": " "}, "Say why"),
    ],
)
def test_what_makes_no_sense_is_not_asked_for(grant: Grant, olive: User, facts: dict[str, object], words: str) -> None:
    factories.make_report(grant, name="Half year")
    with pytest.raises(Refused, match=words):
        today = timezone.localdate()
        usual = {"name": "More", "from_on": today, "to_on": today, "due_on": today + timedelta(days=9), "why": "x"}
        scheduling.ask_for(grant, by=olive, **{**usual, **facts})  # type: ignore[arg-type]
    assert grant.reports.count() == 1 and not Letter.objects.exists()


def test_a_grant_that_has_ended_is_asked_for_nothing(grant: Grant, olive: User) -> None:
    Grant.objects.filter(pk=grant.pk).update(state="ended")
    with pytest.raises(Refused, match="while it runs"):
        asking(grant, olive)


def test_more_time_is_given_and_told(grant: Grant, ann: User, olive: User, door: Door) -> None:
    report = factories.make_report(grant)
    later = report.due_on + timedelta(days=14)
    said = {"until": f"{later:%d/%m/%Y}", "why": "Their worker is ill."}
    assert door(olive).post(f"/fund/reports/{report.pk}/time/", said).status_code == 302
    report.refresh_from_db()
    assert report.due_on == open_days.next_open(later)
    assert report.history.latest("history_date", "history_id").history_change_reason == "Their worker is ill."
    letter = Letter.objects.get(kind="report_moved", to=ann)
    assert "Their worker is ill." not in letter.text and "{" not in letter.text


def test_a_day_on_which_nobody_works_moves_to_the_next(grant: Grant, olive: User) -> None:
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False):
        factories.make_closure(grant.round.fund, from_on=date(2026, 4, 13), to_on=date(2026, 4, 14))
        sunday, open_again = date(2026, 4, 12), date(2026, 4, 15)
        moved = factories.make_report(grant, due_on=date(2026, 4, 1))
        scheduling.give_time(moved, until=sunday, why="x", by=olive)
        back = factories.make_report(grant, state="handed_in")
        monitoring.send_back(back, by=olive, comments="Add the rent.", until=sunday)
        today = timezone.localdate()
        asked = scheduling.ask_for(
            grant, name="More", from_on=today, to_on=today, due_on=sunday, why="We want to help.", by=olive
        )
    assert {row.due_on for row in grant.reports.all()} == {open_again} == {asked.due_on, moved.due_on}


def test_a_day_that_is_not_later_is_no_more_time(grant: Grant, olive: User) -> None:
    report = factories.make_report(grant)
    with pytest.raises(Refused, match="Choose a day after"):
        scheduling.give_time(report, until=report.due_on, why="x", by=olive)
    accepted = factories.make_report(grant, state="accepted")
    with pytest.raises(Refused, match="no longer matters"):
        scheduling.give_time(accepted, until=report.due_on + timedelta(days=9), why="x", by=olive)
