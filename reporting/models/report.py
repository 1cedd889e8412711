from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models import Answers, writing

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

    def planned(self) -> "Reports":
        """Reports of a project's plan that are needed: no report that was asked for besides."""
        return self.filter(asked_because="").exclude(state=Report.State.SKIPPED)

    def owed(self) -> "Reports":
        """Reports that the grantee has still to hand in."""
        return self.filter(state__in=Report.OWED)

    def due_within(self, days: int, today: "date | None" = None) -> "Reports":
        """Owed reports whose day comes within so many days, late ones included."""
        return self.owed().filter(due_on__lte=(today or timezone.localdate()) + timedelta(days=days))

    def said_back(self) -> "Reports":
        """Accepted reports to which the fund said something back, the newest first."""
        rows = self.filter(state=Report.State.ACCEPTED).exclude(comments="")
        return rows.select_related("grant").order_by("-accepted_at", "-pk")

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
        State.RETURNED: (State.HANDED_IN, State.SKIPPED),
    }
    OWED: ClassVar[tuple[str, ...]] = (State.DUE, State.DRAFT, State.RETURNED)  # the group has still to hand it in
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.DUE: "To write", State.ACCEPTED: "Accepted, thank you"}

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="reports")
    questionnaire = models.ForeignKey("fund.Questionnaire", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=100)
    from_on = models.DateField("first day")
    to_on = models.DateField("last day")
    due_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    asks_money = models.BooleanField("asks what was spent, by the lines of the budget", default=False)
    told_at = models.ForeignKey(  # then its questions are not asked; figures and money are
        "reporting.LearningEvent",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="discharged",
        verbose_name="event at which the project told it",
    )
    asked_because = models.TextField("why it was asked for besides the others", blank=True)
    shares_failures = models.BooleanField("lets those who score bids read what did not work", default=False)
    comments = models.TextField("what the fund said back", blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)
    handed_in_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    minutes = models.PositiveIntegerField("minutes that it took, as the group says", null=True, blank=True)
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

    def words_for_refusal(self, to: str) -> str:
        """Say that somebody else was first, where the report is already what it should become."""
        if to == self.state:
            return (
                f"Somebody was first: this report is “{self.get_state_display()}” already. Your words went to nobody."
            )
        return super().words_for_refusal(to)

    @property
    def is_late(self) -> bool:
        return self.state in self.OWED and self.due_on < timezone.localdate()


def came_with(sent_at: str) -> models.Q:
    """Files that the fund has with a report: those of one that it reads, else those that came when it was handed in."""
    is_read = models.Q(report__state__in=[Report.State.HANDED_IN, Report.State.ACCEPTED])
    return is_read | models.Q(report__handed_in_at__gte=models.F(sent_at))


class ReportDocuments(models.QuerySet["ReportDocument"]):
    def visible_to(self, user: "User") -> "ReportDocuments":
        """A group sees the files of its own reports; the fund's people those that were handed in."""
        own = models.Q(report__in=Report.objects.own(user).values("pk")) if user.is_authenticated else models.Q(pk=None)
        return self.filter(own | came_with("added_at"), report__in=Report.objects.visible_to(user))


class ReportDocument(models.Model):
    """A file of a report, for a file question."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="documents")
    question_code = models.SlugField(max_length=30)
    file = models.OneToOneField("fund.StoredFile", models.CASCADE, related_name="report_document")
    added_at = models.DateTimeField(default=timezone.now)

    objects = ReportDocuments.as_manager()

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.report}: {self.file}"


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


class ReportStep(writing.Step):
    """One save of a section of a report."""

    sheet = models.ForeignKey(ReportAnswers, models.CASCADE, related_name="steps")

    class Meta(writing.Step.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="one_report_step_a_version")]


class ReportOpenPage(writing.OpenPage):
    """A section of a report that somebody has open in a browser."""

    sheet = models.ForeignKey(ReportAnswers, models.CASCADE, related_name="open_pages")

    class Meta(writing.OpenPage.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "person", "page"], name="one_row_an_open_report_page")]
        indexes = [models.Index(fields=["sheet", "seen_at"], name="open_pages_of_a_report")]
