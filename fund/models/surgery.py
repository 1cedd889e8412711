from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from fund.models.people import User

RUN_THE_FUND = ("manager", "officer")


class Surgeries(models.QuerySet["Surgery"]):
    def visible_to(self, user: "User | AnonymousUser") -> "Surgeries":
        """The desk's view of surgeries is for those who run the fund; others see only free times."""
        return self if user.is_authenticated and user.has_role(*RUN_THE_FUND) else self.none()

    def to_come(self, at: "datetime | None" = None) -> "Surgeries":
        """Surgeries that are not over yet, the soonest first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def bookable(self, at: "datetime | None" = None) -> "Surgeries":
        """Surgeries in which somebody may still take a time."""
        return self.to_come(at).filter(state=Surgery.State.OPEN)

    def with_booked(self) -> "Surgeries":
        """Adds `booked`: how many talks are booked, in the same query."""
        return self.annotate(booked=Count("talks", filter=Q(talks__state="booked")))


class Surgery(Stateful):
    """Some hours in which the fund's people talk with anybody who wants to apply, in talks of equal length."""

    class State(models.TextChoices):
        OPEN = "open", "Open for booking"
        CLOSED = "closed", "Takes no more bookings"
        CANCELLED = "cancelled", "Called off"

    class Way(models.TextChoices):
        PHONE = "phone", "By phone"
        VIDEO = "video", "By video"
        IN_PERSON = "in_person", "In person"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.OPEN: (State.CLOSED, State.CANCELLED),
        State.CLOSED: (State.OPEN, State.CANCELLED),
    }

    round = models.ForeignKey("fund.Round", models.CASCADE, null=True, blank=True, related_name="surgeries")
    way = models.CharField(max_length=10, choices=Way)
    place = models.CharField("place or link", max_length=300, blank=True)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    minutes = models.PositiveSmallIntegerField("length of each talk", default=30)
    at_once = models.PositiveSmallIntegerField("talks at the same time", default=1)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    objects = Surgeries.as_manager()
    history = audited()

    class Meta:
        verbose_name = "surgery"
        verbose_name_plural = "surgeries"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="surgery_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(minutes__gte=5, at_once__gte=1), name="surgery_has_room_for_talks"),
        ]

    def __str__(self) -> str:
        return f"{self.get_way_display()}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def times(self) -> list[datetime]:
        """When each talk starts. Counted in elapsed minutes, so a change of the clocks loses and doubles none."""
        step = timedelta(minutes=self.minutes)
        start, end = self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC)
        return [start + step * number for number in range((end - start) // step)]

    @property
    def room(self) -> int:
        """How many talks fit in."""
        return len(self.times) * self.at_once


class Talks(models.QuerySet["Talk"]):
    def visible_to(self, user: "User | AnonymousUser") -> "Talks":
        """Who booked which talk is for those who run the fund, never for assessors or the panel."""
        return self if user.is_authenticated and user.has_role(*RUN_THE_FUND) else self.none()

    def booked(self) -> "Talks":
        return self.filter(state=Talk.State.BOOKED)


class Talk(Stateful):
    """One booked talk. What somebody needs for it may tell of their health: no history keeps it."""

    class State(models.TextChoices):
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled by the person"
        CALLED_OFF = "called_off", "Called off by us"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.BOOKED: (State.CANCELLED, State.CALLED_OFF)}
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.CANCELLED: "Cancelled", State.CALLED_OFF: "Called off"}

    surgery = models.ForeignKey(Surgery, models.PROTECT, related_name="talks")
    starts_at = models.DateTimeField("starts")
    number = models.PositiveSmallIntegerField("which of the talks at this time", default=1)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    phone = models.CharField(max_length=40, blank=True)
    about = models.TextField("what to talk about", blank=True)
    needs = models.TextField("needs for the talk", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.BOOKED)
    why = models.TextField("why it was called off", blank=True)
    booked_at = models.DateTimeField(default=timezone.now)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = Talks.as_manager()
    history = audited(excluded_fields=["needs"])

    class Meta:
        ordering = ["starts_at", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["surgery", "starts_at", "number"],
                condition=Q(state="booked"),
                name="one_person_a_time_and_place",
            ),
            models.CheckConstraint(condition=~Q(email="", phone=""), name="talk_with_somebody_we_can_reach"),
        ]
        indexes = [models.Index(fields=["state", "starts_at"], name="talks_by_day")]

    def __str__(self) -> str:
        return f"{self.name}, {timezone.localtime(self.starts_at):%d.%m.%Y %H:%M}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.surgery.minutes)
