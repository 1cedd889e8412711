"""What anybody can read, without signing in."""

import time
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from applications.models import Grant
from fund.models import Round, User
from reporting import learning
from reporting.models import LearningSummary, Report
from tests import factories
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]

LIBRARY = "/learning/"
PROJECTS = "/projects/"


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


@pytest.fixture
def summary(told: Report, lena: User, morag: User) -> LearningSummary:
    learned.make_story(told.grant, "web", "print")
    learned.make_share(told, 204, 306)
    return learned.make_published(told, lena, morag)


def read(door: Door, address: str, **sought: str) -> str:
    return door(None).get(address, sought).content.decode()


def make_past(**facts: object) -> Grant:
    """A past award from published records."""
    number = next(factories.counter)
    return Grant.objects.create(
        **{
            "organisation": factories.make_organisation(is_imported=True),
            "reference": f"PAST-{number}",
            "title": f"Past project {number}",
            "state": "past",
            "start_year": 2012,
            "import_key": str(number),
            "source": "https://example.org/awards",
            "words": {"areas": ["Highland"], "conditions": ["Stroke"], "activities": ["singing"]},
            **facts,
        }
    )


# The library --------------------------------------------------------------------------------------------------------


def test_the_library_shows_what_is_published_and_nothing_else(summary: LearningSummary, door: Door, lena: User) -> None:
    draft = learned.make_draft(learned.make_told())
    LearningSummary.objects.filter(pk=draft.pk).update(title="A draft that nobody may see")

    for person in (None, lena):
        html = door(person).get(LIBRARY).content.decode()
        assert summary.title in html
        assert "A draft that nobody may see" not in html


def test_an_empty_library_says_what_will_be_there(door: Door) -> None:
    assert "Nothing is published yet" in read(door, LIBRARY)


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("peers", True),
        ("health REFER", True),
        ("walking", True),
        ("zebra", False),
        ("peers zebra", False),
        ("time", True),
    ],
)
def test_the_library_is_searched_by_words(summary: LearningSummary, door: Door, words: str, is_found: bool) -> None:
    html = read(door, LIBRARY, q=words)

    assert (summary.title in html) is is_found
    assert ("No summary has these words" in html) is not is_found


def test_a_search_never_finds_the_words_of_a_story_or_what_was_left_out(
    told: Report, door: Door, lena: User, morag: User
) -> None:
    from reporting import publishing

    learned.make_story(told.grant, "web", good="My marmalade kept me going.")
    summary = learned.make_draft(told)
    learning.drop(summary.statements.get(drafted__contains="visit every practice"), by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)

    assert "marmalade" in read(door, f"{LIBRARY}{summary.slug}/")
    assert summary.title not in read(door, LIBRARY, q="marmalade")
    assert summary.title not in read(door, LIBRARY, q="visit")


def test_the_library_costs_the_same_for_one_summary_and_for_three(
    summary: LearningSummary, door: Door, lena: User, morag: User
) -> None:
    with CaptureQueriesContext(connection) as one:
        door(None).get(LIBRARY)
    for _ in range(2):
        learned.make_published(learned.make_told(), lena, morag)
    with CaptureQueriesContext(connection) as three:
        door(None).get(LIBRARY)

    assert len(three) == len(one)


# One summary --------------------------------------------------------------------------------------------------------


def test_a_summary_shows_both_sides_the_figures_the_story_and_its_limits(summary: LearningSummary, door: Door) -> None:
    html = read(door, f"{LIBRARY}{summary.slug}/")

    for words in (
        summary.title,
        "What helped",
        "What got in the way",
        "Health centres did not refer anybody to us until the sixth month.",
        "204 of 306 people who answered",
        "(67%)",
        "I thought I was the only one.",
        "Margaret, a person who took part",
        "This comes from one project.",
        "The papers are being made.",
        "slots and themes 5",
    ):
        assert words in html, words
    assert html.count('<svg class="chart') == 1
    assert "style=" not in html
    assert "Ann Applicant" not in html


def test_where_nothing_failed_the_page_says_that_perhaps_nobody_asked(door: Door, lena: User, morag: User) -> None:
    learned.make_themes()
    summary = learned.make_published(
        learned.make_told(worked="Peers with the same condition helped people to come back."), lena, morag
    )

    assert "No project reported this. That may mean nobody asked." in read(door, f"{LIBRARY}{summary.slug}/")


def test_every_line_opens_the_words_that_it_comes_from(told: Report, door: Door, lena: User, morag: User) -> None:
    from reporting import publishing

    summary = learned.make_draft(told)
    statement = summary.statements.get(drafted__startswith="Health centres")
    learning.edit_statement(statement, "Few people were sent to us at first.", by=lena)
    learning.tick(statement, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)

    html = read(door, f"{LIBRARY}{summary.slug}/")

    assert "Few people were sent to us at first." in html
    assert f'<blockquote class="source__quote">{statement.drafted}</blockquote>' in html
    assert told.name in html
    assert reverse("reporting:project", args=[told.grant.reference]) in html


def test_a_story_whose_consent_is_withdrawn_vanishes_from_the_page(summary: LearningSummary, door: Door) -> None:
    address = f"{LIBRARY}{summary.slug}/"
    assert "I thought I was the only one." in read(door, address)

    learned.withdraw(summary.grant.stories.get())

    html = read(door, address)
    assert "I thought I was the only one." not in html
    assert "Margaret" not in html


@pytest.mark.parametrize("state", ["generated", "editing", "approved", "replaced", "withdrawn"])
def test_a_summary_that_is_not_published_is_not_found(
    summary: LearningSummary, door: Door, lena: User, state: str
) -> None:
    LearningSummary.objects.filter(pk=summary.pk).update(state=state)

    for person in (None, lena):
        assert door(person).get(f"{LIBRARY}{summary.slug}/").status_code == 404
        assert door(person).get(f"{LIBRARY}{summary.slug}/summary.pdf").status_code == 404


def test_the_address_of_an_older_version_shows_the_newest(
    summary: LearningSummary, told: Report, door: Door, lena: User, morag: User
) -> None:
    learned.make_told(told.grant, worked="Singing with peers lifts the breath of people with asthma.")
    learned.make_published(told, lena, morag)

    html = read(door, f"{LIBRARY}{summary.slug}/")

    assert "Singing with peers lifts" in html
    assert "Version 2" in html


def test_the_pdf_is_sent_as_a_pdf_with_a_name(summary: LearningSummary, door: Door, work: Callable[[], None]) -> None:
    address = f"{LIBRARY}{summary.slug}/summary.pdf"
    assert door(None).get(address).status_code == 404
    work()

    answer = door(None).get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert f"{summary.slug}-1-summary.pdf" in answer["Content-Disposition"]
    assert b"".join(answer.streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
    assert "Two pages to print" in read(door, f"{LIBRARY}{summary.slug}/")


def test_a_summary_of_a_round_says_how_many_projects_told(door: Door, lena: User, morag: User) -> None:
    from reporting import publishing

    learned.make_themes()
    round_ = factories.make_round()
    for _ in range(2):
        learned.make_told(factories.make_grant(factories.make_application(round_, state="awarded")))
    summary = learning.store(learning.compose(learning.gather(round_)), by=None)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)

    html = read(door, f"{LIBRARY}{summary.slug}/")

    assert "What the projects of one round learned" in html
    assert "2 of 2 have told" in html
    assert "2 of 2 projects" in html
    assert "That is not many." in html


def test_a_summary_costs_the_same_for_few_statements_and_for_many(
    summary: LearningSummary, door: Door, lena: User, morag: User
) -> None:
    other = learned.make_told()
    for slot in ("circumstances", "others_need"):
        learned.ask(
            other, slot, slot, "Peers need time to talk. Health centres need to know us. Songs help people here."
        )
    for _ in range(2):
        learned.make_story(other.grant, "web")
    many = learned.make_published(other, lena, morag)
    door(None).get(f"{LIBRARY}{many.slug}/")  # reads all projects, once

    with CaptureQueriesContext(connection) as one:
        door(None).get(f"{LIBRARY}{summary.slug}/")
    with CaptureQueriesContext(connection) as three:
        door(None).get(f"{LIBRARY}{many.slug}/")

    assert many.statements.count() > summary.statements.count()
    assert len(three) == len(one)


# Projects -----------------------------------------------------------------------------------------------------------


def test_every_award_is_listed_but_for_refused_offers(door: Door) -> None:
    running = factories.make_grant(title="Singing for lungs")
    past = make_past(title="Cooking in Caithness")
    factories.make_grant(title="A refused offer", state="refused")

    html = read(door, PROJECTS)

    assert (running.title in html, past.title in html, "A refused offer" in html) == (True, True, False)
    assert html.count("From published records") == 1


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ({"q": "singing"}, ["Singing for lungs", "Cooking in Caithness"]),
        ({"q": "singing lungs"}, ["Singing for lungs"]),
        ({"q": "stroke"}, ["Cooking in Caithness"]),
        ({"q": "conditions"}, []),
        ({"year": "2012"}, ["Cooking in Caithness"]),
        ({"area": "S12000036"}, ["Singing for lungs"]),
        ({"area": "S12000017"}, ["Cooking in Caithness"]),
        ({"area": "S12000017", "year": "2012", "q": "caithness"}, ["Cooking in Caithness"]),
        ({"q": "zebra"}, []),
    ],
)
def test_projects_are_found_by_words_area_and_year(door: Door, sought: dict[str, str], found: list[str]) -> None:
    edinburgh = factories.make_area()
    factories.make_area("S12000017", "Highland")
    factories.make_grant(title="Singing for lungs").areas.add(edinburgh)
    make_past(title="Cooking in Caithness")

    html = read(door, PROJECTS, **sought)

    assert [title for title in ("Singing for lungs", "Cooking in Caithness") if title in html] == found
    assert ("No project fits" in html) is not bool(found)


@pytest.mark.parametrize("odd", ["100%", "snake_case", "C:\\temp", "((((a+)+)+", "{{7*7}}", "<b>&amp;</b>"])
def test_signs_are_looked_for_as_they_are_typed(door: Door, odd: str) -> None:
    make_past(title=f"All {odd} of it")
    make_past(title="100 snakeXcase C:/temp aaaa 49 b")
    html = read(door, PROJECTS, q=odd)
    assert escape(f"All {odd} of it") in html
    assert "snakeXcase" not in html


@pytest.mark.parametrize("page", [LIBRARY, PROJECTS])
@pytest.mark.parametrize("odd", ["%", "_", "\\", "((((a+)+)+", "a" * 10_000, "zq " * 5_000, "\x00", "\u202e"])
def test_no_search_is_slow_or_breaks(summary: LearningSummary, door: Door, page: str, odd: str) -> None:
    began = time.perf_counter()
    html = read(door, page, q=odd)
    assert time.perf_counter() - began < 1
    is_nothing = odd in ("\x00", "\u202e")  # what cannot be seen is no word
    assert (f">{summary.title}</a></h2>" in html) == (is_nothing and page == LIBRARY)


def test_accents_are_found_however_they_are_typed(door: Door) -> None:
    make_past(title="A caf\u00e9 for all")
    assert "A caf\u00e9 for all" in read(door, PROJECTS, q="cafe\u0301")


def test_a_project_that_says_no_area_is_where_its_group_is(door: Door) -> None:
    area = factories.make_area()
    grant = factories.make_grant()
    grant.organisation.area = area
    grant.organisation.save()

    assert grant.title in read(door, PROJECTS, area=area.pk)


def test_a_year_or_an_area_that_is_none_is_said(door: Door) -> None:
    answer = door(None).get(PROJECTS, {"year": "x", "area": "nonsense"})

    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_no_projects_yet(door: Door) -> None:
    assert "No projects yet" in read(door, PROJECTS)


@pytest.mark.slow
def test_the_list_of_projects_costs_the_same_for_1_3_and_200(door: Door) -> None:
    organisation = factories.make_organisation(is_imported=True)
    area = factories.make_area()
    costs = []
    for count in (1, 3, 200):
        for _ in range(count - Grant.objects.count()):
            make_past(organisation=organisation).areas.add(area)
        with CaptureQueriesContext(connection) as queries:
            html = read(door, PROJECTS)
        costs.append(len(queries))

    assert len(set(costs)) == 1, costs
    assert html.count("project__name") == 50
    assert "200 projects" in html


def test_a_past_project_shows_its_facts_and_where_they_come_from(door: Door) -> None:
    past = make_past(amount=19500, summary="People cook together.", round_words="IMPACT 2012")

    html = read(door, f"{PROJECTS}{past.reference}/")

    for words in (
        "£19,500",
        "People cook together.",
        "IMPACT 2012",
        "Highland",
        "Stroke",
        "From published records",
        past.source,
    ):
        assert words in html, words


def test_a_project_shows_what_it_learned_and_nothing_of_its_bid_or_its_people(
    summary: LearningSummary, door: Door
) -> None:
    grant = summary.grant
    assert grant is not None
    grant.organisation.phone = "0131 496 0456"
    grant.organisation.address = "12 Leith Walk"
    grant.organisation.save()
    grant.conditions = "SECRET condition of the grant"
    grant.save()

    html = read(door, f"{PROJECTS}{grant.reference}/")

    assert summary.title in html
    for secret in ("0131 496", "Leith Walk", "SECRET", "Ann Applicant", "Weekly walks led by peers"):
        assert secret not in html, secret


def test_a_refused_or_unknown_project_is_not_found(door: Door) -> None:
    refused = factories.make_grant(state="refused")

    assert door(None).get(f"{PROJECTS}{refused.reference}/").status_code == 404
    assert door(None).get(f"{PROJECTS}NONE-1/").status_code == 404


def test_a_year_comes_from_the_first_day_where_there_is_one(door: Door) -> None:
    grant = factories.make_grant(start_year=1999)

    html = read(door, PROJECTS, year=str(grant.starts_on.year))

    assert grant.title in html
    assert "1999" not in read(door, PROJECTS)
    assert timezone.localdate().year - grant.starts_on.year in (0, 1)


def test_an_invented_example_says_so(door: Door, lena: User, morag: User) -> None:
    learned.make_themes()
    report = learned.make_told(factories.make_grant(is_demo=True))
    summary = learned.make_published(report, lena, morag)

    assert "This is an invented example." in read(door, f"{LIBRARY}{summary.slug}/")
    assert "This is an invented example." in read(door, f"{PROJECTS}{report.grant.reference}/")


@pytest.mark.parametrize("address", [LIBRARY, PROJECTS])
def test_a_reader_finds_the_way_to_the_figures(door: Door, round_: Round, address: str) -> None:
    assert 'href="/figures/"' in read(door, address)
    assert door(None).get("/figures/").status_code == 200
