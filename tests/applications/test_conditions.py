"""An application whose later parts hang on earlier answers, from the task list to the assessor."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import applying, assessing, copies, todo
from applications.models import Application, ApplicationAnswers
from fund.models import Organisation, Question, Round, Section, User
from fund.questionnaires import TYPED, Lists
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]


def when(code: str, value: Any, op: str = "equals") -> dict[str, Any]:
    return {"match": "all", "tests": [{"question": code, "is": op, "value": value}]}


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    """Ann's complete draft; then the round asks about children, and has a part for those who work with them."""
    questionnaire = round_.questionnaires.get(purpose="application")
    plan = Section.objects.get(questionnaire=questionnaire, code="plan")
    factories.make_question(plan, "children", "yes_no", "Do children come?")
    factories.make_question(plan, "ages", "line", "How old are they?", shown_if=when("children", "yes"))
    safe = Section.objects.create(
        questionnaire=questionnaire,
        code="safe",
        title="Keeping children safe",
        position=5,
        assessors_see_it=True,
        shown_if=when("children", "yes"),
    )
    factories.make_question(safe, "policy", "line", "What is your rule?")
    return factories.make_application(round_, group, by=ann)


def keep(draft: Application, code: str, **values: Any) -> None:
    sheet = ApplicationAnswers.objects.get(application=draft, section__code=code)
    sheet.values |= values
    sheet.save()


def states(draft: Application) -> dict[str, str]:
    tasks = todo.tasks_of(draft, todo.sheets_of(draft), Lists(draft.round))
    return {task.section.code: task.state for task in tasks.sections}


def section_page(draft: Application, code: str) -> str:
    return reverse("applications:section", args=[draft.pk, code])


def test_the_five_states_of_a_part(draft: Application) -> None:
    assert states(draft) == {"contact": "done", "plan": "started", "budget": "done", "safe": "cannot_start"}
    keep(draft, "plan", children="no")
    assert states(draft) == {"contact": "done", "plan": "done", "budget": "done", "safe": "not_needed"}
    keep(draft, "plan", children="yes", ages="Nine")
    ApplicationAnswers.objects.filter(section__code="safe").update(version=0)
    assert states(draft)["safe"] == "to_do"


def test_the_task_list_says_what_a_part_waits_for(draft: Application, ann: User, door: Door) -> None:
    page = door(ann).get(reverse("applications:detail", args=[draft.pk])).content.decode()
    assert "2 of 5 parts are done" in page
    assert "Only if the answer to “Do children come?” is “Yes”." in page
    assert section_page(draft, "safe") not in page
    assert page.count("Cannot start yet") == 2  # this part, and handing in
    keep(draft, "plan", children="no")
    page = door(ann).get(reverse("applications:detail", args=[draft.pk])).content.decode()
    assert "3 of 4 parts are done" in page
    assert "Not needed" in page


def test_a_part_that_is_not_asked_leads_back_to_the_list(draft: Application, ann: User, door: Door) -> None:
    keep(draft, "plan", children="no")
    answer = door(ann).get(section_page(draft, "safe"), follow=True)
    assert answer.redirect_chain == [(reverse("applications:detail", args=[draft.pk]), 302)]
    assert "“Keeping children safe” is not asked of you" in answer.content.decode()


def test_parts_are_numbered_and_follow_each_other_without_what_is_not_asked(
    draft: Application, ann: User, door: Door
) -> None:
    keep(draft, "plan", children="yes", ages="Nine")
    assert "part 4 of 4" in door(ann).get(section_page(draft, "safe")).content.decode()
    budget = {"version": "1", "continue": "yes", **_budget()}
    assert door(ann).post(section_page(draft, "budget"), budget).url == section_page(draft, "safe")
    keep(draft, "plan", children="no")
    answer = door(ann).post(section_page(draft, "budget"), budget)
    assert answer.url == reverse("applications:documents", args=[draft.pk])


def _budget() -> dict[str, str]:
    return {"budget-0-heading": "staff", "budget-0-what": "Walk leader", "budget-0-amount": "100"}


def test_the_page_follows_after_a_save_and_what_was_typed_stays(draft: Application, ann: User, door: Door) -> None:
    plan = {**factories.ANSWERS["plan"], "children": "no", "ages": "Nine", "version": "1", "continue": "yes"}
    door(ann).post(section_page(draft, "plan"), plan)
    page = door(ann).get(reverse("applications:check", args=[draft.pk])).content.decode()
    assert "How old are they?" not in page
    assert "Nine" not in page
    door(ann).post(section_page(draft, "plan"), {**plan, "children": "yes", "version": "2"})
    page = door(ann).get(reverse("applications:check", args=[draft.pk])).content.decode()
    assert "How old are they?" in page
    assert "Nine" in page


def test_what_somebody_typed_into_a_part_that_is_no_longer_asked_is_kept(
    draft: Application, ann: User, door: Door
) -> None:
    keep(draft, "plan", children="no")
    door(ann).post(section_page(draft, "safe"), {"policy": "Two adults, always", "version": "1", "later": "yes"})
    assert ApplicationAnswers.objects.get(section__code="safe").values == {"policy": "Two adults, always"}


def test_handing_in_asks_only_for_what_is_asked(draft: Application, ann: User) -> None:
    Section.objects.get(code="plan").questionnaire.round.document_rules.all().delete()
    keep(draft, "plan", children="no")
    assert todo.missing(draft) == []
    keep(draft, "plan", children="yes")
    assert [left.code for left in todo.missing(draft)] == ["ages", "policy"]
    keep(draft, "plan", children="no")
    applying.submit(draft, by=ann)
    assert draft.state == "submitted"


def test_assessors_and_officers_never_read_what_is_not_asked(draft: Application, ann: User) -> None:
    keep(draft, "plan", children="no", ages="Nine SECRET")
    keep(draft, "safe", policy="Two adults SECRET")
    for sheets in (ApplicationAnswers.objects.for_assessors(), ApplicationAnswers.objects.all()):
        reading = assessing.reading(draft, sheets, everything=True)
        assert "safe" not in [section.code for section, _ in reading]
        assert not [words for _, pairs in reading for _, words in pairs if "SECRET" in words]
    keep(draft, "plan", children="yes")
    reading = assessing.reading(draft, ApplicationAnswers.objects.for_assessors())
    assert len([words for _, pairs in reading for _, words in pairs if "SECRET" in words]) == 2


def test_what_is_not_asked_takes_nobody_time_to_read(draft: Application) -> None:
    before = assessing.minutes([draft.pk])
    keep(draft, "plan", children="no", ages="old " * 1000)
    keep(draft, "safe", policy="rule " * 1000)
    assert assessing.minutes([draft.pk]) == before == {draft.pk: 1}
    keep(draft, "plan", children="yes")
    assert assessing.minutes([draft.pk]) == {draft.pk: 11}
    keep(draft, "contact", contact_name="word " * 1000)
    keep(draft, "plan", children="no", **{TYPED: {"what": "word " * 180}})
    assert assessing.minutes([draft.pk]) == {draft.pk: 2}


def test_counting_minutes_costs_the_same_for_one_application_and_for_three(draft: Application) -> None:
    keys = [draft.pk]
    keys += [factories.make_application(draft.round, factories.make_organisation()).pk for _ in range(2)]
    with CaptureQueriesContext(connection) as one:
        assessing.minutes(keys[:1])
    with CaptureQueriesContext(connection) as three:
        assessing.minutes(keys)
    assert len(one) == len(three) == 7


def test_the_file_of_a_question_that_is_not_asked_is_listed_nowhere(
    draft: Application, ann: User, olive: User, door: Door
) -> None:
    factories.make_question(Section.objects.get(code="safe"), "rules", "file", "Send your rules", is_required=False)
    keep(draft, "plan", children="yes", ages="Nine")
    keep(draft, "safe", policy="Two adults")
    question = Question.objects.get(code="rules")
    applying.add_document(draft, SimpleUploadedFile("children.txt", b"Two adults."), by=ann, question=question)
    draft.round.document_rules.all().delete()
    pages = [(ann, reverse("applications:check", args=[draft.pk]))]

    def seen() -> list[bool]:
        shown = ["children.txt" in door(person).get(page).content.decode() for person, page in pages]
        fresh = Application.objects.get(pk=draft.pk)
        with zipfile.ZipFile(io.BytesIO(copies.draw(fresh, "word"))) as word:
            return [*shown, b"children.txt" in word.read("word/document.xml")]

    assert seen() == [True, True]
    keep(draft, "plan", children="no")
    assert seen() == [False, False]
    applying.submit(draft, by=ann)
    pages = [(ann, reverse("applications:receipt", args=[draft.pk]))]
    pages.append((olive, reverse("applications:application", args=[draft.pk])))
    assert seen() == [False, False, False]
    keep(draft, "plan", children="yes")
    assert seen() == [True, True, True]


def test_a_condition_on_a_part_that_assessors_do_not_read_is_judged_all_the_same(draft: Application) -> None:
    contact = Section.objects.get(code="contact")
    factories.make_question(contact, "private", "yes_no", "A private matter?")
    Question.objects.filter(code="ages").update(shown_if=when("private", "yes"))
    keep(draft, "contact", private="yes")
    keep(draft, "plan", ages="Nine")
    reading = assessing.reading(draft, ApplicationAnswers.objects.for_assessors())
    assert [section.code for section, _ in reading] == ["plan", "budget"]
    assert "Nine" in [words for _, pairs in reading for _, words in pairs]


def test_the_task_list_costs_the_same_however_many_parts_hang_on_others(draft: Application) -> None:
    def cost() -> int:
        fresh = Application.objects.select_related("round", "organisation", "tier").get(pk=draft.pk)
        with CaptureQueriesContext(connection) as queries:
            todo.missing(fresh)
        return len(queries)

    before = cost()
    questionnaire = Section.objects.get(code="plan").questionnaire
    for number in range(3):
        more = Section.objects.create(
            questionnaire=questionnaire, code=f"m{number}", title="More", position=6, shown_if=when("children", "no")
        )
        factories.make_question(more, f"q{number}", "line", "More?")
        ApplicationAnswers.objects.create(application=draft, section=more)
    keep(draft, "plan", children="no")
    assert cost() == before
