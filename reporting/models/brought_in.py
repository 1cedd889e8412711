from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from reporting.models.report import Report, came_with

if TYPE_CHECKING:
    from fund.models import User


class BroughtReports(models.QuerySet["BroughtReport"]):
    def visible_to(self, user: "User") -> "BroughtReports":
        """A group sees the files of its own reports; the fund's people those that were handed in.

        Whoever scores bids sees them only where the group shares what did not work.
        """
        if not user.is_authenticated:
            return self.none()
        own = models.Q(report__in=Report.objects.own(user).values("pk"))
        if user.has_role("manager", "officer", "learning", "finance", "viewer"):
            handed_in = came_with("brought_at")
            if user.has_role("assessor", "panel"):  # the file tells what did not work, too
                handed_in &= models.Q(report__shares_failures=True)
            return self.filter(own | handed_in)
        return self.filter(own)


class BroughtReport(models.Model):
    """A report that a group wrote for somebody else and brings in as a file.

    `text` is what was read in the file, as paragraphs parted by an empty line, and `sha256` its hash: the spans of the
    passages count the characters of exactly this text. `fault` says why nothing could be read.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="brought")
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="of_brought_report")
    written_for = models.CharField("for whom it was written", max_length=120, blank=True)
    brought_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    brought_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)
    text = models.TextField("what was read in it", blank=True)
    sha256 = models.CharField("SHA-256 of the text", max_length=64, blank=True)
    fault = models.TextField("why nothing could be read", blank=True)

    objects = BroughtReports.as_manager()

    class Meta:
        ordering = ["brought_at", "pk"]
        verbose_name = "report brought in"
        verbose_name_plural = "reports brought in"

    def __str__(self) -> str:
        return self.file.name


class Passage(models.Model):
    """One paragraph or heading of a report that was brought in: its number and its characters in the text."""

    brought = models.ForeignKey(BroughtReport, models.CASCADE, related_name="passages")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    page = models.PositiveIntegerField(null=True, blank=True)
    is_heading = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["brought", "number"], name="one_passage_a_number"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="a_passage_holds_words"),
        ]

    def __str__(self) -> str:
        return f"Passage {self.number}"

    @property
    def words(self) -> str:
        """The passage, letter for letter. Fetch `brought` along."""
        return self.brought.text[self.start : self.end]


class Placing(models.Model):
    """A passage that the group put into the answer to a question, once."""

    passage = models.OneToOneField(Passage, models.CASCADE, related_name="placing")
    question = models.ForeignKey("fund.Question", models.PROTECT, related_name="+")
    by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["passage__number"]

    def __str__(self) -> str:
        return f"{self.passage} to “{self.question}”"
