from django.db import models
from django.utils import timezone

from fund.models.round import Round


class QuestionsPaper(models.Model):
    """The questions of a round as a file to download: made once for what it says, and made anew when that changes."""

    class Kind(models.TextChoices):
        PDF = "pdf", "PDF"
        PDF_LARGE = "large-print-pdf", "PDF in large print"
        WORD = "word", "Word"
        WORD_LARGE = "large-print-word", "Word in large print"
        TEXT = "plain-text", "Plain text"

    round = models.ForeignKey(Round, models.CASCADE, related_name="questions_papers")
    kind = models.CharField(max_length=16, choices=Kind)
    says = models.CharField("hash of what it says", max_length=64)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="questions_paper")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="one_questions_paper_a_kind")]

    def __str__(self) -> str:
        return f"Questions of {self.round}: {self.get_kind_display()}"
