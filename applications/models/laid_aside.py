from django.db import models
from django.utils import timezone

from applications.models.application import Application


class LaidAside(models.Model):
    """An answer to a question that an application is no longer asked, kept when it moved to a new version."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="laid_aside")
    question = models.ForeignKey("fund.Question", models.PROTECT, related_name="+")
    value = models.JSONField()
    laid_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["question__section__position", "question__position", "pk"]
        verbose_name = "answer laid aside"
        verbose_name_plural = "answers laid aside"
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_laid_aside")]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.question}"
