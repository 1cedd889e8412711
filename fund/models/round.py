from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from fund.models.people import User


class Rounds(models.QuerySet["Round"]):
    def visible_to(self, user: "User | AnonymousUser") -> "Rounds":
        """Everybody sees published rounds; the fund's people see drafts too."""
        if user.is_authenticated and user.has_role("manager", "officer", "finance", "viewer"):
            return self
        return self.exclude(state=Round.State.DRAFT)

    def open(self, at: "datetime | None" = None) -> "Rounds":
        """Rounds that take applications at this moment."""
        now = at or timezone.now()
        return self.filter(state=Round.State.PUBLISHED, opens_at__lte=now, closes_at__gt=now)

    def coming(self, at: "datetime | None" = None) -> "Rounds":
        """Published rounds that open later."""
        return self.filter(state=Round.State.PUBLISHED, opens_at__gt=at or timezone.now())

    def with_money(self) -> "Rounds":
        """Adds `money`: the sum of the round's sources in pounds."""
        return self.annotate(money=models.Sum("sources__amount"))


class Round(Stateful):
    """One call for applications: its dates, money, rules and questions are rows, never code."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being set up"
        PUBLISHED = "published", "Published"
        PAST = "past", "Past"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.PUBLISHED, State.PAST),
        State.PUBLISHED: (State.PAST,),
    }

    fund = models.ForeignKey("fund.Fund", models.PROTECT, related_name="rounds")
    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField("start of each reference", max_length=12, unique=True)
    name = models.CharField(max_length=150)
    about = models.TextField(blank=True)
    who_can_apply = models.TextField(blank=True)
    not_funded = models.TextField("what it does not pay for", blank=True)
    help_text = models.TextField("how to get help", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    criteria_version = models.CharField(max_length=40, blank=True)

    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    grace_seconds = models.PositiveSmallIntegerField(default=0)
    panel_on = models.DateField(null=True, blank=True)
    decisions_on = models.DateField(null=True, blank=True)
    announcement_on = models.DateField(null=True, blank=True)
    projects_start_on = models.DateField(null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    min_score = models.DecimalField("lowest score", max_digits=5, decimal_places=2, default=Decimal(0))
    max_score = models.DecimalField("highest score", max_digits=5, decimal_places=2, default=Decimal(5))
    assessments_wanted = models.PositiveSmallIntegerField("assessors for each application", default=3)
    names_hidden = models.BooleanField("assessors do not see the group's name", default=False)

    awards_made = models.PositiveSmallIntegerField("awards made, as published", null=True, blank=True)
    amount_awarded = models.DecimalField(
        "awarded, as published", max_digits=12, decimal_places=2, null=True, blank=True
    )
    facts_not_known = models.JSONField(default=list, blank=True)
    sources_of_facts = models.JSONField(default=list, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = Rounds.as_manager()
    history = audited()

    class Meta:
        ordering = [models.F("closes_at").desc(nulls_last=True), "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="round_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(min_score__lt=models.F("max_score")), name="round_has_a_scale_of_scores"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_open(self, at: "datetime | None" = None) -> bool:
        """Say whether applications can be written now."""
        now = at or timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and self.opens_at is not None
            and self.closes_at is not None
            and self.opens_at <= now < self.closes_at
        )

    def takes_hand_ins(self, at: "datetime | None" = None) -> bool:
        """Say whether an application can be handed in now, the round's seconds of grace included."""
        now = at or timezone.now()
        if self.state != self.State.PUBLISHED or self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= now < self.closes_at + timedelta(seconds=self.grace_seconds)

    def phase(self, at: "datetime | None" = None) -> str:
        """Where the round stands by its calendar, in words."""
        now = at or timezone.now()
        if self.state == self.State.DRAFT:
            return "Being set up"
        if self.state == self.State.PAST:
            return "Past"
        if self.announced_at:
            return "Awards announced"
        if self.opens_at is None or self.closes_at is None:
            return "Dates to come"
        if now < self.opens_at:
            return "Opens soon"
        return "Open" if now < self.closes_at else "Being assessed"


class RoundPart(models.Model):
    """A row that belongs to a round and has a place in its order."""

    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class Tier(RoundPart):
    """A size of grant: a cap in all or a cap for each year, and how long the project may last, in months."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="tiers")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)
    cap = models.DecimalField("at most, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    cap_per_year = models.DecimalField(
        "at most a year, in pounds", max_digits=12, decimal_places=2, null=True, blank=True
    )
    min_months = models.PositiveSmallIntegerField(null=True, blank=True)
    max_months = models.PositiveSmallIntegerField(null=True, blank=True)
    plan_pages = models.PositiveSmallIntegerField("pages of the project plan, at most", null=True, blank=True)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_tier_a_code")]

    def __str__(self) -> str:
        return self.name

    def most_for(self, months: int) -> Decimal | None:
        """The most in pounds that a project of this many months may ask; None where the tier has no cap.

        A cap per year counts each started year of twelve months.
        """
        caps = []
        if self.cap is not None:
            caps.append(self.cap)
        if self.cap_per_year is not None:
            caps.append(self.cap_per_year * -(-months // 12))
        return min(caps) if caps else None


class GrantType(RoundPart):
    """A type of grant that is not a size, such as Innovation or Sustainability. An applicant chooses one."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="grant_types")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    about = models.TextField(blank=True)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_grant_type_a_code")]

    def __str__(self) -> str:
        return self.name


class Priority(RoundPart):
    """What the round wants most. An applicant chooses one; meeting more brings no advantage."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="priorities")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=250)
    about = models.TextField(blank=True)

    class Meta(RoundPart.Meta):
        verbose_name_plural = "priorities"
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_priority_a_code")]

    def __str__(self) -> str:
        return self.name


class Criterion(RoundPart):
    """What an application is judged by, and how much it weighs."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=200)
    guidance = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal(1))

    class Meta(RoundPart.Meta):
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_criterion_a_code"),
            models.CheckConstraint(condition=models.Q(weight__gt=0), name="criterion_weighs_something"),
        ]

    def __str__(self) -> str:
        return self.name


class Anchor(models.Model):
    """What one score on one criterion means."""

    criterion = models.ForeignKey(Criterion, models.CASCADE, related_name="anchors")
    score = models.DecimalField(max_digits=5, decimal_places=2)
    meaning = models.CharField(max_length=250)

    class Meta:
        ordering = ["score"]
        constraints = [models.UniqueConstraint(fields=["criterion", "score"], name="one_anchor_a_score")]

    def __str__(self) -> str:
        return f"{self.score}: {self.meaning}"


class DocumentRule(RoundPart):
    """A paper that an application must or may bring, by the age of the organisation."""

    class AppliesTo(models.TextChoices):
        ALL = "all", "Every organisation"
        ESTABLISHED = "established", "Organisations of two years or more"
        NEW = "new", "Organisations under two years old"

    round = models.ForeignKey(Round, models.CASCADE, related_name="document_rules")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=150)
    help_text = models.TextField(blank=True)
    applies_to = models.CharField(max_length=12, choices=AppliesTo, default=AppliesTo.ALL)
    wanted = models.PositiveSmallIntegerField("how many", default=1)
    is_required = models.BooleanField(default=True)
    max_pages = models.PositiveSmallIntegerField(null=True, blank=True)
    panel_sees_it = models.BooleanField(default=False)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_document_rule_a_code")]

    def __str__(self) -> str:
        return self.name


class BudgetHeading(RoundPart):
    """A heading of the budget table."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="budget_headings")
    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=100)
    help_text = models.TextField(blank=True)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_budget_heading_a_code")]

    def __str__(self) -> str:
        return self.name


class MoneySource(RoundPart):
    """Whose money the round gives away, in pounds. A sum that nobody published is empty, not nought."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="sources")
    name = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_source_a_name")]

    def __str__(self) -> str:
        return self.name


class ReportRule(RoundPart):
    """A report that each grant of the round owes: the months of the project that it covers and when it is due."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="report_rules")
    name = models.CharField(max_length=100)
    from_month = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField()
    due_days_after = models.PositiveSmallIntegerField(default=28)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_report_rule_a_name")]

    def __str__(self) -> str:
        return self.name
