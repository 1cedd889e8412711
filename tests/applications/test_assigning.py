"""Who reads which application, and what this round cannot fund."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from applications import assessing, assigning, screening
from applications.forms.officer import Assign
from applications.models import Application, Assessment, Declaration
from fund import readers
from fund.kit.states import Refused
from fund.models import Letter, Membership, Organisation, ReaderProfile, Round, User
from fund.templatetags.words import day
from tests import factories


@pytest.fixture
def bid(round_: Round, group: Organisation) -> Application:
    return factories.make_application(round_, group, state="submitted")


def test_assigning_asks_the_assessor_and_starts_the_assessment(
    bid: Application, sam: User, olive: User, letters_to: Callable[[User], list[str]]
) -> None:
    (assessment,) = assigning.assign(bid, [sam], by=olive)
    assert (assessment.assessor, assessment.state, assessment.assigned_by) == (sam, "assigned", olive)
    bid.refresh_from_db()
    assert bid.state == "in_assessment"
    assert letters_to(sam) == ["assigned"]
    assert assessment.history.get().history_user == olive


def test_the_letter_to_an_assessor_names_no_group_and_no_person(
    bid: Application, sam: User, olive: User, ann: User
) -> None:
    assigning.assign(bid, [sam], by=olive)
    letter = Letter.objects.get(kind="assigned")
    for secret in (bid.organisation.name, ann.name, ann.email):
        assert secret not in letter.subject + letter.text + letter.html
    assert bid.title in letter.text and bid.title in letter.html
    assert "It takes about 1 minute to read." in letter.text and "It takes about 1 minute to read." in letter.html


def test_a_second_assignment_of_the_same_assessor_changes_nothing(bid: Application, sam: User, olive: User) -> None:
    (first,) = assigning.assign(bid, [sam], by=olive)
    (second,) = assigning.assign(bid, [sam], by=olive)
    assert first == second
    assert Letter.objects.filter(kind="assigned").count() == 1


def test_a_member_of_the_applying_group_is_never_assigned(bid: Application, sam: User, olive: User) -> None:
    Membership.objects.create(user=sam, organisation=bid.organisation, kind="viewer")
    with pytest.raises(Refused) as refusal:
        assigning.assign(bid, [sam], by=olive)
    assert refusal.value.words == (f"Sam Assessor belongs to the group behind {bid.reference}. Choose somebody else.")
    assert Assessment.objects.count() == 0


def test_somebody_with_a_declared_conflict_is_never_assigned(bid: Application, sam: User, olive: User) -> None:
    Declaration.objects.create(application=bid, user=sam, kind="family")
    with pytest.raises(Refused) as refusal:
        assigning.assign(bid, [sam], by=olive)
    assert refusal.value.words == f"Sam Assessor has ties to {bid.reference}. Choose somebody else."


@pytest.mark.parametrize("facts", [{"is_active": False}, {}])
def test_only_active_assessors_of_the_fund_are_assigned(
    bid: Application, sam: User, nia: User, olive: User, facts: dict[str, bool]
) -> None:
    person = sam if facts else nia
    User.objects.filter(pk=person.pk).update(**facts or {"is_active": True})
    person.refresh_from_db()
    with pytest.raises(Refused) as refusal:
        assigning.assign(bid, [person], by=olive)
    assert "does not read for the fund" in refusal.value.words


def test_one_who_cannot_read_stops_the_whole_assignment(bid: Application, sam: User, nia: User, olive: User) -> None:
    with pytest.raises(Refused):
        assigning.assign(bid, [sam, nia], by=olive)
    bid.refresh_from_db()
    assert (bid.state, Assessment.objects.count(), Letter.objects.count()) == ("submitted", 0, 0)


def test_assigning_to_nobody_is_refused(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        assigning.assign(bid, [], by=olive)
    assert refusal.value.words == "Choose at least one assessor."


@pytest.mark.parametrize("state", ["draft", "withdrawn", "ineligible", "decided", "awarded"])
def test_only_what_is_handed_in_and_undecided_is_assigned(
    round_: Round, group: Organisation, sam: User, olive: User, state: str
) -> None:
    bid = factories.make_application(round_, group, state=state)
    with pytest.raises(Refused):
        assigning.assign(bid, [sam], by=olive)
    assert Assessment.objects.count() == 0


def test_a_reading_can_be_taken_back_and_given_again(bid: Application, sam: User, olive: User) -> None:
    (assessment,) = assigning.assign(bid, [sam], by=olive)
    assigning.take_back(assessment, by=olive)
    assert assessment.state == "taken_back"
    (again,) = assigning.assign(bid, [sam], by=olive)
    assert (again.pk, again.state) == (assessment.pk, "assigned")


def test_a_reading_that_was_handed_in_is_not_taken_back(bid: Application, sam: User, olive: User) -> None:
    assessment = factories.make_assessment(bid, sam, state="handed_in")
    with pytest.raises(Refused):
        assigning.take_back(assessment, by=olive)
    assessment.refresh_from_db()
    assert assessment.state == "handed_in"


def test_sharing_many_out_leaves_out_who_cannot_read_and_says_so(round_: Round, sam: User, olive: User) -> None:
    una = factories.make_person("Una Assessor", "assessor")
    first, second = (factories.make_application(round_, state="submitted") for _ in range(2))
    Declaration.objects.create(application=second, user=sam, kind="work")
    sharing = assigning.assign_many([first, second], [sam, una], by=olive)
    assert sharing.given == 3
    assert sharing.left_out == [f"Sam Assessor has ties to {second.reference}. Choose somebody else."]
    assert set(second.assessments.values_list("assessor", flat=True)) == {una.pk}
    assert assigning.assign_many([first, second], [una], by=olive).given == 0


def test_many_readings_given_at_once_are_one_letter_that_names_none(round_: Round, sam: User, olive: User) -> None:
    """A tray of sixty letters helps nobody. Given later by hand, a single reading has its own letter again."""
    una = factories.make_person("Una Assessor", "assessor")
    bids = [factories.make_application(round_, state="submitted") for _ in range(3)]
    assigning.assign_many(bids[:2], [sam], by=olive)
    assigning.assign_each({bids[1]: [una], bids[2]: [sam, una]}, by=olive)
    kinds = Letter.objects.order_by("pk").values_list("to__name", "kind")
    assert list(kinds) == [
        ("Sam Assessor", "assigned_many"),
        ("Una Assessor", "assigned_many"),
        ("Sam Assessor", "assigned"),
    ]
    many = Letter.objects.filter(kind="assigned_many", to=sam).get()
    assert many.subject == f"2 applications to read: {round_.name}" and many.about == round_
    assert not any(bid.reference in many.text + many.html for bid in bids)
    assert "/assess/" in many.text


def test_two_rounds_given_at_once_are_two_letters(round_: Round, sam: User, olive: User) -> None:
    other = factories.make_round(name="Another round")
    bids = [factories.make_application(each, state="submitted") for each in (round_, round_, other, other)]
    assigning.assign_many(bids, [sam], by=olive)
    assert {letter.about for letter in Letter.objects.filter(kind="assigned_many")} == {round_, other}


def test_the_assessors_come_with_what_they_have_to_read(round_: Round, sam: User) -> None:
    for state in ("assigned", "started", "handed_in", "taken_back"):
        factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam, state=state)
    factories.make_assessment(factories.make_application(round_, state="withdrawn"), sam, state="assigned")
    assert [(person, person.to_read) for person in assigning.assessors()] == [(sam, 2)]


def test_an_officer_reads_who_is_away_who_has_not_agreed_and_whose_minutes_are_full(
    bid: Application, round_: Round, sam: User
) -> None:
    def label() -> str:
        return Assign(application=bid).fields["assessors"].label_from_instance(assigning.assessors().get())

    assert label() == "Sam Assessor (0 to read; has not agreed to the rules of reading yet)"
    readers.agree(by=sam)
    assert label() == "Sam Assessor (0 to read)"
    other = factories.make_application(round_, state="in_assessment")
    factories.make_assessment(other, sam)
    factories.make_assessment(factories.make_application(state="in_assessment"), sam)  # of another round
    both = assessing.minutes([bid.pk, other.pk])
    minutes = both[bid.pk] + both[other.pk]
    ReaderProfile.objects.update(most_minutes=minutes)
    assert label() == "Sam Assessor (2 to read)"
    today = timezone.localdate()
    ReaderProfile.objects.update(most_minutes=minutes - 1, away_from=today, away_until=today)
    assert label() == (
        f"Sam Assessor (2 to read; away until {day(today)}; would have {minutes} minutes to read, and takes on "
        f"{minutes - 1} at most)"
    )


# What cannot be funded -----------------------------------------------------------------------------------------------


def test_ruling_out_ends_the_readings_and_tells_nobody_yet(
    bid: Application, sam: User, ann: User, olive: User, letters_to: Callable[[User], list[str]]
) -> None:
    (assessment,) = assigning.assign(bid, [sam], by=olive)
    screening.rule_out(bid, by=olive, reason="The group works outside Scotland.")
    bid.refresh_from_db()
    assessment.refresh_from_db()
    assert (bid.state, assessment.state) == ("ineligible", "taken_back")
    assert bid.history.first().history_change_reason == "The group works outside Scotland."
    assert letters_to(ann) == []


def test_ruling_out_needs_a_reason(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        screening.rule_out(bid, by=olive, reason=" ")
    assert refusal.value.words == "Say why this round cannot fund it: the group will read your words."
    bid.refresh_from_db()
    assert bid.state == "submitted"


def test_what_was_decided_is_not_ruled_out(round_: Round, olive: User) -> None:
    bid = factories.make_application(round_, state="decided")
    with pytest.raises(Refused):
        screening.rule_out(bid, by=olive, reason="Too late.")


def test_to_do_counts_what_waits_for_somebody(round_: Round, sam: User) -> None:
    round_.assessments_wanted = 1
    factories.make_application(round_, state="submitted")
    factories.make_application(round_, state="in_assessment")
    factories.make_application(round_, state="draft")
    factories.make_application(round_, state="decided")
    read = factories.make_application(round_, state="in_assessment")
    reading = factories.make_application(round_, state="in_assessment")
    factories.make_assessment(read, sam, state="handed_in")
    factories.make_assessment(reading, sam, state="started")
    assert screening.to_do(round_) == {
        "screening": 1,
        "assessors": 1,
        "reading": 1,
        "decision": 1,
        "announcement": 1,
        "telling": 0,
        "note": 0,
    }
