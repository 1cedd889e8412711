from applications.models.application import Application, ApplicationAnswers, Document
from applications.models.assessment import Assessment, Declaration, Score
from applications.models.change import ChangeRequest
from applications.models.comment import Comment
from applications.models.copy import AnswerCopy
from applications.models.decision import Decision
from applications.models.effort import Effort
from applications.models.entry import Entry
from applications.models.grant import Grant, GrantBudgetLine
from applications.models.laid_aside import LaidAside
from applications.models.saved_filter import SavedFilter
from applications.models.screening import EligibilityResult, Flag, OfficerNote
from applications.models.search import SearchEntry, SimilarPair, TextMark
from applications.models.signing import SignOff
from applications.models.statement import SupportingStatement
from applications.models.support import AdviceNote, DraftAdvice, DraftReading
from applications.models.tag import Tag, Tagging
from applications.models.telling import Telling
from applications.models.writing import OpenPage, Step

__all__ = [
    "AdviceNote",
    "AnswerCopy",
    "Application",
    "ApplicationAnswers",
    "Assessment",
    "ChangeRequest",
    "Comment",
    "Decision",
    "Declaration",
    "Document",
    "DraftAdvice",
    "DraftReading",
    "Effort",
    "EligibilityResult",
    "Entry",
    "Flag",
    "Grant",
    "GrantBudgetLine",
    "LaidAside",
    "OfficerNote",
    "OpenPage",
    "SavedFilter",
    "Score",
    "SearchEntry",
    "SignOff",
    "SimilarPair",
    "Step",
    "SupportingStatement",
    "Tag",
    "Tagging",
    "Telling",
    "TextMark",
]
