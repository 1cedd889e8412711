from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    from fund.models.people import User


class ManyAccessNeeds(models.QuerySet["AccessNeeds"]):
    def visible_to(self, user: "User") -> "ManyAccessNeeds":
        """One's own; the fund's officers and managers read everybody's, and no other role reads any."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer"):
            return self
        return self.filter(user=user)


class AccessNeeds(models.Model):
    """What a person told us once, so that we can reach and meet them. It may tell of their health.

    Not audited: when somebody takes their words out, no old copy may stay. The row itself says that we have asked.
    """

    class Reach(models.TextChoices):
        EMAIL = "email", "E-mail"
        PHONE = "phone", "Telephone"
        TEXT = "text", "Text message"
        RELAY = "relay", "Telephone through Relay UK"
        BSL = "bsl", "BSL video call through contactSCOTLAND-BSL"
        POST = "post", "Letter by post"

    user = models.OneToOneField("fund.User", models.CASCADE, related_name="access_needs")
    reach = models.CharField("best way to reach you", max_length=10, choices=Reach, default=Reach.EMAIL)
    wants_bsl = models.BooleanField("a BSL interpreter when we meet", default=False)
    needs = models.TextField(blank=True)
    told_at = models.DateTimeField(default=timezone.now)

    objects = ManyAccessNeeds.as_manager()

    class Meta:
        verbose_name = "access needs"
        verbose_name_plural = "access needs"

    def __str__(self) -> str:
        return f"Access needs of {self.user}"
