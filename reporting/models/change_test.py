from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fund.models import User


class Site(models.Model):
    """One of the places in which a project is tried, with what is special about it and who leads it there."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=100)
    area = models.ForeignKey("fund.CouncilArea", models.PROTECT, null=True, blank=True, related_name="+")
    context = models.TextField("what is special about this place", blank=True)
    leader = models.CharField("who leads it there, as a role", max_length=100, blank=True)
    ended_on = models.DateField("nothing is tried there any more since", null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["grant", "name"], name="one_site_a_name")]

    def __str__(self) -> str:
        return self.name


class ChangeTests(models.QuerySet["ChangeTest"]):
    def visible_to(self, user: "User") -> "ChangeTests":
        """A group sees its own; the fund’s people see those that the group does not keep to itself.

        What did not work is never used against a group, so whoever scores bids sees none.
        """
        if not user.is_authenticated:
            return self.none()
        own = models.Q(grant__organisation__memberships__user=user)
        if user.has_role("manager", "officer", "learning") and not user.has_role("assessor", "panel"):
            return self.filter(own | models.Q(is_walled=False)).distinct()
        return self.filter(own).distinct()

    def hold(self, numbers: "Iterable[int]") -> None:
        """Hold these tests, so that none goes behind the wall before the transaction ends. Always in the same order."""
        list(self.select_for_update(of=("self",), no_key=True).filter(pk__in=set(numbers)).order_by("pk"))


class ChangeTest(Stateful):
    """One test of a change: plan, do, study, act. What was foretold is fixed before it begins."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        RUNNING = "running", "Being tried"
        STUDIED = "studied", "Studied"

    class Scale(models.TextChoices):
        ONE = "one", "With one person, once"
        FEW = "few", "With a few people"
        GROUP = "group", "With a whole group"
        SITE = "site", "In the whole place"

    class Act(models.TextChoices):
        ADOPT = "adopt", "Adopt: we keep it"
        ADAPT = "adapt", "Adapt: we change it and try again"
        ABANDON = "abandon", "Abandon: we stop it"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.PLANNED: (State.RUNNING,),
        State.RUNNING: (State.STUDIED,),
    }

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="change_tests")
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="change_tests")
    follows = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="followed_by")
    title = models.CharField("what is changed", max_length=120)
    question = models.TextField("what we want to find out")
    prediction = models.TextField("what we think will happen")
    scale = models.CharField("how large", max_length=5, choices=Scale)
    starts_on = models.DateField(default=timezone.localdate)
    happened = models.TextField("what happened", blank=True)
    learned = models.TextField("what we learned from it", blank=True)
    act = models.CharField("what we do now", max_length=7, choices=Act, blank=True)
    studied_on = models.DateField(null=True, blank=True)
    is_walled = models.BooleanField("only our own group sees it", default=False)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)

    objects = ChangeTests.as_manager()
    history = audited()

    class Meta:
        ordering = ["-starts_on", "-pk"]

    def __str__(self) -> str:
        return self.title
