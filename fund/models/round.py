from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AnonymousUser

    from fund.models.people import User


def usual_facts() -> list[str]:
    """The facts that readers see where a round says nothing else."""
    return ["amount", "tier", "grant_type", "months", "priority"]


NEWEST_FIRST = (models.F("closes_at").desc(nulls_last=True), "-pk")


class Rounds(models.QuerySet["Round"]):
    def visible_to(self, user: "User | AnonymousUser") -> "Rounds":
        """Everybody sees published rounds; the fund's people see drafts too."""
        if user.is_authenticated and user.has_role("manager", "officer", "finance", "viewer"):
            return self
        return self.exclude(state=Round.State.DRAFT)

    def open(self, at: "datetime | None" = None) -> "Rounds":
        """Rounds in which an application can be started at this moment; the closing instant itself is in time.

        In a round of two stages that is until its short notes close.
        """
        now = at or timezone.now()
        one_stage = models.Q(closes_at__gte=now) | models.Q(closes_at__isnull=True, is_rolling=True)
        not_over = (models.Q(is_two_stage=False) & one_stage) | models.Q(is_two_stage=True, note_closes_at__gte=now)
        return self.filter(not_over, state=Round.State.PUBLISHED, opens_at__lte=now)

    def soonest_first(self) -> "Rounds":
        """By the last moment for those who start now, as `closing` says it; an open end comes last."""
        last = models.Case(models.When(is_two_stage=True, then="note_closes_at"), default="closes_at")
        return self.order_by(last.asc(nulls_last=True))

    def open_to_invited(self, at: "datetime | None" = None) -> "Rounds":
        """Rounds of two stages in which those who are invited write their whole application at this moment."""
        now = at or timezone.now()
        rows = self.filter(is_two_stage=True, state=Round.State.PUBLISHED, opens_at__lte=now)
        return rows.filter(closes_at__gte=now)

    def coming(self, at: "datetime | None" = None) -> "Rounds":
        """Published rounds that open later."""
        return self.filter(state=Round.State.PUBLISHED, opens_at__gt=at or timezone.now())

    def with_known_chances(self) -> "Rounds":
        """Rounds that everybody sees of which it is known how many applied and how many were funded."""
        counted = models.Q(funded_count__isnull=False, handed_in_count__gt=0)
        published = models.Q(awards_made__isnull=False, applications_received__gt=0)
        return self.exclude(state=Round.State.DRAFT).filter(counted | published)

    def with_money(self) -> "Rounds":
        """Adds `money`: the sum of the round's sources in pounds. What is summed up loses its order, so it is said."""
        return self.annotate(money=models.Sum("sources__amount")).order_by(*NEWEST_FIRST)


class Round(Stateful):
    """One call for applications: its dates, money, rules and questions are rows, never code."""

    class State(models.TextChoices):
        DRAFT = "draft", "Being set up"
        PUBLISHED = "published", "Published"
        PAST = "past", "Past"

    class JudgedBy(models.TextChoices):
        SCORES = "scores", "A score on each criterion"
        PASS_FAIL = "pass_fail", "Pass or fail on each criterion"
        YES_NO_MAYBE = "yes_no_maybe", "Yes, maybe or no on each criterion"
        RANKING = "ranking", "Each reader puts the bids in order"

    class Others(models.TextChoices):
        NEVER = "never", "Never"
        SECOND_LOOK = "second_look", "In a second look, once their own are handed in"
        AFTER_OWN = "after_own", "Once their own are handed in"

    SCALES: ClassVar[dict[str, tuple[int, int]]] = {JudgedBy.PASS_FAIL: (0, 1), JudgedBy.YES_NO_MAYBE: (0, 2)}
    FACTS: ClassVar[dict[str, str]] = {
        "amount": "What it asks for",
        "tier": "Size of grant",
        "grant_type": "Type of grant",
        "months": "How long it lasts",
        "priority": "Priority",
        "areas": "Where",
        "conditions": "Conditions",
    }

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.PUBLISHED, State.PAST),
        State.PUBLISHED: (State.PAST,),
    }

    fund = models.ForeignKey("fund.Fund", models.PROTECT, related_name="rounds")
    slug = models.SlugField(max_length=80, unique=True)
    code = models.CharField("start of each reference", max_length=12, unique=True)
    name = models.CharField(max_length=150)
    about = models.TextField(blank=True)
    who_can_apply = models.TextField(blank=True)
    not_funded = models.TextField("what it does not pay for", blank=True)
    help_text = models.TextField("how to get help", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    criteria_version = models.CharField(max_length=40, blank=True)

    opens_at = models.DateTimeField("opens", null=True, blank=True)
    closes_at = models.DateTimeField("closes", null=True, blank=True)
    grace_seconds = models.PositiveSmallIntegerField(default=0)
    is_rolling = models.BooleanField("open all the time, read in batches", default=False)
    is_two_stage = models.BooleanField("a short note first, then the whole application", default=False)
    note_closes_at = models.DateTimeField("short notes close", null=True, blank=True)
    was_to_close_at = models.DateTimeField("was to close, as first published", null=True, blank=True)
    note_was_to_close_at = models.DateTimeField("short notes were to close, as first published", null=True, blank=True)
    closing_reason = models.TextField("why the closing time changed", blank=True)
    panel_on = models.DateField("panel meets", null=True, blank=True)
    decisions_on = models.DateField("decisions made", null=True, blank=True)
    announcement_on = models.DateField("everybody hears", null=True, blank=True)
    projects_start_on = models.DateField("projects start", null=True, blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)

    min_score = models.DecimalField("lowest score", max_digits=5, decimal_places=2, default=Decimal(0))
    max_score = models.DecimalField("highest score", max_digits=5, decimal_places=2, default=Decimal(5))
    assessments_wanted = models.PositiveSmallIntegerField("assessors for each application", default=3)
    names_hidden = models.BooleanField("assessors do not see the group's name", default=False)
    names_hidden_from_panel = models.BooleanField("the panel does not see the group's name", default=False)
    facts_for_assessors = models.JSONField("facts that assessors see", default=usual_facts, blank=True)
    facts_for_panel = models.JSONField("facts that the panel sees", default=usual_facts, blank=True)
    judged_by = models.CharField(max_length=12, choices=JudgedBy, default=JudgedBy.SCORES)
    shows_total = models.BooleanField("readers see their own mark while they score", default=False)
    others_scores = models.CharField("others’ scores", max_length=12, choices=Others, default=Others.AFTER_OWN)
    ask_strong = models.CharField("first question on each criterion", max_length=150, default="What is strong here?")
    ask_stronger = models.CharField(
        "second question on each criterion", max_length=150, default="What would make it stronger?"
    )

    applications_received = models.PositiveSmallIntegerField(
        "applications received, as published", null=True, blank=True
    )
    awards_made = models.PositiveSmallIntegerField("awards made, as published", null=True, blank=True)
    amount_awarded = models.DecimalField(
        "awarded, as published", max_digits=12, decimal_places=2, null=True, blank=True
    )
    handed_in_count = models.PositiveIntegerField("handed in, counted at the announcement", null=True, blank=True)
    funded_count = models.PositiveIntegerField("funded, counted at the announcement", null=True, blank=True)
    success_by = models.JSONField("funded by size and area, small numbers withheld", default=dict, blank=True)
    facts_not_known = models.JSONField(default=list, blank=True)
    sources_of_facts = models.JSONField(default=list, blank=True)
    may_use_model = models.BooleanField("a language model may help to draft its learning", default=False)
    is_demo = models.BooleanField(default=False)
    needs_sign_off = models.BooleanField("a second person of the group must sign", default=False)
    days_to_accept = models.PositiveSmallIntegerField("days to accept an offer", default=28)
    days_to_appeal = models.PositiveSmallIntegerField("working days to ask us to look again", default=20)
    days_to_acknowledge = models.PositiveSmallIntegerField("working days to say that we have a complaint", default=5)
    days_to_answer = models.PositiveSmallIntegerField("working days to answer a complaint", default=20)
    needs_approval = models.BooleanField("somebody outside must approve the awards", default=False)
    approver = models.CharField("who approves the awards", max_length=120, blank=True)
    feedback_second_look = models.BooleanField("a second person looks at feedback", default=False)

    objects = Rounds.as_manager()
    history = audited()

    class Meta:
        ordering = NEWEST_FIRST
        constraints = [
            models.CheckConstraint(
                condition=models.Q(opens_at__isnull=True)
                | models.Q(closes_at__isnull=True)
                | models.Q(opens_at__lt=models.F("closes_at")),
                name="round_opens_before_it_closes",
            ),
            models.CheckConstraint(
                condition=models.Q(min_score__lt=models.F("max_score")), name="round_has_a_scale_of_scores"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def closing(self, *, is_invited: bool = False) -> "datetime | None":
        """The last moment in time: for short notes where there are two stages, for those invited and others the end."""
        return self.note_closes_at if self.is_two_stage and not is_invited else self.closes_at

    def is_open(self, at: "datetime | None" = None, *, is_invited: bool = False) -> bool:
        """Say whether applications can be written now. The closing instant itself is in time, what comes after late."""
        return self._takes(at or timezone.now(), grace=timedelta(0), is_invited=is_invited)

    def takes_hand_ins(self, at: "datetime | None" = None, *, is_invited: bool = False) -> bool:
        """Say whether an application can be handed in now, the round's seconds of grace included."""
        return self._takes(at or timezone.now(), grace=timedelta(seconds=self.grace_seconds), is_invited=is_invited)

    def _takes(self, now: "datetime", grace: timedelta, is_invited: bool) -> bool:
        """A rolling round has no closing time until an officer closes it."""
        if self.state != self.State.PUBLISHED or self.opens_at is None or now < self.opens_at:
            return False
        closing = self.closing(is_invited=is_invited)
        return self.is_rolling if closing is None else now <= closing + grace

    def moved_closings(self) -> "list[tuple[str, datetime]]":
        """Each closing time that moved since it was published: which way, in words, and when it was to be."""
        names = ("Short notes: ", "Whole applications: ") if self.is_two_stage else ("", "")
        times = ((self.note_was_to_close_at, self.note_closes_at), (self.was_to_close_at, self.closes_at))
        moved = [
            (f"{name}{'extended' if now > was else 'closed early'}", was)
            for name, (was, now) in zip(names, times, strict=True)
            if was and now and was != now
        ]
        return [(words[0].upper() + words[1:], was) for words, was in moved]

    def phase(self, at: "datetime | None" = None) -> str:
        """Where the round stands by its calendar, in words."""
        now = at or timezone.now()
        if self.state == self.State.DRAFT:
            return "Being set up"
        if self.state == self.State.PAST:
            return "Past"
        if self.is_rolling and self.is_open(now):
            return "Open"
        if self.announced_at:
            return "Awards announced"
        if self.opens_at is None or (self.closes_at is None and not self.is_rolling):
            return "Dates to come"
        if now < self.opens_at:
            return "Opens soon"
        if self.is_open(now):
            return "Open"
        return "Open to invited groups" if self.is_open(now, is_invited=True) else "Being assessed"

    def chances(self) -> tuple[int, int] | None:
        """How many were funded of how many applications; None where it is not known, or not announced yet.

        What was counted here at the announcement goes before what was published elsewhere.
        """
        for funded, received in (
            (self.funded_count, self.handed_in_count),
            (self.awards_made, self.applications_received),
        ):
            if funded is not None and received:
                return funded, received
        return None
