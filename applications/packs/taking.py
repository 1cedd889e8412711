"""Taking the scores of a spreadsheet: what would change is shown first, and nothing is written over unseen."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications import assessing, letters
from applications.assessing import Said
from applications.models import Application, Assessment, ReturnCode, SheetUpload
from applications.packs import boxes
from applications.packs.boxes import Box
from applications.packs.closed import see_that_they_may_bring, why_closed
from applications.packs.reading_back import MOST_BYTES, TOO_LARGE, Back, Given, read
from fund import files
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import moment

State = Assessment.State
KEEP, TAKE = "keep", "take"
AGAIN = "This very file was sent and saved on {}. Nothing is changed."
NOTHING_NEW = "Everything in this file is saved already. Nothing is changed."


@dataclass(frozen=True)
class Change:
    """One box in which the file says something else than what is kept."""

    name: str
    label: str
    cell: str
    now: str
    new: str
    held: str
    must_choose: bool


@dataclass
class OfBid:
    """What a file would change in one bid, or why it cannot."""

    given: Given
    closed: str = ""
    changes: list[Change] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.given.assessment.application

    @property
    def to_choose(self) -> list[Change]:
        return [change for change in self.changes if change.must_choose]

    @property
    def reference(self) -> str:
        return self.application.reference


@dataclass
class Plan:
    """What a file would do."""

    bids: list[OfBid]
    faults: list[str]

    @property
    def closed(self) -> list[OfBid]:
        return [bid for bid in self.bids if bid.closed]

    @property
    def changed(self) -> list[OfBid]:
        return [bid for bid in self.bids if bid.changes and not bid.closed]

    @property
    def same(self) -> list[OfBid]:
        return [bid for bid in self.bids if not bid.changes and not bid.closed]

    @property
    def to_choose(self) -> list[Change]:
        return [change for bid in self.changed for change in bid.to_choose]

    @property
    def seen(self) -> str:
        """What a person is shown, as a hash: where it differs, something changed while they looked."""
        shown: list[Any] = [[bid.reference, bid.closed] for bid in self.bids]
        shown += [[change.name, change.now, change.new] for bid in self.changed for change in bid.changes]
        return hashlib.sha256(json.dumps(shown).encode()).hexdigest()


@transaction.atomic
def upload(uploaded: UploadedFile, *, by: User, reader: User | None = None) -> SheetUpload:
    """Take a file in and keep it as it came; nothing is saved yet. Raises Refused where it is no such file.

    Who brings the own scores is the `reader`; an officer brings those of whoever the codes belong to.

    The same file sent again, after all of it was saved, is refused with when that was.
    """
    whose = look_at(uploaded, by=by, reader=reader)
    mine = SheetUpload.objects.filter(reader=whose)
    for old in mine.filter(sent_by=by, saved_at=None).select_related("file"):
        stored = old.file
        old.delete()
        files.drop(stored)
    uploaded.seek(0)
    name = f"scores {timezone.localtime():%Y-%m-%d}.xlsx"
    return SheetUpload.objects.create(reader=whose, sent_by=by, file=files.keep(uploaded, by=by, name=name))


def look_at(uploaded: UploadedFile, *, by: User, reader: User | None = None) -> User:
    """See whose scores a file holds. Raises Refused where it cannot be taken at all."""
    if (uploaded.size or 0) > MOST_BYTES:
        raise Refused(TOO_LARGE)
    uploaded.seek(0)
    content = b"".join(uploaded.chunks())
    back = read(content, by=by)
    if not back.bids:
        raise Refused(f"No row of this file leads to a bid. {' '.join(back.faults[:3])}")
    whose = back.bids[0].assessment.assessor
    if reader is not None and whose != reader:
        raise Refused("The codes in this file belong to another reader.")
    if whose != by:
        see_that_they_may_bring([bid.assessment.application_id for bid in back.bids], reader=whose, by=by)
    same = SheetUpload.objects.filter(reader=whose, file__sha256=hashlib.sha256(content).hexdigest())
    before = same.filter(saved_at__isnull=False, left_out=[]).first()
    if before is not None:
        raise Refused(AGAIN.format(moment(before.saved_at)))
    return whose


def plan_of(row: SheetUpload, *, by: User) -> Plan:
    """What a file would do now."""
    with files.read(row.file, by=by) as content:
        back = read(content.read(), by=by)
    return plan(back)


def plan(back: Back) -> Plan:
    bids = [_of_bid(given) for given in back.bids]
    return Plan(sorted(bids, key=lambda bid: bid.reference), back.faults)


def _of_bid(given: Given) -> OfBid:
    assessment = given.assessment
    now = boxes.now_in(assessment)
    kept, was = boxes.hashes(now), given.code.was
    new = boxes.hashes(given.held)
    changes = []
    for box in boxes.boxes_of(assessment.application.round):
        key = box.key
        if key not in given.held or new[key] in (kept[key], was.get(key)):
            continue  # it says what is kept, or what stood there when the file was made
        changes.append(_change(given, box, now[key], must_choose=kept[key] != was.get(key)))
    closed = why_closed(assessment)
    if closed and assessment.state == State.HANDED_IN and not changes:
        closed = ""  # it was handed in just so
    return OfBid(given, closed, [] if closed else changes)


def _change(given: Given, box: Box, now: str, *, must_choose: bool) -> Change:
    round_, held = given.assessment.application.round, given.held[box.key]
    return Change(
        name=f"{given.code.code}:{box.key}",
        label=box.label,
        cell=given.cells[box.key],
        now=boxes.said(round_, box, now),
        new=boxes.said(round_, box, held),
        held=held,
        must_choose=must_choose,
    )


# Saving --------------------------------------------------------------------------------------------------------------


@transaction.atomic
def save(
    row: SheetUpload, *, by: User, seen: str, choices: Mapping[str, str], goes_on: bool, hands_in: bool
) -> tuple[list[str], list[str]]:
    """Save what a file says, as it was shown (`seen`), and hand in what is whole if `hands_in`.

    `choices` says of each box that was changed on the screen meanwhile whether to keep that or to take the file’s.
    Bids that are closed are left out, if the person `goes_on` without them. The references of what was saved and of
    what was handed in. Raises Refused where something changed since, or something is still to be chosen.
    """
    held = SheetUpload.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if held.saved_at:
        raise Refused(AGAIN.format(moment(held.saved_at)))
    first = plan_of(row, by=by)
    keys = [bid.application.pk for bid in first.bids]
    list(Application.objects.select_for_update(of=("self",), no_key=True).only("pk").filter(pk__in=keys).order_by("pk"))
    if row.reader != by:
        see_that_they_may_bring(keys, reader=row.reader, by=by)
    now = plan_of(row, by=by)  # again, now that nobody else can change it
    _see_that_it_can_be_saved(now, seen, choices, goes_on)
    for bid in now.changed:
        _save_bid(bid, choices, by=by)
    for bid in [*now.changed, *now.same]:  # the next version of the file is set against this one
        was = {**bid.given.code.was, **boxes.hashes(bid.given.held)}
        ReturnCode.objects.filter(pk=bid.given.code.pk).update(was=was)
    handed_in = [bid.reference for bid in now.bids if hands_in and not bid.closed and _hand_in(bid, by=by)]
    row.saved_at, row.left_out = timezone.now(), [bid.reference for bid in now.closed]
    row.save(update_fields=["saved_at", "left_out"])
    if by != row.reader:
        letters.scores_entered(row)
    return [bid.reference for bid in now.changed], handed_in


def _see_that_it_can_be_saved(now: Plan, seen: str, choices: Mapping[str, str], goes_on: bool) -> None:
    if now.faults:
        raise Refused("There are faults in this file. Mend them, save the file, and send it again.")
    if seen != now.seen:
        raise Refused("Something changed while you looked at this page. Look at it again, then save.")
    if now.closed and not goes_on:
        raise Refused("Some bids in this file are closed. Say whether to go on without them.")
    if any(choices.get(change.name) not in {KEEP, TAKE} for change in now.to_choose):
        raise Refused("Choose for each box that changed on the screen too which words count.")


def _save_bid(bid: OfBid, choices: Mapping[str, str], *, by: User) -> None:
    assessment = bid.given.assessment
    after = boxes.now_in(assessment)
    for change in bid.changes:
        if not change.must_choose or choices[change.name] == TAKE:
            after[change.name.partition(":")[2]] = change.held
    scores = {}
    for criterion in assessment.application.round.criteria.all():
        value, strong, stronger = (
            after.get(f"{criterion.code}:{what}", "") for what in ("score", "strong", "stronger")
        )
        unsure = value == boxes.UNSURE
        said = Said(Decimal(value) if value and not unsure else None, strong, stronger, abstains=unsure)
        if said != Said() or any(score.criterion_id == criterion.pk for score in assessment.scores.all()):
            scores[criterion.pk] = said
    facts: dict[str, Any] = {"overall": after[":overall"], "came_by": Assessment.CameBy.SHEET}
    facts["confidence"] = int(after[":confidence"]) if after[":confidence"] else None
    if by.pk != assessment.assessor_id:
        facts["entered_by"] = by
    assessing.save(assessment, by=by, scores=scores, **facts)


def _hand_in(bid: OfBid, *, by: User) -> bool:
    """Hand in what is whole; what is not stays a draft."""
    assessment = Assessment.objects.select_related("application__round").get(pk=bid.given.assessment.pk)
    if assessment.state != State.STARTED or not assessing.is_whole(assessment):
        return False
    assessing.hand_in(assessment, by=by)
    return True
