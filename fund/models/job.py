import uuid
from datetime import datetime, timedelta

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class Jobs(models.QuerySet["Job"]):
    def runnable(self, now: datetime) -> "Jobs":
        """Jobs that a worker may take at this moment: due, or left by a worker that died."""
        return self.filter(
            models.Q(state=Job.State.WAITING, not_before__lte=now)
            | models.Q(state=Job.State.RUNNING, locked_until__lt=now)
        )

    def parked(self) -> "Jobs":
        """Jobs that failed so often that a person must look."""
        return self.filter(state=Job.State.PARKED)


class Job(models.Model):
    """Work to be done in the background: written with the fact that needs it, done once."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        PARKED = "parked", "Needs a person"

    key = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    payload = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    about_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    is_urgent = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=0)
    token = models.UUIDField(default=uuid.uuid4, editable=False)
    error = models.TextField(blank=True)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    step_words = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    locked_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = Jobs.as_manager()

    settled = False

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "not_before"], name="jobs_by_what_waits")]

    def __str__(self) -> str:
        return f"{self.title} ({self.key})"

    def say(self, done: int, of: int, words: str = "") -> None:
        """Tell whoever looks how far the job is, at once, outside any transaction."""
        Job.objects.filter(pk=self.pk, token=self.token).update(done_steps=done, all_steps=of, step_words=words[:200])

    @property
    def percent(self) -> int:
        return (
            100 if self.state == self.State.DONE else (100 * self.done_steps // self.all_steps if self.all_steps else 0)
        )


class Pulse(models.Model):
    """When a worker last did its round: a proof that work is done, not only that a process lives."""

    name = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} at {self.at}"

    @property
    def is_fresh(self) -> bool:
        return abs(timezone.now() - self.at) < timedelta(minutes=3)  # one of the future is of a clock that stepped back
