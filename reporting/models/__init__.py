from reporting.models.brought_in import BroughtReport, Passage, Placing
from reporting.models.change_test import ChangeTest, Site
from reporting.models.consent import Agreement, Channel, Consent, ConsentText
from reporting.models.evidence import Collection, OldSentence, OldText, OutsideProject
from reporting.models.instalment import Instalment
from reporting.models.learning import FiguresBehind, LearningSummary, Source, Statement
from reporting.models.learning_event import EventInvitation, EventQuestion, EventVoices, LearningEvent
from reporting.models.learning_event_text import EventCard, EventCheck, EventText, EventTheme
from reporting.models.learning_review import LivedReview, ProjectReview, ReviewComment
from reporting.models.method import MethodChange
from reporting.models.outcome import Asking, Indicator, Measurement, Outcome, Point, Target, Unlocking
from reporting.models.paper import EasyRead, Paper
from reporting.models.project_start import ProjectStart
from reporting.models.project_vector import ProjectVector
from reporting.models.pulse import Pulse, PulseAsked
from reporting.models.release import FiguresImport, Release, Threshold
from reporting.models.report import Report, ReportAnswers, ReportDocument, ReportOpenPage, ReportStep
from reporting.models.report_copy import ReportCopy
from reporting.models.report_reading import ReportReading
from reporting.models.spending import Spending
from reporting.models.spread import SpreadEvent, SpreadYes
from reporting.models.story import Story
from reporting.models.story_parts import FileSetAside, OtherPerson, StoryFile
from reporting.models.survey import Survey, SurveyAnswer, SurveyItem, SurveyWave
from reporting.models.watching import Contact, Rating

__all__ = [
    "Agreement",
    "BroughtReport",
    "ChangeTest",
    "Channel",
    "Asking",
    "Collection",
    "Consent",
    "ConsentText",
    "EasyRead",
    "Contact",
    "EventCard",
    "EventCheck",
    "EventInvitation",
    "EventQuestion",
    "EventText",
    "EventTheme",
    "EventVoices",
    "FiguresBehind",
    "FiguresImport",
    "FileSetAside",
    "Indicator",
    "Instalment",
    "LearningEvent",
    "LearningSummary",
    "LivedReview",
    "Measurement",
    "MethodChange",
    "OldSentence",
    "OldText",
    "OtherPerson",
    "Paper",
    "Passage",
    "Placing",
    "ProjectStart",
    "ProjectVector",
    "ProjectReview",
    "Pulse",
    "PulseAsked",
    "Rating",
    "Outcome",
    "OutsideProject",
    "Point",
    "Release",
    "Report",
    "ReportAnswers",
    "ReportDocument",
    "ReportOpenPage",
    "ReportReading",
    "ReportStep",
    "ReviewComment",
    "ReportCopy",
    "Site",
    "Source",
    "Spending",
    "SpreadEvent",
    "SpreadYes",
    "Statement",
    "Story",
    "StoryFile",
    "Survey",
    "SurveyAnswer",
    "SurveyItem",
    "SurveyWave",
    "Target",
    "Threshold",
    "Unlocking",
]
