from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from reporting.models.report import Report


class Indicator(models.Model):
    """Something that the fund or one project counts, always in the same way, so that it can be added up."""

    class Kind(models.TextChoices):
        COUNT = "count", "A number of people or things"
        SHARE = "share", "So many of those who answered"
        SCALE = "scale", "A mean on a scale"

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="indicators")
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, blank=True, related_name="indicators")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    question = models.CharField("as the report asks it", max_length=250)
    kind = models.CharField(max_length=8, choices=Kind)
    higher_is_better = models.BooleanField(default=True)
    outcome = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="indicators")
    position = models.PositiveSmallIntegerField(default=0)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "code"], condition=models.Q(grant__isnull=True), name="one_fund_indicator"
            ),
            models.UniqueConstraint(fields=["grant", "code"], name="one_grant_indicator"),
        ]

    def __str__(self) -> str:
        return self.name


class Measurement(models.Model):
    """One figure of one report. `took_part`, `asked` and `answered` are people; a share keeps its two parts.

    A count fills `numerator` alone; a share fills `numerator` of `answered`; a scale fills `value`.
    """

    class Point(models.TextChoices):
        BASELINE = "baseline", "At the start"
        PERIOD = "period", "In this period"
        END = "end", "At the end"

    report = models.ForeignKey(Report, models.CASCADE, related_name="measurements")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    point = models.CharField(max_length=10, choices=Point, default=Point.PERIOD)
    group = models.CharField("group of people", max_length=60, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    took_part = models.PositiveIntegerField(null=True, blank=True)
    asked = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    how_counted = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator", "point", "group"], name="one_figure_a_point"),
            models.CheckConstraint(
                condition=models.Q(answered__isnull=True)
                | models.Q(numerator__isnull=True)
                | models.Q(numerator__lte=models.F("answered")),
                name="no_more_said_yes_than_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.numerator if self.value is None else self.value}"
