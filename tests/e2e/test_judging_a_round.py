"""The round of 60 bids again, at screens without a mouse: a reader and panel member on a phone, the chair, the manager.

The other members do their part beside them.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from applications.models import Application, Assessment, Decision, Grant, Leaving, Meeting
from fund.models import Letter, User
from tests.e2e.keys import Keys
from tests.journeys.a_round_of_60 import BIDS, MONEY, Round60

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
Door = Callable[[User | None], Client]


@pytest.fixture
def judged(door: Door, olive: User, morag: User) -> Round60:
    return Round60(door, olive, morag)


def test_a_round_of_60_is_judged_by_keyboard(
    browse: Callable[..., Any], judged: Round60, work: Callable[[], None]
) -> None:
    member = judged.members[1]
    chair, phone = Keys(browse(judged.officer)), Keys(browse(member, 320))

    # The officer looks at who would read what, and gives it.
    chair.go(f"{judged.at('share-out')}?lived=1")
    chair.enter(chair.button(f"Give these {3 * BIDS} readings"))
    assert Assessment.objects.count() == 3 * BIDS

    # The reader on the phone says that they have no ties to the first bid, reads it, scores it and hands it in.
    first = _read_one(phone, judged)
    judged.give_the_tied_ones()
    judged.declare_all()
    judged.share_out()
    judged.declare_all()
    judged.post_the_pack(work)
    judged.score_all()
    assert Assessment.objects.handed_in().count() == 3 * BIDS
    assert Assessment.objects.get(pk=first).came_by == "screen"

    # The officer plans a meeting that follows the adjusted marks; the member waits for it, and comes in with a key.
    chair.go(judged.at("choose-view"))
    chair.choose("view", "adjusted")
    chair.type("why", "Some of us are mild and some are strict.")
    chair.enter(chair.button("Write it down"))
    meeting = judged.plan_meeting()
    phone.go(judged.at("meeting", meeting.pk))
    phone.page.get_by_text("The meeting has not begun").wait_for()
    chair.go(judged.at("chair", meeting.pk))
    chair.enter(chair.button("Begin the meeting"))
    phone.enter(phone.button("I am here"))
    judged.come(meeting, but=member)

    # Two bids at the keyboard: each is asked of ties first, the screen follows, and the chair decides.
    _decide_here(judged, chair, phone, meeting, "5,000")
    _decide_here(judged, chair, phone, meeting, "4,500")
    judged.decide_all(meeting)
    assert Decision.objects.count() == BIDS
    assert {row.person_id for row in Leaving.objects.all()} == {judged.tied.pk}
    chair.go(judged.at("chair", meeting.pk))
    chair.enter(chair.button("End the meeting"))
    chair.enter(chair.button("Confirm the minutes"))
    phone.page.get_by_text("The meeting is over").wait_for()

    # The manager announces; a group reads its offer on a phone.
    manager = Keys(browse(judged.manager))
    manager.go(judged.at("announce"))
    manager.enter(manager.button("Announce to everybody now"))
    work()
    assert Letter.objects.filter(kind__in=["awarded", "reserve", "not_funded"], state="sent").count() == BIDS
    assert sum(grant.amount or 0 for grant in Grant.objects.all()) <= MONEY
    grant = Grant.objects.order_by("pk")[0]
    lead = User.objects.get(memberships__organisation=grant.organisation_id, memberships__kind="lead")
    group = Keys(browse(lead, 320))
    group.go("/my/")
    group.enter(group.link("answer the offer of"))
    group.type("starts_on", f"{timezone.localdate():%d/%m/%Y}")
    group.enter(group.button("Accept the grant"))
    grant.refresh_from_db()
    assert grant.state == "active"


def _read_one(phone: Keys, judged: Round60) -> int:
    """The first bid on the phone, from the list to the hand-in."""
    phone.go("/assess/")
    row = Assessment.objects.filter(assessor=judged.members[1]).select_related("application").order_by("pk")[0]
    phone.enter(phone.page.locator(f'main a[href="{judged.at("assessment", row.pk)}"]').first)
    phone.choose("kind", "none")
    phone.enter(phone.button("Go on"))
    for criterion in judged.criteria:
        phone.choose(f"score_{criterion.pk}", "4")
        phone.type(f"strong_{criterion.pk}", "Led by people who live with it.")
    phone.enter(phone.button("Hand in"))
    row.refresh_from_db()
    assert row.state == "handed_in"
    return row.pk


def _decide_here(judged: Round60, chair: Keys, phone: Keys, meeting: Meeting, amount: str) -> None:
    chair.enter(chair.button("Next on the agenda"))
    bid = Application.objects.get(agenda_items=Meeting.objects.get(pk=meeting.pk).on_table_id)
    asks = phone.page.get_by_text("Before this bid opens for you")
    knows_it = phone.page.get_by_role("heading", name=re.compile(re.escape(bid.title)))
    asks.or_(knows_it).first.wait_for()
    if asks.is_visible():
        phone.choose("kind", "none")
        phone.enter(phone.button("Go on"))
    judged.say_ties(meeting, bid, but=judged.members[1])
    chair.choose("outcome", "award")
    chair.type("amount", amount)
    chair.type("reason", "Strong and fair.")
    chair.enter(chair.button("Record the decision"))
    phone.page.get_by_text(f"Award: £{amount}").wait_for()
    phone.look()
