from django.db import models
from django.utils import timezone


class Threshold(models.Model):
    """From when on a rule of showing figures holds, who set it and why. Rows are added and never changed."""

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="thresholds")
    few = models.PositiveSmallIntegerField("numbers from 1 to below this are not shown")
    few_careful = models.PositiveSmallIntegerField("the same for islands, small places, sensitive topics", default=10)
    percent_from = models.PositiveSmallIntegerField("percentages are shown from so many answers on")
    reason = models.TextField()
    by = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(few__gte=3), name="few_is_three_or_more"),
            models.CheckConstraint(
                condition=models.Q(percent_from__gte=models.F("few_careful")), name="no_percentage_of_a_few"
            ),
            models.CheckConstraint(
                condition=models.Q(few_careful__gte=models.F("few")), name="care_takes_no_fewer_people"
            ),
        ]

    def __str__(self) -> str:
        where = f"{self.few_careful} for islands, small places and sensitive topics"
        return f"Fewer than {self.few}, {where}, percentages from {self.percent_from}"


class Release(models.Model):
    """Tables of figures as they were shown to everybody. What was shown once is held against all that follows."""

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="releases")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("fund.User", models.PROTECT, null=True, related_name="+")
    few = models.PositiveSmallIntegerField()
    few_careful = models.PositiveSmallIntegerField(default=10)
    percent_from = models.PositiveSmallIntegerField()
    tables = models.JSONField(default=list)
    held = models.JSONField("the numbers behind it, which nobody is shown", default=dict)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["fund", "number"], name="one_release_a_number")]

    def __str__(self) -> str:
        return f"Figures of {self.fund}, {self.number}"


class FiguresImport(models.Model):
    """A list of figures for many projects, as an officer sent it and looked at it. It is written once.

    Each row is a figure, and a sign of what stood in its place when it was looked at: nothing where nothing did.
    """

    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)
    made_by = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    written_at = models.DateTimeField(null=True, blank=True)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField("figures that stood already and stay", default=0)

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def over(self) -> int:
        """How many of its figures differ from one that stood there already."""
        return sum(1 for _, seen in self.rows if seen)
