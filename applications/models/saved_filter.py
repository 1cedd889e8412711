from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

if TYPE_CHECKING:
    from fund.models import User


class SavedFilters(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: "User") -> "SavedFilters":
        """The fund's people see their own filters, and those that colleagues share."""
        if not user.is_authenticated or not user.has_role("manager", "officer", "finance", "viewer"):
            return self.none()
        return self.filter(models.Q(owner=user) | models.Q(is_shared=True))


class SavedFilter(models.Model):
    """A view of a round's list under a name: the address with all that was asked."""

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    query = models.TextField("what was asked, as in the address")
    owner = models.ForeignKey("fund.User", models.CASCADE, related_name="+")
    is_shared = models.BooleanField("shared with all officers", default=False)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilters.as_manager()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                "round",
                "owner",
                Lower("name"),
                name="one_saved_filter_a_name",
                violation_error_message="You have a view with this name already.",
            )
        ]

    def __str__(self) -> str:
        return self.name
