"""A whole round is judged: 60 bids and 12 members, from sharing out to the day on which everybody hears."""

import io
from collections.abc import Callable
from html import unescape

import openpyxl
import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from applications.models import Application, Assessment, Decision, Declaration, Grant, Leaving, Minutes
from applications.packs import packing
from fund.models import Letter, ReaderProfile, Round, User
from tests.applications.test_bid_papers import body
from tests.journeys.a_round_of_60 import BIDS, MONEY, Door, Round60

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def judged(door: Door, olive: User, morag: User) -> Round60:
    return Round60(door, olive, morag)


def test_a_round_of_60_bids_is_judged_from_sharing_out_to_the_announcement(
    judged: Round60, work: Callable[[], None]
) -> None:
    # Sharing out: three readers for each bid, one of them with lived experience.
    judged.share_out()
    lived = set(ReaderProfile.objects.lived().values_list("user", flat=True))
    for bid in Application.objects.filter(round=judged.round):
        people = set(bid.assessments.values_list("assessor", flat=True))
        assert len(people) == 3 and people & lived

    # Ties: they close the five bids at once, and the officer gives the places to others.
    judged.give_the_tied_ones()
    judged.declare_all()
    closed = Assessment.objects.filter(state="conflicted")
    assert set(closed.values_list("application", flat=True)) == judged.ties
    assert {row.assessor_id for row in closed} == {judged.tied.pk}
    for row in closed:
        assert judged.browsers[judged.tied.pk].get(judged.at("assessment", row.pk)).status_code == 403
    judged.share_out()
    judged.declare_all()
    assert not Assessment.objects.filter(state="assigned").exists()

    # The pack of the member without a screen has each of their bids, and none that is closed is in anybody's.
    pack = judged.post_the_pack(work)
    theirs = Assessment.objects.filter(assessor=judged.on_paper, state="started")
    assert set(pack.bids) == set(theirs.values_list("application_id", flat=True)) and pack.bids
    assert set(Declaration.objects.filter(user=judged.on_paper).values_list("came_by", flat=True)) == {"paper"}
    tied = judged.browsers[judged.tied.pk]
    list_page = unescape(tied.get("/assess/").content.decode())
    rows = packing.for_assessor(judged.tied)
    assert not judged.ties & {bid.pk for bid in rows.bids} and rows.closed == len(closed)
    book = openpyxl.load_workbook(io.BytesIO(body(tied.get(reverse("applications:score-workbook")))))
    in_book = {str(cell.value) for sheet in book for line in sheet for cell in line}
    for row in closed:
        assert row.application.reference not in in_book
        assert judged.at("assessment", row.pk) not in list_page

    # Scores: on the screen, and one member's on paper.
    judged.score_all()
    handed_in = Assessment.objects.handed_in()
    assert handed_in.count() == 3 * BIDS
    on_paper = handed_in.filter(assessor=judged.on_paper)
    assert set(on_paper.values_list("came_by", flat=True)) == {"paper"}
    assert set(handed_in.exclude(assessor=judged.on_paper).values_list("came_by", flat=True)) == {"screen"}

    # How fair it is, what if, and the view that the panel decides on.
    assert "Adjusted" in judged.olive.get(judged.at("fairness")).content.decode()
    facts = {"name": "Best use", "way": "best", "view": "adjusted", "money": "", "percent": "100"}
    assert judged.olive.post(judged.at("new-scenario"), facts).status_code == 302
    assert "Best use" in judged.olive.get(judged.at("scenarios")).content.decode()
    chosen = {"view": "adjusted", "why": "Some of us are mild and some are strict."}
    assert judged.olive.post(judged.at("choose-view"), chosen).status_code == 302

    # The meeting: every bid on the table once, members with ties outside, never more than the money.
    meeting = judged.plan_meeting()
    judged.begin(meeting)
    judged.come(meeting)
    judged.decide_all(meeting)
    awards = Decision.objects.filter(outcome="award")
    assert awards.aggregate(sum=Sum("amount"))["sum"] <= MONEY
    assert Decision.objects.count() == BIDS
    assert set(Decision.objects.values_list("figures__view", flat=True)) == {"adjusted"}
    out = Leaving.objects.filter(item__application__in=judged.ties)
    assert set(out.values_list("person", "item__application")) == {(judged.tied.pk, bid) for bid in judged.ties}
    judged.olive.post(judged.at("end-meeting", meeting.pk))
    judged.olive.post(judged.at("minutes", meeting.pk))
    work()
    assert Minutes.objects.get().pdf.size > 10_000

    # Under seal until everybody hears; then all at once.
    lead = User.objects.get(name="Lead 1")
    own = Application.objects.get(organisation__memberships__user=lead)
    page = Client()
    page.force_login(lead)
    assert "Being read" in page.get(judged.at("detail", own.pk)).content.decode()
    assert judged.olive.get(judged.at("outbox")).status_code == 200
    answer = Client()
    answer.force_login(judged.manager)
    assert answer.post(judged.at("announce")).status_code == 302
    work()
    told = Letter.objects.filter(kind__in=["awarded", "reserve", "not_funded"])
    assert told.count() == BIDS and set(told.values_list("state", flat=True)) == {"sent"}
    assert Grant.objects.count() == awards.count() > 20
    granted = Grant.objects.aggregate(sum=Sum("amount"))["sum"]
    assert granted == awards.aggregate(sum=Sum("amount"))["sum"]
    states = Application.objects.filter(round=judged.round).values_list("state", flat=True)
    assert set(states) == {"awarded", "reserve", "not_funded"}
    assert Round.objects.get(pk=judged.round.pk).announced_at is not None
    assert "Being read" not in page.get(judged.at("detail", own.pk)).content.decode()
