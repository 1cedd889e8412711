"""Officers set rounds up on pages: begin, copy, change each part, delete, and read how far they are."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from fund import rounds
from fund.kit.clocks import read_clock, written
from fund.kit.numbers import Unreadable
from fund.kit.states import Refused
from fund.models import (
    Anchor,
    Criterion,
    GrantType,
    MoneySource,
    Priority,
    Questionnaire,
    ReadingPhase,
    Round,
    Tier,
    User,
)
from fund.rounds import copying
from fund.rounds.naming import suggest_code, suggest_slug
from fund.rounds.standing import as_it_stands
from tests import factories

Door = Callable[[User | None], Client]


def words_of(response: Any) -> str:
    return " ".join(unescape(response.content.decode()).split())


def of(round_: Round, page: str = "") -> str:
    return f"/fund/rounds/{round_.slug}/set-up/{page}"


@pytest.fixture
def draft(db: None) -> Round:
    return factories.make_round(state="draft", name="Living well")


@pytest.fixture
def bare(db: None) -> Round:
    return Round.objects.create(fund=factories.make_fund(), slug="bare", code="BARE", name="Bare")


# Beginning -----------------------------------------------------------------------------------------------------------


def test_a_round_begins_with_its_name_alone(olive: User, door: Door) -> None:
    factories.make_fund()
    response = door(olive).post("/fund/rounds/new/", {"name": "Self Management for Life 2"})
    round_ = Round.objects.get()
    assert response["Location"] == of(round_)
    assert (round_.name, round_.code, round_.slug, round_.state) == (
        "Self Management for Life 2", "SMFL-2", "self-management-for-life-2", "draft",
    )  # fmt: skip
    first = round_.history.get()
    assert (first.history_user, first.history_change_reason) == (olive, "Begun on the set-up pages")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Self Management for Life 2", "SMFL-2"),
        ("Impact 2013", "I-2013"),
        ("Éire agus Alba", "IAA"),
        ("2027", "2027"),
        ("自我管理", "R"),
        ("a b c d e f g h i j k l m n o", "ABCDEFGHIJK"),
    ],
)
def test_a_code_is_made_from_the_name(db: None, name: str, code: str) -> None:
    assert suggest_code(name) == code


def test_a_code_and_an_address_that_are_taken_get_a_number(db: None) -> None:
    factories.make_round(code="SMFL-2", slug="self-management-for-life-2")
    assert suggest_code("Self Management for Life 2") == "SMFL-2-2"
    assert suggest_slug("Self Management for Life 2") == "self-management-for-life-2-2"
    assert suggest_slug("New") == "new-2"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"name": ""}, "Enter the name of the round"),
        ({"name": "A" * 151}, "Make this shorter. It has 151 characters"),
        ({"name": "A", "slug": "new"}, "the fund’s own pages have that address"),
        ({"name": "A", "slug": "a round"}, "Use small letters and figures with - between them"),
        ({"name": "A", "code": "SMFL 2"}, "Use capitals and figures with - between them"),
        ({"name": "A", "code": "bare"}, "“Bare” has the code BARE already"),
        ({"name": "A", "slug": "Bare"}, "“Bare” has this address already"),
    ],
)
def test_a_round_that_cannot_begin_says_why(bare: Round, olive: User, door: Door, sent: Any, words: str) -> None:
    response = door(olive).post("/fund/rounds/new/", sent)
    assert response.status_code == 422
    assert words in words_of(response)
    assert Round.objects.count() == 1


def test_what_stands_in_the_way_in_the_database_is_a_refusal(bare: Round, olive: User) -> None:
    with pytest.raises(Refused, match="Another round has this code or address already"):
        rounds.begin(name="Other", code="BARE", slug="other", by=olive)


# Copying -------------------------------------------------------------------------------------------------------------


def test_a_copy_has_everything_but_what_happened(olive: User, door: Door) -> None:
    opens = datetime(2026, 1, 5, 9, tzinfo=UTC)
    source = factories.make_round(
        name="Last year", opens_at=opens, closes_at=datetime(2026, 4, 6, 16, tzinfo=UTC), panel_on=date(2026, 5, 4),
        announced_at=timezone.now(), awards_made=12, closing_reason="Snow", who_can_apply="Groups", is_two_stage=True,
        handed_in_count=40, funded_count=12, applications_received=40,
    )  # fmt: skip
    Priority.objects.create(round=source, code="young", name="Young carers")
    factories.make_application(source, state="submitted")
    response = door(olive).post(
        f"/fund/rounds/{source.slug}/set-up/copy/", {"name": "This year", "dates": "move", "code": "", "slug": ""}
    )
    made = Round.objects.get(name="This year")
    assert response["Location"] == of(made)
    old, new = as_it_stands(source), as_it_stands(made)
    assert new.parts == old.parts
    assert new.questionnaires == old.questionnaires
    assert (made.who_can_apply, made.is_two_stage) == ("Groups", True)
    assert (made.state, made.announced_at, made.awards_made, made.closing_reason) == ("draft", None, None, "")
    assert (made.applications_received, made.chances()) == (None, None)
    assert made.opens_at == datetime(2027, 1, 4, 9, tzinfo=UTC)  # still a Monday
    assert made.closes_at == datetime(2027, 4, 5, 16, tzinfo=UTC)  # still 5pm on the clocks of Scotland
    assert made.panel_on == date(2027, 5, 3)
    assert made.applications.count() == 0
    assert set(made.questionnaires.values_list("version", "frozen_at")) == {(1, None)}
    assert made.questionnaires.count() == 2
    assert Questionnaire.objects.filter(round=source).count() == 2


def test_a_copy_may_leave_its_dates_empty(round_: Round, olive: User, door: Door) -> None:
    door(olive).post(f"/fund/rounds/{round_.slug}/set-up/copy/", {"name": "Next", "dates": "empty"})
    made = Round.objects.get(name="Next")
    assert (made.opens_at, made.closes_at) == (None, None)


def test_a_moment_that_clocks_would_skip_is_left_empty() -> None:
    assert copying.a_year_on(datetime(2026, 3, 29, 0, 30, tzinfo=UTC)) == datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert copying.a_year_on(datetime(2026, 3, 29, 1, 30, tzinfo=UTC)) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert copying.a_year_on(datetime(2023, 4, 2, 0, 30, tzinfo=UTC)) is None  # 01:30 on 31 March 2024 was jumped over


def test_a_copy_asks_what_becomes_of_the_dates(round_: Round, olive: User, door: Door) -> None:
    response = door(olive).post(f"/fund/rounds/{round_.slug}/set-up/copy/", {"name": "Next"})
    assert response.status_code == 422
    assert "Choose what becomes of the dates" in words_of(response)


# The list of parts ---------------------------------------------------------------------------------------------------


def test_what_is_missing_leads_to_its_part(bare: Round, olive: User, door: Door) -> None:
    page = door(olive).get(of(bare)).content.decode()
    assert '<li><a href="/fund/rounds/bare/set-up/dates/">the time when it opens</a></li>' in page
    assert '<li><a href="/fund/rounds/bare/set-up/rows/money/">the money that it gives away</a></li>' in page
    assert '<li><a href="/fund/rounds/bare/set-up/rows/criteria/">at least one criterion to judge by</a></li>' in page
    assert "Publish the round" not in page


def test_a_whole_round_can_be_published_from_its_list(draft: Round, olive: User, door: Door) -> None:
    client = door(olive)
    assert "Nothing is missing." in words_of(client.get(of(draft)))
    client.post(f"/fund/rounds/{draft.slug}/publish/")
    draft.refresh_from_db()
    assert draft.state == "published"
    assert "Dates, words and money may still change, with a reason." in words_of(client.get(of(draft)))


def test_each_part_says_how_far_it_is(draft: Round) -> None:
    said = {task.part: (task.state, task.holds) for _, tasks in rounds.outline(draft).groups for task in tasks}
    assert said["tiers"] == ("Done", "Small grant")
    assert said["types"] == ("Not needed", "")
    assert said["about"] == ("To do", draft.code)
    assert said["application"] == ("Done", "8 questions")
    assert "note" not in said


def test_the_list_of_rounds_costs_the_same_for_one_and_for_three(olive: User, door: Door) -> None:
    factories.make_round()
    client = door(olive)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/fund/rounds/").status_code == 200
        return len(queries)

    one = asked()
    factories.make_round(state="draft", opens_at=None, closes_at=None)
    factories.make_round(state="past", is_rolling=True, closes_at=None)
    assert asked() == one


def test_an_empty_list_says_what_will_be_there(olive: User, door: Door) -> None:
    assert "The first round that you set up stands here." in words_of(door(olive).get("/fund/rounds/"))


# Words and scale -----------------------------------------------------------------------------------------------------

ABOUT = {"name": "Living well", "about": "Walks", "who_can_apply": "Groups", "code": "lw-1", "slug": "living-well"}


def test_the_words_of_a_draft_are_changed(draft: Round, olive: User, door: Door) -> None:
    response = door(olive).post(of(draft, "about/"), ABOUT)
    assert response["Location"] == "/fund/rounds/living-well/set-up/"
    draft.refresh_from_db()
    assert (draft.about, draft.who_can_apply, draft.code) == ("Walks", "Groups", "LW-1")
    assert draft.history.first().history_user == olive


def test_a_published_round_keeps_its_code_and_asks_why(round_: Round, olive: User, door: Door) -> None:
    client, code = door(olive), round_.code
    response = client.post(of(round_, "about/"), {**ABOUT, "name": round_.name})
    assert response.status_code == 422
    assert "Say why this changes" in words_of(response)
    client.post(of(round_, "about/"), {**ABOUT, "name": round_.name, "reason": "A word was wrong"})
    round_.refresh_from_db()
    assert (round_.about, round_.code) == ("Walks", code)
    assert round_.history.first().history_change_reason == "A word was wrong"
    assert "A word was wrong" in words_of(client.get(of(round_)))


def test_saving_what_is_there_already_changes_nothing(draft: Round, olive: User) -> None:
    before = draft.history.count()
    rounds.change(draft, by=olive, name=draft.name, about=draft.about)
    rounds.set_rows(draft, "tiers", as_it_stands(draft).parts["tiers"], by=olive)
    assert draft.history.count() == before


def test_what_people_answered_by_cannot_change(round_: Round, olive: User) -> None:
    with pytest.raises(Refused, match="start of each reference cannot change any more"):
        rounds.change(round_, by=olive, reason="Because", code="OTHER")
    with pytest.raises(Refused, match="the sizes of grant cannot change any more"):
        rounds.set_rows(round_, "tiers", [], by=olive, reason="Because")
    with pytest.raises(Refused, match="Say why this changes"):
        rounds.set_rows(round_, "money", [], by=olive)
    assert Tier.objects.filter(round=round_).count() == 1


def test_the_scale_has_two_ends(draft: Round, olive: User, door: Door) -> None:
    client = door(olive)
    asked = {"ask_strong": "What is strong?", "ask_stronger": "What is not?", "others_scores": "never"}
    sent = {"judged_by": "scores", "min_score": "1", "max_score": "1", "assessments_wanted": "2"} | asked
    assert "Enter a highest score that is over the lowest" in words_of(client.post(of(draft, "scoring/"), sent))
    assert "says what 0 means. Take that out first" in words_of(
        client.post(of(draft, "scoring/"), {**sent, "max_score": "5"})
    )
    client.post(of(draft, "scoring/"), {**sent, "min_score": "0", "max_score": "10"})
    draft.refresh_from_db()
    assert (draft.max_score, draft.assessments_wanted, draft.others_scores) == (10, 2, "never")


def test_yes_and_no_bring_their_own_scale(draft: Round, olive: User, door: Door) -> None:
    Anchor.objects.filter(criterion__round=draft).delete()
    asked = {"ask_strong": "What is strong?", "ask_stronger": "What is not?", "others_scores": "never"}
    door(olive).post(of(draft, "scoring/"), {"judged_by": "yes_no_maybe", "assessments_wanted": "2"} | asked)
    draft.refresh_from_db()
    assert (draft.judged_by, draft.min_score, draft.max_score) == ("yes_no_maybe", 0, 2)


def test_times_of_reading_are_rows_and_can_still_move(round_: Round, olive: User, door: Door) -> None:
    sent = {"row": ["0"], "row-0-name": "First reading", "row-0-opens_day": "2/3/2027", "row-0-opens_time": "9am"}
    sent |= {"row-0-closes_day": "1/3/2027", "row-0-closes_time": "5pm", "do": "save", "reason": "We need more days"}
    client = door(olive)
    assert "Time 1: enter an end that comes after the start" in words_of(client.post(of(round_, "rows/phases/"), sent))
    client.post(of(round_, "rows/phases/"), sent | {"row-0-closes_day": "30/3/2027"})
    phase = ReadingPhase.objects.get()
    assert (phase.name, phase.is_second_look) == ("First reading", False)
    assert (phase.opens_at.isoformat(), phase.closes_at.isoformat()) == (
        "2027-03-02T09:00:00+00:00",
        "2027-03-30T16:00:00+00:00",
    )


def test_who_sees_what_is_kept(draft: Round, olive: User, door: Door) -> None:
    sent = {"names_hidden": "on", "facts_for_panel": ["areas", "amount"], "facts_for_assessors": []}
    door(olive).post(of(draft, "readers/"), sent)
    draft.refresh_from_db()
    assert (draft.names_hidden, draft.names_hidden_from_panel) == (True, False)
    assert (draft.facts_for_assessors, draft.facts_for_panel) == ([], ["areas", "amount"])


# Dates ---------------------------------------------------------------------------------------------------------------

DATES = {
    "kind": "one", "opens_day": "11/1/2027", "opens_time": "9am", "closes_day": "1 March 2027", "closes_time": "17:00",
    "grace_seconds": "60", "panel_on": "20/4/2027", "decisions_on": "", "announcement_on": "3 May 2027",
    "projects_start_on": "1/6/2027",
}  # fmt: skip


def test_the_calendar_is_typed_as_people_write_it(draft: Round, olive: User, door: Door) -> None:
    response = door(olive).post(of(draft, "dates/"), DATES)
    assert response.status_code == 302, words_of(response)
    draft.refresh_from_db()
    assert draft.opens_at == datetime(2027, 1, 11, 9, tzinfo=UTC)
    assert draft.closes_at == datetime(2027, 3, 1, 17, tzinfo=UTC)
    assert (draft.grace_seconds, draft.panel_on, draft.decisions_on) == (60, date(2027, 4, 20), None)
    page = door(olive).get(of(draft, "dates/")).content.decode()
    assert 'value="1 March 2027"' in page
    assert 'value="5pm"' in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"closes_day": "28/3/2027", "closes_time": "1:30am"}, "is 01:30 on 28 March 2027, which does not exist"),
        ({"closes_day": "31/10/2027", "closes_time": "01:30"}, "is 01:30 on 31 October 2027, which comes twice"),
        ({"closes_time": "midnight"}, "Midnight could be the start or the end of the day"),
        ({"closes_time": ""}, "Closes: enter the time as well as the day"),
        ({"closes_day": ""}, "Closes: enter the day as well as the time"),
        ({"closes_day": "1/1/2027"}, "“Closes” must come after “Opens”"),
        ({"panel_on": "1/2/2027"}, "“The panel meets” must come after “Closes”"),
        ({"announcement_on": "1/4/2027"}, "“Everybody hears” must come after “The panel meets”"),
        ({"projects_start_on": "1/2/2027"}, "“Projects start” must come after “Closes”"),
        ({"opens_day": "1/31/2027"}, "Enter a day that is in the calendar"),
        ({"opens_day": "1/1/1999"}, "Enter a date with a year from 2000 to 2100"),
        ({"projects_start_on": "1/6/2101"}, "Enter a date with a year from 2000 to 2100"),
        ({"panel_on": "20/4/0027"}, "Enter a date with a year from 2000 to 2100"),
        ({"opens_time": "25:00"}, "Enter a time of day, like 9am"),
        ({"grace_seconds": "3601"}, "Enter a number from 0 to 3,600"),
        ({"kind": ""}, "Choose how the round runs"),
        ({"kind": "rolling"}, "a round that is open all the time has no closing day"),
        ({"note_day": "1/2/2027", "note_time": "9am"}, "only a round of two stages has this"),
        ({"kind": "two", "note_day": "2/3/2027", "note_time": "9am"}, "“Closes” must come after “Short notes close”"),
    ],
)
def test_dates_that_do_not_fit_say_what_to_do(draft: Round, olive: User, door: Door, changed: Any, words: str) -> None:
    before = draft.closes_at
    response = door(olive).post(of(draft, "dates/"), DATES | changed)
    assert response.status_code == 422
    assert words in words_of(response)
    draft.refresh_from_db()
    assert draft.closes_at == before


def test_a_round_may_have_two_stages(draft: Round, olive: User, door: Door) -> None:
    sent = DATES | {"kind": "two", "note_day": "1/2/2027", "note_time": "midday"}
    assert door(olive).post(of(draft, "dates/"), sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.is_two_stage, draft.note_closes_at) == (True, datetime(2027, 2, 1, 12, tzinfo=UTC))
    page = words_of(door(olive).get(of(draft)))
    assert "Questions of the short note" in page
    assert "questions for its short note" in page


def test_a_round_may_be_open_all_the_time(draft: Round, olive: User, door: Door) -> None:
    sent = DATES | {"kind": "rolling", "opens_day": "1/1/2024", "closes_day": "", "closes_time": ""}
    assert door(olive).post(of(draft, "dates/"), sent).status_code == 302
    draft.refresh_from_db()
    rounds.publish(draft, by=olive)
    draft.refresh_from_db()
    assert (draft.phase(), draft.is_open(), draft.takes_hand_ins()) == ("Open", True, True)
    assert list(Round.objects.open()) == [draft]
    for address in ("/", "/rounds/", f"/rounds/{draft.slug}/", f"/fund/rounds/{draft.slug}/", "/fund/rounds/"):
        assert "Open all the time, read in batches" in words_of(door(olive).get(address)), address
    assert "is open all the time" in words_of(door(olive).get(f"/rounds/{draft.slug}/start/"))


def test_times_that_people_apply_by_do_not_change_here(round_: Round, olive: User, door: Door) -> None:
    page = words_of(door(olive).get(of(round_, "dates/")))
    assert "extend the round" in page
    assert "closes_day" not in page
    with pytest.raises(Refused, match="Extend the round or close it"):
        rounds.change(round_, by=olive, reason="Later", closes_at=timezone.now() + timedelta(days=90))
    sent = {"grace_seconds": "0", "panel_on": "1/1/2040", "reason": "The hall is booked"}
    assert door(olive).post(of(round_, "dates/"), sent).status_code == 302
    round_.refresh_from_db()
    assert round_.panel_on == date(2040, 1, 1)
    assert round_.history.first().history_change_reason == "The hall is booked"


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9am", 9, 0),
        ("12pm", 12, 0),
        ("5.30 pm", 17, 30),
        ("17:00", 17, 0),
        ("1700", 17, 0),
        ("９:０５", 9, 5),
        ("noon", 12, 0),
    ],
)
def test_times_of_day_are_read_as_typed(typed: str, hour: int, minute: int) -> None:
    assert read_clock(typed) == time(hour, minute)


@pytest.mark.parametrize("typed", ["9", "24:00", "12am", "13pm", "0am", "9:60", "soon", "9:5", "-9am"])
def test_times_that_could_mean_two_things_are_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_clock(typed)


def test_a_time_is_shown_so_that_it_can_be_read_again() -> None:
    for minutes in range(0, 24 * 60, 7):
        when = time(minutes // 60, minutes % 60)
        assert read_clock(written(when)) == when


# Rows ----------------------------------------------------------------------------------------------------------------


def sizes(*rows: dict[str, str], do: str = "save", **more: Any) -> dict[str, Any]:
    """What the page of sizes sends."""
    sent: dict[str, Any] = {"do": do, "row": [str(n) for n in range(len(rows))], **more}
    for n, row in enumerate(rows):
        sent |= {f"row-{n}-{name}": value for name, value in row.items()}
    return sent


def test_rows_are_added_changed_and_taken_out_together(draft: Round, olive: User, door: Door) -> None:
    small = draft.tiers.get()
    rows = ({"was": "small", "name": "Small", "cap": "£20,000", "max_months": "12"}, {"name": "Large", "cap": "50000"})
    assert door(olive).post(of(draft, "rows/sizes/"), sizes(*rows)).status_code == 302
    assert list(draft.tiers.values_list("pk", "code", "name", "cap")) == [
        (small.pk, "small", "Small", Decimal(20000)),
        (small.pk + 1, "large", "Large", Decimal(50000)),
    ]
    newest = draft.history.first()
    assert newest.history_user == olive
    assert newest.history_change_reason == (
        "The sizes of grant: added “Large”; changed “Small grant”: name from Small grant to Small, "
        "at most, in pounds from 15,000 to 20,000."
    )
    door(olive).post(of(draft, "rows/sizes/"), sizes())
    assert draft.tiers.count() == 0


def test_moving_and_adding_keeps_what_was_typed_and_saves_nothing(draft: Round, olive: User, door: Door) -> None:
    rows = ({"was": "small", "name": "Small", "cap": "lots"}, {"name": "Large"})
    for do, order in (("up-1", [1, 0]), ("down-0", [1, 0]), ("remove-0", [1]), ("add", [0, 1, 2]), ("up-0", [0, 1])):
        page = door(olive).post(of(draft, "rows/sizes/"), sizes(*rows, do=do))
        assert page.status_code == 200
        text = page.content.decode()
        places = [text.index(f'name="row" value="{n}"') for n in order]
        assert places == sorted(places)
        assert text.count('name="row"') == len(order)
        assert 'value="Large"' in text
        assert ('value="lots"' in text) == (0 in order)
        assert "Not saved yet." in text
        assert "There is a problem" not in text
    assert draft.tiers.get().name == "Small grant"


def test_the_order_of_the_page_is_kept(draft: Round, olive: User, door: Door) -> None:
    sent = sizes({"name": "B"}, {"name": "A"}) | {"row": ["1", "0"]}
    door(olive).post(of(draft, "rows/types/"), sent)
    assert list(GrantType.objects.filter(round=draft).values_list("name", flat=True)) == ["A", "B"]


@pytest.mark.parametrize(
    ("part", "row", "words"),
    [
        ("sizes", {"name": "", "cap": "5"}, "Size 2: enter its name"),
        ("sizes", {"name": "B", "cap": "0"}, "Size 2: enter an amount of at least £1"),
        ("sizes", {"name": "B", "cap": "1e9"}, "Size 2: enter an amount in pounds and pence"),
        ("sizes", {"name": "B", "min_months": "9", "max_months": "6"}, "Size 2: enter a longest length"),
        ("sizes", {"name": "a"}, "Size 2: “a” is the name of Size 1 too"),
        ("criteria", {"name": "B", "weight": "0"}, "Criterion 2: enter an amount of at least"),
        ("criteria", {"name": "B", "weight": ""}, "Criterion 2: enter how much it counts"),
        ("money", {"name": "B"}, "Source 2: enter how much they pay"),
        ("papers", {"name": "B", "applies_to": "young", "wanted": "1"}, "Paper 2: choose who sends it"),
        ("papers", {"name": "B", "applies_to": "all", "wanted": "0"}, "Paper 2: enter a number from 1 to 10"),
        (
            "reports",
            {"name": "B", "from_month": "6", "to_month": "6", "due_days_after": "28"},
            "Report 2: enter a last",
        ),
    ],
)
def test_faults_name_their_row(draft: Round, olive: User, door: Door, part: str, row: Any, words: str) -> None:
    first = {
        "name": "A", "weight": "1", "amount": "5", "applies_to": "all", "wanted": "1", "from_month": "0",
        "to_month": "6", "due_days_after": "28",
    }  # fmt: skip
    response = door(olive).post(of(draft, f"rows/{part}/"), sizes(first, row))
    assert response.status_code == 422
    page = words_of(response)
    assert words in page
    assert "<title>Error: " in page


def test_a_criterion_says_what_its_scores_mean(draft: Round, olive: User, door: Door) -> None:
    page = door(olive).get(of(draft, "rows/criteria/")).content.decode()
    assert 'name="row-0-means-0" value="Nothing about it"' in page
    assert page.count("What 3 means") == 3
    row = {
        "name": "Need",
        "guidance": "Who asked for it?",
        "weight": "1.5",
        "means-0": "No need",
        "means-5": "Clear need",
    }
    assert door(olive).post(of(draft, "rows/criteria/"), sizes(row)).status_code == 302
    criterion = Criterion.objects.get(round=draft)
    assert (criterion.code, criterion.weight) == ("need", Decimal("1.50"))
    assert list(criterion.anchors.values_list("score", "meaning")) == [(0, "No need"), (5, "Clear need")]


def test_money_may_have_several_sources_and_asks_why_once_published(round_: Round, olive: User, door: Door) -> None:
    rows = (
        {"was": "Scottish Government", "name": "Scottish Government", "amount": "50,000"},
        {"name": "A trust", "amount": "5"},
    )
    assert "Say why this changes" in words_of(door(olive).post(of(round_, "rows/money/"), sizes(*rows)))
    door(olive).post(of(round_, "rows/money/"), sizes(*rows, reason="A gift came in"))
    assert list(MoneySource.objects.filter(round=round_).values_list("name", "amount")) == [
        ("Scottish Government", 50000), ("A trust", 5)
    ]  # fmt: skip
    assert round_.history.first().history_change_reason == "Money: added “A trust”. A gift came in"


def test_rows_that_are_fixed_can_be_read(round_: Round, olive: User, door: Door) -> None:
    page = words_of(door(olive).get(of(round_, "rows/sizes/")))
    assert "These are fixed" in page
    assert "Small grant" in page
    assert "<fieldset" not in page
    response = door(olive).post(of(round_, "rows/sizes/"), sizes())
    assert "These are fixed" in words_of(response)
    assert round_.tiers.count() == 1


def test_rows_from_a_made_up_page_do_no_harm(draft: Round, olive: User, door: Door) -> None:
    sent = {
        "do": "save",
        "row": ["0", "0", "x", "-1", "99999999", "٣", "1"],
        "row-0-name": "A",
        "row-0-was": "stranger",
    }
    assert door(olive).post(of(draft, "rows/types/"), sent).status_code == 302
    assert list(GrantType.objects.filter(round=draft).values_list("code", "name")) == [("a", "A")]
    odd = {"do": "remove-x", "row": ["0"], "row-0-name": "A\x00B"}
    assert door(olive).post(of(draft, "rows/types/"), odd).status_code == 200


def test_two_new_rows_get_codes_of_their_own(draft: Round, olive: User, door: Door) -> None:
    door(olive).post(of(draft, "rows/types/"), sizes({"name": "Try it"}, {"name": "Try-it"}, {"name": "自我"}))
    assert list(GrantType.objects.filter(round=draft).values_list("code", flat=True)) == ["try-it", "try-it-2", "row"]


# Looking, deleting, putting away -------------------------------------------------------------------------------------


def test_the_form_of_a_draft_can_be_looked_at_and_keeps_nothing(draft: Round, olive: User, door: Door) -> None:
    client = door(olive)
    page = words_of(client.get(of(draft, "preview/")))
    assert "Your budget" in page
    section = words_of(client.get(of(draft, "preview/plan/")))
    assert "What do you want to do?" in section
    assert "Nothing that you type here is kept." in section
    assert client.post(of(draft, "preview/plan/"), {"title": "A"}).status_code == 405


def test_a_round_without_questions_says_so(bare: Round, olive: User, door: Door) -> None:
    assert "No questions yet" in words_of(door(olive).get(of(bare, "preview/")))


def test_the_preview_of_two_stages_shows_the_short_note_first(db: None, olive: User, door: Door) -> None:
    round_, client = factories.make_two_stage_round(), door(olive)
    page = words_of(client.get(of(round_, "preview/")))
    order = [
        "First: the short note",
        'preview/plan/?of=note">Your idea',
        "Then: the whole",
        'preview/plan/">Your project',
    ]
    assert sorted(order, key=page.index) == order
    assert "Your idea in short" in words_of(client.get(of(round_, "preview/plan/?of=note")))
    assert "Your project in plain words" in words_of(client.get(of(round_, "preview/plan/")))
    assert client.get(of(round_, "preview/budget/?of=note")).status_code == 404


def test_a_draft_is_deleted_after_a_page_that_asks(draft: Round, olive: User, door: Door) -> None:
    client = door(olive)
    assert "Delete this draft?" in words_of(client.get(of(draft, "delete/")))
    assert Round.objects.count() == 1
    assert client.post(of(draft, "delete/"))["Location"] == "/fund/rounds/"
    assert Round.objects.count() == 0
    last = Round.history.first()
    assert (last.history_type, last.history_user) == ("-", olive)


def test_a_round_that_was_published_or_has_applications_stays(draft: Round, round_: Round, olive: User) -> None:
    with pytest.raises(Refused, match="was published, so it stays as a record"):
        rounds.drop(round_, by=olive)
    factories.make_application(draft, is_test=True)
    with pytest.raises(Refused, match="Delete its test applications first"):
        rounds.drop(draft, by=olive)
    assert Round.objects.count() == 2


def test_only_a_round_that_is_not_open_goes_to_the_past(round_: Round, olive: User, door: Door) -> None:
    with pytest.raises(Refused, match="is open. Close it first"):
        rounds.put_away(round_, by=olive)
    Round.objects.update(closes_at=timezone.now() - timedelta(days=1))
    door(olive).post(of(round_, "past/"))
    round_.refresh_from_db()
    assert round_.state == "past"


def test_an_end_report_needs_no_last_month_and_no_sums(draft: Round, olive: User, door: Door) -> None:
    end = {"name": "End report", "from_month": "0", "to_month": "", "from_amount": "", "due_days_after": "28"}
    large = {"name": "Year", "from_month": "0", "to_month": "12", "from_amount": "20,000", "due_days_after": "28"}
    assert door(olive).post(of(draft, "rows/reports/"), sizes(end, large)).status_code == 302
    rules = list(draft.report_rules.values_list("name", "to_month", "from_amount", "below_amount"))
    assert rules == [("End report", None, None, None), ("Year", 12, 20000, None)]
