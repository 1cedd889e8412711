from django.db import models
from django.utils import timezone

from applications.models.application import Application
from fund.kit.history import audited


class Redaction(models.Model):
    """What assessors and the panel read instead of an answer, because that tells who somebody is."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="redactions")
    question = models.ForeignKey("fund.Question", models.PROTECT, related_name="+")
    words = models.TextField("what readers see")
    was = models.TextField("the answer that it was made from")
    why = models.CharField(max_length=300)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_redaction_an_answer")]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.question}"
