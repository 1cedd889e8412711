from typing import ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models.organisation import Membership


class Invitation(Stateful):
    """Somebody asked by e-mail to work with a group. The link is in the letter and nowhere else."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Ran out"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PENDING: (State.ACCEPTED, State.WITHDRAWN, State.EXPIRED),
    }

    organisation = models.ForeignKey("fund.Organisation", models.CASCADE, related_name="invitations")
    email = models.EmailField("e-mail address")
    kind = models.CharField("what they may do", max_length=10, choices=Membership.Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    invited_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    accepted_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    history = audited()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=models.Q(state="pending"),
                name="one_invitation_an_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.get_kind_display()} of {self.organisation}"
