from django.db import models
from django.utils import timezone

from fund.kit.history import audited


class OtherPerson(models.Model):
    """Somebody else who is named or easy to know in a story, and whether they agree to be in it."""

    story = models.ForeignKey("reporting.Story", models.CASCADE, related_name="others")
    who = models.CharField(max_length=120)
    has_agreed = models.BooleanField(default=False)

    history = audited()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "other people"
        constraints = [models.UniqueConstraint(fields=["story", "who"], name="somebody_once_a_story")]

    def __str__(self) -> str:
        return self.who


class FileSetAside(models.Model):
    """A file that came with a story whose form had gaps. It waits a day for the next try, and nobody can open it."""

    whose = models.CharField("whose form it came with", max_length=60)
    key = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=8)
    file = models.OneToOneField("fund.StoredFile", models.CASCADE, related_name="set_aside")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "files set aside"

    def __str__(self) -> str:
        return str(self.file)


class StoryFile(models.Model):
    """A photo or a recording of a story. `words` say what is seen or heard, for those who cannot."""

    class Kind(models.TextChoices):
        PHOTO = "photo", "A photo"
        SOUND = "sound", "A recording"

    story = models.ForeignKey("reporting.Story", models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.OneToOneField("fund.StoredFile", models.PROTECT, related_name="of_story")
    words = models.TextField("what is seen or heard", blank=True)

    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["story", "kind"], name="one_file_a_kind")]

    def __str__(self) -> str:
        return f"{self.story}: {self.get_kind_display()}"
