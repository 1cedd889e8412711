"""Who has an application, whether it can be funded, and what officers remark on it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from applications import screening
from applications.models import Application, EligibilityResult, Grant, Tagging
from fund import rounds
from fund.kit.states import Refused
from fund.models import EligibilityCriterion, Letter, Organisation, Round, Term, User, Vocabulary
from fund.rounds.checklist import USUAL, checklist_of, write_checklist
from tests import factories


@pytest.fixture
def bid(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, state="submitted", by=ann)


def says_no(call: Callable[..., object], *args: object, **facts: object) -> str:
    with pytest.raises(Refused) as refusal:
        call(*args, **facts)
    return refusal.value.words


ALL_YES = {code: ("yes", "") for code, _, _ in USUAL}


# Who has it


def test_giving_applications_to_an_officer_is_in_their_history(bid: Application, olive: User, morag: User) -> None:
    assert screening.give([bid], morag, by=olive) == 1
    assert screening.give([bid], morag, by=olive) == 0
    bid.refresh_from_db()
    assert bid.officer == morag
    assert bid.history.first().history_change_reason == "Given to Morag Manager."
    assert screening.give([bid], None, by=olive) == 1
    assert Application.objects.get(pk=bid.pk).officer is None


def test_only_officers_and_managers_look_after_applications(bid: Application, olive: User, sam: User) -> None:
    words = says_no(screening.give, [bid], sam, by=olive)
    assert words == "Sam Assessor is no officer of the fund. Choose somebody else."


def test_a_draft_is_given_to_nobody(round_: Round, olive: User) -> None:
    draft = factories.make_application(round_)
    assert "is not handed in yet" in says_no(screening.give, [draft], olive, by=olive)


def test_the_queue_says_what_is_next_and_the_most_worthwhile_comes_first(
    round_: Round, olive: User, morag: User, sam: User
) -> None:
    round_.assessments_wanted = 1
    round_.save()

    def make(state: str) -> Application:
        return factories.make_application(round_, state=state, officer=olive)

    to_check, to_assign, told, flagged, doubt, against = (make("submitted") for _ in range(6))
    screening.check(to_assign, ALL_YES, by=olive)
    screening.rule_out(told, by=olive, reason="Outside Scotland.")
    screening.raise_flag(flagged, by=olive, kind="money", words="The sums do not add up")
    screening.check(doubt, {"scotland": ("unsure", "No address")}, by=olive)
    screening.check(against, {"scotland": ("no", "In Wales")}, by=olive)
    more, reading = make("in_assessment"), make("in_assessment")
    factories.make_assessment(reading, sam)
    make("awarded")
    factories.make_application(round_, state="submitted", officer=morag)
    expected = [
        (told, "tell"), (against, "rule-out"), (flagged, "flag"), (doubt, "settle"), (to_check, "check"),
        (to_assign, "assign"), (more, "more"), (reading, "wait"),
    ]  # fmt: skip
    assert [(row.pk, row.step) for row in screening.queue_of(olive)] == [(row.pk, step) for row, step in expected]
    assert set(dict(expected).values()) == set(screening.STEPS)


# The checklist


def test_all_yes_is_screened_and_a_later_doubt_takes_it_back(bid: Application, olive: User, morag: User) -> None:
    screening.check(bid, dict(list(ALL_YES.items())[:-1]), by=olive)
    assert bid.screened_at is None
    screening.check(bid, {USUAL[-1][0]: ("yes", "")}, by=morag)
    bid.refresh_from_db()
    assert bid.screened_at is not None
    assert bid.checks.get(code=USUAL[-1][0]).by == morag
    assert bid.checks.get(code="scotland").by == olive
    screening.check(bid, {"scotland": ("unsure", "The address is in Berwick")}, by=olive)
    bid.refresh_from_db()
    assert bid.screened_at is None
    assert [each.answer for each in bid.checks.get(code="scotland").history.all()] == ["unsure", "yes"]


def test_a_no_needs_its_reason_and_the_reasons_are_put_together(bid: Application, olive: User) -> None:
    assert says_no(screening.check, bid, {"scotland": ("no", " ")}, by=olive).startswith("Say why for “The group works")
    assert EligibilityResult.objects.count() == 0
    screening.check(bid, {"scotland": ("no", "You work in Wales."), "papers": ("no", "No accounts.")}, by=olive)
    assert screening.reasons_against(bid) == "You work in Wales.\n\nNo accounts."


@pytest.mark.parametrize("state", ["draft", "ineligible", "decided", "awarded", "withdrawn"])
def test_the_checklist_is_closed_once_it_matters_no_more(round_: Round, olive: User, state: str) -> None:
    bid = factories.make_application(round_, state=state)
    assert "so its checklist is closed" in says_no(screening.check, bid, ALL_YES, by=olive)


def test_a_round_has_its_own_lines_or_the_fund_s(round_: Round, bid: Application, olive: User) -> None:
    assert [line.code for line in checklist_of(round_)] == [code for code, _, _ in USUAL]
    assert EligibilityCriterion.objects.count() == 0
    screening.check(bid, ALL_YES, by=olive)
    write_checklist(
        round_, [("scotland", "It is in Scotland", ""), ("", "Big enough", "Ask"), ("", "Big enough", "")], by=olive
    )
    assert [line.code for line in checklist_of(round_)] == ["scotland", "big-enough", "big-enough-2"]
    assert bid.checks.get(code="scotland").words == USUAL[1][1]  # what was found keeps its words
    assert round_.history.first().history_change_reason == "The checklist of eligibility was changed."
    write_checklist(round_, [], by=olive)
    assert len(checklist_of(round_)) == len(USUAL)


def test_a_round_file_brings_its_checklist(db: None) -> None:
    text = (rounds.FOLDER / "demo" / "round-a.toml").read_text()
    text += '\n[[checklist]]\ncode = "member"\nwords = "The group is a member"\nguidance = "Ask the office."\n'
    round_ = rounds.load(text, by=None)
    assert [(line.code, line.words, line.guidance) for line in checklist_of(round_)] == [
        ("member", "The group is a member", "Ask the office.")
    ]
    rounds.load(text.replace("is a member", "has been a member"), by=None)
    assert round_.checklist.get().words == "The group has been a member"


# Not eligible


def test_nobody_is_told_before_the_letter(
    bid: Application, ann: User, olive: User, sam: User, letters_to: Callable[[User], list[str]]
) -> None:
    screening.rule_out(bid, by=olive, reason="Outside Scotland.")
    assert (bid.state, bid.public_state, letters_to(ann)) == ("ineligible", "Handed in", [])
    screening.tell(bid, by=olive, words="Your group works in Wales, dear Ann.")
    assert (bid.state, bid.public_state) == ("ineligible_told", "Not one we can fund")
    assert letters_to(ann) == ["not_eligible"]
    assert "Your group works in Wales, dear Ann." in Letter.objects.get(to=ann).text
    assert "can no longer become" in says_no(screening.tell, bid, by=olive, words="Again")
    assert letters_to(ann) == ["not_eligible"]


def test_what_was_being_read_still_looks_read_until_the_group_is_told(
    round_: Round, group: Organisation, sam: User, olive: User
) -> None:
    bid = factories.make_application(round_, group, state="in_assessment")
    factories.make_assessment(bid, sam)
    screening.rule_out(bid, by=olive, reason="Outside Scotland.")
    assert Application.objects.get(pk=bid.pk).public_state == "Being read"


def test_a_ruling_is_taken_back_before_anybody_knows(bid: Application, olive: User) -> None:
    screening.rule_out(bid, by=olive, reason="Outside Scotland.")
    screening.rule_in(bid, by=olive)
    assert bid.state == "in_assessment"
    assert "can no longer become" in says_no(screening.rule_in, bid, by=olive)


def test_telling_needs_words(bid: Application, olive: User) -> None:
    screening.rule_out(bid, by=olive, reason="Outside Scotland.")
    assert says_no(screening.tell, bid, by=olive, words=" ") == (
        f"Write what Leith Lungs should read about {bid.reference}."
    )


def test_the_last_reason_counts(bid: Application, olive: User, morag: User) -> None:
    screening.rule_out(bid, by=olive, reason="First words")
    screening.rule_in(bid, by=olive)
    screening.rule_out(bid, by=olive, reason="Better words")
    screening.give([bid], morag, by=olive)
    assert screening.reasons_for([bid])[bid.pk] in ("Better words", "Given to Morag Manager.")


# Flags, tags, notes


def test_a_flag_is_raised_and_closed_with_words(bid: Application, olive: User, morag: User) -> None:
    flag = screening.raise_flag(bid, by=olive, kind="money", words="The sums do not add up")
    screening.close_flag(flag, by=morag, state="resolved", words="They sent new sums")
    flag.refresh_from_db()
    assert (flag.state, flag.closing_words, flag.closed_by) == ("resolved", "They sent new sums", morag)
    assert [record.history_change_reason for record in flag.history.all()] == [
        "They sent new sums",
        "The sums do not add up",
    ]
    assert "can no longer become" in says_no(screening.close_flag, flag, by=olive, state="dropped", words="No")


def test_flags_and_notes_need_words(bid: Application, olive: User) -> None:
    assert (
        says_no(screening.raise_flag, bid, by=olive, kind="money", words=" ") == "Say what somebody should look into."
    )
    flag = screening.raise_flag(bid, by=olive, kind="money", words="Sums")
    assert says_no(screening.close_flag, flag, by=olive, state="resolved", words="").startswith("Say what came of it")
    assert (
        says_no(screening.close_flag, flag, by=olive, state="open", words="x")
        == "Say whether it is resolved or dropped."
    )
    assert says_no(screening.add_note, bid, by=olive, words=" ") == "Write the note first."


def test_tags_are_renamed_and_retired_without_losing_what_bears_them(bid: Application, olive: User) -> None:
    tag = screening.add_tag("Islands", by=olive)
    assert (screening.tag_many([bid], tag, by=olive), screening.tag_many([bid], tag, by=olive)) == (1, 0)
    screening.rename_tag(tag, by=olive, name="Islands and coast")
    screening.retire_tag(tag, by=olive)
    assert [str(tagging.tag) for tagging in bid.taggings.all()] == ["Islands and coast"]
    assert "is retired" in says_no(screening.tag_many, [bid], tag, by=olive)
    screening.set_tags(bid, [], by=olive)
    assert bid.taggings.count() == 1  # a retired one stays where it is
    assert says_no(screening.add_tag, "ISLANDS and coast", by=olive).endswith("Use it again instead.")
    screening.use_tag_again(tag, by=olive)
    assert screening.untag_many([bid], tag, by=olive) == 1
    assert [record.history_type for record in Tagging.history.all()] == ["-", "+"]
    assert [record.name for record in tag.history.order_by("history_id")][:2] == ["Islands", "Islands and coast"]


def test_related_bids_are_those_of_the_group_its_charity_and_its_kind(round_: Round, group: Organisation) -> None:
    Organisation.objects.filter(pk=group.pk).update(charity_number="SC012345")
    group.refresh_from_db()
    area = factories.make_area()
    words = Vocabulary.objects.create(slug="conditions", version="1", name="Conditions", source="us")
    asthma = Term.objects.create(vocabulary=words, code="asthma", name="Asthma")
    bid = factories.make_application(round_, group, state="submitted")
    earlier = factories.make_application(factories.make_round(), group, state="not_funded")
    factories.make_application(factories.make_round(), group)  # a draft
    alike = factories.make_application(round_, state="submitted")
    elsewhere = factories.make_application(round_, state="submitted")
    for row in (bid, alike):
        row.areas.add(area)
        row.conditions.add(asthma)
    elsewhere.areas.add(area)
    past = factories.make_organisation(name="Leith Lungs (past)", charity_number="SC012345", is_imported=True)
    award = Grant.objects.create(organisation=past, reference="PAST-1", state="past")
    found = screening.related(bid)
    assert (found.bids, found.grants, found.alike) == ([earlier], [award], [alike])


def test_a_group_that_hides_behind_the_same_name_is_found(
    round_: Round, group: Organisation, nia: User, olive: User, door: Callable[[User | None], Client]
) -> None:
    """Written with decomposed accents, other capitals, a zero-width space and joiner, and an override of direction."""
    Organisation.objects.filter(pk=group.pk).update(name="Leith Lùngs")
    sent = {
        "name": "\u202eleith\u200b\u200d Lu\u0300ngs",
        "register": "none",
        "started_on": "1/1/2014",
    }
    assert door(nia).post(reverse("new-organisation"), sent).status_code == 302
    twin = Organisation.objects.get(memberships__user=nia)
    assert twin.name == "leith Lùngs"
    bid = factories.make_application(round_, group, state="submitted")
    other = factories.make_application(round_, twin, state="submitted")
    award = Grant.objects.create(organisation=twin, reference="PAST-1", state="past")
    bid.refresh_from_db()
    found = screening.related(bid)
    assert (found.bids, found.grants, found.alike) == ([other], [award], [])
    page = door(olive).get(reverse("applications:related", args=[bid.pk])).content.decode()
    assert ", of another group with the same name" in page
    assert "to leith Lùngs with the same name" in page


def test_a_saved_view_keeps_what_was_asked_and_nothing_else(round_: Round, olive: User, morag: User) -> None:
    saved = screening.save_filter(round_, by=olive, name="Mine", query="state=&officer=me&page=3", is_shared=False)
    assert saved.query == "officer=me"
    again = screening.save_filter(round_, by=olive, name="mine", query="tag=1", is_shared=True)
    assert (again.pk, again.query) == (saved.pk, "tag=1")
    assert says_no(screening.save_filter, round_, by=olive, name="x", query="state=", is_shared=False).startswith(
        "Choose"
    )
    assert "belongs to Olive Officer" in says_no(screening.drop_filter, saved, by=morag)
