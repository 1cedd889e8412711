from typing import ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful


class EligibilityResult(models.Model):
    """What an officer found on one line of the checklist, with the words that the line had then."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNSURE = "unsure", "Not sure"

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="checks")
    code = models.SlugField(max_length=30)
    words = models.CharField("what must hold", max_length=250)
    answer = models.CharField(max_length=6, choices=Answer)
    reason = models.TextField(blank=True)
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        verbose_name = "check"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["application", "code"], name="one_check_a_line")]

    def __str__(self) -> str:
        return f"{self.words}: {self.get_answer_display()}"


class Flag(Stateful):
    """Something about an application that somebody must look into. Never shown outside the fund."""

    class Kind(models.TextChoices):
        ELIGIBILITY = "eligibility", "May not be eligible"
        CONFLICT = "conflict", "Conflict of interest"
        MONEY = "money", "Money or budget"
        GOVERNANCE = "governance", "How the group is run"
        SAFETY = "safety", "Safety of people"
        SAME_TEXT = "same_text", "Same text as another"
        OTHER = "other", "Something else"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Resolved"
        DROPPED = "dropped", "Dropped"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.OPEN: (State.RESOLVED, State.DROPPED)}

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="flags")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.TextField("what is the matter")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    closing_words = models.TextField("what came of it", blank=True)
    closed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["-raised_at", "-pk"]
        indexes = [models.Index(fields=["application", "state"], name="flags_of_an_application")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.words}"


class OfficerNote(models.Model):
    """What an officer wants colleagues to know of an application. Never shown outside the fund."""

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="officer_notes")
    words = models.TextField()
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.words
