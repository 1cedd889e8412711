from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Avg, Count, Exists, OuterRef, Q, StdDev, Subquery
from django.utils import timezone

from applications.models.assessment import Assessment, Declaration
from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models import Answers, Membership, Questionnaire

if TYPE_CHECKING:
    from datetime import datetime

    from fund.models import User

STAFF = ("manager", "officer", "finance", "viewer")
RUN_THE_FUND = ("manager", "officer")


class Applications(models.QuerySet["Application"]):
    def visible_to(self, user: "User") -> "Applications":
        """Officers see what was handed in, unless they have ties to it; groups see their own, drafts too. No tests."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__memberships__user=user)
        if user.has_role(*STAFF):
            mine = Application.objects.filter(own).values("pk")
            return self.real().filter(Q(pk__in=Application.objects.for_staff(user).values("pk")) | Q(pk__in=mine))
        return self.real().filter(own)

    def for_staff(self, user: "User") -> "Applications":
        """What somebody of the fund works on: what was handed in, unless they have ties or it is their group’s."""
        there = self.real().exclude(state=Application.State.DRAFT)
        return there.exclude(pk__in=Application.objects.closed_to(user).values("pk"))

    def closed_to(self, user: "User") -> "Applications":
        """Those to which somebody has ties, as they or an officer said, and those of their own groups."""
        tied = Declaration.objects.conflicts().filter(user=user).values("application")
        own = Membership.objects.filter(user=user).values("organisation")
        return self.filter(Q(pk__in=tied) | Q(organisation__in=own))

    def kept_from(self, user: "User") -> "Applications":
        """Those on which somebody decides nothing and brings nothing in: closed to them, or they advised on it."""
        closed = Application.objects.closed_to(user).values("pk")
        return self.filter(Q(pk__in=closed) | Q(pk__in=Application.objects.advised_by(user).values("pk")))

    def real(self) -> "Applications":
        """Without the test applications that officers write to try a round out."""
        return self.filter(is_test=False)

    def tests(self) -> "Applications":
        """Only the test applications. They belong to nobody but those who run the fund."""
        return self.filter(is_test=True)

    def own(self, user: "User") -> "Applications":
        """The applications of the organisations that this person belongs to."""
        return self.real().filter(organisation__memberships__user=user)

    def own_or_test(self, user: "User") -> "Applications":
        """What this person may open on the applicant's pages: their own, and tests for those who run the fund."""
        if not user.has_role(*RUN_THE_FUND):
            return self.own(user)
        mine = Membership.objects.filter(user=user).values("organisation")
        return self.filter(Q(is_test=True) | Q(organisation__in=mine))

    def handed_in(self) -> "Applications":
        """Every whole application that was handed in and not withdrawn; a short note is not one."""
        return self.real().exclude(state__in=[*Application.NOT_WHOLE, Application.State.WITHDRAWN])

    def advised_by(self, user: "User") -> "Applications":
        """Those on which this person advised, or whose group they advised: whoever advises does not judge.

        A note that names another application of the group is about that one alone.
        """
        draft = Q(draft_reading__advice__written_by=user)
        noted = Q(advice_notes__written_by=user)
        group = Q(organisation__advice_notes__written_by=user, organisation__advice_notes__application=None)
        return self.filter(draft | noted | group)

    def without_personal(self) -> "Applications":
        """Only what assessors and the panel may know of an application: the plan's facts, never who to reach."""
        return self.only(
            "pk",
            "reference",
            "title",
            "summary",
            "title_for_readers",
            "summary_for_readers",
            "state",
            "amount",
            "months",
            "round_id",
            "tier_id",
            "priority_id",
            "grant_type_id",
            "organisation_id",
            "is_test",
        )

    def with_scores(self) -> "Applications":
        """Adds `mean`, `spread` and `assessed`, from the marks of assessments handed in, in the same query.

        `mean` is the plain mean of the marks, `spread` their standard deviation (population), `assessed` how many
        there are; `assessing.mark_of` says what a mark is.
        """
        given = Assessment.objects.handed_in().filter(application=OuterRef("pk"), mark__isnull=False)
        marks = given.order_by()

        def over(aggregate: models.Aggregate) -> Subquery:
            return Subquery(marks.values("application").annotate(answer=aggregate).values("answer"))

        return self.annotate(
            mean=over(Avg("mark")),
            spread=over(StdDev("mark")),
            assessed=models.functions.Coalesce(over(Count("mark")), 0),
        )


class RealApplications(models.Manager.from_queryset(Applications)):  # type: ignore[misc]  # made as the code runs
    """What a round, a group or a form gets when it asks for applications: never a test."""

    def get_queryset(self) -> Applications:
        rows: Applications = super().get_queryset()
        return rows.real()


class Application(Stateful):
    """One group's bid in one round. What code computes with stands in columns, what people read in the answers."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Handed in"
        INELIGIBLE = "ineligible", "Not eligible, not told yet"
        INELIGIBLE_TOLD = "ineligible_told", "Not eligible, told"
        IN_ASSESSMENT = "in_assessment", "Being assessed"
        DECIDED = "decided", "Decided, not announced"
        AWARDED = "awarded", "Awarded"
        RESERVE = "reserve", "On the reserve list"
        NOT_FUNDED = "not_funded", "Not funded this time"
        WITHDRAWN = "withdrawn", "Withdrawn"
        NOTE_IN = "note_in", "Short note handed in"
        INVITED = "invited", "Invited to apply in full"
        NOT_INVITED = "not_invited", "Not taken further"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.SUBMITTED, State.NOTE_IN, State.WITHDRAWN),
        State.NOTE_IN: (State.INVITED, State.NOT_INVITED, State.WITHDRAWN),
        State.NOT_INVITED: (State.INVITED,),
        State.INVITED: (State.SUBMITTED, State.WITHDRAWN),
        State.SUBMITTED: (State.IN_ASSESSMENT, State.INELIGIBLE, State.WITHDRAWN),
        State.IN_ASSESSMENT: (State.DECIDED, State.INELIGIBLE, State.WITHDRAWN),
        State.INELIGIBLE: (State.INELIGIBLE_TOLD, State.IN_ASSESSMENT, State.WITHDRAWN),
        State.DECIDED: (State.IN_ASSESSMENT, State.AWARDED, State.RESERVE, State.NOT_FUNDED, State.WITHDRAWN),
        State.RESERVE: (State.AWARDED, State.NOT_FUNDED, State.WITHDRAWN),
        State.NOT_FUNDED: (State.RESERVE,),  # after an appeal that was upheld
    }
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {
        State.DRAFT: "Not handed in yet",
        State.INELIGIBLE: "Handed in",
        State.INELIGIBLE_TOLD: "Not one we can fund",
        State.IN_ASSESSMENT: "Being read",
        State.DECIDED: "Being read",
        State.AWARDED: "Funded",
        State.RESERVE: "On the reserve list",
    }
    WRITTEN = (State.DRAFT, State.INVITED)  # while its group writes
    NOTE = (State.DRAFT, State.NOTE_IN, State.NOT_INVITED)  # where the round has two stages: all there is, is a note
    NOT_WHOLE = (State.DRAFT, State.NOTE_IN, State.INVITED, State.NOT_INVITED)
    TOLD = (State.AWARDED, State.RESERVE, State.NOT_FUNDED, State.INELIGIBLE_TOLD, State.NOT_INVITED)
    TRIED = (State.SUBMITTED, State.NOTE_IN, State.INVITED, State.NOT_INVITED, State.WITHDRAWN)  # in a test

    round = models.ForeignKey("fund.Round", models.PROTECT, related_name="applications")
    organisation = models.ForeignKey("fund.Organisation", models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=24, unique=True)
    title = models.CharField("name of the project", max_length=200, blank=True)
    summary = models.TextField("summary in plain words", blank=True)
    title_for_readers = models.CharField("name, as readers see it", max_length=200, blank=True)
    summary_for_readers = models.TextField("summary, as readers see it", blank=True)
    tier = models.ForeignKey("fund.Tier", models.PROTECT, null=True, blank=True, related_name="+")
    grant_type = models.ForeignKey("fund.GrantType", models.PROTECT, null=True, blank=True, related_name="+")
    priority = models.ForeignKey("fund.Priority", models.PROTECT, null=True, blank=True, related_name="+")
    months = models.PositiveSmallIntegerField("length in months", null=True, blank=True)
    amount = models.DecimalField("asked for, in pounds", max_digits=12, decimal_places=2, null=True, blank=True)
    areas = models.ManyToManyField("fund.CouncilArea", blank=True, related_name="+")
    conditions = models.ManyToManyField("fund.Term", blank=True, related_name="+")
    state = models.CharField(max_length=16, choices=State, default=State.DRAFT)
    started_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField("handed in at", null=True, blank=True)
    officer = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="cases")
    screened_at = models.DateTimeField("checked and found eligible", null=True, blank=True)
    is_test = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)

    # `objects` has all, for the pages on which one application is written; `round.applications` has no tests.
    objects = Applications.as_manager()
    real = RealApplications()
    history = audited()

    class Meta:
        ordering = ["-started_at", "-pk"]
        default_manager_name = "real"
        constraints = [
            models.UniqueConstraint(fields=["round", "is_test", "number"], name="one_application_a_number"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0), name="application_asks_for_money"
            ),
        ]
        indexes = [models.Index(fields=["round", "state", "submitted_at"], name="applications_of_a_round")]

    def __str__(self) -> str:
        return f"{self.reference} {self.title or 'Untitled'}"

    def can_move(self, to: str) -> bool:
        """A round of two stages takes a short note first. Of a test nobody assesses, decides or pays anything."""
        if self.state == self.State.DRAFT and to in {self.State.SUBMITTED, self.State.NOTE_IN}:
            return super().can_move(to) and to == self.handed_in_state
        return super().can_move(to) and (not self.is_test or to in self.TRIED)

    @property
    def title_read(self) -> str:
        """The name of the project as readers see it."""
        return self.title_for_readers or self.title

    @property
    def summary_read(self) -> str:
        """The summary as readers see it."""
        return self.summary_for_readers or self.summary

    @property
    def is_being_written(self) -> bool:
        """Say whether its group still writes it, as far as its own state goes."""
        return self.state in self.WRITTEN

    @property
    def is_note(self) -> bool:
        """Say whether it is a short note still, in a round that reads such notes first."""
        return self.state in self.NOTE and self.round.is_two_stage

    @property
    def handed_in_state(self) -> str:
        """What it becomes when it is handed in now."""
        return self.State.NOTE_IN if self.is_note else self.State.SUBMITTED

    @property
    def closes_at(self) -> "datetime | None":
        """The last moment in which what is written now can be handed in."""
        return self.round.closing(is_invited=not self.is_note)

    def was_advised_by(self, user: "User") -> bool:
        """Say whether this person advised the group on it: whoever advises does not judge."""
        return self._bonds(user)[0]

    def is_own_of(self, user: "User") -> bool:
        """Say whether this person belongs to its group."""
        return self._bonds(user)[1]

    def _bonds(self, user: "User") -> tuple[bool, bool]:
        """Whether somebody advised on it, and whether they belong to its group: one query for each row and person."""
        known: dict[int, tuple[bool, bool]] = self.__dict__.setdefault("_known_bonds", {})
        if user.pk not in known:
            advised = Application.objects.advised_by(user).filter(pk=OuterRef("pk"))
            own = Membership.objects.filter(user=user, organisation=OuterRef("organisation"))
            row = Application.objects.filter(pk=self.pk).values_list(Exists(advised), Exists(own))
            known[user.pk] = row.get()
        return known[user.pk]

    def kept_out(self) -> set[int]:
        """The keys of everybody who must not judge it: its own group's people, and whoever advised. Three queries."""
        advised = Application.objects.filter(pk=self.pk).values_list(
            "draft_reading__advice__written_by", "advice_notes__written_by"
        )
        group = self.organisation.advice_notes.filter(application=None).values_list("written_by", flat=True)
        own = self.organisation.memberships.values_list("user", flat=True)
        return {pk for pk in (*group, *own, *(each for row in advised for each in row)) if pk is not None}

    def takes_answers(self, at: "datetime | None" = None) -> bool:
        """Say whether its round takes answers now. A test can be written whether its round is open or not."""
        return self.is_test or self.round.takes_hand_ins(at, is_invited=not self.is_note)

    @property
    def sheets(self) -> "AnswerSheets":
        """The answers to what it is asked now: of a group that is invited, no longer the short note's."""
        rows: AnswerSheets = self.answers.all()
        return rows.newest_stage() if self.round.is_two_stage else rows

    @property
    def public_state(self) -> str:
        """The state in the applicant's words. What is ruled out and not told looks as it did before."""
        if self.state == self.State.INELIGIBLE and self.assessments.exists():
            return self.PUBLIC_WORDS[self.State.IN_ASSESSMENT]
        return super().public_state


class AnswerSheets(models.QuerySet["ApplicationAnswers"]):
    def for_assessors(self) -> "AnswerSheets":
        """The sections that assessors may read; the others, and short notes, are not even loaded."""
        return self.whole().filter(section__assessors_see_it=True)

    def for_panel(self) -> "AnswerSheets":
        """The sections that the panel may read: the project plan and the budget."""
        return self.whole().filter(section__panel_sees_it=True)

    def whole(self) -> "AnswerSheets":
        """The answers of whole applications, without short notes."""
        return self.filter(section__questionnaire__purpose=Questionnaire.Purpose.APPLICATION)

    def notes(self) -> "AnswerSheets":
        """The answers of short notes."""
        return self.filter(section__questionnaire__purpose=Questionnaire.Purpose.NOTE)

    def newest_stage(self) -> "AnswerSheets":
        """The whole application's where there is one, else the short note's."""
        whole = ApplicationAnswers.objects.whole().filter(application=OuterRef("application"))
        is_note = Q(section__questionnaire__purpose=Questionnaire.Purpose.NOTE)
        return self.exclude(is_note & Q(Exists(whole)))

    def handed_in(self) -> "AnswerSheets":
        """What the fund may read: of those who are invited and still write, the short note alone."""
        writing = Q(application__state=Application.State.INVITED)
        return self.exclude(writing & Q(section__questionnaire__purpose=Questionnaire.Purpose.APPLICATION))


class ApplicationAnswers(Answers):
    """An application's answers to one section."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="answers")

    objects = AnswerSheets.as_manager()
    history = audited()

    class Meta:
        verbose_name = "answers"
        verbose_name_plural = "answers"
        constraints = [models.UniqueConstraint(fields=["application", "section"], name="one_answer_sheet_a_section")]

    def __str__(self) -> str:
        return f"{self.application}: {self.section}"


class Documents(models.QuerySet["Document"]):
    def visible_to(self, user: "User") -> "Documents":
        """Who sees the application sees its papers; assessors and panel see the ones that their round shows them."""
        if not user.is_authenticated:
            return self.none()
        writing = Application.objects.own(user).values("pk")
        seen = Q(application__in=Application.objects.visible_to(user)) & (
            ~Q(application__state=Application.State.INVITED) | Q(application__in=writing)
        )
        in_play = ~Q(application__state__in=[*Application.NOT_WHOLE, Application.State.WITHDRAWN])
        shown = Q(rule__panel_sees_it=True, application__is_test=False) & in_play
        if user.has_role(*RUN_THE_FUND):
            seen |= Q(application__is_test=True)
        shown &= ~Q(application__in=Application.objects.advised_by(user).values("pk"))
        if user.has_role("assessor"):
            reading = Assessment.objects.filter(assessor=user, state__in=["started", "handed_in"])
            seen |= shown & Q(application__in=reading.values("application"))
        if user.has_role("panel"):
            free = Declaration.objects.filter(user=user, kind=Declaration.Kind.NONE)
            seen |= shown & Q(application__in=free.values("application"))
        return self.filter(seen)


class Document(models.Model):
    """A paper of an application, for one of the round's document rules or for a file question."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="documents")
    rule = models.ForeignKey("fund.DocumentRule", models.PROTECT, null=True, blank=True, related_name="+")
    question_code = models.SlugField(max_length=30, blank=True)
    file = models.OneToOneField("fund.StoredFile", models.CASCADE, related_name="document")
    added_at = models.DateTimeField(default=timezone.now)

    objects = Documents.as_manager()

    class Meta:
        ordering = ["rule__position", "added_at", "pk"]

    def __str__(self) -> str:
        return f"{self.application.reference}: {self.file}"

    @property
    def plain_name(self) -> str:
        """A file name that tells what the paper is and nothing of who sent it."""
        return (
            f"{self.application.reference} {self.rule or self.question_code}{PurePath(self.file.name).suffix.lower()}"
        )
