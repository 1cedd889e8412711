"""The gate before a summary: what may give somebody away in its words waits until a person has settled it."""

from django.db import transaction

from fund.models import PersonalDetail, User
from fund.privacy import gate
from reporting.learning.locking import hold
from reporting.models import LearningSummary, Statement

REASON = "reason "
PARTS = ("title", "one_line", "for_whom", "limits")


def texts_of(summary: LearningSummary) -> dict[str, str]:
    """The words of a summary by the name of their place. Stories have their own gate, where their tellers decide."""
    statements = list(summary.statements.filter(is_dropped=False).exclude(kind=Statement.Kind.STORY))
    said = {f"statement {statement.pk}": statement.words for statement in statements}
    reasons = {f"{REASON}{one.pk}": one.why_regraded for one in statements if one.why_regraded}
    return {part: getattr(summary, part) for part in PARTS} | said | reasons


def look_through(summary: LearningSummary, *, by: User | None) -> int:
    """Look through a summary; how many finds wait for somebody."""
    return gate.look(summary, texts_of(summary), by=by)


def statement_of(detail: PersonalDetail) -> int | None:
    """The key of the statement in which a detail stands, or in the reason of its grade; None in the title and so on."""
    kind, _, pk = detail.field.partition(" ")
    return int(pk) if kind in {"statement", REASON.strip()} else None


@transaction.atomic
def let_stand(summary: LearningSummary, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    hold(summary)
    gate.agree_to(detail, by=by)
