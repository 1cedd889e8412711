"""Figures typed on the page: a row of boxes for each time and group of people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund.kit.states import Refused
from fund.models import User
from reporting import contents, measuring
from reporting.figures import locking
from reporting.measuring import Figure
from reporting.models import Indicator, Measurement, Report
from tests import factories

Door = Callable[[User | None], Any]


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant)


def counted(report: Report, code: str = "sure", **facts: Any) -> Indicator:
    facts = {"name": f"Name of {code}", "question": f"Question of {code}?", **facts}
    return Indicator.objects.create(fund=report.grant.round.fund, code=code, **facts)


def sure(report: Report, **facts: Any) -> Indicator:
    ends = {"least": Decimal(0), "most": Decimal(10), "points": ["baseline", "end"], "groups": ["Carers"]}
    return counted(report, kind="scale", **{**ends, **facts})


def test_a_row_for_each_time_and_group_each_box_with_a_label(door: Door, ann: User, report: Report) -> None:
    row = sure(report)
    page = door(ann).get(f"/my/reports/{report.pk}/figures/").content.decode()
    assert "At the start, All people together" in page and "At the end, Carers" in page
    for name in ("sure-baseline-0-value", "sure-baseline-1-taken", "sure-end-1-asked"):
        assert f'<label class="ds_label" for="id_{name}"' in page or f'for="id_{name}"' in page
    typed = {
        "sure-baseline-0-value": "4.5",
        "sure-baseline-0-answered": "20",
        "sure-baseline-0-asked": "30",
        "sure-baseline-0-taken": "soon",
        "sure-end-1-value": "7",
        "sure-end-1-answered": "6",
        "sure-end-1-asked": "8",
    }
    assert door(ann).post(f"/my/reports/{report.pk}/figures/", typed).status_code == 302
    kept = {(one.point, one.group): one for one in Measurement.objects.filter(indicator=row)}
    assert set(kept) == {("baseline", ""), ("end", "Carers")}
    assert kept["baseline", ""].taken == "soon"
    page = door(ann).get(f"/my/reports/{report.pk}/check/").content.decode()
    assert "within 4 weeks of joining" in page


@pytest.mark.parametrize(
    ("typed", "box", "words"),
    [
        (
            {"sure-baseline-0-value": "4", "sure-baseline-0-answered": "2", "sure-baseline-0-asked": "3"},
            "sure-baseline-0-taken",
            "Name of sure, at the start, All people together: say when the start was taken",
        ),
        (
            {"sure-end-1-value": "11", "sure-end-1-answered": "2", "sure-end-1-asked": "3"},
            "sure-end-1-value",
            "Name of sure, at the end, Carers: enter an average on the scale 0 to 10",
        ),
    ],
)
def test_a_fault_is_said_at_its_box(
    door: Door, ann: User, report: Report, typed: dict[str, str], box: str, words: str
) -> None:
    sure(report)
    response = door(ann).post(f"/my/reports/{report.pk}/figures/", typed)
    assert response.status_code == 422
    page = response.content.decode()
    assert f'<a href="#id_{box}">{words}' in page
    assert Measurement.objects.count() == 0


def test_the_start_is_asked_first_and_the_end_last(report: Report) -> None:
    row = sure(report, groups=[])
    later = factories.make_report(report.grant, from_on=report.to_on, to_on=report.to_on)
    assert measuring.places(report, [row])[row.pk] == [("baseline", "")]
    assert measuring.places(later, [row])[row.pk] == [("end", "")]


def test_a_report_that_was_asked_for_besides_takes_neither_start_nor_end(report: Report) -> None:
    row = sure(report, groups=[])
    end = factories.make_report(report.grant, from_on=report.to_on, to_on=report.to_on)
    for day in (report.from_on - timedelta(days=1), report.to_on + timedelta(days=1)):
        besides = factories.make_report(report.grant, from_on=day, to_on=day, asked_because="We wonder")
        assert measuring.places(besides, [row])[row.pk] == []
    assert measuring.places(report, [row])[row.pk] == [("baseline", "")]
    assert measuring.places(end, [row])[row.pk] == [("end", "")]


def test_a_required_start_is_missing_only_in_the_first_report(report: Report) -> None:
    sure(report, groups=[], points=["baseline"], is_required=True)
    later = factories.make_report(report.grant, from_on=report.to_on, to_on=report.to_on)
    todo = [each for each in contents.missing(report) if "Name of sure" in each.words]
    assert [each.words for each in todo] == ["Enter a number for “Name of sure”"]
    assert not [each for each in contents.missing(later) if "Name of sure" in each.words]


def test_words_are_typed_as_words(door: Door, ann: User, report: Report) -> None:
    counted(report, code="said", kind="words")
    door(ann).post(f"/my/reports/{report.pk}/figures/", {"said-words": "People come back."})
    assert Measurement.objects.get().words == "People come back."


def test_unlocked_figures_open_for_the_group_and_close_again(
    door: Door, ann: User, olive: User, report: Report
) -> None:
    counted(report, code="people", kind="count")
    accepted = factories.make_report(report.grant, state="accepted")
    address = f"/my/reports/{accepted.pk}/figures/"
    typed = {"people-numerator": "70", "people-how_counted": "Our best estimate"}
    assert door(ann).post(address, typed).status_code == 403
    locking.unlock(accepted, by=olive, reason="A slip")
    assert door(ann).get(address).status_code == 200
    assert door(ann).post(address, typed).status_code == 302
    assert Measurement.objects.get().numerator == 70
    locking.lock(accepted, by=olive)
    assert door(ann).post(address, typed).status_code == 403


def test_after_the_licence_no_figure_is_taken_and_what_was_told_stays(door: Door, ann: User, report: Report) -> None:
    row = sure(report, points=["period"], groups=[], is_required=True, licence_until=timezone.localdate())
    figure = Figure(row, value=Decimal(6), answered=8, asked=9)
    measuring.record(report, [figure], by=ann)
    Indicator.objects.update(licence_until=date(2026, 3, 31))
    row.refresh_from_db()
    measuring.record(report, [figure], by=ann)  # as before
    with pytest.raises(Refused, match="Name of sure: the licence for this measure ended on Tuesday 31 March 2026"):
        measuring.record(report, [replace(figure, value=Decimal(7))], by=ann)
    page = door(ann).get(f"/my/reports/{report.pk}/figures/").content.decode()
    assert "We do not ask for “Name of sure” now: its licence ended on Tuesday 31 March 2026" in page
    assert "sure-value" not in page
    assert "the average of 8 answers" in door(ann).get(f"/my/reports/{report.pk}/check/").content.decode()
    Measurement.objects.all().delete()
    assert not [todo for todo in contents.missing(report) if "Name of sure" in todo.words]


HOW = measuring.HOW[0]


@pytest.fixture
def bea(report: Report) -> User:
    return factories.make_member(report.grant.organisation, "Bea", "editor").user


def boxes(response: Any) -> dict[str, str]:
    """All boxes of the page as a browser would send them back, the hidden ones too."""
    return {box.html_name: "" if box.value() is None else str(box.value()) for box in response.context["form"]}


def kept() -> list[tuple[str, int | None]]:
    return list(Measurement.objects.order_by("indicator__code").values_list("indicator__code", "numerator"))


def test_figures_that_a_colleague_saved_meanwhile_stay(door: Door, ann: User, bea: User, report: Report) -> None:
    for code in ("a", "b"):
        counted(report, code=code, kind="count")
    address = f"/my/reports/{report.pk}/figures/"
    anns, beas = door(ann), door(bea)
    opened = boxes(anns.get(address))
    beas.post(address, {**boxes(beas.get(address)), "a-numerator": "60", "a-how_counted": HOW})
    anns.post(address, {**opened, "b-numerator": "5", "b-how_counted": HOW})
    assert kept() == [("a", 60), ("b", 5)]


@pytest.mark.parametrize(("number", "theirs"), [("60", "How many: 60"), ("", "Bea emptied this")])
def test_a_figure_that_both_changed_shows_both_and_the_next_save_settles_it(
    door: Door, ann: User, bea: User, report: Report, number: str, theirs: str
) -> None:
    for code in ("a", "b"):
        counted(report, code=code, kind="count")
    address = f"/my/reports/{report.pk}/figures/"
    anns, beas = door(ann), door(bea)
    anns.post(address, {**boxes(anns.get(address)), "a-numerator": "40", "a-how_counted": HOW})
    opened = boxes(anns.get(address))
    beas.post(address, {**opened, "a-numerator": number, "a-how_counted": HOW if number else ""})
    left = [("a", int(number))] if number else []
    answer = anns.post(address, {**opened, "a-numerator": "70", "b-numerator": "5", "b-how_counted": HOW})
    page = answer.content.decode()
    assert answer.status_code == 409 and kept() == [*left, ("b", 5)]
    assert theirs in page and "If yours is right, save again" in page
    assert boxes(answer)["a-numerator"] == "70"
    assert anns.post(address, boxes(answer)).status_code == 302
    assert kept() == [("a", 70), ("b", 5)]


def test_a_page_that_says_nothing_of_what_it_showed_wipes_nothing(door: Door, ann: User, report: Report) -> None:
    counted(report, code="a", kind="count")
    address = f"/my/reports/{report.pk}/figures/"
    door(ann).post(address, {"a-numerator": "60", "a-how_counted": HOW})
    door(ann).post(address, {"a-numerator": "", "a-how_counted": ""})
    assert kept() == [("a", 60)]


def test_whoever_empties_the_boxes_that_they_saw_takes_the_figure_out(door: Door, ann: User, report: Report) -> None:
    row = sure(report, groups=[], points=["end", "period"])
    address, browser = f"/my/reports/{report.pk}/figures/", door(ann)
    typed = {"sure-value": "4.50", "sure-answered": "20", "sure-asked": "30"}
    browser.post(address, {**boxes(browser.get(address)), **typed})
    assert row.measurements.get().value == Decimal("4.5")
    browser.post(address, {**boxes(browser.get(address)), **dict.fromkeys(typed, "")})
    assert not row.measurements.exists()


def test_a_fault_in_one_box_keeps_the_other_figures(door: Door, ann: User, bea: User, report: Report) -> None:
    for code in ("a", "b", "c"):
        counted(report, code=code, kind="count")
    address = f"/my/reports/{report.pk}/figures/"
    anns, beas = door(ann), door(bea)
    opened = boxes(anns.get(address))
    beas.post(address, {**opened, "b-numerator": "8", "b-how_counted": HOW, "c-numerator": "3", "c-how_counted": HOW})
    typed = {**opened, "a-numerator": "7", "a-how_counted": HOW, "b-numerator": "nine", "later": "yes"}
    answer = anns.post(address, typed)
    assert answer.status_code == 422 and "Your other figures are saved." in answer.content.decode()
    assert kept() == [("a", 7), ("b", 8), ("c", 3)]
    shown = boxes(answer)
    assert (shown["b-numerator"], shown["c-numerator"]) == ("nine", "3")
    mended = anns.post(address, {**shown, "b-numerator": "9", "b-how_counted": HOW})
    assert mended.status_code == 409 and kept() == [("a", 7), ("b", 8), ("c", 3)]  # Bea’s 8 was never seen


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_the_page_takes_the_same_queries_for_few_and_many(door: Door, ann: User, report: Report, rows: int) -> None:
    for number in range(rows):
        sure(report, code=f"s{number}")
    browser = door(ann)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(f"/my/reports/{report.pk}/figures/").status_code == 200
    assert len(queries) == 9


def test_who_does_without_the_last_report_is_told_what_becomes_of_the_end(
    door: Door, olive: User, report: Report
) -> None:
    def page(row: Report) -> str:
        return door(olive).get(f"/fund/reports/{row.pk}/").content.decode()

    assert "This is the last report of the project." not in page(report), "nothing is asked at the end"
    sure(report)
    assert "are then asked in no report" in page(report)
    last = factories.make_report(
        report.grant, name="End", from_on=report.from_on + timedelta(days=200), to_on=report.to_on + timedelta(days=200)
    )
    assert "This is the last report of the project." not in page(report)
    assert f"are then asked in “{report.name}”, though it is about an earlier time" in page(last)
    Report.objects.filter(pk=report.pk).update(state="accepted")
    assert "are then asked in no report" in page(last)


def test_more_asked_than_took_part_is_said_and_kept(door: Door, ann: User, olive: User, report: Report) -> None:
    counted(report, measuring.TOOK_PART, kind="count", name="People")
    counted(report, "better", kind="share", name="Feel better")
    typed = {"people-took-part-numerator": "10", "people-took-part-how_counted": measuring.HOW[0]}
    typed |= {"better-numerator": "50", "better-answered": "60", "better-asked": "70"}
    words = "70 were asked, but only 10 took part. If that is right, leave it."
    answer = door(ann).post(f"/my/reports/{report.pk}/figures/", {**typed, "later": "yes"}, follow=True)
    assert f"Feel better: {words}" in answer.content.decode()
    assert report.measurements.get(indicator__code="better").asked == 70
    Report.objects.update(state="handed_in")
    for reader, address in ((ann, f"/my/reports/{report.pk}/check/"), (olive, f"/fund/reports/{report.pk}/")):
        assert words in door(reader).get(address).content.decode()
    report.measurements.update(took_part=80)
    assert measuring.doubts(report) == []
