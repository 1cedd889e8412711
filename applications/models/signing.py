from typing import ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful


class SignOff(Stateful):
    """A second person of the group asked to sign, and what came of it.

    `signed_versions` holds the version of each section and the papers as they were signed: when one of them changes
    later, the signature no longer holds.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        SIGNED = "signed", "Signed"
        DECLINED = "declined", "Not signed"
        WITHDRAWN = "withdrawn", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASKED: (State.SIGNED, State.DECLINED, State.WITHDRAWN),
    }

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="sign_offs")
    signatory = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True)
    why_not = models.TextField("why it was not signed", blank=True)
    signed_versions = models.JSONField(default=dict)

    history = audited()

    class Meta:
        verbose_name = "signature"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=models.Q(state="asked"), name="one_open_question_for_a_signature"
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.signatory}"
