from django.db import models
from django.utils import timezone

from applications.models import Grant


class ProjectVector(models.Model):
    """What the optional model of meaning makes of a project: numbers as little-endian floats of 32 bits.

    `sha256` is of the text that was read, so that a changed project is read again.
    """

    grant = models.OneToOneField(Grant, models.CASCADE, related_name="vector")
    model = models.CharField(max_length=80)
    sha256 = models.CharField("SHA-256 of the text", max_length=64)
    vector = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.model} of {self.grant_id}"
