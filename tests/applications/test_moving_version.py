"""Questions that change while a draft is open: the draft keeps its own, its people are told, and may move."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from applications import applying, todo
from applications.applying import moving_version
from applications.models import Application, LaidAside
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Question, Questionnaire, Round, User
from fund.questionnaires import TYPED
from fund.rounds import asking
from tests import factories
from tests.journeys.browser import Browser
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
REASON = "“What do you want to do?” was not clear"


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def second(round_: Round, olive: User) -> Questionnaire:
    """A version in which “what” is no longer asked, “months” is money now, and “who” is new."""
    version = asking.new_version(round_.questionnaires.get(purpose="application"), by=olive, reason=REASON)
    plan = version.sections.get(code="plan")
    asking.remove_question(plan.questions.get(code="what"), by=olive)
    asking.add_question(plan, by=olive, kind="text", label="Who leads it?", settings={"words": 100})
    return version


def address(name: str, round_: Round) -> str:
    return reverse(name, args=[round_.slug, "application"])


def test_a_new_version_is_a_copy_that_nobody_answers_yet(
    olive: User, round_: Round, draft: Application, second: Questionnaire, ann: User
) -> None:
    assert (second.version, second.frozen_at) == (2, None)
    assert second.history.last().history_change_reason == REASON
    other = applying.start(round_, draft.organisation, by=ann)
    assert {sheet.section.questionnaire.version for sheet in other.answers.all()} == {1}
    with pytest.raises(Refused, match="There is a version that is not in use yet"):
        asking.new_version(second, by=olive, reason="Again")


def test_putting_it_into_use_tells_the_people_of_each_draft_once(
    olive: User,
    ann: User,
    round_: Round,
    draft: Application,
    second: Questionnaire,
    letters_to: Callable[[User], list[str]],
) -> None:
    factories.make_application(round_, draft.organisation, state="submitted", by=ann)
    browser = Browser(olive).go(address("questions-of", round_)).follow("Put it into use")
    assert "Who leads it?" in browser.see.words and "What do you want to do?" in browser.see.words
    assert "The people of 1 draft get a letter." in browser.see.words
    browser.press("Put them into use")
    assert "Version 2 is in use. The people of 1 draft are told." in browser.see.words
    assert letters_to(ann) == ["questions_changed"]
    letter = Letter.objects.get(to=ann)
    assert REASON in letter.text and f"/my/applications/{draft.pk}/new-questions/" in letter.text
    other = applying.start(round_, draft.organisation, by=ann)
    assert {sheet.section.questionnaire.version for sheet in other.answers.all()} == {2}
    assert {sheet.section.questionnaire.version for sheet in draft.answers.all()} == {1}


def test_a_draft_keeps_its_questions_and_can_be_handed_in_with_them(
    olive: User, ann: User, draft: Application, second: Questionnaire, door: Door
) -> None:
    moving_version.put_into_use(second, by=olive)
    assertContains(
        door(ann).get(reverse("applications:detail", args=[draft.pk])), "The questions of this round have changed"
    )
    draft.documents.create(rule=draft.round.document_rules.get(), file=store())
    assert todo.missing(Application.objects.get(pk=draft.pk)) == []


def test_answers_that_fit_come_along_and_the_others_are_kept(
    olive: User, ann: User, draft: Application, second: Questionnaire, door: Door
) -> None:
    plan = draft.answers.get(section__code="plan")
    plan.values = {**plan.values, TYPED: {"months": "a year or so"}}
    del plan.values["months"]
    plan.save()
    moving_version.put_into_use(second, by=olive)
    browser = Browser(ann).go(reverse("applications:move-version", args=[draft.pk]))
    assert "Who leads it?" in browser.see.words
    browser.press("Move to the new questions")
    now = {sheet.section.code: sheet for sheet in draft.answers.select_related("section__questionnaire")}
    assert {sheet.section.questionnaire.version for sheet in now.values()} == {2}
    assert now["plan"].values["title"] == "Walking back to wellness"
    assert now["plan"].values[TYPED] == {"months": "a year or so"}
    assert "what" not in now["plan"].values and not now["plan"].is_complete
    assert now["budget"].values == factories.ANSWERS["budget"] and now["budget"].is_complete
    assert [(row.question.code, row.value) for row in LaidAside.objects.all()] == [
        ("what", "Weekly walks led by peers.")
    ]
    draft.refresh_from_db()
    assert (draft.title, draft.amount) == ("Walking back to wellness", 10500)
    browser.go(reverse("applications:check", args=[draft.pk]))
    assert "Answers to questions that are no longer asked" in browser.see.words
    assert "Weekly walks led by peers." in browser.see.words
    assertNotContains(door(ann).get(reverse("applications:detail", args=[draft.pk])), "have changed since")


def test_an_answer_to_a_question_that_was_taken_out_is_in_the_table_that_officers_take_away(
    olive: User, ann: User, round_: Round, draft: Application, second: Questionnaire, door: Door
) -> None:
    moving_version.put_into_use(second, by=olive)
    moving_version.move(draft, by=ann)
    Application.objects.update(state="submitted")
    answer = door(olive).get(reverse("applications:applications-csv", args=[round_.slug]))
    heads, row = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    told = {head: cell for head, cell in zip(heads, row, strict=True) if cell}
    assert told["What do you want to do?"] == "Weekly walks led by peers."


def test_an_answer_of_another_kind_is_kept_and_comes_back_when_its_question_does(
    olive: User, ann: User, round_: Round, draft: Application, second: Questionnaire
) -> None:
    moving_version.put_into_use(second, by=olive)
    moving_version.move(draft, by=ann)
    third = asking.new_version(second, by=olive, reason="It is asked again after all")
    plan = third.sections.get(code="plan")
    asking.copy_question(
        Question.objects.get(section__questionnaire__round=round_, section__questionnaire__version=1, code="what"),
        plan,
        by=olive,
    )
    moving_version.put_into_use(third, by=olive)
    moving_version.move(draft, by=ann)
    assert draft.answers.get(section=plan).values["what"] == "Weekly walks led by peers."
    assert LaidAside.objects.count() == 0


def test_only_a_draft_in_an_open_round_with_newer_questions_moves(
    olive: User, ann: User, round_: Round, draft: Application, second: Questionnaire
) -> None:
    with pytest.raises(Refused, match="answers the newest questions already"):
        moving_version.move(draft, by=ann)
    moving_version.put_into_use(second, by=olive)
    handed_in = factories.make_application(round_, draft.organisation, state="submitted", by=ann)
    with pytest.raises(Refused, match="can no longer change"):
        moving_version.move(handed_in, by=ann)


def test_neither_assessor_nor_panel_sees_what_was_laid_aside(
    olive: User, ann: User, sam: User, draft: Application, second: Questionnaire, door: Door
) -> None:
    moving_version.put_into_use(second, by=olive)
    moving_version.move(draft, by=ann)
    Application.objects.filter(pk=draft.pk).update(state="in_assessment")
    draft.refresh_from_db()
    assessment = factories.make_assessment(draft, sam)
    assertNotContains(
        door(sam).get(reverse("applications:assessment", args=[assessment.pk])), "Weekly walks led by peers."
    )
    assertContains(door(olive).get(reverse("applications:application", args=[draft.pk])), "Weekly walks led by peers.")


def test_a_version_with_gaps_is_not_put_into_use(olive: User, second: Questionnaire) -> None:
    asking.add_section(second, by=olive, title="Later")
    with pytest.raises(Refused, match="The section “Later” has no questions yet"):
        moving_version.put_into_use(second, by=olive)
    asking.remove_section(second.sections.get(code="later"), by=olive)
    asking.remove_question(second.sections.get(code="plan").questions.get(code="title"), by=olive)
    with pytest.raises(Refused, match="a question for the name of the project"):
        moving_version.put_into_use(second, by=olive)
    assert Questionnaire.objects.get(pk=second.pk).frozen_at is None


def test_a_version_that_was_never_in_use_can_be_thrown_away(olive: User, round_: Round, second: Questionnaire) -> None:
    Browser(olive).go(address("questions-of", round_)).press("Throw it away")
    assert [row.version for row in round_.questionnaires.filter(purpose="application")] == [1]
    with pytest.raises(Refused, match="Make a new version"):
        asking.drop_version(round_.questionnaires.get(purpose="application"), by=olive)
