from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited


class ProjectStart(models.Model):
    """Which conditions for change a project had when it began, as its group said before its first report.

    `said` is kept as a report keeps the answer to the same question: a row for each condition that was answered.
    """

    grant = models.OneToOneField(Grant, models.CASCADE, related_name="start")
    question = models.ForeignKey("fund.Question", models.PROTECT, related_name="+")
    said = models.JSONField(default=list)
    said_at = models.DateTimeField(default=timezone.now)
    said_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    history = audited()

    def __str__(self) -> str:
        return f"{self.grant.reference}: at the start"
