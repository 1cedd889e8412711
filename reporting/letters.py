"""Who is told what from the award to the learning: one function a letter."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType

from fund import links, post
from fund.models import Letter, Organisation, User
from reporting.models import (
    EventInvitation,
    Instalment,
    LearningSummary,
    LivedReview,
    ProjectReview,
    PulseAsked,
    Report,
    SpreadEvent,
    Story,
)


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


def report_asked(report: Report) -> None:
    """The fund asks for one report more than the group knows of."""
    for person in _writers(report.grant.organisation):
        post.write("report_asked", to=person, key=f"report_asked:{report.pk}:{person.pk}", about=report)


def report_moved(report: Report) -> None:
    """The report has more time."""
    for person in _writers(report.grant.organisation):
        key = f"report_moved:{report.pk}:{person.pk}:{report.due_on}"
        post.write("report_moved", to=person, key=key, about=report)


def report_skipped(report: Report) -> None:
    """The report is not needed any more, and why."""
    for person in _writers(report.grant.organisation):
        post.write("report_skipped", to=person, key=f"report_skipped:{report.pk}:{person.pk}", about=report)


def report_reminder(report: Report, mark: int, today: date) -> int:
    """Remind everybody who writes for the group, once for each mark of each due day; how many were reminded."""
    return sum(
        _once("report_reminder", person, f"{report.pk}:{person.pk}:{report.due_on}:{mark}", report, today=today)
        for person in _writers(report.grant.organisation)
    )


def reminders_of(reports: Iterable[Report]) -> set[tuple[int, date, int]]:
    """Which reminders were written: the report, the day on which it was due, and the mark. One query."""
    about = {"about_type": ContentType.objects.get_for_model(Report), "about_id__in": [row.pk for row in reports]}
    rows = Letter.objects.filter(kind="report_reminder", **about)
    keys = (key.split(":") for key in rows.values_list("key", flat=True))
    return {(int(pk), date.fromisoformat(due_on), int(mark)) for _, pk, _, due_on, mark in keys}


def report_very_late(report: Report) -> int:
    """Tell those who run the fund, once for each due day, that a report stays away; how many were told."""
    was_reminded = any(due_on == report.due_on for _, due_on, _ in reminders_of([report]))
    return sum(
        _once("report_very_late", person, f"{report.pk}:{report.due_on}:{person.pk}", report, was_reminded=was_reminded)
        for person in User.objects.running_the_fund()
    )


def has_told_very_late(report: Report) -> bool:
    """Say whether those who run the fund were told, for the day on which the report is due now."""
    return Letter.objects.filter(key__startswith=f"report_very_late:{report.pk}:{report.due_on}:").exists()


def _once(kind: str, person: User, key: str, report: Report, **words: object) -> bool:
    if Letter.objects.filter(key=f"{kind}:{key}").exists():
        return False
    post.write(kind, to=person, key=f"{kind}:{key}", about=report, **words)  # type: ignore[arg-type]
    return True


def report_accepted(report: Report) -> None:
    for person in _writers(report.grant.organisation):
        post.write("report_accepted", to=person, key=f"report_accepted:{report.pk}:{person.pk}", about=report)


def report_sent_back(report: Report) -> None:
    for person in _writers(report.grant.organisation):
        key = f"report_sent_back:{report.pk}:{person.pk}:{report.handed_in_at:%Y%m%d%H%M%S}"
        post.write("report_sent_back", to=person, key=key, about=report)


def instalment_paid(instalment: Instalment) -> None:
    """Money is on its way."""
    for person in _writers(instalment.grant.organisation):
        key = f"instalment_paid:{instalment.pk}:{person.pk}"
        post.write("instalment_paid", to=person, key=key, about=instalment)


def pulse(asked: PulseAsked, token: str) -> None:
    """One question, with the project’s own link."""
    for person in _writers(asked.grant.organisation):
        key = f"pulse:{asked.pk}:{person.pk}"
        post.write("pulse", to=person, key=key, about=asked, is_secret=True, link=links.address(token))


def learning_published(summary: LearningSummary) -> None:
    """Tell the project that others can now read what it learned."""
    if summary.grant is None:
        return
    for person in _writers(summary.grant.organisation):
        post.write("learning_published", to=person, key=f"learning_published:{summary.pk}:{person.pk}", about=summary)


def review_asked(review: ProjectReview, until: date) -> None:
    """Ask a project whether a draft is right, and whether its own words may stand in it."""
    for person in _writers(review.grant.organisation):
        key = f"review_asked:{review.pk}:{until}:{person.pk}"
        post.write("review_asked", to=person, key=key, about=review, until=until)


def review_reminder(review: ProjectReview, until: date) -> int:
    """Remind a project of the draft, once for each last day; how many were reminded."""
    written = 0
    for person in _writers(review.grant.organisation):
        key = f"review_reminder:{review.pk}:{until}:{person.pk}"
        if not Letter.objects.filter(key=key).exists():
            post.write("review_reminder", to=person, key=key, about=review, until=until)
            written += 1
    return written


def sign_off_asked(review: LivedReview) -> None:
    """Ask a person with lived experience to read a summary before it goes out."""
    post.write("sign_off_asked", to=review.reviewer, key=f"sign_off_asked:{review.pk}", about=review)


# Stories: to the teller, with their own link; or to the group, where the person has no address ----------------------


def story_asked(story: Story, token: str) -> None:
    """Ask a person to tell their story."""
    _to_teller("story_asked", story, token, key=f"story_asked:{story.pk}:{token[:8]}")


def story_link(story: Story, token: str) -> None:
    """Send a person the link to a story that was told for them."""
    _to_teller("story_link", story, token, key=f"story_link:{story.pk}:{token[:8]}")


def story_link_again(story: Story, token: str) -> None:
    """Send the teller the link to their story once more."""
    _to_teller("story_link_again", story, token, key=f"story_link_again:{story.pk}:{token[:8]}")


def story_to_approve(story: Story, token: str) -> None:
    """Ask the teller to say yes to words that changed."""
    _to_teller("story_to_approve", story, token, key=f"story_to_approve:{story.pk}:{story.version}")


def story_ends(story: Story, mark: int, token: str) -> None:
    """Tell the teller that their yes ends soon."""
    _to_teller("story_ends", story, token, key=_ends(story, mark))


def has_reminded(story: Story, mark: int) -> bool:
    """Say whether the letters for this last day have gone out, to the teller or to the group."""
    return Letter.objects.filter(key__startswith=_ends(story, mark)).exists()


def _ends(story: Story, mark: int) -> str:
    return f"story_ends:{story.pk}:{story.ends_on}:{mark}:"  # type: ignore[attr-defined]


def _to_teller(kind: str, story: Story, token: str, *, key: str) -> None:
    teller = post.Outsider(story.teller_name, story.teller_email)
    post.write(kind, to=teller, key=key, about=story, is_secret=True, link=links.address(token))


def story_told(story: Story) -> None:
    """Tell the group that the person it asked has told their story. The letter holds none of it."""
    for person in _writers(story.grant.organisation):
        post.write("story_told", to=person, key=f"story_told:{story.pk}:{person.pk}", about=story)


def story_to_read_together(story: Story) -> None:
    """Ask the group to read changed words with a person who has no link of their own."""
    for person in _writers(story.grant.organisation):
        key = f"story_to_read_together:{story.pk}:{story.version}:{person.pk}"
        post.write("story_to_read_together", to=person, key=key, about=story)


def story_ends_for_group(story: Story, mark: int) -> None:
    for person in _writers(story.grant.organisation):
        post.write("story_ends_for_group", to=person, key=f"{_ends(story, mark)}{person.pk}", about=story)


# Learning events: to those who write for a group that was asked ------------------------------------------------------


def _to_invited(kind: str, invitation: EventInvitation, mark: object, token: str = "", **words: object) -> None:
    if token:
        words |= {"is_secret": True, "link": links.address(token)}
    for person in _writers(invitation.grant.organisation):
        key = f"{kind}:{invitation.pk}:{mark}:{person.pk}"
        post.write(kind, to=person, key=key, about=invitation, **words)  # type: ignore[arg-type]


def event_invitation(invitation: EventInvitation, token: str) -> None:
    """Ask a project to come."""
    _to_invited("event_invitation", invitation, "", token)


def event_changed(invitation: EventInvitation, number: int, token: str) -> None:
    """The event has another day, time or place."""
    _to_invited("event_changed", invitation, number, token)


def event_called_off(invitation: EventInvitation, is_due_again: bool) -> None:
    """The event does not take place; whether a report is due in writing again."""
    _to_invited("event_called_off", invitation, "", is_due_again=is_due_again)


def event_counts(invitation: EventInvitation, number: int) -> None:
    """What the project told at the event stands for the written part of its report."""
    _to_invited("event_counts", invitation, number)


def event_counts_not(invitation: EventInvitation, number: int) -> None:
    """The written part of the report is due after all."""
    _to_invited("event_counts_not", invitation, number)


def event_draft(invitation: EventInvitation, number: int, until: date, token: str) -> None:
    """Ask a project that was there to check the draft."""
    _to_invited("event_draft", invitation, number, token, until=until)


def event_final(invitation: EventInvitation, token: str) -> None:
    """The text is final and can be read."""
    _to_invited("event_final", invitation, "", token)


# Spread: people and projects are introduced to each other ------------------------------------------------------------


def introduce(event: SpreadEvent, *, by: User | None, token: str) -> None:
    """Introduce whoever asks to the project, and send them a copy. Where the project has nobody, the fund is asked."""
    people = _writers(event.grant.organisation)
    words: dict[str, Any] = {"by": by, "is_trying": event.kind != SpreadEvent.Kind.ENQUIRY, "has_contact": bool(people)}
    for person in people or User.objects.running_the_fund():
        key = f"spread_introduction:{event.pk}:{person.pk}"
        post.write("spread_introduction", to=person, key=key, about=event, reply_to=event.email, **words)
    asker = post.Outsider(event.name, event.email)
    words["link"] = links.address(token)
    post.write("spread_copy", to=asker, key=f"spread_copy:{event.pk}", about=event, is_secret=True, **words)


def spread_to_confirm(event: SpreadEvent) -> None:
    """Ask the project whether it is so that another group took its approach up."""
    for person in _writers(event.grant.organisation):
        post.write("spread_to_confirm", to=person, key=f"spread_to_confirm:{event.pk}:{person.pk}", about=event)


def how_it_goes(event: SpreadEvent, mark: int, token: str) -> None:
    """Ask whoever tries an approach how it goes, with their own link."""
    asker = post.Outsider(event.name, event.email)
    key, link = f"spread_how_it_goes:{event.pk}:{mark}", links.address(token)
    post.write("spread_how_it_goes", to=asker, key=key, about=event, is_secret=True, link=link)


def has_asked_how_it_goes(event: SpreadEvent, mark: int) -> bool:
    return Letter.objects.filter(key=f"spread_how_it_goes:{event.pk}:{mark}").exists()
