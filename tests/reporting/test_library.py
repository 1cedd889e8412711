"""The front door of what was learned: facets with counts, choices that can be taken away, and similar projects."""

from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from applications.models import Grant
from fund import reference
from fund.kit import history
from fund.models import CouncilArea, Term, User
from reporting import shelf
from reporting.models import LearningSummary
from tests import factories
from tests.world import make_source, make_summary

Door = Callable[[User | None], Client]
LIBRARY = "/learning/"


def learned(slug: str, *, theme: str = "T01", strength: int | None = None, **words: list[str]) -> LearningSummary:
    grant = factories.make_grant()
    grant.words = words
    grant.title = f"Project {slug}"
    history.save(grant, by=None)
    report = factories.make_report(grant, state="accepted")
    facts = {"title": f"Learned by {slug}", "strength": strength, "published_at": "2026-01-01T10:00Z"}
    summary = make_summary(grant, report, slug, "published", **facts)
    summary.statements.update(theme=Term.objects.of("learning-themes").get(code=theme))
    return summary


@pytest.fixture
def three(db: None) -> list[LearningSummary]:
    reference.load()
    made = [
        learned("one", conditions=["COPD"], activities=["walking"], people=["men"], strength=2),
        learned("two", conditions=["COPD", "asthma"], activities=["singing"], delivery=["peer led"], theme="T21"),
        learned("three", conditions=["stroke"], activities=["walking"], principles=["Nobody is alone"], strength=2),
    ]
    made[2].grant.areas.add(CouncilArea.objects.get(name="Moray"))
    return made


def read(door: Door, address: str = LIBRARY, **query: object) -> str:
    page = door(None).get(address, query)
    assert page.status_code == 200
    return unescape(page.content.decode())


def found(html: str) -> list[str]:
    return [slug for slug in ("one", "two", "three") if f'href="/learning/{slug}/"' in html]


def counts(name: str, chosen: dict[str, list[str]]) -> dict[str, int]:
    standing = shelf.current()
    facets = {facet.name: facet for facet in standing.facets(list(standing.books), chosen)}
    return {choice.value: choice.count for choice in facets[name].choices} if name in facets else {}


# Facets ---------------------------------------------------------------------------------------------------------------


def test_a_summary_of_many_projects_bears_what_it_is_about(three: list[LearningSummary], door: Door) -> None:
    LearningSummary.objects.filter(slug="three").update(scope="condition", about="Gout", grant=None)
    shelf._kept.clear()
    html = read(door, condition="gout")
    assert found(html) == ["three"]
    assert "A condition: Gout, published" in html


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"q": "hillwalking", "condition": ["Gout", "lupus"], "place": "Skye"}, ["three"]),
        ({"condition": "gout"}, ["three"]),
        ({"condition": "lupus", "place": "Skye"}, ["three"]),
        ({"q": "hillwalking"}, ["three"]),
        ({"people": "gout"}, []),
        ({"strength": "Spread and kept"}, []),  # a grade is a summary’s own
        ({"strength": "Change seen"}, ["one", "three"]),
    ],
)
def test_a_summary_of_a_search_is_found_again_by_what_was_searched(
    three: list[LearningSummary], door: Door, query: dict, fits: list[str]
) -> None:
    key = "q=hillwalking&condition=gout&condition=Lupus&place=Skye&strength=Spread+and+kept"
    LearningSummary.objects.filter(slug="three").update(
        scope="search", key=key, about="hillwalking, gout or Lupus, Skye", grant=None
    )
    shelf._kept.clear()
    assert found(read(door, **query).split('id="close"')[0]) == fits


def test_words_alone_of_a_search_are_no_facet() -> None:
    assert shelf.ticked("walking outdoors") == shelf.ticked("q=walking") == {}
    assert shelf.ticked("q=a&colour=red&people=men&people=women") == {"people": ["men", "women"]}


@pytest.mark.parametrize(
    ("query", "fits"),
    [
        ({"condition": "COPD"}, ["one", "two"]),
        ({"condition": "copd"}, ["one", "two"]),
        ({"condition": ["COPD", "stroke"]}, ["one", "two", "three"]),
        ({"condition": "COPD", "activity": "walking"}, ["one"]),
        ({"people": "men"}, ["one"]),
        ({"place": "Moray"}, ["three"]),
        ({"delivery": "peer led"}, ["two"]),
        ({"theme": "Not for everyone"}, ["two"]),
        ({"strength": "Change seen"}, ["one", "three"]),
        ({"principle": "Nobody is alone"}, ["three"]),
        ({"principle": "Be accountable to me and value my experience"}, ["two"]),
        ({"condition": "gout"}, []),
        ({"colour": "red"}, ["one", "two", "three"]),
        ({"condition": ""}, ["one", "two", "three"]),
        ({"condition": "COPD", "q": "Project two"}, ["two"]),
    ],
)
def test_each_facet_narrows_down(three: list[LearningSummary], door: Door, query: dict, fits: list[str]) -> None:
    html = read(door, **query)
    assert found(html.split('id="close"')[0]) == fits


def test_counts_say_what_would_be_there(three: list[LearningSummary]) -> None:
    assert counts("condition", {}) == {"COPD": 2, "Asthma": 1, "Stroke": 1}
    assert counts("activity", {}) == {"Walking": 2, "Singing": 1}
    assert counts("activity", {"condition": ["COPD"]}) == {"Singing": 1, "Walking": 1}
    assert counts("condition", {"condition": ["COPD"], "activity": ["walking"]}) == {"COPD": 1, "Stroke": 1}


def test_an_outcome_comes_from_the_figures_of_accepted_reports(three: list[LearningSummary]) -> None:
    from reporting.models import Indicator, Measurement, Outcome

    outcome = Outcome.objects.create(fund=three[0].grant.round.fund, code="alone", name="People are less alone")
    indicator = Indicator.objects.create(
        fund=outcome.fund, code="less", name="Less alone", question="How many?", kind="count", outcome=outcome
    )
    report = three[0].grant.reports.get()
    row = Measurement(report=report, indicator=indicator, numerator=3)
    history.save(row, by=None)
    assert counts("outcome", {}) == {"People are less alone": 1}


def test_what_is_chosen_is_said_and_can_be_taken_away(three: list[LearningSummary], door: Door) -> None:
    html = read(door, q="walking", condition=["COPD", "COPD and more"])
    assert 'href="?q=walking&condition=COPD+and+more"' in html
    assert 'href="?q=walking&condition=COPD"' in html
    assert "Fits: “walking”, COPD" in html
    assert 'value="COPD" checked' in html


def test_where_nothing_fits_it_says_so(three: list[LearningSummary], door: Door) -> None:
    assert "No summary fits all of this" in read(door, condition="gout")


def test_a_withdrawn_summary_leaves_the_counts(three: list[LearningSummary]) -> None:
    assert counts("condition", {})["COPD"] == 2
    three[0].move("withdrawn", by=None, reason="A slip")
    assert counts("condition", {})["COPD"] == 1


def test_a_hostile_value_is_only_words(three: list[LearningSummary], door: Door) -> None:
    page = door(None).get(LIBRARY, {"condition": ['"><script>alert(1)</script>', "x" * 9999, "\x00"]})
    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_the_library_costs_exactly_so_many_queries(three: list[LearningSummary], door: Door) -> None:
    def cost(**query: object) -> int:
        door(None).get(LIBRARY, query)  # reads the shelf and the projects, once
        with CaptureQueriesContext(connection) as queries:
            door(None).get(LIBRARY, query)
        return len(queries)

    assert cost() == 7
    assert cost(condition="COPD") == 12
    learned("four", conditions=["COPD"])
    assert cost() == 7
    assert cost(condition="COPD") == 12


# Similar approaches ---------------------------------------------------------------------------------------------------


def test_a_summary_and_a_project_name_similar_approaches(three: list[LearningSummary], door: Door) -> None:
    for address in ("/learning/one/", f"/projects/{three[0].grant.reference}/"):
        html = read(door, address)
        assert "Similar approaches" in html
        assert "Also about COPD" in html
        assert "How it differs" in html
        assert "It offers singing, not walking" in html
        assert f'href="/projects/{three[1].grant.reference}/"' in html


def make_wider(*told: LearningSummary) -> LearningSummary:
    """A summary of a theme that draws on the projects of these."""
    facts = {"title": "Singing takes time", "published_at": "2026-01-01T10:00Z", "scope": "theme", "about": "Time"}
    wider = make_summary(None, told[0].grant.reports.get(), "wider", "published", **facts)
    for one in told[1:]:
        make_source(wider, one.grant.reports.get())
    return wider


def test_a_summary_of_many_names_approaches_like_what_its_projects_share(
    three: list[LearningSummary], door: Door
) -> None:
    make_wider(three[0], three[1])
    group = factories.make_organisation()
    for number in range(3):
        past = Grant(organisation=group, reference=f"PAST-{number}", title=f"Choir {number}", state="past")
        past.summary, past.words = "People sing.", {"activities": ["singing"], "conditions": ["COPD", "gout"]}
        history.save(past, by=None)

    alike = read(door, "/learning/wider/").partition("Similar approaches</h2>")[2]
    assert "Also about COPD" in alike
    assert "Also offers singing" in alike
    assert "It is also about gout" in alike
    assert "It does not offer walking" in alike
    assert alike.count('href="/projects/PAST-') == 2  # three are as near, all of one group
    for cited in three[:2]:
        assert f'href="/projects/{cited.grant.reference}/"' not in alike


def test_a_summary_of_many_costs_the_same_for_one_project_and_for_three(
    three: list[LearningSummary], door: Door
) -> None:
    wider = make_wider(three[0])

    def cost() -> int:
        door(None).get("/learning/wider/")
        with CaptureQueriesContext(connection) as queries:
            door(None).get("/learning/wider/")
        return len(queries)

    few = cost()
    for one in three[1:]:
        make_source(wider, one.grant.reports.get())
    learned("near", conditions=["COPD"], activities=["walking"])
    learned("far", conditions=["gout"], activities=["pottery"])
    assert cost() == few


def test_a_search_also_names_projects_without_a_summary(three: list[LearningSummary], door: Door) -> None:
    past = Grant(organisation=factories.make_organisation(), reference="PAST-1", title="Kiln", state="past")
    past.summary, past.words = "Potters with a kiln.", {"conditions": ["gout"]}
    history.save(past, by=None)
    html = read(door, q="a kiln for people with gout")
    assert found(html.split('id="close"')[0]) == []
    assert 'href="/projects/PAST-1/"' in html
    assert "We read your words as: gout." in " ".join(html.split())


def test_a_lonely_project_says_that_nothing_is_close(db: None, door: Door) -> None:
    reference.load()
    learned("one", conditions=["COPD"])
    assert "We know of no project that is close to this one." in read(door, "/learning/one/")


def test_the_page_of_a_summary_costs_exactly_so_many_queries(three: list[LearningSummary], door: Door) -> None:
    def cost() -> int:
        door(None).get("/learning/one/")
        with CaptureQueriesContext(connection) as queries:
            door(None).get("/learning/one/")
        return len(queries)

    few = cost()
    for number in range(4):
        learned(f"more-{number}", conditions=["COPD"], activities=["walking"])
    assert cost() == few
