from fund.models.files import StoredFile
from fund.models.fund import Fund
from fund.models.job import Job, Pulse
from fund.models.link import PrivateLink
from fund.models.organisation import Membership, Organisation
from fund.models.people import Role, User
from fund.models.place import CouncilArea, HealthBoard, IntegrationAuthority
from fund.models.post import Letter
from fund.models.questionnaire import Answers, Question, Questionnaire, Section
from fund.models.round import Round
from fund.models.round_parts import (
    Anchor,
    BudgetHeading,
    Criterion,
    DocumentRule,
    GrantType,
    MoneySource,
    Priority,
    ReportRule,
    Tier,
)
from fund.models.terms import Term, Vocabulary

__all__ = [
    "Anchor",
    "Answers",
    "BudgetHeading",
    "CouncilArea",
    "Criterion",
    "DocumentRule",
    "Fund",
    "GrantType",
    "HealthBoard",
    "IntegrationAuthority",
    "Job",
    "Letter",
    "Membership",
    "MoneySource",
    "Organisation",
    "Priority",
    "PrivateLink",
    "Pulse",
    "Question",
    "Questionnaire",
    "ReportRule",
    "Role",
    "Round",
    "Section",
    "StoredFile",
    "Term",
    "Tier",
    "User",
    "Vocabulary",
]
