from django.db import models
from django.utils import timezone

from reporting.models.report import Report


class ReportReading(models.Model):
    """What a program read in an accepted report, kept so that no summary reads it again.

    `key` is a sign of the answers, the themes and the method; where it is another one, the report is read anew.
    `pieces` are its sentences with their places and themes. Nothing here is more than the report says, so it has no
    history and goes with the report.
    """

    report = models.OneToOneField(Report, models.CASCADE, related_name="reading")
    key = models.CharField(max_length=64)
    pieces = models.JSONField(default=list)
    meanings = models.BinaryField("the meaning of each sentence, one behind the other", default=bytes)
    model = models.CharField("the model that the meanings are by", max_length=80, blank=True)
    left = models.JSONField("what was left out, counted", default=dict)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["report"]

    def __str__(self) -> str:
        return f"Reading of {self.report}"
