from django.db import models
from django.utils import timezone


class MethodChange(models.Model):
    """From when on the numbers of the method of drafting hold, who set them and why. Rows are added, never changed.

    `numbers` are those that are not the usual ones, by their names in `reporting.learning.parameters`.
    """

    numbers = models.JSONField(default=dict, blank=True)
    reason = models.TextField()
    by = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{len(self.numbers)} numbers of the method are not the usual ones"
