"""Deciding under seal, the round's money, and telling everybody together."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from applications import announcing, deciding, ranking
from applications.forms.officer import Pounds
from applications.models import Application, ApplicationAnswers, Assessment, Decision, Declaration, Grant
from fund import rounds
from fund.kit.states import Refused
from fund.models import Letter, MoneySource, Organisation, Round, Term, User, Vocabulary
from tests import factories
from tests.racing import race

POUNDS = Decimal


@pytest.fixture
def closed_round(db: None) -> Round:
    """A round of £50,000 that closed yesterday."""
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1))


@pytest.fixture
def bid(closed_round: Round, group: Organisation) -> Application:
    return factories.make_application(closed_round, group, state="in_assessment")


def decide(bid: Application, by: User, outcome: str = "award", amount: int | None = 10000, **facts: str) -> Decision:
    facts.setdefault("reason", "A strong plan.")
    return deciding.decide(bid, by=by, outcome=outcome, amount=None if amount is None else POUNDS(amount), **facts)


# Deciding ------------------------------------------------------------------------------------------------------------


def test_a_decision_is_recorded_and_sealed(bid: Application, ann: User, olive: User) -> None:
    decision = decide(bid, olive, conditions="Show us the lease.")
    bid.refresh_from_db()
    assert (bid.state, decision.outcome, decision.amount) == ("decided", "award", POUNDS(10000))
    assert (decision.conditions, decision.decided_by, decision.announced_at) == ("Show us the lease.", olive, None)
    assert Letter.objects.count() == 0
    assert Grant.objects.count() == 0


def test_a_decision_copies_what_the_panel_saw_without_names(bid: Application, sam: User, olive: User) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, 3))
    factories.make_assessment(bid, una, state="handed_in", scores=(3, None, 4))
    figures = decide(bid, olive).figures
    assert figures == {
        "mean": 3.75,
        "spread": 0.25,
        "assessed": 2,
        "marks": [
            {"mark": 3.5, "scores": {"idea": 3.0, "people": None, "learning": 4.0}},
            {"mark": 4.0, "scores": {"idea": 5.0, "people": 4.0, "learning": 3.0}},
        ],
        "weights": {"idea": 1.0, "people": 2.0, "learning": 1.0},
        "asked": 10500.0,
    }


def test_the_copy_stays_when_scores_change_later(bid: Application, sam: User, olive: User) -> None:
    assessment = factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, 3))
    decision = decide(bid, olive)
    assessment.scores.update(value=0)
    decision.refresh_from_db()
    assert decision.figures["mean"] == 4.0


def test_a_decision_can_change_until_it_is_announced(bid: Application, olive: User) -> None:
    decide(bid, olive)
    decide(bid, olive, outcome="reserve", amount=None, reason="Good, but others come first.")
    decision = Decision.objects.get()
    assert (decision.outcome, decision.amount, decision.reason) == ("reserve", None, "Good, but others come first.")
    assert decision.history.count() == 2


@pytest.mark.parametrize("state", ["draft", "submitted", "ineligible", "withdrawn", "awarded", "reserve", "not_funded"])
def test_only_what_is_before_the_panel_is_decided(closed_round: Round, olive: User, state: str) -> None:
    bid = factories.make_application(closed_round, state=state)
    with pytest.raises(Refused):
        decide(bid, olive)
    assert Decision.objects.count() == 0


def test_a_decision_needs_a_reason(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        decide(bid, olive, reason="  ")
    assert refusal.value.words == "Give the reason: the group will read your words."


@pytest.mark.parametrize("amount", [None, 0, -5])
def test_an_award_says_how_much(bid: Application, olive: User, amount: int | None) -> None:
    with pytest.raises(Refused) as refusal:
        decide(bid, olive, amount=amount)
    assert refusal.value.words == "Say how much is awarded, in pounds."


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("£1,000.00", "1000.00"),
        ("１０００", "1000.00"),
        ("1 000", "1000.00"),
        ("-0", "0.00"),
        ("+5", "5.00"),
        ("", None),
    ],
)
def test_the_sum_of_an_award_is_read_as_people_type_it(typed: str, read: str | None) -> None:
    found = Pounds(required=False).clean(typed)
    assert (None if found is None else str(found)) == read


@pytest.mark.parametrize(
    "typed", ["1e3", "1_000", "NaN", "Infinity", "-5", "1,00", "1.000,00", "9" * 20, "1000000000000"]
)
def test_a_sum_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="12,500"):
        Pounds(required=False, error_messages={"invalid": "Enter the sum in pounds, like 12,500"}).clean(typed)


def test_an_award_reaches_the_sum_asked_for_and_not_a_penny_more(bid: Application, olive: User) -> None:
    with pytest.raises(Refused):
        decide(bid, olive, amount=Decimal("10500.01"))
    assert decide(bid, olive, amount=Decimal("10500.00")).amount == 10500


def test_an_award_is_never_more_than_was_asked_for(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        decide(bid, olive, amount=105000)
    assert refusal.value.words == f"{bid.reference} asks for £10,500. Award that much or less."


def test_an_amount_with_no_award_is_dropped(bid: Application, olive: User) -> None:
    assert decide(bid, olive, outcome="decline", amount=5000).amount is None


# Money ---------------------------------------------------------------------------------------------------------------


def test_awards_can_reach_the_round_s_money_and_not_pass_it(closed_round: Round, olive: User) -> None:
    first, second = (
        factories.make_application(closed_round, state="in_assessment", amount=POUNDS(40000)) for _ in "ab"
    )
    decide(first, olive, amount=30000)
    with pytest.raises(Refused) as refusal:
        decide(second, olive, amount=20001)
    assert refusal.value.words == (
        f"{closed_round} has £20,000 left of £50,000, so £20,001 cannot be awarded. "
        "Award less, put it on the reserve list, or change another award first."
    )
    second.refresh_from_db()
    assert second.state == "in_assessment"
    Declaration.objects.create(application=first, user=olive, kind="family")
    with pytest.raises(Refused) as refusal:
        decide(second, olive, amount=20001)
    assert "£20,000" not in refusal.value.words, "the rest would tell what the bid got to which they have ties"
    assert refusal.value.words.startswith(f"{closed_round} has less than £20,001 left.")
    decide(second, olive, amount=20000)
    assert ranking.decided_of(closed_round) == POUNDS(50000)


def test_changing_an_award_counts_its_own_money_once(closed_round: Round, olive: User) -> None:
    bid = factories.make_application(closed_round, state="in_assessment", amount=POUNDS(50000))
    decide(bid, olive, amount=40000)
    decide(bid, olive, amount=50000)
    assert ranking.decided_of(closed_round) == POUNDS(50000)


def test_the_money_of_all_sources_counts(closed_round: Round, olive: User) -> None:
    MoneySource.objects.create(round=closed_round, name="A foundation", amount=POUNDS(5000))
    bid = factories.make_application(closed_round, state="in_assessment", amount=POUNDS(60000))
    decide(bid, olive, amount=55000)
    with pytest.raises(Refused):
        decide(bid, olive, amount=55001)


def test_a_source_without_a_published_sum_means_no_limit(closed_round: Round, olive: User) -> None:
    MoneySource.objects.create(round=closed_round, name="A foundation", amount=None)
    bid = factories.make_application(closed_round, state="in_assessment", amount=POUNDS(90000))
    decide(bid, olive, amount=90000)
    assert ranking.money(closed_round).all is None
    assert ranking.money(closed_round).left is None


@pytest.mark.parametrize("state", ["withdrawn", "in_assessment"])
def test_an_award_that_does_not_stand_holds_no_money(closed_round: Round, olive: User, state: str) -> None:
    gone = factories.make_application(closed_round, state=state, amount=POUNDS(50000))
    factories.make_decision(gone, amount=50000)
    bid = factories.make_application(closed_round, state="in_assessment", amount=POUNDS(50000))
    decide(bid, olive, amount=50000)
    assert ranking.decided_of(closed_round) == POUNDS(50000)


def test_a_refused_offer_gives_its_money_back(closed_round: Round) -> None:
    refused = factories.make_application(closed_round, state="awarded")
    factories.make_decision(refused, amount=20000)
    factories.make_grant(refused, state="refused")
    assert ranking.decided_of(closed_round) == POUNDS(0)


def test_the_money_counts_what_is_in_play(closed_round: Round) -> None:
    for state in ("draft", "withdrawn", "ineligible", "submitted", "in_assessment"):
        factories.make_application(closed_round, state=state, amount=POUNDS(1000))
    money = ranking.money(closed_round)
    assert (money.all, money.asked, money.decided, money.left) == (50000, 2000, 0, 50000)


def test_the_running_total_draws_the_line_where_the_money_ends(closed_round: Round, sam: User) -> None:
    best, second, third, unread = (
        factories.make_application(closed_round, state="in_assessment", amount=POUNDS(30000)) for _ in range(4)
    )
    for bid, score in ((best, 5), (second, 4), (third, 3)):
        factories.make_assessment(bid, sam, state="handed_in", scores=(score, score, score))
    Application.objects.filter(pk=best.pk).update(state="decided")
    factories.make_decision(best, amount=20000)
    lines = ranking.money_line(closed_round, ranking.money_of(closed_round))
    assert [(line.place, line.pk, line.running, line.fits, line.is_first_over) for line in lines] == [
        (1, best.pk, POUNDS(20000), True, False),
        (2, second.pk, POUNDS(50000), True, False),
        (3, third.pk, POUNDS(80000), False, True),
        (4, unread.pk, POUNDS(110000), False, False),
    ]


# Four at once --------------------------------------------------------------------------------------------------------


def decide_without_the_lock(bid: Application, *, by: User, amount: Decimal, looked: Barrier) -> None:
    """The obvious code, kept as a control: it looks at the sum, then writes, and holds nothing meanwhile."""
    with transaction.atomic():
        words = deciding.what_stands_against(bid, amount, by=by)
        looked.wait(timeout=20)  # all have looked before any writes: what happens by chance in a busy room
        if words:
            raise Refused(words)
        Decision.objects.create(application=bid, outcome="award", amount=amount, reason="A strong plan.", decided_by=by)
        bid.move(Application.State.DECIDED, by=by)


@pytest.fixture
def four_bids(transactional_db: None) -> list[Application]:
    round_ = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
    round_.sources.update(amount=POUNDS(100000))
    return [factories.make_application(round_, state="in_assessment", amount=POUNDS(60000)) for _ in range(4)]


@pytest.mark.postgres
@pytest.mark.parametrize("turn", range(5))
def test_four_decisions_at_once_never_pass_the_money(four_bids: list[Application], turn: int) -> None:
    by = factories.make_person("Olive Officer", "officer")
    answers = race([lambda bid=bid: decide(bid, by, amount=60000) for bid in four_bids])
    assert answers == ["done", "refused", "refused", "refused"]
    assert ranking.decided_of(four_bids[0].round) == POUNDS(60000)
    assert Application.objects.filter(state="decided").count() == 1


@pytest.mark.postgres
def test_without_the_lock_four_decisions_at_once_overspend(four_bids: list[Application]) -> None:
    by, looked = factories.make_person("Olive Officer", "officer"), Barrier(4)
    answers = race(
        [lambda bid=bid: decide_without_the_lock(bid, by=by, amount=POUNDS(60000), looked=looked) for bid in four_bids]
    )
    assert answers == ["done"] * 4
    assert ranking.decided_of(four_bids[0].round) == POUNDS(240000)


def lower(round_: Round, pounds_: int, by: User) -> None:
    rounds.set_rows(round_, "money", [{"name": "Scottish Government", "amount": POUNDS(pounds_)}], by=by, reason="Less")


def test_the_money_of_a_round_never_falls_below_what_is_decided(round_: Round, olive: User) -> None:
    round_.sources.update(amount=POUNDS(100000))
    decide(factories.make_application(round_, state="in_assessment", amount=POUNDS(60000)), olive, amount=60000)
    with pytest.raises(Refused, match="Awards of £60,000 are decided in this round"):
        lower(round_, 59999, olive)
    assert ranking.money_of(round_) == POUNDS(100000)
    lower(round_, 60000, olive)
    assert ranking.money(round_).left == 0


@pytest.mark.postgres
@pytest.mark.parametrize("turn", range(3))
def test_a_decision_and_less_money_at_once_never_pass_the_money(four_bids: list[Application], turn: int) -> None:
    by, round_ = factories.make_person("Olive Officer", "officer"), four_bids[0].round
    answers = race([lambda: decide(four_bids[0], by, amount=60000), lambda: lower(round_, 50000, by)])
    assert answers == ["done", "refused"]
    left = ranking.money(round_).left
    assert left is not None and left >= 0


@pytest.mark.postgres
def test_without_the_lock_a_decision_and_less_money_overspend(four_bids: list[Application]) -> None:
    """The obvious code: look at what is decided, then lower the money, while somebody decides. It must fail here."""
    by, round_, looked = factories.make_person("Olive Officer", "officer"), four_bids[0].round, Barrier(2)

    def lower_naively() -> None:
        is_covered = ranking.decided_of(round_) <= POUNDS(50000)
        looked.wait(timeout=20)
        if is_covered:
            round_.sources.update(amount=POUNDS(50000))

    def decide_naively() -> None:
        decide_without_the_lock(four_bids[0], by=by, amount=POUNDS(60000), looked=looked)

    assert race([lower_naively, decide_naively]) == ["done", "done"]
    assert ranking.money(round_).left == POUNDS(-10000)


@pytest.mark.postgres
def test_two_who_announce_at_once_tell_everybody_once(four_bids: list[Application]) -> None:
    by = factories.make_person("Morag Manager", "manager")
    ann = factories.make_person("Ann Applicant")
    factories.Membership.objects.create(user=ann, organisation=four_bids[0].organisation, kind="lead")
    decide(four_bids[0], by, amount=60000)
    for bid in four_bids[1:]:
        decide(bid, by, outcome="decline")
    assert race([lambda: announcing.announce(four_bids[0].round, by=by)] * 4) == ["done"] * 4
    assert Grant.objects.count() == 1
    assert Letter.objects.filter(to=ann, kind="awarded").count() == 1


# Announcing ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def decided_round(closed_round: Round, group: Organisation, ann: User, olive: User) -> Round:
    """Ann's group is awarded; two other groups are on the reserve list and not funded."""
    closed_round.projects_start_on = date(2027, 4, 1)
    closed_round.save()
    decide(factories.make_application(closed_round, group, state="in_assessment"), olive, conditions="Show the lease.")
    for name, outcome in (("Rose Reserve", "reserve"), ("Ned Notfunded", "decline")):
        lead = factories.make_person(name)
        bid = factories.make_application(closed_round, factories.make_organisation(lead), state="in_assessment")
        decide(bid, olive, outcome=outcome, reason=f"Words for {name}.")
    return closed_round


def test_an_announcement_tells_everybody_at_once(decided_round: Round, morag: User) -> None:
    told = announcing.announce(decided_round, by=morag)
    assert [application.state for application in told] == ["awarded", "not_funded", "reserve"]
    assert sorted(decided_round.applications.values_list("state", flat=True)) == ["awarded", "not_funded", "reserve"]
    letters = {letter.kind: letter for letter in Letter.objects.select_related("to")}
    assert {kind: letter.to.name for kind, letter in letters.items()} == {
        "awarded": "Ann Applicant",
        "reserve": "Rose Reserve",
        "not_funded": "Ned Notfunded",
    }
    assert "Words for Rose Reserve." in letters["reserve"].text and "Words for Rose Reserve." in letters["reserve"].html
    assert "not funded this time" in letters["not_funded"].text
    assert "£10,000" in letters["awarded"].text and "Show the lease." in letters["awarded"].html
    decided_round.refresh_from_db()
    assert decided_round.announced_at is not None
    assert decided_round.history.first().history_user == morag
    assert set(Decision.objects.values_list("announced_at", flat=True)) == {decided_round.announced_at}


def test_announcing_counts_how_many_were_funded(closed_round: Round, bid: Application, olive: User) -> None:
    for state in ("draft", "withdrawn", "ineligible"):
        factories.make_application(closed_round, state=state)
    factories.make_application(closed_round, state="in_assessment", is_test=True)
    other = factories.make_application(closed_round, state="in_assessment")
    closed_round.applications.filter(is_test=True).update(state="awarded")
    decide(bid, olive)
    decide(other, olive, outcome="decline", amount=None)
    assert closed_round.chances() is None
    announcing.announce(closed_round, by=olive)
    closed_round.refresh_from_db()
    assert closed_round.chances() == (1, 3)  # the one that was not eligible counts, a draft or a test does not


def test_a_letter_says_nothing_of_other_groups(decided_round: Round, morag: User, group: Organisation) -> None:
    announcing.announce(decided_round, by=morag)
    for letter in Letter.objects.exclude(kind="awarded"):
        assert group.name not in letter.text + letter.html
        assert "Ann" not in letter.text + letter.html


def test_an_award_becomes_a_grant_with_everything_that_was_agreed(decided_round: Round, morag: User) -> None:
    bid = decided_round.applications.get(decision__outcome="award")
    area = factories.make_area()
    vocabulary = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions", source="A list")
    asthma = Term.objects.create(vocabulary=vocabulary, code="asthma", name="Asthma")
    bid.areas.add(area)
    bid.conditions.add(asthma)
    announcing.announce(decided_round, by=morag)
    grant = Grant.objects.get()
    assert (grant.application, grant.organisation, grant.round, grant.state) == (
        bid,
        bid.organisation,
        decided_round,
        "offered",
    )
    assert (grant.reference, grant.title, grant.summary) == (bid.reference, bid.title, bid.summary)
    assert (grant.amount, grant.conditions) == (POUNDS(10000), "Show the lease.")
    assert (grant.starts_on, grant.ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    assert (list(grant.areas.all()), list(grant.health_conditions.all())) == ([area], [asthma])
    assert list(grant.budget.values_list("heading", "what", "amount", "position")) == [
        ("Staff", "Walk leader, 8 hours a week", POUNDS("9000.00"), 0),
        ("Other", "Room hire", POUNDS("1500.00"), 1),
    ]
    assert grant.history.get().history_user == morag


def test_an_application_without_a_budget_table_still_becomes_a_grant(decided_round: Round, morag: User) -> None:
    ApplicationAnswers.objects.filter(section__code="budget").delete()
    announcing.announce(decided_round, by=morag)
    assert Grant.objects.get().budget.count() == 0


def test_announcing_twice_changes_nothing_the_second_time(decided_round: Round, morag: User) -> None:
    announcing.announce(decided_round, by=morag)
    decided_round.refresh_from_db()
    before = decided_round.announced_at, Letter.objects.count(), Grant.objects.count(), decided_round.history.count()
    assert announcing.announce(decided_round, by=morag) == []
    decided_round.refresh_from_db()
    after = decided_round.announced_at, Letter.objects.count(), Grant.objects.count(), decided_round.history.count()
    assert before == after


@pytest.mark.parametrize("state", ["submitted", "in_assessment"])
def test_nothing_is_announced_while_one_is_undecided(decided_round: Round, morag: User, state: str) -> None:
    left = factories.make_application(decided_round, state=state)
    with pytest.raises(Refused) as refusal:
        announcing.announce(decided_round, by=morag)
    assert refusal.value.words == (f"Decide these first: {left.reference}. Everybody in a round hears on the same day.")
    assert (Letter.objects.count(), Grant.objects.count()) == (0, 0)
    assert decided_round.applications.filter(state="decided").count() == 3


def test_nothing_is_announced_while_the_round_takes_applications(decided_round: Round, morag: User) -> None:
    Round.objects.filter(pk=decided_round.pk).update(closes_at=timezone.now() + timedelta(hours=1))
    with pytest.raises(Refused) as refusal:
        announcing.announce(decided_round, by=morag)
    assert refusal.value.words.endswith("Announce when it has closed.")


@pytest.mark.parametrize("state", ["draft", "withdrawn", "ineligible"])
def test_what_is_out_of_play_does_not_hold_the_announcement_up(decided_round: Round, morag: User, state: str) -> None:
    out = factories.make_application(decided_round, state=state)
    announcing.announce(decided_round, by=morag)
    out.refresh_from_db()
    assert out.state == state


def test_a_withdrawn_award_makes_no_grant(decided_round: Round, morag: User, ann: User) -> None:
    decided_round.applications.get(decision__outcome="award").move("withdrawn", by=ann)
    announcing.announce(decided_round, by=morag)
    assert Grant.objects.count() == 0
    assert not Letter.objects.filter(kind="awarded").exists()


def test_an_announced_decision_is_not_changed(decided_round: Round, morag: User, olive: User) -> None:
    announcing.announce(decided_round, by=morag)
    bid = decided_round.applications.get(state="awarded")
    with pytest.raises(Refused):
        decide(bid, olive, outcome="decline")
    assert bid.decision.outcome == "award"


def test_if_one_letter_cannot_be_written_nobody_hears(
    decided_round: Round, morag: User, settings: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bid = decided_round.applications.get(decision__outcome="award")
    sheet = bid.answers.get(section__code="budget")
    sheet.values = {"budget": [{"heading": "staff", "what": "", "amount": "no number"}]}
    sheet.save()
    with pytest.raises(Exception):  # noqa: B017  (whatever breaks: the point is what is left behind)
        announcing.announce(decided_round, by=morag)
    assert (Letter.objects.count(), Grant.objects.count()) == (0, 0)
    assert set(decided_round.applications.values_list("state", flat=True)) == {"decided"}


def test_the_preview_shows_what_would_be_sent_and_sends_nothing(decided_round: Round, ann: User) -> None:
    posts = {post.application.decision.outcome: post for post in announcing.preview(decided_round)}
    assert posts["award"].to == [ann]
    assert "£10,000" in posts["award"].text and "/my/" in posts["award"].text
    assert "Words for Ned Notfunded." in posts["decline"].text
    assert (Letter.objects.count(), Grant.objects.count()) == (0, 0)


def test_what_the_preview_shows_is_what_is_sent(decided_round: Round, morag: User) -> None:
    shown = {post.application.reference: post.text for post in announcing.preview(decided_round)}
    announcing.announce(decided_round, by=morag)
    for bid in decided_round.applications.exclude(state="awarded"):
        sent = Letter.objects.get(kind=bid.state)
        assert sent.text.strip() == shown[bid.reference]


def test_assessments_are_untouched_by_the_announcement(decided_round: Round, morag: User, sam: User) -> None:
    bid = decided_round.applications.get(decision__outcome="award")
    factories.make_assessment(bid, sam, state="handed_in", scores=(1, 2, 3))
    announcing.announce(decided_round, by=morag)
    assert Assessment.objects.get().state == "handed_in"
