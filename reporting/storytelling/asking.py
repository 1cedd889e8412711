"""Asking a person to tell their own story, or to say yes to changed words: letters with their own link."""

from django.db import transaction

from applications.models import Grant
from fund import links
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from reporting import letters
from reporting.models import Story
from reporting.storytelling.holding import hold

LINK = "story"


@transaction.atomic
def ask(grant: Grant, *, by: User, name: str, email: str) -> Story:
    """Ask a person to tell their story by a link of their own. Nobody else can open it."""
    story = Story(
        grant=grant, is_by_link=True, teller_name=name, teller_email=email.strip().lower(), is_demo=grant.is_demo
    )
    history.save(story, by=by)
    letters.story_asked(story, links.make(LINK, story, by=by))
    return story


@transaction.atomic
def open_tellers_link(story: Story, *, by: User, name: str, email: str) -> None:
    """Give the person of a story that the group told a link of their own; from then on they alone say yes."""
    held = hold(story)
    held.is_by_link, held.teller_name, held.teller_email = True, name, email.strip().lower()
    history.save(held, by=by, fields=["is_by_link", "teller_name", "teller_email"])
    letters.story_link(held, links.make(LINK, held, by=by))
    story.refresh_from_db()


@transaction.atomic
def print_link(story: Story, *, by: User) -> str:
    """The token of a link to give to a person by hand. The group may still change the story together with them."""
    held = hold(story)
    if held.is_by_link:
        raise Refused("This person has a link of their own. Send it to them again.")
    return links.make(LINK, held, by=by)


@transaction.atomic
def send_link_again(story: Story, *, by: User, name: str, email: str) -> None:
    """Send the teller's link once more, to the same address or another. All links from before are closed first."""
    held = hold(story)
    if not held.is_by_link:
        raise Refused("This person has no link of their own yet.")
    links.close(held, kind=LINK)
    address = email.strip().lower()
    if (held.teller_name, held.teller_email) != (name, address):
        held.teller_name, held.teller_email = name, address
        history.save(held, by=by, reason="The link was sent again.", fields=["teller_name", "teller_email"])
    write = letters.story_asked if held.state == Story.State.DRAFT else letters.story_link_again
    write(held, links.make(LINK, held, by=by))
    story.refresh_from_db()


def ask_for_yes(story: Story, *, by: User | None) -> None:
    """Have the teller asked for their yes to the words as they stand, once nothing in them waits for a decision."""
    if story.state != Story.State.TO_APPROVE or not story.has_words or story.details.filter(state="open").exists():
        return
    if story.teller_email:
        letters.story_to_approve(story, links.make(LINK, story, by=by))
    else:
        letters.story_to_read_together(story)
