from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models.application import RUN_THE_FUND
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Appeals(models.QuerySet["Appeal"]):
    def visible_to(self, user: "User") -> "Appeals":
        """Those who run the fund see all, a group its own."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role(*RUN_THE_FUND):
            return self.filter(application__is_test=False)
        return self.filter(application__organisation__memberships__user=user, application__is_test=False)

    def open(self) -> "Appeals":
        """Those that wait for somebody or for an answer."""
        return self.filter(state__in=[Appeal.State.OPEN, Appeal.State.LOOKED_AT])


class Appeal(Stateful):
    """A group asks us to look again at what we decided, or complains of how we did it. It changes no decision."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for somebody"
        LOOKED_AT = "looked_at", "Being looked at"
        UPHELD = "upheld", "Upheld"
        NOT_UPHELD = "not_upheld", "Not upheld"
        WITHDRAWN = "withdrawn", "Taken back"

    class Kind(models.TextChoices):
        APPEAL = "appeal", "Look again at the decision"
        COMPLAINT = "complaint", "A complaint about how we did it"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.OPEN: (State.LOOKED_AT, State.WITHDRAWN),
        State.LOOKED_AT: (State.UPHELD, State.NOT_UPHELD, State.WITHDRAWN),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {
        State.OPEN: "We have it",
        State.UPHELD: "We agree with you",
        State.NOT_UPHELD: "We do not agree",
    }

    application = models.ForeignKey("applications.Application", models.CASCADE, related_name="appeals")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.TextField("what the group says")
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    told_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    received_on = models.DateField("we got it on", default=timezone.localdate)
    acknowledge_by = models.DateField("say that we have it by")
    answer_by = models.DateField("answer by")
    handler = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField("what we answer", blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = Appeals.as_manager()
    history = audited()

    class Meta:
        verbose_name = "appeal or complaint"
        verbose_name_plural = "appeals and complaints"
        ordering = ["received_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(state__in=["open", "looked_at"]),
                name="one_open_appeal_an_application",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.get_kind_display()}"

    @property
    def due_on(self) -> date | None:
        """The day by which the next thing must be done; None where nothing more is due."""
        return {self.State.OPEN: self.acknowledge_by, self.State.LOOKED_AT: self.answer_by}.get(self.State(self.state))

    @property
    def is_late(self) -> bool:
        return self.due_on is not None and self.due_on < timezone.localdate()
