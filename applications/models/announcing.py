from typing import ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful


class DecisionLetter(models.Model):
    """The words of a round for one kind of news, for all sizes of grant or for one of them.

    The words hold placeholders such as {project}; which there are stands in `announcing.placeholders`.
    """

    class Kind(models.TextChoices):
        AWARD = "award", "Funded"
        RESERVE = "reserve", "On the reserve list"
        DECLINE = "decline", "Not funded this time"
        PROMOTED = "promoted", "Funded from the reserve list"
        ENDED = "ended", "The reserve list has ended"

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="decision_letters")
    kind = models.CharField(max_length=10, choices=Kind)
    tier = models.ForeignKey("fund.Tier", models.CASCADE, null=True, blank=True, related_name="+")
    subject = models.CharField(max_length=200)
    text = models.TextField("words of the letter")
    changed_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind", "tier"], name="one_letter_a_kind_and_size"),
            models.UniqueConstraint(
                fields=["round", "kind"], condition=models.Q(tier=None), name="one_letter_a_kind_for_all_sizes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}{f', {self.tier}' if self.tier else ''}"


class EditedLetter(models.Model):
    """The letter of one bid, edited by hand before the announcement: it goes instead of the round’s words.

    `seen` is the mark of the decision that its writer saw. When the decision changes, the letter must be looked at.
    """

    application = models.OneToOneField("applications.Application", models.CASCADE, related_name="edited_letter")
    subject = models.CharField(max_length=200)
    text = models.TextField("words of the letter")
    seen = models.CharField(max_length=64)
    edited_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)

    history = audited()

    def __str__(self) -> str:
        return f"Letter of {self.application.reference}, edited"


class AwardPaper(models.Model):
    """The decided list of a round as it stood when it was frozen, for whoever must approve it, and their approval.

    It holds as long as the list is still the same. `sha256` is the hash of its content as `approving.digest` writes it.
    """

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="award_papers")
    content = models.JSONField(default=dict)
    total = models.DecimalField("sum of the awards, in pounds", max_digits=12, decimal_places=2)
    sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    approved_by = models.CharField("approved by, in words", max_length=200, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    file = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True) | ~models.Q(approved_by=""),
                name="an_approval_says_who_approved",
            ),
        ]

    def __str__(self) -> str:
        return f"Awards of {self.round}, {self.made_at:%Y-%m-%d %H:%M}"


class PlannedAnnouncement(Stateful):
    """The day and hour at which a round is to be announced by itself. Until then nobody outside knows of it."""

    class State(models.TextChoices):
        SET = "set", "Planned"
        DONE = "done", "Announced"
        CALLED_OFF = "called_off", "Called off"
        STOPPED = "stopped", "Stopped"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.SET: (State.DONE, State.CALLED_OFF, State.STOPPED)}

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="planned_announcements")
    at = models.DateTimeField("everybody hears at")
    state = models.CharField(max_length=10, choices=State, default=State.SET)
    planned_by = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    planned_at = models.DateTimeField(default=timezone.now)
    why_stopped = models.TextField(blank=True)

    history = audited()

    class Meta:
        verbose_name = "planned announcement"
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"], condition=models.Q(state="set"), name="one_planned_announcement_a_round"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} at {self.at:%Y-%m-%d %H:%M}"
