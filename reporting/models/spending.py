from django.db import models

from applications.models import GrantBudgetLine
from fund.kit.history import audited
from reporting.models.report import Report


class Spending(models.Model):
    """What one report says was spent under one line of the agreed budget, in pounds, in its own months."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="spending")
    line = models.ForeignKey(GrantBudgetLine, models.PROTECT, related_name="spending")
    amount = models.DecimalField("in pounds", max_digits=12, decimal_places=2)
    reason = models.TextField("why it differs from the budget", blank=True)

    history = audited()

    class Meta:
        ordering = ["line__position", "line__pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "line"], name="one_sum_a_budget_line"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="nobody_spends_less_than_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.line.heading}: {self.amount}"
