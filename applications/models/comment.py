from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Comments(models.QuerySet["Comment"]):
    def visible_to(self, user: "User") -> "Comments":
        """Only the group's own people read its comments: no officer, no assessor, no panel."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(application__organisation__memberships__user=user)


class Comment(Stateful):
    """What somebody of the group says to the others about the draft: on all of it, a section or a question."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        RESOLVED = "resolved", "Settled"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.OPEN: (State.RESOLVED,), State.RESOLVED: (State.OPEN,)}

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="comments")
    section = models.ForeignKey("fund.Section", models.CASCADE, null=True, blank=True, related_name="+")
    question_code = models.SlugField(max_length=30, blank=True)
    words = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    written_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = Comments.as_manager()
    history = audited()

    class Meta:
        ordering = ["written_at", "pk"]
        indexes = [models.Index(fields=["application", "state"], name="comments_of_an_application")]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.words[:40]}"
