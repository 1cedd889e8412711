"""What one person sees of a meeting, and how their screen knows that there is something new."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery

from applications import assessing, drawing, scenarios
from applications.models import AgendaItem, Application, Assessment, Declaration, Meeting
from applications.on_table import room_of
from applications.ranking import Money, money
from fund.kit.states import Refused
from fund.models import Membership, User

CLOSED, UNSAID, OPEN = "closed", "unsaid", "open"


def standing_of(user: User, application: Application) -> str:
    """Whether a bid is open to somebody at a meeting, closed to them, or waits for their word on ties.

    Whoever runs the fund and sits on no panel looks after the meeting and judges nothing: it is open to them, unless
    they have ties to it or belong to its group.
    """
    return _standing(user, application.pk)[0]


def _standing(user: User, application: int) -> tuple[str, bool]:
    """All that can open or close a bid for somebody, and whether their own scores are awaited, in one query."""
    said = Declaration.objects.filter(application=OuterRef("pk"), user=user).values("kind")[:1]
    own = Membership.objects.filter(organisation=OuterRef("organisation"), user=user)
    advised = Application.objects.advised_by(user).filter(pk=OuterRef("pk"))
    owed = Assessment.objects.owed_by(user).filter(application=OuterRef("pk"))
    facts = (Subquery(said), Exists(own), Exists(advised), Exists(owed))
    kind, is_own, has_advised, owes = Application.objects.filter(pk=application).values_list(*facts).get()
    judges = assessing.sits_on_panel(user)
    if is_own or kind not in {None, Declaration.Kind.NONE} or (judges and has_advised):
        return CLOSED, False
    if judges and kind is None:
        return UNSAID, False
    return OPEN, owes


@dataclass
class Screen:
    """One screen: the item on the table, as far as it is open to this person, and the money line."""

    meeting: Meeting
    item: AgendaItem | None
    standing: str
    token: str
    money: Money | None
    assessments: list[Assessment] = field(default_factory=list)
    reading: Any = ()
    free: int = 0
    tied: list[User] = field(default_factory=list)
    unsaid: list[User] = field(default_factory=list)
    seen: dict[str, Any] = field(default_factory=dict)
    owed: Assessment | None = None  # their own reading of it, where it is not in yet: then no marks are shown

    @property
    def application(self) -> Application | None:
        """The bid on the table, where this person may see it."""
        return self.item.application if self.item and self.standing == OPEN else None

    @property
    def has_quorum(self) -> bool:
        return self.free >= self.meeting.quorum


def token_of(meeting: Meeting, user: User) -> str:
    """What a screen shows, in a few letters: it changes when something on this person's screen would.

    Two queries at most: it is asked every two seconds by every screen.
    """
    item = meeting.on_table
    has_bid = item is not None and item.application_id is not None
    return _token(meeting, *(_standing(user, item.application_id) if has_bid else ("", False)))  # type: ignore[union-attr, arg-type]


def _token(meeting: Meeting, standing: str, owes: bool) -> str:
    """Whoever is being asked about ties is filling in a form: what others do meanwhile must not wipe it."""
    revision = "asked" if standing == UNSAID else meeting.revision
    return f"{revision}-{meeting.on_table_id or 0}-{standing}-{meeting.state}{'-owes' if owes else ''}"


def see_that_it_is_open(user: User, application: Application) -> None:
    """Stop at a meeting whoever has ties to a bid or has not said yet. Raises Refused, with the reason."""
    standing = standing_of(user, application)
    if standing == CLOSED:
        raise Refused("You have ties to this bid, so somebody else does that.")
    if standing == UNSAID:
        raise Refused(f"Say first whether you have ties to {application.reference}. Then it opens for you.")


def screen_of(meeting: Meeting, user: User) -> Screen:
    """What this person sees now: of a bid that is closed to them, nothing but that it is closed."""
    item = meeting.on_table
    if item is None or item.application_id is None:
        return Screen(meeting, item, OPEN, _token(meeting, "", False), money_for(meeting, user))
    standing, owes = _standing(user, item.application_id)
    bids = Application.objects.filter(pk=item.application_id).with_scores()
    bids = bids.select_related("round", "tier", "grant_type", "priority")
    item.application, item.meeting = assessing.for_readers(bids).prefetch_related("decision").get(), meeting
    room = room_of(item)
    screen = Screen(
        meeting,
        item,
        standing,
        _token(meeting, standing, owes),
        money_for(meeting, user),
        free=len(room.free),
        tied=room.tied,
        unsaid=room.unsaid,
    )
    if owes:
        screen.owed = assessing.owed_on(user, item.application)
    elif screen.standing == OPEN:
        given = item.application.assessments.numbered()
        screen.assessments = list(given.with_words().defer("assessor", "assigned_by"))
        screen.seen = scenarios.seen_of(meeting.round, item.application.pk) | drawing.place_of(item.application.pk)
    return screen


def money_for(meeting: Meeting, user: User) -> Money | None:
    """The money line; none for whoever has ties to a bid of the round that is not announced: it would tell the sum."""
    return None if assessing.are_sums_withheld(user, meeting.round) else money(meeting.round)


def agenda_for(meeting: Meeting, user: User) -> list[tuple[AgendaItem, str]]:
    """The agenda, each item with whether it is open to this person. A bid that is not keeps its place."""
    named = Prefetch("application", assessing.for_readers(Application.objects.all()).prefetch_related("decision"))
    items = list(meeting.agenda.prefetch_related(named))
    kept = assessing.withheld(user, meeting.round)
    return [(item, _standing_in(kept, item.application_id)) for item in items]


def _standing_in(kept: assessing.Withheld, application: int | None) -> str:
    if application is None:
        return OPEN
    return CLOSED if application in kept.closed else UNSAID if kept.is_unsaid(application) else OPEN
