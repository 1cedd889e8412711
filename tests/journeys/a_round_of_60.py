"""A round of 60 bids and 12 members, and what each of its people does, from sharing out to the last decision.

Four members know the conditions from their own life, one has no screen and does all of it on paper, and one has ties
to five of the groups.
"""

import random
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications.models import Application, Assessment, Decision, Declaration, Meeting, Pack, ReturnCode
from fund import readers
from fund.models import MoneySource, ReaderProfile, Role, User
from tests import factories

Door = Callable[[User | None], Client]
BIDS, MEMBERS, LIVED, TIED, MONEY = 60, 12, 4, 5, 400_000
WORDS = "Clear, and shown with examples."


class Round60:
    """The round, its people and their browsers."""

    def __init__(self, door: Door, olive: User, morag: User) -> None:
        self.round = factories.make_round(closes_at=timezone.now() - timedelta(days=1), assessments_wanted=3)
        MoneySource.objects.filter(round=self.round).update(amount=MONEY)
        self.criteria = list(self.round.criteria.all())
        chance = random.Random(60)
        self.worth: dict[int, int] = {}
        for number in range(1, BIDS + 1):
            bid = factories.make_application(
                self.round, state="submitted", title=f"Project {number}", amount=chance.randrange(6, 16) * 1000
            )
            factories.make_member(bid.organisation, f"Lead {number}", "lead")
            self.worth[bid.pk] = chance.randrange(1, 5)
        self.members = [self._member(number) for number in range(1, MEMBERS + 1)]
        self.on_paper, self.tied = self.members[-1], self.members[0]
        self.ties: set[int] = set()
        self.browsers = {member.pk: door(member) for member in self.members if member != self.on_paper}
        self.olive, self.morag = door(olive), door(morag)
        self.officer, self.manager = olive, morag

    def _member(self, number: int) -> User:
        member = factories.make_person(f"Member {number}", "assessor", email=f"member{number}@example.org")
        Role.objects.create(user=member, fund=self.round.fund, kind="panel")
        is_lived = number <= LIVED
        ReaderProfile.objects.create(user=member, experience="lived" if is_lived else "professional")
        readers.agree(by=member)
        return member

    def at(self, name: str, *args: object) -> str:
        return reverse(f"applications:{name}", args=args or [self.round.slug])

    # What the people do -----------------------------------------------------------------------------------------------

    def share_out(self) -> None:
        """The officer looks at who would read what, and gives it."""
        page = self.olive.get(self.at("share-out"), {"lived": "1"})
        seen = page.context["seen"]
        answer = self.olive.post(self.at("share-out"), {"lived": "1", "seen": seen})
        assert answer.status_code == 302, unescape(answer.content.decode())[:3000]

    def give_the_tied_ones(self) -> None:
        """One of five bids came to the member tied to them; the officer, who knows of no tie, gives the other four."""
        theirs = Assessment.objects.filter(assessor=self.tied).order_by("pk").values_list("application", flat=True)
        others = Application.objects.exclude(pk__in=theirs).order_by("pk").values_list("pk", flat=True)
        self.ties = {theirs[0], *others[: TIED - 1]}
        for bid in sorted(self.ties - set(theirs)):
            answer = self.olive.post(self.at("assign", bid), {"assessors": [self.tied.pk]})
            assert answer.status_code == 302, unescape(answer.content.decode())[:3000]

    def declare_all(self) -> None:
        """Each member says at the gate whether they have ties; the one with five says so. One says it on paper."""
        self._ties_on_paper()
        for row in Assessment.objects.filter(state="assigned").select_related("assessor"):
            has_ties = row.assessor == self.tied and row.application_id in self.ties
            kind = "work" if has_ties else "none"
            browser = self.browsers[row.assessor_id]
            assert browser.get(self.at("assessment", row.pk)).status_code == 200
            assert browser.post(self.at("declare", row.pk), {"kind": kind}).status_code == 302

    def _ties_on_paper(self) -> None:
        """The officer prints the sheet of ties, and types in what was ticked."""
        rows = Assessment.objects.filter(state="assigned", assessor=self.on_paper)
        if not rows:
            return
        sheet = self.olive.get(self.at("ties-sheet-for", self.on_paper.pk, "large"))
        assert sheet["Content-Type"] == "application/pdf"
        sent = {f"ties-kind_{row.application_id}": "none" for row in rows}
        assert self.olive.post(self.at("paper-for", self.on_paper.pk), sent).status_code == 302

    def post_the_pack(self, work: Callable[[], None]) -> Pack:
        """The bids of the member without a screen, in large print, as the officer prints them."""
        address = self.at("make-pack-for", self.on_paper.pk)
        assert self.olive.post(address, {"large": "yes"}).status_code == 302
        work()
        pack = Pack.objects.get(reader=self.on_paper)
        assert self.olive.get(self.at("pack-for", pack.pk)).status_code == 200
        return pack

    def scores(self, row: Assessment) -> dict[str, str]:
        """What this reader gives: about what the bid is worth; every fifth knows too little of one criterion."""
        base = self.worth[row.application_id] + (row.assessor_id % 2)
        given: dict[str, str] = {"overall": "", "confidence": "2", "version": "0", "page": "a1"}
        for place, criterion in enumerate(self.criteria):
            knows_little = place == 2 and row.pk % 5 == 0
            given[f"score_{criterion.pk}"] = "unknown" if knows_little else str(min(base, 5))
            given[f"strong_{criterion.pk}"] = "" if knows_little else WORDS
        return given

    def score_all(self) -> None:
        for row in Assessment.objects.filter(state="started").select_related("assessor"):
            if row.assessor == self.on_paper:
                self._on_paper(row)
            else:
                answer = self.browsers[row.assessor_id].post(self.at("hand-in-assessment", row.pk), self.scores(row))
                assert answer.status_code == 302, unescape(answer.content.decode())[:3000]

    def _on_paper(self, row: Assessment) -> None:
        """The member fills in the sheet of the pack with a pen, and the officer types it in by its return codes."""
        codes = ReturnCode.objects.filter(assessment=row, kind="paper").order_by("page").values_list("code", flat=True)
        answer = self.olive.post(self.at("type-sheet", "-".join(codes)), {**self.scores(row), "hand_in": "yes"})
        assert answer.status_code == 302, unescape(answer.content.decode())[:3000]

    def plan_meeting(self) -> Meeting:
        day = f"{timezone.localdate() + timedelta(days=7):%d/%m/%Y}"
        sent: dict[str, Any] = {"name": "The panel", "day": day, "time": "10am", "place": "Room 2"}
        sent |= {"chair": self.officer.pk, "members": [member.pk for member in self.members[:6]]}
        answer = self.olive.post(self.at("plan-meeting"), sent | {"quorum": "4", "minutes_each": "5"})
        assert answer.status_code == 302
        return Meeting.objects.get()

    def begin(self, meeting: Meeting) -> None:
        self.olive.post(self.at("begin-meeting", meeting.pk))

    def come(self, meeting: Meeting, *, but: User | None = None) -> None:
        """The six members of the panel say that they are here."""
        for member in self.members[:6]:
            if member != but:
                self.browsers[member.pk].post(self.at("come", meeting.pk, member.pk))

    def say_ties(self, meeting: Meeting, bid: Application, *, but: User | None = None) -> None:
        """The members who have not said yet whether they have ties to the bid on the table."""
        said = set(Declaration.objects.filter(application=bid).values_list("user", flat=True))
        for member in self.members[:6]:
            if member != but and member.pk not in said:
                kind = "work" if member == self.tied and bid.pk in self.ties else "none"
                sent = {"kind": kind, "meeting": str(meeting.pk)}
                self.browsers[member.pk].post(self.at("panel-declare", bid.pk), sent)

    def decide_all(self, meeting: Meeting) -> None:
        """Bid after bid: members say whether they have ties, then the chair records what is decided."""
        left = MONEY
        for item in meeting.agenda.select_related("application__decision"):
            bid = item.application
            assert bid is not None
            if hasattr(bid, "decision"):
                left -= int(bid.decision.amount or 0)
                continue
            self.olive.post(self.at("put-on-table", meeting.pk, item.pk))
            self.say_ties(meeting, bid)
            if bid.pk in self.ties:
                screen = unescape(self.browsers[self.tied.pk].get(self.at("meeting-now", meeting.pk)).content.decode())
                assert "This bid is closed for you" in screen and bid.title not in screen
            asked = int(bid.amount or 0)
            outcome = "award" if asked <= left else "reserve"
            if outcome == "reserve" and Decision.objects.filter(outcome="reserve").count() >= 5:
                outcome = "decline"
            if outcome == "reserve":
                self._cannot_be_awarded(meeting, item.pk, asked)
            left -= asked if outcome == "award" else 0
            sent = {"outcome": outcome, "amount": f"{asked:,}", "reason": WORDS, "conditions": ""}
            answer = self.olive.post(self.at("decide-here", meeting.pk, item.pk), sent)
            assert answer.status_code == 302, unescape(answer.content.decode())[:3000]

    def _cannot_be_awarded(self, meeting: Meeting, item: int, asked: int) -> None:
        sent = {"outcome": "award", "amount": str(asked), "reason": WORDS, "conditions": ""}
        answer = self.olive.post(self.at("decide-here", meeting.pk, item), sent)
        assert answer.status_code == 422 and "left of £400,000" in unescape(answer.content.decode())
