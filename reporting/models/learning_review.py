from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from reporting.models.learning import LearningSummary, Statement

if TYPE_CHECKING:
    from fund.models import User


class ProjectReviews(models.QuerySet["ProjectReview"]):
    def own(self, user: "User") -> "ProjectReviews":
        """Those of the projects of this person’s groups."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(grant__in=Grant.objects.own(user))

    def running(self) -> "ProjectReviews":
        """Those that still wait for a project, and whose last day has not passed."""
        open_until = models.Q(summary__check_until__gte=timezone.localdate())
        return self.filter(open_until, answer="", summary__state=LearningSummary.State.REVIEW)


class ProjectReview(models.Model):
    """A project is asked whether a draft tells its learning rightly, and whether its own words may stand in it.

    `seen` holds the numbers of the statements that stood before it when it answered. To stay silent is no yes.
    """

    class Answer(models.TextChoices):
        RIGHT = "right", "It is right"
        CHANGE = "change", "Change this"
        OUT = "out", "Take our words out"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="project_reviews")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="learning_reviews")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=6, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")
    seen = models.JSONField("statements that it saw", default=list, blank=True)

    objects = ProjectReviews.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["summary", "grant"], name="a_project_reviews_a_summary_once")]

    def __str__(self) -> str:
        return f"{self.grant.title or self.grant.reference}: {self.summary}"

    @property
    def project(self) -> str:
        return self.grant.title or self.grant.reference


class ReviewComment(models.Model):
    """What a project wants changed in one statement, and what the fund answered."""

    review = models.ForeignKey(ProjectReview, models.CASCADE, related_name="comments")
    statement = models.ForeignKey(Statement, models.CASCADE, related_name="comments")
    words = models.TextField()
    said_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField("what the fund answered", blank=True)
    replied_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, blank=True, related_name="+")

    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["review", "statement"], name="one_comment_a_statement"),
            models.CheckConstraint(condition=~models.Q(words=""), name="a_review_comment_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.review.project}: {self.words[:60]}"


class LivedReviews(models.QuerySet["LivedReview"]):
    def own(self, user: "User") -> "LivedReviews":
        """Those that this person was asked for. Whoever scores bids sees none: a draft tells what did not work."""
        if not user.is_authenticated or user.has_role("assessor", "panel"):
            return self.none()
        return self.filter(reviewer=user)


class LivedReview(models.Model):
    """A person who lives with a condition, or cares for somebody who does, is asked whether a draft may go out."""

    class Answer(models.TextChoices):
        YES = "yes", "Yes, this can be published"
        NOT_YET = "not_yet", "Not yet, something has to change"

    summary = models.ForeignKey(LearningSummary, models.CASCADE, related_name="lived_reviews")
    reviewer = models.ForeignKey("fund.User", models.CASCADE, related_name="+")
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    words = models.TextField("what they say", blank=True)
    is_named = models.BooleanField("may be named on the page", default=False)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = LivedReviews.as_manager()
    history = audited()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(answer="not_yet", words=""), name="not_yet_says_why")]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.summary}"
