"""Somebody has tried this: funded projects like the one that is being written."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Grant
from fund.kit import history
from fund.models import Organisation, Round, User
from reporting import similar
from tests import factories

Door = Callable[[User | None], Client]


def award(title: str, summary: str, **words: list[str]) -> Grant:
    number = Grant.objects.count() + 1
    row = Grant(
        organisation=factories.make_organisation(), reference=f"PAST-{number}", title=title, summary=summary,
        words=words, state="past",
    )  # fmt: skip
    return history.save(row, by=None)


@pytest.fixture
def awards(db: None) -> list[Grant]:
    return [
        award("Singing for breath", "A choir for people with COPD.", conditions=["COPD"], activities=["singing"]),
        award("Gout kitchen", "Cooking lessons on an island.", conditions=["gout"], areas=["Orkney"]),
        award("Tai chi by the sea", "Gentle exercise and balance classes.", activities=["tai chi"]),
        award("Diaries of pain", "Writing diaries about chronic pain with poets.", conditions=["chronic pain"]),
    ]


def titles(text: str, **names: list[str]) -> list[str]:
    return [match.grant.title for match in similar.like_plan(text, names).matches]


def test_it_names_the_project_the_reasons_and_how_it_differs(awards: list[Grant]) -> None:
    (match,) = similar.like_plan("We want to start a choir of singers who have COPD, on Skye.", {}).matches
    assert match.grant == awards[0]
    assert match.why == ["Also about COPD", "Also offers singing (near to music)", "Also speaks of choir"]
    found = similar.like_plan("Something new", {"conditions": ["Gout"], "areas": ["Moray"]}).matches
    assert (found[0].why[0], found[0].differs) == ("Also about gout", ["It is in Orkney, not Moray"])


def test_what_the_writers_chose_counts_before_what_is_guessed(awards: list[Grant]) -> None:
    assert titles("Lessons", conditions=["Gout"], areas=["Orkney"]) == ["Gout kitchen"]
    assert titles("Something with tai chi for all") == ["Tai chi by the sea"]
    answer = similar.like_plan("A choir for people with COPD", {"conditions": ["gout"]})
    told = {match.grant.title: (match.why[0], match.differs) for match in answer.matches}
    assert told == {
        "Singing for breath": ("Also offers singing (near to music)", ["It is about COPD, not gout"]),
        "Gout kitchen": ("Also about gout", ["It does not offer music"]),
    }
    assert titles("Something for all", conditions=["gout"])[0] == "Gout kitchen"


@pytest.mark.parametrize("text", ["", "Zebra", "people with conditions in Scotland", "\x00 \ud800 %", "orkneyish"])
def test_nothing_alike_is_nothing(awards: list[Grant], text: str) -> None:
    assert titles(text) == []


def test_at_most_three_and_not_the_group_s_own(awards: list[Grant]) -> None:
    more = [award(f"Choir {n}", "A choir for breath.", conditions=["COPD"]) for n in range(5)]
    asked = {"conditions": ["COPD"]}
    found = similar.like_plan("A choir for breath", asked).matches
    assert len(found) == 3
    own = more[0].organisation
    others = similar.like_plan("A choir for breath", asked, limit=9, but_not=own).matches
    assert len(others) == 5
    assert own not in [match.grant.organisation for match in others]


def test_a_long_plan_is_read_by_its_start_and_never_slow(awards: list[Grant]) -> None:
    for number in range(500):
        award(f"Project {number}", "Walking, singing and cooking with peers in the hills.", conditions=["asthma"])
    text = "A choir for breath, with walks and cooking. " * 60
    similar.like_plan(text, {"conditions": ["COPD"]})
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            similar.like_plan(text, {"conditions": ["COPD"]})
    assert (time.process_time() - began) / 5 < 0.2
    assert len(queries) / 5 == 6


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(
        round_, group, by=ann, title="A choir for breath", summary="Singing together for people with COPD."
    )


def test_the_group_sees_it_on_its_task_list_and_with_its_summary(
    draft: Application, awards: list[Grant], ann: User, nia: User, door: Door
) -> None:
    address = f"/my/applications/{draft.pk}/similar/"
    client = door(ann)
    for page in ("", "section/plan/"):
        assert f'hx-get="{address}"' in client.get(f"/my/applications/{draft.pk}/{page}").content.decode()
    assert address not in client.get(f"/my/applications/{draft.pk}/section/budget/").content.decode()
    whole, part = client.get(address), client.get(address, headers={"HX-Request": "true"})
    for answer in (whole, part):
        words = answer.content.decode()
        assert "Singing for breath" in words and "Also about COPD" in words and "/projects/PAST-1/" in words
    assert ("<html" in whole.content.decode(), "<html" in part.content.decode()) == (True, False)
    assert door(nia).get(address).status_code == 404
