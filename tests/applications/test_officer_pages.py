"""An officer's round, from looking through to announcing."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import announcing, deciding, searching
from applications.models import Application, Assessment, Decision, Declaration, Grant
from fund.models import Letter, Organisation, Priority, Round, User
from tests import factories

Door = Callable[[User | None], Client]
serial = count(1)


@pytest.fixture
def closed_round(db: None) -> Round:
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1), assessments_wanted=2)


@pytest.fixture
def submitted(closed_round: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(closed_round, group, state="submitted", by=ann)


@pytest.fixture
def bid(closed_round: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(closed_round, group, state="in_assessment", by=ann)


def of(round_: Round, page: str = "") -> str:
    return f"/fund/rounds/{round_.slug}/{page}"


def at(bid: Application, verb: str = "") -> str:
    return f"/fund/applications/{bid.pk}/{verb}"


def words_of(response: object) -> str:
    return " ".join(unescape(response.content.decode()).split())


def award(amount: str = "10,000", **facts: str) -> dict[str, str]:
    return {"outcome": "award", "amount": amount, "reason": "A strong plan.", "conditions": "", **facts}


# The round -----------------------------------------------------------------------------------------------------------


def test_the_round_shows_what_waits_and_where_the_money_stands(
    submitted: Application, bid: Application, olive: User, door: Door
) -> None:
    decided = factories.make_application(bid.round, state="decided")
    factories.make_decision(decided, amount=10000)
    page = words_of(door(olive).get(of(bid.round)))
    for words in (
        '?need=screening"><strong class="numbers__number">1</strong> to look through and assign',
        '?need=assessors"><strong class="numbers__number">1</strong> with too few assessors',
        '?need=reading"><strong class="numbers__number">0</strong> still being read',
        '?need=decision"><strong class="numbers__number">0</strong> ready to decide',
        '?need=announcement"><strong class="numbers__number">1</strong> decided, to announce',
        "<dt>The round has</dt><dd>£50,000</dd>",
        "<dt>Asked for</dt><dd>£31,500</dd>",
        "<dt>Decided so far</dt><dd>£10,000</dd>",
        "<dt>Left</dt><dd>£40,000</dd>",
    ):
        assert words in page


def test_only_a_manager_sees_the_way_to_announce(closed_round: Round, olive: User, morag: User, door: Door) -> None:
    assert of(closed_round, "announce/") not in words_of(door(olive).get(of(closed_round)))
    assert of(closed_round, "announce/") in words_of(door(morag).get(of(closed_round)))


def test_a_round_that_lacks_something_is_not_published(db: None, olive: User, door: Door) -> None:
    round_ = factories.make_round(state="draft", opens_at=None, closes_at=None)
    client, page = door(olive), words_of(door(olive).get(of(round_)))
    assert "Before you can publish, the round still needs:" in page
    assert f'<li><a href="{of(round_, "set-up/dates/")}">the time when it opens</a></li>' in page
    assert f'<li><a href="{of(round_, "set-up/dates/")}">the time when it closes</a></li>' in page
    assert "Publish the round" not in page
    assert client.post(of(round_, "publish/")).status_code == 409
    round_.refresh_from_db()
    assert round_.state == "draft"


def test_a_round_that_lacks_nothing_is_published_from_its_home(db: None, olive: User, door: Door) -> None:
    round_ = factories.make_round(state="draft")
    assert "Nothing is missing." in words_of(door(olive).get(of(round_)))
    assert "Publish the round" in words_of(door(olive).get(of(round_)))
    assert door(olive).post(of(round_, "publish/")).status_code == 302
    round_.refresh_from_db()
    assert round_.state == "published"
    assert "still needs" not in words_of(door(olive).get(of(round_)))


def test_a_published_round_is_not_published_again(closed_round: Round, olive: User, door: Door) -> None:
    assert "Publish the round" not in words_of(door(olive).get(of(closed_round)))
    assert door(olive).post(of(closed_round, "publish/")).status_code == 403


# The list ------------------------------------------------------------------------------------------------------------


def references(response: object) -> list[str]:
    return [row.reference for row in response.context["page"]]


def test_the_list_is_narrowed_by_each_question(
    submitted: Application, bid: Application, olive: User, door: Door
) -> None:
    round_, client = bid.round, door(olive)
    young = Priority.objects.create(round=round_, code="young", name="Young carers")
    area = factories.make_area()
    bid.areas.add(area)
    Application.objects.filter(pk=bid.pk).update(priority=young, title="Ballet for breath", amount=15000)
    large = round_.tiers.create(code="large", name="Large grant")
    Application.objects.filter(pk=submitted.pk).update(tier=large, summary="We swim in the sea.")
    factories.make_application(round_, title="Not handed in")
    other = factories.make_application(state="submitted")
    searching.reindex()

    def found(**asked: object) -> list[str]:
        return references(client.get(of(round_, "applications/"), asked))

    one, two = [submitted.reference], [bid.reference]
    assert found() == two + one
    assert (found(state="submitted"), found(state="in_assessment")) == (one, two)
    assert (found(tier=large.pk), found(priority=young.pk), found(area=area.pk)) == (one, two, two)
    assert (found(q="ballet"), found(q="SWIM"), found(q=submitted.reference)) == (two, one, one)
    assert found(q="leith lungs", sort="reference") == one + two
    assert found(sort="amount") == two + one
    assert (found(need="screening"), found(need="assessors"), found(need="decision")) == (one, two, [])
    assert found(state="nonsense") == two + one
    assert found(q="nowhere") == []
    assert other.reference not in found()


def test_an_empty_answer_offers_everything_again(bid: Application, olive: User, door: Door) -> None:
    page = words_of(door(olive).get(of(bid.round, "applications/"), {"q": "nowhere"}))
    assert "Nothing fits" in page and "Show everything" in page


def test_25_stand_on_a_page(closed_round: Round, olive: User, door: Door) -> None:
    for _ in range(26):
        factories.make_application(closed_round, state="submitted")
    client = door(olive)
    assert len(references(client.get(of(closed_round, "applications/")))) == 25
    assert len(references(client.get(of(closed_round, "applications/"), {"page": 2}))) == 1


def test_ticked_applications_go_to_the_chosen_assessors(
    submitted: Application, bid: Application, sam: User, olive: User, door: Door
) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    Declaration.objects.create(application=bid, user=una, kind="work")
    response = door(olive).post(
        of(bid.round, "applications/?state=submitted"),
        {"applications": [submitted.pk, bid.pk], "assessors": [sam.pk, una.pk]},
        follow=True,
    )
    assert response.request["QUERY_STRING"] == "state=submitted"
    assert "Readings given: 3." in words_of(response)
    assert f"Una Assessor has ties to {bid.reference}." in words_of(response)
    assert set(Assessment.objects.values_list("application", "assessor")) == {
        (submitted.pk, sam.pk),
        (submitted.pk, una.pk),
        (bid.pk, sam.pk),
    }


def test_ticking_nothing_says_what_to_do_and_keeps_the_choice(
    submitted: Application, sam: User, olive: User, door: Door
) -> None:
    response = door(olive).post(of(submitted.round, "applications/"), {"assessors": [sam.pk]})
    assert response.status_code == 422
    assert "Tick the applications first" in words_of(response)
    response = door(olive).post(of(submitted.round, "applications/"), {"applications": [submitted.pk]})
    assert "Choose at least one assessor" in words_of(response)
    assert f'name="applications" value="{submitted.pk}" checked' in words_of(response)


def test_applications_of_another_round_are_not_assigned_from_here(
    submitted: Application, sam: User, olive: User, door: Door
) -> None:
    other = factories.make_application(state="submitted")
    response = door(olive).post(
        of(submitted.round, "applications/"), {"applications": [other.pk], "assessors": [sam.pk]}
    )
    assert response.status_code == 422
    assert Assessment.objects.count() == 0


def test_a_viewer_looks_and_does_not_assign(submitted: Application, sam: User, door: Door) -> None:
    vera = factories.make_person("Vera Viewer", "viewer")
    page = door(vera).get(of(submitted.round, "applications/"))
    assert page.status_code == 200
    assert "Assign the ticked ones" not in words_of(page)
    asked = {"applications": [submitted.pk], "assessors": [sam.pk]}
    assert door(vera).post(of(submitted.round, "applications/"), asked).status_code == 403
    for verb in ("assign/", "not-eligible/", "decide/"):
        assert door(vera).get(at(submitted, verb)).status_code == 403
    assert "Assign assessors" not in words_of(door(vera).get(at(submitted)))


# One application -----------------------------------------------------------------------------------------------------


def test_an_officer_sees_everything(bid: Application, sam: User, olive: User, door: Door) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, None))
    Declaration.objects.create(application=bid, user=una, kind="family", note="A cousin")
    deciding.decide(bid, by=olive, outcome="award", amount=9000, reason="Strong.", conditions="The lease.")
    page = words_of(door(olive).get(at(bid)))
    for words in (
        "Ann Applicant", "0131 496 0000", "Weekly walks led by peers.", "Walk leader", "Sam Assessor", "4.33",
        "The plan is clear.", "Una Assessor: Family or a close friend. A cousin", "Award: £9,000", "Strong.",
        "The lease.", "sealed until the announcement", "Application: Decided, not announced", "Change the decision",
    ):  # fmt: skip
        assert words in page


def test_an_officer_assigns_on_a_page_of_its_own(submitted: Application, sam: User, olive: User, door: Door) -> None:
    nora = factories.make_person("Nora Member", "assessor")
    factories.Membership.objects.create(user=nora, organisation=submitted.organisation, kind="viewer")
    client = door(olive)
    page = words_of(client.get(at(submitted, "assign/")))
    assert "Sam Assessor (0 to read; has not agreed to the rules of reading yet)" in page
    assert f"Nora Member belongs to the group behind {submitted.reference}." in page
    assert "Nora Member (0 to read" not in page
    assert client.post(at(submitted, "assign/"), {"assessors": [sam.pk]}).url == at(submitted)
    assert list(submitted.assessments.values_list("assessor", flat=True)) == [sam.pk]
    crafted = client.post(at(submitted, "assign/"), {"assessors": [nora.pk]})
    assert crafted.status_code == 422
    assert submitted.assessments.count() == 1


def test_an_officer_takes_a_reading_back(bid: Application, sam: User, olive: User, door: Door) -> None:
    assessment = factories.make_assessment(bid, sam, state="assigned")
    client = door(olive)
    assert "Take back" in words_of(client.get(at(bid)))
    assert client.post(f"/fund/assessments/{assessment.pk}/take-back/").url == at(bid)
    assessment.refresh_from_db()
    assert assessment.state == "taken_back"
    assert client.post(f"/fund/assessments/{assessment.pk}/take-back/").status_code == 403


def test_an_officer_rules_out_with_a_reason(
    submitted: Application, ann: User, olive: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    client = door(olive)
    empty = client.post(at(submitted, "not-eligible/"), {"reason": ""})
    assert (empty.status_code, "Say why this round cannot fund it" in words_of(empty)) == (422, True)
    assert client.post(at(submitted, "not-eligible/"), {"reason": "Outside Scotland."}).url == at(submitted)
    submitted.refresh_from_db()
    assert submitted.state == "ineligible"
    assert letters_to(ann) == []


def test_others_do_not_open_an_officer_s_pages(
    submitted: Application, ann: User, sam: User, pat: User, nia: User, door: Door
) -> None:
    round_pages = [of(submitted.round, page) for page in ("", "applications/", "ranking/", "announce/")]
    for person in (ann, sam, pat, nia):
        client = door(person)
        assert [client.get(page).status_code for page in round_pages] == [403] * 4
        expected = 403 if person == ann else 404
        assert [client.get(at(submitted, v)).status_code for v in ("", "assign/", "decide/")] == [expected] * 3


# Ranking and deciding ------------------------------------------------------------------------------------------------


def test_the_ranking_shows_figures_and_the_line_where_the_money_ends(
    closed_round: Round, sam: User, olive: User, door: Door
) -> None:
    rows = [factories.make_application(closed_round, state="in_assessment", amount=30000) for _ in range(2)]
    for row, score in zip(rows, (5, 3), strict=True):
        factories.make_assessment(row, sam, state="handed_in", scores=(score, score, score))
    page = words_of(door(olive).get(of(closed_round, "ranking/")))
    line = page.index("The round’s £50,000 reach to here")
    assert page.index(rows[0].reference) < line < page.index(rows[1].reference)
    assert "£60,000" in page and "5.00" in page and "3.00" in page
    assert page.count("/decide/") == 2


def test_deciding_on_a_page(bid: Application, sam: User, olive: User, door: Door) -> None:
    factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, 3))
    client = door(olive)
    page = words_of(client.get(at(bid, "decide/")))
    assert "Mean 4.00, spread 0.00. It asks for £10,500." in page
    assert client.post(at(bid, "decide/"), award("£10,000.50")).url == of(bid.round, "ranking/")
    decision = Decision.objects.get()
    assert (decision.outcome, str(decision.amount), decision.decided_by) == ("award", "10000.50", olive)
    opened = client.get(at(bid, "decide/"))
    again, seen = words_of(opened), opened.context["form"]["seen"].value()
    assert 'value="award"' in again and 'value="10,000.50"' in again and "A strong plan.</textarea>" in again
    client.post(at(bid, "decide/"), {"outcome": "reserve", "amount": "", "reason": "Others first.", "seen": seen})
    decision.refresh_from_db()
    assert (decision.outcome, decision.amount) == ("reserve", None)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"outcome": ""}, "Choose what the panel decided"),
        ({"reason": ""}, "Give the reason: the group will read it"),
        ({"amount": ""}, "Say how much is awarded, in pounds."),
        ({"amount": "0"}, "Say how much is awarded, in pounds."),
        ({"amount": "lots"}, "Enter the sum in pounds, like 12,500"),
        ({"amount": "1e3"}, "Enter the sum in pounds, like 12,500"),
        ({"amount": "1_000"}, "Enter the sum in pounds, like 12,500"),
        ({"amount": "-5"}, "Enter the sum in pounds, like 12,500"),
        ({"amount": "10500.01"}, "asks for £10,500. Award that much or less."),
    ],
)
def test_a_decision_that_cannot_be_is_said_in_words_and_nothing_typed_is_lost(
    bid: Application, olive: User, door: Door, changes: dict[str, str], words: str
) -> None:
    response = door(olive).post(at(bid, "decide/"), award(conditions="Show the lease.", **changes))
    assert response.status_code == 422
    page = words_of(response)
    assert words in page and "Show the lease.</textarea>" in page
    for name in response.context["form"].fields:
        assert f'name="{name}"' in page
    assert Decision.objects.count() == 0


def test_an_award_over_the_money_says_how_much_is_left(bid: Application, olive: User, door: Door) -> None:
    decided = factories.make_application(bid.round, state="decided", amount=45000)
    factories.make_decision(decided, amount=45000)
    response = door(olive).post(at(bid, "decide/"), award())
    assert response.status_code == 422
    assert "has £5,000 left of £50,000, so £10,000 cannot be awarded." in words_of(response)


def test_what_is_announced_cannot_be_decided(closed_round: Round, olive: User, door: Door) -> None:
    awarded = factories.make_application(closed_round, state="awarded")
    assert door(olive).get(at(awarded, "decide/")).status_code == 403
    assert door(olive).post(at(awarded, "decide/"), award()).status_code == 403


# Announcing ----------------------------------------------------------------------------------------------------------


def test_the_announcement_is_shown_before_it_is_made(bid: Application, ann: User, morag: User, door: Door) -> None:
    deciding.decide(bid, by=morag, outcome="award", amount=9000, reason="Strong.", conditions="The lease.")
    page = words_of(door(morag).get(of(bid.round, "announce/")))
    for words in ("Ann Applicant (ann@example.org)", "£9,000", "Your project is funded", "The lease.", "Announce to"):
        assert words in page
    assert (Letter.objects.count(), Grant.objects.count()) == (0, 0)


def test_announcing_tells_everybody_and_a_second_press_nobody(
    bid: Application, ann: User, morag: User, door: Door, letters_to: Callable[[User], list[str]]
) -> None:
    deciding.decide(bid, by=morag, outcome="award", amount=9000, reason="Strong.")
    client = door(morag)
    assert "Announced. Applications told: 1." in words_of(client.post(of(bid.round, "announce/"), follow=True))
    assert "Everybody has been told already." in words_of(client.post(of(bid.round, "announce/"), follow=True))
    assert letters_to(ann) == ["awarded"]
    assert Grant.objects.count() == 1


def test_what_stands_in_the_way_is_named_and_there_is_no_button(
    bid: Application, submitted: Application, morag: User, door: Door
) -> None:
    deciding.decide(bid, by=morag, outcome="decline", reason="Thin.")
    page = words_of(door(morag).get(of(bid.round, "announce/")))
    assert "Decide these first:" in page and submitted.reference in page
    assert "Announce to everybody now" not in page
    refused = door(morag).post(of(bid.round, "announce/"))
    assert refused.status_code == 409
    assert submitted.reference in words_of(refused)


def test_a_group_that_nobody_can_write_to_is_pointed_out(closed_round: Round, morag: User, door: Door) -> None:
    bid = factories.make_application(closed_round, state="in_assessment")
    deciding.decide(bid, by=morag, outcome="decline", reason="Thin.")
    assert "this group has no active lead or editor" in words_of(door(morag).get(of(closed_round, "announce/")))


@pytest.mark.parametrize("outcome", ["award", "reserve", "decline"])
def test_before_the_announcement_the_applicant_sees_no_hint(
    closed_round: Round, group: Organisation, ann: User, olive: User, morag: User, door: Door, outcome: str
) -> None:
    bid = factories.make_application(closed_round, group, state="in_assessment", by=ann)
    pages = ("/", "/home/", "/my/", f"/my/applications/{bid.pk}/", f"/my/applications/{bid.pk}/receipt/",
             f"/my/applications/{bid.pk}/check/", f"/my/applications/{bid.pk}/withdraw/", f"/my/groups/{group.pk}/",
             f"/rounds/{closed_round.slug}/", "/projects/")  # fmt: skip
    client = door(ann)

    def seen() -> list[str]:
        return [_without_tokens(words_of(client.get(page, follow=True))) for page in pages]

    before = seen()
    deciding.decide(
        bid, by=olive, outcome=outcome, amount=9876, reason="Reason under seal.", conditions="Condition under seal."
    )
    after = seen()
    assert after == before
    for page in after:
        for hint in ("under seal", "9,876", "Decided", "decided"):
            assert hint not in page.replace("has not been decided", "")
    assert Letter.objects.filter(to=ann).count() == 0
    announcing.announce(closed_round, by=morag)
    assert "under seal" in Letter.objects.get(to=ann).text


def _without_tokens(page: str) -> str:
    """The page without what differs each time that it is made."""
    return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]*"', "", page)


# Cost ----------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_round_s_pages_cost_the_same_for_1_3_and_200(closed_round: Round, sam: User, morag: User, door: Door) -> None:
    pages, client = ("", "applications/", "ranking/", "announce/"), door(morag)
    counts: dict[str, list[int]] = {page: [] for page in pages}
    client.get(of(closed_round))
    for wanted in (1, 3, 200):
        for _ in range(wanted - Application.objects.count()):
            lead = factories.make_person(f"Lead {next(serial)}")
            bid = factories.make_application(closed_round, factories.make_organisation(lead), state="decided")
            factories.make_decision(bid, "decline")
            factories.make_assessment(bid, sam, state="handed_in", scores=(1, 2, 3))
        for page in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(of(closed_round, page)).status_code == 200
            counts[page].append(len(queries))
    assert {page: len(set(found)) for page, found in counts.items()} == dict.fromkeys(pages, 1)
    assert max(counts[page][0] for page in ("applications/", "ranking/")) <= 15
    assert max(found[0] for found in counts.values()) <= 16  # the announcement asks once what still has to be settled


def test_one_application_costs_the_same_for_1_and_3_assessments(bid: Application, olive: User, door: Door) -> None:
    client, counts = door(olive), []
    client.get(at(bid))
    for wanted in (1, 3):
        for _ in range(wanted - bid.assessments.count()):
            factories.make_assessment(bid, factories.make_person(), state="handed_in", scores=(1, 2, 3))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(at(bid)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26


def test_an_officer_takes_a_reader_out_of_a_bid_and_the_register_shows_it(
    bid: Application, sam: User, olive: User, door: Door
) -> None:
    factories.make_assessment(bid, sam)
    page = f"/fund/applications/{bid.pk}/take-out/"
    wrong = door(olive).post(page, {"reader": sam.pk, "kind": "money"})
    assert wrong.status_code == 422 and "Say how you know of it" in words_of(wrong)
    assert "No ties in this round" in words_of(door(olive).get(of(bid.round, "ties/")))
    sent = {"reader": sam.pk, "kind": "money", "note": "He lends to the group."}
    done = door(olive).post(page, sent, follow=True)
    assert f"{bid.reference} is closed for {sam}." in words_of(done)
    register = words_of(door(olive).get(of(bid.round, "ties/")))
    assert all(words in register for words in (bid.reference, str(sam), "He lends to the group.", str(olive)))
