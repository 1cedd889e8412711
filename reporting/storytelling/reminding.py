"""Letters before a yes ends. Nobody has to do anything at the end: the story is not shown from the next day on."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fund import links
from reporting import letters
from reporting.models import Story
from reporting.storytelling.asking import LINK

DAYS = (60, 14)  # before the last day


@transaction.atomic
def remind() -> int:
    """Write to the tellers whose yes ends within 60 days, and again within 14; how many stories. Once for each day."""
    today, written = timezone.localdate(), 0
    ending = Story.objects.ending_within(max(DAYS), today)
    for story in ending.select_related("grant__organisation").order_by("pk"):
        mark = min(days for days in DAYS if story.ends_on <= today + timedelta(days=days))  # type: ignore[attr-defined]
        if letters.has_reminded(story, mark):
            continue
        if story.teller_email:
            letters.story_ends(story, mark, links.make(LINK, story, by=None))
        else:
            letters.story_ends_for_group(story, mark)
        written += 1
    return written
