from django.db import models

from fund.models.round import Round
from fund.models.round_parts import RoundPart


class EligibilityCriterion(RoundPart):
    """One thing that must hold before a round can fund an application. Only the fund's people see it."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="checklist")
    code = models.SlugField(max_length=30)
    words = models.CharField("what must hold", max_length=250)
    guidance = models.TextField("how to check it", blank=True)

    class Meta(RoundPart.Meta):
        verbose_name_plural = "eligibility criteria"
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="one_eligibility_criterion_a_code")]

    def __str__(self) -> str:
        return self.words
