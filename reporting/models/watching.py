"""What officers note while a grant runs: talks and visits, and how safe they think it is."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited


class Contact(models.Model):
    """A talk or visit, in the officers’ words, with what is to happen next. Groups do not see it."""

    class Kind(models.TextChoices):
        VISIT = "visit", "Visit"
        CALL = "call", "Call"
        VIDEO = "video", "Video call"
        EVENT = "event", "At an event"
        EMAIL = "email", "E-mail"

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="contacts")
    kind = models.CharField(max_length=5, choices=Kind)
    day = models.DateField(default=timezone.localdate)
    people = models.CharField("whom", max_length=200, blank=True)
    words = models.TextField("what was said and seen")
    next_step = models.CharField(max_length=250, blank=True)
    next_on = models.DateField("by when", null=True, blank=True)
    done_at = models.DateTimeField("when the next step was done", null=True, blank=True)
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.day:%d %B %Y}"


class Rating(models.Model):
    """How safe somebody thought a grant was on a day, and why. The newest counts; none means not rated."""

    class Level(models.TextChoices):
        GREEN = "green", "Green: on its way"
        AMBER = "amber", "Amber: needs a look"
        RED = "red", "Red: needs help now"

    RISKY: ClassVar[tuple[str, ...]] = (Level.AMBER, Level.RED)

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="ratings")
    level = models.CharField(max_length=5, choices=Level)
    because = models.TextField("why")
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.grant.reference}: {self.get_level_display()}"

    @property
    def word(self) -> str:
        """The colour as a word."""
        return self.get_level_display().split(":")[0]
