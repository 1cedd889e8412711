"""The questionnaire before a learning event: nobody can be traced, and fewer than three voices are never shown."""

import itertools
import re
from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest
import time_machine
from django.db import models
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Letter, Round, User
from reporting.learning_events import asking, inviting, planning
from reporting.models import EventInvitation, EventQuestion, EventVoices, LearningEvent
from tests import factories
from tests.racing import race

Door = Callable[[User | None], Client]
SECRET = "We have no money for buses."


@pytest.fixture
def event(round_: Round) -> LearningEvent:
    """An event in a week, with a question in words and one to choose from, and five projects that were asked."""
    event = factories.make_event(round_.fund, day=timezone.localdate() + timedelta(days=7))
    planning.ask(event, [planning.Asked("What is hard?"), planning.Asked("Was it easy?", ("Yes", "No"))])
    for number in range(5):
        group = factories.make_organisation(factories.make_person(f"Lead {number}"))
        grant = factories.make_grant(factories.make_application(round_, group, state="awarded"))
        factories.make_event_invitation(event, grant)
    return event


def questions(event: LearningEvent) -> tuple[EventQuestion, EventQuestion]:
    words, choice = event.questions.all()
    return words, choice


def answer(invitation: EventInvitation, words: str = "", choice: str = "") -> None:
    asked = questions(invitation.event)
    asking.answer(invitation, {asked[0].pk: words, asked[1].pk: choice})


def after(event: LearningEvent) -> list[asking.Result]:
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        return asking.results(LearningEvent.objects.get(pk=event.pk))


def test_an_answer_is_kept_without_any_tie_to_who_gave_it(event: LearningEvent) -> None:
    """No column, no history row and no moment joins words and project."""
    first, second, *_ = event.invitations.all()
    answer(first, SECRET, "No")
    answer(second, "Air", "Yes")
    # What was said lies in one row of the event, thrown together, in the order of the alphabet.
    voices = EventVoices.objects.get()
    words, choice = questions(event)
    assert voices.said == {
        str(words.pk): ["Air", SECRET],
        str(choice.pk): {"Yes": 1, "No": 1, asking.NOTHING: 0},
    }
    columns = {field.name: type(field) for field in EventVoices._meta.get_fields()}
    assert set(columns) == {"id", "event", "number", "said"} and not hasattr(EventVoices, "history")
    moments = (models.DateField, models.TimeField)
    assert not any(issubclass(kind, moments) for kind in columns.values())
    # The invitation says no more than that its project was counted, and its history not even that.
    past = EventInvitation.history.model
    fields = {field.name for field in past._meta.get_fields()}
    assert {"has_told", "access_needs"}.isdisjoint(fields)
    assert list(event.invitations.values_list("has_told", flat=True)) == [True, True, False, False, False]
    assert list(past.objects.values_list("history_type", flat=True)) == ["+"] * 5  # when they were made, and no more


def test_the_history_holds_no_answer_wherever_one_looks(event: LearningEvent, olive: User) -> None:
    invitation = event.invitations.all()[0]
    answer(invitation, SECRET, "No")
    inviting.say(invitation, coming="yes", how_many=2, who="two leads", needs="A ramp", by=olive)
    for model in (LearningEvent.history.model, EventInvitation.history.model):
        rows = [str(value) for row in model.objects.values() for value in row.values()]
        assert not any(SECRET in text or "A ramp" in text for text in rows)


def test_the_order_of_answers_cannot_be_read_from_the_row(event: LearningEvent) -> None:
    said = ["zeal", "Air", "hope", "air"]
    kept = []
    for order in (said, said[::-1]):
        EventVoices.objects.update(number=0, said={})
        event.invitations.update(has_told=False)
        for invitation, words in zip(event.invitations.all(), order, strict=False):
            answer(invitation, words)
        kept.append([word.lower() for word in EventVoices.objects.get().said[str(questions(event)[0].pk)]])
    assert kept[0] == kept[1] == ["air", "air", "hope", "zeal"]


def test_a_group_answers_once(event: LearningEvent) -> None:
    invitation = event.invitations.all()[0]
    answer(invitation, "Air")
    with pytest.raises(Refused, match="answered already"):
        answer(EventInvitation.objects.get(pk=invitation.pk), "Air again")
    assert EventVoices.objects.get().number == 1


def test_empty_or_strange_answers_count_nothing(event: LearningEvent) -> None:
    invitation = event.invitations.all()[0]
    with pytest.raises(Refused, match="at least one"):
        answer(invitation)
    with pytest.raises(Refused, match="Choose one"):
        answer(invitation, "Air", "Perhaps")
    voices = EventVoices.objects.get()
    assert (voices.number, voices.said, invitation.has_told) == (0, {}, False)


def test_nothing_is_shown_before_the_last_day_is_past(event: LearningEvent, olive: User, door: Door) -> None:
    for invitation in event.invitations.all():
        answer(invitation, SECRET, "No")
    assert not any(result.is_shown for result in asking.results(event))
    for page in ("", "answers/", "board/"):
        assert SECRET not in door(olive).get(f"/fund/learning-events/{event.pk}/{page}").content.decode()
    with pytest.raises(Refused, match="nothing to add"):
        asking.bring_to_board(event, by=olive)
    assert [result.is_shown for result in after(event)] == [True, True]


def test_a_closed_questionnaire_stays_closed(event: LearningEvent, olive: User) -> None:
    """Shown, opened and shown again, it would tell what the next to answer said."""
    facts = {name: getattr(event, name) for name in ("name", "day", "starts", "ends", "way", "place", "answers_until")}
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        later = facts | {"day": event.day + timedelta(days=9), "answers_until": event.answers_until + timedelta(days=9)}
        with pytest.raises(Refused, match="stays"):
            planning.change(event, by=olive, **later)
        with pytest.raises(Refused, match="closed on"):
            answer(event.invitations.all()[0], "Late")


@pytest.mark.parametrize("voices", [0, 1, 2])
def test_fewer_than_three_voices_show_nothing(event: LearningEvent, voices: int) -> None:
    for invitation in event.invitations.all()[:voices]:
        answer(invitation, SECRET, "No")
    assert [(result.is_shown, result.words, result.counts) for result in after(event)] == [(False, (), ())] * 2


def test_two_who_wrote_among_five_who_answered_are_not_shown(event: LearningEvent) -> None:
    for number, invitation in enumerate(event.invitations.all()):
        answer(invitation, SECRET if number < 2 else "", "Yes")
    words, choice = after(event)
    assert (words.is_shown, choice.is_shown) == (False, True)


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ((3, 4, 5), (3, 4, 5)),  # none is under three
        ((1, 4, 9), (None, None, 9)),  # 14 − 4 − 9 = 1, so the 4 goes along: the two come to 5 in several ways
        ((1, 2, 9), (None, None, 9)),  # they come to 3: 1 and 2, 2 and 1, 0 and 3
        ((1, 1, 9), (None, None, None)),  # they come to 2, which is less than three
        ((2, 2, 9), (None, None, None)),  # they come to 4, which for who knows the rule is two and two
        ((0, 5, 6), (None, None, 6)),  # nobody is fewer than three, too
        ((3, 0), (None, None)),  # all three said the same, and that is nobody's business
        ((4, 4, 1), (None, None, None)),  # of two that are alike both go
        ((2, 1), (None, None)),
    ],
)
def test_small_numbers_and_those_that_give_them_away_are_withheld(
    counts: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    assert tuple(number for _, number in asking.shown([("", number) for number in counts])) == shown


def tables(parts: int, most: int) -> Iterable[tuple[int, ...]]:
    return itertools.product(range(most + 1), repeat=parts)


@pytest.mark.parametrize(("parts", "most"), [(2, 9), (3, 8), (4, 6)])
def test_nobody_finds_a_withheld_number_by_taking_away(parts: int, most: int) -> None:
    """Who knows the whole, what is shown and the rule itself still finds two values for each number that is not."""
    seen: dict[tuple[object, ...], list[tuple[int, ...]]] = {}
    for counts in tables(parts, most * 2):
        if asking.VOICES <= sum(counts) <= most * 2:
            shown = tuple(number for _, number in asking.shown([("", number) for number in counts]))
            assert all(number is None or number >= 3 for number in shown), counts
            seen.setdefault((sum(counts), *shown), []).append(counts)
    for (_, *shown), could_be in seen.items():
        for place, number in enumerate(shown):
            if number is None:
                assert len({counts[place] for counts in could_be}) > 1, (shown, could_be)


def test_the_page_behind_the_link_answers_only_by_its_button(event: LearningEvent, olive: User, door: Door) -> None:
    grant = factories.make_grant(
        factories.make_application(
            Round.objects.get(), factories.make_organisation(factories.make_person("Mo")), state="awarded"
        )
    )
    inviting.invite(event, {grant.pk: None}, by=olive)
    letter = Letter.objects.get(kind="event_invitation")
    assert letter.is_secret and "{" not in letter.text
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found is not None
    client, page = door(None), found[0]
    for _ in range(2):  # a mail scanner opens it too
        assert client.get(page).status_code == 200
        assert client.head(page).status_code == 200
    invitation = EventInvitation.objects.get(grant=grant)
    assert (invitation.coming, invitation.has_told, EventVoices.objects.get().number) == ("", False, 0)
    words, choice = questions(event)
    sent = {"do": "answer", f"about-question-{words.pk}": SECRET, f"about-question-{choice.pk}": "No"}
    assert client.post(page, {"do": "answer"}).status_code == 409
    assert client.post(page, sent).status_code == 302
    assert client.post(page, sent).status_code == 409
    assert EventVoices.objects.get().number == 1
    assert SECRET not in client.get(page).content.decode()


def test_questions_stay_once_somebody_answered(event: LearningEvent) -> None:
    planning.ask(event, [planning.Asked("What is hard?"), planning.Asked("Was it easy?", ("Yes", "No"))])
    answer(event.invitations.all()[0], "Air")
    with pytest.raises(Refused, match="answered already"):
        planning.ask(event, [planning.Asked("Who are you?")])


def test_words_go_to_the_board_once_and_through_the_gate(event: LearningEvent, olive: User) -> None:
    for invitation, words in zip(event.invitations.all(), ("Ring 0131 496 0000", "Buses", "Money"), strict=False):
        answer(invitation, words)
    with time_machine.travel(timezone.now() + timedelta(days=7), tick=False):
        assert asking.bring_to_board(event, by=olive) == 3
        with pytest.raises(Refused, match="already"):
            asking.bring_to_board(event, by=olive)
    assert sorted(event.cards.usable().values_list("words", flat=True)) == ["Buses", "Money"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_hands_of_one_group_are_counted_once(event: LearningEvent) -> None:
    pk = event.invitations.all()[0].pk
    asked = questions(event)[0].pk
    both = [lambda: asking.answer(EventInvitation.objects.get(pk=pk), {asked: "Air"})] * 2
    assert race(both) == ["done", "refused"]
    assert EventVoices.objects.get().number == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_groups_at_once_both_count(event: LearningEvent) -> None:
    asked = questions(event)[0].pk

    def by(pk: int) -> Callable[[], None]:
        return lambda: asking.answer(EventInvitation.objects.get(pk=pk), {asked: f"Words {pk}"})

    pks = [one.pk for one in event.invitations.all()]
    assert race([by(pk) for pk in pks]) == ["done"] * 5
    voices = EventVoices.objects.get()
    assert (voices.number, len(voices.said[str(asked)])) == (5, 5)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_voices_would_be_lost(event: LearningEvent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: read without holding the row, and one group's words overwrite another's."""
    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda rows, **facts: rows)
    asked = questions(event)[0].pk
    lost = 0
    for _ in range(8):
        EventVoices.objects.update(number=0, said={})
        event.invitations.update(has_told=False)
        pks = [one.pk for one in event.invitations.all()]
        race([lambda pk=pk: asking.answer(EventInvitation.objects.get(pk=pk), {asked: "Air"}) for pk in pks])  # type: ignore[misc]
        lost += 5 - EventVoices.objects.get().number
    assert lost > 0
    assert Grant.objects.count() == 5
