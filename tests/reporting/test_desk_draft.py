"""Asking for a draft at the desk: what kind, then which, and how much stands behind it."""

from collections.abc import Callable
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from fund.kit import history
from fund.models import Job, Term, User, Vocabulary
from reporting import learning
from reporting.learning import gathering, offering, scopes
from reporting.models import Collection, LearningSummary, OldText, Outcome, OutsideProject, Report
from tests import factories
from tests.reporting import learned
from tests.world import make_summary

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
ADDRESS = "/fund/learning/draft/"


@pytest.fixture
def told(db: None) -> Report:
    """A project with a condition, an area and activities that has told once, one like it that has told twice."""
    learned.make_themes()
    words = Vocabulary.objects.create(slug="conditions", version="test", name="Conditions", source="Ours")
    asthma = Term.objects.create(vocabulary=words, code="ASTHMA", name="Asthma")
    Term.objects.create(vocabulary=words, code="GOUT", name="Gout")
    fife = factories.make_area("S12000047", "Fife")
    first = learned.make_told()
    second = learned.make_told(factories.make_grant(round=first.grant.round))
    third = factories.make_report(second.grant, state="accepted")
    for grant in (first.grant, second.grant):
        grant.words = {"activities": ["walking groups"], "people": ["men"]}
        history.save(grant, by=None)
        grant.health_conditions.add(asthma)
    first.grant.areas.add(fife)
    assert third.grant == second.grant
    return first


def ask(**query: str) -> str:
    return f"{ADDRESS}?{urlencode(query)}"


def html(door: Door, person: User, address: str) -> str:
    return str(door(person).get(address).content.decode())


def test_the_desk_leads_to_the_kinds_and_says_how_many_there_are(told: Report, lena: User, door: Door) -> None:
    assert f'href="{ADDRESS}"' in html(door, lena, reverse("reporting:desk"))
    page = html(door, lena, ADDRESS)
    for kind in LearningSummary.Scope.values:
        assert (f"?kind={kind}" in page) == (kind != "collection" and kind != "theme"), kind
    assert "Old texts that were brought in. There is none with evidence yet." in page
    assert "All projects of one round. 1 to choose from." in page


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("round", None, "3 accepted reports of 2 projects"),
        ("condition", "Asthma", "3 accepted reports of 2 projects"),
        ("area", "Fife", "1 accepted report of 1 project"),
        ("approach", "walking groups", "3 accepted reports of 2 projects"),
    ],
)
def test_each_choice_says_what_stands_behind_it(
    told: Report, lena: User, door: Door, kind: str, name: str | None, words: str
) -> None:
    (choice,) = offering.choices(kind)
    assert (choice.name, choice.words) == (name or told.grant.round.name, words)  # type: ignore[union-attr]
    page = html(door, lena, ask(kind=kind))
    assert choice.name in page
    assert words in page
    check = html(door, lena, ask(kind=kind, of=choice.key))
    assert words in check
    assert "Draft it" in check


def test_the_number_before_asking_is_that_of_the_draft(told: Report) -> None:
    for kind in ("round", "condition", "area", "approach"):
        (choice,) = offering.choices(kind)
        scope = scopes.find(kind, choice.key)
        pack = learning.gather(scope)
        assert pack.left_out["reports"] + pack.left_out.get("reports_sent_twice", 0) == choice.sources, kind
        assert sum(project.has_told for project in pack.projects) == choice.projects, kind
    found = {choice.name: choice.sources for choice in offering.choices("theme")}
    assert found == {"Peers": 2, "Partners and referral": 2, "Time": 2}


def test_a_condition_of_nobody_who_told_is_not_offered_and_says_so_when_asked(
    told: Report, lena: User, door: Door
) -> None:
    assert "Gout" not in html(door, lena, ask(kind="condition"))
    answer = door(lena).get(ask(kind="condition", of="GOUT"))
    assert answer.status_code == 422
    assert "No accepted report fits “Gout” yet" in answer.content.decode()


def test_words_are_counted_before_a_draft_is_made_of_them(
    told: Report, lena: User, door: Door, work: Callable[[], None]
) -> None:
    page = html(door, lena, ask(kind="search"))
    assert 'name="of"' in page
    assert "Drafted before" not in page
    assert "3 accepted reports of 2 projects" in html(door, lena, ask(kind="search", of="asthma  WALKING"))
    none = door(lena).get(ask(kind="search", of="<bagpipes>"))
    assert none.status_code == 422
    assert "No accepted report fits “&lt;bagpipes&gt;” yet" in none.content.decode()
    assert 'value="&lt;bagpipes&gt;"' in none.content.decode()  # what was typed is not lost

    door(lena).post(ADDRESS, {"kind": "search", "of": "asthma  WALKING"})
    work()

    summary = LearningSummary.objects.get()
    assert (summary.scope, summary.key, summary.is_demo) == ("search", "asthma WALKING", False)
    again = html(door, lena, ask(kind="search"))
    assert "Drafted before" in again
    assert "asthma WALKING" in again
    assert "A search: asthma WALKING, version 1" in html(door, lena, reverse("reporting:desk"))
    assert "There is a version 1" in html(door, lena, ask(kind="search", of="asthma WALKING"))


def test_a_search_of_the_library_is_drafted_from_and_kept(
    told: Report, lena: User, ann: User, door: Door, work: Callable[[], None]
) -> None:
    looked = "/learning/?people=men&q=walking&condition=gout&condition=asthma&page=2"
    key = "q=walking&condition=asthma&condition=gout&people=men"
    link = f'href="{ADDRESS}?kind=search&amp;of={quote(key, safe="")}">Draft from this search</a>'
    assert link in html(door, lena, looked)
    for page in (html(door, ann, looked), door(None).get(looked).content.decode(), html(door, lena, "/learning/")):
        assert "Draft from this search" not in page

    page = html(door, lena, ask(kind="search", of=key))
    assert "3 accepted reports of 2 projects" in page
    assert "What projects about “walking, asthma or gout, men” learned" in page
    door(lena).post(ADDRESS, {"kind": "search", "of": key})
    work()
    summary = LearningSummary.objects.get()
    assert (summary.scope, summary.key, summary.about) == ("search", key, "walking, asthma or gout, men")
    assert "walking, asthma or gout, men" in html(door, lena, ask(kind="search"))
    for other in ("condition=gout&condition=asthma&q=walking&people=men", f"?{key}&colour=red"):
        assert scopes.find("search", other).key == key
    assert scopes.find("search", "q=walking++outdoors").key == "walking outdoors"
    assert scopes.find("search", "a = b").name == "a = b"


@pytest.mark.parametrize(
    ("key", "reports"),
    [
        ("condition=ASTHMA", 3),
        ("condition=gout", 0),
        ("activity=Walking+groups", 3),
        ("activity=walking", 0),
        ("people=men&people=women", 3),
        ("place=Fife", 1),
        ("delivery=led+by+peers", 1),
        ("principle=Nobody+is+alone", 1),
        ("outcome=People+are+less+alone", 1),
        ("theme=Peers", 1),
        ("strength=Change+seen", 1),
        ("strength=Described", 0),
        ("q=walking&place=Fife", 1),
        ("q=zebra&place=Fife", 0),
        ("people=men&place=Moray", 0),
    ],
)
def test_each_facet_of_a_search_narrows_the_projects(told: Report, key: str, reports: int) -> None:
    grant = told.grant
    grant.words = {**grant.words, "delivery": ["led by peers"], "principles": ["Nobody is alone"]}
    history.save(grant, by=None)
    figure = learned.make_share(told, 20, 30)
    fund = figure.indicator.fund
    figure.indicator.outcome = Outcome.objects.create(fund=fund, code="alone", name="People are less alone")
    figure.indicator.save()
    gathering.gather(grant)  # reads its report
    make_summary(grant, told, "seen", "published", strength=2)
    assert offering.evidence(scopes.find("search", key)).sources == reports


def test_a_search_costs_the_same_for_one_project_and_for_four(told: Report) -> None:
    scope = "q=walking&people=men&theme=Peers&outcome=Alone&strength=Described"
    with CaptureQueriesContext(connection) as few:
        scopes.find("search", scope).grants()
    for _ in range(2):
        learned.make_told()
    with CaptureQueriesContext(connection) as many:
        scopes.find("search", scope).grants()
    assert len(many) == len(few)


def test_a_search_that_is_too_long_is_not_kept(told: Report, lena: User, door: Door) -> None:
    answer = door(lena).post(ADDRESS, {"kind": "search", "of": "people=" + "x" * 200})
    assert answer.status_code == 422
    assert "This search is too long to be kept." in answer.content.decode()


def test_projects_that_have_told_nothing_are_counted_too(told: Report, lena: User, door: Door) -> None:
    factories.make_grant(round=told.grant.round)
    page = html(door, lena, ask(kind="round", of=str(told.grant.round_id)))
    assert "1 more project is part of it and has told nothing yet" in page


def test_one_project_alone_is_said(told: Report, lena: User, door: Door) -> None:
    assert "Only one project stands behind it" in html(door, lena, ask(kind="area", of="S12000047"))


def test_a_long_list_can_be_narrowed(told: Report, lena: User, door: Door) -> None:
    for number in range(45):
        report = factories.make_report(factories.make_grant(round=told.grant.round), state="accepted")
        report.grant.title = f"Choir no{number:02}x"
        history.save(report.grant, by=None)
    page = html(door, lena, ask(kind="grant"))
    assert "47 with evidence" in page
    assert page.count("choices__one") == 30
    narrow = html(door, lena, ask(kind="grant", words="choir NO07x"))
    assert "1 of 47 with evidence" in narrow
    assert narrow.count("choices__one") == 1
    assert "None of the 47 fits these words" in html(door, lena, ask(kind="grant", words="zebra"))


def test_a_list_costs_the_same_queries_for_few_and_for_many(told: Report, lena: User, door: Door) -> None:
    def cost(kind: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            offering.choices(kind)
        return len(queries)

    few = {kind: cost(kind) for kind in offering.KINDS}
    for number in range(3):
        report = learned.make_told(factories.make_grant(round=told.grant.round))
        report.grant.words = {"activities": [f"song {number}"]}
        history.save(report.grant, by=None)
    assert {kind: cost(kind) for kind in offering.KINDS} == few
    assert few == {
        **{"grant": 4, "round": 5, "condition": 5, "approach": 4},
        **{"theme": 6, "area": 5, "search": 5, "collection": 5},
    }


def test_a_collection_with_texts_can_be_chosen(told: Report, lena: User, door: Door, work: Callable[[], None]) -> None:
    collection = Collection.objects.create(slug="old", name="Old texts")
    Collection.objects.create(slug="empty", name="Empty texts")
    project = OutsideProject.objects.create(collection=collection, key="p1", title="Old walks")
    OldText.objects.create(
        collection=collection, project=project, key="t1", kind="report", slot="worked", field="worked",
        text="Peers who knew the condition made people come back. Time to talk mattered.", source_state="accepted",
    )  # fmt: skip
    page = html(door, lena, ask(kind="collection"))
    assert "1 text of 1 project" in page
    assert "Empty texts" not in page
    door(lena).post(ADDRESS, {"kind": "collection", "of": str(collection.pk)})
    work()
    assert LearningSummary.objects.get().collection == collection


def test_a_draft_is_asked_for_and_made_and_then_there_is_no_second(
    told: Report, lena: User, door: Door, work: Callable[[], None]
) -> None:
    asked = {"kind": "grant", "of": str(told.grant_id)}

    first = door(lena).post(ADDRESS, asked)
    job = Job.objects.get(kind="learning.draft")
    assert (first.status_code, first["Location"]) == (302, reverse("job", args=[job.pk]))
    assert job.title in html(door, lena, reverse("reporting:desk"))
    work()

    assert LearningSummary.objects.get().grant == told.grant
    again = door(lena).post(ADDRESS, asked, follow=True)
    assert "there is no new one" in again.content.decode()
    assert LearningSummary.objects.count() == 1


def test_a_whole_round_can_be_asked_for(told: Report, olive: User, door: Door, work: Callable[[], None]) -> None:
    door(olive).post(ADDRESS, {"kind": "round", "of": str(told.grant.round_id)})
    work()

    assert LearningSummary.objects.get().round == told.grant.round


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose what the draft is to be about"),
        ({"kind": "weather", "of": "1"}, "Choose what the draft is to be about"),
        ({"kind": "grant", "of": " "}, "Choose what the draft is to be about"),
        ({"kind": "grant", "of": "999999"}, "“999999” is not the name of one project here. Check how it is written."),
        ({"kind": "search", "of": "bagpipes"}, "No accepted report fits “bagpipes” yet"),
    ],
)
def test_what_cannot_be_drafted_is_said_and_nothing_is_asked_for(
    told: Report, lena: User, door: Door, sent: dict[str, str], words: str
) -> None:
    answer = door(lena).post(ADDRESS, sent)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Job.objects.filter(kind="learning.draft").exists()


def test_a_project_without_an_accepted_report_is_not_on_the_list(told: Report, lena: User, door: Door) -> None:
    unread = factories.make_report(state="handed_in")

    page = html(door, lena, ask(kind="grant"))

    assert f'of={told.grant_id}"' in page
    assert f'of={unread.grant_id}"' not in page


def test_a_missing_list_of_themes_is_said(told: Report, lena: User, door: Door) -> None:
    Term.objects.filter(vocabulary__slug="learning-themes").delete()

    answer = door(lena).post(ADDRESS, {"kind": "grant", "of": str(told.grant_id)})

    assert "The list of learning themes is not loaded yet" in answer.content.decode()


def test_a_draft_from_projects_of_the_demo_says_that_it_is_invented(told: Report) -> None:
    told.grant.is_demo = True
    history.save(told.grant, by=None)
    assert scopes.find("area", "S12000047").is_demo
    assert not scopes.find("search", "bagpipes").is_demo
