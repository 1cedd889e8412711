"""The gate before a summary: what may give somebody away in its words waits until a person has settled it."""

from django.db import transaction

from fund.models import PersonalDetail, User
from fund.privacy import gate
from reporting.learning.locking import hold
from reporting.models import LearningSummary, Source, Statement

REASON, TEST = "reason ", "test "
PARTS = ("title", "one_line", "for_whom", "limits")


def texts_of(summary: LearningSummary) -> dict[str, str]:
    """The words of a summary by the name of their place. Stories have their own gate, where their tellers decide.

    The title of a test of a change stands beside what it found, so it is looked through as well.
    """
    statements = list(summary.statements.filter(is_dropped=False).exclude(kind=Statement.Kind.STORY))
    said = {f"statement {statement.pk}": statement.words for statement in statements}
    reasons = {f"{REASON}{one.pk}": one.why_regraded for one in statements if one.why_regraded}
    titles = Source.objects.filter(statement__in=statements, test__isnull=False).order_by("-pk")
    tests = {f"{TEST}{pk}": title for pk, title in titles.values_list("statement", "test__title")}
    return {part: getattr(summary, part) for part in PARTS} | said | reasons | tests


def look_through(summary: LearningSummary, *, by: User | None) -> int:
    """Look through a summary; how many finds wait for somebody."""
    return gate.look(summary, texts_of(summary), by=by)


def statement_of(detail: PersonalDetail) -> int | None:
    """The key of the statement in or beside which a detail stands; None in the title and so on."""
    kind, _, pk = detail.field.partition(" ")
    return int(pk) if kind in {"statement", REASON.strip(), TEST.strip()} else None


@transaction.atomic
def let_stand(summary: LearningSummary, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    hold(summary)
    gate.agree_to(detail, by=by)
