from django.db import models
from django.utils import timezone

from fund.kit.history import audited


class FeedbackLine(models.Model):
    """One comment of an assessor that somebody of the fund chose to pass on, in words that the group may read.

    `original` is what the assessor wrote when it was chosen. Nothing in this row names the assessor.
    """

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="feedback_lines")
    source = models.SlugField("which comment", max_length=60)
    about = models.CharField("what it is about", max_length=200, blank=True)
    original = models.TextField("as the assessor wrote it")
    words = models.TextField("as the group reads it")
    position = models.PositiveSmallIntegerField(default=0)
    chosen_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "source"], name="a_comment_is_passed_on_once")]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.words[:40]}"
