from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone

from applications.models import Grant
from fund.kit.history import audited
from fund.kit.states import Stateful
from fund.models import PersonalDetail
from reporting.models.consent import Channel, Consent
from reporting.models.report import Report
from reporting.models.story_parts import OtherPerson, StoryFile

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fund.models import User

IN_HOUSE = (Channel.SLIDES, Channel.EMAIL, Channel.TRAINING)  # these can be kept among people of projects


class Stories(models.QuerySet["Story"]):
    def visible_to(self, user: "User") -> "Stories":
        """Officers and learning editors see all; grantees see those of their own projects.

        What a person tells us by their own link the group sees only when the person has said yes, and not at all
        where the person wants the fund alone to read it.
        """
        if user.is_authenticated and user.has_role("manager", "officer", "learning"):
            return self
        return self._of(user).exclude(_unread(), is_by_link=True)

    def known_to(self, user: "User") -> "Stories":
        """Those of which somebody knows that they are there, also where the words are not for them: without words."""
        return self._of(user).defer(*Story.WORDS)

    def _of(self, user: "User") -> "Stories":
        if not user.is_authenticated:
            return self.none()
        if user.has_role("manager", "officer", "learning"):
            return self
        return self.filter(grant__organisation__memberships__user=user)

    def unread(self) -> "Stories":
        """Those that the group asked for and does not read: not told, without a yes, or told to the fund alone."""
        return self.filter(_unread(), is_by_link=True).exclude(state=Story.State.WITHDRAWN)

    def to_write_down(self) -> "Stories":
        """Those that were told by sound and have no words yet."""
        return self.filter(is_by_sound=True, good="").exclude(state=Story.State.WITHDRAWN)

    def for_channel(self, channel: str, on: date | None = None) -> "Stories":
        """The stories that may be shown on this channel on this day. Every page, paper, feed and index asks here.

        The teller has said yes to this use of these very words, and the yes lasts; whoever else is in the story
        agrees; no personal detail waits for somebody to decide on it; the teller wants such readers. What was told
        by sound has words only when somebody has written them down, and until then there is nothing to show.
        """
        if channel not in Channel.values:
            raise ValueError(f"Nobody knows a use called {channel}.")
        covered = Consent.objects.filter(
            story=models.OuterRef("pk"),
            agreement__version=models.OuterRef("version"),
            channel=channel,
            is_given=True,
            until__gte=on or timezone.localdate(),
            withdrawn_at__isnull=True,
        )
        unwilling = OtherPerson.objects.filter(story=models.OuterRef("pk"), has_agreed=False)
        readers = [Story.Audience.EVERYBODY, *([Story.Audience.NETWORK] if channel in IN_HOUSE else [])]
        return self.exclude(good="").filter(
            models.Exists(covered),
            ~models.Exists(unwilling),
            ~models.Exists(self._open_details()),
            state=Story.State.READY,
            has_named_others=True,
            audience__in=readers,
        )

    def for_any(self, *channels: str) -> "Stories":
        """The stories that may be shown today on at least one of these channels."""
        return reduce(or_, [self.for_channel(channel) for channel in channels])

    def of_teller(self, pk: int) -> "Stories":
        """The one story of whoever holds its private link, until it is withdrawn."""
        return self.filter(pk=pk).exclude(state=Story.State.WITHDRAWN)

    def hold(self, numbers: "Iterable[int | str]") -> None:
        """Hold these stories, so that nobody's yes ends before the transaction does. Always in the same order."""
        list(self.select_for_update(of=("self",), no_key=True).filter(pk__in=set(numbers)).order_by("pk"))

    def with_standing(self) -> "Stories":
        """Each with its open details, the unwilling in it, and the first day on which a yes ends. One query."""
        living = Consent.objects.filter(
            story=models.OuterRef("pk"),
            agreement__version=models.OuterRef("version"),
            is_given=True,
            withdrawn_at__isnull=True,
        )
        unwilling = OtherPerson.objects.filter(story=models.OuterRef("pk"), has_agreed=False)
        return self.annotate(
            open_details=_count(self._open_details(), "about_id"),
            unwilling=_count(unwilling, "story"),
            ends_on=models.Subquery(living.order_by("until").values("until")[:1]),
        )

    def ending_within(self, days: int, today: date) -> "Stories":
        """Ready stories with a yes whose last day comes within so many days."""
        last = today + timedelta(days=days)
        return self.with_standing().filter(state=Story.State.READY).filter(models.Q(ends_on__range=(today, last)))

    def _open_details(self) -> "models.QuerySet[PersonalDetail]":
        return PersonalDetail.objects.filter(
            about_type__app_label="reporting",
            about_type__model="story",
            about_id=models.OuterRef("pk"),
            state=PersonalDetail.State.OPEN,
        )


def _unread() -> models.Q:
    untold = models.Q(state__in=[Story.State.DRAFT, Story.State.TO_APPROVE])
    return untold | models.Q(audience=Story.Audience.FUND)


def _count(rows: "models.QuerySet", of: str) -> models.Func:
    counted = rows.order_by().values(of).annotate(number=models.Count("pk")).values("number")
    return models.functions.Coalesce(models.Subquery(counted), 0)


class Story(Stateful):
    """What somebody told about a project. `said_by` is what the teller wants to be called; nothing guesses it.

    `version` numbers the words as they are published; a yes is to one version, and the next one asks again.
    `is_by_sound` says that it came as a recording alone. `written_by` wrote down what is said in it; nobody, where
    the teller wrote or mended the words.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Being written"
        TO_APPROVE = "to_approve", "Waits for the teller’s yes"
        READY = "ready", "Ready"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class Voice(models.TextChoices):
        PERSON = "person", "A person who took part"
        CARER = "carer", "An unpaid carer"
        PEER = "peer", "A volunteer or peer"
        STAFF = "staff", "A member of staff"

    class Naming(models.TextChoices):
        OWN = "own", "By their own name"
        OTHER = "other", "By another name"
        ROLE = "role", "By what they are, such as “a carer in Fife”"
        NOBODY = "nobody", "Not at all"

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", "Everybody"
        NETWORK = "network", "People of other projects and the fund"
        FUND = "fund", "Only the people who run the fund"

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        State.DRAFT: (State.TO_APPROVE, State.READY, State.WITHDRAWN),
        State.TO_APPROVE: (State.READY, State.WITHDRAWN),
        State.READY: (State.TO_APPROVE, State.WITHDRAWN),
    }
    WORDS = ("title", "good", "hard")

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="stories")
    report = models.ForeignKey(Report, models.SET_NULL, null=True, blank=True, related_name="stories")
    title = models.CharField(max_length=120, blank=True)
    good = models.TextField("what went well", blank=True)
    hard = models.TextField("what was hard", blank=True)
    version = models.PositiveSmallIntegerField("version of the words", default=1)
    naming = models.CharField("how the person wants to be named", max_length=8, choices=Naming, default=Naming.OTHER)
    said_by = models.CharField("the name to show", max_length=80, blank=True)
    voice = models.CharField("whose voice it is", max_length=8, choices=Voice)
    audience = models.CharField("who may see it", max_length=10, choices=Audience, default=Audience.EVERYBODY)
    own_tags = models.JSONField("the teller’s own tags", default=list, blank=True)
    our_tags = models.JSONField("tags of the fund", default=list, blank=True)
    has_named_others = models.BooleanField("says who else is in it", default=False)
    is_by_link = models.BooleanField("told by the person alone", default=False)
    is_by_sound = models.BooleanField("told by sound", default=False)
    written_by = models.ForeignKey(
        "fund.User", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="who wrote it down"
    )
    teller_name = models.CharField("name of the person, for letters only", max_length=120, blank=True)
    teller_email = models.EmailField("address of the person, for letters only", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    told_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)

    details = GenericRelation(PersonalDetail, "about_id", "about_type")

    objects = Stories.as_manager()
    history = audited()

    class Meta:
        ordering = ["-told_at", "-pk"]
        verbose_name_plural = "stories"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(naming="nobody") | models.Q(said_by=""), name="nobody_has_no_name"
            ),
        ]

    def __str__(self) -> str:
        if self.state == Story.State.WITHDRAWN:
            return "A withdrawn story"
        return self.title or ("A story told by sound" if self.is_by_sound else "A story that is not told yet")

    @property
    def has_words(self) -> bool:
        """Whether what went well is in words, and not in a recording alone."""
        return bool(self.good)

    @property
    def has_sound(self) -> bool:
        """Whether a recording came with it."""
        return any(one.kind == StoryFile.Kind.SOUND for one in self.files.all())

    @property
    def can_be_written_down(self) -> bool:
        """Whether it was told by sound, and its words are not there or not the teller’s own."""
        return self.is_by_sound and (not self.has_words or self.written_by_id is not None)

    @property
    def how_told(self) -> str:
        """That it was told by sound, and whether its words are written down; nothing where it was told in words."""
        if not self.is_by_sound:
            return ""
        return "told by sound and written down" if self.has_words else "told by sound: words not yet written down"

    @property
    def byline(self) -> str:
        """The name as the teller wants it, or that there is none."""
        return self.said_by or "Not named"

    @property
    def tags(self) -> list[str]:
        """The teller’s own tags; ours only where the teller gave none."""
        return self.own_tags or self.our_tags
