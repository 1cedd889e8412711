"""Feedback for groups that are not funded: chosen and worded by the fund, looked at twice, never with a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from applications import announcing, assessing, deciding, feedback
from applications.announcing.wording import word
from applications.models import Application, FeedbackLine, Score
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def bid(group: Organisation, sam: User) -> Application:
    """A bid that Sam has read: three comments, and a fourth on all of it."""
    closed = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
    bid = factories.make_application(closed, group, state="in_assessment")
    assessment = factories.make_assessment(bid, sam, state="handed_in", scores=(4, 3, 2))
    for score, words in zip(
        assessment.scores.all(), ("A fine idea.", "Rude: hopeless.", "Learning is thin."), strict=True
    ):
        Score.objects.filter(pk=score.pk).update(strong=words, stronger="")
    assessment.overall = "UNMODERATED overall"
    assessment.save()
    return bid


def key(bid: Application, words: str) -> str:
    return next(said.key for said in feedback.comments_on(bid) if said.words == words)


def decline(bid: Application, by: User) -> None:
    deciding.decide(bid, by=by, outcome="decline", reason="Others came first.")


def test_what_is_chosen_keeps_the_original_beneath_the_new_words(bid: Application, olive: User) -> None:
    thin = key(bid, "Learning is thin.")
    feedback.choose(bid, {thin: "Say more on how you will learn."}, by=olive)
    line = FeedbackLine.objects.get()
    assert (line.original, line.words, line.about) == (
        "Learning is thin.", "Say more on how you will learn.", "Criterion learning"
    )  # fmt: skip
    Score.objects.update(strong="Changed later")
    assert [each.original for each in feedback.offered(bid) if each.line] == ["Learning is thin."]


def test_only_chosen_words_reach_the_letter_and_the_page(
    bid: Application, olive: User, morag: User, ann: User, sam: User, door: Door
) -> None:
    feedback.choose(
        bid, {key(bid, "A fine idea."): "The idea is fine.", key(bid, "Learning is thin."): "Learn."}, by=olive
    )
    word(bid.round, "decline", None, subject="No", text="We said:\n\n{feedback}", by=olive)
    decline(bid, olive)
    before = door(ann).get(f"/my/applications/{bid.pk}/").content.decode()
    assert "The idea is fine." not in before
    announcing.announce(bid.round, by=morag)
    letter = Letter.objects.get(to=ann)
    page = door(ann).get(f"/my/applications/{bid.pk}/").content.decode()
    assert "We said:\n\nThe idea is fine.\n\nLearn.\n" in letter.text
    assert "The idea is fine." in page
    for told in (letter.text, letter.html, page):
        for unsaid in ("UNMODERATED", "hopeless", "Learning is thin", sam.name, "Sam"):
            assert unsaid not in told


def test_the_letters_with_which_a_round_starts_say_the_feedback(
    bid: Application, olive: User, morag: User, ann: User
) -> None:
    feedback.choose(bid, {key(bid, "A fine idea."): "The idea is fine."}, by=olive)
    decline(bid, olive)
    announcing.announce(bid.round, by=morag)
    assert "From those who read your bid:\nThe idea is fine.\n" in Letter.objects.get(to=ann).text


def test_without_feedback_its_paragraph_is_left_out_and_the_outbox_counts_it(
    bid: Application, olive: User, morag: User, ann: User, door: Door
) -> None:
    decline(bid, olive)
    counts = announcing.count(announcing.outbox(bid.round))
    assert (counts.lack_feedback, counts.leave_feedback_out) == (1, 0)
    page = door(olive).get(f"/fund/applications/{bid.pk}/letter/").content.decode()
    assert "No feedback was chosen for this group." in page
    announcing.announce(bid.round, by=morag)
    text = Letter.objects.get(to=ann).text
    assert "Others came first." in text and "From those who read" not in text


def test_a_letter_that_leaves_chosen_feedback_out_is_counted(bid: Application, olive: User, door: Door) -> None:
    feedback.choose(bid, {key(bid, "A fine idea."): "The idea is fine."}, by=olive)
    decline(bid, olive)
    assert announcing.count(announcing.outbox(bid.round)).leave_feedback_out == 0
    announcing.edit(bid, subject="News", text="Hello {name}. The idea is fine.", by=olive)
    assert announcing.count(announcing.outbox(bid.round)).leave_feedback_out == 0
    announcing.edit(bid, subject="News", text="Hello {name}. No.", by=olive)
    assert announcing.count(announcing.outbox(bid.round)).leave_feedback_out == 1
    page = door(olive).get(f"/fund/applications/{bid.pk}/letter/").content.decode()
    assert "this letter does not say it" in page


def test_the_name_of_an_assessor_is_refused(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        feedback.choose(bid, {key(bid, "A fine idea."): "As sam assessor says, fine."}, by=olive)
    assert refusal.value.words == "Take out the name of the assessor: Sam Assessor."
    assert not FeedbackLine.objects.exists()


def test_a_second_person_looks_at_it_where_the_round_asks_for_that(
    bid: Application, olive: User, morag: User, ann: User
) -> None:
    Round.objects.update(feedback_second_look=True)
    word(bid.round, "decline", None, subject="No", text="We said: {feedback}", by=olive)
    feedback.choose(bid, {key(bid, "A fine idea."): "Fine."}, by=olive)
    decline(bid, olive)
    with pytest.raises(Refused, match=f"Feedback waits for a second look: {bid.reference}"):
        announcing.announce(bid.round, by=morag)
    with pytest.raises(Refused, match="You chose some of these words yourself"):
        feedback.check(bid, by=olive)
    feedback.check(bid, by=morag)
    announcing.announce(bid.round, by=morag)
    assert "We said: Fine." in Letter.objects.get(to=ann).text


def test_nothing_is_passed_on_of_a_reader_who_turns_out_to_have_ties(
    bid: Application, olive: User, sam: User, ann: User
) -> None:
    una = factories.make_person("Una Unbiased", "assessor")
    other = factories.make_assessment(bid, una, state="handed_in", scores=(3, 3, 3))
    other.overall = "Kind and clear."
    other.save()
    chosen = {
        key(bid, "A fine idea."): "Fine.",
        key(bid, "UNMODERATED overall"): "All in all.",
        key(bid, "Kind and clear."): "Kind.",
    }
    feedback.choose(bid, chosen, by=olive)
    assessing.declare(bid.assessments.get(assessor=sam), by=sam, kind="family")
    assert feedback.text_of(Application.objects.get(pk=bid.pk)) == "Kind."
    gone = FeedbackLine.history.filter(history_type="-")
    assert {(line.words, line.history_change_reason) for line in gone} == {
        ("Fine.", "Its reader has ties"), ("All in all.", "Its reader has ties")
    }  # fmt: skip
    assert "A fine idea." not in [each.original for each in feedback.offered(bid)]


def test_new_words_want_a_new_look(bid: Application, olive: User, morag: User) -> None:
    Round.objects.update(feedback_second_look=True)
    fine, thin = key(bid, "A fine idea."), key(bid, "Learning is thin.")
    feedback.choose(bid, {fine: "Fine.", thin: "Learn."}, by=olive)
    feedback.check(bid, by=morag)
    feedback.choose(bid, {fine: "Fine!", thin: "Learn."}, by=olive)
    bid = Application.objects.get(pk=bid.pk)
    assert [line.words for line in feedback.ready(bid)] == ["Learn."]
    assert feedback.waits_for_a_look(bid)


def test_changed_feedback_asks_to_look_at_an_edited_letter_again(bid: Application, olive: User) -> None:
    decline(bid, olive)
    announcing.edit(bid, subject="News", text="Hello {name}", by=olive)
    feedback.choose(bid, {key(bid, "A fine idea."): "Fine."}, by=olive)
    assert announcing.count(announcing.outbox(bid.round)).to_look_at == 1


def test_nothing_changes_once_the_group_has_heard(bid: Application, olive: User, morag: User) -> None:
    decline(bid, olive)
    announcing.announce(bid.round, by=morag)
    with pytest.raises(Refused, match="its feedback can no longer change"):
        feedback.choose(bid, {}, by=olive)


def test_a_comment_of_another_bid_is_not_taken(bid: Application, olive: User, sam: User) -> None:
    other = factories.make_application(bid.round, state="in_assessment")
    factories.make_assessment(other, sam, state="handed_in", scores=(1, 1, 1))
    with pytest.raises(Refused, match="is gone"):
        feedback.choose(bid, {feedback.comments_on(other)[0].key: "Words"}, by=olive)


def test_an_assessment_that_is_not_handed_in_is_not_offered(bid: Application, olive: User) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    factories.make_assessment(bid, una, state="started", scores=(1, 1, 1))
    assert len(feedback.comments_on(bid)) == 4


def test_an_officer_chooses_on_the_page_and_typed_words_stay_when_wrong(
    bid: Application, olive: User, sam: User, door: Door
) -> None:
    address = f"/fund/applications/{bid.pk}/feedback/"
    fine, thin = key(bid, "A fine idea."), key(bid, "Learning is thin.")
    page = door(olive).get(address).content.decode()
    assert "UNMODERATED overall" in page and "Sam" not in page
    sent = {f"pick-{fine}": "on", f"words-{fine}": "", f"words-{thin}": "Typed and kept"}
    wrong = door(olive).post(address, sent)
    assert wrong.status_code == 422 and "Typed and kept" in wrong.content.decode()
    assert door(olive).post(address, sent | {f"words-{fine}": "Fine."}).status_code == 302
    assert list(FeedbackLine.objects.values_list("words", flat=True)) == ["Fine."]
