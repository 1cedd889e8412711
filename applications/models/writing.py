from django.db import models

from applications.models.application import ApplicationAnswers
from fund.models import writing


class Step(writing.Step):
    """One save of a section of an application."""

    sheet = models.ForeignKey(ApplicationAnswers, models.CASCADE, related_name="steps")

    class Meta(writing.Step.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="one_step_a_version")]


class OpenPage(writing.OpenPage):
    """A section of an application that somebody has open in a browser."""

    sheet = models.ForeignKey(ApplicationAnswers, models.CASCADE, related_name="open_pages")

    class Meta(writing.OpenPage.Meta):
        constraints = [models.UniqueConstraint(fields=["sheet", "person", "page"], name="one_row_an_open_page")]
        indexes = [models.Index(fields=["sheet", "seen_at"], name="pages_open_in_a_section")]
