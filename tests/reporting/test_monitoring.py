"""From the offer to the accepted report."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from applications import granting
from applications.granting import months_after
from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Job, Letter, Questionnaire, ReportRule, User
from reporting import answering, contents, monitoring, overview, rules, scheduling
from reporting.models import Indicator, Measurement, Report, ReportAnswers
from tests import factories
from tests.racing import race


@pytest.fixture
def offer(group: Any, round_: Any) -> Grant:
    application = factories.make_application(round_, group, state="awarded", months=12)
    return factories.make_grant(application, state="offered", starts_on=None, ends_on=None)


@pytest.fixture
def report(group: Any, round_: Any) -> Report:
    grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
    return factories.make_report(grant)


def section_of(report: Report, code: str) -> Any:
    return report.questionnaire.sections.get(code=code)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2025, 4, 1), 12, date(2026, 4, 1)),
        (date(2025, 1, 31), 1, date(2025, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 12, 15), 0, date(2025, 12, 15)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


# The offer


def test_accepting_the_offer_starts_the_project_and_lays_out_its_reports(offer: Grant, ann: User) -> None:
    reports = scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))

    offer.refresh_from_db()
    assert offer.state == Grant.State.ACTIVE
    assert (offer.starts_on, offer.ends_on) == (date(2025, 4, 1), date(2026, 3, 31))
    assert offer.accepted_at is not None
    assert [(report.name, report.from_on, report.to_on, report.due_on) for report in reports] == [
        ("Half-year report", date(2025, 4, 1), date(2025, 9, 30), date(2025, 10, 28)),
        ("End report", date(2025, 10, 1), date(2026, 3, 31), date(2026, 4, 28)),
    ]
    assert {report.state for report in reports} == {Report.State.DUE}
    assert offer.history.latest().history_user == ann
    assert reports[0].history.latest().history_user == ann


def test_an_offer_is_accepted_once(offer: Grant, ann: User) -> None:
    scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    with pytest.raises(Refused, match="Running"):
        scheduling.begin(offer, by=ann, starts_on=date(2025, 5, 1))
    assert offer.reports.count() == 2
    offer.refresh_from_db()
    assert offer.starts_on == date(2025, 4, 1)


def test_without_a_length_nothing_begins(offer: Grant, ann: User) -> None:
    offer.application.months = None
    offer.application.save()
    with pytest.raises(Refused, match="how many months"):
        scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    offer.refresh_from_db()
    assert (offer.state, offer.reports.count()) == (Grant.State.OFFERED, 0)


def test_refusing_the_offer_keeps_the_reason(offer: Grant, ann: User) -> None:
    granting.refuse(offer, by=ann, reason=" We found other money. ")
    assert offer.state == Grant.State.REFUSED
    assert offer.history.latest().history_change_reason == "We found other money."


def test_refusing_needs_a_reason_and_an_offer(offer: Grant, ann: User) -> None:
    with pytest.raises(Refused, match="few words why"):
        granting.refuse(offer, by=ann, reason="  ")
    scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    with pytest.raises(Refused):
        granting.refuse(offer, by=ann, reason="Too late.")


# The schedule


def test_reports_are_cut_at_the_end_of_the_project(offer: Grant, ann: User) -> None:
    ReportRule.objects.create(round=offer.round, name="Second year", from_month=12, to_month=24, position=2)
    offer.application.months = 9
    offer.application.save()
    reports = scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    assert [(report.name, report.to_on) for report in reports] == [
        ("Half-year report", date(2025, 9, 30)),
        ("End report", date(2025, 12, 31)),
    ]


def test_laying_out_again_adds_only_what_is_new(offer: Grant, ann: User) -> None:
    scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    ReportRule.objects.create(round=offer.round, name="Extra", from_month=0, to_month=3, due_days_after=14)
    assert [report.name for report in scheduling.schedule(offer, by=ann)] == ["Extra"]
    assert offer.reports.get(name="Extra").due_on == date(2025, 7, 14)
    assert scheduling.schedule(offer, by=ann) == []


def test_reports_get_the_newest_frozen_questions(offer: Grant, ann: User) -> None:
    newer = Questionnaire.objects.create(round=offer.round, purpose="report", version=2, frozen_at=timezone.now())
    Questionnaire.objects.create(round=offer.round, purpose="report", version=3)
    reports = scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    assert {report.questionnaire for report in reports} == {newer}


def test_a_grant_without_days_has_no_schedule(offer: Grant, ann: User) -> None:
    with pytest.raises(Refused, match="a first day and a last day"):
        scheduling.schedule(offer, by=ann)


# Writing


def test_the_first_save_turns_a_due_report_into_a_draft(report: Report, ann: User) -> None:
    saving = answering.save_section(report, section_of(report, "did"), {"did": "Forty walks."}, by=ann, version=0)
    report.refresh_from_db()
    assert (report.state, saving.clashes) == (Report.State.DRAFT, ())
    sheet = report.answers.get()
    assert (sheet.values, sheet.version, sheet.is_complete, sheet.saved_by) == ({"did": "Forty walks."}, 1, True, ann)


def test_a_gap_is_kept_but_not_complete(report: Report, ann: User) -> None:
    answering.save_section(report, section_of(report, "learned"), {"worked": "Peers."}, by=ann, version=0)
    assert report.answers.get().is_complete is False


def test_two_people_writing_different_answers_lose_nothing(report: Report, ann: User) -> None:
    learned = section_of(report, "learned")
    answering.save_section(report, learned, {"worked": "Peers."}, by=ann, version=0)
    saving = answering.save_section(report, learned, {"did_not_work": "Referrals."}, by=ann, version=0)
    assert saving.clashes == ()
    assert report.answers.get().values == {"worked": "Peers.", "did_not_work": "Referrals."}


def test_two_people_writing_the_same_answer_are_both_told(report: Report, ann: User) -> None:
    learned = section_of(report, "learned")
    bea = factories.make_person("Bea")
    answering.save_section(report, learned, {"worked": "Hers."}, by=bea, version=0)
    saving = answering.save_section(report, learned, {"worked": "Mine."}, by=ann, version=0)
    assert saving.clashes == ("worked",)
    assert report.answers.get().values == {"worked": "Hers."}
    assert (saving.sheet.saved_by, saving.merged) == (bea, {"worked": "Mine."})

    again = answering.save_section(report, learned, {"worked": "Both."}, by=ann, version=1)
    assert again.clashes == ()
    assert report.answers.get().values == {"worked": "Both."}


def test_a_report_that_was_handed_in_cannot_be_written(report: Report, ann: User) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    before = handed_in.answers.get(section__code="did").values
    with pytest.raises(Refused, match="Handed in"):
        answering.save_section(handed_in, section_of(handed_in, "did"), {"did": "New."}, by=ann, version=1)
    assert handed_in.answers.get(section__code="did").values == before


def test_a_section_of_another_report_is_refused(report: Report, ann: User) -> None:
    other = factories.make_report(factories.make_grant(factories.make_application(factories.make_round())))
    with pytest.raises(Refused, match="another report"):
        answering.save_section(report, section_of(other, "did"), {"did": "Mine."}, by=ann, version=0)
    assert ReportAnswers.objects.count() == 0


# Handing in


def finish(report: Report, by: User) -> None:
    for code, values in factories.REPORT_ANSWERS.items():
        answering.save_section(report, section_of(report, code), values, by=by, version=0)


def test_what_is_missing_is_named_by_question_and_figure(report: Report, ann: User) -> None:
    Indicator.objects.create(
        fund=report.grant.round.fund, code="people", name="People who took part", question="How many?", kind="count"
    )
    Indicator.objects.create(
        fund=report.grant.round.fund, code="better", name="Manage better", question="How many said so?", kind="share"
    )
    answering.save_section(report, section_of(report, "did"), {"did": "Forty walks."}, by=ann, version=0)
    assert [(todo.words, todo.code) for todo in contents.missing(report)] == [
        ("Answer “What worked?”", "worked"),
        ("Answer “What did not work?”", "did_not_work"),
        ("Answer “For whom, and who did not benefit?”", "for_whom"),
        ("Enter a number for “People who took part”", "people"),
    ]


def test_handing_in_stamps_the_report_and_sends_one_receipt(report: Report, ann: User, letters_to: Any) -> None:
    finish(report, ann)
    monitoring.hand_in(report, by=ann)
    report.refresh_from_db()
    assert (report.state, report.handed_in_by) == (Report.State.HANDED_IN, ann)
    assert letters_to(ann) == ["report_handed_in"]
    letter = Letter.objects.get()
    assert report.grant.title in letter.subject
    assert f"/my/reports/{report.pk}/check/" in letter.text and "{" not in letter.text


def test_a_report_is_handed_in_once(report: Report, ann: User, letters_to: Any) -> None:
    finish(report, ann)
    monitoring.hand_in(report, by=ann)
    with pytest.raises(Refused, match="handed in already"):
        monitoring.hand_in(report, by=ann)
    assert letters_to(ann) == ["report_handed_in"]
    assert report.history.filter(state=Report.State.HANDED_IN).count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_hands_on_one_button_hand_a_report_in_once(report: Report, ann: User) -> None:
    finish(report, ann)

    def press() -> None:
        monitoring.hand_in(Report.objects.get(pk=report.pk), by=User.objects.get(pk=ann.pk))

    assert race([press] * 8) == ["done"] + ["refused"] * 7
    assert report.history.filter(state=Report.State.HANDED_IN).count() == 1
    assert Letter.objects.filter(kind="report_handed_in").count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_eight_first_saves_at_once_make_one_sheet(report: Report, ann: User) -> None:
    did = section_of(report, "did")

    def save() -> None:
        answering.save_section(report, did, {"did": "Forty walks."}, by=ann, version=0)

    assert race([save] * 8) == ["done"] * 8
    assert (report.answers.get().values, report.answers.get().version) == ({"did": "Forty walks."}, 1)


def test_an_unfinished_report_cannot_be_handed_in(report: Report, ann: User, letters_to: Any) -> None:
    answering.save_section(report, section_of(report, "did"), {"did": "Forty walks."}, by=ann, version=0)
    with pytest.raises(Refused, match="^3 things are still to do .* The first: Answer “What worked\\?”"):
        monitoring.hand_in(report, by=ann)
    report.refresh_from_db()
    assert (report.state, letters_to(ann)) == (Report.State.DRAFT, [])


def test_a_report_without_its_required_figure_cannot_be_handed_in(report: Report, ann: User) -> None:
    indicator = Indicator.objects.create(
        fund=report.grant.round.fund, code="people", name="People who took part", question="How many?", kind="count"
    )
    finish(report, ann)
    with pytest.raises(Refused, match="People who took part"):
        monitoring.hand_in(report, by=ann)
    Measurement.objects.create(report=report, indicator=indicator, numerator=0)
    monitoring.hand_in(report, by=ann)
    assert report.state == Report.State.HANDED_IN


def test_a_report_that_is_not_needed_cannot_be_handed_in(report: Report, ann: User, olive: User) -> None:
    finish(report, ann)
    scheduling.skip(report, by=olive, reason="The project ended early.")
    with pytest.raises(Refused, match="Not needed"):
        monitoring.hand_in(report, by=ann)


# What the fund says back


def test_accepting_thanks_the_group_and_has_the_learning_drafted(
    report: Report, olive: User, ann: User, letters_to: Any
) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    monitoring.accept(handed_in, by=olive, comments=" We use what you say about referrals. ")
    handed_in.refresh_from_db()
    assert handed_in.state == Report.State.ACCEPTED
    assert handed_in.comments == "We use what you say about referrals."
    assert letters_to(ann) == ["report_accepted"]
    assert "We use what you say about referrals." in Letter.objects.get().text
    job = Job.objects.get()
    assert (job.kind, job.about, job.asked_by) == ("learning.draft", report.grant, olive)


def test_a_report_is_accepted_once(report: Report, olive: User, ann: User, letters_to: Any) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    monitoring.accept(handed_in, by=olive, comments="Thank you.")
    with pytest.raises(Refused):
        monitoring.accept(handed_in, by=olive, comments="Thank you.")
    assert (letters_to(ann), Job.objects.count()) == (["report_accepted"], 1)


def test_accepting_says_something_back(report: Report, olive: User, ann: User, door: Any) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    with pytest.raises(Refused, match="Say one thing back"):
        monitoring.accept(handed_in, by=olive, comments=" ")
    page = door(olive).post(f"/fund/reports/{handed_in.pk}/accept/", {"comments": " "})
    assert page.status_code == 422 and "Say one thing back to the group" in page.content.decode()
    assert Report.objects.get(pk=handed_in.pk).state == Report.State.HANDED_IN and not Letter.objects.exists()


def test_what_was_said_when_a_report_was_sent_back_stays(report: Report, olive: User, ann: User, door: Any) -> None:
    finish(report, ann)
    monitoring.hand_in(report, by=ann)
    monitoring.send_back(report, by=olive, comments="Add the rent.")
    report.refresh_from_db()
    until = report.due_on + timedelta(days=9)
    scheduling.give_time(report, until=until, why="Their worker is ill.", by=olive)  # not for the group to read
    monitoring.hand_in(report, by=ann)
    monitoring.accept(report, by=olive, comments="We use what you say about referrals.")
    report.refresh_from_db()
    assert [words for _, words in monitoring.said_before(report)] == ["Add the rent."]
    page = door(ann).get(f"/my/reports/{report.pk}/").content.decode()
    assert "We use what you say about referrals." in page and "Add the rent." in page
    assert "Their worker is ill." not in page


def test_a_report_that_is_still_written_cannot_be_accepted(report: Report, olive: User) -> None:
    with pytest.raises(Refused, match="To write"):
        monitoring.accept(report, by=olive, comments="Thank you.")
    assert Job.objects.count() == 0


def test_a_report_goes_back_with_comments_and_comes_in_again(
    report: Report, olive: User, ann: User, letters_to: Any
) -> None:
    finish(report, ann)
    monitoring.hand_in(report, by=ann)
    monitoring.send_back(report, by=olive, comments="Please tell us about carers.")
    report.refresh_from_db()
    assert (report.state, report.comments) == (Report.State.RETURNED, "Please tell us about carers.")
    assert not report.is_late

    answering.save_section(report, section_of(report, "did"), {"did": "Carers came too."}, by=ann, version=1)
    report.refresh_from_db()
    assert report.state == Report.State.RETURNED
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        monitoring.hand_in(report, by=ann)
    assert report.state == Report.State.HANDED_IN
    assert letters_to(ann) == ["report_handed_in", "report_sent_back", "report_handed_in"]
    assert "Please tell us about carers." in Letter.objects.get(kind="report_sent_back").text


def test_sending_back_needs_comments_and_a_report_that_was_handed_in(report: Report, olive: User) -> None:
    handed_in = factories.make_report(report.grant, state="handed_in")
    with pytest.raises(Refused, match="add or change"):
        monitoring.send_back(handed_in, by=olive, comments=" ")
    with pytest.raises(Refused):
        monitoring.send_back(report, by=olive, comments="More, please.")
    with pytest.raises(Refused, match="still to come"):
        monitoring.send_back(handed_in, by=olive, comments="More.", until=timezone.localdate())
    handed_in.refresh_from_db()
    assert handed_in.state == Report.State.HANDED_IN


def test_a_report_that_was_sent_back_can_be_late_and_be_done_without(report: Report, olive: User) -> None:
    returned = factories.make_report(report.grant, state="returned", due_on=timezone.localdate() - timedelta(days=1))
    assert returned.is_late and overview.counted(Report.objects.all())["late"] == 1
    assert rules.may_skip(olive, returned)
    scheduling.skip(returned, by=olive, reason="We have heard enough.")
    assert returned.state == Report.State.SKIPPED


def test_a_report_that_is_not_needed_says_why(report: Report, olive: User, ann: User, door: Any) -> None:
    scheduling.skip(report, by=olive, reason="A learning event takes its place.")
    for reader, words in ((ann, "Why we do without it"), (olive, "Why it is not needed")):
        page = door(reader).get(f"/{'my' if reader == ann else 'fund'}/reports/{report.pk}/").content.decode()
        assert words in page and "A learning event takes its place." in page
        assert "What the fund said back" not in page and "is being made" not in page
    report.refresh_from_db()
    assert (report.state, report.comments) == (Report.State.SKIPPED, "A learning event takes its place.")
    assert report.history.latest().history_change_reason == "A learning event takes its place."
    letter = Letter.objects.get(kind="report_skipped", to=ann)
    assert "You need not write" in letter.text and "A learning event takes its place." in letter.text


def test_skipping_needs_a_reason_and_a_report_that_is_still_owed(report: Report, olive: User) -> None:
    with pytest.raises(Refused, match="why"):
        scheduling.skip(report, by=olive, reason="")
    handed_in = factories.make_report(report.grant, state="handed_in")
    with pytest.raises(Refused):
        scheduling.skip(handed_in, by=olive, reason="No need.")


def test_nothing_is_half_done_when_the_last_step_fails(offer: Grant, ann: User) -> None:
    ReportRule.objects.filter(round=offer.round).update(due_days_after=0)
    Report.objects.create(
        grant=offer, name="Old", from_on=date(2025, 1, 1), to_on=date(2025, 1, 2), due_on=date(2025, 1, 3)
    )
    Grant.objects.filter(pk=offer.pk).update(round=None)
    offer.refresh_from_db()
    with pytest.raises(Refused):
        scheduling.begin(offer, by=ann, starts_on=date(2025, 4, 1))
    offer.refresh_from_db()
    assert (offer.state, offer.starts_on) == (Grant.State.OFFERED, None)


# How long it took


def test_a_group_tells_how_long_a_report_took(report: Report, ann: User, door: Any) -> None:
    page = f"/my/reports/{report.pk}/"
    assert "How long it took" not in door(ann).get(page).content.decode()
    with pytest.raises(Refused, match="after you have handed"):
        monitoring.tell_minutes(report, minutes=90, by=ann)
    finish(report, ann)
    monitoring.hand_in(report, by=ann)
    answer = door(ann).post(f"{page}minutes/", {"minutes": "long"})
    assert answer.status_code == 422 and 'value="long"' in answer.content.decode()
    door(ann).post(f"{page}minutes/", {"minutes": "90"})
    assert "about 90 minutes" in door(ann).get(page).content.decode()
    assert 'value="90"' in door(ann).get(page).content.decode()
    door(ann).post(f"{page}minutes/", {"minutes": "60"})
    assert "about 60 minutes" in door(ann).get(page).content.decode()


def test_the_middle_is_shown_from_five_groups_on(report: Report, olive: User, door: Any) -> None:
    for minutes in (30, 60, 90, 240):
        factories.make_report(report.grant, state="accepted", minutes=minutes)
    assert "the middle of what" not in door(olive).get("/fund/reports/").content.decode()
    factories.make_report(report.grant, state="accepted", minutes=75)
    assert "about 75 minutes: the middle of what 5 told us" in door(olive).get("/fund/reports/").content.decode()
