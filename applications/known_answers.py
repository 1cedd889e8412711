"""What a group and a person have told us before, offered in a section that nobody has saved yet."""

from collections.abc import Callable
from typing import Any

from applications.models import Application, ApplicationAnswers
from fund.models import Organisation, User

Fact = Callable[[Organisation, User], Any]

# By the codes that the round files use for the questions that come back in every round.
FACTS: dict[str, Fact] = {
    "group-name": lambda group, person: group.name,
    "group-kind": lambda group, person: group.kind.code if group.kind else None,
    "register-number": lambda group, person: group.charity_number or group.company_number,
    "group-address": lambda group, person: "\n".join(part for part in (group.address, group.postcode) if part),
    "group-web": lambda group, person: group.website,
    "group-started": lambda group, person: group.started_on.isoformat() if group.started_on else None,
    "group-income": lambda group, person: f"{group.yearly_income:.2f}" if group.yearly_income is not None else None,
    "contact-name": lambda group, person: person.name,
    "contact-email": lambda group, person: person.email,
    "contact-phone": lambda group, person: person.phone or group.phone,
}


def offered(application: Application, sheet: ApplicationAnswers, by: User) -> dict[str, Any]:
    """Answers to put into an untouched section. They are kept only when somebody saves the page."""
    if sheet.version or sheet.values:
        return {}
    found = {
        question.code: FACTS[code](application.organisation, by)
        for question in sheet.section.questions.all()
        if (code := question.code.replace("_", "-")) in FACTS
    }
    return {code: value for code, value in found.items() if value}
