from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Cast
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Assessments(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User") -> "Assessments":
        """Officers see all; an assessor sees the own ones, of applications still in play."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer"):
            return self.filter(application__is_test=False)
        return self.own(user)

    def own(self, user: "User") -> "Assessments":
        """What this assessor was asked to read, withdrawn applications left out."""
        return self.filter(assessor=user, application__is_test=False).exclude(application__state="withdrawn")

    def handed_in(self) -> "Assessments":
        return self.filter(state=Assessment.State.HANDED_IN)

    def with_mark(self) -> "Assessments":
        """Adds `mark`: sum(weight × score) / sum(weight) over the scores given, abstentions left out."""
        weight = Cast("criterion__weight", models.FloatField())
        scores = Score.objects.filter(assessment=OuterRef("pk"), value__isnull=False).order_by().values("assessment")
        mark = scores.annotate(mark=Sum(Cast("value", models.FloatField()) * weight) / Sum(weight))
        return self.annotate(mark=Subquery(mark.values("mark"), output_field=models.FloatField()))


class Assessment(Stateful):
    """One assessor's reading of one application."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "To read"
        STARTED = "started", "Started"
        HANDED_IN = "handed_in", "Handed in"
        CONFLICTED = "conflicted", "Conflict of interest"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASSIGNED: (State.STARTED, State.CONFLICTED, State.TAKEN_BACK),
        State.STARTED: (State.HANDED_IN, State.CONFLICTED, State.TAKEN_BACK),
        State.HANDED_IN: (State.STARTED, State.CONFLICTED),
        State.TAKEN_BACK: (State.ASSIGNED,),
    }

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="assessments")
    assessor = models.ForeignKey("fund.User", models.PROTECT, related_name="assessments")
    state = models.CharField(max_length=12, choices=State, default=State.ASSIGNED)
    overall = models.TextField("overall comment", blank=True)
    assigned_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now)
    handed_in_at = models.DateTimeField(null=True, blank=True)

    objects = Assessments.as_manager()
    history = audited()

    class Meta:
        ordering = ["assigned_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "assessor"], name="one_assessment_an_assessor"),
        ]
        indexes = [models.Index(fields=["assessor", "state"], name="readings_of_an_assessor")]

    def __str__(self) -> str:
        return f"{self.application.reference} read by {self.assessor}"


class Score(models.Model):
    """A score on one criterion with its comment. No value means: I do not know enough."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("fund.Criterion", models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    comment = models.TextField(blank=True)

    history = audited()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="one_score_a_criterion")]

    def __str__(self) -> str:
        return f"{self.criterion}: {'–' if self.value is None else self.value}"


class Declarations(models.QuerySet["Declaration"]):
    def conflicts(self) -> "Declarations":
        return self.exclude(kind=Declaration.Kind.NONE)


class Declaration(models.Model):
    """What an assessor or panel member says about the own ties to an application, before reading it."""

    class Kind(models.TextChoices):
        NONE = "none", "No conflict"
        OWN = "own", "It is my own group's application"
        FAMILY = "family", "Family or a close friend"
        WORK = "work", "I work or volunteer with them"
        MONEY = "money", "Money is involved"
        OTHER = "other", "Something else"

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="declarations")
    user = models.ForeignKey("fund.User", models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Declarations.as_manager()
    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="one_declaration_a_person")]

    def __str__(self) -> str:
        return f"{self.user} on {self.application.reference}: {self.get_kind_display()}"
