import uuid
from typing import ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from fund.kit.history import audited
from fund.models import PersonalDetail
from reporting.models.learning_event import EventInvitation, EventQuestion, LearningEvent


class EventTheme(models.Model):
    """One heading under which an event's cards were put by hand, and what the draft says there."""

    event = models.ForeignKey(LearningEvent, models.CASCADE, related_name="themes")
    name = models.CharField(max_length=120)
    term = models.ForeignKey("fund.Term", models.PROTECT, null=True, blank=True, related_name="+")
    position = models.PositiveSmallIntegerField()
    words = models.TextField("what the draft says", blank=True)

    history = audited()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="one_theme_a_name")]

    def __str__(self) -> str:
        return self.name


class EventCards(models.QuerySet["EventCard"]):
    def _open(self) -> "models.QuerySet[PersonalDetail]":
        about = ContentType.objects.get_for_model(EventCard)
        return PersonalDetail.objects.filter(about_type=about, about_id=OuterRef("pk"), state=PersonalDetail.State.OPEN)

    def with_standing(self) -> "EventCards":
        """Each with whether a person has still to look at what may give somebody away. One query."""
        return self.annotate(waits=Exists(self._open()))

    def waiting(self) -> "EventCards":
        """Cards in which a person has still to look at something."""
        return self.filter(Exists(self._open()), is_set_aside=False)

    def usable(self) -> "EventCards":
        """Cards with words that may stand in a text: not set aside, and no personal detail waits for a person."""
        return self.filter(~Exists(self._open()), is_set_aside=False).exclude(Q(words="") & Q(photo_words=""))


class EventCard(models.Model):
    """One thought from an event, of the event alone: a card that somebody wrote there, or words of the questionnaire.

    `key` names it for ever; `slot` says which question of a report it would answer.
    """

    class Kind(models.TextChoices):
        HELPED = "helped", "What helped"
        HINDERED = "hindered", "What got in the way"
        FOR_WHOM = "for_whom", "For whom, and for whom not"
        IDEA = "idea", "An idea"
        TOLD = "told", "From the questionnaire"

    class Slot(models.TextChoices):
        WORKED = "worked", "What worked"
        DID_NOT_WORK = "did_not_work", "What did not work"
        FOR_WHOM = "for_whom", "For whom, and who did not benefit"
        CIRCUMSTANCES = "circumstances", "What mattered around it"
        COST = "cost", "What it took"
        OTHERS_NEED = "others_need", "What others need"
        NEXT = "next", "What comes next"

    SLOTS: ClassVar[dict[str, str]] = {
        Kind.HELPED: Slot.WORKED,
        Kind.HINDERED: Slot.DID_NOT_WORK,
        Kind.FOR_WHOM: Slot.FOR_WHOM,
        Kind.IDEA: Slot.NEXT,
    }
    TEXTS = ("words", "photo_words")

    event = models.ForeignKey(LearningEvent, models.CASCADE, related_name="cards")
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("what kind of card it is", max_length=8, choices=Kind)
    slot = models.CharField("which question it answers", max_length=20, choices=Slot, blank=True)
    words = models.TextField(blank=True)
    photo = models.OneToOneField("fund.StoredFile", models.PROTECT, null=True, blank=True, related_name="of_card")
    photo_words = models.TextField("what is on the photo", blank=True)
    question = models.ForeignKey(EventQuestion, models.PROTECT, null=True, blank=True, related_name="+")
    theme = models.ForeignKey(EventTheme, models.SET_NULL, null=True, blank=True, related_name="cards")
    is_quoted = models.BooleanField("is quoted in the draft", default=False)
    is_set_aside = models.BooleanField("is not used", default=False)

    details = GenericRelation(PersonalDetail, "about_id", "about_type")

    objects = EventCards.as_manager()
    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | Q(photo__isnull=False), name="a_card_holds_something")
        ]

    def __str__(self) -> str:
        return self.said[:60] or "A photo of a card"

    @property
    def said(self) -> str:
        """Its words; of a card that was only photographed, those that an officer typed."""
        return self.words or self.photo_words


class EventText(models.Model):
    """The text of an event as projects were sent it to check, or as it is final. It never changes again.

    `text` holds the themes in order: heading, words, number of cards, and the cards that are quoted with their keys.
    """

    event = models.ForeignKey(LearningEvent, models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField()
    is_final = models.BooleanField(default=False)
    text = models.JSONField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="one_text_a_number"),
            models.UniqueConstraint(fields=["event"], condition=Q(is_final=True), name="one_final_text_an_event"),
        ]

    def __str__(self) -> str:
        return f"{self.event}: {'final text' if self.is_final else f'draft {self.number}'}"


class EventCheck(models.Model):
    """What one project that was there says to one draft, and what the fund answered."""

    class Verdict(models.TextChoices):
        RIGHT = "right", "It is right"
        REMARK = "remark", "It is right, and we have a remark"
        WRONG = "wrong", "Something in it is wrong"

    text = models.ForeignKey(EventText, models.CASCADE, related_name="checks")
    invitation = models.ForeignKey(EventInvitation, models.CASCADE, related_name="checks")
    verdict = models.CharField(max_length=6, choices=Verdict)
    words = models.TextField(blank=True)
    said_at = models.DateTimeField(default=timezone.now)
    reply = models.TextField("what the fund answered", blank=True)
    replied_by = models.ForeignKey("fund.User", models.SET_NULL, null=True, related_name="+")

    history = audited()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["text", "invitation"], name="a_project_checks_a_draft_once"),
            models.CheckConstraint(condition=Q(verdict="right") | ~Q(words=""), name="a_remark_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.text}: {self.invitation.grant.reference}"

    @property
    def waits(self) -> bool:
        """Say whether the fund has still to answer."""
        return self.verdict == self.Verdict.WRONG and not self.reply
