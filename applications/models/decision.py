from django.db import models
from django.utils import timezone

from applications.models.application import Application
from fund.kit.history import audited


class Decision(models.Model):
    """What the panel decided on an application, with a copy of the figures that it saw. Sealed until announced."""

    class Outcome(models.TextChoices):
        AWARD = "award", "Award"
        RESERVE = "reserve", "Reserve list"
        DECLINE = "decline", "Not this time"

    application = models.OneToOneField(Application, models.CASCADE, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome)
    amount = models.DecimalField("awarded, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField("reason, as the applicant will read it")
    conditions = models.TextField("conditions of the grant", blank=True)
    figures = models.JSONField("what the panel saw", default=dict)
    decided_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    announced_at = models.DateTimeField(null=True, blank=True)
    reserve_place = models.PositiveSmallIntegerField("place on the reserve list", null=True, blank=True)

    public_title = models.CharField(
        "title that everybody reads, where a detail was taken out", max_length=200, blank=True
    )
    public_summary = models.TextField("summary that everybody reads, where a detail was taken out", blank=True)

    history = audited()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="award") | models.Q(amount__gt=0), name="an_award_has_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.get_outcome_display()}"
