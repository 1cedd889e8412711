from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from applications.models.application import Application
from applications.models.assigning_rule import AssigningRule
from fund.kit.history import audited
from fund.kit.states import Stateful


class MarksView(models.TextChoices):
    """The ways to look at the marks of a round."""

    RAW = "raw", "The marks as given"
    CENTRED = "centred", "By own means: each mark next to what its assessor usually gives"
    ADJUSTED = "adjusted", "Adjusted for mild and strict assessors"
    HALVES = "halves", "Lived experience and other readers, half each"


class ViewChosen(models.Model):
    """The view of the marks that the panel of a round decides on, and why."""

    round = models.OneToOneField("fund.Round", models.CASCADE, related_name="view_chosen")
    view = models.CharField(max_length=10, choices=MarksView)
    why = models.TextField("why the panel decides on it")
    chosen_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    history = audited()

    def __str__(self) -> str:
        return f"{self.round}: {self.get_view_display()}"


class Scenario(models.Model):
    """One way to give out a round’s money, to look at before anything is decided."""

    class Way(models.TextChoices):
        STOP = "stop", "Down the ranking, until one does not fit"
        FILL = "fill", "Down the ranking, leaving out what does not fit"
        BEST = "best", "The best use of the money, worked out exactly"

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=80)
    view = models.CharField(max_length=10, choices=MarksView, default=MarksView.RAW)
    way = models.CharField(max_length=5, choices=Way, default=Way.STOP)
    by_money = models.BooleanField("weighs each mark by the money it gets", default=False)
    money = models.DecimalField(
        "to spend, in pounds; all of the round’s where empty", max_digits=12, decimal_places=2, null=True, blank=True
    )
    percent = models.PositiveSmallIntegerField("what each bid gets of what it asks, in percent", default=100)
    shown_to_panel = models.BooleanField(default=False)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    history = audited()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="one_scenario_a_name"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="a_share_is_1_to_100_percent"),
        ]

    def __str__(self) -> str:
        return self.name


class ScenarioRing(models.Model):
    """A fence of a scenario: at least or at most so much money, or so many bids, for one kind of bid."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="rings")
    fact = models.CharField("what counts", max_length=10, choices=AssigningRule.Fact)
    key = models.CharField(max_length=20)
    name = models.CharField("its name", max_length=250)
    least_money = models.DecimalField("at least, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    most_money = models.DecimalField("at most, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    least_bids = models.PositiveSmallIntegerField("at least so many bids", null=True, blank=True)
    most_bids = models.PositiveSmallIntegerField("at most so many bids", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["scenario", "fact", "key"], name="one_fence_a_kind")]

    def __str__(self) -> str:
        return self.name


class ScenarioPin(models.Model):
    """A bid that a scenario always funds, never funds, or funds with a sum set by hand."""

    scenario = models.ForeignKey(Scenario, models.CASCADE, related_name="pins")
    application = models.ForeignKey(Application, models.CASCADE, related_name="+")
    is_in = models.BooleanField("always in (yes), always out (no), or by its place (empty)", null=True, blank=True)
    amount = models.DecimalField("would get, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["application__reference"]
        constraints = [models.UniqueConstraint(fields=["scenario", "application"], name="one_pin_a_bid")]

    def __str__(self) -> str:
        return f"{self.application.reference} in {self.scenario}"


class Draws(models.QuerySet["Draw"]):
    def drawn(self) -> "Draws":
        """Those that counted."""
        return self.filter(state=Draw.State.DRAWN)


class Draw(Stateful):
    """A draw among bids that nothing parts: the list is fixed first, the seed comes later, and anybody can recount."""

    class State(models.TextChoices):
        PROPOSED = "proposed", "List fixed, words to come"
        DRAWN = "drawn", "Drawn"
        CALLED_OFF = "called_off", "Called off"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {State.PROPOSED: (State.DRAWN, State.CALLED_OFF)}

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="draws")
    how = models.TextField("how the words come about, said before")
    list_sha256 = models.CharField("hash of the list", max_length=64)
    words = models.CharField("the public words", max_length=200, blank=True)
    seed = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    words_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    drawn_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(null=True, blank=True)
    called_off_because = models.TextField("why it was called off", blank=True)

    objects = Draws.as_manager()
    history = audited()

    class Meta:
        ordering = ["-proposed_at", "-pk"]

    def __str__(self) -> str:
        return f"Draw of {self.round} from {self.proposed_at:%d %B %Y}"


class DrawnBids(models.QuerySet["DrawnBid"]):
    def drawn(self) -> "DrawnBids":
        """Those of draws that counted."""
        return self.filter(draw__state=Draw.State.DRAWN)


class DrawnBid(models.Model):
    """A bid in a draw, and its place when it is drawn. A bid is drawn once."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="bids")
    application = models.ForeignKey(Application, models.PROTECT, related_name="drawn")
    place = models.PositiveSmallIntegerField(null=True, blank=True)
    is_open = models.BooleanField("counts: its draw was not called off", default=True)

    objects = DrawnBids.as_manager()

    class Meta:
        ordering = ["place", "application__reference"]
        constraints = [
            models.UniqueConstraint(fields=["application"], condition=Q(is_open=True), name="a_bid_is_drawn_once"),
        ]

    def __str__(self) -> str:
        return self.application.reference
