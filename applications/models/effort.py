from django.db import models
from django.utils import timezone

from applications.models.application import Application


class Effort(models.Model):
    """What applying cost a group in time, if it wants to tell us, and how it was. Never shown with its application."""

    class Ease(models.IntegerChoices):
        VERY_HARD = 1, "Very hard"
        HARD = 2, "Hard"
        MIDDLING = 3, "Neither hard nor easy"
        EASY = 4, "Easy"
        VERY_EASY = 5, "Very easy"

    application = models.OneToOneField(Application, models.CASCADE, related_name="effort")
    is_counted = models.BooleanField("the minutes are counted", default=False)
    minutes = models.PositiveIntegerField("minutes counted", default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    hours = models.PositiveSmallIntegerField("hours, as the group guesses", null=True, blank=True)
    ease = models.PositiveSmallIntegerField(choices=Ease, null=True, blank=True)
    words = models.TextField("what we could do better", blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "efforts"

    def __str__(self) -> str:
        return f"Effort of {self.application.reference}"
