"""Declaring ties, scoring, and the figures that come of it."""

from decimal import Decimal

import pytest

from applications import assessing
from applications.assessing import Said
from applications.models import Application, Assessment, Declaration, Score
from fund.kit.states import Refused
from fund.models import Round, User
from tests import factories


@pytest.fixture
def bid(round_: Round) -> Application:
    return factories.make_application(round_, state="in_assessment")


@pytest.fixture
def assigned(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="assigned")


@pytest.fixture
def started(bid: Application, sam: User) -> Assessment:
    return factories.make_assessment(bid, sam, state="started")


def all_scores(round_: Round, *values: int | None) -> dict[int, Said]:
    criteria = round_.criteria.all()
    return {
        criterion.pk: Said(abstains=True) if value is None else Said(Decimal(value), "The plan says so.")
        for criterion, value in zip(criteria, values, strict=True)
    }


# Ties ----------------------------------------------------------------------------------------------------------------


def test_no_ties_open_the_application(assigned: Assessment, sam: User) -> None:
    assessing.declare(assigned, by=sam, kind="none")
    assigned.refresh_from_db()
    assert assigned.state == "started"
    assert Declaration.objects.get().kind == "none"


@pytest.mark.parametrize("kind", ["own", "family", "work", "money", "other"])
def test_any_tie_closes_the_application(assigned: Assessment, sam: User, kind: str) -> None:
    declaration = assessing.declare(assigned, by=sam, kind=kind, note="We sit on one board.")
    assigned.refresh_from_db()
    assert (assigned.state, declaration.kind, declaration.note) == ("conflicted", kind, "We sit on one board.")
    assert declaration.history.get().history_user == sam


def test_a_tie_found_later_closes_what_was_handed_in_and_takes_its_scores_out(bid: Application, sam: User) -> None:
    handed_in = factories.make_assessment(bid, sam, state="handed_in", scores=(1, 2, 3))
    assessing.declare(handed_in, by=sam, kind="work")
    handed_in.refresh_from_db()
    assert handed_in.state == "conflicted"
    assert Application.objects.with_scores().get(pk=bid.pk).assessed == 0


def test_a_tie_declared_on_the_panel_closes_the_assessment_too(assigned: Assessment, sam: User) -> None:
    assessing.declare_for_panel(assigned.application, by=sam, kind="family")
    assigned.refresh_from_db()
    assert assigned.state == "conflicted"


def test_a_declared_tie_is_not_unsaid(assigned: Assessment, sam: User) -> None:
    assessing.declare(assigned, by=sam, kind="family")
    with pytest.raises(Refused) as refusal:
        assessing.declare(assigned, by=sam, kind="none")
    assert refusal.value.words.startswith("This application is closed for you because of ties.")
    with pytest.raises(Refused):
        assessing.declare_for_panel(assigned.application, by=sam, kind="none")
    assert Declaration.objects.get().kind == "family"


def test_declaring_twice_keeps_one_declaration(assigned: Assessment, sam: User) -> None:
    assessing.declare(assigned, by=sam, kind="none")
    assessing.declare(assigned, by=sam, kind="none")
    assert Declaration.objects.get().history.count() == 1


# Scores --------------------------------------------------------------------------------------------------------------


def test_scores_are_kept_as_far_as_given(started: Assessment, sam: User, round_: Round) -> None:
    first = round_.criteria.first()
    assessing.save(
        started, by=sam, scores={first.pk: Said(Decimal(4), "Well said.", "Say more.")}, overall="So far so good."
    )
    assert Score.objects.values_list("criterion", "value", "strong", "stronger").get() == (
        first.pk,
        Decimal(4),
        "Well said.",
        "Say more.",
    )
    started.refresh_from_db()
    assert (started.state, started.overall) == ("started", "So far so good.")


def test_saving_the_same_again_writes_no_history(started: Assessment, sam: User, round_: Round) -> None:
    for _ in range(2):
        assessing.save(started, by=sam, scores=all_scores(round_, 1, 2, None), overall="")
    assert [score.history.count() for score in started.scores.all()] == [1, 1, 1]


@pytest.mark.parametrize(("value", "said"), [(Decimal(6), "6"), (Decimal("-1"), "-1"), (Decimal("5.5"), "5.5")])
def test_a_score_off_the_scale_is_refused_in_words(
    started: Assessment, sam: User, round_: Round, value: Decimal, said: str
) -> None:
    first = round_.criteria.first()
    with pytest.raises(Refused) as refusal:
        assessing.save(started, by=sam, scores={first.pk: Said(value)})
    assert refusal.value.words == f"A score for “{first.name}” goes from 0 to 5. You gave {said}."
    assert Score.objects.count() == 0


def test_a_criterion_of_another_round_is_refused(started: Assessment, sam: User) -> None:
    stranger = factories.make_round().criteria.first()
    with pytest.raises(Refused):
        assessing.save(started, by=sam, scores={stranger.pk: Said(Decimal(3))})
    assert Score.objects.count() == 0


@pytest.mark.parametrize("state", ["assigned", "handed_in", "conflicted", "taken_back"])
def test_scores_change_only_while_the_assessment_is_being_written(
    bid: Application, sam: User, round_: Round, state: str
) -> None:
    assessment = factories.make_assessment(bid, sam, state=state)
    with pytest.raises(Refused):
        assessing.save(assessment, by=sam, scores=all_scores(round_, 1, 1, 1))
    with pytest.raises(Refused):
        assessing.hand_in(assessment, by=sam)
    assert Score.objects.count() == 0


def test_scores_come_too_late_when_the_application_is_decided(started: Assessment, sam: User, round_: Round) -> None:
    Application.objects.filter(pk=started.application.pk).update(state="decided")
    with pytest.raises(Refused) as refusal:
        assessing.save(started, by=sam, scores=all_scores(round_, 1, 1, 1))
    assert refusal.value.words == "Scoring has ended for this application, so its scores can no longer change."


def test_handing_in_needs_every_criterion(started: Assessment, sam: User, round_: Round) -> None:
    first, second, third = round_.criteria.all()
    assessing.save(started, by=sam, scores={first.pk: Said(Decimal(4), "Clear."), second.pk: Said(Decimal(2), " ")})
    with pytest.raises(Refused) as refusal:
        assessing.hand_in(started, by=sam)
    assert refusal.value.words == f"Give a score and say why for: {second.name}; {third.name}. Then hand in."
    started.refresh_from_db()
    assert (started.state, started.handed_in_at) == ("started", None)


def test_not_knowing_enough_counts_as_an_answer(started: Assessment, sam: User, round_: Round) -> None:
    assessing.save(started, by=sam, scores=all_scores(round_, 4, None, 2))
    assessing.hand_in(started, by=sam)
    started.refresh_from_db()
    assert started.state == "handed_in"
    assert started.handed_in_at is not None


# Figures, computed by hand -------------------------------------------------------------------------------------------
# Weights 1, 2, 1. (5, 4, 3): (5 + 8 + 3) / 4 = 4. (3, None, 4): (3 + 4) / 2 = 3.5. (1, 2, None): (1 + 4) / 3 = 5/3.


@pytest.fixture
def three_marks(bid: Application, sam: User) -> Application:
    una, ian, eve = (factories.make_person(name, "assessor") for name in ("Una", "Ian", "Eve"))
    factories.make_assessment(bid, sam, state="handed_in", scores=(5, 4, 3))
    factories.make_assessment(bid, una, state="handed_in", scores=(3, None, 4))
    factories.make_assessment(bid, ian, state="handed_in", scores=(1, 2, None))
    factories.make_assessment(bid, eve, state="started", scores=(0, 0, 0))
    return Application.objects.with_scores().get(pk=bid.pk)


def test_a_mark_is_the_weighted_mean_without_abstentions(three_marks: Application) -> None:
    marks = three_marks.assessments.handed_in().order_by("pk").values_list("mark", flat=True)
    assert list(marks) == pytest.approx([4.0, 3.5, 5 / 3])


def test_mean_spread_and_number_are_those_computed_by_hand(three_marks: Application) -> None:
    mean = (4 + 3.5 + 5 / 3) / 3
    variance = ((4 - mean) ** 2 + (3.5 - mean) ** 2 + (5 / 3 - mean) ** 2) / 3
    assert (three_marks.mean, three_marks.spread, three_marks.assessed) == (
        pytest.approx(3.0555556),
        pytest.approx(variance**0.5),
        3,
    )
    assert three_marks.spread == pytest.approx(1.0030817)


def test_an_assessment_of_abstentions_alone_has_no_mark(bid: Application, sam: User) -> None:
    factories.make_assessment(bid, sam, state="handed_in", scores=(None, None, None))
    row = Application.objects.with_scores().get(pk=bid.pk)
    assert (row.mean, row.spread, row.assessed) == (None, None, 0)


def test_an_application_that_nobody_read_has_no_figures(bid: Application) -> None:
    row = Application.objects.with_scores().get(pk=bid.pk)
    assert (row.mean, row.spread, row.assessed) == (None, None, 0)


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (200, 1), (201, 2), (1000, 5)])
def test_reading_minutes_are_200_words_each_rounded_up(bid: Application, words: int, minutes: int) -> None:
    bid.answers.exclude(section__code="plan").update(values={"contact_name": "word " * 5000})
    bid.answers.filter(section__code="plan").update(values={"what": "word " * words})
    bid.answers.filter(section__code="budget").update(values={})
    assert assessing.minutes([bid.pk]) == {bid.pk: minutes}


def test_words_are_counted_in_lists_and_tables_too() -> None:
    assert assessing.count_words({"a": "one two", "b": ["three", {"what": "four five", "amount": 12}], "c": None}) == 5


# Ties that the fund knows of ----------------------------------------------------------------------------------------


def test_who_is_taken_out_of_a_bid_finds_it_closed_and_the_register_says_who_said_so(
    bid: Application, sam: User, olive: User
) -> None:
    reading = factories.make_assessment(bid, sam)
    assessing.recuse(bid, sam, kind="family", note="Her brother runs the group.", by=olive)
    reading.refresh_from_db()
    assert reading.state == "conflicted"
    (tie,) = assessing.ties_of(bid.round)
    assert (tie.user, tie.recorded_by, tie.note) == (sam, olive, "Her brother runs the group.")
    with pytest.raises(Refused, match="If that was a mistake"):
        assessing.declare_for_panel(bid, by=sam, kind="none")


def test_taking_somebody_out_needs_a_tie_and_how_it_is_known(bid: Application, sam: User, olive: User) -> None:
    with pytest.raises(Refused, match="Choose what ties"):
        assessing.recuse(bid, sam, kind="none", note="Nothing", by=olive)
    with pytest.raises(Refused, match="how the fund knows"):
        assessing.recuse(bid, sam, kind="work", note="  ", by=olive)
    assert not Declaration.objects.exists()


def test_what_somebody_says_themselves_is_their_own_in_the_register(bid: Application, sam: User) -> None:
    assessing.declare_for_panel(bid, by=sam, kind="work", note="I volunteer there.")
    (tie,) = assessing.ties_of(bid.round)
    assert tie.recorded_by is None
