"""Somebody who has no mouse applies: begins on one device, closes it in mid-sentence, and hands in on a phone."""

import re
from collections.abc import Callable
from typing import Any

import pikepdf
import pytest
from django.core import mail
from django.urls import reverse

from applications.models import Application, ApplicationAnswers
from fund import rounds
from fund.models import Letter, Section, User
from tests import factories
from tests.e2e.keys import Keys
from tests.journeys import a_real_round
from tests.journeys.a_real_round import APPLICATION, NAME
from tests.journeys.browser import paper

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
SAVED = re.compile(r"^Saved \d{1,2}(:\d\d)?")


@pytest.fixture
def called(olive: User) -> None:
    """The real round, with the kinds of question that it lacks: yes or no, a file, and one that hangs on another."""
    round_ = a_real_round.make()
    plan = Section.objects.get(questionnaire__round=round_, questionnaire__purpose="application", code="plan")
    factories.make_question(plan, "staff", "yes_no", "Do you pay any staff?")
    only_if = {"match": "all", "tests": [{"question": "staff", "is": "equals", "value": "yes"}]}
    factories.make_question(plan, "looks-after", "text", "Who looks after them?", shown_if=only_if)
    factories.make_question(plan, "picture", "file", "A plan of your year", is_required=False)
    rounds.publish(round_, by=olive)


def sign_in(keys: Keys, person: User) -> None:
    """The address, then the code from the letter."""
    keys.type("login", person.email)
    keys.enter()
    letter = next(message for message in reversed(mail.outbox) if message.to == [person.email])
    code = re.search(r"^([A-Z0-9]{3,}(?:-?[A-Z0-9]{3,})?)$", letter.body, re.MULTILINE)
    assert code is not None, letter.body
    keys.type("code", code.group(1))
    keys.enter()


def register(keys: Keys) -> None:
    keys.enter(keys.link("Register your group"))
    keys.type("name", "Leith Lungs")
    keys.choose("kind", keys.named("kind").nth(1).get_attribute("value"))
    keys.choose("register", "oscr")
    keys.type("charity_number", "SC012345")
    keys.type("started_on", "4 May 2016")
    keys.type("yearly_income", "41,500")
    keys.choose("area", "S12000036")
    keys.enter(keys.button("Register"))


def answer(keys: Keys, section: str, *names: str) -> None:
    """Type into the boxes of these names what the journeys always say."""
    for name in names:
        keys.type(name, APPLICATION[section][name])


def says_where_it_is_wrong(keys: Keys, name: str) -> None:
    """The list of errors has the focus, and its first link leads into the box."""
    assert keys.here() == "error-summary"
    keys.step()
    keys.press("Enter")
    keys.page.wait_for_function("id => document.activeElement.id.startsWith(id)", arg=f"id_{name}")


def begin(keys: Keys, ann: User) -> None:
    """On a wide screen: from the front door to the middle of the third part."""
    keys.go("/")
    keys.step()
    keys.press("Enter")  # the first stop of every page leads past what stands above
    assert keys.here() == "main-content"
    keys.enter(keys.link("^Sign in$"))
    sign_in(keys, ann)
    keys.go("/")
    keys.enter(keys.link(NAME))
    keys.enter(keys.link("^Start an application$"))
    register(keys)
    keys.choose("organisation", keys.named("organisation").first.get_attribute("value"))
    keys.enter(keys.button("Start"))

    keys.enter(keys.link("^Who we can talk to$"))
    answer(keys, "contact", "contact-name", "contact-email", "contact-phone")
    keys.choose("best-way", "email")
    keys.enter(keys.button("Save and continue"))

    answer(keys, "organisation", "group-name")
    keys.choose("group-kind", keys.named("group-kind").nth(1).get_attribute("value"))
    keys.type("register-number", "SC012345")
    answer(keys, "organisation", "group-address", "group-income", "group-does")
    keys.type("group-web", "leithlungs.example.org")
    keys.type("group-started", "31 February 2016")
    keys.enter()  # Enter in a box is “Save and continue”
    says_where_it_is_wrong(keys, "group-started")
    keys.type("group-started", APPLICATION["organisation"]["group-started"])
    keys.enter(keys.button("Save and continue"))

    assert keys.page.url.endswith("/section/idea/")
    answer(keys, "idea", "title")
    keys.step()
    keys.page.locator("#saved-at", has_text=SAVED).wait_for()
    assert keys.here() == "id_summary"  # saving moves nobody
    keys.look()
    keys.page.keyboard.type("People with lung disease walk together")


def close(keys: Keys) -> None:
    """Close the window in mid-sentence, whatever it asks."""
    keys.page.on("dialog", lambda asked: asked.accept())
    keys.page.close(run_before_unload=True)


def go_on(keys: Keys, ann: User) -> None:
    """On a phone: what was typed is there; the other parts."""
    keys.go("/people/login/")
    sign_in(keys, ann)
    keys.enter(keys.link("^My work$"))
    keys.enter(keys.link("Walking back to wellness|Your application"))
    keys.enter(keys.link("^Your idea$"))
    assert keys.named("title").input_value() == APPLICATION["idea"]["title"]
    assert keys.named("summary").input_value() == "People with lung disease walk together"
    keys.reach(keys.named("summary"))
    keys.press("End")
    keys.page.keyboard.type(" each week and learn from each other.")
    keys.choose("priority", "waiting")
    keys.choose("tier", "small")
    answer(keys, "idea", "months")
    keys.tick("places", "S12000036")
    keys.tick("conditions", keys.named("conditions").nth(1).get_attribute("value"))
    keys.enter(keys.button("Save and continue"))

    answer(keys, "plan", "what", "how", "difference", "how-you-know")
    assert keys.named("looks-after").is_hidden()
    keys.choose("staff", "yes")
    keys.type("looks-after", "Two members of our committee.")
    keys.attach("picture", [paper("our year.pdf")])
    keys.enter(keys.button("Save and continue"))

    together = APPLICATION["together"]
    for name, value in together.items():
        if re.search("-(lead|outcome|principle|agreed)$", name):
            keys.choose(name, value)
        else:
            keys.type(name, value)
    keys.enter(keys.named("partners-0-name"))  # Enter in a box goes on, whatever tables stand around it

    lines = [("Walk leaders", "£9,000"), ("Room for tea", "1450.00"), ("Maps", "50")]
    for row, (what, amount) in enumerate(lines):
        heading = keys.named(f"budget-{row}-heading").locator("option").nth(row + 1).get_attribute("value")
        keys.choose(f"budget-{row}-heading", heading)
        keys.type(f"budget-{row}-what", what)
        keys.type(f"budget-{row}-amount", amount)
    assert keys.page.locator("[data-total] strong").inner_text() == "£10,500"
    keys.enter(keys.button("Save and add rows"))
    assert keys.here() == "id_budget-3-heading"
    keys.enter(keys.button("Save and continue"))


def leads_into(keys: Keys, words: str, name: str) -> None:
    """Of what is still to do, the line that says this leads into the box itself."""
    todo = keys.page.locator("main .ds_inset-text li").filter(has_text=words).get_by_role("link")
    keys.enter(todo.first)
    keys.page.wait_for_function("id => document.activeElement.id === id", arg=f"id_{name}")


def hand_in(keys: Keys) -> None:
    """The papers, all answers once more, the declaration."""
    assert keys.page.url.endswith("/documents/")
    keys.enter(keys.link("^Go on to check your answers$"))
    leads_into(keys, "Your budget: ", "other-money")
    answer(keys, "budget", "other-money")
    keys.enter(keys.button("Save and continue"))
    keys.enter(keys.link("^Go on to check your answers$"))
    leads_into(keys, "governing document", "governing-document")
    keys.enter(keys.button("Add the files"))
    assert keys.here() == "error-summary"
    for name, many in {"supporting-statements": 2, "governing-document": 1, "accounts": 2}.items():
        keys.attach(name, [paper(f"{name} {n}.pdf") for n in range(many)])
    keys.enter(keys.button("Add the files"))
    keys.enter(keys.link("^Go on to check your answers$"))
    keys.enter(keys.button("Hand in the application"))
    says_where_it_is_wrong(keys, "declared")
    keys.press("Space")
    keys.enter(keys.button("Hand in the application"))


def test_somebody_without_a_mouse_applies_on_two_devices(
    browse: Callable[..., Any], called: None, ann: User, work: Callable[[], None]
) -> None:
    first = Keys(browse())
    begin(first, ann)
    close(first)
    second = Keys(browse(None, 320))
    go_on(second, ann)
    hand_in(second)

    application = Application.objects.get()
    assert application.state == Application.State.SUBMITTED
    assert second.page.url.endswith(reverse("applications:receipt", args=[application.pk]))
    assert application.reference in second.page.locator("h1 + div").inner_text()
    work()
    letter = Letter.objects.get(kind="submitted")
    assert (letter.to, letter.state) == (ann, Letter.State.SENT)
    assert application.reference in letter.text
    assert [message.subject for message in mail.outbox].count(letter.subject) == 1

    second.go(second.page.url)
    second.reach(second.page.get_by_role("link", name="PDF", exact=True))
    with second.page.expect_download() as download:
        second.press("Enter")
    with pikepdf.open(download.value.path()) as opened:
        assert len(opened.pages) >= 2
    plan = ApplicationAnswers.objects.get(application=application, section__code="plan").values
    assert (plan["staff"], plan["looks-after"]) == ("yes", "Two members of our committee.")
