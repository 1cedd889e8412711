from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from reporting.models.report import Report

if TYPE_CHECKING:
    from fund.models import User


class Point(models.TextChoices):
    """When a figure was taken in the life of a project."""

    BASELINE = "baseline", "At the start"
    PERIOD = "period", "In this period"
    END = "end", "At the end"


def in_period() -> list[str]:
    return [Point.PERIOD]


class Outcome(models.Model):
    """A difference that the fund wants to see, and the national outcome that it speaks to."""

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="outcomes")
    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=200)
    national = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="fund_outcomes")
    position = models.PositiveSmallIntegerField(default=0)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="one_outcome_a_code")]

    def __str__(self) -> str:
        return self.name


class Indicators(models.QuerySet["Indicator"]):
    def current(self) -> "Indicators":
        return self.filter(is_current=True)

    def visible_to(self, user: "User") -> "Indicators":
        """The fund's people see what is counted anywhere."""
        if user.is_authenticated and user.has_role("manager", "officer", "finance", "learning", "viewer"):
            return self
        return self.none()


class Indicator(models.Model):
    """One version of something that the fund or one project counts, always in the same way, so that it can be added up.

    A version that has figures is never changed: `figures.defining.change` makes the next one.
    """

    class Kind(models.TextChoices):
        COUNT = "count", "A number of people or things"
        SHARE = "share", "So many of those who answered"
        SCALE = "scale", "A mean on a scale"
        WORDS = "words", "A few words"

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="indicators")
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, blank=True, related_name="indicators")
    code = models.SlugField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField("asked now", default=True)
    name = models.CharField(max_length=200)
    question = models.CharField("as the report asks it", max_length=250)
    kind = models.CharField(max_length=8, choices=Kind)
    counts = models.TextField("what counts", blank=True)
    leaves_out = models.TextField("what does not count", blank=True)
    unit = models.CharField(max_length=40, blank=True)
    least = models.DecimalField("lowest on the scale", max_digits=8, decimal_places=2, null=True, blank=True)
    most = models.DecimalField("highest on the scale", max_digits=8, decimal_places=2, null=True, blank=True)
    higher_is_better = models.BooleanField(default=True)
    points = models.JSONField("when it is asked", default=in_period)
    groups = models.JSONField("groups of people by which it may be split", default=list, blank=True)
    is_required = models.BooleanField("must be told", null=True)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="indicators")
    licence_holder = models.CharField("who holds the licence", max_length=200, blank=True)
    licence_reference = models.CharField("reference of the licence", max_length=100, blank=True)
    licence_until = models.DateField("last day of the licence", null=True, blank=True)
    copyright_line = models.CharField(max_length=300, blank=True)
    is_everywhere = models.BooleanField("asked in all rounds", default=True)
    rounds = models.ManyToManyField("fund.Round", through="Asking", related_name="indicators")
    position = models.PositiveSmallIntegerField(default=0)

    objects = Indicators.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "code"], condition=Q(grant__isnull=True, is_current=True), name="one_fund_indicator"
            ),
            models.UniqueConstraint(fields=["grant", "code"], condition=Q(is_current=True), name="one_grant_indicator"),
            models.UniqueConstraint(
                fields=["fund", "code", "version"], condition=Q(grant__isnull=True), name="one_fund_indicator_a_version"
            ),
            models.UniqueConstraint(fields=["grant", "code", "version"], name="one_grant_indicator_a_version"),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(least__lt=models.F("most")),
                name="scale_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scale_words(self) -> str:
        """The two ends of a scale, as "0 to 10"."""
        if self.least is None or self.most is None:
            return ""
        return f"{_short(self.least)} to {_short(self.most)}"

    @property
    def licence_has_ended(self) -> bool:
        """Whether its licence is over: then no new figure is taken, and those that were told stay."""
        return self.licence_until is not None and self.licence_until < timezone.localdate()


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


class Asking(models.Model):
    """A round asks its projects for an indicator."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="askings")
    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="askings")
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "round"], name="one_asking_a_round")]

    def __str__(self) -> str:
        return f"{self.round} asks for {self.indicator}"


class Target(models.Model):
    """What a project wants to reach: a number of people or things, percent of those who answer, or a mean."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    number = models.DecimalField(max_digits=10, decimal_places=2)

    history = audited()

    class Meta:
        ordering = ["indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "indicator"], name="one_target_an_indicator"),
            models.CheckConstraint(condition=Q(number__gte=0), name="target_is_not_below_nought"),
        ]

    def __str__(self) -> str:
        return f"{self.grant.reference}, {self.indicator}: {self.number}"


class Measurement(models.Model):
    """One figure of one report. `took_part`, `asked` and `answered` are people; a share keeps its two parts.

    A count fills `numerator` alone; a share fills `numerator` of `answered`; a scale fills `value`; words are `words`.
    """

    Point = Point

    class Taken(models.TextChoices):
        BEFORE = "before", "Before people joined"
        SOON = "soon", "Within 4 weeks of joining"
        LATER = "later", "Later than 4 weeks after joining"

    report = models.ForeignKey(Report, models.CASCADE, related_name="measurements")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    point = models.CharField(max_length=10, choices=Point, default=Point.PERIOD)
    taken = models.CharField("when the start was taken", max_length=8, choices=Taken, blank=True)
    group = models.CharField("group of people", max_length=60, blank=True)
    numerator = models.PositiveIntegerField(null=True, blank=True)
    took_part = models.PositiveIntegerField(null=True, blank=True)
    asked = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)
    value = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    words = models.TextField(blank=True)
    how_counted = models.CharField(max_length=200, blank=True)
    entered_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "indicator", "point", "group"], name="one_figure_a_point"),
            models.CheckConstraint(
                condition=Q(answered__isnull=True) | Q(numerator__isnull=True) | Q(numerator__lte=models.F("answered")),
                name="no_more_said_yes_than_answered",
            ),
            models.CheckConstraint(condition=Q(taken="") | Q(point="baseline"), name="taken_is_said_of_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.numerator if self.value is None else self.value}"

    @property
    def title(self) -> str:
        """What was counted, of which people and when."""
        name = f"{self.indicator.name}, {self.group}" if self.group else self.indicator.name
        if self.point == Point.PERIOD:
            return name
        taken = f", {self.get_taken_display().lower()}" if self.taken else ""
        return f"{name} ({self.get_point_display().lower()}{taken})"

    @property
    def as_told(self) -> str:
        """The figure as the group gave it: nothing is withheld from those who counted."""
        if self.indicator.kind == Indicator.Kind.WORDS:
            return self.words
        if self.indicator.kind == Indicator.Kind.COUNT:
            return f"{self.numerator:,}"
        if not self.answered:
            return "Nobody answered"
        if self.indicator.kind == Indicator.Kind.SHARE or self.value is None:
            return f"{self.numerator:,} of {self.answered:,}"
        return f"{_short(self.value)}, the average of {self.answered:,} answers"

    @property
    def how(self) -> str:
        """How it was counted; of people who were asked, how many took part, were asked and answered."""
        people = (("took part", self.took_part), ("asked", self.asked), ("answered", self.answered))
        counted = ", ".join(f"{number:,} {what}" for what, number in people if number is not None)
        return "; ".join(words for words in (self.how_counted, counted) if words)

    @property
    def doubt(self) -> str:
        """What makes one wonder whether a number slipped; it may be right all the same, and is kept."""
        if self.took_part is None or self.asked is None or self.asked <= self.took_part:
            return ""
        return f"{self.asked:,} were asked, but only {self.took_part:,} took part. If that is right, leave it."


class Unlocking(models.Model):
    """The figures of an accepted report, opened by an officer with a reason until they are locked again."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="unlockings")
    reason = models.TextField()
    by = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("fund.User", models.PROTECT, null=True, blank=True, related_name="+")

    history = audited()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=Q(ended_at__isnull=True), name="one_unlocking_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report}: figures unlocked"
