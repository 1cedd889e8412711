"""Who is told what from the award to the learning: one function a letter."""

from fund import post
from fund.models import Organisation, User
from reporting.models import LearningSummary, Report


def _writers(organisation: Organisation) -> list[User]:
    return list(
        User.objects.filter(
            memberships__organisation=organisation, memberships__kind__in=["lead", "editor"], is_active=True
        )
    )


def report_handed_in(report: Report) -> None:
    """The receipt."""
    for person in _writers(report.grant.organisation):
        key = f"report_handed_in:{report.pk}:{person.pk}:{report.handed_in_at:%Y%m%d%H%M%S}"
        post.write("report_handed_in", to=person, key=key, about=report)


def report_accepted(report: Report) -> None:
    for person in _writers(report.grant.organisation):
        post.write("report_accepted", to=person, key=f"report_accepted:{report.pk}:{person.pk}", about=report)


def report_sent_back(report: Report) -> None:
    for person in _writers(report.grant.organisation):
        key = f"report_sent_back:{report.pk}:{person.pk}:{report.handed_in_at:%Y%m%d%H%M%S}"
        post.write("report_sent_back", to=person, key=key, about=report)


def learning_published(summary: LearningSummary) -> None:
    """Tell the project that others can now read what it learned."""
    if summary.grant is None:
        return
    for person in _writers(summary.grant.organisation):
        post.write("learning_published", to=person, key=f"learning_published:{summary.pk}:{person.pk}", about=summary)
