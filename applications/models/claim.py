from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class ReaderClaims(models.QuerySet["ReaderClaim"]):
    def visible_to(self, user: "User") -> "ReaderClaims":
        """One's own; the fund's officers, managers and finance see all of them, and nobody else any."""
        if not user.is_authenticated:
            return self.none()
        return self if user.has_role("manager", "officer", "finance") else self.filter(reader=user)

    def counting(self) -> "ReaderClaims":
        """Those that are paid or may be paid yet."""
        return self.exclude(state__in=[ReaderClaim.State.TURNED_DOWN, ReaderClaim.State.WITHDRAWN])


class ReaderClaim(Stateful):
    """What a reader is to be paid for their time, or paid back for a cost. The rate is a copy of that day's."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        AGREED = "agreed", "Agreed"
        PAID = "paid", "Paid"
        TURNED_DOWN = "turned_down", "Turned down"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Kind(models.TextChoices):
        READING = "reading", "Reading"
        MEETING = "meeting", "A meeting"
        TRAINING = "training", "Training"
        TRAVEL = "travel", "Travel"
        CARE = "care", "Care for somebody, such as a sitter"
        HELP = "help", "Help, such as a support worker or an interpreter"
        OTHER = "other", "Something else"

    TIME: ClassVar[tuple[str, ...]] = (Kind.READING, Kind.MEETING, Kind.TRAINING)

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASKED: (State.AGREED, State.TURNED_DOWN, State.WITHDRAWN),
        State.AGREED: (State.PAID, State.TURNED_DOWN, State.WITHDRAWN),
    }

    reader = models.ForeignKey("fund.User", models.PROTECT, related_name="reader_claims")
    kind = models.CharField("what for", max_length=10, choices=Kind)
    round = models.ForeignKey("fund.Round", models.SET_NULL, null=True, blank=True, related_name="+")
    day = models.DateField("on which day")
    hours = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    miles = models.DecimalField(max_digits=6, decimal_places=1, null=True, blank=True)
    rate = models.DecimalField("rate of that day", max_digits=6, decimal_places=2, null=True, blank=True)
    amount = models.DecimalField(max_digits=8, decimal_places=2)
    note = models.TextField(blank=True)
    receipt = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    readings = models.ManyToManyField("applications.Assessment", blank=True, related_name="claims")
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    turned_down_because = models.TextField(blank=True)
    paid_on = models.DateField(null=True, blank=True)
    paid_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    payment_reference = models.CharField(max_length=60, blank=True)

    objects = ReaderClaims.as_manager()
    history = audited()

    class Meta:
        verbose_name = "claim"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=Decimal(0)), name="a_claim_is_for_some_money"),
            models.CheckConstraint(
                condition=~models.Q(state="paid") | (models.Q(paid_on__isnull=False) & ~models.Q(payment_reference="")),
                name="a_paid_claim_says_when_and_how",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_by__isnull=True)
                | (~models.Q(agreed_by=models.F("asked_by")) & ~models.Q(agreed_by=models.F("reader")))
                | models.Q(asked_by__isnull=True),
                name="another_person_agrees_to_a_claim",
            ),
        ]
        indexes = [models.Index(fields=["state", "-asked_at"], name="claims_by_state")]

    @property
    def was_on(self) -> date:
        """The day that it is for."""
        return self.day

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.reader}"
