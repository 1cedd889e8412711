from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.models import User


class Entries(models.QuerySet["Entry"]):
    def visible_to(self, user: User) -> "Entries":
        """Those who type for others: officers and managers."""
        return self if user.is_authenticated and user.has_role("manager", "officer") else self.none()


class Entry(models.Model):
    """How an application that officers typed for a group reached us, and whom we write to about it.

    Only an application with an entry can be written in by officers; a draft that a group writes itself has none.
    """

    class Way(models.TextChoices):
        POST = "post", "By post"
        EMAIL = "email", "By e-mail"
        PHONE = "phone", "By telephone"
        PERSON = "person", "Handed to us in person"

    application = models.OneToOneField("applications.Application", models.CASCADE, related_name="entry")
    way = models.CharField("how it reached us", max_length=6, choices=Way)
    received_on = models.DateField()
    late_reason = models.TextField("why it is taken after closing", blank=True)
    scan = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    contact = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    contact_name = models.CharField(max_length=120)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_address = models.TextField(blank=True)
    letter_format = models.CharField(max_length=12, choices=User.Format, default=User.Format.STANDARD)
    entered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = Entries.as_manager()
    history = audited()

    class Meta:
        verbose_name = "application typed for a group"
        verbose_name_plural = "applications typed for groups"

    def __str__(self) -> str:
        return f"{self.application}, {self.get_way_display().lower()}"

    @property
    def by_post(self) -> bool:
        """Say whether letters about it have to be printed, because nobody has an e-mail address."""
        return self.contact_id is None
