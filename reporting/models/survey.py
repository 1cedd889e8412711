import secrets
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from reporting.models.outcome import Measurement

if TYPE_CHECKING:
    from fund.models import User


class Surveys(models.QuerySet["Survey"]):
    def visible_to(self, user: "User") -> "Surveys":
        """A group sees those of its own projects; the fund's people see all."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "learning"):
            return self
        return self.filter(grant__in=Grant.objects.own(user).values("pk"))


class Survey(models.Model):
    """The same questions about activity and attitude, asked of people again and again; of a project, or of the fund."""

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="surveys")
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, blank=True, related_name="surveys")
    title = models.CharField(max_length=120)
    about = models.TextField("what is said to those who are asked", blank=True)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = Surveys.as_manager()
    history = audited()

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class SurveyItem(models.Model):
    """One question in one wording. Once it was answered, other words are a new version of the same line."""

    class Kind(models.TextChoices):
        OFTEN = "often", "How often"
        NUMBER = "number", "How many"
        ATTITUDE = "attitude", "How much people agree"
        OPEN = "open", "In their own words"

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="items")
    line = models.PositiveSmallIntegerField("number of the question, the same in all its versions")
    version = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind)
    words = models.CharField(max_length=250)
    is_current = models.BooleanField("asked from now on", default=True)

    history = audited()

    class Meta:
        ordering = ["line", "version"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "line", "version"], name="one_survey_item_a_version"),
            models.UniqueConstraint(
                fields=["survey", "line"], condition=Q(is_current=True), name="one_survey_item_is_asked"
            ),
        ]

    def __str__(self) -> str:
        return self.words


def new_code() -> str:
    """The end of a wave's address: nobody guesses it, and it lets people answer and nothing else."""
    return secrets.token_urlsafe(9)


class SurveyWave(models.Model):
    """One time at which a survey is asked: the baseline (0) or a repeat; of whom, of how many, from when to when.

    What it asks is fixed by its first answer. Results are shown after its last day and do not change then.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves")
    number = models.PositiveSmallIntegerField()
    from_on = models.DateField("first day")
    until_on = models.DateField("last day")
    who = models.CharField("who is asked", max_length=200)
    asked = models.PositiveIntegerField("how many are asked")
    took_part = models.PositiveIntegerField("how many took part in that time", null=True, blank=True)
    taken = models.CharField(max_length=8, choices=Measurement.Taken, blank=True)
    code = models.CharField(max_length=20, unique=True, default=new_code)
    items = models.ManyToManyField(SurveyItem, related_name="waves")

    history = audited()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_wave_a_number"),
            models.CheckConstraint(condition=Q(from_on__lte=F("until_on")), name="a_wave_lasts_some_days"),
        ]

    def __str__(self) -> str:
        return f"Repeat {self.number}" if self.number else "Baseline"

    @property
    def is_open(self) -> bool:
        return self.from_on <= timezone.localdate() <= self.until_on

    @property
    def is_over(self) -> bool:
        return timezone.localdate() > self.until_on


class SurveyAnswer(models.Model):
    """What one person said, with nothing that tells who or when. `key` only keeps a form from counting twice."""

    wave = models.ForeignKey(SurveyWave, models.CASCADE, related_name="answers")
    key = models.UUIDField(unique=True)
    values = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"An answer to {self.wave}"
