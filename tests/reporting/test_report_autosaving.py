"""A report is saved while it is typed, by the code of applying: together, with earlier versions and with files."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Grant
from fund import writing
from fund.kit.states import Refused
from fund.models import Membership, Organisation, Round, User
from reporting import answering, monitoring
from reporting.models import Report, ReportAnswers, ReportDocument, ReportOpenPage, ReportStep
from tests import factories
from tests.fund.test_safe_files import pdf

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def report(grant: Grant) -> Report:
    return factories.make_report(grant)


@pytest.fixture
def bea(group: Organisation) -> User:
    """Ann's colleague, who writes too."""
    bea = factories.make_person("Bea Colleague", email="bea@example.org")
    Membership.objects.create(user=bea, organisation=group, kind="editor")
    return bea


def at(name: str, report: Report, code: str = "learned", *more: Any) -> str:
    return reverse(f"reporting:{name}", args=[report.pk, code, *more])


def type_in(browser: Client, report: Report, **facts: Any) -> HttpResponse:
    """One request as the page sends it: one answer, or the few changed ones."""
    answers = {code: value for code, value in facts.items() if code not in {"version", "page", "revision"}}
    sent = {"version": 0, "page": "a1", "revision": 1, "changed": list(answers), **facts}
    return browser.post(at("save-report-answer", report), sent)


def learned(report: Report) -> ReportAnswers:
    return ReportAnswers.objects.get(report=report, section__code="learned")


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def test_an_answer_is_saved_alone_and_makes_a_draft(report: Report, ann: User, door: Door) -> None:
    answer = type_in(door(ann), report, worked="The tea.")
    assert (answer.status_code, learned(report).values) == (200, {"worked": "The tea."})
    assert "Saved " in text(answer)
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_a_section_is_complete_as_soon_as_all_is_typed(report: Report, ann: User, door: Door) -> None:
    browser = door(ann)
    type_in(browser, report, worked="The tea.", revision=1)
    assert not learned(report).is_complete
    type_in(browser, report, did_not_work="The stairs.", for_whom="Walkers.", revision=2)
    assert learned(report).is_complete


def test_an_older_request_that_arrives_late_is_dropped(report: Report, ann: User, door: Door) -> None:
    browser = door(ann)
    type_in(browser, report, worked="The whole sentence.", revision=2)
    assert type_in(browser, report, worked="The who", revision=1).status_code == 200
    assert learned(report).values["worked"] == "The whole sentence."


def test_two_people_write_different_answers_and_keep_both(report: Report, ann: User, bea: User, door: Door) -> None:
    type_in(door(ann), report, worked="Ann’s.", page="a1")
    type_in(door(bea), report, did_not_work="Bea’s.", page="b1")
    assert learned(report).values == {"worked": "Ann’s.", "did_not_work": "Bea’s."}


def test_two_people_in_one_answer_see_both_texts(report: Report, ann: User, bea: User, door: Door) -> None:
    type_in(door(ann), report, worked="Ann’s.", page="a1")
    answer = type_in(door(bea), report, worked="Bea’s.", page="b1")
    assert answer.status_code == 409
    assert "Ann’s." in text(answer) and "Bea’s." in text(answer)
    assert learned(report).values == {"worked": "Ann’s."}
    whole = door(bea).post(at("report-section", report), {"worked": "Bea’s.", "version": 0, "page": "b1"})
    assert whole.status_code == 409
    assert "Ann’s." in text(whole) and "Bea’s.</textarea>" in text(whole)


def test_who_is_there_is_seen_by_the_others(report: Report, ann: User, bea: User, door: Door) -> None:
    assert door(ann).get(at("report-presence", report), {"page": "a1"}).status_code == 200
    assert "Ann Applicant is here" in text(door(bea).get(at("report-section", report)))
    assert "Ann Applicant is here" in text(door(bea).get(at("report-presence", report), {"page": "b1"}))
    report.refresh_from_db()
    assert report.state == Report.State.DUE, "looking is not writing"


def test_an_earlier_version_comes_back(report: Report, ann: User, bea: User, door: Door) -> None:
    answering.save_section(report, learned_section(report), {"worked": "First."}, by=ann)
    answering.save_section(report, learned_section(report), {"worked": "Second."}, by=bea, version=1)
    browser = door(ann)
    assert "Ann Applicant changed “What worked?”" in text(browser.get(at("earlier-answers", report)))
    number = writing.earlier_versions(learned(report))[0].number
    assert "First." in text(browser.get(at("earlier-answers-version", report, "learned", number)))
    browser.post(at("bring-answers-back", report, "learned", number))
    assert learned(report).values == {"worked": "First."}
    assert "Second." in str([one.values for one in writing.earlier_versions(learned(report))])


def learned_section(report: Report) -> Any:
    assert report.questionnaire is not None
    return report.questionnaire.sections.get(code="learned")


def test_what_was_typed_is_in_the_history_once_it_is_handed_in(report: Report, ann: User, door: Door) -> None:
    browser = door(ann)
    answering.save_section(report, did_section(report), factories.REPORT_ANSWERS["did"], by=ann)
    for number, word in enumerate(("Tea.", "Tea and talk.", "Tea, talk and song."), start=1):
        type_in(browser, report, worked=word, did_not_work="Stairs.", for_whom="Walkers.", revision=number)
    kept = [one.values.get("worked") for one in learned(report).history.order_by("history_id")]
    assert "Tea, talk and song." not in kept
    monitoring.hand_in(report, by=ann)
    assert learned(report).history.latest("history_id").values["worked"] == "Tea, talk and song."


def did_section(report: Report) -> Any:
    assert report.questionnaire is not None
    return report.questionnaire.sections.get(code="did")


def test_what_is_typed_after_the_hand_in_is_not_lost_from_the_page(grant: Grant, ann: User, door: Door) -> None:
    report = factories.make_report(grant, state="handed_in")
    answer = type_in(door(ann), report, worked="One more thing.", version=1)
    assert answer.status_code == 409
    assert "still on this page" in text(answer)
    assert "worked" in learned(report).values and learned(report).values["worked"] != "One more thing."


def test_the_steps_hold_what_a_page_began_from(report: Report, ann: User, door: Door) -> None:
    type_in(door(ann), report, worked="Tea.")
    assert ReportStep.objects.get().before == {"worked": [False, None]}
    assert ReportOpenPage.objects.get().revisions == {"worked": 1}


def test_saving_an_answer_takes_the_same_queries_in_a_long_report(report: Report, ann: User, door: Door) -> None:
    counts = []
    for more in range(2):
        for number in range(more * 5):
            factories.make_question(learned_section(report), f"more-{number}", "text", "More?", is_required=False)
        browser = door(ann)
        type_in(browser, report, worked="Warm-up.", revision=10 * more + 1)
        with CaptureQueriesContext(connection) as queries:
            assert type_in(browser, report, worked=f"Tea {more}.", revision=10 * more + 2).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 30


# Files


def send(browser: Client, report: Report, name: str = "warm-up sheet.pdf") -> HttpResponse:
    paper = SimpleUploadedFile(name, pdf(), "application/pdf")
    return browser.post(at("report-section", report, "did"), {"did": "We walked.", "version": 0, "made": paper})


def test_a_file_is_added_opened_and_removed(report: Report, ann: User, olive: User, nia: User, door: Door) -> None:
    assert send(door(ann), report).status_code == 302
    document = ReportDocument.objects.get()
    assert "warm-up sheet.pdf" in text(door(ann).get(at("report-section", report, "did")))
    address = reverse("reporting:report-document", args=[document.pk])
    assert [door(one).get(address).status_code for one in (ann, olive, nia)] == [200, 404, 404]  # a draft
    assert "warm-up sheet.pdf" in text(door(ann).get(reverse("reporting:check-report", args=[report.pk])))
    door(ann).post(reverse("reporting:remove-report-document", args=[report.pk, document.pk]))
    assert not ReportDocument.objects.exists()


def test_a_file_goes_with_its_report(report: Report, ann: User, olive: User, door: Door) -> None:
    send(door(ann), report)
    for section in (did_section(report), learned_section(report)):
        answers = factories.REPORT_ANSWERS[section.code]
        answering.save_section(report, section, answers, by=ann, version=1 if section.code == "did" else 0)
    monitoring.hand_in(report, by=ann)
    address = reverse("reporting:report-document", args=[ReportDocument.objects.get().pk])
    assert door(olive).get(address).status_code == 200
    with pytest.raises(Refused, match="nothing in it can be changed"):
        answering.remove_document(ReportDocument.objects.get(), by=ann)
    assert "warm-up sheet.pdf" in text(door(olive).get(reverse("reporting:officer-report", args=[report.pk])))


def test_no_more_than_ten_files_a_question(report: Report, ann: User, door: Door) -> None:
    for number in range(10):
        send(door(ann), report, f"{number}.pdf")
    assert "Remove one before you add another" in text(send(door(ann), report, "one too many.pdf"))
    assert ReportDocument.objects.count() == 10
