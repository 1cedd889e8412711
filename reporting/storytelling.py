"""Stories and the consent that keeps them alive: telling, changing, withdrawing.

Who may see a story where is decided in one place, `Story.objects.for_channel`. Here its facts are written.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.granting import months_after
from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import papers
from reporting.models import Consent, Report, Story

MONTHS = 24  # consent is not for ever


@transaction.atomic
def tell(
    grant: Grant,
    *,
    by: User,
    title: str,
    good: str,
    said_by: str,
    voice: str,
    consents: Mapping[str, bool],
    explained_by: str,
    hard: str = "",
    until: date | None = None,
    report: Report | None = None,
) -> Story:
    """Keep a story with the teller's yes or no to each use. A use that was not asked about is a no."""
    if report is not None and report.grant_id != grant.pk:
        raise Refused("This report belongs to another project.")
    story = Story(
        grant=grant,
        report=report,
        title=title,
        good=good,
        hard=hard,
        said_by=said_by,
        voice=voice,
        is_demo=grant.is_demo,
    )
    history.save(story, by=by)
    _agree(story, consents, until=until, explained_by=explained_by, by=by)
    story.move(Story.State.READY, by=by)
    return story


@transaction.atomic
def change(
    story: Story,
    *,
    by: User,
    consents: Mapping[str, bool],
    explained_by: str,
    until: date | None = None,
    **words: str,
) -> None:
    """Change the words or the uses of a story. Each use is agreed anew, because consent is to these words."""
    fresh = Story.objects.select_for_update(of=("self",)).get(pk=story.pk)
    if fresh.state == Story.State.WITHDRAWN:
        raise Refused("This story was withdrawn, so it can no longer be changed. You can tell a new one.")
    unknown = set(words) - {"title", "good", "hard", "said_by", "voice"}
    if unknown:
        raise TypeError(f"A story has no {', '.join(sorted(unknown))}.")
    for name, value in words.items():
        setattr(fresh, name, value)
    history.save(fresh, by=by)
    _agree(fresh, consents, until=until, explained_by=explained_by, by=by)
    story.refresh_from_db()
    papers.without(story, by=by)


@transaction.atomic
def withdraw(story: Story, *, by: User, reason: str = "") -> None:
    """Take a story back: from this moment no page, paper, feed or index may hold it."""
    story.move(Story.State.WITHDRAWN, by=by, reason=reason)
    now = timezone.now()
    for consent in story.consents.filter(withdrawn_at__isnull=True):
        consent.withdrawn_at = now
        history.save(consent, by=by, reason=reason, fields=["withdrawn_at"])
    papers.without(story, by=by)


def _agree(story: Story, consents: Mapping[str, bool], *, until: date | None, explained_by: str, by: User) -> None:
    """Write one row for each use there is. A yes that becomes a no is stamped as withdrawn."""
    today, now = timezone.localdate(), timezone.now()
    until = until or months_after(today, MONTHS)
    if until < today:
        raise Refused("The day until which the story may be used has passed. Choose a later one.")
    if not explained_by.strip():
        raise Refused("Say who talked the story and its uses through with the person.")
    if unknown := set(consents) - set(Consent.Channel.values):
        raise Refused(f"Nobody knows a use called {', '.join(sorted(unknown))}.")
    there = {consent.channel: consent for consent in story.consents.all()}
    for channel in Consent.Channel.values:
        row = there.get(channel) or Consent(story=story, channel=channel)
        yes = bool(consents.get(channel, False))
        facts: dict[str, Any] = {
            "is_given": yes,
            "until": until,
            "explained_by": explained_by.strip(),
            "given_at": now,
            "recorded_by": by,
            "withdrawn_at": None if yes else (now if row.is_given else row.withdrawn_at),
        }
        for name, value in facts.items():
            setattr(row, name, value)
        history.save(row, by=by)
