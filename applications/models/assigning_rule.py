from typing import ClassVar

from django.db import models

from fund.kit.history import audited
from fund.models.round_parts import RoundPart


class AssigningRule(RoundPart):
    """Who reads the bids of one kind: certain people, or so many of those who know about something.

    `key` is the key of what the bid must have, as text: an area has a code, everything else a number.
    """

    class Fact(models.TextChoices):
        TIER = "tier", "size"
        TYPE = "type", "type of grant"
        PRIORITY = "priority", "priority"
        AREA = "area", "council area"
        CONDITION = "condition", "condition"
        TAG = "tag", "tag"

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="assigning_rules")
    fact = models.CharField("what counts", max_length=10, choices=Fact)
    key = models.CharField(max_length=20)
    readers = models.ManyToManyField("fund.User", blank=True, related_name="+")
    number = models.PositiveSmallIntegerField("how many", null=True, blank=True)
    knows = models.ForeignKey("fund.Term", models.CASCADE, null=True, blank=True, related_name="+")

    history = audited()

    class Meta(RoundPart.Meta):
        verbose_name = "rule of who reads what"
        verbose_name_plural = "rules of who reads what"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, knows__isnull=True)
                | models.Q(number__gte=1, knows__isnull=False),
                name="so_many_of_those_who_know_something",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_fact_display()} {self.key}"
