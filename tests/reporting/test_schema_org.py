"""What a public summary tells search engines: true, complete, and unable to break the page."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from fund.kit import history
from fund.models import Term, User, Vocabulary
from reporting import learning, publishing
from reporting.learning import scopes
from reporting.models import LearningSummary, Report
from tests import factories
from tests.reporting import learned

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    told = learned.make_told()
    words = Vocabulary.objects.create(slug="conditions", version="test", name="Conditions", source="Ours")
    told.grant.health_conditions.add(Term.objects.create(vocabulary=words, code="ASTHMA", name="Asthma"))
    told.grant.areas.add(factories.make_area("S12000047", "Fife"))
    return told


def facts(door: Door, summary: LearningSummary) -> dict[str, Any]:
    html = door(None).get(f"/learning/{summary.slug}/").content.decode()
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return dict(json.loads(found))


def test_it_says_what_the_report_is_about_and_rests_on(
    told: Report, lena: User, morag: User, door: Door, settings: Any
) -> None:
    summary = learned.make_published(told, lena, morag)
    said = facts(door, summary)
    grant, site = told.grant, settings.SITE_ADDRESS
    fund = {"@type": "Organization", "name": said["publisher"]["name"], "url": site}
    assert (said["@context"], said["@type"], said["url"]) == (
        "https://schema.org",
        "Report",
        f"{site}/learning/{summary.slug}/",
    )
    assert (said["name"], said["abstract"]) == (summary.title, summary.one_line)
    assert said["funder"] == said["publisher"] == fund
    assert said["license"] == said["hasPart"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert [one["@type"] for one in said["about"]] == ["Project", "MedicalCondition"]
    assert said["about"][0]["url"] == f"{site}/projects/{grant.reference}/"
    assert said["about"][1]["name"] == "Asthma"
    assert said["spatialCoverage"] == [{"@type": "Place", "name": "Fife"}]
    assert [one["name"] for one in said["citation"]] == [f"{told.name}: {grant.title}"]
    assert said["creativeWorkStatus"] == "Published"
    for download in said["hasPart"]["distribution"]:
        answer = door(None).get(download["contentUrl"].removeprefix(site))
        assert (answer.status_code, answer["Content-Type"].partition(";")[0]) == (200, download["encodingFormat"])


def test_no_words_can_end_the_element(told: Report, lena: User, morag: User, door: Door) -> None:
    summary = learned.make_published(told, lena, morag)
    summary.title = "</script><script>alert(1)</script> & more"
    history.save(summary, by=None)
    assert facts(door, summary)["name"] == summary.title
    assert "<script>alert" not in door(None).get(f"/learning/{summary.slug}/").content.decode()


def test_an_invented_and_an_archived_one_say_so(told: Report, lena: User, morag: User, door: Door) -> None:
    summary = learned.make_published(told, lena, morag)
    LearningSummary.objects.filter(pk=summary.pk).update(state="archived", archived_on="2026-01-02")
    assert facts(door, summary)["creativeWorkStatus"] == "Archived"
    LearningSummary.objects.filter(pk=summary.pk).update(is_demo=True)
    assert facts(door, summary)["creativeWorkStatus"] == "Invented example"


@pytest.mark.parametrize(
    ("kind", "key", "about", "places"),
    [
        ("condition", "ASTHMA", [{"@type": "MedicalCondition", "name": "Asthma"}], None),
        ("area", "S12000047", None, [{"@type": "Place", "name": "Fife"}]),
        ("theme", "T06", [{"@type": "Thing", "name": "Partners and referral"}], None),
    ],
)
def test_one_of_many_projects_names_what_they_have_in_common(
    told: Report, lena: User, morag: User, door: Door, kind: str, key: str, about: Any, places: Any
) -> None:
    summary = learning.store(learning.compose(learning.gather(scopes.find(kind, key))), by=None)
    learned.edit(summary, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    said = facts(door, summary)
    assert (said.get("about"), said.get("spatialCoverage")) == (about, places)
    assert len(said["citation"]) == 1
