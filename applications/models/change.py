from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models.application import Application
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class ChangeRequests(models.QuerySet["ChangeRequest"]):
    def visible_to(self, user: "User") -> "ChangeRequests":
        """Who sees the application sees what was asked to be changed in it."""
        return self.filter(application__in=Application.objects.visible_to(user))

    def own(self, user: "User") -> "ChangeRequests":
        return self.filter(application__in=Application.objects.own(user))

    def open(self) -> "ChangeRequests":
        return self.filter(state=ChangeRequest.State.ASKED)


class ChangeRequest(Stateful):
    """One answer that the fund asks a group to change after handing in. All other answers stay closed."""

    class State(models.TextChoices):
        ASKED = "asked", "Asked for"
        MADE = "made", "Changed"
        TAKEN_BACK = "taken_back", "No longer asked"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.ASKED: (State.MADE, State.TAKEN_BACK)}
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.ASKED: "Waits for you"}

    application = models.ForeignKey(Application, models.CASCADE, related_name="changes")
    section = models.ForeignKey("fund.Section", models.PROTECT, related_name="+")
    question_code = models.SlugField(max_length=30)
    words = models.TextField("what to change, and why")
    before = models.JSONField("the answer when it was asked", null=True)
    state = models.CharField(max_length=12, choices=State, default=State.ASKED)
    until = models.DateField("by when")
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeRequests.as_manager()
    history = audited()

    class Meta:
        verbose_name = "change"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "question_code"],
                condition=models.Q(state="asked"),
                name="one_open_change_an_answer",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: change of {self.question_code}"
