"""A summary in the words of schema.org, for search engines and catalogues: only what is true and stands on the page."""

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from reporting.learning.scopes import Kind
from reporting.learning.showing import Shown
from reporting.models import LearningSummary
from reporting.outputs import words
from reporting.outputs.data import LICENCE

# As Django writes JSON into a page: nothing in it can end the element.
_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
FUND = {"@type": "Organization", "name": words.FUND, "url": settings.SITE_ADDRESS}


def as_text(shown: Shown) -> SafeString:
    """The facts as they stand in the head of the page."""
    return mark_safe(json.dumps(facts(shown), ensure_ascii=False).translate(_ESCAPED))  # noqa: S308  (escaped above)


def facts(shown: Shown) -> dict[str, Any]:
    """A report with what it is about, what it rests on, and its data. `shown` is the summary as the web shows it."""
    one = shown.summary
    address = _to("summary", one.slug)
    said = {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": address,
        "url": address,
        "name": one.title,
        "abstract": one.one_line,
        "genre": shown.label,
        "audience": {"@type": "Audience", "audienceType": one.for_whom} if one.for_whom else None,
        "about": _about(one),
        "spatialCoverage": [{"@type": "Place", "name": name} for name in _places(one)],
        "citation": _citations(shown),
        "publisher": FUND,
        "funder": FUND,
        "license": LICENCE["url"],
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "datePublished": one.published_at.date().isoformat() if one.published_at else None,
        "version": one.version,
        "creativeWorkStatus": _status(one),
        "image": _to("share-card", one.slug),
        "hasPart": {
            "@type": "Dataset",
            "name": f"Data of: {one.title}",
            "description": "The statements with their counts, and the figures with their numerators and denominators.",
            "license": LICENCE["url"],
            "creator": FUND,
            "distribution": [
                _download("summary-json", one.slug, "application/json"),
                _download("summary-csv", one.slug, "text/csv"),
            ],
        },
    }
    return {key: value for key, value in said.items() if value not in (None, "", [])}


def _to(name: str, key: str) -> str:
    return str(settings.SITE_ADDRESS + reverse(f"reporting:{name}", args=[key]))


def _download(name: str, slug: str, kind: str) -> dict[str, str]:
    return {"@type": "DataDownload", "contentUrl": _to(name, slug), "encodingFormat": kind}


def _about(one: LearningSummary) -> list[dict[str, Any]]:
    """The project with its group, or the condition or theme that many projects have in common."""
    if one.grant:
        project = {
            "@type": "Project",
            "name": one.grant.title or one.grant.reference,
            "identifier": one.grant.reference,
            "url": _to("project", one.grant.reference),
            "member": {"@type": "Organization", "name": str(one.grant.organisation)},
            "funder": FUND,
        }
        terms = one.grant.health_conditions.all()
        return [project, *({"@type": "MedicalCondition", "name": term.name} for term in terms)]
    if one.scope == Kind.CONDITION:
        return [{"@type": "MedicalCondition", "name": one.about}]
    return [{"@type": "Thing", "name": one.about}] if one.about and one.scope != Kind.AREA else []


def _places(one: LearningSummary) -> list[str]:
    if one.grant:
        return [area.name for area in one.grant.areas.all()]
    return [one.about] if one.scope == Kind.AREA else []


def _citations(shown: Shown) -> list[dict[str, Any]]:
    """The reports whose sentences stand in the summary, each once, with the public page of its project."""
    cited = {}
    for line in shown.lines:
        for source in line.sources.all():
            if source.report and source.report.pk not in cited:
                grant = source.report.grant
                cited[source.report.pk] = {
                    "@type": "Report",
                    "name": f"{source.report.name}: {grant.title or grant.reference}",
                    "author": {"@type": "Organization", "name": str(grant.organisation)},
                    "url": _to("project", grant.reference),
                }
    return [cited[pk] for pk in sorted(cited)]


def _status(one: LearningSummary) -> str:
    if one.is_demo:
        return "Invented example"
    return "Archived" if one.state == LearningSummary.State.ARCHIVED else "Published"
