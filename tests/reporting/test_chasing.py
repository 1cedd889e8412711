"""Reminders of reports: on which day, once, to whom, and who is told when nothing helps."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund import open_days
from fund.kit.history import timeline
from fund.kit.working_days import working_days_between
from fund.models import Letter, Organisation, Round, User
from reporting import chasing, monitoring
from reporting.models import Report
from tests import factories

DUE = date(2026, 3, 4)  # a Wednesday


@pytest.fixture
def report(group: Organisation, round_: Round) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant, due_on=DUE)


def told(kind: str) -> list[str]:
    return sorted(letter.to.name for letter in Letter.objects.filter(kind=kind).select_related("to"))


def flowing(letter: Letter) -> str:
    """The words of a letter without its line breaks."""
    return " ".join(letter.text.split())


@pytest.mark.parametrize(
    ("today", "mark"),
    [
        (date(2026, 2, 3), None),  # 21 working days before
        (date(2026, 2, 4), 20),
        (date(2026, 2, 6), 20),  # made up two days later
        (date(2026, 2, 9), None),
        (date(2026, 2, 25), 5),
        (date(2026, 2, 27), 5),  # three left
        (date(2026, 3, 3), None),
        (DUE, 0),
        (date(2026, 3, 6), 0),
        (date(2026, 3, 9), None),
        (date(2026, 3, 11), -5),
        (date(2026, 3, 25), -15),
        (date(2026, 3, 30), None),
    ],
)
def test_the_marks_are_counted_in_working_days(today: date, mark: int | None) -> None:
    assert chasing.mark_for(DUE, today) == mark


def test_bank_holidays_and_closures_do_not_count() -> None:
    due = date(2027, 1, 6)  # a Wednesday; 1 and 4 January are bank holidays in Scotland
    assert chasing.mark_for(due, date(2026, 12, 24)) == 5  # 29, 30 and 31 December, 5 and 6 January: 28 is off too
    closed = frozenset(date(2026, 12, 29) + timedelta(days=n) for n in range(3))
    assert chasing.mark_for(due, date(2026, 12, 24), closed) is None
    assert chasing.mark_for(due, date(2026, 12, 21), closed) == 5


def test_each_reminder_is_written_once_to_everybody_who_writes(report: Report, group: Organisation, ann: User) -> None:
    factories.make_member(group, "Bea", "editor")
    factories.make_member(group, "Rob", "reader")
    assert chasing.remind(date(2026, 2, 25)) == 2
    assert chasing.remind(date(2026, 2, 26)) == 0
    assert told("report_reminder") == ["Ann Applicant", "Bea"]
    letter = Letter.objects.filter(to=ann).get()
    assert "is due on Wednesday 4 March 2026" in flowing(letter) and "{" not in letter.text


def test_the_words_fit_the_day(report: Report, ann: User) -> None:
    for today in (DUE, date(2026, 3, 11)):
        chasing.remind(today)
    on_the_day, after = Letter.objects.order_by("pk")
    assert "is due today" in on_the_day.subject and "is due today, Wednesday 4 March 2026" in flowing(on_the_day)
    assert "was due on" in after.subject and "we do not have it yet" in flowing(after)


def test_a_reminder_that_comes_on_another_day_does_not_say_today(report: Report, ann: User) -> None:
    chasing.remind(DUE + timedelta(days=2))  # made up for two working days
    late = Letter.objects.latest("pk")
    assert "was due on Wednesday 4 March 2026" in flowing(late) and "today" not in late.subject + late.text
    Report.objects.update(due_on=date(2026, 3, 8))  # a Sunday, told on the Friday before
    chasing.remind(date(2026, 3, 6))
    early = Letter.objects.latest("pk")
    assert "is due on Sunday 8 March 2026" in flowing(early) and "today" not in early.subject + early.text


def test_who_runs_the_fund_hears_of_it_when_nothing_helps(report: Report, ann: User, olive: User, morag: User) -> None:
    chasing.remind(date(2026, 3, 11))
    assert told("report_very_late") == []
    chasing.remind(date(2026, 3, 25))
    chasing.remind(date(2026, 3, 26))
    assert told("report_very_late") == ["Morag Manager", "Olive Officer"]
    assert "please call them" in Letter.objects.filter(kind="report_very_late")[0].text.lower()


def test_nothing_is_lost_when_no_worker_ran(group: Organisation, round_: Round, ann: User, olive: User) -> None:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    with time_machine.travel("2026-02-20 09:00+00:00", tick=False):  # after the first mark, which was never due
        report = factories.make_report(grant, due_on=DUE)
    chasing.remind(date(2026, 3, 4))
    for today in (date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 20)):
        chasing.remind(today)
    assert Letter.objects.filter(kind="report_reminder").count() == 1
    letter = Letter.objects.get(kind="report_very_late")
    assert "The group was reminded" in flowing(letter)
    notes = [happening.reason for happening in reversed(timeline(report)) if happening.reason]
    assert notes == [
        f"The reminder of {day} did not go out in time, so it was left out."
        for day in ("Wednesday 25 February 2026", "Wednesday 11 March 2026", "Wednesday 25 March 2026")
    ]
    factories.make_person("Mia Manager", "manager")
    assert chasing.remind(date(2026, 4, 21)) == 0  # who comes later is not told of what is known


def test_who_runs_the_fund_is_not_told_of_reminders_that_never_went(report: Report, ann: User, olive: User) -> None:
    chasing.remind(date(2026, 4, 1))
    letter = Letter.objects.get()
    assert "no reminder went to the group" in flowing(letter) and "was reminded" not in flowing(letter)


@pytest.mark.parametrize("mark", chasing.MARKS)
def test_the_day_of_a_mark_is_the_day_on_which_it_is_reached(mark: int) -> None:
    for due in (DUE, date(2027, 1, 6), date(2026, 3, 8)):
        on = chasing.day_of(mark, due)
        assert chasing.mark_for(due, on) == mark and working_days_between(on, due) == mark


def test_the_morning_costs_the_same_for_few_and_many_reports(report: Report, ann: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert chasing.remind(date(2026, 2, 12)) == 0
        return len(queries)

    few = cost()
    for _ in range(9):
        factories.make_report(report.grant, due_on=DUE)
    assert cost() == few


def test_a_report_that_was_sent_back_is_chased_from_its_new_day(report: Report, ann: User, olive: User) -> None:
    Report.objects.filter(pk=report.pk).update(state="handed_in", handed_in_at=timezone.now())
    report.refresh_from_db()
    with time_machine.travel("2026-03-02 09:00+00:00", tick=False):
        monitoring.send_back(report, by=olive, comments="Add the rent.")
    report.refresh_from_db()
    assert report.due_on == date(2026, 3, 16)  # ten working days
    assert "by Monday 16 March 2026" in flowing(Letter.objects.get(kind="report_sent_back"))
    days = [date(2026, 3, 2) + timedelta(days=n) for n in range(120)]
    assert [day for day in days if chasing.remind(day)] == [
        date(2026, 3, 9),
        date(2026, 3, 16),
        date(2026, 3, 23),
        date(2026, 4, 7),  # Good Friday, 3 April, is no working day
    ]
    for letter in Letter.objects.filter(kind="report_reminder"):
        assert "We sent it back to you and asked for a little more." in flowing(letter)
    assert "was sent back to the group and was due again on" in flowing(Letter.objects.get(kind="report_very_late"))


def test_nobody_is_reminded_of_what_is_not_owed(report: Report, ann: User) -> None:
    for state in ("handed_in", "accepted", "skipped"):
        Report.objects.filter(pk=report.pk).update(state=state)
        assert chasing.remind(DUE) == 0


def test_more_time_begins_the_count_anew(report: Report, ann: User) -> None:
    assert chasing.remind(date(2026, 2, 25)) == 1
    Report.objects.filter(pk=report.pk).update(due_on=date(2026, 3, 11))
    assert chasing.remind(date(2026, 3, 4)) == 1
    assert Letter.objects.count() == 2


def test_nothing_is_sent_while_the_fund_is_closed(report: Report, ann: User, olive: User) -> None:
    fund = report.grant.round.fund  # type: ignore[union-attr]
    assert chasing.remind(date(2026, 2, 28)) == 0  # a Saturday
    open_days.close(fund, name="Move", from_on=DUE, to_on=DUE, by=olive)
    assert chasing.remind(DUE) == 0
    assert chasing.remind(date(2026, 3, 5)) == 1  # the day after, it is made up


def test_the_timetable_calls_it(report: Report, ann: User) -> None:
    from fund.celery import TIMETABLE
    from reporting.tasks import remind

    assert "reporting.tasks.remind" in {task for task, _ in TIMETABLE.values()}
    with time_machine.travel("2026-03-04 08:25+00:00", tick=False):
        remind()
    assert told("report_reminder") == ["Ann Applicant"]
