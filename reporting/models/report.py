from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models import Answers

if TYPE_CHECKING:
    from datetime import date

    from fund.models import User


class Reports(models.QuerySet["Report"]):
    def visible_to(self, user: "User") -> "Reports":
        """The fund's people see what was handed in and what is due; grantees see their own."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "learning", "finance", "viewer"):
            return self
        return self.own(user)

    def own(self, user: "User") -> "Reports":
        return self.filter(grant__organisation__memberships__user=user)

    def owed(self) -> "Reports":
        """Reports that the grantee has still to hand in."""
        return self.filter(state__in=[Report.State.DUE, Report.State.DRAFT, Report.State.RETURNED])

    def due_within(self, days: int, today: "date | None" = None) -> "Reports":
        """Owed reports whose day comes within so many days, late ones included."""
        return self.owed().filter(due_on__lte=(today or timezone.localdate()) + timedelta(days=days))

    def accepted(self) -> "Reports":
        return self.filter(state=Report.State.ACCEPTED)


class Report(Stateful):
    """What a grantee tells the fund about one stretch of a project: done, difference, learned."""

    class State(models.TextChoices):
        DUE = "due", "Due"
        DRAFT = "draft", "Being written"
        HANDED_IN = "handed_in", "Handed in"
        RETURNED = "returned", "Sent back with comments"
        ACCEPTED = "accepted", "Accepted"
        SKIPPED = "skipped", "Not needed"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DUE: (State.DRAFT, State.SKIPPED),
        State.DRAFT: (State.HANDED_IN, State.SKIPPED),
        State.HANDED_IN: (State.ACCEPTED, State.RETURNED),
        State.RETURNED: (State.HANDED_IN,),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.DUE: "To write", State.ACCEPTED: "Accepted, thank you"}

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="reports")
    questionnaire = models.ForeignKey("fund.Questionnaire", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    from_on = models.DateField("first day")
    to_on = models.DateField("last day")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    comments = models.TextField("what the fund said back", blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = Reports.as_manager()
    history = audited()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "name"], name="one_report_a_name"),
            models.CheckConstraint(condition=models.Q(from_on__lte=models.F("to_on")), name="report_covers_some_days"),
        ]

    def __str__(self) -> str:
        return f"{self.grant.reference}: {self.name}"

    @property
    def is_late(self) -> bool:
        return self.state in {self.State.DUE, self.State.DRAFT} and self.due_on < timezone.localdate()


class ReportAnswers(Answers):
    """A report's answers to one section."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="answers")

    history = audited()

    class Meta:
        verbose_name = "report answers"
        verbose_name_plural = "report answers"
        constraints = [models.UniqueConstraint(fields=["report", "section"], name="one_report_sheet_a_section")]

    def __str__(self) -> str:
        return f"{self.report}: {self.section}"
