"""Applying: a draft begins, loses nothing that anybody typed, is handed in once and in time, and can be taken back."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from applications import applying, todo
from applications.models import Application, ApplicationAnswers, Document
from fund.kit.states import Refused
from fund.models import (
    DocumentRule,
    Letter,
    Organisation,
    Questionnaire,
    Round,
    Section,
    StoredFile,
    Term,
    User,
    Vocabulary,
)
from fund.questionnaires import TYPED
from fund.writing import Saving
from tests import factories

pytestmark = pytest.mark.django_db

LettersTo = Callable[[User], list[str]]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    """Ann's draft with every answer, and nothing else."""
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def ready(draft: Application, ann: User) -> Application:
    """Ann's draft with every answer and paper."""
    applying.add_document(draft, paper(), by=ann, rule=draft.round.document_rules.get())
    return draft


def paper(name: str = "governing.txt", content: bytes = b"We are a group.") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def refusal(call: Callable[..., object], *args: Any, **facts: Any) -> str:
    with pytest.raises(Refused) as found:
        call(*args, **facts)
    return found.value.words


def section_of(application: Application, code: str) -> Section:
    return Section.objects.get(questionnaire__round=application.round, questionnaire__purpose="application", code=code)


def sheet_of(application: Application, code: str) -> ApplicationAnswers:
    return ApplicationAnswers.objects.get(application=application, section__code=code)


def save(application: Application, code: str, by: User, version: int | None = None, **changes: Any) -> Saving:
    """Save a section with some answers changed; None takes an answer out."""
    values = {name: value for name, value in {**factories.ANSWERS[code], **changes}.items() if value is not None}
    seen = sheet_of(application, code).version if version is None else version
    return applying.save_section(application, section_of(application, code), values, by=by, version=seen)


# Starting


def test_a_draft_gets_the_next_number_and_a_sheet_for_each_section(
    round_: Round, group: Organisation, ann: User
) -> None:
    first = applying.start(round_, group, by=ann)
    second = applying.start(round_, group, by=ann)
    assert [first.reference, second.reference] == [f"{round_.code}-001", f"{round_.code}-002"]
    assert (first.state, first.started_by, first.organisation) == ("draft", ann, group)
    assert [sheet.section.code for sheet in todo.sheets_of(first)] == ["contact", "plan", "budget"]
    assert first.history.get().history_user == ann
    assert {sheet.history.get().history_user for sheet in first.answers.all()} == {ann}


def test_a_withdrawn_number_is_not_given_again(round_: Round, group: Organisation, ann: User) -> None:
    applying.withdraw(applying.start(round_, group, by=ann), by=ann)
    assert applying.start(round_, group, by=ann).number == 2


def test_nobody_starts_before_a_round_opens_or_after_it_closed(group: Organisation, ann: User) -> None:
    now = timezone.now()
    coming = factories.make_round(opens_at=now + timedelta(days=1))
    closed = factories.make_round(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    unpublished = factories.make_round(state="draft")
    assert "is not open yet. It opens on" in refusal(applying.start, coming, group, by=ann)
    assert "closed on" in refusal(applying.start, closed, group, by=ann)
    assert "takes no more applications" in refusal(applying.start, unpublished, group, by=ann)
    assert Application.objects.count() == 0


def test_a_round_without_questions_cannot_be_started(round_: Round, group: Organisation, ann: User) -> None:
    Questionnaire.objects.filter(round=round_, purpose="application").delete()
    assert "has no questions yet" in refusal(applying.start, round_, group, by=ann)


def test_a_draft_keeps_the_questions_that_it_began_with(round_: Round, group: Organisation, ann: User) -> None:
    draft = applying.start(round_, group, by=ann)
    newer = Questionnaire.objects.create(round=round_, purpose="application", version=2, frozen_at=timezone.now())
    Section.objects.create(questionnaire=newer, code="new", title="New")
    assert [sheet.section.code for sheet in todo.sheets_of(draft)] == ["contact", "plan", "budget"]
    assert [sheet.section.code for sheet in todo.sheets_of(applying.start(round_, group, by=ann))] == ["new"]


# Answering


def test_answers_are_kept_with_who_saved_them_and_fill_the_columns(draft: Application, ann: User) -> None:
    save(draft, "plan", ann, title="A walk", months=6, summary="Short")
    sheet = sheet_of(draft, "plan")
    assert (sheet.version, sheet.saved_by, sheet.is_complete) == (2, ann, True)
    assert sheet.history.first().history_user == ann
    draft.refresh_from_db()
    assert (draft.title, draft.summary, draft.months, draft.tier.code) == ("A walk", "Short", 6, "small")
    assert draft.history.first().history_user == ann


def test_a_budget_fills_the_sum_to_the_penny(draft: Application, ann: User) -> None:
    rows = [
        {"heading": "staff", "what": "Leader", "amount": "14999.99"},
        {"heading": "other", "what": "Tea", "amount": "0.01"},
    ]
    save(draft, "budget", ann, budget=rows)
    draft.refresh_from_db()
    assert draft.amount == Decimal("15000.00")
    assert sheet_of(draft, "budget").is_complete


def test_gaps_are_kept_and_empty_their_columns(draft: Application, ann: User) -> None:
    save(draft, "plan", ann, title=None, months=None, tier=None)
    draft.refresh_from_db()
    assert (draft.title, draft.months, draft.tier) == ("", None, None)
    assert not sheet_of(draft, "plan").is_complete


def test_what_cannot_be_read_is_kept_as_typed(draft: Application, ann: User) -> None:
    save(draft, "plan", ann, months=None, **{TYPED: {"months": "twelve"}})
    draft.refresh_from_db()
    assert sheet_of(draft, "plan").values[TYPED] == {"months": "twelve"}
    assert (draft.months, sheet_of(draft, "plan").is_complete) == (None, False)


def test_codes_from_nowhere_fill_nothing(draft: Application, ann: User) -> None:
    factories.make_round()  # another round that has a tier of its own
    save(draft, "plan", ann, tier="huge")
    draft.refresh_from_db()
    assert draft.tier is None
    assert not sheet_of(draft, "plan").is_complete


def test_areas_conditions_and_priority_are_copied_by_code(draft: Application, ann: User) -> None:
    factories.make_area()
    vocabulary = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions", source="x")
    lungs = Term.objects.create(vocabulary=vocabulary, code="lungs", name="Lung disease")
    draft.round.priorities.create(code="early", name="Early help")
    draft.round.grant_types.create(code="new", name="New idea")
    plan = section_of(draft, "plan")
    factories.make_question(plan, "where", "places", "Where?", fills="areas")
    lists = {"conditions": "conditions", "priority": "priorities", "grant_type": "types"}
    for name, source in lists.items():
        kind = "many_of" if name == "conditions" else "one_of"
        factories.make_question(plan, name, kind, f"{name}?", fills=name, settings={"options_from": source})
    save(draft, "plan", ann, where=["S12000036"], conditions=["lungs"], priority="early", grant_type="new")
    draft.refresh_from_db()
    assert [area.code for area in draft.areas.all()] == ["S12000036"]
    assert list(draft.conditions.all()) == [lungs]
    assert (draft.priority.code, draft.grant_type.code) == ("early", "new")
    assert sheet_of(draft, "plan").is_complete
    save(draft, "plan", ann, where=None, conditions=None)
    assert (draft.areas.count(), draft.conditions.count()) == (0, 0)


def test_saving_the_same_again_leaves_no_trace(draft: Application, ann: User) -> None:
    before = sheet_of(draft, "plan")
    save(draft, "plan", ann)
    after = sheet_of(draft, "plan")
    assert (after.version, after.saved_at, after.history.count()) == (before.version, before.saved_at, 1)


def test_two_people_who_change_different_answers_both_keep_theirs(draft: Application, ann: User, nia: User) -> None:
    save(draft, "plan", nia, version=1, title="Nia’s title")
    saving = save(draft, "plan", ann, version=1, what="Ann’s plan")
    assert saving.clashes == ()
    values = sheet_of(draft, "plan").values
    assert (values["title"], values["what"]) == ("Nia’s title", "Ann’s plan")
    assert sheet_of(draft, "plan").version == 3


def test_two_people_who_change_the_same_answer_are_shown_both_and_nothing_is_written(
    draft: Application, ann: User, nia: User
) -> None:
    save(draft, "plan", nia, version=1, title="Nia’s title", what="Nia’s plan")
    saving = save(draft, "plan", ann, version=1, title="Ann’s title")
    assert saving.clashes == ("title",)
    assert saving.sheet.values["title"] == "Nia’s title"
    assert (saving.merged["title"], saving.merged["what"]) == ("Ann’s title", "Nia’s plan")
    assert sheet_of(draft, "plan").values["title"] == "Nia’s title"
    again = applying.save_section(draft, section_of(draft, "plan"), saving.merged, by=ann, version=saving.sheet.version)
    assert again.clashes == ()
    assert sheet_of(draft, "plan").values["title"] == "Ann’s title"


def test_a_page_of_which_nobody_knows_the_version_cannot_wipe_answers(draft: Application, ann: User) -> None:
    saving = save(draft, "plan", ann, version=0, title="Typed blindly")
    assert saving.clashes == ("title",)
    assert sheet_of(draft, "plan").values["title"] == "Walking back to wellness"


def test_answers_of_questions_that_were_taken_out_stay(draft: Application, ann: User) -> None:
    section_of(draft, "plan").questions.filter(code="what").delete()
    save(draft, "plan", ann, title="A walk", what=None)
    assert sheet_of(draft, "plan").values["what"] == "Weekly walks led by peers."


def test_nothing_is_saved_after_closing_or_after_handing_in(ready: Application, ann: User) -> None:
    with time_machine.travel(ready.round.closes_at + timedelta(microseconds=1), tick=False):
        assert "closed on" in refusal(save, ready, "plan", ann, title="Too late")
        assert "closed on" in refusal(applying.add_document, ready, paper(), by=ann)
        assert "closed on" in refusal(applying.remove_document, ready.documents.get(), by=ann)
    applying.submit(ready, by=ann)
    assert "can no longer change" in refusal(save, ready, "plan", ann, title="Too late")
    assert "can no longer change" in refusal(applying.add_document, ready, paper(), by=ann)
    assert "can no longer change" in refusal(applying.remove_document, ready.documents.get(), by=ann)
    assert sheet_of(ready, "plan").values["title"] == "Walking back to wellness"
    assert ready.documents.count() == 1


def test_answers_are_taken_until_the_last_second_and_the_seconds_of_grace(ready: Application, ann: User) -> None:
    Round.objects.filter(pk=ready.round_id).update(grace_seconds=60)
    with time_machine.travel(ready.round.closes_at + timedelta(seconds=59), tick=False):
        save(ready, "plan", ann, title="Just in time")
    assert sheet_of(ready, "plan").values["title"] == "Just in time"


# Papers


def test_a_paper_hangs_from_its_rule_and_its_file_is_kept(draft: Application, ann: User) -> None:
    rule = draft.round.document_rules.get()
    document = applying.add_document(draft, paper(content=b"Our rules."), by=ann, rule=rule)
    assert (document.application, document.rule, document.file.sent_by) == (draft, rule, ann)
    assert document.file.content.read() == b"Our rules."


def test_an_unsafe_paper_is_refused_and_nothing_is_kept(draft: Application, ann: User) -> None:
    words = refusal(
        applying.add_document, draft, paper("rules.pdf", b"MZ\x90"), by=ann, rule=draft.round.document_rules.get()
    )
    assert words.startswith("This is not the kind of file that its name says")
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_rule_of_another_round_or_another_age_is_refused(draft: Application, ann: User) -> None:
    other = factories.make_round().document_rules.get()
    young = DocumentRule.objects.create(round=draft.round, code="bank", name="Bank statement", applies_to="new")
    for rule in (other, young):
        words = refusal(applying.add_document, draft, paper(), by=ann, rule=rule)
        assert words == "This round does not ask your group for this paper."


def test_only_so_many_files_are_taken_in_one_place(draft: Application, ann: User) -> None:
    rule = draft.round.document_rules.get()
    for _ in range(applying.MOST_FILES):
        applying.add_document(draft, paper(), by=ann, rule=rule)
    assert refusal(applying.add_document, draft, paper(), by=ann, rule=rule).startswith(
        "You have sent 10 files here already"
    )


@pytest.mark.django_db(transaction=True)
def test_a_removed_paper_is_gone_with_its_file(ready: Application, ann: User) -> None:
    folder = Path(default_storage.location)  # type: ignore[attr-defined]
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 1
    applying.remove_document(ready.documents.get(), by=ann)
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_the_project_plan_is_as_long_as_the_size_of_grant_allows(draft: Application, ann: User) -> None:
    from tests.fund.test_safe_files import pdf

    rule = DocumentRule.objects.create(round=draft.round, code="project-plan", name="Project plan")
    draft.round.tiers.update(plan_pages=2)
    assert refusal(applying.add_document, draft, paper("plan.pdf", pdf(3)), by=ann, rule=rule) == (
        "This file has 3 pages. Send at most 2"
    )
    applying.add_document(draft, paper("plan.pdf", pdf(2)), by=ann, rule=rule)


# What is left


def words_left(application: Application) -> list[str]:
    fresh = Application.objects.get(pk=application.pk)
    return [one.words for one in todo.missing(fresh)]


def test_a_complete_application_has_nothing_left(ready: Application) -> None:
    assert words_left(ready) == []


def test_each_gap_is_named_in_the_order_of_the_form(round_: Round, group: Organisation, ann: User) -> None:
    assert words_left(applying.start(round_, group, by=ann)) == [
        "Answer “Who can we ask about this?”",
        "Answer “Name of the project”",
        "Answer “Your project in plain words”",
        "Answer “Size of grant”",
        "Answer “How many months”",
        "Answer “What do you want to do?”",
        "Answer “What will it cost?”",
        "Add “Governing document”",
    ]


def test_a_paper_that_is_held_back_does_not_count(ready: Application, ann: User) -> None:
    StoredFile.objects.update(check_state="waiting")
    assert words_left(ready) == []
    StoredFile.objects.update(check_state="quarantined")
    assert words_left(ready) == ["Add “Governing document”"]
    assert "still to do" in refusal(applying.submit, ready, by=ann)


def test_a_smaller_size_of_grant_makes_the_budget_wrong(ready: Application, ann: User) -> None:
    ready.round.tiers.create(code="tiny", name="Tiny grant", cap=Decimal(5000), max_months=12)
    save(ready, "plan", ann, tier="tiny")
    assert words_left(ready) == ["Take out £5,500: this comes to £10,500, and “Tiny grant” is at most £5,000"]
    assert refusal(applying.submit, ready, by=ann).startswith("1 thing is still to do before you can hand this in.")


def test_papers_are_asked_by_the_age_of_the_group_on_the_closing_day(ready: Application) -> None:
    rules = ready.round.document_rules
    rules.create(code="accounts", name="Accounts", applies_to="established", wanted=2, position=1)
    rules.create(code="bank", name="Bank statement", applies_to="new", position=2)
    rules.create(code="photo", name="A photo", is_required=False, position=3)
    assert words_left(ready) == ["Add 2 files to “Accounts”"]
    young = ready.round.closes_at.date() - timedelta(days=2 * 365 - 1)
    Organisation.objects.filter(pk=ready.organisation_id).update(started_on=young)
    assert words_left(ready) == ["Add “Bank statement”"]
    Organisation.objects.filter(pk=ready.organisation_id).update(started_on=None)
    assert words_left(ready) == ["Add “Bank statement”"]


def test_two_sets_of_accounts_are_two_files(ready: Application, ann: User) -> None:
    accounts = ready.round.document_rules.create(code="accounts", name="Accounts", wanted=2, position=1)
    applying.add_document(ready, paper(), by=ann, rule=accounts)
    assert words_left(ready) == ["Add 1 more file to “Accounts”"]
    applying.add_document(ready, paper(), by=ann, rule=accounts)
    assert words_left(ready) == []


def test_a_file_question_is_answered_by_its_file(ready: Application, ann: User) -> None:
    question = factories.make_question(section_of(ready, "plan"), "drawing", "file", "A drawing")
    assert words_left(ready) == ["Answer “A drawing”"]
    applying.add_document(ready, paper(), by=ann, question=question)
    assert words_left(ready) == []


# Handing in


def test_handing_in_stamps_records_and_tells(ready: Application, ann: User, letters_to: LettersTo) -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(minutes=1)
    with time_machine.travel(at, tick=False):
        applying.submit(ready, by=ann)
    fresh = Application.objects.get()
    assert (fresh.state, fresh.submitted_at, ready.state) == ("submitted", at, "submitted")
    assert (fresh.history.first().history_user, fresh.history.first().history_change_reason) == (ann, applying.DECLARED)
    assert letters_to(ann) == ["submitted"]


def test_the_receipt_goes_to_all_who_write_and_says_what_was_handed_in(
    ready: Application, ann: User, nia: User
) -> None:
    editor, reader = factories.make_person("Ed Editor"), factories.make_person("Vi Viewer")
    ready.organisation.memberships.create(user=editor, kind="editor")
    ready.organisation.memberships.create(user=reader, kind="viewer")
    applying.submit(ready, by=ann)
    assert set(Letter.objects.values_list("to__name", flat=True)) == {"Ann Applicant", "Ed Editor"}
    letter = Letter.objects.get(to=ann)
    assert letter.subject == f"We have your application {ready.reference}"
    for words in [
        ready.reference,
        "Walking back to wellness",
        "Leith Lungs",
        "£10,500",
        f"/my/applications/{ready.pk}/receipt/",
    ]:
        assert words in letter.text
        assert words in letter.html
    assert "&#x27;" not in letter.text


def test_handing_in_twice_is_one_handing_in(ready: Application, ann: User, letters_to: LettersTo) -> None:
    second_tab = Application.objects.get(pk=ready.pk)
    applying.submit(ready, by=ann)
    words = refusal(applying.submit, second_tab, by=ann)
    assert words.startswith(f"{ready.reference} is handed in already, since ")
    assert letters_to(ann) == ["submitted"]
    assert Application.objects.get().history.filter(state="submitted").count() == 1


def test_a_draft_with_gaps_is_not_handed_in(draft: Application, ann: User, letters_to: LettersTo) -> None:
    words = refusal(applying.submit, draft, by=ann)
    assert words == "1 thing is still to do before you can hand this in. The first: Add “Governing document”."
    assert Application.objects.get().state == "draft"
    assert letters_to(ann) == []


def test_a_withdrawn_application_is_not_handed_in(ready: Application, ann: User) -> None:
    applying.withdraw(ready, by=ann)
    assert "is now “Withdrawn”" in refusal(applying.submit, ready, by=ann)


def test_the_closing_instant_counts_and_what_comes_after_it_does_not(ready: Application, ann: User) -> None:
    closes_at = ready.round.closes_at
    with time_machine.travel(closes_at + timedelta(microseconds=1), tick=False):
        assert "closed on" in refusal(applying.submit, ready, by=ann)
    with time_machine.travel(closes_at, tick=False):
        applying.submit(ready, by=ann)
    assert Application.objects.get().submitted_at == closes_at


def test_the_seconds_of_grace_count_for_handing_in(ready: Application, ann: User) -> None:
    Round.objects.filter(pk=ready.round_id).update(grace_seconds=60)
    with time_machine.travel(ready.round.closes_at + timedelta(seconds=60, microseconds=1), tick=False):
        assert "closed on" in refusal(applying.submit, ready, by=ann)
    with time_machine.travel(ready.round.closes_at + timedelta(seconds=60), tick=False):
        applying.submit(ready, by=ann)


def test_a_round_that_was_extended_meanwhile_takes_the_application(ready: Application, ann: User) -> None:
    late = ready.round.closes_at + timedelta(hours=1)
    Round.objects.filter(pk=ready.round_id).update(closes_at=late + timedelta(days=1))
    with time_machine.travel(late, tick=False):
        applying.submit(ready, by=ann)  # the round in memory still says closed; the one in the database counts


def test_nine_in_the_morning_is_nine_in_scotland_on_both_sides_of_the_clock_change(
    ready: Application, ann: User
) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    spring = datetime(2027, 3, 29, 9, 0, tzinfo=ZoneInfo("Europe/London"))  # the Monday after the clocks went forward
    Round.objects.filter(pk=ready.round_id).update(opens_at=spring - timedelta(days=30), closes_at=spring)
    with time_machine.travel("2027-03-29T08:00:01Z", tick=False):
        assert "closed on Monday 29 March 2027, 9am" in refusal(applying.submit, ready, by=ann)
    with time_machine.travel("2027-03-29T08:00:00Z", tick=False):
        applying.submit(ready, by=ann)


# Taking back


def test_a_withdrawn_application_says_why_and_tells_the_group(
    ready: Application, ann: User, letters_to: LettersTo
) -> None:
    applying.submit(ready, by=ann)
    applying.withdraw(ready, by=ann, reason="We found other money")
    last = Application.objects.get().history.first()
    assert (last.state, last.history_user, last.history_change_reason) == ("withdrawn", ann, "We found other money")
    assert letters_to(ann) == ["submitted", "withdrawn"]
    assert ready.reference in Letter.objects.get(kind="withdrawn").text


def test_a_decided_and_announced_application_is_not_taken_back(round_: Round, group: Organisation, ann: User) -> None:
    for state in ("awarded", "not_funded", "ineligible_told", "withdrawn"):
        application = factories.make_application(round_, group, state=state, by=ann)
        assert "can no longer become “Withdrawn”" in refusal(applying.withdraw, application, by=ann)


def test_the_letter_to_those_who_cannot_be_funded_says_why(ready: Application, ann: User) -> None:
    from applications import letters

    letters.not_eligible(ready, "Your group works outside Scotland & this round doesn’t.")
    letter = Letter.objects.get(to=ann, kind="not_eligible")
    assert "Your group works outside Scotland & this round doesn’t." in letter.text
    assert "Your group works outside Scotland &amp; this round doesn’t." in letter.html
