from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """A letter to one person, written in the transaction of the fact that it tells.

    SENDING that stays means that nobody can know whether it went: an officer decides, so that nobody is told twice.
    A secret letter (a sign-in code) is never shown and loses its words when it is sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        PARKED = "parked", "Could not be sent"

    key = models.CharField(max_length=150, unique=True)
    kind = models.CharField(max_length=50)
    to = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="letters")
    address = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    is_secret = models.BooleanField(default=False)
    reply_to = models.EmailField("where an answer goes", blank=True)
    about_type = models.ForeignKey(ContentType, models.SET_NULL, null=True, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True)
    about = GenericForeignKey("about_type", "about_id")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    written_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="letters_by_what_waits"),
            models.Index(fields=["about_type", "about_id"], name="letters_by_what_about"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} ({self.address})"
