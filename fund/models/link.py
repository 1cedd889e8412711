import hashlib
from typing import TYPE_CHECKING

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


class PrivateLinks(models.QuerySet["PrivateLink"]):
    def live(self, at: "datetime | None" = None) -> "PrivateLinks":
        """Links that still open: not closed, and not past their last day."""
        return self.filter(closed_at=None).filter(
            models.Q(until=None) | models.Q(until__gt=at or timezone.now()),
        )

    def for_token(self, token: str) -> "PrivateLinks":
        return self.live().filter(digest=PrivateLink.digest_of(token))


class PrivateLink(models.Model):
    """A way in for one person and one thing, without an account. Opening it shows; only a button acts.

    `kind` names the page behind it. The token itself is in the letter and nowhere else.
    """

    kind = models.SlugField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    about_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
    about_id = models.PositiveBigIntegerField()
    about = GenericForeignKey("about_type", "about_id")
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PrivateLinks.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about_type", "about_id"], name="private_links_by_what_about")]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"

    @staticmethod
    def digest_of(token: str) -> str:
        """What we keep of a token: whoever reads the database cannot use the link."""
        return hashlib.sha256(token.encode()).hexdigest()
