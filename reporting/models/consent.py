from django.db import models
from django.utils import timezone

from fund.kit.history import audited


class Channel(models.TextChoices):
    """The uses to which a teller says yes or no, one by one."""

    WEB = "web", "On the web"
    PRINT = "print", "In print and PDF"
    SLIDES = "slides", "On slides"
    EMAIL = "email", "In e-mails"
    SOCIAL = "social", "On social media"
    TRAINING = "training", "In training"
    OPEN_DATA = "open_data", "As open data"
    MODEL = "model", "Read by a language model"


class ConsentText(models.Model):
    """What a teller is told before saying yes, kept word for word. A changed text is another row."""

    number = models.PositiveSmallIntegerField(unique=True)
    words = models.TextField()
    sha256 = models.CharField("SHA-256 of the words", max_length=64, unique=True)
    first_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Consent text {self.number}"


class Agreement(models.Model):
    """A teller read one version of a story as it is published, and answered. Written once and never changed.

    `sha256` is of the words that the teller saw; `text` is what was said about the uses.
    """

    class How(models.TextChoices):
        LINK = "link", "By the person, through their own link"
        GROUP = "group", "With somebody of the group"

    class Helper(models.TextChoices):
        NOBODY = "", "Nobody"
        SUPPORTER = "supporter", "A supporter helped"
        GUARDIAN = "guardian", "A guardian or attorney says yes for the person"

    story = models.ForeignKey("reporting.Story", models.CASCADE, related_name="agreements")
    version = models.PositiveSmallIntegerField(default=1)
    sha256 = models.CharField("SHA-256 of the words", max_length=64, blank=True)
    text = models.ForeignKey(ConsentText, models.PROTECT, null=True, related_name="+")
    how = models.CharField(max_length=8, choices=How, default=How.GROUP)
    explained_by = models.CharField("who talked it through", max_length=120)
    helper_kind = models.CharField("who helped", max_length=10, choices=Helper, blank=True)
    helper = models.CharField("name of who helped", max_length=120, blank=True)
    is_under_16 = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_under_16=False) | models.Q(helper_kind="guardian"), name="a_child_has_a_guardian"
            ),
            models.CheckConstraint(
                condition=models.Q(helper_kind="") | ~models.Q(helper=""), name="who_helped_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story}: version {self.version}"


class Consent(models.Model):
    """One yes or no of the teller to one use of the story, until a day, with who explained it."""

    Channel = Channel

    story = models.ForeignKey("reporting.Story", models.CASCADE, related_name="consents")
    agreement = models.ForeignKey(Agreement, models.CASCADE, null=True, related_name="consents")
    channel = models.CharField(max_length=10, choices=Channel)
    is_given = models.BooleanField(default=False)
    until = models.DateField()
    explained_by = models.CharField("who talked it through", max_length=120)
    given_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["story", "channel"], name="one_consent_a_channel"),
            models.CheckConstraint(
                condition=models.Q(is_given=False) | models.Q(agreement__isnull=False), name="a_yes_is_to_some_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story}: {self.get_channel_display()} {'yes' if self.is_given else 'no'}"
