from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Tellings(models.QuerySet["Telling"]):
    def visible_to(self, user: "User") -> "Tellings":
        """The group's own people, and the officers who type; nobody else hears or reads the original."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer"):
            return self
        return self.own(user)

    def own(self, user: "User") -> "Tellings":
        return self.filter(application__organisation__memberships__user=user)

    def standing(self) -> "Tellings":
        """Those that count: not taken back."""
        return self.exclude(state=Telling.State.TAKEN_BACK)

    def unconfirmed(self) -> "Tellings":
        """Those that are still on their way to becoming an answer."""
        return self.filter(state__in=[Telling.State.WAITING, Telling.State.TYPED])

    def to_type(self) -> "Tellings":
        """What the fund's people have to do now: type what came, ring, wait for paper."""
        return self.filter(state=Telling.State.WAITING)


class Telling(Stateful):
    """An answer given in another way: recorded, by telephone or on paper, and beside it what was typed from it.

    It stands for one question, or for a whole section where `question` is empty. `typed` maps question codes to
    answers as a section keeps them. The words become the group's answer when the group confirms them.
    """

    class Way(models.TextChoices):
        AUDIO = "audio", "Sound recording"
        VIDEO = "video", "Video"
        CALL = "call", "Telephone call"
        PAPER = "paper", "Paper"

    class State(models.TextChoices):
        WAITING = "waiting", "To be typed"
        TYPED = "typed", "Typed, to be confirmed"
        CONFIRMED = "confirmed", "Confirmed by the group"
        CHANGED = "changed", "Changed by the group"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.WAITING: (State.TYPED, State.TAKEN_BACK),
        State.TYPED: (State.CONFIRMED, State.CHANGED, State.TAKEN_BACK),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {
        State.WAITING: "With us, to be typed",
        State.TYPED: "Typed, for you to check",
        State.CONFIRMED: "You confirmed it",
        State.CHANGED: "You changed and confirmed it",
    }

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="tellings")
    section = models.ForeignKey("fund.Section", models.PROTECT, related_name="+")
    question = models.ForeignKey("fund.Question", models.PROTECT, null=True, blank=True, related_name="+")
    way = models.CharField(max_length=6, choices=Way)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    original = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="+")
    seconds_told = models.PositiveIntegerField("length in seconds, as told", null=True, blank=True)
    seconds_measured = models.PositiveIntegerField("length in seconds, as measured", null=True, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    best_time = models.CharField(max_length=200, blank=True)
    typed = models.JSONField("what was typed", default=dict, blank=True)
    typed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    typed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    told_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)

    objects = Tellings.as_manager()
    history = audited()

    class Meta:
        verbose_name = "answer told in another way"
        verbose_name_plural = "answers told in another way"
        ordering = ["told_at", "pk"]
        indexes = [models.Index(fields=["state", "told_at"], name="tellings_by_what_waits")]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.about}"

    @property
    def about(self) -> str:
        """The question that it answers, or the section."""
        return str(self.question or self.section)

    @property
    def seconds(self) -> int | None:
        """How long it lasts: as measured, else as told."""
        return self.seconds_told if self.seconds_measured is None else self.seconds_measured

    @property
    def is_recording(self) -> bool:
        """Say whether there is something to play."""
        return self.way in {self.Way.AUDIO, self.Way.VIDEO} and self.original_id is not None
