"""The grant that an award makes, with the budget that was agreed."""

from datetime import datetime, timedelta
from decimal import Decimal

from applications.announcing import public_words
from applications.granting import months_after
from applications.models import Application, ApplicationAnswers, Decision, Grant, GrantBudgetLine
from fund.kit import history
from fund.models import Question, Questionnaire, User


def draft_grant(application: Application, decision: Decision) -> Grant:
    """The grant that this award would make, not kept yet."""
    round_ = application.round
    starts_on, months = round_.projects_start_on, application.months
    return Grant(
        application=application,
        organisation=application.organisation,
        round=round_,
        reference=application.reference,
        **public_words.texts_of(application, decision),
        amount=decision.amount,
        conditions=decision.conditions,
        starts_on=starts_on,
        ends_on=months_after(starts_on, months) - timedelta(days=1) if starts_on and months else None,
        is_demo=application.is_demo,
    )


def make_grant(application: Application, decision: Decision, *, now: datetime, by: User) -> Grant:
    """Keep the grant of an award, as the application says it."""
    grant = draft_grant(application, decision)
    grant.awarded_at = now
    history.save(grant, by=by, reason="Awarded")
    grant.areas.set(application.areas.all())
    grant.health_conditions.set(application.conditions.all())
    GrantBudgetLine.objects.bulk_create(_budget(application, grant))
    return grant


def _budget(application: Application, grant: Grant) -> list[GrantBudgetLine]:
    """The lines of the application's budget tables, in the words of its headings."""
    names = dict(application.round.budget_headings.values_list("code", "name"))
    tables = Question.objects.filter(
        kind=Question.Kind.BUDGET,
        section__questionnaire__round=application.round,
        section__questionnaire__purpose=Questionnaire.Purpose.APPLICATION,
    )
    sheets = {sheet.section_id: sheet for sheet in ApplicationAnswers.objects.filter(application=application)}
    lines = []
    for question in tables.order_by("section__position", "position"):
        rows = sheets[question.section_id].values.get(question.code, []) if question.section_id in sheets else []
        lines += [line for line in rows if line.get("amount")]
    return [
        GrantBudgetLine(
            grant=grant,
            heading=names.get(line.get("heading", ""), line.get("heading", "")),
            what=line.get("what", ""),
            amount=Decimal(line["amount"]),
            position=position,
        )
        for position, line in enumerate(lines)
    ]
