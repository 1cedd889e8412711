from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit import tokens
from fund.kit.history import audited
from fund.kit.states import Stateful

if TYPE_CHECKING:
    from fund.models import User
    from reporting.models.report import Report


class LearningSummaries(models.QuerySet["LearningSummary"]):
    def visible_to(self, user: "User") -> "LearningSummaries":
        """Everybody sees what is published; the learning desk and the officers see all.

        Drafts hold what did not work, so whoever scores bids does not see them.
        """
        at_desk = user.is_authenticated and user.has_role("manager", "officer", "learning")
        if at_desk and not user.has_role("assessor", "panel"):
            return self
        return self.published()

    def quoting(self, report: "Report") -> "LearningSummaries":
        """The published summaries in which words of this report, or of a story told with it, stand."""
        of_it = models.Q(report=report) | models.Q(story__report=report)
        sources = Source.objects.filter(of_it, statement__summary=models.OuterRef("pk"), statement__is_dropped=False)
        return self.published().filter(models.Exists(sources))

    def published(self) -> "LearningSummaries":
        return self.filter(state=LearningSummary.State.PUBLISHED)

    def readable(self) -> "LearningSummaries":
        """What stands at its address: published ones, and archived ones, which no list shows any more."""
        return self.filter(state__in=[LearningSummary.State.PUBLISHED, LearningSummary.State.ARCHIVED])


class LearningSummary(Stateful):
    """What was learned, drafted by a job, checked by people, each sentence tied to its source.

    A run on changed inputs makes a new version of the same scope; it never writes over an editor's words.
    `input_hash` is the SHA-256 of the evidence that went in.
    """

    class State(models.TextChoices):
        GENERATED = "generated", "Drafted by the job"
        EDITING = "editing", "Being edited"
        REVIEW = "review", "With the projects"
        SIGN_OFF = "sign_off", "With a lived-experience reviewer"
        APPROVED = "approved", "Approved"
        PUBLISHED = "published", "Published"
        REPLACED = "replaced", "Replaced by a newer one"
        ARCHIVED = "archived", "Archived"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Scope(models.TextChoices):
        GRANT = "grant", "One project"
        ROUND = "round", "A round"
        APPROACH = "approach", "An approach"
        CONDITION = "condition", "A condition"
        THEME = "theme", "A theme"
        AREA = "area", "An area"
        SEARCH = "search", "A search"
        COLLECTION = "collection", "A collection of texts"

    class Strength(models.IntegerChoices):
        """How strong the evidence for an approach is. Awards, votes and reads never count."""

        DESCRIBED = 1, "Described"
        CHANGE_SEEN = 2, "Change seen"
        PROBABLY_CAUSED = 3, "Change probably caused"
        CHECKED = 4, "Checked elsewhere"
        SPREAD = 5, "Spread and kept"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.GENERATED: (State.EDITING, State.REPLACED, State.WITHDRAWN),
        State.EDITING: (State.REVIEW, State.SIGN_OFF, State.REPLACED, State.WITHDRAWN),
        State.REVIEW: (State.SIGN_OFF, State.REPLACED, State.WITHDRAWN),
        State.SIGN_OFF: (State.APPROVED, State.EDITING, State.WITHDRAWN),
        State.APPROVED: (State.EDITING, State.PUBLISHED, State.WITHDRAWN),
        State.PUBLISHED: (State.REPLACED, State.ARCHIVED, State.WITHDRAWN),
        State.ARCHIVED: (State.REPLACED, State.WITHDRAWN),
    }

    scope = models.CharField(max_length=10, choices=Scope)
    key = models.CharField("what it is about, as a job remembers it", max_length=200)
    about = models.CharField("what it is about, as people say it", max_length=200, blank=True)
    grant = models.ForeignKey(Grant, models.CASCADE, null=True, blank=True, related_name="summaries")
    round = models.ForeignKey("fund.Round", models.CASCADE, null=True, blank=True, related_name="summaries")
    collection = models.ForeignKey(
        "reporting.Collection", models.CASCADE, null=True, blank=True, related_name="summaries"
    )
    slug = models.SlugField(max_length=100)
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=120)
    one_line = models.CharField("in one line", max_length=250)
    for_whom = models.CharField(max_length=250, blank=True)
    limits = models.TextField("what this cannot tell", blank=True)
    figures = models.JSONField(default=list, blank=True)
    strength = models.PositiveSmallIntegerField(
        "strength of the evidence, from 1 to 5", choices=Strength, null=True, blank=True
    )
    why_strength = models.JSONField("why it is so strong, in sentences", default=list, blank=True)
    cost = models.JSONField("cost for each person, in pounds", default=dict, blank=True)
    needs = models.JSONField("how long it took, which people, what was made", default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.GENERATED)
    input_hash = models.CharField(max_length=64)
    generator = models.CharField(max_length=40)
    parameters = models.JSONField(default=dict)
    counts = models.JSONField("how many sources were used and left out", default=dict)
    had = models.JSONField("of each condition for change, how many projects said what", default=dict, blank=True)
    drafted_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    due_on = models.DateField("to be published by", null=True, blank=True)
    check_until = models.DateField("projects can answer until", null=True, blank=True)
    edited_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField("found to be still right on", null=True, blank=True)
    reviewed_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    archived_on = models.DateField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    objects = LearningSummaries.as_manager()
    history = audited()

    class Meta:
        ordering = ["-published_at", "-drafted_at", "-pk"]
        verbose_name_plural = "learning summaries"
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_summary_a_version"),
            models.UniqueConstraint(
                fields=["slug"],
                condition=models.Q(state__in=["published", "archived"]),
                name="one_published_a_slug",
            ),
            models.UniqueConstraint(fields=["slug", "input_hash"], name="one_draft_an_input"),
            models.CheckConstraint(
                condition=models.Q(strength__isnull=True) | models.Q(strength__range=(1, 5)),
                name="strength_is_one_to_five",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def strength_words(self) -> str:
        """The grade of the evidence in words, nothing where nobody graded it."""
        return str(self.Strength(self.strength).label) if self.strength else ""


class FiguresBehind(models.Model):
    """The numbers behind the figures of a summary, project by project, as they were when it was drafted.

    Nobody is shown them. They stay when the summary is replaced or withdrawn, because somebody may have kept it: what
    is told later is held against them, so that no small number can be worked out from the two.
    """

    summary = models.OneToOneField(LearningSummary, models.CASCADE, related_name="behind")
    held = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "figures behind"

    def __str__(self) -> str:
        return f"The numbers behind {self.summary}"


class Lines(models.QuerySet["Statement"]):
    def before_the_wall(self) -> "Lines":
        """Without those that tell of a test of a change that its group keeps to itself: whatever is shown asks here."""
        return self.exclude(models.Exists(self._own())).exclude(models.Exists(self._walled()), ~models.Q(edited=""))

    def behind_the_wall(self) -> "Lines":
        """Those that come from such a test, or into which one was merged before a person put them into other words."""
        reworded = models.Q(models.Exists(self._walled())) & ~models.Q(edited="")
        return self.filter(models.Q(models.Exists(self._own())) | reworded)

    def _walled(self) -> "models.QuerySet[Source]":
        return Source.objects.filter(statement=models.OuterRef("pk"), test__is_walled=True)

    def _own(self) -> "models.QuerySet[Source]":
        return self._walled().filter(merged_from=None)


class Statement(models.Model):
    """One sentence of a summary: what the job drafted, and beside it what an editor made of it."""

    class Kind(models.TextChoices):
        FOR = "for", "What helped"
        AGAINST = "against", "What got in the way"
        WHOM = "whom", "For whom"
        NEXT = "next", "What they will do next"
        BOTH = "both", "Where projects differ"
        FIGURE = "figure", "In figures"
        STORY = "story", "A story"
        EMERGING = "emerging", "Something new?"

    class Confidence(models.TextChoices):
        HIGH = "high", "Very sure"
        FAIRLY = "fairly", "Fairly sure"
        NOT = "not", "Not sure"
        VERY = "very", "Very unsure"

    class Counted(models.TextChoices):
        """What the projects told that are counted for a statement."""

        THEME = "theme", "its side of its theme"
        ALIKE = "alike", "something like it"
        THIS = "this", "this very thing"
        MERGED = "merged", "one of the statements that were put together"

    OURS: ClassVar[tuple[str, ...]] = (Kind.BOTH, Kind.FIGURE)  # said in our own words

    class CheckState(models.TextChoices):
        """What the check of the words against their source said (`learning.faithful`)."""

        PASSED = "passed", "Agrees with its source"
        LOOK_AGAIN = "look_again", "To be compared with its source"
        BLOCKED = "blocked", "Does not agree with its source"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="statements")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    moved_from = models.CharField("the kind as drafted, if a person put it elsewhere", max_length=8, blank=True)
    theme = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="+")
    drafted = models.TextField("as drafted")
    edited = models.TextField("as edited", blank=True)
    projects_saying = models.PositiveSmallIntegerField("projects that are counted for it", default=1)
    projects_asked = models.PositiveSmallIntegerField("projects looked at", default=1)
    counted = models.CharField("what those told", max_length=6, choices=Counted, default=Counted.THIS)
    saying_no = models.PositiveSmallIntegerField("projects that tell the other side of its theme", default=0)
    saying_both = models.PositiveSmallIntegerField("projects that tell both sides", default=0)
    confidence = models.CharField("how sure, by rule", max_length=6, choices=Confidence, blank=True)
    concerns = models.JSONField("how much each measure worries", default=dict, blank=True)
    regraded = models.CharField("how sure, as a person set it", max_length=6, choices=Confidence, blank=True)
    why_regraded = models.CharField("why a person set it so, as it is printed", max_length=200, blank=True)
    voices = models.JSONField("whose voices, counted", default=dict, blank=True)
    said_by = models.CharField("who said it, where it comes from an old text", max_length=100, blank=True)
    figure = models.CharField("the figure that it is filled from", max_length=200, blank=True)
    is_dropped = models.BooleanField(default=False)
    check_state = models.CharField(max_length=10, choices=CheckState, default=CheckState.PASSED)
    check_reasons = models.JSONField("what the check found", default=list, blank=True)
    ticked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    ticked_at = models.DateTimeField("compared with its source", null=True, blank=True)
    named = models.CharField("what a person called something new", max_length=80, blank=True)
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="merged")

    objects = Lines.as_manager()
    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["summary", "position"], name="one_statement_a_position"),
            models.CheckConstraint(
                condition=models.Q(check_state="look_again") | models.Q(ticked_at__isnull=True),
                name="only_what_is_doubtful_is_ticked",
            ),
            models.CheckConstraint(
                condition=models.Q(regraded="", why_regraded="") | ~(models.Q(regraded="") | models.Q(why_regraded="")),
                name="a_grade_of_a_person_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    sure = ""  # how sure and why, in a sentence, once somebody has asked to show it
    tested = ""  # what was done after the test of a change that it comes from
    note = ""  # the grade and the reason of a person, which every format prints beside the words

    @property
    def as_written(self) -> str:
        """The words with the tokens of their figures, as an editor writes them."""
        return self.edited or self.drafted

    @property
    def words(self) -> str:
        """The words as a reader sees them. Those with a figure cost a query, unless the summary is at hand."""
        written = self.as_written
        return tokens.fill(written, self.summary.figures) if tokens.TOKEN.search(written) else written

    @property
    def drafted_under(self) -> str:
        """The heading under which it was drafted, if a person put it under another one."""
        return str(self.Kind(self.moved_from).label) if self.moved_from else ""

    @property
    def grade(self) -> str:
        """How sure we are: as a person set it, or else by rule. Something new has no grade before somebody named it."""
        is_nameless = self.kind == self.Kind.EMERGING and not self.named
        return "" if is_nameless else self.regraded or self.confidence

    @property
    def waits(self) -> bool:
        """Whether a person still has to compare it with its source."""
        return self.check_state == self.CheckState.LOOK_AGAIN and self.ticked_at is None


SOURCES = ("report", "story", "card", "test", "text")


def _one_of(names: tuple[str, ...]) -> models.Q:
    """Exactly one of these foreign keys is set."""
    whole = models.Q()
    for name in names:
        whole |= models.Q(**{f"{other}__isnull": other != name for other in names})
    return whole


class Source(models.Model):
    """Where a statement comes from: the answer, its characters from `start` to before `end`, and its SHA-256.

    It is of a report, a story, a card of an event, a test of a change, or an old text; `field` names the answer;
    `sentence` its number, from nought.
    """

    OF: ClassVar[tuple[str, ...]] = SOURCES

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="sources")
    report = models.ForeignKey("reporting.Report", models.CASCADE, null=True, related_name="+")
    story = models.ForeignKey("reporting.Story", models.CASCADE, null=True, related_name="+")
    card = models.ForeignKey("reporting.EventCard", models.CASCADE, null=True, related_name="+")
    test = models.ForeignKey("reporting.ChangeTest", models.CASCADE, null=True, related_name="+")
    text = models.ForeignKey("reporting.OldText", models.CASCADE, null=True, related_name="+")
    field = models.CharField(max_length=40)
    sentence = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    sha256 = models.CharField("SHA-256 of the whole answer", max_length=64)
    name = models.CharField("its own name, where it came from outside", max_length=80, blank=True)
    merged_from = models.ForeignKey(Statement, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=_one_of(SOURCES), name="a_source_is_one_thing"),
            models.CheckConstraint(condition=models.Q(start__lt=models.F("end")), name="a_source_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.quote}"

    @property
    def of(self) -> str:
        return next(of for of in self.OF if getattr(self, f"{of}_id") is not None)

    @property
    def origin(self) -> str:
        """The name of the source itself, such as report12."""
        return self.name or f"{self.of}{getattr(self, f'{self.of}_id')}"

    @property
    def key(self) -> str:
        return f"{self.origin}.{self.field}.{self.sentence}"

    @property
    def grant(self) -> Grant | None:
        """The project that wrote it and is asked about its own words; a story has a consent of its own."""
        row = self.report or self.test
        return row.grant if row else None
