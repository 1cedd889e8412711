from decimal import Decimal

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from reporting.models.report import Report


class Instalment(models.Model):
    """One part of a grant’s money: how much, when it is planned, after which report, and when it was paid."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="instalments")
    amount = models.DecimalField("in pounds", max_digits=12, decimal_places=2)
    planned_on = models.DateField()
    after_report = models.ForeignKey(
        Report, models.SET_NULL, null=True, blank=True, related_name="instalments", verbose_name="waits for this report"
    )
    planned_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    paid_on = models.DateField(null=True, blank=True)
    reference = models.CharField("as on the bank statement", max_length=60, blank=True)
    paid_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")

    history = audited()

    class Meta:
        ordering = ["planned_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=Decimal(0)), name="instalment_is_some_money"),
        ]

    def __str__(self) -> str:
        return f"{self.grant.reference}: {self.amount} on {self.planned_on:%d %B %Y}"

    @property
    def waits(self) -> bool:
        """Whether it cannot be paid yet, because its report is not accepted."""
        report = self.after_report
        return report is not None and report.state not in {Report.State.ACCEPTED, Report.State.SKIPPED}
