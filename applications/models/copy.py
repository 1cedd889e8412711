from django.db import models
from django.utils import timezone

from applications.models.application import Application


class AnswerCopy(models.Model):
    """A copy of all answers as they were handed in: made once, kept with its hash, never made again.

    When a change that the fund asked for is made, the next `edition` is made beside the first.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        WORD = "word", "Word"
        LARGE_PDF = "large-pdf", "PDF in large print"
        LARGE_WORD = "large-word", "Word in large print"

    application = models.ForeignKey(Application, models.CASCADE, related_name="copies")
    kind = models.CharField(max_length=10, choices=Kind)
    edition = models.PositiveSmallIntegerField(default=1)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="answer_copy")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "answer copies"
        ordering = ["edition", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["application", "kind", "edition"], name="one_copy_a_kind_and_edition")
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.get_kind_display()}, edition {self.edition}"
