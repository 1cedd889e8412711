from django.db import models
from django.utils import timezone

from reporting.models.learning import LearningSummary


class Paper(models.Model):
    """A paper that was issued: kept with its hash and never made again."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="paper")
    made_at = models.DateTimeField(default=timezone.now)
    pages = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "kind"], name="one_paper_a_kind")]

    def __str__(self) -> str:
        return f"{self.summary}: {self.get_kind_display()}"
