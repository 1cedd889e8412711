from django.db import models

from fund.models.round import Round
from fund.models.round_parts import RoundPart

MOST = 8  # a check that takes longer than a cup of tea is no short check


class EligibilityQuestion(RoundPart):
    """A question of the short check that people take before they apply: which answers are fine, and what to do if not.

    `fine` and `other` are the answers to choose from, as people read them; a yes-or-no question has one in each. A
    number is fine from `at_least` to `at_most`. Nothing about whoever takes the check is kept.
    """

    class Kind(models.TextChoices):
        YES_NO = "yes_no", "Yes or no"
        ONE_OF = "one_of", "One of a few answers"
        NUMBER = "number", "A number"

    round = models.ForeignKey(Round, models.CASCADE, related_name="eligibility")
    code = models.SlugField(max_length=30)
    question = models.CharField(max_length=250)
    help_text = models.TextField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.YES_NO)
    fine = models.JSONField("answers that are fine", default=list, blank=True)
    other = models.JSONField("answers that are not", default=list, blank=True)
    at_least = models.DecimalField("fine from", max_digits=12, decimal_places=2, null=True, blank=True)
    at_most = models.DecimalField("fine up to", max_digits=12, decimal_places=2, null=True, blank=True)
    because = models.TextField("why not, if not")
    try_instead = models.TextField("what to try instead", blank=True)
    link = models.URLField("where to find it", blank=True)

    class Meta(RoundPart.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="one_eligibility_question_a_code"),
            models.CheckConstraint(condition=models.Q(position__lt=MOST), name="eligibility_check_is_short"),
            models.CheckConstraint(
                condition=~models.Q(kind="number") | models.Q(at_least__isnull=False) | models.Q(at_most__isnull=False),
                name="eligibility_number_has_an_end",
            ),
            models.CheckConstraint(
                condition=models.Q(at_least__isnull=True)
                | models.Q(at_most__isnull=True)
                | models.Q(at_least__lte=models.F("at_most")),
                name="eligibility_number_has_room",
            ),
        ]

    def __str__(self) -> str:
        return self.question
