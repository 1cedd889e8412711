from typing import ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful


class PersonalDetail(Stateful):
    """Something in a text that may give a person away, and what somebody decided about it, and when.

    `start` and `end` are its characters in the text called `field` of the thing that it is about.
    """

    class State(models.TextChoices):
        OPEN = "open", "Nobody has decided"
        REMOVED = "removed", "Taken out"
        REPLACED = "replaced", "Other words stand there"
        CONSENTED = "consented", "The person agrees to it"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.OPEN: (State.REMOVED, State.REPLACED, State.CONSENTED)}

    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    field = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    instead = models.CharField("what stands there now", max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    found_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["field", "start", "pk"]
        indexes = [models.Index(fields=["about_type", "about_id", "state"], name="details_by_what_about")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(decided_at__isnull=False), name="a_decision_has_its_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"
