from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from fund.kit.history import audited


class Tags(models.QuerySet["Tag"]):
    def in_use(self) -> "Tags":
        """The tags that can be put on applications now."""
        return self.filter(is_retired=False)


class Tag(models.Model):
    """A word of the fund's own list, to find applications again. Never shown outside the fund."""

    name = models.CharField(max_length=60)
    is_retired = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = Tags.as_manager()
    history = audited()

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="one_tag_a_name", violation_error_message="This tag is on the list already."
            )
        ]

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """A tag on an application, and who put it there."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="taggings")
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = [Lower("tag__name")]
        constraints = [models.UniqueConstraint(fields=["application", "tag"], name="one_tag_once_an_application")]

    def __str__(self) -> str:
        return f"{self.application}: {self.tag}"
