"""Papers for readers: what was drawn of a bid, packs of many bids, and the codes by which paper finds its way back."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models.application import RUN_THE_FUND, Application

if TYPE_CHECKING:
    from fund.models import User


class Audience(models.TextChoices):
    ASSESSOR = "assessor", "Assessors"
    PANEL = "panel", "The panel"


class BidPaper(models.Model):
    """The PDF of one bid for one audience, found by the hash of what it says. When that changes it is made anew."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="papers_for_readers")
    audience = models.CharField(max_length=8, choices=Audience)
    is_large = models.BooleanField(default=False)
    says = models.CharField("hash of what it says and how it looks", max_length=64)
    pages = models.PositiveSmallIntegerField()
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "audience", "is_large"], name="one_paper_an_audience")
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} for {self.get_audience_display().lower()}"


class Pack(models.Model):
    """Many bids as one PDF, made for one reader. Of each kind the newest is kept."""

    reader = models.ForeignKey("fund.User", models.CASCADE, related_name="packs")
    audience = models.CharField(max_length=8, choices=Audience)
    round = models.ForeignKey("fund.Round", models.CASCADE, null=True, blank=True, related_name="packs")
    is_large = models.BooleanField(default=False)
    bids = models.JSONField("the keys of the bids in it", default=list)
    says = models.CharField("hash of what it says and how it looks", max_length=64)
    pages = models.PositiveIntegerField()
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["is_large", "-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "audience", "round", "is_large"],
                condition=models.Q(round__isnull=False),
                name="one_pack_of_a_round",
            ),
            models.UniqueConstraint(
                fields=["reader", "audience", "is_large"],
                condition=models.Q(round__isnull=True),
                name="one_pack_of_all_rounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{len(self.bids)} bids for {self.reader}"


class SheetEntries(models.QuerySet["SheetEntry"]):
    def visible_to(self, user: "User") -> "SheetEntries":
        """Officers see what was typed in, but for the bids to which they have ties."""
        if not user.has_role(*RUN_THE_FUND):
            return self.none()
        return self.filter(assessment__application__in=Application.objects.for_staff(user).values("pk"))


class SheetEntry(models.Model):
    """A score sheet on paper that an officer typed in for its reader."""

    assessment = models.ForeignKey("applications.Assessment", models.CASCADE, related_name="sheet_entries")
    scan = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    is_handed_in = models.BooleanField("handed in with it", default=False)
    entered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    objects = SheetEntries.as_manager()

    class Meta:
        verbose_name_plural = "sheet entries"
        ordering = ["-entered_at", "-pk"]

    def __str__(self) -> str:
        return f"Sheet of {self.assessment}"


class ReturnCodes(models.QuerySet["ReturnCode"]):
    def visible_to(self, user: "User") -> "ReturnCodes":
        """Readers know their own; officers those of all bids to which they have no ties, to type in what came back."""
        if not user.is_authenticated:
            return self.none()
        own = Q(assessment__assessor=user)
        if not user.has_role(*RUN_THE_FUND):
            return self.filter(own)
        return self.filter(own | Q(assessment__application__in=Application.objects.for_staff(user).values("pk")))


class ReturnCode(models.Model):
    """What leads a page of paper, or the rows of a bid in a spreadsheet, back to its reader and bid.

    `was` says of a spreadsheet what stood in each box when it was made, as hashes: so it is known who changed what.
    """

    class Kind(models.TextChoices):
        PAPER = "paper", "On paper"
        SHEET = "sheet", "Spreadsheet"

    assessment = models.ForeignKey("applications.Assessment", models.CASCADE, related_name="return_codes")
    kind = models.CharField(max_length=5, choices=Kind)
    issue = models.PositiveSmallIntegerField()
    page = models.PositiveSmallIntegerField(default=1)
    pages = models.PositiveSmallIntegerField(default=1)
    is_large = models.BooleanField(default=False)
    code = models.CharField(max_length=8, unique=True)
    says = models.CharField("hash of what is asked and how it looks", max_length=64, blank=True)
    was = models.JSONField(default=dict, blank=True)
    entry = models.ForeignKey(SheetEntry, models.SET_NULL, null=True, blank=True, related_name="codes")
    issued_at = models.DateTimeField(default=timezone.now)

    objects = ReturnCodes.as_manager()

    class Meta:
        ordering = ["assessment", "issue", "page"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "kind", "issue", "page"], name="one_code_a_page_and_issue")
        ]

    def __str__(self) -> str:
        return f"{self.code[:4]}-{self.code[4:]}"


class SheetUpload(models.Model):
    """A filled-in spreadsheet of scores as it was sent, and whether its scores were saved."""

    reader = models.ForeignKey("fund.User", models.CASCADE, related_name="sheet_uploads")
    sent_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="+")
    left_out = models.JSONField("references of the bids that were closed", default=list, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-pk"]

    def __str__(self) -> str:
        return f"Scores of {self.reader}, sent {self.sent_at:%Y-%m-%d}"
