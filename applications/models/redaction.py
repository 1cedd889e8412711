from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models.application import Application
from fund.kit.history import audited


class Redaction(models.Model):
    """What assessors and the panel read instead of some words of a bid, because those tell who somebody is.

    The words are an answer, one cell of a table (its row by code or number, its column by code) or a statement.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="redactions")
    question = models.ForeignKey("fund.Question", models.PROTECT, null=True, related_name="+")
    row = models.CharField("row of a table", max_length=30, blank=True)
    column = models.CharField("column of a table", max_length=30, blank=True)
    statement = models.OneToOneField(
        "applications.SupportingStatement", models.CASCADE, null=True, related_name="redaction"
    )
    words = models.TextField("what readers see")
    was = models.TextField("the words that it was made from")
    why = models.CharField(max_length=300)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question", "row", "column"], name="one_redaction_a_place_in_an_answer"
            ),
            models.CheckConstraint(
                condition=Q(question__isnull=False) ^ Q(statement__isnull=False),
                name="a_redaction_is_of_an_answer_or_a_statement",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.question or 'a statement'}"
