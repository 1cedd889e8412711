"""Answers told in another way: equal room, nothing becomes an answer before the group says so."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications import applying, todo
from applications import telling as verbs
from applications.models import Application, ApplicationAnswers, Telling
from applications.told import minutes_for, minutes_of, words_told
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Question, Round, Section, StoredFile, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
LONG = " ".join(["word"] * 600)  # the room for `what` is 500 words


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.fixture
def plan(draft: Application) -> Section:
    return draft.answers.get(section__code="plan").section


@pytest.fixture
def what(plan: Section) -> Question:
    return plan.questions.get(code="what")


def voice(seconds: float = 30) -> SimpleUploadedFile:
    return SimpleUploadedFile("voice.wav", factories.make_wave(seconds))


def values(application: Application) -> dict[str, Any]:
    return ApplicationAnswers.objects.get(application=application, section__code="plan").values


def empty(application: Application, code: str) -> None:
    sheet = ApplicationAnswers.objects.get(application=application, section__code="plan")
    sheet.values = {key: value for key, value in sheet.values.items() if key != code}
    sheet.save()


def close(application: Application) -> None:
    Round.objects.filter(pk=application.round_id).update(closes_at=timezone.now() - timedelta(minutes=1))


# Equal room


@pytest.mark.parametrize(
    ("kind", "room", "minutes"),
    [
        ("text", {"words": 500}, "5"),
        ("text", {"words": 150}, "1.5"),
        ("text", {"words": 151}, "2"),
        ("text", {"words": 1}, "0.5"),
        ("text", {}, "5"),
        ("line", {"max": 120}, "0.5"),
        ("text", {"words": 500, "minutes": 8}, "8"),
    ],
)
def test_the_room_in_minutes_follows_the_room_in_words(kind: str, room: dict[str, int], minutes: str) -> None:
    assert minutes_for(Question(kind=kind, settings=room)) == Decimal(minutes)


def test_the_room_for_a_section_is_the_sum_of_its_questions_in_words(plan: Section) -> None:
    assert minutes_of(plan, None) == Decimal("0.5") + Decimal("1.5") + Decimal(5)


def test_a_recording_that_is_too_long_is_refused_and_no_file_stays(
    draft: Application, plan: Section, what: Question, ann: User
) -> None:
    with pytest.raises(Refused, match="This recording lasts 5:01, and there is room for 5:00"):
        verbs.send_recording(draft, plan, what, voice(300.5), 30, by=ann)
    assert (Telling.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_what_is_measured_counts_more_than_what_is_told(
    draft: Application, plan: Section, what: Question, ann: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(30), 3000, by=ann)
    assert (telling.seconds_told, telling.seconds_measured, telling.seconds) == (3000, 30, 30)
    assert (telling.way, telling.state, telling.told_by) == ("audio", "waiting", ann)


def test_where_nothing_can_be_measured_the_senders_word_counts(
    draft: Application, plan: Section, what: Question, ann: User
) -> None:
    tape = SimpleUploadedFile("tape.mp3", b"ID3\x03" + bytes(400))
    with pytest.raises(Refused, match="lasts 6:00"):
        verbs.send_recording(draft, plan, what, tape, 360, by=ann)
    assert verbs.send_recording(draft, plan, what, tape, 300, by=ann).seconds == 300


def test_a_number_is_not_told_by_a_recording(draft: Application, plan: Section, ann: User) -> None:
    with pytest.raises(Refused, match="not answered in words"):
        verbs.send_recording(draft, plan, plan.questions.get(code="months"), voice(), 30, by=ann)


def test_the_same_question_is_not_told_twice_at_once(
    draft: Application, plan: Section, what: Question, ann: User
) -> None:
    verbs.ask_for_call(draft, plan, what, by=ann, phone="0131 496 0000")
    for again in (what, None):
        with pytest.raises(Refused, match="told us this already"):
            verbs.send_paper(draft, plan, again, None, by=ann)
    verbs.take_back(Telling.objects.get(), by=ann)
    assert verbs.send_paper(draft, plan, None, None, by=ann).state == "waiting"


def test_nothing_is_told_after_closing(draft: Application, plan: Section, what: Question, ann: User) -> None:
    close(draft)
    with pytest.raises(Refused, match="closed on"):
        verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    assert StoredFile.objects.count() == 0


# Typing and confirming


def test_typed_words_are_no_answer_until_the_group_confirms(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    verbs.save_typing(telling, {"what": "We wa"}, by=olive)
    verbs.send_to_confirm(telling, {"what": "We walk by the sea."}, by=olive)
    assert values(draft)["what"] == "Weekly walks led by peers."
    verbs.confirm(telling, by=ann)
    assert values(draft)["what"] == "We walk by the sea."
    telling.refresh_from_db()
    assert (telling.state, telling.typed_by, telling.told_by) == ("confirmed", olive, ann)
    assert telling.confirmed_at is not None


def test_the_history_says_who_typed_from_what_and_who_confirmed(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    verbs.confirm(telling, by=ann)
    told = [(row.state, row.history_user, row.history_change_reason) for row in telling.history.order_by("history_id")]
    assert [(state, who) for state, who, _ in told] == [
        ("waiting", ann),
        ("waiting", olive),
        ("typed", olive),
        ("confirmed", ann),
    ]
    assert told[2][2] == "Typed from: sound recording"
    assert told[3][2].startswith("Typed from: sound recording, by Olive Officer on ")
    sheet = ApplicationAnswers.objects.get(application=draft, section=plan)
    assert sheet.saved_by == ann


def test_the_group_changes_what_was_typed(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    verbs.send_to_confirm(telling, {"what": "We talk."}, by=olive)
    verbs.confirm(telling, by=ann, changed={"what": "We walk."})
    telling.refresh_from_db()
    assert (telling.state, values(draft)["what"]) == ("changed", "We walk.")


def test_a_confirmed_text_may_be_longer_than_the_words_and_no_longer_than_what_was_said(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(200), 200, by=ann)
    verbs.send_to_confirm(telling, {"what": LONG}, by=olive)
    verbs.confirm(telling, by=ann)
    sheet = ApplicationAnswers.objects.get(application=draft, section=plan)
    fresh = Application.objects.get(pk=draft.pk)
    assert (sheet.values["what"], sheet.is_complete, words_told(fresh)) == (LONG, True, {"what": 600})
    form = todo.form_of(fresh, sheet, data={**sheet.values, "what": LONG + " more"})
    assert form.errors["what"] == [
        "“What do you want to do?”: take out 1 word. You have 601, and there is room for 600"
    ]


def test_what_the_group_changes_is_no_longer_than_the_limit_or_than_what_was_said(
    draft: Application, ann: User, door: Door
) -> None:
    telling = factories.make_telling(draft, state="typed", typed={"what": "We walk."}, typed_at=timezone.now())
    address = reverse("applications:told", args=[telling.pk])
    answer = door(ann).post(address, {"what": LONG})
    assert (answer.status_code, "there is room for 500" in answer.content.decode()) == (422, True)
    assert Telling.objects.get().state == "typed"
    Telling.objects.update(typed={"what": LONG})
    assert door(ann).post(address, {"what": LONG}).status_code == 302


def test_the_group_types_its_own_recording_and_the_history_says_so(
    draft: Application, plan: Section, what: Question, ann: User, olive: User, door: Door
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(60), 60, by=ann)
    verbs.save_typing(telling, {"what": "We wa"}, by=olive)
    address = reverse("applications:told", args=[telling.pk])
    assert "type it yourself" in door(ann).get(address).content.decode()
    assert door(ann).post(address, {"what": "We walk by the sea."}).status_code == 302
    telling.refresh_from_db()
    assert (telling.state, telling.typed_by, values(draft)["what"]) == ("confirmed", ann, "We walk by the sea.")
    assert telling.is_recording
    told = [(row.state, row.history_user, row.history_change_reason) for row in telling.history.order_by("history_id")]
    assert told[1][:2] == ("waiting", olive)
    assert told[3] == ("typed", ann, "The group typed its own sound recording")
    assert told[4][2].startswith("Typed from: sound recording, by Ann Applicant on ")
    assert not Letter.objects.filter(kind="telling_typed").exists()
    assert telling.about not in door(olive).get(reverse("applications:tellings")).content.decode()
    assert door(olive).get(reverse("applications:original", args=[telling.pk])).status_code == 200


def test_the_group_types_no_more_than_can_have_been_said(
    draft: Application, plan: Section, what: Question, ann: User, door: Door
) -> None:
    short = verbs.send_recording(draft, plan, what, voice(60), 60, by=ann)
    address = reverse("applications:told", args=[short.pk])
    answer = door(ann).post(address, {"what": LONG})
    assert (answer.status_code, "there is room for 500" in answer.content.decode()) == (422, True)
    verbs.take_back(short, by=ann)
    whole = verbs.send_recording(draft, plan, what, voice(200), 200, by=ann)
    assert door(ann).post(reverse("applications:told", args=[whole.pk]), {"what": LONG}).status_code == 302
    assert values(draft)["what"] == LONG


def test_who_types_nothing_hears_so_and_the_fund_still_types(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    with pytest.raises(Refused, match="Nothing is typed yet"):
        verbs.type_own(telling, {}, by=ann)
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    with pytest.raises(Refused, match="typed already"):
        verbs.type_own(telling, {"what": "We run."}, by=ann)
    telling.refresh_from_db()
    assert (telling.state, telling.typed) == ("typed", {"what": "We walk."})


def test_only_an_open_round_and_a_recording_let_the_group_type(
    draft: Application, plan: Section, what: Question, ann: User, door: Door
) -> None:
    call = verbs.ask_for_call(draft, plan, plan.questions.get(code="title"), by=ann, phone="0131 496 0000")
    recorded = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    assert door(ann).post(reverse("applications:told", args=[call.pk]), {"title": "Sea"}).status_code == 403
    close(draft)
    assert door(ann).post(reverse("applications:told", args=[recorded.pk]), {"what": "Sea"}).status_code == 403
    assert set(Telling.objects.values_list("state", flat=True)) == {"waiting"}


def test_other_answers_of_the_section_stay(draft: Application, plan: Section, ann: User, olive: User) -> None:
    telling = verbs.ask_for_call(draft, plan, None, by=ann, phone="0131 496 0000")
    verbs.send_to_confirm(telling, {"title": "By the sea", "months": 6}, by=olive)
    verbs.confirm(telling, by=ann)
    assert values(draft) == {**factories.ANSWERS["plan"], "title": "By the sea", "months": 6}
    draft.refresh_from_db()
    assert (draft.title, draft.months) == ("By the sea", 6)


def test_nothing_typed_is_not_sent(draft: Application, plan: Section, what: Question, ann: User, olive: User) -> None:
    telling = verbs.ask_for_call(draft, plan, what, by=ann, phone="0131 496 0000")
    with pytest.raises(Refused, match="Nothing is typed yet"):
        verbs.send_to_confirm(telling, {}, by=olive)
    assert Letter.objects.count() == 0


def test_what_was_sent_to_the_group_is_no_longer_typed_in(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.ask_for_call(draft, plan, what, by=ann, phone="0131 496 0000")
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    with pytest.raises(Refused, match="can no longer be typed in"):
        verbs.save_typing(telling, {"what": "We run."}, by=olive)


def test_confirming_twice_is_refused(draft: Application, plan: Section, what: Question, ann: User, olive: User) -> None:
    telling = verbs.ask_for_call(draft, plan, what, by=ann, phone="0131 496 0000")
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    verbs.confirm(telling, by=ann)
    with pytest.raises(Refused, match="You confirmed it"):
        verbs.confirm(telling, by=ann)


def test_a_question_that_waits_to_be_typed_does_not_stop_the_handing_in(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    empty(draft, "what")
    applying.add_document(
        draft, SimpleUploadedFile("g.txt", b"We are a group."), by=ann, rule=draft.round.document_rules.get()
    )
    with pytest.raises(Refused, match="still to do"):
        applying.submit(draft, by=ann)
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    applying.submit(Application.objects.get(pk=draft.pk), by=ann)
    close(draft)
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    verbs.confirm(telling, by=ann)
    assert values(draft)["what"] == "We walk."


def test_when_the_panel_has_decided_no_answer_changes(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = factories.make_telling(draft, state="typed", typed={"what": "We walk."}, typed_at=timezone.now())
    Application.objects.filter(pk=draft.pk).update(state="decided")
    with pytest.raises(Refused, match="so its answers stay as they are"):
        verbs.confirm(telling, by=ann)
    assert Telling.objects.get().state == "typed"


def test_taking_back_deletes_the_voice_and_the_words(
    draft: Application, plan: Section, what: Question, ann: User, django_capture_on_commit_callbacks: Any
) -> None:
    telling = verbs.send_recording(draft, plan, what, voice(), 30, by=ann)
    assert telling.original is not None
    stored, name = telling.original.content.storage, telling.original.content.name
    with django_capture_on_commit_callbacks(execute=True):
        verbs.take_back(telling, by=ann)
    telling.refresh_from_db()
    assert (telling.state, telling.original, telling.typed, StoredFile.objects.count()) == ("taken_back", None, {}, 0)
    assert not stored.exists(name)


def test_the_scan_of_a_paper_by_post_is_attached_once(
    draft: Application, plan: Section, what: Question, ann: User, olive: User
) -> None:
    telling = verbs.send_paper(draft, plan, what, None, by=ann)
    verbs.attach(telling, SimpleUploadedFile("scan.txt", b"We walk."), by=olive)
    with pytest.raises(Refused, match="here already"):
        verbs.attach(telling, SimpleUploadedFile("scan.txt", b"We walk."), by=olive)
    assert Telling.objects.get().original == telling.original


# Through the doors


def test_a_recording_goes_up_and_comes_back_byte_for_byte_to_those_who_may_hear_it(
    draft: Application, what: Question, ann: User, olive: User, sam: User, pat: User, nia: User, door: Door
) -> None:
    address = reverse("applications:tell-by", args=[draft.pk, "plan", "recording"])
    page = door(ann).get(address).content.decode()
    assert "What do you want to do? (up to 5 minutes)" in page
    assert "Your project in plain words (up to 1½ minutes)" in page
    assert 'accept="audio/*,video/*"' in page
    answer = door(ann).post(address, {"question": what.pk, "recording": voice(2), "length": "0:02"})
    assert answer["Location"] == reverse("applications:tell", args=[draft.pk, "plan"])
    telling = Telling.objects.get()
    factories.make_assessment(draft, sam)
    where = reverse("applications:original", args=[telling.pk])
    for who in (ann, olive):
        assert b"".join(door(who).get(where)) == factories.make_wave(2)  # type: ignore[arg-type]  # it streams
    assert door(ann).get(where, headers={"Range": "bytes=0-9"}).status_code == 206
    assert [door(who).get(where).status_code for who in (sam, pat, nia)] == [404, 404, 404]


@pytest.mark.parametrize("length", ["", "long", "2:75", "0:00"])
def test_a_length_that_cannot_be_read_is_asked_for_again(
    draft: Application, what: Question, ann: User, door: Door, length: str
) -> None:
    address = reverse("applications:tell-by", args=[draft.pk, "plan", "recording"])
    answer = door(ann).post(address, {"question": what.pk, "recording": voice(2), "length": length})
    assert answer.status_code == 422
    assert "Enter how long it lasts in minutes and seconds, like 2:30" in answer.content.decode()


def test_an_unknown_way_is_not_found(draft: Application, ann: User, door: Door) -> None:
    assert door(ann).get(reverse("applications:tell-by", args=[draft.pk, "plan", "pigeon"])).status_code == 404


def test_a_call_stands_in_the_officers_list_and_in_nobody_elses(
    draft: Application, ann: User, olive: User, door: Door
) -> None:
    address = reverse("applications:tell-by", args=[draft.pk, "plan", "call"])
    door(ann).post(address, {"question": "all", "phone": "0131 496 0000", "best_time": "mornings"})
    page = door(olive).get(reverse("applications:tellings")).content.decode()
    assert "Ring 0131 496 0000, mornings" in page
    assert "Your project" in page


def test_the_officer_types_beside_the_player_and_the_group_confirms_by_its_link(
    draft: Application, what: Question, ann: User, olive: User, door: Door
) -> None:
    telling = factories.make_telling(draft)
    desk = reverse("applications:type", args=[telling.pk])
    door(olive).post(desk, {"what": "We wa", "save": "yes"})
    assert "We wa" in door(olive).get(desk).content.decode()
    door(olive).post(desk, {"what": "We walk.", "send": "yes"})
    letter = Letter.objects.get(kind="telling_typed")
    assert (letter.to, letter.is_secret) == (ann, True)
    (link,) = re.findall(r"/t/\S+/", letter.text)
    stranger = Client()
    assert "We walk." in stranger.get(link).content.decode()
    assert Telling.objects.get().state == "typed"  # opening, as a mail scanner does, only shows
    assert stranger.post(link, {"what": "We walk."}).status_code == 302
    assert (Telling.objects.get().state, values(draft)["what"]) == ("confirmed", "We walk.")
    page = stranger.get(link).content.decode()
    assert "This is your answer now" in page
    assert stranger.post(link, {"what": "We run."}).status_code == 200
    assert values(draft)["what"] == "We walk."


def test_the_link_gives_nobody_the_recording(draft: Application, ann: User, olive: User, door: Door) -> None:
    telling = factories.make_telling(draft)
    verbs.attach(telling, voice(), by=olive)
    verbs.send_to_confirm(telling, {"what": "We walk."}, by=olive)
    (link,) = re.findall(r"/t/\S+/", Letter.objects.get().text)
    page = Client().get(link).content.decode()
    assert reverse("applications:original", args=[telling.pk]) not in page


def test_a_changed_text_in_the_application_is_kept_as_changed(
    draft: Application, ann: User, olive: User, door: Door
) -> None:
    telling = factories.make_telling(draft, state="typed", typed={"what": "We talk."}, typed_at=timezone.now())
    answer = door(ann).post(reverse("applications:told", args=[telling.pk]), {"what": "We walk."})
    assert answer.status_code == 302
    assert (Telling.objects.get().state, values(draft)["what"]) == ("changed", "We walk.")


def test_the_check_page_says_what_was_told(draft: Application, ann: User, door: Door) -> None:
    factories.make_telling(draft)
    page = door(ann).get(reverse("applications:check", args=[draft.pk])).content.decode()
    assert page.count("Told in another way: sound recording. With us, to be typed.") == 1


def test_readers_see_the_words_and_that_they_were_told_and_never_who_or_how_to_reach_them(
    group: Organisation, ann: User, sam: User, pat: User, olive: User, door: Door
) -> None:
    bid = factories.make_application(organisation=group, state="in_assessment", by=ann)
    reading = factories.make_assessment(bid, sam)
    telling = factories.make_telling(bid, state="confirmed", way="call", phone="0131 496 0987", best_time="at teatime")
    door(pat).post(reverse("applications:panel-declare", args=[bid.pk]), {"kind": "none"})
    pages = {
        sam: reverse("applications:assessment", args=[reading.pk]),
        pat: reverse("applications:panel-application", args=[bid.pk]),
    }
    for who, where in pages.items():
        page = door(who).get(where).content.decode()
        assert "Told in another way (telephone call), typed by the fund and confirmed by the group." in page
        for secret in ("0987", "teatime", "Ann Applicant", reverse("applications:type", args=[telling.pk])):
            assert secret not in page
    page = door(olive).get(reverse("applications:application", args=[bid.pk])).content.decode()
    assert reverse("applications:type", args=[telling.pk]) in page


def test_the_officers_list_costs_the_same_for_one_and_three(round_: Round, ann: User, olive: User, door: Door) -> None:
    counts = []
    browser = door(olive)
    browser.get(reverse("applications:tellings"))
    for more in (1, 2):
        for _ in range(more):
            factories.make_telling(factories.make_application(round_, by=ann))
            factories.make_telling(factories.make_application(round_, by=ann), state="typed", typed_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("applications:tellings")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
