from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models.application import RUN_THE_FUND, Application
from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models import Round

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from fund.models import User

WANTED = ("asked", "read")


class AdviceNotes(models.QuerySet["AdviceNote"]):
    def visible_to(self, user: "User | AnonymousUser") -> "AdviceNotes":
        """Only those who run the fund read notes of advice: whoever judges never learns who asked for help."""
        return self if user.is_authenticated and user.has_role(*RUN_THE_FUND) else self.none()


class AdviceNote(models.Model):
    """What was said when somebody asked for advice: by whom, when, to which group if that is known."""

    talk = models.ForeignKey("fund.Talk", models.SET_NULL, null=True, blank=True, related_name="notes")
    organisation = models.ForeignKey(
        "fund.Organisation", models.CASCADE, null=True, blank=True, related_name="advice_notes"
    )
    application = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, related_name="advice_notes")
    said_on = models.DateField(default=timezone.localdate)
    words = models.TextField()
    written_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = AdviceNotes.as_manager()

    class Meta:
        ordering = ["-said_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(talk__isnull=False) | Q(organisation__isnull=False), name="note_is_about_a_talk_or_a_group"
            )
        ]

    def __str__(self) -> str:
        return self.words[:40]


class DraftReadings(models.QuerySet["DraftReading"]):
    def visible_to(self, user: "User | AnonymousUser") -> "DraftReadings":
        """The group's own; and for those who run the fund while the group wants it and the round is open."""
        if not user.is_authenticated:
            return self.none()
        seen = Q(application__organisation__memberships__user=user)
        if user.has_role(*RUN_THE_FUND):
            return self.filter(Q(pk__in=self.model.objects.to_read().values("pk")) | seen).distinct()
        return self.filter(seen)

    def to_read(self) -> "DraftReadings":
        """Drafts that officers may read now: asked for, not taken back, not handed in, in a round that is open."""
        return self.filter(
            state__in=WANTED,
            application__state=Application.State.DRAFT,
            application__is_test=False,
            application__round__in=Round.objects.open(),
        )


class DraftReading(Stateful):
    """A group's wish that the fund's people read this one draft and say what they think of it."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        READ = "read", "Read"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASKED: (State.READ, State.TAKEN_BACK),
        State.READ: (State.ASKED, State.TAKEN_BACK),
        State.TAKEN_BACK: (State.ASKED,),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.ASKED: "Waiting for a reader"}

    application = models.OneToOneField(Application, models.CASCADE, related_name="draft_reading")
    words = models.TextField("what to look at", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = DraftReadings.as_manager()
    history = audited()

    class Meta:
        verbose_name = "reading of a draft"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"Draft of {self.application.reference}"


class ManyDraftAdvice(models.QuerySet["DraftAdvice"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ManyDraftAdvice":
        """Advice is for those who may read the draft: the group always, those who run the fund while it wants them."""
        return self.filter(reading__in=DraftReading.objects.visible_to(user).values("pk"))


class DraftAdvice(Stateful):
    """Advice on one passage of a draft: the words that it is about, as they stood, and what we would do."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.OPEN: (State.SETTLED,), State.SETTLED: (State.OPEN,)}

    reading = models.ForeignKey(DraftReading, models.CASCADE, related_name="advice")
    section = models.ForeignKey("fund.Section", models.CASCADE, related_name="+")
    question_code = models.SlugField(max_length=30)
    passage = models.TextField(blank=True)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    written_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = ManyDraftAdvice.as_manager()
    history = audited()

    class Meta:
        verbose_name = "advice"
        verbose_name_plural = "advice"
        ordering = ["written_at", "pk"]

    def __str__(self) -> str:
        return self.words[:40]
