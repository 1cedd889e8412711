"""What everybody sees of a round afterwards: success by size and area, and whether it kept its days."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from applications import announcing, deciding
from applications.announcing.rates import success_by, withheld
from fund import kept_days
from fund.kit import history
from fund.models import Round, Tier, User
from tests import factories

Door = Callable[[User | None], Client]


def row(name: str, handed_in: int, funded: int) -> dict[str, Any]:
    return {"name": name, "handed_in": handed_in, "funded": funded}


def numbers(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return [(each["handed_in"], each["funded"], each["share"]) for each in withheld(rows)]


# Success -------------------------------------------------------------------------------------------------------------


def test_numbers_of_five_and_more_are_shown_with_their_share() -> None:
    assert numbers([row("a", 20, 5), row("b", 9, 6)]) == [(20, 5, 25), (9, 6, 67)]


def test_one_small_number_alone_takes_the_next_smallest_along() -> None:
    assert numbers([row("a", 4, 0), row("b", 30, 10), row("c", 20, 9)]) == [
        (None, None, None),
        (30, 10, 33),
        (None, None, None),
    ]
    assert numbers([row("a", 20, 4), row("b", 30, 10), row("c", 20, 9)]) == [
        (20, None, None),
        (30, 10, 33),
        (20, None, None),
    ]


def test_two_small_numbers_hide_each_other() -> None:
    assert numbers([row("a", 4, 1), row("b", 3, 1), row("c", 20, 9)]) == [(None,) * 3, (None,) * 3, (20, 9, 45)]


def test_where_all_are_small_nothing_is_shown() -> None:
    assert numbers([row("a", 4, 1)]) == [(None, None, None)]
    assert withheld([]) == []


@pytest.fixture
def big(db: None) -> Round:
    """Six small bids of which five are funded, seven large ones of which five are; one small bid lies in two areas."""
    round_ = factories.make_round(closes_at=timezone.now() - timedelta(days=1))
    large = Tier.objects.create(round=round_, code="large", name="Large grant", position=1)
    edinburgh, fife = factories.make_area(), factories.make_area("S12000047", "Fife")
    for tier, number in ((round_.tiers.get(code="small"), 6), (large, 7)):
        for place in range(number):
            bid = factories.make_application(round_, tier=tier, state="awarded" if place < 5 else "not_funded")
            bid.areas.add(edinburgh)
    round_.applications.first().areas.add(fife)
    factories.make_application(round_, state="draft")
    return round_


def test_figures_are_counted_by_size_and_by_area(big: Round) -> None:
    found = success_by(big)
    assert found["sizes"] == [
        {"name": "Small grant", "handed_in": 6, "funded": 5, "share": 83},
        {"name": "Large grant", "handed_in": 7, "funded": 5, "share": 71},
    ]
    assert [(each["name"], each["handed_in"]) for each in found["areas"]] == [
        ("City of Edinburgh", None),
        ("Fife", None),
    ]


def test_they_are_kept_at_the_announcement_and_shown_to_all(big: Round, olive: User, morag: User, door: Door) -> None:
    bid = factories.make_application(big, state="in_assessment")
    deciding.decide(bid, by=olive, outcome="decline", reason="Others came first.")
    assert "By size of grant" not in door(None).get(f"/rounds/{big.slug}/").content.decode()
    announcing.announce(big, by=morag)
    page = door(None).get(f"/rounds/{big.slug}/").content.decode()
    assert "By size of grant" in page and "By area" in page and "Not shown" in page
    assert "10 of 14 applications were funded" in page and "71%" in page
    assert Round.objects.get(pk=big.pk).success_by["sizes"][0]["handed_in"] == 7


# The timetable -------------------------------------------------------------------------------------------------------


@pytest.fixture
def planned(olive: User) -> Round:
    """A round that was published with a panel on 4 May, decisions by 8 May, and everybody hearing on 11 May 2026."""
    with time_machine.travel(datetime(2026, 1, 5, 10, tzinfo=UTC)):
        return factories.make_round(
            opens_at=datetime(2026, 2, 2, 9, tzinfo=UTC),
            closes_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
            panel_on=date(2026, 5, 4),
            decisions_on=date(2026, 5, 8),
            announcement_on=date(2026, 5, 11),
        )


def told(round_: Round, today: date) -> list[tuple[str, str, str]]:
    lines = kept_days.kept(Round.objects.get(pk=round_.pk), today=today)
    return [(line.words, line.verdict, line.reason) for line in lines]


def test_a_day_is_told_when_it_has_come_and_what_is_decided_only_when_all_hear(
    planned: Round, olive: User, morag: User
) -> None:
    assert told(planned, date(2026, 3, 31)) == []
    assert told(planned, date(2026, 4, 1)) == [("Closes", "On time", "")]
    kept_days.keep(planned, "panel_on", by=olive, happened_on=date(2026, 5, 6), reason="Snow.")
    with time_machine.travel(datetime(2026, 5, 7, 10, tzinfo=UTC)):
        bid = factories.make_application(planned, state="in_assessment")
        deciding.decide(bid, by=olive, outcome="decline", reason="No.")
        assert told(planned, date(2026, 5, 7))[1:] == [("The panel meets", "2 days late", "Snow.")]
    assert told(planned, date(2026, 5, 12))[2:] == [
        ("Decisions are made", "Not known to have happened, 4 days on", ""),
        ("Everybody hears", "Not known to have happened, 1 day on", ""),
    ]
    with time_machine.travel(datetime(2026, 5, 15, 10, tzinfo=UTC)):
        announcing.announce(planned, by=morag)
    kept_days.keep(planned, "announcement_on", by=olive, reason="We waited for the approval.")
    assert told(planned, date(2026, 5, 15))[2:] == [
        ("Decisions are made", "1 day early", ""),
        ("Everybody hears", "4 days late", "We waited for the approval."),
    ]


def test_a_date_moved_later_still_counts_as_first_published(planned: Round, olive: User) -> None:
    planned.announcement_on = date(2026, 6, 1)
    planned.announced_at = datetime(2026, 6, 1, 10, tzinfo=UTC)
    history.save(planned, by=olive)
    assert told(planned, date(2026, 6, 2))[-1] == ("Everybody hears", "21 days late", "")


def test_an_officer_says_when_the_panel_met_and_why_people_waited(planned: Round, olive: User, door: Door) -> None:
    address = f"/fund/rounds/{planned.slug}/set-up/kept/"
    with time_machine.travel(datetime(2026, 5, 15, 10, tzinfo=UTC)):
        wrong = door(olive).post(address, {"panel_on": "1 May 2090", "panel_why": "Typed and kept"})
        assert wrong.status_code == 422 and "Typed and kept" in wrong.content.decode()
        sent = {"panel_on": "6 May 2026", "panel_why": "Snow.", "announcement_why": "Still waiting."}
        assert door(olive).post(address, sent).status_code == 302
        page = door(None).get(f"/rounds/{planned.slug}/").content.decode()
        assert "2 days late" in page and "Snow." in page and "Still waiting." in page
        assert 'value="6 May 2026"' in door(olive).get(address).content.decode()
