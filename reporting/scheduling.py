"""Which reports a grant owes, and when."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from applications import granting
from applications.granting import months_after
from applications.models import Grant
from fund import open_days
from fund.kit import history
from fund.kit.states import Refused
from fund.kit.working_days import working_days_after
from fund.models import Questionnaire, ReportRule, User
from fund.templatetags.words import day
from reporting import letters
from reporting.models import Rating, Report


@transaction.atomic
def begin(grant: Grant, *, by: User, starts_on: date) -> list[Report]:
    """Take the offer and lay out the reports that come with it, both or neither."""
    granting.accept(grant, by=by, starts_on=starts_on)
    return schedule(grant, by=by)


@transaction.atomic
def schedule(grant: Grant, *, by: User | None) -> list[Report]:
    """Make the reports that the round asks of this grant and that it does not have yet.

    A rule that begins after the project's end makes no report; one that reaches past the end is cut there. The due day
    is moved to the next day on which the fund works. A rule for grants at risk asks only about time that is not over.
    """
    if grant.round is None or grant.starts_on is None or grant.ends_on is None:
        raise Refused("The reports can be laid out when the grant has a round, a first day and a last day.")
    there = set(grant.reports.values_list("name", flat=True))
    newest, today, closed = grant.ratings.first(), timezone.localdate(), open_days.closed_days()
    is_at_risk = newest is not None and newest.level in Rating.RISKY
    questionnaire, made = questionnaire_of(grant), []
    for rule in grant.round.report_rules.all():
        first = months_after(grant.starts_on, rule.from_month)
        last = grant.ends_on
        if rule.to_month is not None:
            last = min(months_after(grant.starts_on, rule.to_month) - timedelta(days=1), last)
        if rule.name in there or first > last or not _asks_for(rule, grant):
            continue
        if rule.only_at_risk and (not is_at_risk or last < today):
            continue
        report = Report(grant=grant, questionnaire=questionnaire, name=rule.name, from_on=first, to_on=last)
        report.due_on = working_days_after(last + timedelta(days=rule.due_days_after - 1), 1, closed)
        report.asks_money, report.is_demo = rule.asks_money, grant.is_demo
        made.append(history.save(report, by=by))
    return made


def _asks_for(rule: ReportRule, grant: Grant) -> bool:
    """Say whether a rule means grants of this size."""
    if grant.amount is None:
        return True
    is_large_enough = rule.from_amount is None or grant.amount >= rule.from_amount
    return is_large_enough and (rule.below_amount is None or grant.amount < rule.below_amount)


def questionnaire_of(grant: Grant) -> Questionnaire | None:
    """The questions that a report of this grant asks: the newest ones in use in its round."""
    rows = Questionnaire.objects.filter(round=grant.round_id, purpose=Questionnaire.Purpose.REPORT)
    return rows.filter(frozen_at__isnull=False).order_by("-version").first()


@transaction.atomic
def ask_for(grant: Grant, *, name: str, from_on: date, to_on: date, due_on: date, why: str, by: User) -> Report:
    """Ask for one report that the round does not ask for, and tell the group why."""
    held = Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
    if held.state != Grant.State.ACTIVE:
        raise Refused(f"This grant is now “{held.get_state_display()}”. Reports can be asked for while it runs.")
    if held.reports.filter(name__iexact=name).exists():
        raise Refused(f"This grant has a report called “{name}” already. Choose another name.")
    if from_on > to_on:
        raise Refused("The first day must not come after the last day.")
    if due_on <= timezone.localdate():
        raise Refused("Choose a due day that is still to come.")
    due_on = open_days.next_open(due_on)
    if not why.strip():
        raise Refused("Say why you ask for it; the group reads it.")
    report = Report(grant=held, questionnaire=questionnaire_of(held), name=name, from_on=from_on, to_on=to_on)
    report.due_on, report.asked_because, report.is_demo = due_on, why.strip(), held.is_demo
    history.save(report, by=by, reason=why.strip())
    letters.report_asked(report)
    return report


@transaction.atomic
def give_time(report: Report, *, until: date, why: str, by: User) -> None:
    """Let a report come later, and tell the group. Reminders count from the new day."""
    held = Report.objects.select_for_update(of=("self",), no_key=True).select_related("grant").get(pk=report.pk)
    if held.state not in Report.OWED:
        raise Refused(f"This report is now “{held.get_state_display()}”, so its day no longer matters.")
    if until <= held.due_on or until <= timezone.localdate():
        raise Refused(f"Choose a day after {day(max(held.due_on, timezone.localdate()))}.")
    if not why.strip():
        raise Refused("Say why, in a few words.")
    held.due_on = report.due_on = open_days.next_open(until)
    history.save(held, by=by, reason=why.strip(), fields=["due_on"])
    letters.report_moved(held)


@transaction.atomic
def skip(report: Report, *, by: User, reason: str) -> None:
    """Say that this report is not needed, and why, and tell the group."""
    if not reason.strip():
        raise Refused("Say why this report is not needed.")
    report.move(Report.State.SKIPPED, by=by, comments=reason.strip(), reason=reason.strip())
    letters.report_skipped(report)
