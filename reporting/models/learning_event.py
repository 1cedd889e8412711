from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful
from reporting.models.report import Report

if TYPE_CHECKING:
    from fund.models import User


class LearningEvents(models.QuerySet["LearningEvent"]):
    def public(self) -> "LearningEvents":
        """Events whose final text the fund has published."""
        return self.filter(state=LearningEvent.State.FINAL, published_at__isnull=False)


class LearningEvent(Stateful):
    """A day on which projects tell each other what they learned. Whoever comes need not write it down again."""

    class State(models.TextChoices):
        OPEN = "open", "Projects are asked"
        HELD = "held", "Held, being written up"
        CHECKING = "checking", "Projects check the draft"
        FINAL = "final", "Final"
        CALLED_OFF = "called_off", "Called off"

    class Way(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.OPEN: (State.HELD, State.CALLED_OFF),
        State.HELD: (State.CHECKING, State.CALLED_OFF),
        State.CHECKING: (State.FINAL,),
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {State.OPEN: "To come", State.HELD: "Being written up"}

    fund = models.ForeignKey("fund.Fund", models.CASCADE, related_name="learning_events")
    round = models.ForeignKey("fund.Round", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    about = models.TextField("what it is about")
    hosts = models.CharField("who hosts it", max_length=200)
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    way = models.CharField(max_length=9, choices=Way)
    place = models.CharField(max_length=300, blank=True)
    how_to_get_there = models.TextField(blank=True)
    link = models.CharField("link to join online", max_length=200, blank=True)
    answers_until = models.DateField("last day for the questionnaire")
    cards_from = models.DateField("first day for cards")
    cards_until = models.DateField("last day for cards")
    code = models.CharField("code for cards", max_length=6, unique=True)
    check_until = models.DateField("last day to check the draft", null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)

    objects = LearningEvents.as_manager()
    history = audited()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="an_event_takes_some_time"),
            models.CheckConstraint(condition=Q(answers_until__lt=F("day")), name="questions_come_before_the_event"),
            models.CheckConstraint(condition=Q(cards_from__lte=F("cards_until")), name="cards_have_some_days"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_answers(self) -> bool:
        return self.state == self.State.OPEN and timezone.localdate() <= self.answers_until

    @property
    def takes_cards(self) -> bool:
        is_on = self.state in {self.State.OPEN, self.State.HELD}
        return is_on and self.cards_from <= timezone.localdate() <= self.cards_until

    @property
    def is_here(self) -> bool:
        """Say whether its day has come."""
        return self.day <= timezone.localdate()


class EventQuestion(models.Model):
    """One question of the anonymous questionnaire before an event. It holds no answer: see EventVoices."""

    class Kind(models.TextChoices):
        WORDS = "words", "A few words"
        CHOICE = "choice", "One choice of a few"

    event = models.ForeignKey(LearningEvent, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    words = models.CharField("what is asked", max_length=200)
    kind = models.CharField(max_length=6, choices=Kind)
    choices = models.JSONField("what can be chosen", default=list, blank=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.words


class EventVoices(models.Model):
    """What all said in the questionnaire of an event, thrown together at once.

    `said` has for each question the number of each choice, or the words in the order of the alphabet. There is no row
    for a voice, no moment, and no history: nothing tells which words came together, from whom, or in which order.
    """

    event = models.OneToOneField(LearningEvent, models.CASCADE, related_name="voices")
    number = models.PositiveIntegerField("how many answered", default=0)
    said = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name_plural = "event voices"

    def __str__(self) -> str:
        return f"Voices for {self.event}"


class EventInvitations(models.QuerySet["EventInvitation"]):
    def own(self, user: "User") -> "EventInvitations":
        return self.filter(grant__organisation__memberships__user=user)

    def to_come(self, report: Report) -> "EventInvitation | None":
        """The next event to which the project was asked and that could stand for this report."""
        rows = self.filter(report=report, event__state=LearningEvent.State.OPEN).exclude(coming="no")
        return rows.select_related("event").order_by("event__day", "pk").first()


class EventInvitation(models.Model):
    """One project that is asked to an event: whether it comes, and which report its coming stands for.

    `has_told` says that its voice was counted in the questionnaire. History leaves it out, for the moment of the change
    would say when; and what somebody needs to take part, so that no old copy stays.
    """

    class Coming(models.TextChoices):
        UNKNOWN = "", "Has not said"
        YES = "yes", "Comes"
        NO = "no", "Does not come"

    event = models.ForeignKey(LearningEvent, models.CASCADE, related_name="invitations")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="event_invitations")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="+")
    coming = models.CharField(max_length=3, choices=Coming, blank=True, default=Coming.UNKNOWN)
    how_many = models.PositiveSmallIntegerField("how many people come", null=True, blank=True)
    who = models.CharField("who comes, as roles", max_length=200, blank=True)
    access_needs = models.TextField("what they need to take part", blank=True)
    said_at = models.DateTimeField("when they said whether they come", null=True, blank=True)
    came = models.BooleanField("was there", null=True, blank=True)
    has_told = models.BooleanField("was counted in the questionnaire", default=False)

    objects = EventInvitations.as_manager()
    history = audited(excluded_fields=["has_told", "access_needs"])

    class Meta:
        ordering = ["grant__reference", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "grant"], name="a_project_is_invited_once")]

    def __str__(self) -> str:
        return f"{self.event}: {self.grant.reference}"
