"""What must hold before a round can fund an application: its own lines, or the fund's."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.text import slugify

from fund.kit import history
from fund.kit.states import Refused
from fund.models import EligibilityCriterion, Round, User

# From what the fund has published: who may apply, what is sent with a bid, and the sizes of grant.
USUAL = (
    (
        "third-sector",
        "The group is a third sector or community group, or a partnership led by one",
        "Look at its kind, its governing document and its charity or company number.",
    ),
    ("scotland", "The group works in Scotland, and the project happens here", "Look at the address and the places."),
    (
        "self-management",
        "The project helps people with long term conditions, or unpaid carers, to manage their own health",
        "Care or treatment alone is not enough.",
    ),
    ("in-time", "It was handed in on time, or the fund agreed to take it late", "Look at the time on the receipt."),
    (
        "plan",
        "The plan says what they will do, how, what will change and how they will know",
        "All four must be there. How good they are is for the assessors.",
    ),
    (
        "papers",
        "The papers fit the age of the group",
        "Two years or more: governing document and the last two sets of accounts. Under two years: governing "
        "document, bank statements, and budget plans or accounts.",
    ),
    (
        "statements",
        "Two people from outside the group support it",
        "They must know the project and have no part in running the group. Answer yes where the round asks for none.",
    ),
    ("size", "The sum and the length fit the size of grant that they chose", "Look at the budget and the months."),
)


def checklist_of(round_: Round) -> list[EligibilityCriterion]:
    """The lines to check for a round, in order. A round without its own lines uses the fund's, which are not rows."""
    own = list(round_.checklist.all())
    return own or [
        EligibilityCriterion(round=round_, code=code, words=words, guidance=guidance, position=position)
        for position, (code, words, guidance) in enumerate(USUAL)
    ]


@transaction.atomic
def write_checklist(round_: Round, lines: Iterable[tuple[str, str, str]], *, by: User) -> None:
    """Make these the round's lines, in this order: code (empty for a new one), words, guidance.

    What was found on applications keeps its own words. Without any line the round uses the fund's again.
    """
    held = Round.objects.select_for_update(of=("self",), no_key=True).get(pk=round_.pk)
    taken: set[str] = set()
    rows = []
    for position, (code, words, guidance) in enumerate(lines):
        if not words.strip():
            raise Refused("Say what must hold in each line of the checklist.")
        code = code if code and code not in taken else _new_code(words, taken)
        taken.add(code)
        rows.append(EligibilityCriterion(round=held, code=code, words=words, guidance=guidance, position=position))
    held.checklist.all().delete()
    EligibilityCriterion.objects.bulk_create(rows)
    history.save(held, by=by, reason="The checklist of eligibility was changed.", fields=["name"])


def _new_code(words: str, taken: set[str]) -> str:
    start = slugify(words)[:26].strip("-") or "line"
    return next(code for code in (start, *(f"{start}-{number}" for number in range(2, 100))) if code not in taken)
