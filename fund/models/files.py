import uuid

from django.db import models
from django.utils import timezone


def _place(stored: "StoredFile", name: str) -> str:
    return f"{stored.pk.hex[:2]}/{stored.pk.hex}"


class StoredFile(models.Model):
    """A file somebody sent, kept privately under a generated name.

    Whoever wants it must be able to see the row that it hangs from; the file itself has no address.
    """

    class Check(models.TextChoices):
        WAITING = "waiting", "Waiting for the scan"
        CLEAN = "clean", "Clean"
        QUARANTINED = "quarantined", "Held back"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    content = models.FileField(upload_to=_place, max_length=120)
    name = models.CharField("name as sent", max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField(max_length=64)
    check_state = models.CharField(max_length=12, choices=Check, default=Check.CLEAN)
    sent_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "file"

    def __str__(self) -> str:
        return self.name
