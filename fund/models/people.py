from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from fund.kit.history import audited


class People(BaseUserManager["User"]):
    """Find and make people by e-mail address, whatever its capitals."""

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        person = self.model(email=self.normalize_email(email).strip().lower(), **facts)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        return self.create_user(email, password, is_superuser=True, **facts)

    def running_the_fund(self) -> "models.QuerySet[User]":
        """Managers and officers, those whom the fund tells when something needs somebody."""
        return self.filter(roles__kind__in=["manager", "officer"], is_active=True).distinct().order_by("pk")

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. Not audited: each sign-in would add a row; roles and memberships are."""

    class Format(models.TextChoices):
        STANDARD = "standard", "Standard"
        LARGE_PRINT = "large_print", "Large print"
        PLAIN_TEXT = "plain_text", "Plain text"

    email = models.EmailField("e-mail address")
    name = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    preferred_format = models.CharField(max_length=12, choices=Format, default=Format.STANDARD)
    wants_reminders = models.BooleanField("is reminded of drafts before a round closes", default=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = People()

    class Meta:
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_person_an_address",
                violation_error_message="Somebody uses this address already.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        return self.is_superuser

    def has_role(self, *kinds: str) -> bool:
        """Say whether this person holds one of these roles in the fund. One query for the life of the object."""
        if not hasattr(self, "_role_kinds"):
            self._role_kinds = set(self.roles.values_list("kind", flat=True)) if self.is_active else set()
        return not self._role_kinds.isdisjoint(kinds)


class Role(models.Model):
    """What a person may do for a fund."""

    class Kind(models.TextChoices):
        MANAGER = "manager", "Fund manager"
        OFFICER = "officer", "Fund officer"
        ASSESSOR = "assessor", "Assessor"
        PANEL = "panel", "Panel member"
        FINANCE = "finance", "Finance"
        LEARNING = "learning", "Learning editor"
        LIVED = "lived", "Lived-experience reviewer"
        VIEWER = "viewer", "Viewer"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    fund = models.ForeignKey("fund.Fund", on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    given_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "fund", "kind"], name="one_role_of_a_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
