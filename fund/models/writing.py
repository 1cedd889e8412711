from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


class Step(models.Model):
    """One save of a section, told by what its answers were before: so every page knows what it began from.

    `before` holds, for each answer that the save changed, whether it stood as typed and what it was. Steps are kept
    as long as a page can stay open; what people may bring back stands in the history. Each kind of answers has its
    own table of steps, with `sheet`, `steps` on the other side.
    """

    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    page = models.CharField(max_length=24, blank=True)
    saved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.sheet_id}, version {self.version}"  # type: ignore[attr-defined]

    def is_from(self, page: str, person_id: Any) -> bool:
        """Say whether this very page, in the hands of this person, made the save."""
        return bool(page) and self.page == page and self.saved_by_id == person_id


class OpenPages(models.QuerySet[Any]):
    def seen_since(self, moment: "datetime") -> Self:
        """The pages that were still open then, whoever typed last first."""
        rows = self.filter(seen_at__gte=moment).select_related("person")
        return rows.order_by(models.F("typed_at").desc(nulls_last=True), "pk")


class OpenPage(models.Model):
    """A section that somebody has open in a browser: who is where, and the newest change that each page has sent.

    Each kind of answers has its own table, with `sheet`, `open_pages` on the other side.
    """

    person = models.ForeignKey("fund.User", models.CASCADE, related_name="+")
    page = models.CharField(max_length=24)
    seen_at = models.DateTimeField(default=timezone.now)
    typed_at = models.DateTimeField(null=True, blank=True)
    revisions = models.JSONField(default=dict)

    objects = OpenPages.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.person} in {self.sheet_id}"  # type: ignore[attr-defined]
