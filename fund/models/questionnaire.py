from typing import Any

from django.db import models
from django.utils import timezone

from fund.kit.history import audited


class Questionnaires(models.QuerySet["Questionnaire"]):
    def in_use(self) -> "Questionnaires":
        """Newest first, those that people answer before one that is still being written."""
        return self.order_by(models.F("frozen_at").desc(nulls_last=True), "-version")


class Questionnaire(models.Model):
    """The questions of one purpose in one round. Frozen when the round is published: a change is a new version."""

    class Purpose(models.TextChoices):
        NOTE = "note", "Short note"
        APPLICATION = "application", "Application"
        REPORT = "report", "Report"

    round = models.ForeignKey("fund.Round", models.CASCADE, related_name="questionnaires")
    purpose = models.CharField(max_length=12, choices=Purpose)
    version = models.PositiveSmallIntegerField(default=1)
    frozen_at = models.DateTimeField(null=True, blank=True)

    objects = Questionnaires.as_manager()
    history = audited()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "purpose", "version"], name="one_questionnaire_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} of {self.round} (version {self.version})"


class Section(models.Model):
    """A page of questions that the same people may read.

    Officers read all. Assessors and panel read the sections marked for them: the project plan and the budget.
    """

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="sections")
    code = models.SlugField(max_length=30)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    assessors_see_it = models.BooleanField(default=False)
    panel_sees_it = models.BooleanField(default=False)
    shown_if = models.JSONField("shown only if", default=dict, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="one_section_a_code")]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """One question: its kind decides how it is asked and checked; `settings` holds what the kind needs.

    `fills` names the column of the application that the answer is copied to, where code computes with it.
    `slot` names the learning slot of a report's answer (see docs/learning.md). `is_folded` keeps an optional question
    closed until somebody opens it, so that a page stays short. `names_partners` marks answers that say
    whom the group works with: readers see them before they declare their ties.
    """

    class Kind(models.TextChoices):
        LINE = "line", "One line"
        TEXT = "text", "Text with a word limit"
        NUMBER = "number", "Number"
        MONEY = "money", "Money"
        DATE = "date", "Date"
        YES_NO = "yes_no", "Yes or no"
        ONE_OF = "one_of", "One of a list"
        MANY_OF = "many_of", "Several of a list"
        EMAIL = "email", "E-mail address"
        PHONE = "phone", "Phone number"
        WEB = "web", "Web address"
        REGISTER_NUMBER = "register_number", "Charity or company number"
        PLACES = "places", "Council areas"
        FILE = "file", "File"
        BUDGET = "budget", "Budget table"
        GROUP = "group", "A table of several answers"

    class Privacy(models.TextChoices):
        BUSINESS = "business", "About the work"
        PERSONAL = "personal", "Personal data"
        SPECIAL = "special", "Special category data"

    section = models.ForeignKey(Section, models.CASCADE, related_name="questions")
    code = models.SlugField(max_length=30)
    kind = models.CharField(max_length=16, choices=Kind)
    label = models.CharField(max_length=250)
    help_text = models.TextField(blank=True)
    is_required = models.BooleanField(default=True)
    error_text = models.CharField("what to say when it is empty", max_length=200, blank=True)
    settings = models.JSONField(default=dict, blank=True)
    fills = models.CharField(max_length=30, blank=True)
    slot = models.CharField(max_length=20, blank=True)
    is_folded = models.BooleanField("folded away until somebody wants it", default=False)
    names_partners = models.BooleanField("names partners", default=False)
    shown_if = models.JSONField("shown only if", default=dict, blank=True)
    privacy = models.CharField(max_length=10, choices=Privacy, default=Privacy.BUSINESS)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["section", "code"], name="one_question_a_code")]

    def __str__(self) -> str:
        return self.label


class Answers(models.Model):
    """The answers to one section: `values` maps question codes to JSON. `version` counts saves, for the lock.

    Each kind of answers has its own history, and its own tables of steps and of open pages (fund/models/writing.py).
    """

    history: Any
    steps: Any
    open_pages: Any

    section = models.ForeignKey(Section, models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    is_complete = models.BooleanField(default=False)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
