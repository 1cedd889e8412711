"""Erasing a story that was withdrawn: after 30 days nothing of its words and its teller is left, in history either."""

from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from fund.kit import history, kept_history
from fund.models import Letter, PersonalDetail
from reporting.models import Agreement, Consent, OtherPerson, Story, StoryFile
from reporting.storytelling.withdrawing import clean_up

DAYS = 30  # from the withdrawal, so that a question about what was shown can still be answered
REASON = "The words were erased, because the story was withdrawn."
ERASED = "(erased)"
EMPTY: dict[str, Any] = {
    **dict.fromkeys((*Story.WORDS, "said_by", "teller_name", "teller_email"), ""),
    "own_tags": [],
    "our_tags": [],
    "written_by": None,
}


def erase_withdrawn() -> int:
    """Erase what was withdrawn 30 days ago or before; how many stories."""
    until = timezone.now() - timedelta(days=DAYS)
    gone = Story.history.filter(id=OuterRef("pk"), state=Story.State.WITHDRAWN, history_date__lte=until)
    done = Story.history.filter(id=OuterRef("pk"), history_change_reason=REASON)
    rows = Story.objects.filter(Exists(gone.order_by()), ~Exists(done.order_by()), state=Story.State.WITHDRAWN)
    for story in (found := list(rows.order_by("pk"))):
        erase(story)
    return len(found)


@transaction.atomic
def erase(story: Story) -> None:
    """Erase the words of a withdrawn story, who told it and who else is in it.

    That it was told, agreed to and withdrawn stays, with the day and the SHA-256 of what was agreed to.
    """
    held = Story.objects.select_for_update(of=("self",), no_key=True).get(pk=story.pk, state=Story.State.WITHDRAWN)
    clean_up(held, by=None)  # long done, but for a job that was parked
    kind = ContentType.objects.get_for_model(Story)
    details = PersonalDetail.objects.filter(about_type=kind, about_id=held.pk)
    found = list(details.values_list("pk", flat=True))
    Letter.objects.filter(about_type=kind, about_id=held.pk, to=None).delete()
    with kept_history.erasing():
        Story.history.filter(id=held.pk).update(**EMPTY)
        for row in (*held.others.all(), *details):
            row.delete()
        OtherPerson.history.filter(story=held.pk).delete()
        StoryFile.history.filter(story=held.pk).delete()
        PersonalDetail.history.filter(id__in=found).delete()
        Consent.history.filter(story=held.pk).update(explained_by=ERASED)
    Agreement.objects.filter(story=held).update(explained_by=ERASED)
    Agreement.objects.filter(story=held).exclude(helper="").update(helper=ERASED)
    held.consents.update(explained_by=ERASED)
    for name, value in EMPTY.items():
        setattr(held, name, value)
    history.save(held, by=None, reason=REASON, fields=[*EMPTY])
