from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models.organisation import Membership

if TYPE_CHECKING:
    from fund.models.people import User


class Asked(Stateful):
    """Somebody asked by e-mail to take something on. The link is in the letter and nowhere else."""

    email = models.EmailField("e-mail address")
    invited_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    accepted_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def has_run_out(self) -> bool:
        return self.until <= timezone.now()


class Invitation(Asked):
    """Somebody asked by e-mail to work with a group."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        ACCEPTED = "accepted", "Accepted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        EXPIRED = "expired", "Ran out"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PENDING: (State.ACCEPTED, State.WITHDRAWN, State.EXPIRED),
    }

    organisation = models.ForeignKey("fund.Organisation", models.CASCADE, related_name="invitations")
    kind = models.CharField("what they may do", max_length=10, choices=Membership.Kind)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)

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


class ReaderInvitations(models.QuerySet["ReaderInvitation"]):
    def visible_to(self, user: "User") -> "ReaderInvitations":
        """The fund's officers and managers see whom the fund asked; nobody else does."""
        is_theirs = user.is_authenticated and user.has_role("manager", "officer")
        return self if is_theirs else self.none()


class ReaderInvitation(Asked):
    """Somebody asked by e-mail to read bids, to sit on the panel, or both."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting for an answer"
        ACCEPTED = "accepted", "Said yes"
        DECLINED = "declined", "Said no"
        WITHDRAWN = "withdrawn", "Taken back"
        EXPIRED = "expired", "Ran out"

    class Kind(models.TextChoices):
        ASSESSOR = "assessor", "Assessor"
        PANEL = "panel", "Panel member"
        BOTH = "both", "Assessor and panel member"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PENDING: (State.ACCEPTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED),
        State.EXPIRED: (State.PENDING,),
    }

    name = models.CharField("their name", max_length=120)
    kind = models.CharField("what they are asked for", max_length=10, choices=Kind)
    round = models.ForeignKey("fund.Round", models.SET_NULL, null=True, blank=True, related_name="+")
    words = models.TextField("message", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    answered_at = models.DateTimeField(null=True, blank=True)
    why_not = models.CharField(max_length=300, blank=True)

    objects = ReaderInvitations.as_manager()
    history = audited()

    class Meta:
        verbose_name = "invitation to read"
        verbose_name_plural = "invitations to read"
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"], condition=models.Q(state="pending"), name="one_asking_of_a_reader_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_kind_display()}"

    @property
    def roles(self) -> list[str]:
        """The roles that somebody gets who says yes."""
        return ["assessor", "panel"] if self.kind == self.Kind.BOTH else [self.kind]

    @property
    def is_open(self) -> bool:
        return self.state == self.State.PENDING and not self.has_run_out
