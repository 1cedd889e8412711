from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from applications.models.application import Application
from applications.models.assessment import Assessment, Declaration
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Statements(models.QuerySet["SupportingStatement"]):
    def sent(self) -> "Statements":
        """The ones that their writers have sent."""
        return self.filter(state=SupportingStatement.State.SENT)

    def visible_to(self, user: "User") -> "Statements":
        """Who sees the application sees its statements; assessors and panel only where their round shows them."""
        if not user.is_authenticated:
            return self.none()
        mine = Application.objects.own(user).values("pk")
        seen = Q(application__in=Application.objects.visible_to(user)) & (
            ~Q(application__state=Application.State.INVITED) | Q(application__in=mine)
        )
        in_play = ~Q(application__state__in=[*Application.NOT_WHOLE, Application.State.WITHDRAWN])
        shown = Q(rule__panel_sees_it=True, state=SupportingStatement.State.SENT) & in_play
        shown &= ~Q(application__in=Application.objects.advised_by(user).values("pk"))
        if user.has_role("assessor"):
            reading = Assessment.objects.filter(assessor=user, state__in=["started", "handed_in"])
            seen |= shown & Q(application__in=reading.values("application"))
        if user.has_role("panel"):
            free = Declaration.objects.filter(user=user, kind=Declaration.Kind.NONE)
            seen |= shown & Q(application__in=free.values("application"))
        return self.filter(seen)

    def for_readers(self, user: "User") -> "Statements":
        """What assessors and the panel may read: the words as they read them; who wrote is not loaded."""
        return self.visible_to(user).as_read().only("pk", "file_id", "state", "application_id")

    def as_read(self) -> "Statements":
        """The ones that the round shows to readers, each with `words_read`: its words, or the fund’s copy of them."""
        read = Coalesce("redaction__words", "words")
        return self.filter(rule__panel_sees_it=True).sent().annotate(words_read=read, is_copy=F("redaction"))


class SupportingStatement(Stateful):
    """Words of backing from somebody outside the group, asked for by letter and written behind a private link."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        STARTED = "started", "Started"
        SENT = "sent", "Sent"
        DECLINED = "declined", "Said no"
        WITHDRAWN = "withdrawn", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASKED: (State.STARTED, State.SENT, State.DECLINED, State.WITHDRAWN),
        State.STARTED: (State.SENT, State.DECLINED, State.WITHDRAWN),
        State.SENT: (State.WITHDRAWN,),
    }

    application = models.ForeignKey(Application, models.CASCADE, related_name="statements")
    rule = models.ForeignKey("fund.DocumentRule", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address")
    relation = models.CharField("how they know the group", max_length=200)
    words = models.TextField(blank=True)
    file = models.OneToOneField("fund.StoredFile", models.SET_NULL, null=True, blank=True, related_name="statement")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    reminded_on = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)

    objects = Statements.as_manager()
    history = audited()

    class Meta:
        verbose_name = "statement"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.name}"

    @property
    def is_open(self) -> bool:
        """Say whether its writer still owes an answer."""
        return self.state in {self.State.ASKED, self.State.STARTED}

    @property
    def plain_name(self) -> str:
        """A file name that tells nothing of who sent it."""
        suffix = PurePath(self.file.name).suffix.lower() if self.file else ""
        return f"{self.application.reference} statement {self.pk}{suffix}"
