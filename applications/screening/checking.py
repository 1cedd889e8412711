"""The checklist of eligibility: what was found on each line, by whom, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from applications.models import Application, EligibilityResult
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.rounds.checklist import checklist_of

OPEN = (Application.State.SUBMITTED, Application.State.IN_ASSESSMENT)
Answer = EligibilityResult.Answer


@dataclass(frozen=True)
class Line:
    """One line of the checklist for one application, with what was found so far."""

    code: str
    words: str
    guidance: str
    result: EligibilityResult | None


def lines_of(application: Application) -> list[Line]:
    """The checklist of the application's round with what was found: two queries."""
    found = {result.code: result for result in application.checks.select_related("by")}
    return [
        Line(line.code, line.words, line.guidance, found.get(line.code)) for line in checklist_of(application.round)
    ]


@transaction.atomic
def check(application: Application, answers: Mapping[str, tuple[str, str]], *, by: User) -> None:
    """Keep what was found: by the code of each line, an answer and its reason. A line without an answer stays open.

    When every line is a yes the application is screened; a later no or doubt takes that back.
    """
    held = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=application.pk)
    if held.state not in OPEN:
        raise Refused(f"{held.reference} is now “{held.get_state_display()}”, so its checklist is closed.")
    lines = lines_of(held)
    for line in lines:
        answer, reason = answers.get(line.code, ("", ""))
        if not answer:
            continue
        if answer != Answer.YES and not reason.strip():
            raise Refused(f"Say why for “{line.words}”.")
        result = line.result or EligibilityResult(application=held, code=line.code)
        if line.result is None or (result.answer, result.reason) != (answer, reason):
            result.words, result.answer, result.reason = line.words, answer, reason
            result.by, result.at = by, timezone.now()
            history.save(result, by=by)
    yes = set(held.checks.filter(answer=Answer.YES).values_list("code", flat=True))
    is_screened = yes.issuperset(line.code for line in lines)
    if is_screened != bool(held.screened_at):
        held.screened_at = timezone.now() if is_screened else None
        history.save(held, by=by, reason="Every line of the checklist is a yes." if is_screened else "",
                     fields=["screened_at"])  # fmt: skip
    application.screened_at = held.screened_at


def reasons_against(application: Application) -> str:
    """The reasons of all lines that are a no, put together as a start for the words to the group."""
    return "\n\n".join(application.checks.filter(answer=Answer.NO).values_list("reason", flat=True))
