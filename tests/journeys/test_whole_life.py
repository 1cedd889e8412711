"""One grant from the call to what was learned, through the pages alone, without script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.utils import timezone

from applications.models import Application, Grant
from fund import rounds
from fund.models import Organisation, User
from reporting.models import LearningSummary, Report, Story
from tests.journeys import a_real_round
from tests.journeys.a_real_round import APPLICATION, NAME, REPORT
from tests.journeys.browser import Browser, paper
from tests.reporting import learned

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def apply(ann: Browser) -> Application:
    """Register a group, answer all sections, add the papers, hand in."""
    ann.go("/").follow(NAME).reads("Small grant", "£15,000").go(f"/rounds/{ann.address.split('/')[2]}/start/")
    ann.go("/my/groups/new/").press(
        "Register",
        name="Leith Lungs",
        kind=_choice(ann, "kind", 1),
        register="oscr",
        charity_number="SC012345",
        started_on="4 May 2016",
        yearly_income="41,500",
        area="S12000036",
    )
    group = Organisation.objects.get(name="Leith Lungs")
    ann.go("/rounds/self-management-for-life-2/start/").press("Start", organisation=str(group.pk))
    application = Application.objects.get()
    ann.go(f"/my/applications/{application.pk}/section/contact/")
    for code, answers in APPLICATION.items():
        ann.go(f"/my/applications/{application.pk}/section/{code}/")
        filled = {name: value for name, value in answers.items() if value != []}
        if code == "organisation":
            filled["group-kind"] = _choice(ann, "group-kind", 0)
        if code == "idea":
            filled["conditions"] = [_choice(ann, "conditions", 1), _choice(ann, "conditions", 2)]
        if code == "contact":
            filled["best-way"] = _choice(ann, "best-way", 0)
        if code == "budget":
            filled |= {"budget-0-heading": _choice(ann, "budget-0-heading", 1), "budget-0-what": "Walk leaders"}
            filled |= {"budget-0-amount": "£9,000", "budget-1-heading": _choice(ann, "budget-1-heading", 2)}
            filled |= {"budget-1-what": "Room for tea", "budget-1-amount": "1500.00"}
        ann.press("Save and continue", **filled)
        assert ann.status == 200, ann.see.words
    ann.go(f"/my/applications/{application.pk}/documents/")
    wanted = {"supporting-statements": 2, "governing-document": 1, "accounts": 2}
    papers = {name: [paper(f"{name} {n}.pdf") for n in range(many)] for name, many in wanted.items()}
    ann.press("Add the files", **papers).reads("5 files are added.")
    ann.go(f"/my/applications/{application.pk}/check/").reads("Walking back to wellness", "£10,500")
    ann.press("Hand in", declared="on").reads(application.reference)
    return application


def _choice(browser: Browser, name: str, nth: int) -> str:
    """The value of the nth choice of a box, whatever its words."""
    return next(form.choices[name] for form in browser.see.forms if name in form.choices)[nth]


def assess(sam: Browser) -> None:
    """Declare no ties, read, score each criterion, hand in."""
    sam.go("/assess/").follow("Walking back to wellness").does_not_read("Weekly walks for people who wait")
    sam.press("Go on", kind="none").reads("Weekly walks for people who wait")
    sam.does_not_read("ann.private@example.org", "0131 496 0000", "1 Quayside Street", "Ann Applicant")
    scores = sorted(name for form in sam.see.forms for name in form.names if name.startswith("score_"))
    filled = dict.fromkeys(scores, "4") | {name.replace("score", "strong"): "A clear plan." for name in scores}
    sam.press("Hand in", **filled)
    assert sam.status == 200, sam.see.words


def test_a_grant_goes_through_its_whole_life(
    ann: User,
    sam: User,
    pat: User,
    olive: User,
    morag: User,
    lena: User,
    work: Callable[[], None],
    letters_to: Callable[[User], list[str]],
) -> None:
    round_ = a_real_round.make()
    applicant, officer, manager = Browser(ann), Browser(olive), Browser(morag)

    # A round opens.
    officer.go(f"/fund/rounds/{round_.slug}/").press("Publish")
    Browser().go("/rounds/").reads(NAME)

    # A group applies, and is told so.
    application = apply(applicant)
    assert letters_to(ann) == ["submitted"]

    # The round closes; an assessor reads the plan and the budget and scores.
    rounds.change_dates(round_, by=morag, closes_at=timezone.now() - timedelta(minutes=1))
    officer.go(f"/fund/applications/{application.pk}/assign/").press("Assign", assessors=str(sam.pk))
    assess(Browser(sam))

    # A member says that there are no ties, and sees the ranked list; what the panel decides stays sealed.
    panel = Browser(pat).go(f"/panel/rounds/{round_.slug}/").reads("Walking back to wellness").does_not_read("4.00")
    panel.go(f"/panel/applications/{application.pk}/").press("Go on", kind="none")
    panel.go(f"/panel/rounds/{round_.slug}/").reads("4.00")
    panel.does_not_read("0131 496 0000", "ann.private@example.org")
    officer.go(f"/fund/applications/{application.pk}/decide/").press(
        "Record the decision", outcome="award", amount="£10,000", reason="People who wait lead it themselves."
    )
    applicant.go("/my/").reads("Being read").does_not_read("Decided", "People who wait lead it themselves")
    assert letters_to(ann) == ["submitted"]

    # All are told together.
    manager.go(f"/fund/rounds/{round_.slug}/announce/").press("Announce")
    grant = Grant.objects.get()
    assert letters_to(ann) == ["submitted", "awarded"]
    assert (grant.amount, grant.budget.count()) == (10000, 2)

    # The group takes the grant and reports with figures and a story.
    first_day = timezone.localdate()
    applicant.go(f"/my/grants/{grant.pk}/").press(
        "Accept", starts_on=f"{first_day.day}/{first_day.month}/{first_day.year}"
    )
    report = Report.objects.order_by("due_on", "pk").first()
    assert report is not None
    for code, answers in REPORT.items():
        applicant.go(f"/my/reports/{report.pk}/section/{code}/").press("Save", **answers)
    counts = {
        "people-took-part": 24,
        "carers-supported": 9,
        "lived-experience-leads": 8,
        "sessions-held": 40,
        "volunteers": 6,
    }
    figures = {f"{code}-numerator": str(number) for code, number in counts.items()}
    figures |= {"manage-better-numerator": "17", "manage-better-answered": "22", "manage-better-asked": "24"}
    applicant.go(f"/my/reports/{report.pk}/figures/")
    figures |= {f"{code}-how_counted": _choice(applicant, f"{code}-how_counted", 1) for code in counts}
    applicant.press("Save", **figures)
    assert applicant.status == 200, applicant.see.words
    applicant.go(f"/my/grants/{grant.pk}/stories/new/").press(
        "Keep the story",
        title="Up the hill again",
        good="I walk to the shop by myself now.",
        hard="The first month I nearly gave up.",
        voice="person",
        others="none",
        naming="own",
        said_by="Margaret",
        uses=["web", "print"],
        audience="everybody",
        helper_kind="none",
        months="24",
        explained_by="Ann Applicant",
        agreed="on",
    )
    applicant.go(f"/my/reports/{report.pk}/check/").press("Hand in").reads("Your report is handed in")
    officer.go(f"/fund/reports/{report.pk}/").press("Accept", comments="Thank you for saying what did not work.")
    assert letters_to(ann) == ["submitted", "awarded", "report_handed_in", "report_accepted"]

    # A background job drafts the learning; Lena edits, Morag approves and publishes.
    work()
    summary = LearningSummary.objects.get()
    editor = Browser(lena).go(f"/fund/learning/{summary.pk}/")
    editor.press("Save", title="Walks led by peers bring people out again")
    learned.make_ready(summary, by=lena)  # the projects and a person with lived experience say yes
    manager.go(f"/fund/learning/{summary.pk}/").press("Approve").press("Publish")
    work()

    # Anybody reads it, on the web and as a PDF.
    anybody = Browser().go("/learning/").follow("Walks led by peers bring people out again")
    anybody.reads("17 of 22", "Margaret", "I walk to the shop by myself now.")
    anybody.does_not_read("Ann Applicant", "0131 496 0000")
    pdf = anybody.client.get(f"{anybody.address}summary.pdf")
    assert (pdf.status_code, b"".join(pdf.streaming_content)[:5]) == (200, b"%PDF-")
    Browser().go(f"/projects/{grant.reference}/").reads("Walking back to wellness", "£10,000")

    # A story that is withdrawn is gone with the next request.
    applicant.go(f"/my/stories/{Story.objects.get().pk}/").press("Withdraw")
    Browser().go(anybody.address).does_not_read("Margaret", "I walk to the shop by myself now.")

    assert [message.to for message in mail.outbox if message.to == ["ann@example.org"]] != []
    assert every_change_has_a_name() == []


def every_change_has_a_name() -> list[str]:
    """The history rows that do not say who: only those of the loader, which a person starts from a shell."""
    nameless = []
    for model in apps.get_models():
        if hasattr(model, "history"):
            for record in model.history.filter(history_user=None):
                nameless.append(f"{model._meta.label} {record.history_type} {record.history_change_reason or ''}")
    from_the_shell = (
        "fund.Round",
        "fund.Questionnaire",
        "fund.Fund",
        "reporting.Indicator",
        "reporting.Outcome",
        "fund.Role",
    )
    return [line for line in nameless if not line.startswith(from_the_shell)]
