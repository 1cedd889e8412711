"""Somebody has tried this: funded projects like the one that is being written."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Grant
from applications.similar import similar
from fund.kit import history
from fund.models import Organisation, Round, User
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
    return [match.grant.title for match in similar(text, **names)]


def test_it_names_the_project_and_the_reasons(awards: list[Grant]) -> None:
    (match,) = similar("We want to start a choir of singers who have COPD, on Skye.")
    assert match.grant == awards[0]
    assert match.why == ["Also about COPD", "Also speaks of singing and choir"]
    assert 0.12 <= match.score <= 1


def test_a_word_that_says_nothing_is_no_reason(awards: list[Grant]) -> None:
    award("Every week", "We meet every week, always together, with clay and a kiln.")
    (match,) = similar("Clay and a kiln for every village, together.")
    assert match.why == ["Also speaks of clay and kiln"]


def test_conditions_areas_and_activities_count_by_name(awards: list[Grant]) -> None:
    assert titles("Lessons", conditions=["Gout"], areas=["Orkney"]) == ["Gout kitchen"]
    assert titles("Something for all", activities=["Tai Chi"]) == ["Tai chi by the sea"]
    assert similar("Lessons", conditions=["Gout"], areas=["Orkney"])[0].why[:2] == ["Also about gout", "Also in Orkney"]


@pytest.mark.parametrize("text", ["", "Zebra", "people with conditions in Scotland", "\x00 \ud800 %", "orkneyish"])
def test_nothing_alike_is_nothing(awards: list[Grant], text: str) -> None:
    assert similar(text) == []


def test_at_most_three_best_first_and_not_the_group_s_own(awards: list[Grant]) -> None:
    more = [award(f"Choir {n}", "A choir for breath.", conditions=["COPD"]) for n in range(5)]
    found = similar("A choir for breath", conditions=["COPD"])
    assert len(found) == 3
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    own = more[0].organisation
    assert own not in [
        match.grant.organisation for match in similar("A choir", conditions=["COPD"], limit=9, but_not=own)
    ]


def test_a_changed_grant_is_seen_at_once_and_a_refused_one_never(awards: list[Grant]) -> None:
    assert titles("Bagpipes for asthma in the hills") == []
    awards[1].title, awards[1].summary = "Bagpipes", "Bagpipes for asthma"
    history.save(awards[1], by=None)
    assert titles("Bagpipes for asthma in the hills") == ["Bagpipes"]
    Grant.objects.filter(pk=awards[1].pk).update(state="refused")
    assert titles("Bagpipes for asthma in the hills") == []


def test_it_is_quick_among_500(awards: list[Grant]) -> None:
    for number in range(500):
        award(f"Project {number}", "Walking, singing and cooking with peers in the hills.", conditions=["asthma"])
    text = "A choir for breath, with walks and cooking. " * 60
    similar(text)
    began = time.process_time()
    with CaptureQueriesContext(connection) as queries:
        for _ in range(5):
            similar(text)
    assert (time.process_time() - began) / 5 < 0.1  # 20 ms on a quiet machine
    assert len(queries) / 5 == 2


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
