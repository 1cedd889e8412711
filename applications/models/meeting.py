from typing import TYPE_CHECKING, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.models.application import Application
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class Meetings(models.QuerySet["Meeting"]):
    def visible_to(self, user: "User") -> "Meetings":
        """Those who run the fund see all; a member of the panel the ones to which they are asked."""
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer"):
            return self
        return self.filter(seats__person=user).distinct() if user.has_role("panel") else self.none()


class Meeting(Stateful):
    """A meeting in which the panel of a round talks about its bids and decides. `revision` counts what screens show."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Going on"
        CLOSED = "closed", "Over, minutes to confirm"
        CONFIRMED = "confirmed", "Minutes confirmed"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PLANNED: (State.RUNNING,),
        State.RUNNING: (State.CLOSED,),
        State.CLOSED: (State.RUNNING, State.CONFIRMED),
    }

    round = models.ForeignKey("fund.Round", models.PROTECT, related_name="meetings")
    name = models.CharField(max_length=120)
    starts_at = models.DateTimeField("begins")
    place = models.CharField("where, or how to join", max_length=300, blank=True)
    quorum = models.PositiveSmallIntegerField("members needed to decide", default=3)
    minutes_each = models.PositiveSmallIntegerField("minutes for each bid", default=8)
    chair = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    on_table = models.OneToOneField(
        "applications.AgendaItem", models.SET_NULL, null=True, blank=True, related_name="on_table_of"
    )
    revision = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = Meetings.as_manager()
    history = audited()

    class Meta:
        ordering = ["-starts_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(quorum__gt=0), name="a_quorum_is_somebody")]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """One item of the agenda: a bid, or anything else that takes time."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    application = models.ForeignKey(Application, models.PROTECT, null=True, blank=True, related_name="agenda_items")
    title = models.CharField("what it is, where it is no bid", max_length=150, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    seconds = models.PositiveIntegerField("time that it took", default=0)
    notes = models.TextField("what was said", blank=True)
    decided = models.JSONField("what the meeting decided", null=True, blank=True, encoder=DjangoJSONEncoder)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "application"], name="a_bid_once_on_an_agenda"),
            models.CheckConstraint(condition=Q(application__isnull=False) | ~Q(title=""), name="an_item_is_something"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.application)

    @property
    def name(self) -> str:
        """The reference of the bid, or what it is."""
        return self.application.reference if self.application else self.title


class Seat(models.Model):
    """A member of the panel at a meeting, and when they came and went."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    person = models.ForeignKey("fund.User", models.PROTECT, related_name="seats")
    came_at = models.DateTimeField(null=True, blank=True)
    went_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["person__name", "pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "person"], name="one_seat_a_person")]

    def __str__(self) -> str:
        return f"{self.person} at {self.meeting}"

    @property
    def is_here(self) -> bool:
        return self.came_at is not None and self.went_at is None


class Leavings(models.QuerySet["Leaving"]):
    def out(self) -> "Leavings":
        """Those who are out of the room since the item came on the table this time."""
        return self.filter(came_back_at=None, left_at__gte=F("item__opened_at"))


class Leaving(models.Model):
    """One absence of a member while a bid was on the table, because of ties to it; with no time back they went home."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="leavings")
    person = models.ForeignKey("fund.User", models.PROTECT, related_name="+")
    left_at = models.DateTimeField(default=timezone.now)
    came_back_at = models.DateTimeField(null=True, blank=True)

    objects = Leavings.as_manager()

    class Meta:
        ordering = ["left_at", "pk"]

    def __str__(self) -> str:
        return f"{self.person} left for {self.item}"


class PanelQuestions(models.QuerySet["PanelQuestion"]):
    def own(self, user: "User") -> "PanelQuestions":
        """The questions to the groups that this person belongs to."""
        return self.filter(application__organisation__memberships__user=user)

    def held_for(self, user: "User") -> "PanelQuestions":
        """Replies that wait for somebody of the fund to look at them, in bids that are not closed to this person."""
        closed = Application.objects.closed_to(user).values("pk")
        return self.filter(state=PanelQuestion.State.HELD).exclude(application__in=closed)

    def as_read(self) -> "PanelQuestions":
        """What the panel reads: not what was taken back, and of a reply only the words that are for the panel."""
        return self.exclude(state=PanelQuestion.State.TAKEN_BACK).defer("reply")


class PanelQuestion(Stateful):
    """What the panel wants to know of a group before it decides, and what the group answers in writing.

    `reply` is what the group wrote, `answer` what the panel reads of it; while a reply is held there is no answer.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Asked"
        HELD = "held", "With the fund, to look at"
        ANSWERED = "answered", "Answered"
        TAKEN_BACK = "taken_back", "Taken back"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.ASKED: (State.ANSWERED, State.HELD, State.TAKEN_BACK),
        State.HELD: (State.ANSWERED, State.TAKEN_BACK),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {
        State.ASKED: "Waiting for your answer",
        State.HELD: "Your answer is with the fund",
    }

    application = models.ForeignKey(Application, models.CASCADE, related_name="panel_questions")
    words = models.TextField("what the panel asks")
    until = models.DateField("answer by")
    reply = models.TextField("what the group answered", blank=True)
    answer = models.TextField("what the panel reads of it", blank=True)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)

    objects = PanelQuestions.as_manager()
    history = audited()

    class Meta:
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.words[:60]}"


class Minutes(models.Model):
    """The minutes of a meeting as they were confirmed: what they say, and the papers made of it, never made anew."""

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes")
    record = models.JSONField("what they say", encoder=DjangoJSONEncoder)
    pdf = models.OneToOneField("fund.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    word = models.OneToOneField("fund.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField("hash of the PDF", max_length=64, blank=True)
    confirmed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name_plural = "minutes"

    def __str__(self) -> str:
        return f"Minutes of {self.meeting}"
