"""What an assessor can open, do and never see."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from applications import assessing
from applications.models import Application, Assessment, Declaration, Document, Score
from fund.models import DocumentRule, Organisation, Role, Round, Section, StoredFile, User
from tests import factories
from tests.world import a_pdf

Door = Callable[[User | None], Client]
HOME = "/assess/"


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def assigned(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="assigned")


@pytest.fixture
def started(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="started")


def at(assessment: Assessment, verb: str = "") -> str:
    return f"/assess/{assessment.pk}/{verb}"


def everything(round_: Round, score: str = "3", comment: str = "The plan says so.") -> dict[str, str]:
    given = {"overall": "A good plan."}
    for criterion in round_.criteria.all():
        given[f"score_{criterion.pk}"], given[f"strong_{criterion.pk}"] = score, comment
    return given


def words_of(response: object) -> str:
    return unescape(response.content.decode())


# The gate ------------------------------------------------------------------------------------------------------------


def test_the_gate_shows_the_group_the_title_and_the_summary_only(assigned: Assessment, sam: User, door: Door) -> None:
    page = words_of(door(sam).get(at(assigned)))
    assert "Leith Lungs" in page
    assert "Walking back to wellness" in page
    assert "People with lung disease walk together" in page
    for hidden in ("Weekly walks led by peers.", "Walk leader", "£10,500", "0131 496 0000", "Ann Applicant"):
        assert hidden not in page


def test_where_names_are_hidden_no_page_names_the_group(
    assigned: Assessment, round_: Round, sam: User, door: Door
) -> None:
    Round.objects.filter(pk=round_.pk).update(names_hidden=True)
    client = door(sam)
    for page in (client.get(HOME), client.get(at(assigned))):
        assert "Walking back to wellness" in words_of(page)
        assert "Leith Lungs" not in words_of(page)
    client.post(at(assigned, "declare/"), {"kind": "none"})
    page = words_of(client.get(at(assigned)))
    assert "Weekly walks led by peers." in page
    assert "Leith Lungs" not in page


def test_saying_no_ties_opens_the_application(assigned: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    assert client.post(at(assigned, "declare/"), {"kind": "none"}).url == at(assigned)
    page = words_of(client.get(at(assigned)))
    assert "Weekly walks led by peers." in page
    assert "Walk leader, 8 hours a week" in page


def test_a_conflicted_assessor_cannot_open_the_application(assigned: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    assert client.post(at(assigned, "declare/"), {"kind": "work", "note": "I volunteer there."}).url == HOME
    assert client.get(at(assigned)).status_code == 403
    for verb in ("save/", "hand-in/"):
        assert client.post(at(assigned, verb), {"kind": "none"}).status_code == 403
    changed = client.post(at(assigned, "declare/"), {"kind": "none"})
    assert changed.status_code == 409 and "tell the fund’s officers" in words_of(changed)
    home = words_of(client.get(HOME))
    assert assigned.application.reference in home and "Closed because of ties." in home
    assert assigned.application.title not in home and "Leith Lungs" not in home
    assert Declaration.objects.get().note == "I volunteer there."


def test_ties_said_by_two_presses_are_thanked_for_twice(assigned: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    for _ in range(2):
        said = client.post(at(assigned, "declare/"), {"kind": "family", "note": "My aunt."}, follow=True)
        assert said.status_code == 200 and "Thank you for saying so." in words_of(said)
    assert Declaration.objects.get().history.count() == 1
    empty = client.post(at(assigned, "declare/"), {})
    assert empty.url == HOME  # and nothing of the bid is shown again


def test_the_gate_asks_until_it_is_answered(assigned: Assessment, sam: User, door: Door) -> None:
    response = door(sam).post(at(assigned, "declare/"), {"note": "Hm."})
    assert response.status_code == 422
    assert "Say whether you have any ties to this group" in words_of(response)
    assert Declaration.objects.count() == 0


def test_a_second_press_on_the_gate_does_no_harm(assigned: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    for _ in range(2):
        assert client.post(at(assigned, "declare/"), {"kind": "none"}).status_code == 302
    assigned.refresh_from_db()
    assert assigned.state == "started"


def test_ties_found_while_reading_close_the_application(started: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    assert "I have ties to this group after all" in words_of(client.get(at(started)))
    client.post(at(started, "declare/"), {"kind": "family"})
    assert client.get(at(started)).status_code == 403


# Reading and scoring -------------------------------------------------------------------------------------------------


def test_the_desk_shows_summary_first_then_plan_and_budget(started: Assessment, sam: User, door: Door) -> None:
    page = words_of(door(sam).get(at(started)))
    order = [
        page.index(words)
        for words in ("People with lung disease", "What do you want to do?", "What will it cost?", "Your scores")
    ]
    assert order == sorted(order)
    assert "5 – Clear, and shown with examples" in page
    assert page.count("I do not know enough to score this") == 3


def test_a_draft_is_saved_and_comes_back(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    first = round_.criteria.first()
    client = door(sam)
    response = client.post(
        at(started, "save/"), {f"score_{first.pk}": "4", f"strong_{first.pk}": "Clear.", "overall": "So far."}
    )
    assert response.url == at(started)
    assert Score.objects.values_list("criterion", "value", "strong").get() == (first.pk, 4, "Clear.")
    page = words_of(client.get(at(started)))
    assert re.search(rf'name="score_{first.pk}" value="4"[^>]* checked', page)
    assert "Clear.</textarea>" in page and "So far.</textarea>" in page


def test_not_knowing_enough_comes_back_as_such(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    client = door(sam)
    client.post(at(started, "save/"), everything(round_, "unknown", "I know nothing of budgets."))
    assert set(Score.objects.values_list("value", flat=True)) == {None}
    page = words_of(client.get(at(started)))
    assert len(re.findall(r'value="unknown"[^>]* checked', page)) == 3


@pytest.mark.parametrize("score", ["6", "-1", "2.5", "five"])
def test_a_score_off_the_scale_is_said_in_words_and_nothing_typed_is_lost(
    started: Assessment, round_: Round, sam: User, door: Door, score: str
) -> None:
    response = door(sam).post(at(started, "save/"), everything(round_, score, "My long thoughts."))
    assert response.status_code == 422
    page = words_of(response)
    assert f"Choose a score from 0 to 5 for “{round_.criteria.first()}”" in page
    assert page.count("My long thoughts.</textarea>") == 3
    assert Score.objects.count() == 0


def test_words_without_a_score_are_kept_and_the_hand_in_asks_for_it(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first = round_.criteria.first()
    response = door(sam).post(at(started, "save/"), {f"stronger_{first.pk}": "My thoughts."})
    assert response.url == at(started)
    assert Score.objects.values_list("value", "abstains", "stronger").get() == (None, False, "My thoughts.")
    page = words_of(door(sam).post(at(started, "hand-in/"), {f"stronger_{first.pk}": "My thoughts."}))
    assert f"Choose a score for “{first}”, or “I do not know enough”" in page
    assert "My thoughts.</textarea>" in page


def test_handing_in_saves_and_closes_the_scores(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    client = door(sam)
    assert client.post(at(started, "hand-in/"), everything(round_)).url == HOME
    started.refresh_from_db()
    assert (started.state, started.overall, started.scores.count()) == ("handed_in", "A good plan.", 3)
    page = words_of(client.get(at(started)))
    assert "You handed these in on" in page
    assert "<textarea" not in page
    assert page.count("The plan says so.") == 3


def test_handing_in_names_everything_that_is_missing(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    response = door(sam).post(at(started, "hand-in/"), {})
    assert response.status_code == 422
    page = words_of(response)
    for criterion in round_.criteria.all():
        assert f"Choose a score for “{criterion}”, or “I do not know enough”" in page
    started.refresh_from_db()
    assert started.state == "started"


def test_a_second_press_on_hand_in_does_no_harm(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    client = door(sam)
    for _ in range(2):
        assert client.post(at(started, "hand-in/"), everything(round_)).status_code == 302
    assert Score.objects.count() == 3


def test_handed_in_scores_are_not_saved_over(bid: Application, round_: Round, sam: User, door: Door) -> None:
    handed_in = factories.make_assessment(bid, sam, state="handed_in", scores=(1, 1, 1))
    assert door(sam).post(at(handed_in, "save/"), everything(round_, "5")).status_code == 409
    assert set(handed_in.scores.values_list("value", flat=True)) == {1}


def test_a_score_after_the_decision_is_refused_in_words(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    Application.objects.update(state="decided")
    response = door(sam).post(at(started, "save/"), everything(round_))
    assert response.status_code == 409
    assert "Scoring has ended for this application" in words_of(response)
    assert Score.objects.count() == 0


def test_every_field_of_the_score_form_is_on_the_page_with_errors_on(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    response = door(sam).post(at(started, "hand-in/"), {})
    page = words_of(response)
    for name in response.context["form"].fields:
        assert f'name="{name}"' in page


# Doors ---------------------------------------------------------------------------------------------------------------


def test_only_the_assessor_who_was_asked_finds_the_assessment(started: Assessment, door: Door, olive: User) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    for person in (una, olive):
        assert door(person).get(at(started)).status_code == 404
        assert door(person).post(at(started, "save/"), {}).status_code == 404


def test_nobody_else_has_an_assessor_s_home(nia: User, olive: User, pat: User, door: Door, sam: User) -> None:
    assert [door(person).get(HOME).status_code for person in (nia, olive, pat, sam)] == [403, 403, 403, 200]
    assert door(None).get(HOME).status_code == 302


def test_whoever_no_longer_reads_for_the_fund_is_out(started: Assessment, sam: User, door: Door) -> None:
    Role.objects.filter(user=sam).delete()
    assert [door(sam).get(address).status_code for address in (HOME, at(started))] == [403, 403]


@pytest.mark.parametrize(("change", "status"), [("taken_back", 403), ("withdrawn", 404)])
def test_what_was_taken_back_or_withdrawn_is_closed(
    started: Assessment, sam: User, door: Door, change: str, status: int
) -> None:
    if change == "withdrawn":
        Application.objects.update(state="withdrawn")
    else:
        Assessment.objects.update(state="taken_back")
    client = door(sam)
    assert client.get(at(started)).status_code == status
    assert "Walking back to wellness" not in words_of(client.get(HOME))


# Home ----------------------------------------------------------------------------------------------------------------


def test_home_says_what_to_read_today(round_: Round, sam: User, door: Door) -> None:
    round_.panel_on = timezone.localdate() + timedelta(days=2)
    round_.save()
    for number in range(4):
        bid = factories.make_application(round_, state="in_assessment", title=f"Project {number}")
        factories.make_assessment(bid, sam, state="assigned")
    page = words_of(door(sam).get(HOME))
    assert "You have <strong>4</strong> to read, about <strong>4 minutes</strong> of reading in all." in page
    assert "2 days from now" in page
    assert "Read 2 today and you will be done in time." in page


def test_home_says_when_there_is_nothing(sam: User, door: Door) -> None:
    assert "Nothing to read yet" in words_of(door(sam).get(HOME))


@pytest.mark.slow
def test_home_costs_the_same_for_1_3_and_200(round_: Round, sam: User, door: Door) -> None:
    client, counts = door(sam), []
    client.get(HOME)
    for wanted in (1, 3, 200):
        for _ in range(wanted - Assessment.objects.count()):
            factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state="assigned")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(HOME).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] <= 12


# Nothing personal ----------------------------------------------------------------------------------------------------

SECRETS = {
    "contact name": "Zebedee Quill",
    "contact e-mail": "zebedee@quill.example",
    "contact phone": "0131 496 0777",
    "hidden section": "Our bank account is nearly empty.",
    "personal question in the plan": "Ottoline Fforbes",
    "group's address": "17 Marigold Wynd",
    "group's phone": "01463 960 123",
    "group's postcode": "IV1 9ZZ",
    "lead's e-mail": "ann@example.org",
    "file name": "Zebedee_Quill_CV",
    "hidden paper": "Governing-document-of-Zebedee",
    "other assessor's e-mail": "una.hidden@example.org",
}


@pytest.fixture
def leaky(round_: Round, group: Organisation, ann: User, sam: User) -> Application:
    """A bid that is full of things that neither assessor nor panel may see."""
    Organisation.objects.filter(pk=group.pk).update(
        address=SECRETS["group's address"], phone=SECRETS["group's phone"], postcode=SECRETS["group's postcode"]
    )
    questionnaire = round_.questionnaires.get(purpose="application")
    hidden = Section.objects.create(questionnaire=questionnaire, code="money", title="Your group", position=3)
    factories.make_question(hidden, "bank", "text", "How is your group doing?")
    plan = questionnaire.sections.get(code="plan")
    factories.make_question(plan, "leader", "line", "Who leads the project?", privacy="personal")
    contact = questionnaire.sections.get(code="contact")
    factories.make_question(contact, "contact_email", "email", "Their e-mail address", privacy="personal")
    bid = factories.make_application(round_, group, state="in_assessment", by=ann)
    bid.answers.filter(section=contact).update(
        values={
            "contact_name": SECRETS["contact name"],
            "contact_email": SECRETS["contact e-mail"],
            "contact_phone": SECRETS["contact phone"],
        }
    )
    bid.answers.filter(section=hidden).update(values={"bank": SECRETS["hidden section"]})
    bid.answers.filter(section=plan).update(
        values={"what": "Weekly walks led by peers.", "leader": SECRETS["personal question in the plan"]}
    )
    shown = DocumentRule.objects.create(round=round_, code="plan", name="Project plan", panel_sees_it=True)
    for rule, name in ((shown, SECRETS["file name"]), (round_.document_rules.get(code="governing"), "hidden paper")):
        stored = StoredFile(name=f"{name}.pdf", content_type="application/pdf", size=4, sha256="0" * 64, sent_by=ann)
        stored.content.save("plan.pdf", ContentFile(SECRETS["hidden paper"].encode() if rule != shown else a_pdf()))
        stored.save()
        Document.objects.create(application=bid, rule=rule, file=stored)
    una = factories.make_person("Una Assessor", "assessor", email=SECRETS["other assessor's e-mail"])
    factories.make_assessment(bid, una, state="handed_in", scores=(5, 4, 3))
    return bid


def addresses(bid: Application) -> list[str]:
    """Every address of the site that takes a number, a round or nothing, filled in with those of the bid."""
    numbers = {bid.pk, *bid.assessments.values_list("pk", flat=True), *bid.documents.values_list("pk", flat=True)}
    found = []

    def walk(patterns: list[URLPattern | URLResolver], path: str) -> None:
        for pattern in patterns:
            here = path + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                if pattern.app_name != "account":
                    walk(pattern.url_patterns, here)
            elif "^" not in here:
                for number in numbers:
                    filled = re.sub(r"<int:\w+>", str(number), here).replace("<slug:slug>", bid.round.slug)
                    found.append(
                        "/" + filled.replace("<slug:code>", "contact").replace("<slug:reference>", bid.reference)
                    )

    walk(get_resolver().url_patterns, "")
    return sorted({address for address in found if "<" not in address})


def everything_that(person: User, bid: Application, door: Door) -> dict[str, bytes]:
    """What this person is answered at every address of the site and at every link found there, headers too."""
    client, seen, todo = door(person), {}, addresses(bid)
    while todo:
        address = todo.pop()
        if address in seen or "logout" in address:
            continue
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        seen[address] = body + str(dict(response.headers)).encode()
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            links = re.findall(r'(?:href|action|src)="(/[^"#]*)', body.decode())
            todo += [unescape(link) for link in links if not link.startswith(("/static/", "/people/"))]
    return seen


def leaks(seen: dict[str, bytes]) -> list[str]:
    return [
        f"{what} at {address}"
        for address, body in seen.items()
        for what, secret in SECRETS.items()
        if secret in unescape(body.decode(errors="replace"))
    ]


@pytest.mark.slow
def test_nothing_personal_is_in_anything_that_an_assessor_can_fetch(leaky: Application, sam: User, door: Door) -> None:
    assigned = factories.make_assessment(leaky, sam, state="assigned")
    assert leaks(everything_that(sam, leaky, door)) == []
    assessing.declare(assigned, by=sam, kind="none")
    seen = everything_that(sam, leaky, door)
    assert b"Weekly walks led by peers." in seen[at(assigned)]
    assert leaks(seen) == []


@pytest.mark.slow
def test_nothing_personal_is_in_anything_that_the_panel_can_fetch(leaky: Application, pat: User, door: Door) -> None:
    assert leaks(everything_that(pat, leaky, door)) == []
    assessing.declare_for_panel(leaky, by=pat, kind="none")
    seen = everything_that(pat, leaky, door)
    page = seen[reverse("applications:panel-application", args=[leaky.pk])]
    assert b"Weekly walks led by peers." in page and b"The plan is clear." in page
    assert leaks(seen) == []


@pytest.mark.parametrize("who", ["sam", "pat"])
def test_a_paper_opens_only_behind_the_gate(leaky: Application, who: str, sam: User, pat: User, door: Door) -> None:
    reader = {"sam": sam, "pat": pat}[who]
    paper, hidden = (reverse("applications:document", args=[row.pk]) for row in leaky.documents.order_by("pk"))
    assigned = factories.make_assessment(leaky, sam, state="assigned")
    assert [door(reader).get(address).status_code for address in (paper, hidden)] == [404, 404]
    if reader == sam:
        assessing.declare(assigned, by=sam, kind="none")
    else:
        assessing.declare_for_panel(leaky, by=pat, kind="none")
    assert [door(reader).get(address).status_code for address in (paper, hidden)] == [200, 404]
    assessing.declare_for_panel(leaky, by=reader, kind="work")
    assert [door(reader).get(address).status_code for address in (paper, hidden)] == [404, 404]


def test_the_leak_test_would_see_a_leak(leaky: Application, olive: User, door: Door) -> None:
    found = leaks({"here": door(olive).get(f"/fund/applications/{leaky.pk}/").content})
    assert {leak.removesuffix(" at here") for leak in found} >= {"contact name", "contact e-mail", "hidden section"}


def test_the_database_is_not_even_asked_for_personal_facts(started: Assessment, sam: User, door: Door) -> None:
    client = door(sam)
    client.get(HOME)
    for address in (HOME, at(started)):
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        asked = " ".join(query["sql"] for query in queries)
        for column in ("postcode", '"fund_organisation"."phone"', '"fund_organisation"."address"', "started_by_id"):
            assert column not in asked
