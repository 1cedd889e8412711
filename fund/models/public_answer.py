from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from fund.models.people import User
    from fund.models.round import Round


class PublicAnswers(models.QuerySet["PublicAnswer"]):
    def visible_to(self, user: "User | AnonymousUser") -> "PublicAnswers":
        """Everybody reads what is published; what is kept back is for those who run the fund."""
        if user.is_authenticated and user.has_role("manager", "officer"):
            return self
        return self.published()

    def published(self) -> "PublicAnswers":
        return self.filter(state=PublicAnswer.State.PUBLISHED)

    def for_round(self, round_: "Round") -> "PublicAnswers":
        """What was asked about this round, and about every round; most often asked first."""
        return self.published().filter(models.Q(round=round_) | models.Q(round=None))

    def for_all(self) -> "PublicAnswers":
        """What holds whatever the round."""
        return self.published().filter(round=None)


class PublicAnswer(Stateful):
    """A question that people asked, and the answer that everybody may read. Nothing tells who asked."""

    class State(models.TextChoices):
        KEPT = "kept", "Not shown yet"
        PUBLISHED = "published", "Shown to everybody"
        MERGED = "merged", "Put together with another"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.KEPT: (State.PUBLISHED, State.MERGED),
        State.PUBLISHED: (State.KEPT, State.MERGED),
    }

    round = models.ForeignKey("fund.Round", models.CASCADE, null=True, blank=True, related_name="public_answers")
    question = models.CharField(max_length=300)
    answer = models.TextField(blank=True)
    times_asked = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.KEPT)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")
    written_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    objects = PublicAnswers.as_manager()
    history = audited()

    class Meta:
        verbose_name = "answer"
        ordering = ["-times_asked", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(answer=""), name="what_is_shown_has_an_answer"
            )
        ]

    def __str__(self) -> str:
        return self.question
