from django.db import models
from django.utils import timezone

from reporting.models.report import Report


class ReportCopy(models.Model):
    """A report as it was handed in or its figures were locked again, to keep: made once an edition, never again."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"

    report = models.ForeignKey(Report, models.CASCADE, related_name="copies")
    kind = models.CharField(max_length=4, choices=Kind)
    edition = models.PositiveSmallIntegerField("which of the copies made so far", default=1)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="report_copy")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "report copies"
        ordering = ["edition", "kind"]
        constraints = [models.UniqueConstraint(fields=["report", "kind", "edition"], name="one_report_copy_an_edition")]

    def __str__(self) -> str:
        return f"{self.report}: {self.get_kind_display()}, edition {self.edition}"
