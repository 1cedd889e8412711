from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Assessments(models.QuerySet["Assessment"]):
    def visible_to(self, user: "User") -> "Assessments":
        """Officers see all but where they have ties; an assessor the own ones, of applications still in play."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer"):
            tied = Declaration.objects.conflicts().filter(user=user).values("application")
            own = user.memberships.values("organisation")
            others = self.exclude(application__in=tied).exclude(application__organisation__in=own)
            return others.filter(application__is_test=False)
        return self.own(user)

    def own(self, user: "User") -> "Assessments":
        """What this assessor was asked to read, withdrawn applications left out."""
        return self.filter(assessor=user, application__is_test=False).exclude(application__state="withdrawn")

    def owed_by(self, user: "User") -> "Assessments":
        """What somebody was asked to score and has not handed in, of bids that are still being read."""
        waiting = [Assessment.State.ASSIGNED, Assessment.State.STARTED]
        return self.own(user).filter(state__in=waiting, application__state="in_assessment")

    def with_words(self) -> "Assessments":
        """Each with its scores, and these with what they are given for: one query more."""
        return self.prefetch_related(models.Prefetch("scores", Score.objects.select_related("criterion")))

    def handed_in(self) -> "Assessments":
        return self.filter(state=Assessment.State.HANDED_IN)

    def numbered(self) -> "Assessments":
        """Those handed in, as screen and paper number them: lowest mark first, which tells nothing of who gave it."""
        return self.handed_in().order_by(models.F("mark").asc(nulls_first=True), "pk")


class Assessment(Stateful):
    """One assessor's reading of one application."""

    class State(models.TextChoices):
        ASSIGNED = "assigned", "To read"
        STARTED = "started", "Started"
        HANDED_IN = "handed_in", "Handed in"
        CONFLICTED = "conflicted", "Conflict of interest"
        TAKEN_BACK = "taken_back", "Taken back"

    class Confidence(models.IntegerChoices):
        LOW = 1, "Not sure: much of it is new to me"
        MIDDLE = 2, "Fairly sure"
        HIGH = 3, "Sure: I know this kind of work well"

    class CameBy(models.TextChoices):
        SCREEN = "screen", "On the screen"
        SHEET = "sheet", "As a spreadsheet"
        PAPER = "paper", "On paper"

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
    confidence = models.PositiveSmallIntegerField("how sure", choices=Confidence, null=True, blank=True)
    mark = models.FloatField("mark, copied when it is handed in", null=True, blank=True)
    place = models.PositiveSmallIntegerField("place in the own order, 1 is best", null=True, blank=True)
    version = models.PositiveIntegerField("counts saves", default=0)
    page = models.CharField("page that saved last", max_length=32, blank=True)
    came_by = models.CharField(max_length=6, choices=CameBy, default=CameBy.SCREEN)
    entered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    sent_back_why = models.TextField("why somebody asks for a second look", blank=True)
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
    """A score on one criterion with words for it and against it. No value: not scored yet, or unknown."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    criterion = models.ForeignKey("fund.Criterion", models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)
    strong = models.TextField("what is strong", blank=True)
    stronger = models.TextField("what would make it stronger", blank=True)
    abstains = models.BooleanField("does not know enough", default=False)

    history = audited()

    class Meta:
        ordering = ["criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "criterion"], name="one_score_a_criterion"),
            models.CheckConstraint(
                condition=models.Q(abstains=False) | models.Q(value__isnull=True), name="who_abstains_gives_no_score"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {'–' if self.value is None else self.value}"

    @property
    def words(self) -> str:
        """Both comments, one below the other."""
        return "\n\n".join(words for words in (self.strong, self.stronger) if words)


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
    came_by = models.CharField(max_length=6, choices=Assessment.CameBy, default=Assessment.CameBy.SCREEN)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")

    objects = Declarations.as_manager()
    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "user"], name="one_declaration_a_person")]

    def __str__(self) -> str:
        return f"{self.user} on {self.application.reference}: {self.get_kind_display()}"
