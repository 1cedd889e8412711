from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited


class Pulse(models.Model):
    """One question to all running projects, answered by a link in under two minutes, without who said what."""

    class Kind(models.TextChoices):
        SCALE = "scale", "A number from 0 to 10"
        WORDS = "words", "A few words"

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="pulses")
    question = models.CharField(max_length=200)
    kind = models.CharField(max_length=5, choices=Kind)
    sent_at = models.DateTimeField(default=timezone.now)
    until = models.DateField("last day to answer")
    sent_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    repeats = models.BooleanField("is asked again each month", default=False)
    follows = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")

    history = audited()

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return timezone.localdate() <= self.until


class PulseAsked(models.Model):
    """One project that was asked, and what it answered. Who said what is shown to nobody."""

    pulse = models.ForeignKey(Pulse, models.CASCADE, related_name="asked")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="+")
    value = models.PositiveSmallIntegerField(null=True, blank=True)
    words = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["pulse", "grant"], name="a_project_is_asked_once"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__lte=10), name="a_pulse_goes_from_0_to_10"),
        ]

    def __str__(self) -> str:
        return f"{self.pulse}: {self.grant.reference}"
