"""Advice: notes that judges never see, and drafts that officers read only because the group asked."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import advising, assigning, rules
from applications.models import AdviceNote, Application, DraftAdvice, DraftReading
from fund.kit.states import Refused
from fund.models import Letter, Membership, Organisation, PublicAnswer, Round, User
from tests import factories
from tests.test_doors import ROWS, WHERE
from tests.world import make_world, store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
LEAK = "Ann phoned us twice and wept"


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def at(name: str, *args: Any) -> str:
    return reverse(f"applications:{name}", args=args)


def refusal(verb: Callable[[], object]) -> str:
    with pytest.raises(Refused) as found:
        verb()
    return found.value.words


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def reading(draft: Application, ann: User) -> DraftReading:
    return advising.ask(draft, by=ann, words="Is our budget clear?")


def advise(reading: DraftReading, olive: User, words: str = "Say where you walk.", code: str = "what") -> DraftAdvice:
    section = reading.application.answers.get(section__code="plan").section
    question = section.questions.get(code=code)
    return advising.advise(reading, by=olive, section=section, question=question, passage="Weekly walks", words=words)


def sent(**facts: str) -> dict[str, str]:
    return {"about": "plan.what", "passage": "Weekly walks", "words": "Say where you walk.", **facts}


# Asking


def test_an_officer_reads_a_draft_only_when_its_group_asked(
    draft: Application, ann: User, olive: User, door: Door
) -> None:
    assert draft.title not in text(door(olive).get(at("drafts")))
    door(ann).post(at("ask-reading", draft.pk), {"words": "Is our budget clear?"})
    reading = DraftReading.objects.get()
    assert (reading.state, reading.asked_by, reading.words) == ("asked", ann, "Is our budget clear?")
    assert draft.title in text(door(olive).get(at("drafts")))
    page = text(door(olive).get(at("read-draft", reading.pk)))
    assert "Weekly walks led by peers." in page
    assert "Is our budget clear?" in page


def test_nothing_else_of_the_draft_opens(draft: Application, reading: DraftReading, olive: User, door: Door) -> None:
    for name in ("application", "detail", "check", "documents", "comments", "advice", "statements"):
        assert door(olive).get(at(name, draft.pk)).status_code == 404, name
    other = factories.make_application(draft.round, factories.make_organisation(name="Others"))
    assert not Application.objects.visible_to(olive).filter(pk__in=[draft.pk, other.pk]).exists()
    assert DraftReading.objects.visible_to(olive).get() == reading


def test_personal_answers_are_left_out(draft: Application, reading: DraftReading, olive: User, door: Door) -> None:
    sheet = draft.answers.get(section__code="contact")
    sheet.values = {"contact_name": "Margaret MacInnes", "contact_phone": "0131 496 0007"}
    sheet.save()
    page = text(door(olive).get(at("read-draft", reading.pk)))
    assert "Margaret MacInnes" not in page
    assert "0131 496 0007" not in page


def test_nobody_but_officers_and_managers_reads_it(
    reading: DraftReading, sam: User, pat: User, lena: User, nia: User, morag: User, ann: User
) -> None:
    viewer, finance = factories.make_person("Vi", "viewer"), factories.make_person("Fin", "finance")
    for person in (sam, pat, lena, nia, viewer, finance):
        assert not DraftReading.objects.visible_to(person).exists(), person
    for person in (morag, ann):
        assert DraftReading.objects.visible_to(person).get() == reading, person


def test_taken_back_handed_in_or_closed_the_draft_is_shut(
    draft: Application, reading: DraftReading, ann: User, olive: User, door: Door
) -> None:
    page = at("read-draft", reading.pk)
    assert door(olive).get(page).status_code == 200
    door(ann).post(at("take-reading-back", draft.pk))
    assert door(olive).get(page).status_code == 404
    advising.ask(draft, by=ann)
    assert door(olive).get(page).status_code == 200
    Round.objects.filter(pk=draft.round_id).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert door(olive).get(page).status_code == 404
    assert not DraftReading.objects.visible_to(olive).exists()
    Round.objects.filter(pk=draft.round_id).update(closes_at=timezone.now() + timedelta(days=1))
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    assert door(olive).get(page).status_code == 404
    words = "The group has taken its draft back or handed it in, or the round has closed."
    assert refusal(lambda: advise(reading, olive)) == words


def test_asking_needs_an_open_round_a_writer_and_is_not_done_twice(
    draft: Application, group: Organisation, ann: User, door: Door
) -> None:
    viewer = factories.make_member(group, kind="viewer").user
    assert door(viewer).post(at("ask-reading", draft.pk)).status_code == 403
    door(ann).post(at("ask-reading", draft.pk), {})
    assert door(ann).post(at("ask-reading", draft.pk), {}).status_code == 403
    late = factories.make_application(factories.make_round(), group, by=ann)
    Round.objects.filter(pk=late.round_id).update(closes_at=timezone.now() - timedelta(days=1))
    assert door(ann).post(at("ask-reading", late.pk), {}).status_code == 403


def test_an_officer_does_not_advise_the_own_group(reading: DraftReading, door: Door) -> None:
    own = factories.make_member(reading.application.organisation, "Own Officer", "editor").user
    own.roles.create(fund=factories.make_fund(), kind="officer")
    assert door(own).get(at("read-draft", reading.pk)).status_code == 403


# Advising


def test_a_passage_is_marked_and_the_group_reads_it_beside_the_question(
    draft: Application, reading: DraftReading, ann: User, olive: User, door: Door
) -> None:
    answer = door(olive).post(at("read-draft", reading.pk), sent())
    assert answer["Location"] == at("read-draft", reading.pk)
    page = text(door(ann).get(at("section", draft.pk, "plan")))
    assert 'data-beside="id_what"' in page
    for words in ("“Weekly walks”</blockquote>", "Say where you walk.", "Olive Officer, for the fund"):
        assert words in page
    listed = text(door(ann).get(at("advice", draft.pk)))
    assert "Say where you walk." in listed
    assert "Whoever advises you does not judge your application." in listed


def test_words_that_are_not_in_the_answer_cannot_be_quoted(reading: DraftReading, olive: User, door: Door) -> None:
    answer = door(olive).post(at("read-draft", reading.pk), sent(passage="Monthly swims"))
    assert answer.status_code == 422
    assert "These words are not in the answer. Copy them as they stand there" in text(answer)
    missing = text(door(olive).post(at("read-draft", reading.pk), {}))
    assert "Choose a question" in missing
    assert "Write your advice" in missing
    personal = door(olive).post(at("read-draft", reading.pk), sent(about="contact.contact_name", passage=""))
    assert "Choose a question of the list" in text(personal)
    assert DraftAdvice.objects.count() == 0


def test_a_quote_may_break_its_lines_elsewhere_and_may_come_from_a_table() -> None:
    assert advising.holds("We walk\r\n  each week.", "walk each\nweek")
    assert advising.holds([{"what": "Hall", "amount": "30.00"}], "Hall")
    assert not advising.holds(None, "Hall")


def test_words_that_changed_since_are_said_to_have_changed(
    draft: Application, reading: DraftReading, ann: User, olive: User, door: Door
) -> None:
    advise(reading, olive)
    assert "These words have changed since." not in text(door(ann).get(at("advice", draft.pk)))
    sheet = draft.answers.get(section__code="plan")
    sheet.values = {**sheet.values, "what": "Walks in Leith."}
    sheet.save()
    assert "These words have changed since." in text(door(ann).get(at("advice", draft.pk)))


def test_the_group_settles_advice_and_opens_it_again(
    draft: Application, reading: DraftReading, ann: User, olive: User, door: Door
) -> None:
    advice = advise(reading, olive)
    assert door(olive).post(at("settle-advice", advice.pk)).status_code == 404
    door(ann).post(at("settle-advice", advice.pk))
    assert "Say where you walk." not in text(door(ann).get(at("section", draft.pk, "plan")))
    assert "Say where you walk." in text(door(ann).get(at("advice", draft.pk)))
    door(ann).post(at("reopen-advice", advice.pk))
    assert "Say where you walk." in text(door(ann).get(at("section", draft.pk, "plan")))


def test_those_who_advise_are_told_once_for_each_time_that_a_group_asks(
    draft: Application, ann: User, olive: User, morag: User, sam: User, letters_to: Callable[[User], list[str]]
) -> None:
    inside = factories.make_person("Ines", "officer")
    Membership.objects.create(user=inside, organisation=draft.organisation, kind="viewer")
    away = factories.make_person("Ari", "officer", is_active=False)
    User.objects.filter(pk=olive.pk).update(preferred_format=User.Format.PLAIN_TEXT)
    reading = advising.ask(draft, by=ann, words="Is our budget clear?")
    assert refusal(lambda: advising.ask(draft, by=ann)).startswith("This")
    assert [letters_to(person) for person in (olive, morag)] == [["reading_asked"]] * 2
    assert [letters_to(person) for person in (ann, sam, inside, away)] == [[]] * 4
    letter = Letter.objects.get(to=olive)
    assert letter.subject == "Leith Lungs asks you to read its draft"
    assert draft.reference in letter.text
    assert "/fund/drafts/" in letter.text
    assert (letter.html, Letter.objects.get(to=morag).html != "") == ("", True)
    advising.take_back(reading, by=ann)
    advising.ask(draft, by=ann)
    assert letters_to(olive) == ["reading_asked"] * 2


def test_the_group_is_told_once_when_its_draft_is_read(
    reading: DraftReading, ann: User, olive: User, letters_to: Callable[[User], list[str]], door: Door
) -> None:
    words = "Write some advice first. If all is well, say that."
    assert refusal(lambda: advising.finish(reading, by=olive)) == words
    advise(reading, olive)
    door(olive).post(at("finish-reading", reading.pk))
    assert letters_to(ann) == ["draft_read"]
    letter = Letter.objects.get(kind="draft_read")
    assert letter.is_secret
    assert "Say where you walk." not in letter.text
    advising.ask(reading.application, by=ann)
    advising.finish(reading, by=olive)
    assert letters_to(ann) == ["draft_read"] * 2


def test_pages_of_advice_cost_the_same_for_one_piece_and_for_three(
    draft: Application, reading: DraftReading, ann: User, olive: User, door: Door
) -> None:
    asked = {ann: [at("advice", draft.pk), at("section", draft.pk, "plan")]}
    asked[olive] = [at("read-draft", reading.pk), at("drafts")]
    browsers = {person: door(person) for person in asked}

    def costs() -> list[int]:
        found = []
        for person, pages in asked.items():
            for page in pages:
                with CaptureQueriesContext(connection) as queries:
                    assert browsers[person].get(page).status_code == 200
                found.append(len(queries))
        return found

    advise(reading, olive)
    costs()
    before = costs()
    for code in ("title", "summary"):
        advise(reading, olive, code=code)
        factories.make_reading(factories.make_application(draft.round), advice=())
    assert costs() == before


def test_whoever_advised_on_a_draft_is_not_asked_to_assess_it(
    draft: Application, reading: DraftReading, olive: User, morag: User
) -> None:
    for person in (olive, morag):
        person.roles.create(fund=factories.make_fund(), kind="assessor")
    advise(reading, olive)
    AdviceNote.objects.create(organisation=draft.organisation, application=draft, words="Hello", written_by=morag)
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    draft.refresh_from_db()
    said = "advised on {}. Whoever advises does not judge."
    assert assigning.obstacles(draft, [olive, morag]) == {
        person.pk: f"{person} {said.format(draft.reference)}" for person in (olive, morag)
    }


# Whoever advises does not judge

STOPPED = "Whoever advises does not judge, so others read this one."


@pytest.fixture
def bid(draft: Application) -> Application:
    """The draft handed in, and before the panel."""
    Application.objects.filter(pk=draft.pk).update(state="in_assessment")
    draft.refresh_from_db()
    return draft


def test_whoever_noted_a_talk_with_the_group_is_not_asked_to_assess_its_bid(bid: Application, sam: User) -> None:
    AdviceNote.objects.create(organisation=factories.make_organisation(), words="Hello", written_by=sam)
    other = factories.make_application(factories.make_round(), bid.organisation)
    AdviceNote.objects.create(organisation=bid.organisation, application=other, words="Hello", written_by=sam)
    assert assigning.obstacles(bid, [sam]) == {}
    AdviceNote.objects.create(organisation=bid.organisation, words="Hello", written_by=sam)
    words = f"Sam Assessor advised on {bid.reference}. Whoever advises does not judge."
    assert refusal(lambda: assigning.assign(bid, [sam], by=sam)) == words


def test_a_panel_member_who_advised_is_stopped_at_the_gate_with_the_reason(
    bid: Application, pat: User, door: Door
) -> None:
    assert door(pat).get(at("panel-application", bid.pk)).status_code == 200
    AdviceNote.objects.create(organisation=bid.organisation, application=bid, words="Hello", written_by=pat)
    page = door(pat).get(at("panel-application", bid.pk))
    assert (page.status_code, STOPPED in text(page)) == (409, True)
    assert "Weekly walks led by peers." not in text(page)
    sent = door(pat).post(at("panel-declare", bid.pk), {"kind": "none"})
    assert (sent.status_code, STOPPED in text(sent), bid.declarations.count()) == (409, True, 0)
    ranking = text(door(pat).get(at("panel-ranking", bid.round.slug)))
    assert "You advised this group, and whoever advises does not judge." in ranking
    assert at("panel-application", bid.pk) not in ranking


def test_a_panel_member_who_advised_after_declaring_no_tie_reads_no_more(
    bid: Application, pat: User, door: Door
) -> None:
    bid.round.document_rules.update(panel_sees_it=True)
    paper = bid.documents.create(rule=bid.round.document_rules.first(), file=store())
    door(pat).post(at("panel-declare", bid.pk), {"kind": "none"})
    assert "Weekly walks led by peers." in text(door(pat).get(at("panel-application", bid.pk)))
    assert door(pat).get(at("document", paper.pk)).status_code == 200
    AdviceNote.objects.create(organisation=bid.organisation, words="Hello", written_by=pat)
    assert door(pat).get(at("panel-application", bid.pk)).status_code == 409
    assert door(pat).get(at("document", paper.pk)).status_code == 404
    assert not rules.may_read_for_panel(pat, bid)


def test_an_assessor_who_advised_after_being_asked_is_stopped_with_the_reason(
    bid: Application, sam: User, door: Door
) -> None:
    assessment = factories.make_assessment(bid, sam, state="started")
    page = at("assessment", assessment.pk)
    assert "Weekly walks led by peers." in text(door(sam).get(page))
    AdviceNote.objects.create(organisation=bid.organisation, application=bid, words="Hello", written_by=sam)
    for response in (door(sam).get(page), door(sam).post(at("save-scores", assessment.pk), {})):
        assert (response.status_code, STOPPED in text(response)) == (409, True)
    assert [rule(sam, assessment) for rule in (rules.may_declare, rules.may_read, rules.may_score)] == [False] * 3


# Notes


def test_a_note_of_a_talk_says_who_when_and_what_and_finds_its_group(
    olive: User, group: Organisation, door: Door
) -> None:
    talk = factories.make_talk()
    facts = {"said_on": "2/11/2026", "words": "Start with one walk.", "group": "leith lungs"}
    door(olive).post(at("talk-notes", talk.pk), facts)
    note = AdviceNote.objects.get()
    assert (note.talk, note.organisation, note.written_by) == (talk, group, olive)
    for page in (at("talk-notes", talk.pk), at("group-notes", group.pk)):
        shown = text(door(olive).get(page))
        for words in ("Olive Officer", "Monday 2 November 2026", "Start with one walk."):
            assert words in shown


def test_a_reference_of_a_draft_is_as_unknown_as_one_that_is_not_there(
    olive: User, draft: Application, group: Organisation, door: Door
) -> None:
    words = "No application that was handed in has this reference"
    facts = {"said_on": "2/11/2026", "words": "Hello"}
    for reference in (draft.reference, "NONE-001"):
        assert words in text(door(olive).post(at("group-notes", group.pk), {**facts, "reference": reference}))
    Application.objects.filter(pk=draft.pk).update(state="submitted")
    door(olive).post(at("group-notes", group.pk), {**facts, "reference": draft.reference.lower()})
    assert AdviceNote.objects.get().application == draft


def test_a_note_needs_a_day_words_and_a_group_that_is_here(olive: User, door: Door) -> None:
    talk = factories.make_talk()
    page = text(door(olive).post(at("talk-notes", talk.pk), {"group": "Nowhere"}))
    for words in ("Enter the day", "Write down what was said", "No group here has this name"):
        assert words in page
    words = "Say with which group you talked, or write the note at a talk."
    assert refusal(lambda: advising.note(by=olive, words="Hello", said_on=timezone.localdate())) == words


def test_a_note_becomes_a_public_answer_in_new_words(olive: User, group: Organisation, door: Door) -> None:
    note = AdviceNote.objects.create(organisation=group, words=LEAK, written_by=olive)
    page = door(olive).get(at("note-to-answer", note.pk))
    assert LEAK in text(page)
    assert page.context["form"].initial == {"round_": None}
    door(olive).post(at("note-to-answer", note.pk), {"question": "Can we pay a nurse?", "answer": "Yes."})
    answer = PublicAnswer.objects.get()
    assert (answer.question, answer.state, answer.times_asked) == ("Can we pay a nurse?", "kept", 1)
    assert LEAK not in text(door(None).get("/help/"))


def test_notes_cost_the_same_for_one_and_for_three(olive: User, group: Organisation, door: Door) -> None:
    talk, browser = factories.make_talk(), door(olive)
    pages = [at("talk-notes", talk.pk), at("group-notes", group.pk)]

    def write() -> None:
        AdviceNote.objects.create(talk=talk, organisation=group, words="Hello", written_by=olive)

    def costs() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(page).status_code == 200
            found.append(len(queries))
        return found

    write()
    costs()
    before = costs()
    write()
    write()
    assert costs() == before


# Who never learns of it


@pytest.mark.slow
def test_no_page_of_an_assessor_or_of_the_panel_tells_that_anybody_asked(
    ann: User, sam: User, pat: User, lena: User, nia: User, olive: User, group: Organisation, door: Door
) -> None:
    world = make_world(ann, sam, lena, group)
    AdviceNote.objects.update(words=LEAK)
    AdviceNote.objects.create(organisation=group, application=world.bid, words=LEAK, written_by=olive)
    factories.make_reading(world.bid, words=LEAK)
    factories.make_reading(world.handed_in, words=LEAK)
    DraftReading.objects.update(words=LEAK)
    DraftAdvice.objects.update(words=LEAK, passage=LEAK)
    type(world.talk).objects.update(name=LEAK, about=LEAK, needs=LEAK)
    world.kept_answer.question = LEAK
    world.kept_answer.save()
    seen = 0
    for person in (sam, pat, lena, nia):
        browser = door(person)
        assert not AdviceNote.objects.visible_to(person).exists()
        for row in ROWS:
            key = " ".join(row[1:-8])
            if row[0] != "GET" or row[1] in {"account_logout", "private-link"}:
                continue
            answer = browser.get(reverse(row[1], kwargs=WHERE[key](world) if key in WHERE else {}))
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert LEAK not in html.unescape(content.decode(errors="replace")), (person.name, key)
            seen += answer.status_code == 200
    assert seen > 100
    assert LEAK in text(door(olive).get(at("talk-notes", world.talk.pk)))
