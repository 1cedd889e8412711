from fund.models.access import AccessNeeds
from fund.models.checklist import EligibilityCriterion
from fund.models.data_complaint import DataComplaint
from fund.models.eligibility import EligibilityQuestion
from fund.models.files import StoredFile
from fund.models.fund import Closure, Fund
from fund.models.invitation import Invitation, ReaderInvitation
from fund.models.job import Job, Pulse
from fund.models.kept_day import KeptDay
from fund.models.link import PrivateLink
from fund.models.organisation import Membership, Organisation
from fund.models.people import Role, User
from fund.models.personal_detail import PersonalDetail
from fund.models.place import CouncilArea, HealthBoard, IntegrationAuthority, PostcodeFifth
from fund.models.post import Letter
from fund.models.public_answer import PublicAnswer
from fund.models.questionnaire import Answers, Question, Questionnaire, Section
from fund.models.questions_paper import QuestionsPaper
from fund.models.reader import ReaderProfile
from fund.models.register import RegisteredCharity
from fund.models.round import Round
from fund.models.round_parts import (
    Anchor,
    BudgetHeading,
    Criterion,
    DocumentRule,
    GrantType,
    MoneySource,
    Priority,
    ReadingPhase,
    ReportRule,
    Tier,
)
from fund.models.surgery import Surgery, Talk
from fund.models.terms import Term, Vocabulary

__all__ = [
    "AccessNeeds",
    "KeptDay",
    "Anchor",
    "Answers",
    "BudgetHeading",
    "CouncilArea",
    "DataComplaint",
    "Criterion",
    "DocumentRule",
    "EligibilityCriterion",
    "EligibilityQuestion",
    "Closure",
    "Fund",
    "GrantType",
    "HealthBoard",
    "IntegrationAuthority",
    "Invitation",
    "Job",
    "Letter",
    "Membership",
    "MoneySource",
    "Organisation",
    "PostcodeFifth",
    "Priority",
    "PersonalDetail",
    "PrivateLink",
    "PublicAnswer",
    "Pulse",
    "Question",
    "Questionnaire",
    "QuestionsPaper",
    "ReaderInvitation",
    "ReaderProfile",
    "RegisteredCharity",
    "ReadingPhase",
    "ReportRule",
    "Role",
    "Round",
    "Section",
    "StoredFile",
    "Surgery",
    "Talk",
    "Term",
    "Tier",
    "User",
    "Vocabulary",
]
