from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models.people import User

DAYS = 30  # to say that we have it: Data (Use and Access) Act 2025
WARN = 7  # days before that


class DataComplaints(models.QuerySet["DataComplaint"]):
    def visible_to(self, user: "User") -> "DataComplaints":
        """They are for those who run the fund."""
        return self if user.is_authenticated and user.has_role("manager", "officer") else self.none()

    def open(self) -> "DataComplaints":
        return self.exclude(state=DataComplaint.State.ANSWERED)

    def soon(self, today: date) -> "DataComplaints":
        """Those whom nobody has told that we have their complaint, and whose day comes within a week or has passed."""
        return self.filter(state=DataComplaint.State.OPEN, acknowledge_by__lte=today + timedelta(days=WARN))


class DataComplaint(Stateful):
    """Somebody says that we use what we hold about them wrongly. The law sets the day to say that we have it by."""

    class State(models.TextChoices):
        OPEN = "open", "Not acknowledged yet"
        ACKNOWLEDGED = "acknowledged", "Being looked at"
        ANSWERED = "answered", "Answered"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.OPEN: (State.ACKNOWLEDGED,),
        State.ACKNOWLEDGED: (State.ANSWERED,),
    }

    who = models.CharField("who complains, and how to reach them", max_length=200)
    words = models.TextField("what they say")
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    received_on = models.DateField("we got it on", default=timezone.localdate)
    acknowledge_by = models.DateField("say that we have it by")
    entered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("what we answered", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = DataComplaints.as_manager()
    history = audited()

    class Meta:
        verbose_name = "data protection complaint"
        ordering = ["acknowledge_by", "pk"]

    def __str__(self) -> str:
        return f"Data protection complaint {self.pk}"

    @property
    def days_left(self) -> int:
        """Days until the day by which we say that we have it; below nought where it has passed."""
        return (self.acknowledge_by - timezone.localdate()).days
