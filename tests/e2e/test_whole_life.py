"""One grant from the call to what was learned, in Chromium, as people would do it: wide screens, and Ann on a phone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, Grant
from fund import rounds
from fund.models import User
from reporting.models import LearningSummary, Report
from tests.e2e.looking import complaints
from tests.journeys import a_real_round
from tests.journeys.a_real_round import APPLICATION, NAME, REPORT
from tests.journeys.browser import paper
from tests.reporting import learned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
COUNTS = ("people-took-part", "carers-supported", "lived-experience-leads", "sessions-held", "volunteers")


def fill(page: Any, **answers: Any) -> None:
    """Type, tick and choose, whatever kind of box has the name. A number chooses by position."""
    for name, value in answers.items():
        box = page.locator(f'main [name="{name}"]').first
        kind = box.evaluate("box => box.type")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                boxes = page.locator(f'main [name="{name}"]')
                named = page.locator(f'main [name="{name}"][value="{one}"]')
                tick = boxes.nth(one) if isinstance(one, int) else named
                if not tick.is_checked():
                    page.locator(f'label[for="{tick.get_attribute("id")}"]').click()
        elif kind.startswith("select"):
            box.select_option(**({"index": value} if isinstance(value, int) else {"value": value}))
        elif kind == "file":
            box.set_input_files([{"name": p.name, "mimeType": "application/pdf", "buffer": p.read()} for p in value])
        else:
            box.fill(value)


def press(page: Any, words: str) -> None:
    """Press the button that says this, and wait for the page that follows."""
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile(f"^{words}")).first.click()


def follow(page: Any, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile(words)).first.click()


def sign_in_by_code(page: Any, person: User) -> None:
    """As a person would: the address, then the code from the letter."""
    page.goto("/people/login/")
    page.get_by_label("E-mail address").fill(person.email)
    press(page, "Sign in")
    letter = next(message for message in reversed(mail.outbox) if message.to == [person.email])
    code = re.search(r"^([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})?)$", letter.body, re.MULTILINE)
    assert code is not None, letter.body
    page.get_by_label("Code").fill(code.group(1))
    press(page, "Sign in")


def apply(page: Any) -> Application:
    page.goto("/")
    follow(page, NAME)
    follow(page, "Start an application")
    follow(page, "Register your group")
    fill(page, name="Leith Lungs", kind=1, register="oscr", charity_number="SC012345", started_on="4 May 2016")
    fill(page, yearly_income="41,500", area="S12000036")
    press(page, "Register")
    if "/start/" not in page.url:
        page.goto("/rounds/self-management-for-life-2/start/")
    fill(page, organisation=0)
    press(page, "Start")
    application = Application.objects.get()
    for code, answers in APPLICATION.items():
        page.goto(reverse("applications:section", args=[application.pk, code]))
        choices = {"contact": {"best-way": 0}, "organisation": {"group-kind": 0}, "idea": {"conditions": [1, 2]}}
        fill(page, **{**{name: value for name, value in answers.items() if value != []}, **choices.get(code, {})})
        if code == "budget":
            fill(page, **{"budget-0-heading": 1, "budget-0-what": "Walk leaders", "budget-0-amount": "£9,000"})
            fill(page, **{"budget-1-heading": 2, "budget-1-what": "Room for tea", "budget-1-amount": "1500.00"})
        press(page, "Save and continue")
        assert page.locator(".ds_error-summary").count() == 0, page.locator(".ds_error-summary").inner_text()
    page.goto(reverse("applications:documents", args=[application.pk]))
    for name, many in {"supporting-statements": 2, "governing-document": 1, "accounts": 2}.items():
        fill(page, **{name: [paper(f"{name} {n}.pdf") for n in range(many)]})
    press(page, "Add the files")
    page.goto(reverse("applications:check", args=[application.pk]))
    assert complaints(page) == []
    fill(page, declared=0)
    press(page, "Hand in the application")
    assert application.reference in page.locator("main").inner_text()
    return application


def assess(page: Any) -> None:
    page.goto("/assess/")
    follow(page, "Walking back to wellness")
    fill(page, kind="none")
    press(page, "Go on")
    names = page.eval_on_selector_all("main textarea[name^=strong_]", "boxes => boxes.map(box => box.name)")
    for name in names:
        fill(page, **{name.replace("strong", "score"): "4", name: "A clear plan."})
    press(page, "Hand in")
    assert page.locator(".ds_error-summary").count() == 0


def report_on(page: Any, grant: Grant) -> Report:
    today = timezone.localdate()
    page.goto(reverse("reporting:grant", args=[grant.pk]))
    fill(page, starts_on=f"{today.day}/{today.month}/{today.year}")
    press(page, "Accept the grant")
    report = Report.objects.order_by("due_on", "pk").first()
    assert report is not None
    for code, answers in REPORT.items():
        page.goto(reverse("reporting:report-section", args=[report.pk, code]))
        fill(page, **answers)
        press(page, "Save and continue")
    page.goto(reverse("reporting:figures", args=[report.pk]))
    fill(page, **{f"{code}-numerator": "24" for code in COUNTS})
    fill(page, **{f"{code}-how_counted": 1 for code in COUNTS})
    fill(page, **{"manage-better-numerator": "17", "manage-better-answered": "22", "manage-better-asked": "24"})
    press(page, "Save and check")
    page.goto(reverse("reporting:new-story", args=[grant.pk]))
    fill(page, title="Up the hill again", good="I walk to the shop by myself now.", hard="I nearly gave up.")
    fill(page, voice="person", others="none", naming="own", audience="everybody", said_by="Margaret")
    fill(page, uses=["web", "print"], explained_by="Ann Applicant", agreed=0)
    press(page, "Keep the story")
    page.goto(reverse("reporting:check-report", args=[report.pk]))
    press(page, "Hand in the report")
    return report


def test_people_take_a_grant_through_its_whole_life(
    browse: Callable[..., Any],
    ann: User,
    sam: User,
    pat: User,
    olive: User,
    morag: User,
    lena: User,
    work: Callable[[], None],
) -> None:
    round_ = a_real_round.make()
    applicant = browse(None, 320)
    officer, manager = browse(olive), browse(morag)

    officer.goto(reverse("applications:round", args=[round_.slug]))
    press(officer, "Publish")
    sign_in_by_code(applicant, ann)
    application = apply(applicant)

    rounds.change_dates(round_, by=morag, closes_at=timezone.now() - timedelta(minutes=1))
    officer.goto(reverse("applications:assign", args=[application.pk]))
    fill(officer, assessors=str(sam.pk))
    press(officer, "Assign")
    assess(browse(sam))

    panel = browse(pat)
    panel.goto(reverse("applications:panel-application", args=[application.pk]))
    fill(panel, kind="none")
    press(panel, "Go on")
    panel.goto(reverse("applications:panel-ranking", args=[round_.slug]))
    assert "4.00" in panel.locator("main").inner_text()
    officer.goto(reverse("applications:decide", args=[application.pk]))
    fill(officer, outcome="award", amount="10,000", reason="People who wait lead it themselves.")
    press(officer, "Record the decision")
    manager.goto(reverse("applications:announce", args=[round_.slug]))
    press(manager, "Announce")

    report = report_on(applicant, Grant.objects.get())
    officer.goto(reverse("reporting:officer-report", args=[report.pk]))
    fill(officer, comments="We use what you say about referrals.")
    press(officer, "Accept the report")
    work()

    summary = LearningSummary.objects.get()
    editor = browse(lena)
    editor.goto(reverse("reporting:edit-summary", args=[summary.pk]))
    fill(editor, title="Walks led by peers bring people out again")
    editor.locator("form", has=editor.locator('[name="title"]')).get_by_role("button", name="Save").click()
    editor.wait_for_load_state()
    learned.make_ready(summary, by=lena)  # the projects and a person with lived experience say yes
    manager.goto(reverse("reporting:edit-summary", args=[summary.pk]))
    press(manager, "Approve")
    press(manager, "Publish")
    work()

    reader = browse(None, 320)
    reader.goto("/learning/")
    follow(reader, "Walks led by peers bring people out again")
    words = reader.locator("main").inner_text()
    assert "17 of 22" in words
    assert "I walk to the shop by myself now." in words
    assert "Ann Applicant" not in words
    assert complaints(reader) == []
    pdf = reader.request.get(f"{reader.url}summary.pdf")
    assert (pdf.status, pdf.body()[:5]) == (200, b"%PDF-")
