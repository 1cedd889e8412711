from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from fund.kit.history import audited

if TYPE_CHECKING:
    from fund.models.people import User


class ReaderProfiles(models.QuerySet["ReaderProfile"]):
    def visible_to(self, user: "User") -> "ReaderProfiles":
        """One's own; the fund's officers and managers see everybody's."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role("manager", "officer") else self.filter(user=user)

    def lived(self) -> "ReaderProfiles":
        """Those who live with a condition or care for somebody who does, whatever else they bring."""
        return self.filter(experience__in=[ReaderProfile.Experience.LIVED, ReaderProfile.Experience.BOTH])


class ReaderProfile(models.Model):
    """What somebody who reads bids brings along, what they know about, and how much they can read."""

    class Experience(models.TextChoices):
        PROFESSIONAL = "professional", "I know it from my work"
        LIVED = "lived", "I live with it, or care for somebody who does"
        BOTH = "both", "Both"

    user = models.OneToOneField("fund.User", models.CASCADE, related_name="reader_profile")
    experience = models.CharField(max_length=12, choices=Experience, blank=True)
    knows = models.ManyToManyField("fund.Term", blank=True, related_name="+", verbose_name="knows about")
    languages = models.CharField("other languages", max_length=200, blank=True)
    most_minutes = models.PositiveSmallIntegerField("most minutes of reading in a round", null=True, blank=True)
    away_from = models.DateField("away from", null=True, blank=True)
    away_until = models.DateField("away until", null=True, blank=True)
    wants_no_pay = models.BooleanField("does not want to be paid", default=False)
    agreed_at = models.DateTimeField("agreed to the rules of reading", null=True, blank=True)
    trained_on = models.DateField("took part in the training", null=True, blank=True)
    buddy = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    objects = ReaderProfiles.as_manager()
    history = audited()

    class Meta:
        verbose_name = "profile of a reader"
        verbose_name_plural = "profiles of readers"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(away_until__isnull=True) | models.Q(away_until__gte=models.F("away_from")),
                name="away_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"What {self.user} brings to reading"

    def days_away(self, first: date, last: date) -> int:
        """How many of these days, the first and the last included, they said that they are away."""
        if self.away_from is None or self.away_until is None:
            return 0
        return max((min(last, self.away_until) - max(first, self.away_from)).days + 1, 0)

    @property
    def is_lived(self) -> bool:
        return self.experience in {self.Experience.LIVED, self.Experience.BOTH}
