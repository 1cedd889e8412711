"""What a project does, for whom and how it is run: ticked by the fund, and asked for before its summary is public."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Grant
from fund import reference
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import learning, publishing, tagging
from reporting.learning import editing, offering
from reporting.learning.gathering import describing
from tests import factories
from tests.reporting import learned

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
ALONE = "Self management does not mean managing my long term condition alone"
SINGING = {"activities": ["singing"], "people": ["men"], "delivery": ["led by peers"], "principles": [ALONE]}


@pytest.fixture
def grant() -> Grant:
    reference.load()
    grant = factories.make_grant()
    grant.title, grant.summary = "Breath and song", "A choir for people short of breath."
    grant.words = {"areas": ["Tayside"]}
    make_past(0, "Kiln", "Potters with gout fire a kiln.", activities=["pottery"])
    return history.save(grant, by=None)


def make_past(number: int, title: str, summary: str, **words: list[str]) -> None:
    row = Grant(organisation=factories.make_organisation(), reference=f"PAST-{number}", title=title, state="past")
    row.summary, row.words = summary, words
    history.save(row, by=None)


def make_choir(number: int, **words: list[str]) -> None:
    make_past(number, "A choir", "People short of breath sing in a choir.", **words)


# The verb -------------------------------------------------------------------------------------------------------------


def test_a_project_is_tagged_with_a_history_and_keeps_its_other_words(grant: Grant, olive: User) -> None:
    tagging.tag(grant, by=olive, **{**SINGING, "activities": [" singing ", "singing", ""]})

    grant.refresh_from_db()
    assert grant.words == {"areas": ["Tayside"], **SINGING}
    newest = grant.history.first()
    assert (newest.history_user, newest.history_change_reason) == (olive, tagging.TAGGED)


@pytest.mark.parametrize("facet", [*tagging.FACETS])
def test_every_facet_wants_an_answer(grant: Grant, olive: User, facet: str) -> None:
    with pytest.raises(Refused, match="Choose at least one answer"):
        tagging.tag(grant, by=olive, **{**SINGING, facet: []})
    grant.refresh_from_db()
    assert grant.words == {"areas": ["Tayside"]}


def test_words_come_from_projects_close_to_it(grant: Grant) -> None:
    make_choir(1, activities=["singing", "peer support"], people=["men"])
    make_choir(2, activities=["singing"], delivery=["led by peers"])
    make_choir(3)
    found = tagging.suggested(grant)
    assert found["activities"] == ["singing", "peer support"]
    assert (found["people"], found["delivery"], found["principles"]) == (["men"], ["led by peers"], [])


# The page -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["olive", "lena"])
def test_the_fund_ticks_what_a_project_is_about(
    grant: Grant, door: Door, request: pytest.FixtureRequest, person: str
) -> None:
    by = request.getfixturevalue(person)
    make_choir(1, activities=["choral evensong"])
    address = f"/fund/grants/{grant.pk}/about/"
    assert address in door(by).get(f"/fund/grants/{grant.pk}/").content.decode()
    html = door(by).get(address).content.decode()
    close, _, rest = html.partition("All words")
    assert "Projects close to this one" in close and "Choral evensong" in close
    assert "Singing" in rest and "In groups" in rest and ALONE in rest

    answer = door(by).post(address, {**SINGING, "activities": ["singing", "choral evensong"]})
    assert (answer.status_code, answer["location"]) == (302, f"/fund/grants/{grant.pk}/")
    grant.refresh_from_db()
    assert grant.words["activities"] == ["singing", "choral evensong"]
    html = door(by).get(address).content.decode()
    assert html.count(" checked") == 5
    assert "singing, choral evensong" in door(None).get(f"/projects/{grant.reference}/").content.decode()


def test_what_is_on_no_list_and_what_is_missing_is_not_taken(grant: Grant, door: Door, olive: User) -> None:
    answer = door(olive).post(f"/fund/grants/{grant.pk}/about/", {**SINGING, "people": ["wizards"], "delivery": []})
    assert answer.status_code == 422
    assert "Choose at least one answer to “How is it run?”" in answer.content.decode()
    grant.refresh_from_db()
    assert grant.words == {"areas": ["Tayside"]}


def test_the_page_costs_the_same_for_one_project_close_to_it_and_for_three(
    grant: Grant, door: Door, olive: User
) -> None:
    def cost() -> int:
        door(olive).get(f"/fund/grants/{grant.pk}/about/")  # reads the projects, once
        with CaptureQueriesContext(connection) as queries:
            door(olive).get(f"/fund/grants/{grant.pk}/about/")
        return len(queries)

    make_choir(1, activities=["singing"])
    few = cost()
    for number in (2, 3):
        make_choir(number, activities=["singing"])
    assert cost() == few


# What it is for -------------------------------------------------------------------------------------------------------


def test_a_summary_of_an_untagged_project_is_not_approved(door: Door, lena: User, morag: User) -> None:
    learned.make_themes()
    told = learned.make_told()
    summary = learning.store(learning.compose(learning.gather(told.grant)), by=None)
    learned.edit(summary, by=lena)
    (fault,) = learning.faults(summary)
    assert (fault.words, fault.grant) == (editing.UNTAGGED, told.grant)
    page = door(lena).get(f"/fund/learning/{summary.pk}/").content.decode()
    assert f'<a href="/fund/grants/{told.grant.pk}/about/">{editing.UNTAGGED}</a>' in page

    learned.make_ready(summary, by=lena)
    Grant.objects.filter(pk=told.grant.pk).update(words={"activities": ["walking"]})
    summary.refresh_from_db()
    with pytest.raises(Refused, match="for whom"):
        publishing.approve(summary, by=morag)
    learned.make_tagged(Grant.objects.get(pk=told.grant.pk), by=lena)
    summary.refresh_from_db()
    publishing.approve(summary, by=morag)
    Grant.objects.filter(pk=told.grant.pk).update(words={})
    summary.refresh_from_db()
    with pytest.raises(Refused, match="for whom"):
        publishing.publish(summary, by=morag)


def test_tags_make_facets_an_approach_and_how_it_reaches_people(door: Door, lena: User, morag: User) -> None:
    reference.load()
    told = learned.make_told()
    assert "how" not in describing.of_projects([told.grant], [told])[told.grant.pk]
    assert offering.choices("approach") == []
    tagging.tag(told.grant, by=lena, **SINGING)
    assert "how" in describing.of_projects([told.grant], [told])[told.grant.pk]
    assert [one.name for one in offering.choices("approach")] == ["singing"]

    summary = learned.make_published(told, lena, morag)
    for facet in ("activity=singing", "people=men", "delivery=led+by+peers", f"principle={ALONE}"):
        html = unescape(door(None).get(f"/learning/?{facet}").content.decode())
        assert f'href="/learning/{summary.slug}/"' in html, facet
