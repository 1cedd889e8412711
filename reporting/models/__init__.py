from reporting.models.learning import LearningSummary, Source, Statement
from reporting.models.outcome import Indicator, Measurement
from reporting.models.paper import Paper
from reporting.models.report import Report, ReportAnswers
from reporting.models.story import Consent, Story

__all__ = [
    "Consent",
    "Indicator",
    "LearningSummary",
    "Measurement",
    "Paper",
    "Report",
    "ReportAnswers",
    "Source",
    "Statement",
    "Story",
]
