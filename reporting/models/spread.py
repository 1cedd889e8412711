from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from applications.models import Grant

if TYPE_CHECKING:
    from fund.models import User

DAYS_TO_CONFIRM = 30  # after which the fund may confirm in place of a group


class SpreadEvents(models.QuerySet["SpreadEvent"]):
    def visible_to(self, user: "User") -> "SpreadEvents":
        """The learning desk and the officers see all, groups what became of their own projects."""
        if not user.is_authenticated:
            return self.none()
        at_desk = user.has_role("manager", "officer", "learning") and not user.has_role("assessor", "panel")
        return self if at_desk else self.filter(grant__in=Grant.objects.own(user))

    def counted(self) -> "SpreadEvents":
        """What counts as spread: an adoption only when both sides, or the fund, said that it is so."""
        yes = SpreadYes.objects.filter(event=OuterRef("pk"))
        both = Exists(yes.filter(side=SpreadYes.Side.ADOPTER)) & Exists(yes.filter(side=SpreadYes.Side.SOURCE))
        is_confirmed = both | Q(Exists(yes.filter(side=SpreadYes.Side.FUND)))
        return self.filter(~Q(kind__in=SpreadEvent.ADOPTIONS) | is_confirmed)

    def waiting(self) -> "SpreadEvents":
        """Adoptions that do not count yet."""
        return self.filter(kind__in=SpreadEvent.ADOPTIONS).exclude(pk__in=self.counted().order_by().values("pk"))


class SpreadEvent(models.Model):
    """One step of an approach from one group to another. Rows are only added: a later step is a later row.

    `grant` is the project whose approach it is; `name` and `group` are of whoever takes it up. Reading and downloading
    are no steps.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", "Put aside to read"
        ENQUIRY = "enquiry", "Asked about it"
        CONVERSATION = "conversation", "Talked"
        VISIT = "visit", "Visited"
        PLANNED = "adaptation_planned", "Plans to adapt it"
        TEST_STARTED = "test_started", "Tries it"
        ADOPTED = "adopted", "Took it up"
        SUSTAINED_6 = "sustained_6m", "Still runs it after 6 months"
        SUSTAINED_12 = "sustained_12m", "Still runs it after 12 months"
        SUSTAINED_24 = "sustained_24m", "Still runs it after 24 months"
        SPREAD_ON = "spread_on", "Passed it on"
        EXTENSION = "extension", "The same group does more of it"
        FUNDING = "continuation_funding", "Money to go on"
        EMBEDDED = "embedded", "In a plan, contract or pathway"
        POLICY_USE = "policy_use", "Used in policy"
        DECLINED = "declined", "Decided against it"
        STOPPED = "stopped", "Stopped"

    class Reason(models.TextChoices):
        RISK = "risk", "Health and safety, or risk"
        LONE_WORKING = "lone_working", "Rules on working alone"
        DATA_SHARING = "data_sharing", "Sharing of data"
        STAFF_RULES = "staff_rules", "Rules for staff"
        BUYING = "buying", "Rules for buying"
        MONEY = "money", "No money"
        PEOPLE = "people", "Nobody to do it"
        TIME = "time", "No time"
        NO_FIT = "no_fit", "It did not fit our place or people"
        NO_DIFFERENCE = "no_difference", "It made no difference"
        OTHER = "other", "Something else"

    ADOPTIONS = (Kind.ADOPTED, Kind.SUSTAINED_6, Kind.SUSTAINED_12, Kind.SUSTAINED_24, Kind.SPREAD_ON)
    NEEDS_REASON = (Kind.DECLINED, Kind.STOPPED)

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="spread")
    summary = models.ForeignKey("reporting.LearningSummary", models.SET_NULL, null=True, blank=True, related_name="+")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    kind = models.CharField(max_length=24, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    group = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("fund.Organisation", models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField(blank=True)
    words = models.TextField(blank=True)
    evidence = models.URLField("where it can be seen", max_length=500, blank=True)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    amount = models.DecimalField("pounds to go on with", max_digits=12, decimal_places=2, null=True, blank=True)
    is_recurring = models.BooleanField("comes every year", null=True, blank=True)
    happened_on = models.DateField(default=timezone.localdate)
    told_at = models.DateTimeField(default=timezone.now)
    told_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = SpreadEvents.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        verbose_name = "step of spread"
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=("declined", "stopped")) | ~Q(reason=""), name="who_stops_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.group or self.name or 'somebody'}"

    @property
    def needs_yes(self) -> bool:
        return self.kind in self.ADOPTIONS

    @property
    def fund_may_confirm(self) -> bool:
        """Whether the groups have had their time to say yes themselves."""
        return (timezone.now() - self.told_at).days >= DAYS_TO_CONFIRM


class SpreadYes(models.Model):
    """Somebody says that a step of spread is so: who took it up, whose approach it is, or the fund."""

    class Side(models.TextChoices):
        ADOPTER = "adopter", "Who took it up"
        SOURCE = "source", "Whose approach it is"
        FUND = "fund", "The fund"

    event = models.ForeignKey(SpreadEvent, models.CASCADE, related_name="yeses")
    side = models.CharField(max_length=8, choices=Side)
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "side"], name="one_yes_a_side")]

    def __str__(self) -> str:
        return f"{self.get_side_display()} says yes"
