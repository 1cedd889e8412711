"""The letters of a round in its own words: placeholders, checks, and the letter as a bid would get it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications import announcing, deciding
from applications.announcing import placeholders
from applications.announcing.placeholders import KNOWN, fill
from applications.announcing.starting_words import STARTING
from applications.announcing.wording import Wording, unword, word
from applications.models import Application, DecisionLetter, Grant
from fund.kit.reading_age import grade
from fund.kit.states import Refused
from fund.kit.working_days import bank_holidays, working_days_after
from fund.models import Letter, Organisation, Round, Tier, User
from tests import factories


@pytest.fixture
def closed(db: None) -> Round:
    """A round that closed yesterday."""
    return factories.make_round(closes_at=timezone.now() - timedelta(days=1), projects_start_on=date(2027, 4, 1))


@pytest.fixture
def bid(closed: Round, group: Organisation) -> Application:
    return factories.make_application(closed, group, state="in_assessment")


def decide(bid: Application, by: User, outcome: str = "award", **facts: str) -> None:
    facts.setdefault("reason", "A strong plan.")
    amount = Decimal(10000) if outcome == "award" else None
    deciding.decide(bid, by=by, outcome=outcome, amount=amount, **facts)


# Placeholders --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("Dear {name}", []),
        ("Dear { Name }, start on {starts_on}", []),
        ("Dear {nane}", ["There is no {nane}. Did you mean {name}?"]),
        ("{acept by}", ["There is no {acept by}. Did you mean {accept by}?"]),
        ("Say {name so", ["“{name so”: a brace opens and does not close. Close it with }, or type {{ for a brace"]),
        ("Say name} now", ["“Say name}”: a brace closes and was not opened. Open it with {, or type }} for a brace"]),
        ("{{ is a brace, and so is }}", []),
        ("{}", ["There is no {}. Did you mean {name}?"]),
    ],
)  # fmt: skip
def test_a_wrong_placeholder_is_named_with_the_nearest(text: str, wrong: list[str]) -> None:
    found = placeholders.faults(text)
    if text == "{}":
        assert len(found) == 1 and found[0].startswith("There is no {}. Did you mean {")
    else:
        assert found == wrong


def test_values_are_put_in_once_and_their_braces_stay() -> None:
    values = dict.fromkeys(KNOWN, "") | {"project": "Walks {name} {x", "name": "Ann"}
    assert fill("{name}: {project} {{name}}", values) == "Ann: Walks {name} {x {name}"


def test_what_may_be_empty_takes_its_paragraph_along() -> None:
    values = dict.fromkeys(KNOWN, "x") | {"conditions": ""}
    assert fill("One.\n\nConditions:\n{conditions}\n\nTwo.", values) == "One.\n\nTwo."
    assert fill("One.\n\nConditions:\n{conditions}", values | {"conditions": "A\n\nB"}) == "One.\n\nConditions:\nA\n\nB"


@pytest.mark.parametrize("text", ["a {b} c", "{", "}", "{{x}}"])
def test_words_with_braces_come_back_as_they_were(text: str) -> None:
    assert fill(placeholders.kept_as_words(text), dict.fromkeys(KNOWN, "x")) == text


@pytest.mark.parametrize("kind", DecisionLetter.Kind.values)
def test_the_starting_words_are_right_and_easy_to_read(kind: str) -> None:
    subject, text = STARTING[kind]
    assert placeholders.faults(f"{subject}\n{text}") == []
    assert grade(text.replace("{", "").replace("}", "")) <= 8


# Working days --------------------------------------------------------------------------------------------------------


def test_the_bank_holidays_are_those_of_scotland() -> None:
    assert sorted(bank_holidays(2027)) == [
        date(2027, 1, 1), date(2027, 1, 4), date(2027, 3, 26), date(2027, 5, 3), date(2027, 5, 31), date(2027, 8, 2),
        date(2027, 11, 30), date(2027, 12, 27), date(2027, 12, 28),
    ]  # fmt: skip


def test_at_the_turn_of_the_year_nobody_works_for_days() -> None:
    assert working_days_after(date(2026, 12, 24), 1) == date(2026, 12, 29)  # Boxing Day is a Saturday
    assert working_days_after(date(2026, 12, 31), 1) == date(2027, 1, 5)  # 2 January is a Saturday
    assert working_days_after(date(2027, 3, 25), 0) == date(2027, 3, 25)


# The round's own words -----------------------------------------------------------------------------------------------


def test_a_letter_in_the_round_s_own_words_is_sent(bid: Application, ann: User, olive: User, morag: User) -> None:
    decide(bid, olive, conditions="Show the lease.")
    word(
        bid.round,
        "award",
        None,
        subject="Yes: {project}",
        text="Hi {name} of {group}: {amount}.\n\n{conditions}",
        by=olive,
    )
    announcing.announce(bid.round, by=morag)
    letter = Letter.objects.get(to=ann)
    assert letter.subject == "Yes: Walking back to wellness"
    assert letter.text.startswith("Hi Ann Applicant of Leith Lungs: £10,000.\n\nShow the lease.\n")


def test_the_words_for_one_size_go_before_those_for_all(bid: Application, olive: User) -> None:
    small = bid.round.tiers.get()
    other = Tier.objects.create(round=bid.round, code="large", name="Large grant")
    word(bid.round, "decline", None, subject="No", text="All sizes", by=olive)
    word(bid.round, "decline", small, subject="No", text="Small only", by=olive)
    wording = Wording(bid.round)
    assert wording.of("decline", small.pk).text == "Small only"
    assert wording.of("decline", other.pk).text == wording.of("decline").text == "All sizes"
    assert wording.of("award").subject == "Your project is funded: {project}"


def test_saving_again_changes_the_same_row_and_keeps_its_history(bid: Application, olive: User) -> None:
    word(bid.round, "decline", None, subject="No", text="First", by=olive)
    row = word(bid.round, "decline", None, subject="No", text="Second", by=olive)
    assert DecisionLetter.objects.get().text == "Second"
    assert [each.text for each in row.history.all()] == ["Second", "First"]
    unword(row, by=olive)
    assert Wording(bid.round).of("decline").text == STARTING["decline"][1]


def test_words_with_a_wrong_placeholder_are_refused(bid: Application, olive: User) -> None:
    with pytest.raises(Refused) as refusal:
        word(bid.round, "award", None, subject="{projekt}", text="{nane", by=olive)
    assert refusal.value.words.startswith("There is no {projekt}. Did you mean {project}?")
    assert not DecisionLetter.objects.exists()


def test_nobody_hears_where_a_letter_has_nothing_to_say(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive, outcome="decline")
    word(bid.round, "decline", None, subject="No", text="You get {amount} from {starts on}.", by=olive)
    with pytest.raises(Refused) as refusal:
        announcing.announce(bid.round, by=morag)
    assert refusal.value.words == (
        f"These letters have nothing to say in some places. {bid.reference}: {{amount}}. "
        "Fill in what is missing, or take it out of the letter."
    )
    assert not Letter.objects.exists()


def test_what_a_group_wrote_never_becomes_part_of_the_page(
    bid: Application, ann: User, olive: User, morag: User
) -> None:
    Application.objects.filter(pk=bid.pk).update(title="<b>Walks</b> {amount}")
    bid.refresh_from_db()
    decide(bid, olive, outcome="decline", reason="<script>x</script>")
    announcing.announce(bid.round, by=morag)
    letter = Letter.objects.get(to=ann)
    assert "<b>Walks</b> {amount}" in letter.text
    assert "&lt;b&gt;Walks&lt;/b&gt; {amount}" in letter.html and "<script>" not in letter.html


def test_the_link_in_an_award_leads_to_the_offer(bid: Application, ann: User, olive: User, morag: User) -> None:
    decide(bid, olive)
    announcing.announce(bid.round, by=morag)
    address = f"/my/grants/{Grant.objects.get().pk}/"
    letter = Letter.objects.get(to=ann)
    assert address in letter.text and f'{address}">' in letter.html


def test_days_count_from_the_day_of_the_letter(bid: Application, olive: User) -> None:
    decide(bid, olive)
    values = announcing.wording.values_of("award", bid, to=None, on=date(2026, 12, 24))
    assert (values["accept by"], values["appeal by"]) == ("Thursday 21 January 2027", "Wednesday 27 January 2027")
    assert (values["starts on"], values["ends on"]) == ("Thursday 1 April 2027", "Friday 31 March 2028")
    assert values["name"] == "Leith Lungs"


# The desk ------------------------------------------------------------------------------------------------------------


def test_an_officer_tries_words_on_a_real_bid_and_nothing_is_kept(
    bid: Application, olive: User, door: Callable[[User | None], Client]
) -> None:
    decide(bid, olive)
    address = f"/fund/rounds/{bid.round.slug}/letters/words/award/small/"
    page = door(olive).post(address, {"subject": "Yes", "text": "Try {amount}.", "try": "yes"}).content.decode()
    assert "Try £10,000." in page and "Try {amount}." in page
    assert not DecisionLetter.objects.exists()


def test_typed_words_stay_when_something_is_wrong_with_them(
    bid: Application, olive: User, door: Callable[[User | None], Client]
) -> None:
    address = f"/fund/rounds/{bid.round.slug}/letters/words/award/"
    answer = door(olive).post(address, {"subject": "Yes", "text": "My words {amuont}"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "My words {amuont}" in page and "Did you mean {amount}?" in page
    assert not DecisionLetter.objects.exists()


def test_the_page_goes_from_bid_to_bid(closed: Round, olive: User, door: Callable[[User | None], Client]) -> None:
    bids = [factories.make_application(closed, state="in_assessment") for _ in range(3)]
    for bid in bids:
        decide(bid, olive, outcome="decline")
    address = f"/fund/rounds/{closed.slug}/letters/words/decline/"
    assert f"?bid={bids[1].reference}" in door(olive).get(address).content.decode()
    assert f"?bid={bids[0].reference}" in door(olive).get(f"{address}?bid={bids[2].reference}").content.decode()


# Edited by hand ------------------------------------------------------------------------------------------------------


def test_a_letter_edited_by_hand_goes_instead_of_the_round_s(
    bid: Application, ann: User, olive: User, morag: User
) -> None:
    decide(bid, olive, outcome="decline")
    announcing.edit(bid, subject="News of {project}", text="Hello {name}, we talked.", by=olive)
    word(bid.round, "decline", None, subject="No", text="The round’s words", by=olive)
    announcing.announce(bid.round, by=morag)
    letter = Letter.objects.get(to=ann)
    assert letter.subject == "News of Walking back to wellness"
    assert letter.text.startswith("Hello Ann Applicant, we talked.")


def test_the_editor_finds_the_letter_filled_in_but_for_the_name(bid: Application, olive: User) -> None:
    Application.objects.filter(pk=bid.pk).update(title="Walks {a}")
    bid.refresh_from_db()
    decide(bid, olive, outcome="decline")
    word(bid.round, "decline", None, subject="{project}", text="Dear {name}, {{so}} {reason}", by=olive)
    words = announcing.editing.to_edit(bid, Wording(bid.round))
    assert (words.subject, words.text) == ("Walks {{a}}", "Dear {name}, {{so}} A strong plan.")
    announcing.edit(bid, subject=words.subject, text=words.text, by=olive)
    assert announcing.letter_of(bid).subject == "Walks {a}"


def test_a_changed_decision_asks_to_look_again_and_holds_the_announcement_up(
    bid: Application, ann: User, olive: User, morag: User
) -> None:
    decide(bid, olive, outcome="decline")
    announcing.edit(bid, subject="News", text="Hello {name}", by=olive)
    decide(bid, olive, outcome="decline", reason="Another reason.")
    assert announcing.count(announcing.outbox(bid.round)).to_look_at == 1
    with pytest.raises(Refused) as refusal:
        announcing.announce(bid.round, by=morag)
    assert refusal.value.words == (
        f"These decisions changed after their letters were edited. Look at them: {bid.reference}."
    )
    assert not Letter.objects.exists()
    announcing.look_at(bid, by=olive)
    announcing.announce(bid.round, by=morag)
    assert Letter.objects.get(to=ann).text.startswith("Hello Ann Applicant")


def test_back_to_the_round_s_words(bid: Application, olive: User) -> None:
    decide(bid, olive, outcome="decline")
    announcing.edit(bid, subject="News", text="Hello {name}", by=olive)
    announcing.put_back(bid, by=olive)
    bid = Application.objects.get(pk=bid.pk)
    post = announcing.letter_of(bid)
    assert post.edited is None and "not funded this time" in post.text


def test_a_letter_cannot_change_once_it_has_gone(bid: Application, olive: User, morag: User) -> None:
    decide(bid, olive)
    announcing.announce(bid.round, by=morag)
    with pytest.raises(Refused, match="its letter can no longer change"):
        announcing.edit(bid, subject="News", text="Hello {name}", by=olive)


def test_an_edited_letter_with_a_wrong_placeholder_is_refused(bid: Application, olive: User) -> None:
    decide(bid, olive)
    with pytest.raises(Refused, match="Did you mean {name}"):
        announcing.edit(bid, subject="News", text="Hello {nam}", by=olive)


def test_the_outbox_counts_what_matters_before_the_letters_go(closed: Round, olive: User, group: Organisation) -> None:
    for outcome in ("award", "decline", "decline"):
        decide(factories.make_application(closed, group, state="in_assessment"), olive, outcome=outcome)
    lonely = factories.make_application(closed, state="in_assessment")
    decide(lonely, olive, outcome="reserve")
    announcing.edit(lonely, subject="News", text="You get {amount}", by=olive)
    counts = announcing.count(announcing.outbox(closed))
    assert counts.outcomes == [("Award", 1), ("Reserve list", 1), ("Not this time", 2)]
    assert (counts.edited, counts.to_look_at, counts.with_gaps, counts.to_nobody) == (1, 0, 1, 1)


def test_the_outbox_costs_the_same_for_1_3_and_30(
    closed: Round, olive: User, door: Callable[[User | None], Client]
) -> None:
    found, browser = [], door(olive)
    browser.get("/")
    for wanted in (1, 3, 30):
        while closed.applications.count() < wanted:
            lead = factories.make_person()
            bid = factories.make_application(closed, factories.make_organisation(lead), state="in_assessment")
            decide(bid, olive, outcome="decline")
            announcing.edit(bid, subject="News", text="Hello {name}", by=olive)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/fund/rounds/{closed.slug}/letters/").status_code == 200
        found.append(len(queries))
    assert len(set(found)) == 1


def test_the_letters_are_read_one_after_the_other(
    closed: Round, olive: User, door: Callable[[User | None], Client]
) -> None:
    bids = [factories.make_application(closed, state="in_assessment") for _ in range(3)]
    for bid in bids:
        decide(bid, olive, outcome="decline")
    page = door(olive).get(f"/fund/applications/{bids[1].pk}/letter/").content.decode()
    assert "Letter 2 of 3" in page
    assert f"/fund/applications/{bids[0].pk}/letter/" in page and f"/fund/applications/{bids[2].pk}/letter/" in page
