from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q

from applications.models.application import Application
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Grants(models.QuerySet["Grant"]):
    def visible_to(self, user: "User") -> "Grants":
        """The fund's people see all; others the grants of their own organisations."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "finance", "learning", "viewer"):
            return self
        return self.own(user)

    def own(self, user: "User") -> "Grants":
        return self.filter(organisation__memberships__user=user)

    def public(self) -> "Grants":
        """Every award that the fund shows to all: announced, or imported from published records."""
        return self.exclude(state=Grant.State.REFUSED)


class Grant(Stateful):
    """An award: what a decision made, or a past one brought in from published records."""

    class State(models.TextChoices):
        OFFERED = "offered", "Offered"
        ACTIVE = "active", "Running"
        ENDED = "ended", "Ended"
        REFUSED = "refused", "Offer refused"
        PAST = "past", "Past award"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.OFFERED: (State.ACTIVE, State.REFUSED),
        State.ACTIVE: (State.ENDED,),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.OFFERED: "Offer to accept", State.ACTIVE: "Running"}

    application = models.OneToOneField(Application, models.PROTECT, null=True, blank=True, related_name="grant")
    organisation = models.ForeignKey("fund.Organisation", models.PROTECT, related_name="grants")
    round = models.ForeignKey("fund.Round", models.PROTECT, null=True, blank=True, related_name="grants")
    reference = models.CharField(max_length=24, unique=True)
    title = models.CharField("name of the project", max_length=200, blank=True)
    summary = models.TextField(blank=True)
    amount = models.DecimalField("in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    conditions = models.TextField("conditions of the grant", blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    areas = models.ManyToManyField("fund.CouncilArea", blank=True, related_name="grants")
    health_conditions = models.ManyToManyField("fund.Term", blank=True, related_name="grants")
    words = models.JSONField("free tags by facet: areas, conditions, activities, people", default=dict, blank=True)
    round_words = models.CharField("round, as published", max_length=200, blank=True)
    source = models.URLField("where it was published", max_length=500, blank=True)
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    awarded_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = Grants.as_manager()
    history = audited()

    class Meta:
        ordering = [F("awarded_at").desc(nulls_last=True), F("start_year").desc(nulls_last=True), "reference"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="grant_is_some_money"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title or self.organisation}"

    @property
    def is_imported(self) -> bool:
        return self.import_key is not None

    @property
    def year(self) -> int | None:
        return self.starts_on.year if self.starts_on else self.start_year


class GrantBudgetLine(models.Model):
    """One line of the agreed budget, in pounds, copied from the application when it was decided."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="budget")
    heading = models.CharField(max_length=100)
    what = models.CharField(max_length=250, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.heading}: {self.amount}"
