"""A round that is announced by itself at a day and an hour: nothing shows before, and nothing by halves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications import announcing, deciding
from applications.announcing import embargo
from applications.models import Application, Grant, PlannedAnnouncement
from fund.kit import jobs
from fund.kit.states import Refused
from fund.models import Job, Letter, Organisation, Round, User
from fund.templatetags.words import moment
from tests import factories

Door = Callable[[User | None], Client]
SEALED = "A reason under seal."


@pytest.fixture
def bid(group: Organisation, olive: User) -> Application:
    """An award to Ann's group in a round that closed yesterday."""
    closed = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
    bid = factories.make_application(closed, group, state="in_assessment")
    deciding.decide(bid, by=olive, outcome="award", amount=Decimal(10000), reason=SEALED, conditions="The lease.")
    return bid


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(microsecond=0) + timedelta(days=2)


def run_jobs() -> None:
    """What the sweep would start now."""
    for pk in Job.objects.runnable(timezone.now()).order_by("pk").values_list("pk", flat=True):
        jobs.run(pk)


def test_at_that_moment_everybody_hears(bid: Application, morag: User, ann: User, at: datetime) -> None:
    embargo.plan(bid.round, at=at, by=morag)
    with time_machine.travel(at - timedelta(seconds=1)):
        run_jobs()
        assert not Letter.objects.exists()
    with time_machine.travel(at):
        run_jobs()
        bid.refresh_from_db()
        assert bid.state == "awarded"
        assert Letter.objects.get(to=ann).kind == "awarded"
        assert PlannedAnnouncement.objects.get().state == "done"
        assert Job.objects.get().result == {"outcome": "Told: 1."}
        run_jobs()
        assert Letter.objects.count() == Grant.objects.count() == 1


def test_nothing_shows_before_it_to_those_outside(
    bid: Application, morag: User, ann: User, nia: User, sam: User, door: Door, at: datetime
) -> None:
    factories.make_assessment(bid, sam, state="handed_in", scores=(4, 4, 4))
    embargo.plan(bid.round, at=at, by=morag)
    slug = bid.round.slug
    public = ["/", "/rounds/", f"/rounds/{slug}/", f"/rounds/{slug}.json", "/projects/", "/rounds/feed.json"]
    own = ["/my/", f"/my/applications/{bid.pk}/", f"/my/applications/{bid.pk}/receipt/", "/assess/"]
    read = 0
    for person in (None, nia, ann, sam):
        for address in [*public, *own]:
            answer = door(person).get(address)
            if answer.status_code == 200:
                page = b"".join(answer).decode()
                read += 1
                for secret in (SEALED, "The lease.", moment(at), at.isoformat(), "£10,000", "10000.00", "Awarded"):
                    assert secret not in page, (person, address, secret)
    assert read > 15
    assert SEALED in door(morag).get(f"/fund/applications/{bid.pk}/").content.decode()


def test_it_can_be_moved(bid: Application, morag: User, at: datetime) -> None:
    embargo.plan(bid.round, at=at, by=morag)
    later = at + timedelta(days=1)
    planned = embargo.plan(bid.round, at=later, by=morag)
    assert PlannedAnnouncement.objects.get() == planned
    with time_machine.travel(at + timedelta(hours=1)):
        run_jobs()
        assert not Letter.objects.exists()
    with time_machine.travel(later):
        run_jobs()
        assert Letter.objects.filter(kind="awarded").count() == 1


def test_it_can_be_moved_there_and_back(bid: Application, morag: User, at: datetime) -> None:
    for when in (at, at + timedelta(days=1), at):
        embargo.plan(bid.round, at=when, by=morag)
    with time_machine.travel(at + timedelta(days=3)):
        run_jobs()
        assert Letter.objects.filter(kind="awarded").count() == 1


def test_it_can_be_called_off(bid: Application, morag: User, at: datetime) -> None:
    embargo.plan(bid.round, at=at, by=morag)
    embargo.call_off(bid.round, by=morag)
    with time_machine.travel(at):
        run_jobs()
    assert not Letter.objects.exists()
    with pytest.raises(Refused, match="none to call off"):
        embargo.call_off(bid.round, by=morag)


@pytest.mark.parametrize("hurdle", ["undecided", "money", "nothing decided", "approval"])
def test_where_something_stands_in_the_way_nobody_hears_and_officers_are_told(
    bid: Application, morag: User, olive: User, ann: User, at: datetime, hurdle: str
) -> None:
    embargo.plan(bid.round, at=at, by=morag)
    if hurdle == "undecided":
        factories.make_application(bid.round, state="in_assessment")
    elif hurdle == "money":
        bid.round.sources.update(amount=Decimal(5000))
    elif hurdle == "nothing decided":
        bid.move("withdrawn", by=ann)
    else:
        Round.objects.update(needs_approval=True)
    before = bid.state
    with time_machine.travel(at):
        run_jobs()
    bid.refresh_from_db()
    assert bid.state == before and not Grant.objects.exists()
    planned = PlannedAnnouncement.objects.get()
    assert planned.state == "stopped" and planned.why_stopped
    assert sorted(letter.to.name for letter in Letter.objects.all()) == ["Morag Manager", "Olive Officer"]
    assert {letter.kind for letter in Letter.objects.all()} == {"announcement_stopped"}
    assert planned.why_stopped[:40] in " ".join(Letter.objects.first().text.split())


def test_the_money_is_looked_at_when_somebody_announces_by_hand(bid: Application, morag: User) -> None:
    bid.round.sources.update(amount=Decimal(5000))
    with pytest.raises(Refused) as refusal:
        announcing.announce(bid.round, by=morag)
    assert refusal.value.words == (f"{bid.round} has £5,000, and its awards come to £10,000. Change an award first.")


def test_announced_by_hand_meanwhile_the_job_finds_nothing_to_do(
    bid: Application, morag: User, ann: User, at: datetime
) -> None:
    embargo.plan(bid.round, at=at, by=morag)
    announcing.announce(bid.round, by=morag)
    assert PlannedAnnouncement.objects.get().state == "done"
    with time_machine.travel(at):
        run_jobs()
    assert list(Letter.objects.values_list("kind", flat=True)) == ["awarded"]


def test_a_time_that_has_passed_or_is_before_the_closing_is_refused(bid: Application, morag: User) -> None:
    with pytest.raises(Refused, match="still to come"):
        embargo.plan(bid.round, at=timezone.now(), by=morag)
    open_round = factories.make_round(closes_at=timezone.now() + timedelta(days=5))
    with pytest.raises(Refused, match="Choose a time after that"):
        embargo.plan(open_round, at=timezone.now() + timedelta(days=1), by=morag)


def test_a_manager_plans_moves_and_calls_off_and_officers_see_it(
    bid: Application, morag: User, olive: User, door: Door, at: datetime
) -> None:
    address = f"/fund/rounds/{bid.round.slug}/announce/"
    local = timezone.localtime(at)
    sent = {"day": f"{local:%d/%m/%Y}", "time": f"{local:%H:%M}"}
    assert door(morag).post(f"{address}plan/", sent).status_code == 302
    when = moment(local.replace(second=0))
    assert when in door(morag).get(address).content.decode()
    assert when in door(olive).get(f"/fund/rounds/{bid.round.slug}/").content.decode()
    late = door(morag).post(f"{address}plan/", {"day": "1 May 2019", "time": "9am"})
    assert (
        late.status_code == 422 and "still to come" in late.content.decode() and "1 May 2019" in late.content.decode()
    )
    assert door(morag).post(f"{address}call-off/").status_code == 302
    assert when not in door(morag).get(address).content.decode()


@pytest.mark.parametrize("role", ["viewer", "finance"])
def test_those_who_only_look_round_the_fund_do_not_see_it_either(
    bid: Application, morag: User, door: Door, role: str
) -> None:
    factories.make_application(bid.round, state="in_assessment")
    home = f"/fund/rounds/{bid.round.slug}/"
    pages = [home, f"{home}ranking/", f"/fund/applications/{bid.pk}/"]
    browser = door(factories.make_person("Vera Viewer", role))
    for address in pages:
        page = browser.get(address).content.decode()
        for secret in (SEALED, "The lease.", "£10,000", "£40,000", "£20,500"):
            assert secret not in page, (address, secret)
    Round.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    bid.round.applications.filter(state="in_assessment").delete()
    announcing.announce(bid.round, by=morag)
    assert SEALED in browser.get(pages[2]).content.decode()
    assert "£10,000" in browser.get(pages[1]).content.decode()
