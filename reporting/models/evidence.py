"""Evidence that was written elsewhere: a collection of projects, and of texts of theirs."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from fund.kit.history import audited


class Collection(models.Model):
    """Evidence from outside that is read together: a file of another system, or old texts of this fund.

    `figures` are as they were sent, one row a project, indicator and time point.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    sha256 = models.CharField("SHA-256 of the file that it came from", max_length=64, blank=True)
    figures = models.JSONField(default=list, blank=True)
    brought_at = models.DateTimeField(default=timezone.now)
    brought_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class OutsideProject(models.Model):
    """A project of a collection, as far as its texts say. `facts` holds what else was sent of it."""

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="projects")
    key = models.CharField("its name in the file", max_length=80)
    title = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    conditions = models.JSONField(default=list, blank=True)
    areas = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["key", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "key"], name="one_project_a_key")]

    def __str__(self) -> str:
        return self.title


class OldText(models.Model):
    """One answer or one whole text of a project, as it was written, with its SHA-256.

    `key` is the name of its source; two answers of one source have two fields. A text without slots has none here: its
    sentences have their own, guessed by a program and confirmed by a person.
    """

    class Kind(models.TextChoices):
        REPORT = "report", "Report"
        STORY = "story", "Story"
        CARD = "card", "Card"
        CHANGE_LOG = "change_log", "Log of a change"

    class State(models.TextChoices):
        ACCEPTED = "accepted", "May be used"
        DRAFT = "draft", "Not final"
        WITHDRAWN = "withdrawn", "Taken back"
        EMBARGOED = "embargoed", "Not yet to be used"

    CHANNELS: ClassVar[tuple[str, ...]] = ("web", "print")

    collection = models.ForeignKey(Collection, models.CASCADE, related_name="texts")
    project = models.ForeignKey(OutsideProject, models.CASCADE, null=True, blank=True, related_name="texts")
    key = models.CharField("the name of its source", max_length=80)
    field = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REPORT)
    title = models.CharField(max_length=200, blank=True)
    slot = models.CharField(max_length=20, blank=True)
    themes = models.JSONField("themes that its writers ticked", default=list, blank=True)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    source_state = models.CharField("whether it may be used", max_length=10, choices=State, default=State.ACCEPTED)
    ruled_by = models.ForeignKey(
        "fund.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="who said so last"
    )
    ruled_at = models.DateTimeField(null=True, blank=True)
    channels = models.JSONField("where a story may be shown", default=list, blank=True)
    said_by = models.CharField(max_length=100, blank=True)
    voice = models.CharField(max_length=10, blank=True)
    written_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key", "field", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "key", "field"], name="one_text_a_field"),
            models.CheckConstraint(
                condition=Q(kind="card") | Q(project__isnull=False), name="only_a_card_is_of_no_project"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.key

    def may_tell(self, channel: str) -> bool:
        """Say whether its words may stand as a story on a channel. What a person marked in a report may, on our own."""
        if self.source_state != self.State.ACCEPTED:
            return False
        return channel in (self.channels if self.kind == self.Kind.STORY else self.CHANNELS)


class OldSentence(models.Model):
    """One sentence of a text without slots: what a program guessed, and what a person said of it.

    It is read only once somebody has looked at it. `said_by` is set by a person and never guessed from the words
    around it: names stand before a quotation as often as after it.
    """

    text = models.ForeignKey(OldText, models.CASCADE, related_name="sentences")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    guess = models.CharField("slot as guessed", max_length=20, blank=True)
    slot = models.CharField("slot as a person said", max_length=20, blank=True)
    is_quote = models.BooleanField("somebody’s own words", default=False)
    said_by = models.CharField(max_length=100, blank=True)
    voice = models.CharField(max_length=10, blank=True)
    confirmed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="one_old_sentence_a_number"),
            models.CheckConstraint(condition=Q(start__lt=models.F("end")), name="an_old_sentence_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.number}"
