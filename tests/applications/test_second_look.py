"""Scoring in its time, saving while writing, a second look, and what others gave."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import assessing
from applications.assessing import Said
from applications.models import Application, Assessment, Score
from fund.kit.states import Refused
from fund.models import Letter, Organisation, ReadingPhase, Round, User
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="in_assessment", by=ann)


@pytest.fixture
def started(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="started")


@pytest.fixture
def handed_in(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, 3))


def phase(round_: Round, name: str, *, opens: int, closes: int, second: bool = False) -> ReadingPhase:
    """A time of reading, from so many hours to so many hours from now."""
    now = timezone.now()
    return ReadingPhase.objects.create(
        round=round_,
        name=name,
        opens_at=now + timedelta(hours=opens),
        closes_at=now + timedelta(hours=closes),
        is_second_look=second,
    )


def at(assessment: Assessment, verb: str = "") -> str:
    return f"/assess/{assessment.pk}/{verb}"


def words_of(response: object) -> str:
    return unescape(response.content.decode())


# In its time ---------------------------------------------------------------------------------------------------------


def test_a_round_without_times_is_read_as_long_as_its_bids_are_assessed(round_: Round) -> None:
    assert assessing.standing(round_).is_open


def test_the_closing_instant_is_in_time_and_the_next_is_late(round_: Round) -> None:
    time = phase(round_, "First reading", opens=-2, closes=2)
    assert assessing.standing(round_, time.closes_at).is_open
    late = assessing.standing(round_, time.closes_at + timedelta(microseconds=1))
    assert not late.is_open
    assert late.words.startswith("Scoring closed on ")


def test_between_two_times_the_page_says_when_it_opens_again(round_: Round) -> None:
    phase(round_, "First reading", opens=-5, closes=-2)
    phase(round_, "Second look", opens=2, closes=5, second=True)
    now = assessing.standing(round_)
    assert (now.is_open, now.words.startswith("Scoring opens on ")) == (False, True)


def test_a_score_after_closing_is_refused_and_what_was_typed_stays(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    phase(round_, "First reading", opens=-5, closes=-1)
    first = round_.criteria.first()
    response = door(sam).post(at(started, "save/"), {f"score_{first.pk}": "4", f"strong_{first.pk}": "My thoughts."})
    page = words_of(response)
    assert response.status_code == 409
    assert "Scoring closed on" in page and "Copy what you need before you leave" in page
    assert "My thoughts.</textarea>" in page
    assert Score.objects.count() == 0
    with pytest.raises(Refused, match="Scoring closed on"):
        assessing.hand_in(started, by=sam)


# While writing -------------------------------------------------------------------------------------------------------


def sent(started: Assessment, **values: str) -> dict[str, object]:
    return {"version": str(started.version), "page": "a1", "revision": "1", "changed": [*values], **values}


def test_what_is_typed_is_saved_without_a_press_of_the_button(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first, second, _ = round_.criteria.all()
    client = door(sam)
    client.post(at(started, "save/"), {f"score_{second.pk}": "2", f"strong_{second.pk}": "Fair."})
    started.refresh_from_db()
    values = {f"score_{first.pk}": "4", f"stronger_{first.pk}": "Name the leader.", "confidence": "2"}
    response = client.post(at(started, "autosave/"), sent(started, **values))
    assert response.status_code == 200
    assert "Saved " in words_of(response)
    kept = Score.objects.order_by("criterion__position").values_list("criterion", "value", "strong", "stronger")
    assert list(kept) == [(first.pk, 4, "", "Name the leader."), (second.pk, 2, "Fair.", "")]
    started.refresh_from_db()
    assert started.confidence == 2


def test_a_wrong_score_is_said_beside_it_and_what_was_kept_stays(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first = round_.criteria.first()
    assessing.save(started, by=sam, scores={first.pk: Said(3, "Good.")})
    response = door(sam).post(at(started, "autosave/"), sent(started, **{f"score_{first.pk}": "6"}))
    assert f"Choose a score from 0 to 5 for “{first}”" in words_of(response)
    assert Score.objects.values_list("value", "strong").get() == (3, "Good.")


def test_typing_leaves_one_line_of_history_at_the_hand_in(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    client = door(sam)
    for criterion in round_.criteria.all():
        for words in ("I", "I like", "I like it."):
            started.refresh_from_db()
            values = {f"score_{criterion.pk}": "4", f"strong_{criterion.pk}": words}
            client.post(at(started, "autosave/"), sent(started, **values))
    first = started.scores.first()
    assert [row.strong for row in first.history.order_by("history_id")] == ["I"]
    assessing.hand_in(started, by=sam)
    assert [row.strong for row in first.history.order_by("history_id")] == ["I", "I like it."]


def test_two_devices_of_one_reader_do_not_overwrite_each_other(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first = round_.criteria.first()
    client = door(sam)
    assert client.post(at(started, "autosave/"), sent(started, **{f"score_{first.pk}": "4"})).status_code == 200
    stale = sent(started, **{f"score_{first.pk}": "1"}) | {"page": "b2"}
    response = client.post(at(started, "autosave/"), stale)
    assert response.status_code == 409
    assert "You wrote here on another page too" in words_of(response)
    page = client.post(at(started, "save/"), stale)
    assert page.status_code == 409
    assert "Put them together as you like" in words_of(page)
    assert Score.objects.get().value == 4
    again = stale | {"version": str(page.context["assessment"].version), "page": page.context["page"]}
    assert client.post(at(started, "save/"), again).status_code == 302
    assert Score.objects.get().value == 1


def test_a_page_that_is_signed_out_is_told_where_it_stands(started: Assessment, door: Door) -> None:
    response = door(None).post(at(started, "autosave/"), {})
    assert response.status_code == 401
    assert "You are no longer signed in" in words_of(response)


def test_the_mark_so_far_is_shown_only_where_the_round_says_so(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first, second, _ = round_.criteria.all()
    assessing.save(started, by=sam, scores={first.pk: Said(5, "a"), second.pk: Said(2, "b")})
    assert "Your mark so far" not in words_of(door(sam).get(at(started)))
    Round.objects.filter(pk=round_.pk).update(shows_total=True)
    assert 'id="own-mark">3.00<' in words_of(door(sam).get(at(started)))  # (1 × 5 + 2 × 2) / 3


def test_saving_costs_the_same_however_much_is_there(started: Assessment, round_: Round, sam: User, door: Door) -> None:
    client, counts = door(sam), []
    first, *_ = round_.criteria.all()
    assessing.save(started, by=sam, scores={first.pk: Said(3, "Good.")})
    client.get(at(started))
    for number in (0, 3):
        for _ in range(number):
            factories.make_assessment(started.application, factories.make_person(), state="handed_in", scores=(1, 2, 3))
        started.refresh_from_db()
        with CaptureQueriesContext(connection) as queries:
            client.post(at(started, "autosave/"), sent(started, **{f"strong_{first.pk}": f"Words {number}."}))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 24


# A second look -------------------------------------------------------------------------------------------------------


def test_scores_handed_in_open_again_in_a_second_look_only(
    handed_in: Assessment, round_: Round, sam: User, door: Door
) -> None:
    first = phase(round_, "First reading", opens=-5, closes=1)
    client = door(sam)
    assert client.post(at(handed_in, "reopen/")).status_code == 409
    assert Application.objects.with_scores().get().mean == 4.0
    first.delete()
    phase(round_, "Second look", opens=-1, closes=1, second=True)
    assert "Change my scores" in words_of(client.get(at(handed_in)))
    assert client.post(at(handed_in, "reopen/")).url == at(handed_in)
    assert Application.objects.with_scores().get().mean is None
    assessing.save(handed_in, by=sam, scores={round_.criteria.first().pk: Said(1, "Less clear now.")})
    assessing.hand_in(handed_in, by=sam)
    assert Application.objects.with_scores().get().mean == 3.0  # (1 + 8 + 3) / 4


def test_an_officer_asks_for_a_second_look_with_the_reason(
    handed_in: Assessment, olive: User, sam: User, door: Door
) -> None:
    page = f"/fund/assessments/{handed_in.pk}/send-back/"
    client = door(olive)
    assert client.get(page).status_code == 200
    assert client.post(page, {"why": " "}).status_code == 422
    client.post(page, {"why": "You gave 5 and say that it will not work."})
    handed_in.refresh_from_db()
    assert (handed_in.state, handed_in.mark, handed_in.handed_in_at) == ("started", None, None)
    letter = Letter.objects.get(kind="reading_sent_back")
    assert letter.to == sam and "You gave 5 and say that it will not work." in letter.text
    assert "You gave 5 and say that it will not work." in words_of(door(sam).get(at(handed_in)))
    assert client.post(page, {"why": "Again"}).status_code == 403


def test_who_was_sent_back_their_scores_can_mend_them_after_the_time(
    handed_in: Assessment, round_: Round, olive: User, sam: User
) -> None:
    phase(round_, "First reading", opens=-5, closes=-1)
    assessing.send_back(handed_in, by=olive, why="Look at the budget.")
    handed_in.refresh_from_db()
    assessing.save(handed_in, by=sam, scores={round_.criteria.first().pk: Said(2, "Too dear.")})
    assessing.hand_in(handed_in, by=sam)
    assert handed_in.state == "handed_in"


def test_what_was_sent_back_once_does_not_open_a_later_phase(
    handed_in: Assessment, round_: Round, olive: User, sam: User
) -> None:
    second = phase(round_, "Second look", opens=-5, closes=1, second=True)
    assessing.send_back(handed_in, by=olive, why="Look at the budget.")
    assessing.hand_in(handed_in, by=sam)
    assessing.reopen(handed_in, by=sam)
    second.closes_at = timezone.now() - timedelta(minutes=1)
    second.save()
    handed_in = Assessment.objects.get(pk=handed_in.pk)
    assert handed_in.sent_back_why == "" and "Scoring closed on" in assessing.why_closed(handed_in)
    with pytest.raises(Refused, match="Scoring closed on"):
        assessing.save(handed_in, by=sam, scores={round_.criteria.first().pk: Said(5, "More.")})


# What others gave ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "in_second", "seen"),
    [("never", True, False), ("after_own", False, True), ("second_look", False, False), ("second_look", True, True)],
)
def test_others_scores_are_seen_by_the_policy_of_the_round(
    handed_in: Assessment, round_: Round, sam: User, door: Door, policy: str, in_second: bool, seen: bool
) -> None:
    una = factories.make_person("Una Unseen", "assessor")
    factories.make_assessment(handed_in.application, una, state="handed_in", scores=(1, 1, 1))
    Round.objects.filter(pk=round_.pk).update(others_scores=policy)
    phase(round_, "A time", opens=-1, closes=1, second=in_second)
    page = words_of(door(sam).get(at(handed_in)))
    assert ("Another reader: 1.00" in page) is seen
    assert "Una" not in page


def test_nobody_sees_others_scores_before_the_own_are_in(
    started: Assessment, round_: Round, sam: User, door: Door
) -> None:
    una = factories.make_person("Una Unseen", "assessor")
    factories.make_assessment(started.application, una, state="handed_in", scores=(1, 1, 1))
    Round.objects.filter(pk=round_.pk).update(others_scores="after_own")
    assert "Another reader" not in words_of(door(sam).get(at(started)))


# Other ways to judge -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "most", "words", "given", "mark"),
    [
        ("pass_fail", 1, ("Pass", "Fail"), ("1", "0", "unknown"), 1 / 3),
        ("yes_no_maybe", 2, ("Yes", "Maybe", "No"), ("2", "1", "0"), 1.0),
    ],
)
def test_words_are_answers_where_the_round_judges_so(
    started: Assessment,
    round_: Round,
    sam: User,
    door: Door,
    way: str,
    most: int,
    words: tuple[str, ...],
    given: tuple[str, ...],
    mark: float,
) -> None:
    Round.objects.filter(pk=round_.pk).update(judged_by=way, min_score=0, max_score=most)
    client = door(sam)
    page = words_of(client.get(at(started)))
    assert all(f"{word}</label>" in page or f"{word}\n" in page for word in words)
    sent_in = {}
    for criterion, value in zip(round_.criteria.all(), given, strict=True):
        sent_in |= {f"score_{criterion.pk}": value, f"strong_{criterion.pk}": "So I think."}
    assert client.post(at(started, "hand-in/"), sent_in).url == "/assess/"
    started.refresh_from_db()
    assert started.mark == pytest.approx(mark)  # weights 1, 2, 1


def test_reading_in_small_steps_has_the_summary_first_and_the_rest_folded(
    started: Assessment, sam: User, door: Door
) -> None:
    page = words_of(door(sam).get(at(started), {"easy": "1"}))
    assert page.index("In plain words") < page.index("That is the heart of it") < page.index("What do you want to do?")
    assert page.count('<details class="ds_details">') >= 3
