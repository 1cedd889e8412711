from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from fund.kit.history import audited

if TYPE_CHECKING:
    from datetime import datetime

    from fund.models.people import User


class Organisations(models.QuerySet["Organisation"]):
    def visible_to(self, user: "User") -> "Organisations":
        """The fund's people see all but the stand-ins of test applications; others see those they belong to."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "finance"):
            return self.filter(is_test=False)
        return self.filter(memberships__user=user)


class Organisation(models.Model):
    """A group that applies, holds a grant, or did so once."""

    class Register(models.TextChoices):
        NONE = "none", "Not on a register"
        OSCR = "oscr", "Scottish Charity Register (OSCR)"
        COMPANIES = "companies", "Companies House"
        BOTH = "both", "Both registers"

    name = models.CharField(max_length=200)
    kind = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="+")
    register = models.CharField(max_length=10, choices=Register, default=Register.NONE)
    charity_number = models.CharField(max_length=12, blank=True)
    company_number = models.CharField(max_length=12, blank=True)
    started_on = models.DateField("when it started", null=True, blank=True)
    yearly_income = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    address = models.TextField(blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    area = models.ForeignKey("fund.CouncilArea", models.PROTECT, null=True, blank=True, related_name="+")
    is_imported = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    is_test = models.BooleanField("stands in for a group in a test application", default=False)
    created_at = models.DateTimeField(default=timezone.now)

    objects = Organisations.as_manager()
    history = audited()

    class Meta:
        ordering = [Lower("name")]
        constraints = [
            models.UniqueConstraint(
                fields=["charity_number"],
                condition=~models.Q(charity_number="") & models.Q(is_imported=False),
                name="one_organisation_a_charity_number",
                violation_error_message="A group with this charity number is here already. Ask its lead to invite you.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_established(self, at: "datetime | None" = None) -> bool:
        """Say whether the group is two years old or more; one that never said when it started counts as new."""
        today = timezone.localdate(at)
        return self.started_on is not None and (today - self.started_on).days >= 2 * 365


class Membership(models.Model):
    """What a person may do for an organisation."""

    class Kind(models.TextChoices):
        LEAD = "lead", "Lead"
        EDITOR = "editor", "Editor"
        VIEWER = "viewer", "Viewer"
        SIGNATORY = "signatory", "Signatory"

    user = models.ForeignKey("fund.User", on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind)
    since = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organisation"], name="one_membership_a_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()} of {self.organisation}"
