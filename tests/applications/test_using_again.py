"""An application used again in a later round: what comes along, what finds no place, and its papers."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from applications import using_again
from applications.applying import carrying
from applications.models import Application, Document, LaidAside
from fund import files
from fund.kit.states import Refused
from fund.models import Organisation, Question, Round, StoredFile, User
from fund.questionnaires import TYPED
from tests import factories
from tests.journeys.browser import Browser
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def past(db: None) -> Round:
    now = timezone.now()
    return factories.make_round(opens_at=now - timedelta(days=90), closes_at=now - timedelta(days=30))


@pytest.fixture
def source(past: Round, group: Organisation, ann: User) -> Application:
    """Not funded in the past round, with a governing document."""
    application = factories.make_application(past, group, state="not_funded", by=ann)
    application.documents.create(rule=past.document_rules.get(), file=store("our rules.txt", b"The rules."))
    return application


@pytest.fixture
def later(round_: Round) -> Round:
    """An open round that asks “what” in the same words under another code, “months” as a date, and “who” anew."""
    plan = round_.questionnaires.get(purpose="application").sections.get(code="plan")
    plan.questions.filter(code="what").update(code="plans")
    plan.questions.filter(code="months").update(kind="date", label="When does it end?", fills="", settings={})
    factories.make_question(plan, "who", "text", "Who leads it?", settings={"words": 100})
    return round_


def at(source: Application, *slug: str) -> str:
    return reverse("applications:use-again-in" if slug else "applications:use-again", args=[source.pk, *slug])


def test_the_page_tells_what_would_come_along_before_anything_starts(
    source: Application, later: Round, ann: User
) -> None:
    browser = Browser(ann).go(reverse("applications:detail", args=[source.pk]))
    browser.follow("Use this again in another round").follow(later.name)
    browser.reads("Use this again in", "Name of the project", "Who leads it?", "Answers that find no place", "12")
    plan = using_again.plan(source, later)
    assert [question.code for question in plan.left[0][:1]] == ["months"]
    assert {question.code for question in plan.fresh} == {"months", "who"}
    assert "plans" in {question.code for question in plan.carried}
    assert Application.objects.count() == 1


def test_the_draft_has_what_fits_and_lists_what_found_no_place(
    source: Application, later: Round, ann: User, olive: User, door: Door
) -> None:
    browser = Browser(ann).go(at(source, later.slug)).press("Start in this round")
    made = Application.objects.get(round=later)
    assert made.reference in browser.see.words
    values = {sheet.section.code: sheet.values for sheet in made.answers.select_related("section")}
    assert values["contact"] == factories.ANSWERS["contact"]
    assert values["plan"] == {
        "title": "Walking back to wellness",
        "summary": factories.ANSWERS["plan"]["summary"],
        "tier": "small",
        "plans": "Weekly walks led by peers.",
    }
    assert values["budget"] == factories.ANSWERS["budget"]
    assert (made.state, made.title, made.amount, made.organisation) == (
        "draft",
        "Walking back to wellness",
        10500,
        source.organisation,
    )
    assert [(row.question.code, row.value) for row in LaidAside.objects.all()] == [("months", 12)]
    assertContains(door(ann).get(reverse("applications:check", args=[made.pk])), "Answers that found no place")
    first = made.history.order_by("history_date", "history_id").first()
    assert (first.history_user, first.history_change_reason) == (ann, f"Begun from {source.reference}")
    source.refresh_from_db()
    assert (source.state, source.answers.count()) == ("not_funded", 3)
    Application.objects.filter(pk=made.pk).update(state="submitted")
    page = door(olive).get(reverse("applications:application", args=[made.pk]))
    assertNotContains(page, "Answers that found no place")  # what was told in another round is not told in this one


def test_a_choice_that_the_round_does_not_offer_is_kept_as_typed(source: Application, later: Round, ann: User) -> None:
    later.tiers.update(code="large")
    made = using_again.start(source, later, papers=[], by=ann)
    sheet = made.answers.get(section__code="plan")
    assert ("tier" in sheet.values, sheet.values[TYPED], sheet.is_complete) == (False, {"tier": "small"}, False)


def test_papers_are_copied_by_content_where_the_round_asks_for_the_same(
    source: Application, later: Round, ann: User
) -> None:
    there = source.documents.get()
    made = using_again.start(source, later, papers=[there.pk], by=ann)
    copy = made.documents.get()
    assert (copy.rule, copy.file.name) == (later.document_rules.get(), there.file.name)
    assert copy.file_id != there.file_id and copy.file.content.name != there.file.content.name
    assert files.read(copy.file).read() == files.read(there.file).read() == b"The rules."
    files.drop(there.file)
    assert files.read(StoredFile.objects.get(pk=copy.file_id)).read() == b"The rules."


def test_papers_that_nobody_ticked_or_that_do_not_fit_stay_behind(
    source: Application, later: Round, ann: User, door: Door
) -> None:
    assert not using_again.start(source, later, papers=[], by=ann).documents.exists()
    other = Document.objects.create(application=factories.make_application(), file=store())
    sent = door(ann).post(at(source, later.slug), {"papers": [other.pk]})
    assert sent.status_code == 422
    StoredFile.objects.filter(document__application=source).update(check_state="quarantined")
    assert using_again.plan(source, later).papers == []
    later.document_rules.update(code="accounts")
    assert using_again.plan(source, later).papers == []


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "not_funded"])
def test_it_starts_from_every_state(past: Round, group: Organisation, ann: User, later: Round, state: str) -> None:
    application = factories.make_application(past, group, state=state, by=ann)
    Browser(ann).go(reverse("applications:detail", args=[application.pk])).follow("Use this again in another round")
    made = using_again.start(application, later, papers=[], by=ann)
    assert made.title == "Walking back to wellness"


def test_only_open_rounds_other_than_its_own_are_offered(source: Application, later: Round, ann: User) -> None:
    factories.make_round(state="draft")
    assert list(using_again.rounds_for(source)) == [later]
    with pytest.raises(Refused, match="closed on"):
        using_again.start(source, source.round, papers=[], by=ann)
    Round.objects.filter(pk=later.pk).update(closes_at=timezone.now())
    assert list(using_again.rounds_for(source)) == []
    with pytest.raises(Refused, match="closed on"):
        using_again.start(source, later, papers=[], by=ann)
    assert Application.objects.count() == 1
    here = factories.make_application(factories.make_round(), source.organisation, by=ann)
    with pytest.raises(Refused, match="is in this round already"):
        using_again.start(here, here.round, papers=[], by=ann)


def test_into_a_round_of_two_stages_it_starts_a_short_note(source: Application, ann: User) -> None:
    stages = factories.make_two_stage_round()
    made = using_again.start(source, stages, papers=[source.documents.get().pk], by=ann)
    assert made.is_note and not made.documents.exists()
    assert made.answers.get().values == {"title": "Walking back to wellness", "what": "Weekly walks led by peers."}


def test_the_list_of_rounds_costs_the_same_for_1_and_3(
    source: Application, later: Round, ann: User, door: Door
) -> None:

    browser, counts = door(ann), []
    browser.get(at(source))
    for more in (0, 2):
        for _ in range(more):
            factories.make_round()
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(at(source)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# The one way to match questions


def test_questions_match_by_code_and_kind_and_only_then_by_their_words() -> None:
    asked = Question(code="what", kind="text", label="What do you want to do?")
    same = Question(code="what", kind="text", label="Tell us")
    in_words = Question(code="plans", kind="line", label=" what do you want to DO? ")
    other_kind = Question(code="what", kind="number", label="How many?")
    assert carrying.twin(asked, [in_words, same]) is same
    assert carrying.twin(asked, [in_words, same], by_words=True) is same
    assert carrying.twin(asked, [in_words, other_kind]) is None
    assert carrying.twin(asked, [in_words, other_kind], by_words=True) is in_words
    assert carrying.twin(asked, [Question(code="x", kind="date", label=asked.label)], by_words=True) is None
