"""The funder’s approval: a frozen list, and an approval that holds as long as the list does."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from applications import announcing, deciding
from applications.announcing import approving
from applications.models import Application, AwardPaper
from fund.kit.states import Refused
from fund.models import Letter, Organisation, Round, User
from tests import factories
from tests.world import a_pdf

Door = Callable[[User | None], Client]


@pytest.fixture
def closed(db: None) -> Round:
    """A round that asks for approval and closed yesterday."""
    return factories.make_round(
        closes_at=timezone.now() - timedelta(days=1), needs_approval=True, approver="the Scottish Government"
    )


@pytest.fixture
def bid(closed: Round, group: Organisation, olive: User) -> Application:
    """An award of £10,000, decided; another bid is not funded."""
    other = factories.make_application(closed, state="in_assessment")
    deciding.decide(other, by=olive, outcome="decline", reason="Not now.")
    bid = factories.make_application(closed, group, state="in_assessment")
    deciding.decide(bid, by=olive, outcome="award", amount=Decimal(10000), reason="Strong.")
    return bid


def approve(paper: AwardPaper, by: User) -> None:
    approving.approve(paper, approved_by="Mr Grant of the grant team", approved_on=timezone.localdate(), by=by)


def test_the_list_is_frozen_with_its_sum_its_awards_and_its_hash(bid: Application, olive: User) -> None:
    paper = approving.freeze(bid.round, by=olive)
    assert paper.total == 10000
    assert [(line["reference"], line["amount"]) for line in paper.content["awards"]] == [(bid.reference, "10000.00")]
    assert len(paper.content["others"]) == 1
    paper.refresh_from_db()
    assert paper.sha256 == approving.digest(paper.content)


def test_the_same_list_is_frozen_once(bid: Application, olive: User) -> None:
    assert approving.freeze(bid.round, by=olive) == approving.freeze(bid.round, by=olive)
    assert AwardPaper.objects.count() == 1


def test_nothing_is_frozen_while_one_is_undecided(bid: Application, olive: User) -> None:
    left = factories.make_application(bid.round, state="in_assessment")
    with pytest.raises(Refused, match=left.reference):
        approving.freeze(bid.round, by=olive)


def test_nobody_hears_without_an_approval(bid: Application, olive: User, morag: User) -> None:
    with pytest.raises(Refused) as first:
        announcing.announce(bid.round, by=morag)
    assert first.value.words == (
        "This round needs the approval of the Scottish Government. Make the list of awards and send it to them."
    )
    paper = approving.freeze(bid.round, by=olive)
    with pytest.raises(Refused, match="Record it when you have it"):
        announcing.announce(bid.round, by=morag)
    assert not Letter.objects.exists()
    approve(paper, morag)
    assert len(announcing.announce(bid.round, by=morag)) == 2


def test_a_round_that_asks_for_none_is_announced_without(bid: Application, morag: User) -> None:
    Round.objects.filter(pk=bid.round_id).update(needs_approval=False)
    assert len(announcing.announce(Round.objects.get(pk=bid.round_id), by=morag)) == 2


@pytest.mark.parametrize("change", ["amount", "same again", "withdrawn"])
def test_whatever_changes_after_it_voids_the_approval(
    bid: Application, olive: User, morag: User, ann: User, change: str
) -> None:
    approve(approving.freeze(bid.round, by=olive), morag)
    if change == "withdrawn":
        bid.move("withdrawn", by=ann)
    else:
        amount = Decimal(9000 if change == "amount" else 10000)
        deciding.decide(bid, by=olive, outcome="award", amount=amount, reason="Strong.")
    with pytest.raises(Refused) as refusal:
        announcing.announce(bid.round, by=morag)
    assert refusal.value.words == (
        f"The approval no longer holds, because these changed after it: {bid.reference}. Make the list anew."
    )
    paper = approving.freeze(bid.round, by=olive)
    assert paper.approved_on is None
    approve(paper, morag)
    announcing.announce(bid.round, by=morag)


def test_an_old_list_cannot_be_approved(bid: Application, olive: User, morag: User) -> None:
    old = approving.freeze(bid.round, by=olive)
    deciding.decide(bid, by=olive, outcome="award", amount=Decimal(9000), reason="Strong.")
    with pytest.raises(Refused, match="Make it anew"):
        approve(old, morag)
    approving.freeze(bid.round, by=olive)
    with pytest.raises(Refused, match="Make it anew"):
        approve(old, morag)


def test_an_approval_is_of_a_day_that_has_come_and_is_given_once(bid: Application, olive: User, morag: User) -> None:
    paper = approving.freeze(bid.round, by=olive)
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="a day that has come"):
        approving.approve(paper, approved_by="Mr Grant", approved_on=tomorrow, by=morag)
    with pytest.raises(Refused, match="Say who approved it"):
        approving.approve(paper, approved_by=" ", approved_on=timezone.localdate(), by=morag)
    approve(paper, morag)
    with pytest.raises(Refused, match="already"):
        approve(paper, morag)


def test_a_manager_records_it_with_the_paper_that_came(bid: Application, olive: User, morag: User, door: Door) -> None:
    answer = door(olive).post(f"/fund/rounds/{bid.round.slug}/awards/make/")
    address = answer.headers["Location"]
    assert "Record the approval" not in door(olive).get(address).content.decode()
    wrong = door(morag).post(address, {"approved_by": "Mr Grant", "approved_on": "1 January 2090"})
    assert wrong.status_code == 422 and "Mr Grant" in wrong.content.decode()
    file = SimpleUploadedFile("yes.pdf", a_pdf(), "application/pdf")
    sent = {"approved_by": "Mr Grant", "approved_on": f"{timezone.localdate():%d/%m/%Y}", "file": file}
    assert door(morag).post(address, sent).status_code == 302
    page = door(olive).get(address).content.decode()
    assert "Approved by Mr Grant" in page and "yes.pdf" in page
    assert door(olive).get(f"{address}approval/").getvalue() == a_pdf()


def test_the_page_says_clearly_that_an_approval_is_void(bid: Application, olive: User, morag: User, door: Door) -> None:
    paper = approving.freeze(bid.round, by=olive)
    approve(paper, morag)
    deciding.decide(bid, by=olive, outcome="award", amount=Decimal(9000), reason="Strong.")
    page = door(morag).get(f"/fund/awards/{paper.pk}/").content.decode()
    assert "No longer holds" in page and "So the approval no longer holds." in page
    page = door(morag).get(f"/fund/rounds/{bid.round.slug}/announce/").content.decode()
    assert "The approval no longer holds" in page and "Announce to everybody now" not in page


def test_the_rules_of_telling_are_kept(bid: Application, olive: User, door: Door) -> None:
    sent = {"needs_approval": "on", "days_to_accept": 14, "days_to_appeal": 10, "days_to_acknowledge": 3}
    address = f"/fund/rounds/{bid.round.slug}/how-decisions-are-told/"
    answer = door(olive).post(address, sent | {"days_to_answer": 15, "approver": ""})
    assert answer.status_code == 422 and "Say who approves the awards" in answer.content.decode()
    assert door(olive).post(address, sent | {"days_to_answer": 15, "approver": "the Board"}).status_code == 302
    round_ = Round.objects.get(pk=bid.round_id)
    assert (round_.approver, round_.days_to_accept, round_.days_to_answer) == ("the Board", 14, 15)
    assert round_.history.first().history_user == olive
