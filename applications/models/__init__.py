from applications.models.announcing import AwardPaper, DecisionLetter, EditedLetter, PlannedAnnouncement
from applications.models.appeal import Appeal
from applications.models.application import Application, ApplicationAnswers, Document
from applications.models.assessment import Assessment, Declaration, Score
from applications.models.assigning_rule import AssigningRule
from applications.models.change import ChangeRequest
from applications.models.claim import ReaderClaim
from applications.models.comment import Comment
from applications.models.copy import AnswerCopy
from applications.models.decision import Decision
from applications.models.effort import Effort
from applications.models.entry import Entry
from applications.models.feedback import FeedbackLine
from applications.models.grant import Grant, GrantBudgetLine
from applications.models.laid_aside import LaidAside
from applications.models.meeting import AgendaItem, Leaving, Meeting, Minutes, PanelQuestion, Seat
from applications.models.pack import Audience, BidPaper, Pack, ReturnCode, SheetEntry, SheetUpload
from applications.models.redaction import Redaction
from applications.models.saved_filter import SavedFilter
from applications.models.scenario import (
    Draw,
    DrawnBid,
    MarksView,
    Scenario,
    ScenarioPin,
    ScenarioRing,
    ViewChosen,
)
from applications.models.screening import EligibilityResult, Flag, OfficerNote
from applications.models.search import SearchEntry, SimilarPair, TextMark
from applications.models.signing import SignOff
from applications.models.statement import SupportingStatement
from applications.models.support import AdviceNote, DraftAdvice, DraftReading
from applications.models.tag import Tag, Tagging
from applications.models.telling import Telling
from applications.models.writing import OpenPage, Step

__all__ = [
    "Draw",
    "DrawnBid",
    "MarksView",
    "Scenario",
    "ScenarioPin",
    "ScenarioRing",
    "ViewChosen",
    "Seat",
    "PanelQuestion",
    "Minutes",
    "Meeting",
    "Leaving",
    "AgendaItem",
    "AdviceNote",
    "AnswerCopy",
    "Appeal",
    "Application",
    "ApplicationAnswers",
    "Assessment",
    "AwardPaper",
    "AssigningRule",
    "Audience",
    "BidPaper",
    "ChangeRequest",
    "Comment",
    "Decision",
    "DecisionLetter",
    "Declaration",
    "Document",
    "DraftAdvice",
    "DraftReading",
    "EditedLetter",
    "Effort",
    "EligibilityResult",
    "Entry",
    "FeedbackLine",
    "Flag",
    "Grant",
    "GrantBudgetLine",
    "LaidAside",
    "OfficerNote",
    "OpenPage",
    "Pack",
    "Redaction",
    "PlannedAnnouncement",
    "ReaderClaim",
    "ReturnCode",
    "SavedFilter",
    "Score",
    "SearchEntry",
    "SheetEntry",
    "SheetUpload",
    "SignOff",
    "SimilarPair",
    "Step",
    "SupportingStatement",
    "Tag",
    "Tagging",
    "Telling",
    "TextMark",
]
