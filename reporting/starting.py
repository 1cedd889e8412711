"""How a project begins: the conditions for change that its group has then, asked once, in five minutes, by choice."""

from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Question, Questionnaire, User
from reporting.comparing import CONDITIONS
from reporting.models import ProjectStart, Report
from reporting.scheduling import questionnaire_of


def asked(grants: "QuerySet[Grant]", *, by: User) -> "QuerySet[Grant]":
    """Each grant with `asks_start`: may this person say now how it begins? And with what was said already.

    It runs, its reports ask for the conditions, and none was handed in. No query of its own.
    """
    questions = Question.objects.filter(
        code=CONDITIONS,
        section__questionnaire__round=OuterRef("round"),
        section__questionnaire__purpose=Questionnaire.Purpose.REPORT,
        section__questionnaire__frozen_at__isnull=False,
    )
    handed_in = Report.objects.filter(grant=OuterRef("pk"), handed_in_at__isnull=False)
    writes = by.memberships.filter(organisation=OuterRef("organisation"), kind__in=["lead", "editor"])
    is_asked = Q(Exists(questions), Exists(writes), ~Exists(handed_in), state=Grant.State.ACTIVE)
    return grants.select_related("start__question").annotate(asks_start=is_asked)


def question_of(grant: Grant) -> Question | None:
    """The question about the conditions that the reports of this grant ask."""
    return Question.objects.filter(code=CONDITIONS, section__questionnaire=questionnaire_of(grant)).first()


@transaction.atomic
def tell(grant: Grant, question: Question, said: list[dict[str, Any]], *, by: User) -> None:
    """Keep which conditions the project has as it begins. It can be changed until the first report is handed in."""
    held = Grant.objects.select_for_update(of=("self",), no_key=True).get(pk=grant.pk)
    if held.state != Grant.State.ACTIVE:
        raise Refused(f"This grant is now “{held.get_state_display()}”, so its start is over.")
    if held.reports.filter(handed_in_at__isnull=False).exists():
        raise Refused(
            "A report was handed in already, so this is the start no more. Say in your next report how it is."
        )
    if not said:
        raise Refused("Answer for one condition at least.")
    row = ProjectStart.objects.filter(grant=held).first() or ProjectStart(grant=held)
    row.question, row.said, row.said_by, row.said_at = question, said, by, timezone.now()
    history.save(row, by=by)
