"""The rows of a round: sizes, types, priorities, criteria, papers, headings, money and reports."""

from decimal import Decimal

from django.db import models

from fund.models.round import Round


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


class ReadingPhase(RoundPart):
    """A time in which readers score: the first reading, or a second look at what they handed in."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reading_phases")
    name = models.CharField(max_length=80)
    opens_at = models.DateTimeField("opens")
    closes_at = models.DateTimeField("closes")
    is_second_look = models.BooleanField("readers can change what they handed in", default=False)

    class Meta(RoundPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="one_reading_phase_a_name"),
            models.CheckConstraint(
                condition=models.Q(opens_at__lt=models.F("closes_at")), name="reading_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
    asks_outsiders = models.BooleanField("people outside the group can send it by a private link", default=False)

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
    """A report that grants of the round owe: which of them, the months of the project that it covers, when it is due.

    Without a last month it reaches to the end of the project. Small or quiet grants can be spared it.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="report_rules")
    name = models.CharField(max_length=100)
    from_month = models.PositiveSmallIntegerField()
    to_month = models.PositiveSmallIntegerField("empty: to the end of the project", null=True, blank=True)
    from_amount = models.DecimalField("only of grants from, £", max_digits=12, decimal_places=2, null=True, blank=True)
    below_amount = models.DecimalField(
        "only of grants below, £", max_digits=12, decimal_places=2, null=True, blank=True
    )
    only_at_risk = models.BooleanField("only of grants that are rated amber or red", default=False)
    asks_money = models.BooleanField("asks what was spent, by the lines of the budget", default=False)
    due_days_after = models.PositiveSmallIntegerField(default=28)

    class Meta(RoundPart.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="one_report_rule_a_name")]

    def __str__(self) -> str:
        return self.name
