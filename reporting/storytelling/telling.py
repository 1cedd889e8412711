"""Telling a story and changing its words: by the group, or by the person through their own link."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import letters, outputs
from reporting.models import Agreement, Report, Story, StoryFile
from reporting.storytelling.agreeing import ALONE, Helped, agree_for, name_to_show
from reporting.storytelling.asking import open_tellers_link
from reporting.storytelling.checking import keep_others
from reporting.storytelling.files_sent import Sent, keep_files
from reporting.storytelling.holding import hold, look_through, next_version

CHANGEABLE = {*Story.WORDS, "said_by", "naming", "voice", "own_tags", "audience"}
TOLD = ("good", "hard")
NOTHING = "Write what went well, or send a recording of it."


@transaction.atomic
def tell(
    grant: Grant,
    *,
    by: User,
    said_by: str,
    voice: str,
    consents: Mapping[str, bool],
    explained_by: str,
    title: str = "",
    good: str = "",
    hard: str = "",
    naming: str = Story.Naming.OTHER,
    audience: str = Story.Audience.EVERYBODY,
    own_tags: Sequence[str] = (),
    others: Mapping[str, bool] | None = None,
    sent: Sequence[Sent] = (),
    until: date | None = None,
    report: Report | None = None,
    helped: Helped = ALONE,
    email: str = "",
) -> Story:
    """Keep a story that the group tells with the person, who has read these words and answered for each use.

    `others` says who else is in it and whether they agree; where nobody has said, the story is shown nowhere.
    A recording alone is a story too. It waits until its words are written down, for nobody can say yes to them before.
    To an `email` goes a link of their own at once.
    """
    if report is not None and report.grant_id != grant.pk:
        raise Refused("This report belongs to another project.")
    story = Story(
        grant=grant,
        report=report,
        title=title,
        good=good,
        hard=hard,
        naming=naming,
        said_by=name_to_show(naming, said_by),
        voice=voice,
        audience=audience,
        own_tags=list(own_tags),
        is_demo=grant.is_demo,
    )
    sent = _hear(story, sent, by=by)
    history.save(story, by=by)
    keep_others(story, others, by=by)
    keep_files(story, sent, by=by)
    how = Agreement.How.GROUP
    agree_for(story, consents, by=by, how=how, explained_by=explained_by, until=until, helped=helped)
    look_through(story, by=by)
    story.move(Story.State.READY if story.has_words else Story.State.TO_APPROVE, by=by)
    if email:
        open_tellers_link(story, by=by, name="", email=email)
    return story


@transaction.atomic
def change(
    story: Story,
    *,
    by: User,
    consents: Mapping[str, bool],
    explained_by: str,
    until: date | None = None,
    others: Mapping[str, bool] | None = None,
    sent: Sequence[Sent] = (),
    helped: Helped = ALONE,
    **words: Any,
) -> None:
    """Change the words or the uses of a story with the person. Each use is agreed anew, for consent is to these words.

    Where the person has a link of their own, nobody answers for them.
    """
    held = hold(story)
    if held.is_by_link:
        raise Refused("The person tells this story by their own link, so only they can say yes to new words.")
    fields, sent = _take(held, words, sent, by=by)
    if fields or sent:
        next_version(held, fields, by=by)
    keep_others(held, others, by=by)
    keep_files(held, sent, by=by)
    how = Agreement.How.GROUP
    agree_for(held, consents, by=by, how=how, explained_by=explained_by, until=until, helped=helped)
    look_through(held, by=by)
    if held.state == Story.State.TO_APPROVE and held.has_words:
        held.move(Story.State.READY, by=by, reason="The group read the changed words with the person.")
    story.refresh_from_db()
    outputs.without(story, by=by)


@transaction.atomic
def tell_by_link(
    story: Story,
    *,
    title: str,
    good: str,
    hard: str,
    voice: str,
    own_tags: Sequence[str],
    others: Mapping[str, bool],
    sent: Sequence[Sent] = (),
) -> None:
    """Keep what the person tells by their own link. The next page shows it as it would be published, and asks."""
    held = hold(story)
    words = {"title": title, "good": good, "hard": hard, "voice": voice, "own_tags": list(own_tags)}
    fields, sent = _take(held, words, sent, by=None)
    reason = "By the teller’s own link."
    if held.state == Story.State.DRAFT:
        history.save(held, by=None, reason=reason, fields=fields)
        held.move(Story.State.TO_APPROVE, by=None, reason=reason, told_at=timezone.now())
        letters.story_told(held)
    elif fields or sent:
        next_version(held, fields, by=None, reason=reason)
    keep_others(held, others, by=None)
    keep_files(held, sent, by=None)
    look_through(held, by=None)
    outputs.without(held, by=None)
    story.refresh_from_db()


def _take(
    story: Story, words: Mapping[str, Any], sent: Sequence[Sent], *, by: User | None
) -> tuple[list[str], list[Sent]]:
    """Put changed words into the row in memory: which fields they are, and the files with what is left to say of them.

    Who writes the words of a recording is kept.
    """
    if unknown := set(words) - CHANGEABLE:
        raise TypeError(f"A story has no {', '.join(sorted(unknown))}.")
    fields = [*words, "said_by", "good", "is_by_sound", "written_by"]
    before = {name: getattr(story, name) for name in fields}
    for name, value in words.items():
        setattr(story, name, value)
    if {"naming", "said_by"} & {name for name in words if before[name] != words[name]}:
        story.said_by = name_to_show(story.naming, story.said_by)
    if story.is_by_sound and any(getattr(story, name) != before.get(name, "") for name in words if name in TOLD):
        story.written_by = by
    left = _hear(story, sent, by=by)
    return [name for name in dict.fromkeys(fields) if getattr(story, name) != before[name]], left


def _hear(story: Story, sent: Sequence[Sent], *, by: User | None) -> list[Sent]:
    """Note that a story is told by its recording, where it has no other words; what is left to say of each file.

    What is said in the recording is then the words of the story, if somebody has written it down.
    """
    if story.has_words:
        return list(sent)
    sound = next((one for one in sent if one.kind == StoryFile.Kind.SOUND), None)
    if sound is None and not (story.pk and story.files.filter(kind=StoryFile.Kind.SOUND).exists()):
        raise Refused(NOTHING)
    story.is_by_sound, story.good = True, sound.words if sound else ""
    story.written_by = by if story.has_words else None
    return [replace(one, words="") if one is sound else one for one in sent]
