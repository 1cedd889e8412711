from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from reporting.models.learning import LearningSummary


class Paper(models.Model):
    """A file that was made of a summary: kept with its hash, and never made again while all in it may be shown.

    `told` are the stories that stand in it, each with the version of its words, and the tests of a change: 12.1 is the
    first version of story 12, test7 is test 7.
    """

    class Kind(models.TextChoices):
        PDF = "pdf", "Two pages to print"
        BRIEF = "brief", "One page for a busy reader"
        LEADERS = "leaders", "One page for somebody who decides"
        EASY = "easy", "Short lines, as in Easy Read"
        SLIDES = "slides", "Six slides to show to others"
        WORD = "word", "Word file to work with"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="paper")
    told = models.JSONField("stories in it, with the version of their words")
    made_at = models.DateTimeField(default=timezone.now)
    pages = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "kind"], name="one_paper_a_kind")]

    def __str__(self) -> str:
        return f"{self.summary}: {self.get_kind_display()}"


class EasyRead(models.Model):
    """The short lines of a summary, as a person left them; a program only proposes them.

    `checked_by` names who uses Easy Read and has checked these very lines; other lines are checked anew.
    """

    summary = models.OneToOneField(LearningSummary, models.CASCADE, related_name="easy_read")
    words = models.TextField("short lines, one under the other")
    saved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    saved_at = models.DateTimeField(default=timezone.now)
    checked_by = models.CharField("who uses Easy Read and has checked it", max_length=120, blank=True)
    checked_on = models.DateField("when it was checked", null=True, blank=True)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    history = audited()

    class Meta:
        verbose_name = "short lines"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(checked_by="", checked_on__isnull=True)
                | (~models.Q(checked_by="") & models.Q(checked_on__isnull=False)),
                name="who_checked_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.summary}: short lines"

    @property
    def lines(self) -> list[str]:
        return self.words.splitlines()
