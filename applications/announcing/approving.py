"""The funder’s approval: the decided list frozen as a paper, and whether what was approved is still what is decided."""

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from applications.announcing.waiting import decided_in, undecided_in
from applications.models import AwardPaper, Decision
from fund import files
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User
from fund.templatetags.words import day

Content = dict[str, list[dict[str, Any]]]


def content_of(round_: Round) -> Content:
    """The decided list as it stands now: the awards by reference, and what else was decided. One query."""
    awards, others = [], []
    for application in decided_in(round_).order_by("reference"):
        decision = application.decision
        line = {
            "reference": application.reference,
            "group": application.organisation.name,
            "project": application.title,
            "outcome": decision.outcome,
            "decided_at": decision.decided_at.isoformat(),
        }
        if decision.outcome == Decision.Outcome.AWARD:
            awards.append(line | {"amount": f"{decision.amount:.2f}", "conditions": decision.conditions})
        else:
            others.append(line)
    return {"awards": awards, "others": others}


def digest(content: Content) -> str:
    """SHA-256 of a list, its keys in order and nothing between them, in UTF-8."""
    return sha256(json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """The newest paper of a round, whether it still holds, and what is no longer as it says, by reference."""

    paper: AwardPaper | None
    changed: list[str]

    @property
    def holds(self) -> bool:
        return self.paper is not None and not self.changed

    @property
    def is_approved(self) -> bool:
        return self.holds and self.paper is not None and self.paper.approved_on is not None


def standing(round_: Round) -> Standing:
    """Where the approval of a round stands. Two queries."""
    paper = round_.award_papers.select_related("file", "recorded_by", "made_by").first()
    return Standing(paper, changed_since(paper, content_of(round_)) if paper else [])


def changed_since(paper: AwardPaper, now: Content) -> list[str]:
    """The references of the bids that were decided anew, put in or taken out since this paper was made."""
    then = {line["reference"]: line for lines in paper.content.values() for line in lines}
    today = {line["reference"]: line for lines in now.values() for line in lines}
    return sorted(each for each in then.keys() | today.keys() if then.get(each) != today.get(each))


@transaction.atomic
def freeze(round_: Round, *, by: User) -> AwardPaper:
    """Keep the decided list as a paper. The same list makes no second paper."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    if not held.is_rolling and (waiting := list(undecided_in(held).values_list("reference", flat=True))):
        raise Refused(f"Decide these first: {', '.join(waiting)}.")
    content = content_of(held)
    if not content["awards"] and not content["others"]:
        raise Refused("Nothing is decided, so there is nothing to approve.")
    mark, newest = digest(content), held.award_papers.first()
    if newest and newest.sha256 == mark:
        return newest
    total = sum((Decimal(line["amount"]) for line in content["awards"]), Decimal(0))
    paper = AwardPaper(round=held, content=content, total=total, sha256=mark, made_by=by)
    history.save(paper, by=by)
    return paper


@transaction.atomic
def approve(
    paper: AwardPaper, *, approved_by: str, approved_on: date, file: UploadedFile | None = None, by: User
) -> None:
    """Record who approved a paper and on which day, with what they sent where there is something."""
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.round_id)
    fresh = AwardPaper.objects.select_for_update(of=("self",), no_key=True).get(pk=paper.pk)
    if not approved_by.strip():
        raise Refused("Say who approved it.")
    if approved_on > timezone.localdate():
        raise Refused("Choose a day that has come.")
    see_that_it_waits(fresh, standing(held))
    fresh.approved_by, fresh.approved_on = approved_by.strip(), approved_on
    fresh.recorded_by, fresh.recorded_at = by, timezone.now()
    if file is not None:
        fresh.file = files.keep(file, by=by)
    history.save(fresh, by=by, reason="Approval recorded")


def see_that_it_waits(paper: AwardPaper, now: Standing) -> None:
    """Stop where nobody's approval of this paper is waited for. Raises Refused, with the reason."""
    if paper.approved_on is not None:
        raise Refused(f"This was approved on {day(paper.approved_on)} already.")
    if now.paper != paper or now.changed:
        raise Refused("Decisions have changed since this paper was made. Make it anew, and ask for approval of that.")


def what_is_missing(round_: Round) -> str:
    """Say why a round that asks for approval cannot be announced yet; nothing where it can."""
    if not round_.needs_approval:
        return ""
    now, who = standing(round_), round_.approver or "the funder"
    if now.is_approved:
        return ""
    if now.paper is None:
        return f"This round needs the approval of {who}. Make the list of awards and send it to them."
    if now.changed:
        lost = "The approval no longer holds" if now.paper.approved_on else "The list of awards is out of date"
        return f"{lost}, because these changed after it: {', '.join(now.changed)}. Make the list anew."
    return f"This round needs the approval of {who}. Record it when you have it."
