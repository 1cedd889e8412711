"""A round of two stages: a short note, read by the fund, and then the whole application for those invited."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document as WordFile
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from applications import applying, assessing, copies, exporting, inviting, on_behalf, reminding, searching, todo, trying
from applications.models import Application, ApplicationAnswers, Document
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, Section, User
from fund.questionnaires import TYPED
from tests import factories
from tests.journeys.browser import Browser
from tests.world import store

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
LettersTo = Callable[[User], list[str]]
MICRO = timedelta(microseconds=1)


@pytest.fixture
def round_(db: None) -> Round:
    """Short notes close in ten days, the round in sixty."""
    return factories.make_two_stage_round()


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    application = applying.start(round_, group, by=ann)
    sheet = application.answers.select_related("section").get()
    applying.save_section(application, sheet.section, factories.NOTE_ANSWERS, by=ann)
    return Application.objects.get(pk=application.pk)


@pytest.fixture
def note(draft: Application, ann: User) -> Application:
    applying.hand_in_note(draft, by=ann)
    return Application.objects.get(pk=draft.pk)


@pytest.fixture
def invited(note: Application, olive: User) -> Application:
    inviting.invite(note, by=olive, reason="We like the walks.")
    return Application.objects.get(pk=note.pk)


def at(name: str, application: Application, *more: object) -> str:
    return reverse(f"applications:{name}", args=[application.pk, *more])


def complete(application: Application, by: User) -> None:
    for code, values in factories.ANSWERS.items():
        sheet = application.sheets.select_related("section").get(section__code=code)
        applying.save_section(application, sheet.section, values, by=by, version=sheet.version)
    application.documents.create(rule=application.round.document_rules.get(), file=store())


# The note


def test_a_draft_begins_with_the_notes_sections_and_needs_no_papers(draft: Application) -> None:
    sheets = todo.sheets_of(draft)
    assert [sheet.section.questionnaire.purpose for sheet in sheets] == ["note"]
    assert (draft.is_note, draft.title, todo.missing(draft)) == (True, "Walking back to wellness", [])
    assert draft.closes_at == draft.round.note_closes_at


def test_a_note_is_written_checked_and_handed_in_through_its_pages(
    round_: Round, group: Organisation, ann: User, letters_to: LettersTo, work: Callable[[], None]
) -> None:
    browser = Browser(ann).go(reverse("applications:start", args=[round_.slug])).press("Start")
    assert "This is the short note, the first of two stages." in browser.see.words
    assert "Short notes close on" in browser.see.words
    application = Application.objects.get()
    browser.go(at("section", application, "plan"))
    browser.press("Save and continue", title="Walks", what="We walk.")
    browser.press("Hand in the short note", declared="on")
    application.refresh_from_db()
    assert (application.state, application.public_state) == ("note_in", "Short note handed in")
    assert "We have your short note" in browser.see.words and "We walk." in browser.see.words
    assert letters_to(ann) == ["note_in"]
    work()
    assert sorted(application.copies.values_list("kind", "edition")) == [("pdf", 1), ("word", 1)]


def test_a_note_is_in_time_until_notes_close_and_later_nothing_of_it_changes(draft: Application, ann: User) -> None:
    late = draft.round.note_closes_at + MICRO
    sheet = draft.answers.get()
    with time_machine.travel(late, tick=False):
        for verb in (
            lambda: applying.hand_in_note(draft, by=ann),
            lambda: applying.save_section(draft, sheet.section, {"title": "Late"}, by=ann),
            lambda: applying.start(draft.round, draft.organisation, by=ann),
        ):
            with pytest.raises(Refused, match="closed for short notes on"):
                verb()
    with time_machine.travel(draft.round.note_closes_at, tick=False):
        applying.hand_in_note(draft, by=ann)
    assert Application.objects.get().state == "note_in"


def test_typing_is_saved_by_itself_until_notes_close(draft: Application, door: Door, ann: User) -> None:
    sent = {"changed": "what", "what": "We walk and talk.", "version": "1", "page": "a" * 16, "revision": "1"}
    assert door(ann).post(at("save-answer", draft, "plan"), sent).status_code == 200
    assert draft.answers.get().values["what"] == "We walk and talk."
    with time_machine.travel(draft.round.note_closes_at + MICRO, tick=False):
        browser = door(ann)
        response = browser.post(at("save-answer", draft, "plan"), {**sent, "revision": "2"})
        assert response.status_code == 409
        assertContains(browser.get(at("detail", draft)), "closed for short notes on")


def test_a_note_is_no_whole_application_and_the_other_way_round(
    draft: Application, ann: User, group: Organisation
) -> None:
    with pytest.raises(Refused, match="can no longer become “Handed in”"):
        applying.submit(draft, by=ann)
    one_stage = factories.make_application(factories.make_round(), group, by=ann)
    with pytest.raises(Refused, match="can no longer become “Short note handed in”"):
        applying.hand_in_note(one_stage, by=ann)


def test_a_note_is_handed_in_once(note: Application, ann: User, letters_to: LettersTo, door: Door) -> None:
    with pytest.raises(Refused, match="is handed in already"):
        applying.hand_in_note(note, by=ann)
    assertRedirects(door(ann).post(at("submit", note), {"declared": "on"}), at("receipt", note))
    assert letters_to(ann) == ["note_in"]


# Reading notes


def test_officers_find_notes_and_read_them(note: Application, door: Door, olive: User) -> None:
    address = reverse("applications:applications", args=[note.round.slug])
    assertContains(door(olive).get(address, {"need": "note"}), note.reference)
    assertNotContains(door(olive).get(address, {"need": "screening"}), note.reference)
    assertContains(door(olive).get(reverse("applications:round", args=[note.round.slug])), "short notes to read")
    for name in ("application", "invite"):
        assertContains(door(olive).get(at(name, note)), "We walk together.")


def test_one_group_is_invited_through_the_page(note: Application, ann: User, olive: User) -> None:
    browser = Browser(olive).go(at("application", note)).follow("Invite, or not")
    browser.press("Send the letter", answer="invite")
    assert "Leith Lungs is invited to apply in full." in browser.see.words
    note.refresh_from_db()
    newest = note.history.first()
    assert (note.state, newest.state, newest.history_user) == ("invited", "invited", olive)
    letter = Letter.objects.get(kind="invited_in_full")
    assert letter.to == ann and f"/my/applications/{note.pk}/" in letter.text


def test_a_group_that_is_not_taken_further_reads_why(note: Application, ann: User, olive: User, door: Door) -> None:
    sent = {"answer": "leave", "reason": ""}
    response = door(olive).post(at("invite", note), sent)
    assert response.status_code == 422
    assertContains(response, "Say why: the group will read your words", status_code=422)
    with pytest.raises(Refused, match="Say why"):
        inviting.leave(note, by=olive, reason=" ")
    door(olive).post(at("invite", note), {**sent, "reason": "It is much like what is there."})
    note.refresh_from_db()
    assert (note.state, note.round.applications.handed_in().count()) == ("not_invited", 0)
    assert "It is much like what is there." in Letter.objects.get(kind="not_invited", to=ann).text
    assertContains(door(ann).get(at("detail", note)), "Not taken further")
    assertNotContains(door(ann).get(at("detail", note)), "Take this application back")


def test_many_are_invited_at_once_or_none(note: Application, round_: Round, ann: User, olive: User, door: Door) -> None:
    other = factories.make_organisation(ann, name="Port Pals")
    second = applying.start(round_, other, by=ann)
    applying.save_section(second, second.answers.get().section, factories.NOTE_ANSWERS, by=ann)
    address = reverse("applications:applications", args=[round_.slug])
    with pytest.raises(Refused, match=second.reference):
        inviting.invite_many([note, second], by=olive)
    assert {row.state for row in Application.objects.all()} == {"note_in", "draft"}
    applying.hand_in_note(second, by=ann)
    sent: dict[str, Any] = {"applications": [note.pk, second.pk], "do": "leave", "reason": ""}
    assert door(olive).post(address, sent).status_code == 422
    assert door(olive).post(address, {**sent, "do": "invite"}).status_code == 302
    assert {row.state for row in Application.objects.all()} == {"invited"}
    assert Letter.objects.filter(kind="invited_in_full").count() == 2
    response = door(olive).post(address, {**sent, "do": "invite"})
    assertContains(response, "this is no short note to settle", status_code=422)


def test_nobody_is_invited_after_the_round_closed(note: Application, olive: User) -> None:
    with (
        time_machine.travel(note.round.closes_at + MICRO, tick=False),
        pytest.raises(Refused, match="so nobody can be invited"),
    ):
        inviting.invite(note, by=olive)
    assert Application.objects.get().state == "note_in"
    assert not ApplicationAnswers.objects.whole().exists()


def test_an_officer_can_think_again(note: Application, olive: User) -> None:
    inviting.leave(note, by=olive, reason="Too early.")
    inviting.invite(note, by=olive, reason="There is more money.")
    assert Application.objects.get().state == "invited"


# The whole application


def test_answers_come_along_where_code_and_kind_are_the_same(invited: Application) -> None:
    values = {sheet.section.code: sheet.values for sheet in todo.sheets_of(invited)}
    assert list(values) == ["contact", "plan", "budget"]
    assert values["plan"] == {"title": "Walking back to wellness", "what": "We walk together."}
    assert invited.answers.notes().get().values == factories.NOTE_ANSWERS  # the note stays as it was handed in
    assert (invited.is_note, invited.closes_at) == (False, invited.round.closes_at)
    sheet = invited.sheets.get(section__code="plan")
    assert sheet.history.first().history_change_reason == inviting.CARRIED


def test_what_could_not_be_read_comes_along_as_it_was_typed(note: Application, olive: User) -> None:
    sheet = note.answers.get()
    asked = factories.make_question(sheet.section, "budget_note", "number", "How many people?", is_required=False)
    whole = note.round.questionnaires.get(purpose="application").sections.get(code="plan")
    factories.make_question(whole, asked.code, "number", "How many people?", is_required=False)
    sheet.values = {**sheet.values, TYPED: {asked.code: "many"}}
    sheet.save()
    inviting.invite(note, by=olive)
    assert note.answers.get(section=whole).values[TYPED] == {asked.code: "many"}


def test_an_invited_group_writes_and_hands_in_until_the_round_closes(
    invited: Application, ann: User, olive: User, letters_to: LettersTo, door: Door, work: Callable[[], None]
) -> None:
    after_notes = invited.round.note_closes_at + timedelta(days=1)
    with time_machine.travel(after_notes, tick=False):
        browser = door(ann)
        assertContains(browser.get(at("detail", invited)), "Your group is invited to apply in full.")
        assertContains(browser.get(at("receipt", invited)), "About a year")
        complete(invited, ann)
        assert todo.missing(Application.objects.get(pk=invited.pk)) == []
    with time_machine.travel(invited.round.closes_at + MICRO, tick=False), pytest.raises(Refused, match="closed on"):
        applying.submit(invited, by=ann)
    with time_machine.travel(invited.round.closes_at, tick=False):
        browser = door(ann)
        assertRedirects(browser.post(at("submit", invited), {"declared": "on"}), at("receipt", invited))
        work()
    done = Application.objects.get()
    assert (done.state, done.submitted_at, done.amount) == ("submitted", invited.round.closes_at, Decimal(10500))
    assert letters_to(ann) == ["note_in", "invited_in_full", "submitted"]
    assert copies.edition_of(done) == 2
    assert sorted(done.copies.values_list("kind", "edition")) == [("pdf", 1), ("pdf", 2), ("word", 1), ("word", 2)]
    first = done.copies.select_related("file").get(kind="word", edition=1)
    lines = [paragraph.text for paragraph in WordFile(io.BytesIO(first.file.content.read())).paragraphs]
    assert "About a year" in lines and any("a short note, handed in" in line for line in lines)
    page = door(olive).get(at("application", done))
    assertContains(page, "The short note that came first")
    assertContains(page, "Weekly walks led by peers.")


def test_officers_read_nothing_of_what_an_invited_group_still_writes(
    invited: Application, ann: User, olive: User, door: Door
) -> None:
    sheet = invited.sheets.select_related("section").get(section__code="plan")
    values = {**sheet.values, "what": "Zebra crossings for all"}
    applying.save_section(invited, sheet.section, values, by=ann, version=sheet.version)
    document = Document.objects.create(application=invited, rule=invited.round.document_rules.get(), file=store())
    page = door(olive).get(at("application", invited))
    assertNotContains(page, "Zebra")
    assertNotContains(page, document.file.name)
    assertContains(page, "We walk together.")
    assert door(olive).get(reverse("applications:document", args=[document.pk])).status_code == 404
    searching.reindex()
    assert not searching.find(Application.objects.all(), "zebra").exists()
    assert searching.find(Application.objects.all(), "together").exists()
    rows = exporting.table(invited.round, Application.objects.filter(pk=invited.pk), ["reference", "pk"])
    assert "Zebra" not in str(list(rows))
    assert door(ann).get(reverse("applications:document", args=[document.pk])).status_code == 200


def test_assessors_and_panel_read_the_whole_application_and_never_the_note(
    invited: Application, ann: User, sam: User, pat: User, door: Door
) -> None:
    Section.objects.filter(questionnaire__purpose="note").update(assessors_see_it=True, panel_sees_it=True)
    complete(invited, ann)
    applying.submit(invited, by=ann)
    Application.objects.update(state="in_assessment")
    invited.refresh_from_db()
    assessment = factories.make_assessment(invited, sam)
    page = door(sam).get(reverse("applications:assessment", args=[assessment.pk]))
    assertContains(page, "Weekly walks led by peers.")
    assertNotContains(page, "About a year")
    shown = assessing.reading(invited, ApplicationAnswers.objects.for_panel())
    assert "About a year" not in str(shown) and "Weekly walks led by peers." in str(shown)
    assert assessing.minutes([invited.pk]) == {invited.pk: 1}


def test_a_note_and_an_invited_draft_stand_in_nobodys_way(note: Application, morag: User, olive: User) -> None:
    assert list(note.round.applications.handed_in()) == []
    inviting.invite(note, by=olive)
    assert list(note.round.applications.handed_in()) == []


# What goes with it


def test_reminders_come_before_the_closing_that_counts(
    draft: Application, invited: Callable[[], None] | Application, ann: User, letters_to: LettersTo
) -> None:
    round_ = Round.objects.get(pk=draft.round_id)
    with time_machine.travel(round_.note_closes_at - timedelta(days=1), tick=False):
        assert reminding.remind() == 0  # this one is invited, and its day is far
    with time_machine.travel(round_.closes_at - timedelta(days=7), tick=False):
        assert (reminding.remind(), reminding.remind()) == (1, 0)
    assert "The round closes" in Letter.objects.get(kind="reminder").text


def test_a_draft_of_a_note_is_reminded_of_before_notes_close(draft: Application) -> None:
    with time_machine.travel(draft.round.note_closes_at - timedelta(days=1), tick=False):
        assert (reminding.remind(), reminding.remind()) == (1, 0)
    with time_machine.travel(draft.round.closes_at - timedelta(days=1), tick=False):
        assert reminding.remind() == 0
    assert "Short notes close" in Letter.objects.get(kind="reminder").text


def test_an_officer_types_a_note_for_a_group(round_: Round, group: Organisation, ann: User, olive: User) -> None:
    entry = on_behalf.start(round_, group, by=olive, way="post", received_on=timezone.localdate(), contact=ann)
    applying.save_section(entry.application, entry.application.answers.get().section, factories.NOTE_ANSWERS, by=olive)
    on_behalf.hand_in(entry, by=olive)
    assert Application.objects.get().state == "note_in"
    assert Letter.objects.get(to=ann).kind == "note_in"


def test_a_test_application_walks_the_same_way(round_: Round, olive: User, door: Door) -> None:
    test = trying.start_test(round_, by=olive, is_new_group=False)
    applying.save_section(test, test.answers.get().section, factories.NOTE_ANSWERS, by=olive)
    applying.hand_in_note(test, by=olive)
    tests = reverse("applications:tests", args=[round_.slug])
    assertContains(door(olive).get(tests), "Invite to apply in full")
    door(olive).post(reverse("applications:invite-test", args=[round_.slug, test.pk]))
    test = Application.objects.get(pk=test.pk)
    complete(test, olive)
    applying.submit(test, by=olive)
    assert (Application.objects.get().state, Letter.objects.count()) == ("submitted", 0)


def test_a_note_can_be_taken_back_and_so_can_an_invited_application(
    note: Application, invited: Application, ann: User
) -> None:
    applying.withdraw(invited, by=ann)
    assert Application.objects.get().state == "withdrawn"


def test_a_signature_is_for_the_whole_application_alone(round_: Round, draft: Application, ann: User) -> None:
    Round.objects.update(needs_sign_off=True)
    draft = Application.objects.get()
    applying.hand_in_note(draft, by=ann)
    assert Application.objects.get().state == "note_in"
