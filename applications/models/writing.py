from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from applications.models.application import ApplicationAnswers

if TYPE_CHECKING:
    from datetime import datetime

    from applications.models.application import Application


class Step(models.Model):
    """One save of a section, told by what its answers were before: so every page knows what it began from.

    `before` holds, for each answer that the save changed, whether it stood as typed and what it was. Steps are kept
    as long as a page can stay open; what people may bring back stands in the history.
    """

    sheet = models.ForeignKey(ApplicationAnswers, models.CASCADE, related_name="steps")
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    page = models.CharField(max_length=24, blank=True)
    saved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="one_step_a_version")]

    def __str__(self) -> str:
        return f"{self.sheet_id}, version {self.version}"

    def is_from(self, page: str, person_id: Any) -> bool:
        """Say whether this very page, in the hands of this person, made the save."""
        return bool(page) and self.page == page and self.saved_by_id == person_id


class OpenPages(models.QuerySet["OpenPage"]):
    def seen_since(self, moment: "datetime") -> "OpenPages":
        """The pages that were still open then, whoever typed last first."""
        rows = self.filter(seen_at__gte=moment).select_related("person")
        return rows.order_by(models.F("typed_at").desc(nulls_last=True), "pk")

    def of(self, application: "Application") -> "OpenPages":
        """The pages on which somebody has one of this application's sections open."""
        return self.filter(sheet__application=application)


class OpenPage(models.Model):
    """A section that somebody has open in a browser: who is where, and the newest change that each page has sent."""

    sheet = models.ForeignKey(ApplicationAnswers, models.CASCADE, related_name="open_pages")
    person = models.ForeignKey("fund.User", models.CASCADE, related_name="+")
    page = models.CharField(max_length=24)
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(null=True, blank=True)
    revisions = models.JSONField(default=dict)

    objects = OpenPages.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "person", "page"], name="one_row_an_open_page")]
        indexes = [models.Index(fields=["sheet", "seen_at"], name="pages_open_in_a_section")]

    def __str__(self) -> str:
        return f"{self.person} in {self.sheet_id}"
