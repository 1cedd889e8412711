"""The teller's yes: to one version of the words, use by use, until a day. It can shrink at any time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.granting import months_after
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import outputs
from reporting.models import Agreement, Channel, Consent, Story
from reporting.storytelling import consent_words
from reporting.storytelling.holding import hold, look_through, next_version, sha256_of

MONTHS = 24  # consent is not for ever
CHANGED = "The words have changed since you opened this page. Read them again, then say yes or no."
NOT_WRITTEN = "There are no words to agree to yet. When your recording is written down, we ask you to read it."
NOT_TOLD = "This story is not told yet, so there is nothing to agree to."


@dataclass(frozen=True)
class Helped:
    """Who helped a person to say yes, or says it for them; whether the person is under 16."""

    kind: str = Agreement.Helper.NOBODY
    name: str = ""
    is_under_16: bool = False


ALONE = Helped()


@transaction.atomic
def agree(
    story: Story,
    *,
    version: int,
    consents: Mapping[str, bool],
    naming: str,
    said_by: str,
    audience: str,
    until: date | None = None,
    explained_by: str = "",
    helped: Helped = ALONE,
) -> Agreement:
    """Take the teller's own yes, through their link, to the words that they were shown."""
    held = hold(story)
    if held.version != version:
        raise Refused(CHANGED)
    if held.state == Story.State.DRAFT:
        raise Refused(NOT_TOLD)
    if not held.has_words:
        raise Refused(NOT_WRITTEN)
    name = name_to_show(naming, said_by)
    if held.said_by != name and held.agreements.exists():
        held.version += 1  # another name is another version: papers with the old one go
    held.naming, held.said_by, held.audience = naming, name, audience
    fields = ["naming", "said_by", "audience", "version"]
    history.save(held, by=None, reason="By the teller’s own link.", fields=fields)
    agreement = agree_for(
        held,
        consents,
        by=None,
        how=Agreement.How.LINK,
        explained_by=explained_by or held.teller_name or "The person alone",
        until=until,
        helped=helped,
    )
    if held.state == Story.State.TO_APPROVE:
        held.move(Story.State.READY, by=None, reason="The teller said yes by their own link.")
    look_through(held, by=None)
    outputs.without(held, by=None)
    story.refresh_from_db()
    return agreement


def agree_for(
    story: Story,
    consents: Mapping[str, bool],
    *,
    by: User | None,
    how: str,
    explained_by: str,
    until: date | None,
    helped: Helped = ALONE,
) -> Agreement:
    """Write the agreement to the words as they stand, and one row for each use there is; what is not named is a no.

    A yes that becomes a no is stamped as withdrawn. The story's row is held by the caller.
    """
    today = timezone.localdate()
    until = until or months_after(today, MONTHS)
    if until < today:
        raise Refused("The day until which the story may be used has passed. Choose a later one.")
    if not explained_by.strip():
        raise Refused("Say who talked the story and its uses through with the person.")
    if unknown := set(consents) - set(Channel.values):
        raise Refused(f"Nobody knows a use called {', '.join(sorted(unknown))}.")
    if helped.is_under_16 and helped.kind != Agreement.Helper.GUARDIAN:
        raise Refused("For somebody under 16, a parent or guardian has to say yes. Say who that is.")
    if helped.kind and not helped.name.strip():
        raise Refused("Enter the name of the person who helped.")
    agreement = Agreement.objects.create(
        story=story,
        version=story.version,
        sha256=sha256_of(story),
        text=consent_words.current(how),
        how=how,
        explained_by=explained_by.strip(),
        helper_kind=helped.kind,
        helper=helped.name.strip(),
        is_under_16=helped.is_under_16,
        recorded_by=by,
    )
    there = {consent.channel: consent for consent in story.consents.all()}
    for channel in Channel.values:
        row = there.get(channel) or Consent(story=story, channel=channel)
        yes = bool(consents.get(channel, False))
        facts: dict[str, Any] = {
            "agreement": agreement,
            "is_given": yes,
            "until": until,
            "explained_by": agreement.explained_by,
            "given_at": agreement.at,
            "recorded_by": by,
            "withdrawn_at": None if yes else (agreement.at if row.is_given else row.withdrawn_at),
        }
        for name, value in facts.items():
            setattr(row, name, value)
        history.save(row, by=by, reason="" if by else "By the teller’s own link.")
    return agreement


@transaction.atomic
def narrow(story: Story, *, keep: Iterable[str], by: User | None) -> None:
    """Take back every use that is not kept. Narrowing needs no new agreement, and it never gives a new yes."""
    held, kept, now = hold(story), set(keep), timezone.now()
    reason = "" if by else "By the teller’s own link."
    for consent in held.consents.filter(is_given=True, withdrawn_at__isnull=True).exclude(channel__in=kept):
        consent.withdrawn_at = now
        history.save(consent, by=by, reason=reason, fields=["withdrawn_at"])
    outputs.without(held, by=by)


@transaction.atomic
def rename(story: Story, *, naming: str, said_by: str) -> None:
    """Change how the teller is named, by their own link: the words with the new name are agreed in the same breath."""
    held = hold(story)
    last, was_ready = _last_agreement(held), held.state == Story.State.READY
    living = list(_living(held))
    held.naming, held.said_by = naming, name_to_show(naming, said_by)
    next_version(held, ["naming", "said_by"], by=None, reason="By the teller’s own link.")
    if was_ready and last and living:
        _say_yes_again(held, last, living, until=min(one.until for one in living))
    outputs.without(held, by=None)
    story.refresh_from_db()


@transaction.atomic
def renew(story: Story, *, until: date) -> None:
    """Say yes again, by the teller's own link, to the uses that still live or have run out, until a later day."""
    held = hold(story)
    last = _last_agreement(held)
    given = list(held.consents.filter(is_given=True, withdrawn_at__isnull=True, agreement__version=held.version))
    if held.state != Story.State.READY or last is None or not given:
        raise Refused("There is no yes to go on with. Read your story, and say where it may be used.")
    _say_yes_again(held, last, given, until=until)


def name_to_show(naming: str, said_by: str) -> str:
    """The name to show, checked against how the person wants to be named."""
    if naming == Story.Naming.NOBODY:
        return ""
    if not said_by.strip():
        raise Refused("Enter the name or the words to show, or choose not to be named.")
    return said_by.strip()


def _last_agreement(story: Story) -> Agreement | None:
    return story.agreements.filter(version=story.version).last()


def _living(story: Story) -> Iterable[Consent]:
    return story.consents.filter(
        is_given=True,
        withdrawn_at__isnull=True,
        until__gte=timezone.localdate(),
        agreement__version=story.version,
    )


def _say_yes_again(story: Story, last: Agreement, given: list[Consent], *, until: date) -> None:
    agree_for(
        story,
        {one.channel: True for one in given},
        by=None,
        how=Agreement.How.LINK,
        explained_by=last.explained_by,
        until=until,
        helped=Helped(last.helper_kind, last.helper, is_under_16=last.is_under_16),
    )
    if story.state == Story.State.TO_APPROVE:
        story.move(Story.State.READY, by=None, reason="The teller said yes by their own link.")
    look_through(story, by=None)
