"""What people decide before a story is shown: personal details, the other people in it, tags."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from fund.kit import history
from fund.models import PersonalDetail, User
from fund.privacy import gate
from reporting import outputs
from reporting.models import OtherPerson, Story, StoryFile
from reporting.storytelling.asking import ask_for_yes
from reporting.storytelling.holding import hold, look_through, next_version, texts_of


@transaction.atomic
def agree_to_detail(story: Story, detail: PersonalDetail, *, by: User) -> None:
    """Note that the person agrees to one detail being shown. The teller of words written down may now be asked."""
    held = hold(story)
    gate.agree_to(detail, by=by)
    if held.written_by_id:
        ask_for_yes(held, by=by)


@transaction.atomic
def mend_detail(story: Story, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out, or put a role in its place. The teller is asked again, for these are other words now."""
    held = hold(story)
    texts = {**texts_of(held), "said_by": held.said_by}
    text = gate.mend(detail, texts[detail.field], by=by, instead=instead)
    reason = f"A personal detail ({detail.kind}) was taken out."
    if detail.field in Story.WORDS:
        setattr(held, detail.field, text)
        next_version(held, [detail.field], by=by, reason=reason)
    elif detail.field == "said_by":
        held.said_by = text.strip()
        held.naming = held.naming if held.said_by else Story.Naming.NOBODY
        next_version(held, ["said_by", "naming"], by=by, reason=reason)
    elif detail.field == "tags":
        name = "own_tags" if held.own_tags else "our_tags"
        setattr(held, name, [tag for tag in (part.strip() for part in text.split(",")) if tag])
        next_version(held, [name], by=by, reason=reason)
    else:
        row: StoryFile = held.files.get(kind=detail.field.removeprefix("words of "))
        row.words = text
        history.save(row, by=by, reason=reason, fields=["words"])
        next_version(held, [], by=by, reason=reason)
    ask_for_yes(held, by=by)
    outputs.without(held, by=by)
    story.refresh_from_db()


@transaction.atomic
def name_others(story: Story, others: Mapping[str, bool], *, by: User | None) -> None:
    """Say who else is in a story and whether they agree. It is shown only when all do."""
    held = hold(story)
    keep_others(held, others, by=by)
    outputs.without(held, by=by)
    story.refresh_from_db()


@transaction.atomic
def tag(story: Story, tags: Sequence[str], *, by: User) -> None:
    """Put the fund's tags on a story. They show only where the teller gave none of their own."""
    held = hold(story)
    held.our_tags = list(tags)
    if held.own_tags:
        history.save(held, by=by, fields=["our_tags"])
    else:
        next_version(held, ["our_tags"], by=by, reason="The fund put tags on it.")
        ask_for_yes(held, by=by)
        outputs.without(held, by=by)
    look_through(held, by=by)
    story.refresh_from_db()


def keep_others(story: Story, others: Mapping[str, bool] | None, *, by: User | None) -> None:
    """Keep who else is in a story; nothing where nobody has said. The story's row is held by the caller."""
    if others is None:
        return
    there = {row.who: row for row in story.others.all()}
    for who, has_agreed in others.items():
        row = there.pop(who, None) or OtherPerson(story=story, who=who)
        if row.pk is None or row.has_agreed != has_agreed:
            row.has_agreed = has_agreed
            history.save(row, by=by)
    for row in there.values():
        history.delete(row, by=by, reason="No longer named as somebody in the story.")
    if not story.has_named_others:
        story.has_named_others = True
        history.save(story, by=by, fields=["has_named_others"])
