from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User


class LearningSummaries(models.QuerySet["LearningSummary"]):
    def visible_to(self, user: "User") -> "LearningSummaries":
        """Everybody sees what is published; the learning desk and the officers see all."""
        if user.is_authenticated and user.has_role("manager", "officer", "learning"):
            return self
        return self.published()

    def published(self) -> "LearningSummaries":
        return self.filter(state=LearningSummary.State.PUBLISHED)


class LearningSummary(Stateful):
    """What was learned, drafted by a job, checked by people, each sentence tied to its source.

    A run on changed inputs makes a new version of the same scope; it never writes over an editor's words.
    `input_hash` is the SHA-256 of the evidence that went in.
    """

    class State(models.TextChoices):
        GENERATED = "generated", "Drafted by the job"
        EDITING = "editing", "Being edited"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced by a newer one"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Scope(models.TextChoices):
        GRANT = "grant", "One project"
        ROUND = "round", "A round"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.GENERATED: (State.EDITING, State.REPLACED, State.WITHDRAWN),
        State.EDITING: (State.APPROVED, State.REPLACED, State.WITHDRAWN),
        State.APPROVED: (State.EDITING, State.PUBLISHED, State.WITHDRAWN),
        State.PUBLISHED: (State.REPLACED, State.WITHDRAWN),
    }

    scope = models.CharField(max_length=8, choices=Scope)
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, blank=True, related_name="summaries")
    round = models.ForeignKey("fund.Round", models.CASCADE, null=True, blank=True, related_name="summaries")
    slug = models.SlugField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    one_line = models.CharField("in one line", max_length=250)
    for_whom = models.CharField(max_length=250, blank=True)
    limits = models.TextField("what this cannot tell", blank=True)
    figures = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.GENERATED)
    input_hash = models.CharField(max_length=64)
    generator = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    counts = models.JSONField("how many sources were used and left out", default=dict)
    drafted_at = models.DateTimeField(default=timezone.now)
    edited_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = LearningSummaries.as_manager()
    history = audited()

    class Meta:
        ordering = ["-published_at", "-drafted_at", "-pk"]
        verbose_name_plural = "learning summaries"
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_summary_a_version"),
            models.UniqueConstraint(
                fields=["slug"], condition=models.Q(state="published"), name="one_published_a_slug"
            ),
            models.UniqueConstraint(fields=["slug", "input_hash"], name="one_draft_an_input"),
        ]

    def __str__(self) -> str:
        return self.title


class Statement(models.Model):
    """One sentence of a summary: what the job drafted, and beside it what an editor made of it."""

    class Kind(models.TextChoices):
        FOR = "for", "What helped"
        AGAINST = "against", "What got in the way"
        WHOM = "whom", "For whom"
        STORY = "story", "A story"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    theme = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="+")
    drafted = models.TextField("as drafted")
    edited = models.TextField("as edited", blank=True)
    projects_saying = models.PositiveSmallIntegerField("projects that say so", default=1)
    projects_asked = models.PositiveSmallIntegerField("projects looked at", default=1)
    is_dropped = models.BooleanField(default=False)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["summary", "position"], name="one_statement_a_position")]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return self.edited or self.drafted


class Source(models.Model):
    """Where a statement comes from: the answer, its characters from `start` to before `end`, and its SHA-256.

    It is of a report or of a story; `field` names the answer; `sentence` its number, from nought.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="sources")
    report = models.ForeignKey("reporting.Report", models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey("reporting.Story", models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=40)
    sentence = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    sha256 = models.CharField("SHA-256 of the whole answer", max_length=64)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report__isnull=False, story__isnull=True)
                | models.Q(report__isnull=True, story__isnull=False),
                name="a_source_is_one_thing",
            ),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="a_source_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.quote}"

    @property
    def key(self) -> str:
        of = f"report{self.report_id}" if self.report_id else f"story{self.story_id}"
        return f"{of}.{self.field}.{self.sentence}"
