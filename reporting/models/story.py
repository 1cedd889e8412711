from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful
from reporting.models.report import Report

if TYPE_CHECKING:
    from fund.models import User


class Stories(models.QuerySet["Story"]):
    def visible_to(self, user: "User") -> "Stories":
        """Officers and learning editors see all; grantees see the stories of their own projects."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "learning"):
            return self
        return self.filter(grant__organisation__memberships__user=user)

    def for_channel(self, channel: str, on: date | None = None) -> "Stories":
        """The stories whose living consent covers this channel on this day. All formats ask here."""
        today = on or timezone.localdate()
        covered = Consent.objects.filter(
            story=models.OuterRef("pk"), channel=channel, is_given=True, until__gte=today, withdrawn_at__isnull=True
        )
        return self.filter(models.Exists(covered), state=Story.State.READY)


class Story(Stateful):
    """What somebody told about a project. `said_by` is what the teller wants to be called; nothing guesses it."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        READY = "ready", "Ready"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Voice(models.TextChoices):
        PERSON = "person", "A person who took part"
        CARER = "carer", "An unpaid carer"
        PEER = "peer", "A volunteer or peer"
        STAFF = "staff", "A member of staff"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.READY, State.WITHDRAWN),
        State.READY: (State.DRAFT, State.WITHDRAWN),
    }

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="stories")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="stories")
    title = models.CharField(max_length=120)
    good = models.TextField("what went well")
    hard = models.TextField("what was hard", blank=True)
    said_by = models.CharField("how the person wants to be named", max_length=80)
    voice = models.CharField("whose voice it is", max_length=8, choices=Voice)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    told_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    objects = Stories.as_manager()
    history = audited()

    class Meta:
        ordering = ["-told_at", "-pk"]
        verbose_name_plural = "stories"

    def __str__(self) -> str:
        return self.title


class Consent(models.Model):
    """One yes or no of the teller to one use of the story, until a day, with who explained it."""

    class Channel(models.TextChoices):
        WEB = "web", "On the web"
        PRINT = "print", "In print and PDF"
        SLIDES = "slides", "On slides"
        EMAIL = "email", "In e-mails"
        SOCIAL = "social", "On social media"
        TRAINING = "training", "In training"
        OPEN_DATA = "open_data", "As open data"
        MODEL = "model", "Read by a language model"

    story = models.ForeignKey(Story, models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel)
    is_given = models.BooleanField(default=False)
    until = models.DateField()
    explained_by = models.CharField("who talked it through", max_length=120)
    given_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["story", "channel"], name="one_consent_a_channel")]

    def __str__(self) -> str:
        return f"{self.story}: {self.get_channel_display()} {'yes' if self.is_given else 'no'}"
