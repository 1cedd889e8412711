"""Taking a story back: hidden in the same request, and then cleaned out of everything that was made from it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from fund import files
from fund.kit import history, jobs, kept_history
from fund.models import User
from reporting import outputs
from reporting.models import Source, Statement, Story

KIND = "stories.clean"
REASON = "The story was withdrawn."


@transaction.atomic
def withdraw(story: Story, *, by: User | None, reason: str = "") -> None:
    """Take a story back: from this moment no page, paper, feed or index may hold it."""
    story.move(Story.State.WITHDRAWN, by=by, reason=reason or ("" if by else "By the teller’s own link."))
    now = timezone.now()
    for consent in story.consents.filter(withdrawn_at__isnull=True):
        consent.withdrawn_at = now
        history.save(consent, by=by, reason=reason, fields=["withdrawn_at"])
    outputs.without(story, by=by)
    jobs.ask(
        KIND,
        key=f"{KIND}:{story.pk}",
        by=by,
        about=story,
        title="Clean out a story that was withdrawn",
        is_urgent=True,
        pk=story.pk,
    )


@transaction.atomic
def clean_up(story: Story, *, by: User | None) -> dict[str, Any]:
    """Delete what was made from a withdrawn story: sentences in summaries with their history, photos, recordings.

    Papers with it went in the request that withdrew it. The words that the person told stay with the fund, unseen,
    for 30 days, and then `erasing` deletes them.
    """
    made = Statement.objects.filter(sources__story=story).distinct()
    numbers = list(made.values_list("pk", flat=True))
    for statement in made:
        history.delete(statement, by=by, reason=REASON)
    with kept_history.erasing():
        Statement.history.filter(id__in=numbers).delete()
    kept = list(story.files.select_related("file"))
    for one in kept:
        stored = one.file
        history.delete(one, by=by, reason=REASON)
        files.drop(stored)
    outputs.without(story, by=by)
    return {"statements": len(numbers), "files": len(kept)}


def clean_leftovers() -> int:
    """Clean up again where a draft that was under way came in after the cleaning; how many stories."""
    cited = Source.objects.filter(story__isnull=False).values("story")
    left = list(Story.objects.filter(state=Story.State.WITHDRAWN, pk__in=cited).order_by("pk"))
    for story in left:
        clean_up(story, by=None)
    return len(left)
