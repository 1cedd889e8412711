"""Pulses: one question by a link, answered without an account, shown together and never apart."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications.models import Grant
from fund.kit.states import Refused
from fund.models import Letter, Round, User
from reporting import pulsing
from reporting.models import Pulse, PulseAsked
from tests import factories

Door = Callable[[User | None], Client]


@pytest.fixture
def grants(round_: Round) -> list[Grant]:
    """Four running projects, each with a lead of its own."""
    return [
        factories.make_grant(
            factories.make_application(
                round_, factories.make_organisation(factories.make_person(f"Lead {number}")), state="awarded"
            )
        )
        for number in range(4)
    ]


def ask(round_: Round, by: User, kind: str = "scale", days: int = 7) -> Pulse:
    until = timezone.localdate() + timedelta(days=days)
    return pulsing.send(round_.fund, question="How sure are you?", kind=kind, until=until, by=by)


def link_to(letter: Letter) -> str:
    found = re.search(r"/t/[\w-]+/", letter.text)
    assert found
    return found[0]


def after_the_end(pulse: Pulse) -> pulsing.Result:
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        return pulsing.result(pulse)


def test_every_running_project_is_asked_and_answers_by_its_link(
    round_: Round, grants: list[Grant], olive: User, door: Door
) -> None:
    Grant.objects.filter(pk=grants[3].pk).update(state="ended")
    until = timezone.localdate() + timedelta(days=7)
    said = {"question": "How sure are you?", "kind": "scale", "until": f"{until:%d/%m/%Y}"}
    assert door(olive).post("/fund/pulses/", said).status_code == 302
    letters = list(Letter.objects.filter(kind="pulse"))
    assert len(letters) == 3 and "{" not in letters[0].text
    page, asked = link_to(letters[0]), PulseAsked.objects.first()
    assert asked is not None
    client = door(None)
    for _ in range(2):  # a mail scanner opens it too
        assert client.get(page).status_code == 200
    asked.refresh_from_db()
    assert asked.answered_at is None
    assert client.post(page, {"value": "11"}).status_code == 422
    assert client.post(page, {}).status_code == 422
    client.post(page, {"value": "7"})
    client.post(page, {"value": "8"})  # the last counts
    assert PulseAsked.objects.exclude(answered_at=None).get().value == 8


def test_the_mean_is_plain_and_waits_for_the_end(round_: Round, grants: list[Grant], olive: User) -> None:
    pulse = ask(round_, olive)
    for asked, value in zip(pulse.asked.all(), (3, 8, 6), strict=False):
        pulsing.answer(asked, value=value)
    now = pulsing.result(pulse)
    assert (now.asked, now.answered, now.mean) == (4, 3, None)
    assert after_the_end(pulse).mean == 5.7  # 17 / 3


@pytest.mark.parametrize("voices", [0, 1, 2])
def test_fewer_than_three_are_never_shown(round_: Round, grants: list[Grant], olive: User, voices: int) -> None:
    pulse = ask(round_, olive, kind="words")
    for asked in pulse.asked.all()[:voices]:
        pulsing.answer(asked, words="We are tired.")
    found = after_the_end(pulse)
    assert (found.is_shown, found.words, found.answered) == (False, (), voices)


def test_words_come_without_who_said_them(round_: Round, grants: list[Grant], olive: User, door: Door) -> None:
    pulse = ask(round_, olive, kind="words")
    for asked, words in zip(pulse.asked.all(), ("zeal", "Air", "hope"), strict=False):
        pulsing.answer(asked, words=words)
    assert after_the_end(pulse).words == ("Air", "hope", "zeal")
    Pulse.objects.filter(pk=pulse.pk).update(until=timezone.localdate() - timedelta(days=1))
    page = door(olive).get(f"/fund/pulses/{pulse.pk}/").content.decode()
    assert "zeal" in page and not any(grant.reference in page for grant in grants)


def test_what_is_late_or_makes_no_sense_is_refused(round_: Round, olive: User) -> None:
    with pytest.raises(Refused, match="nobody to ask"):
        ask(round_, olive)
    factories.make_grant(factories.make_application(round_, state="awarded"))
    with pytest.raises(Refused, match="until tomorrow"):
        ask(round_, olive, days=0)
    pulse = ask(round_, olive)
    with (
        time_machine.travel(timezone.now() + timedelta(days=8), tick=False),
        pytest.raises(Refused, match="The question closed"),
    ):
        pulsing.answer(pulse.asked.get(), value=3)


def test_a_link_ends_with_its_question(round_: Round, grants: list[Grant], olive: User, door: Door) -> None:
    ask(round_, olive)
    page = link_to(Letter.objects.filter(kind="pulse")[0])
    with time_machine.travel(timezone.now() + timedelta(days=9), tick=False):
        assert door(None).post(page, {"value": "3"}).status_code != 302
    assert not PulseAsked.objects.exclude(answered_at=None).exists()


# Each month


def send_monthly(round_: Round, by: User) -> Pulse:
    until = timezone.localdate() + timedelta(days=7)
    return pulsing.send(round_.fund, question="How sure are you?", kind="scale", until=until, by=by, repeats=True)


@pytest.mark.django_db
def test_a_monthly_question_is_asked_anew_after_a_month_once(grants: list[Grant], round_: Round, olive: User) -> None:
    with time_machine.travel("2026-01-31 10:00"):
        first = send_monthly(round_, olive)
    with time_machine.travel("2026-02-27 10:00"):
        assert pulsing.ask_again() == 0
    with time_machine.travel("2026-02-28 10:00"):
        assert pulsing.ask_again() == 1
        assert pulsing.ask_again() == 0
        second = Pulse.objects.get(follows=first)
        assert (second.question, second.until.isoformat(), second.repeats) == ("How sure are you?", "2026-03-07", True)
        assert second.asked.count() == 4
        assert pulsing.earlier(second) == [first]


@pytest.mark.django_db
@pytest.mark.parametrize("sent_in_february", ["2026-02-28", "2026-03-03"])  # on its day, and by a late worker
def test_a_short_month_does_not_move_the_day(
    grants: list[Grant], round_: Round, olive: User, sent_in_february: str
) -> None:
    with time_machine.travel("2026-01-31 10:00"):
        send_monthly(round_, olive)
    days = (("2026-02-27", 0), (sent_in_february, 1), ("2026-03-30", 0), ("2026-03-31", 1), ("2026-04-29", 0))
    for day, number in (*days, ("2026-04-30", 1), ("2026-05-31", 1)):
        with time_machine.travel(f"{day} 10:00"):
            assert pulsing.ask_again() == number, day


@pytest.mark.django_db
def test_months_without_a_worker_are_not_made_up_for(grants: list[Grant], round_: Round, olive: User) -> None:
    with time_machine.travel("2026-01-31 10:00"):
        send_monthly(round_, olive)
    with time_machine.travel("2026-06-10 10:00"):
        assert (pulsing.ask_again(), pulsing.ask_again()) == (1, 0)


@pytest.mark.django_db
def test_a_stopped_question_is_not_asked_again(grants: list[Grant], round_: Round, olive: User, door: Door) -> None:
    with time_machine.travel("2026-01-31 10:00"):
        pulse = send_monthly(round_, olive)
    door(olive).post(f"/fund/pulses/{pulse.pk}/stop/")
    assert pulsing.ask_again() == 0


@pytest.mark.django_db
def test_where_no_project_runs_nobody_is_asked(grants: list[Grant], round_: Round, olive: User) -> None:
    with time_machine.travel("2026-01-31 10:00"):
        send_monthly(round_, olive)
    Grant.objects.update(state="ended")
    assert pulsing.ask_again() == 0
