"""What is counted, and when its figures can change."""

from collections.abc import Callable
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import measuring, monitoring
from reporting.figures import adding, defining, locking
from reporting.measuring import Figure
from reporting.models import Indicator, Measurement, Report, Target, Unlocking
from tests import factories, racing

FACTS: dict[str, Any] = {"name": "People who walk", "question": "How many walk?", "kind": "count"}


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant)


def walkers(report: Report, by: User, **facts: Any) -> Indicator:
    return defining.add(report.grant.round.fund, by=by, facts={**FACTS, **facts})


def tell(report: Report, indicator: Indicator, number: int, by: User) -> None:
    measuring.record(report, [Figure(indicator, numerator=number, how_counted="A list")], by=by)


# Versions


def test_what_has_no_figures_is_changed_in_place(report: Report, olive: User) -> None:
    row = walkers(report, olive)
    changed = defining.change(row, by=olive, facts={"counts": "Whoever came once"})
    assert (changed.pk, changed.version, changed.counts) == (row.pk, 1, "Whoever came once")
    assert row.history.first().history_user == olive


def test_what_has_figures_is_never_changed(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive, groups=["Carers"])
    tell(report, row, 7, ann)
    newer = defining.change(row, by=olive, facts={"question": "How many walk each week?"}, reason="Asked too widely")
    row.refresh_from_db()
    assert (row.question, row.is_current, row.version) == ("How many walk?", False, 1)
    assert (newer.question, newer.is_current, newer.version) == ("How many walk each week?", True, 2)
    assert (newer.code, newer.groups, newer.outcome) == (row.code, ["Carers"], row.outcome)
    assert Measurement.objects.get().indicator == row
    with pytest.raises(Refused, match="newer version"):
        defining.change(row, by=olive, facts={"name": "Other"})


def test_a_target_keeps_its_version_too(report: Report, olive: User) -> None:
    row = walkers(report, olive)
    defining.aim(report.grant, row, Decimal(50), by=olive)
    newer = defining.change(row, by=olive, facts={"name": "Walkers"})
    assert newer.pk != row.pk and Target.objects.get().indicator == row


def test_its_place_in_the_list_is_no_change_of_meaning(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive)
    tell(report, row, 7, ann)
    assert defining.change(row, by=olive, facts={"position": 99}).pk == row.pk


def test_a_report_that_was_begun_keeps_to_its_version_and_the_next_one_asks_the_new(
    report: Report, ann: User, olive: User
) -> None:
    row = walkers(report, olive)
    tell(report, row, 7, ann)
    newer = defining.change(row, by=olive, facts={"name": "Walkers"})
    assert list(measuring.asked_of(report)) == [row]
    assert list(measuring.asked_of(factories.make_report(report.grant))) == [newer]


def test_versions_are_never_added_to_each_other(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive)
    tell(report, row, 7, ann)
    newer = defining.change(row, by=olive, facts={"name": "Walkers"})
    tell(factories.make_report(report.grant), newer, 20, ann)
    assert [total.numerator for total in adding.totals(Report.objects.all())] == [7, 20]


def test_what_is_asked_in_one_round_is_not_asked_in_another(report: Report, olive: User) -> None:
    other = factories.make_report()
    row = defining.add(report.grant.round.fund, by=olive, facts=FACTS, rounds=[report.grant.round])
    assert other.grant.round != report.grant.round
    assert (list(measuring.asked_of(report)), list(measuring.asked_of(other))) == ([row], [])
    defining.ask_in(row, other.grant.round, by=olive)
    defining.ask_in(row, other.grant.round, by=olive)
    assert list(measuring.asked_of(other)) == [row]


def test_what_is_stopped_is_not_asked_again(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive)
    tell(report, row, 7, ann)
    defining.stop(row, by=olive)
    assert list(measuring.asked_of(factories.make_report(report.grant))) == []
    assert Measurement.objects.count() == 1
    with pytest.raises(Refused):
        defining.stop(row, by=olive)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"least": Decimal(0), "most": Decimal(10)}, "Only a mean"),
        ({"kind": "scale", "least": Decimal(10), "most": Decimal(10)}, "above the lowest"),
        ({"points": []}, "Say when this is asked"),
        ({"groups": ["Men", "men"]}, "each once"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused(report: Report, olive: User, facts: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        walkers(report, olive, **facts)


def test_targets_are_set_and_taken_away(report: Report, olive: User) -> None:
    row = walkers(report, olive)
    defining.aim(report.grant, row, Decimal(50), by=olive)
    defining.aim(report.grant, row, Decimal(60), by=olive)
    assert Target.objects.get().number == 60 and Target.history.count() == 2
    defining.aim(report.grant, row, None, by=olive)
    assert Target.objects.count() == 0
    share = walkers(report, olive, kind="share")
    with pytest.raises(Refused, match="100 at most"):
        defining.aim(report.grant, share, Decimal(101), by=olive)
    with pytest.raises(Refused, match="no target"):
        defining.aim(report.grant, walkers(report, olive, kind="words"), Decimal(1), by=olive)


def race_of(report: Report, row: Indicator, by: User, change: Callable[[Event], Any]) -> None:
    """Somebody writes a figure and has not finished when somebody else changes what is counted."""
    written, looked = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            tell(Report.objects.get(pk=report.pk), Indicator.objects.get(pk=row.pk), 7, by)
            written.set()
            looked.wait(timeout=1)

    def other() -> None:
        assert written.wait(timeout=20)
        change(looked)

    racing.outcomes([write, other])


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_definition_does_not_change_under_a_figure_that_is_being_written(
    report: Report, ann: User, olive: User
) -> None:
    row = walkers(report, olive)
    race_of(report, row, ann, lambda _: defining.change(row, by=olive, facts={"name": "Walkers"}))
    assert Measurement.objects.get().indicator.name == "People who walk"
    assert Indicator.objects.get(is_current=True).version == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_it_would_change(report: Report, ann: User, olive: User) -> None:
    """The control: the figure that is being written is not seen, and its meaning changes."""
    row = walkers(report, olive)

    def broken(looked: Event) -> None:
        with transaction.atomic():
            held = Indicator.objects.get(pk=row.pk)
            assert not held.measurements.exists()
            looked.set()
            held.name = "Walkers"
            history.save(held, by=olive, fields=["name"])

    race_of(report, row, ann, broken)
    assert Measurement.objects.get().indicator.name == "Walkers"


# Locked figures


def test_figures_are_locked_when_the_report_is_accepted(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive)
    tell(report, row, 7, ann)
    Report.objects.filter(pk=report.pk).update(state="handed_in")
    report.refresh_from_db()
    monitoring.accept(report, by=olive, comments="Thank you.")
    for person in (ann, olive):
        with pytest.raises(Refused, match="nothing in it can be changed"):
            tell(report, row, 8, person)
    assert Measurement.objects.get().numerator == 7


def test_an_officer_unlocks_with_a_reason_and_locks_again(report: Report, ann: User, olive: User) -> None:
    row = walkers(report, olive)
    accepted = factories.make_report(report.grant, state="accepted")
    with pytest.raises(Refused, match="Say why"):
        locking.unlock(accepted, by=olive, reason="  ")
    locking.unlock(accepted, by=olive, reason="A typing slip")
    with pytest.raises(Refused, match="unlocked already"):
        locking.unlock(accepted, by=olive, reason="Again")
    tell(accepted, row, 70, olive)
    locking.lock(accepted, by=olive)
    with pytest.raises(Refused, match="locked already"):
        locking.lock(accepted, by=olive)
    with pytest.raises(Refused):
        tell(accepted, row, 71, ann)
    assert Measurement.objects.get().numerator == 70
    kept = Unlocking.objects.get()
    assert (kept.by, kept.reason, kept.ended_by) == (olive, "A typing slip", olive)
    assert accepted.state == Report.State.ACCEPTED


def test_only_an_accepted_report_is_unlocked(report: Report, olive: User) -> None:
    with pytest.raises(Refused, match="Only the figures of an accepted report"):
        locking.unlock(report, by=olive, reason="Early")


def test_a_round_is_taken_out_and_what_it_told_stays(report: Report, olive: User, door: Callable[..., Any]) -> None:
    round_ = report.grant.round
    other = factories.make_round()
    row = Indicator.objects.create(
        fund=round_.fund, code="walks", name="Walks", question="How many?", kind="count", is_everywhere=False
    )
    defining.ask_in(row, round_, by=olive)
    Measurement.objects.create(report=report, indicator=row, numerator=7)
    fresh = factories.make_report(report.grant)

    door(olive).post(f"/fund/figures/indicators/{row.pk}/where/", {"rounds": [str(other.pk)]})

    assert [asking.round for asking in row.askings.all()] == [other]
    assert row in measuring.asked_of(report), "a report that was begun with it keeps it"
    assert row not in measuring.asked_of(fresh)
    assert Measurement.objects.get().numerator == 7


def test_no_round_named_asks_all_of_them(report: Report, olive: User) -> None:
    row = Indicator.objects.create(
        fund=report.grant.round.fund, code="walks", name="Walks", question="How many?", kind="count"
    )
    defining.ask_where(row, [report.grant.round], by=olive)
    row.refresh_from_db()
    assert not row.is_everywhere
    defining.ask_where(row, None, by=olive)
    row.refresh_from_db()
    assert row.is_everywhere and not row.askings.exists()
