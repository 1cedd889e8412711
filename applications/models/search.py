from django.db import models
from django.db.models import F, Q

from fund.kit.full_text import Entry


class SearchEntry(Entry):
    """All that an application says, as the officers' search reads it. Drafts have none."""

    application = models.OneToOneField(
        "applications.Application", models.CASCADE, primary_key=True, related_name="search_entry"
    )

    class Meta(Entry.Meta):
        verbose_name_plural = "search entries"

    def __str__(self) -> str:
        return f"What {self.application_id} says"


class TextMark(models.Model):
    """One of the sampled runs of words of an application, as a number, to find others that have it too."""

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="+", db_index=False)
    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="text_marks")
    mark = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["round", "mark"], name="text_marks_of_a_round")]

    def __str__(self) -> str:
        return str(self.mark)


class SimilarPair(models.Model):
    """Two applications of a round that say much the same: how much of the shorter one, and the shared passages."""

    one = models.ForeignKey("applications.Application", models.CASCADE, related_name="+")
    other = models.ForeignKey("applications.Application", models.CASCADE, related_name="+")
    percent = models.PositiveSmallIntegerField()
    passages = models.JSONField("the shared passages, as both have them", default=list)

    class Meta:
        ordering = ["-percent", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="one_pair_a_pair"),
            models.CheckConstraint(condition=Q(one__lt=F("other")), name="pair_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}: {self.percent}%"
