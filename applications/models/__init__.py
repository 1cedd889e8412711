from applications.models.application import Application, ApplicationAnswers, Document
from applications.models.assessment import Assessment, Declaration, Score
from applications.models.decision import Decision
from applications.models.grant import Grant, GrantBudgetLine

__all__ = [
    "Application",
    "ApplicationAnswers",
    "Assessment",
    "Declaration",
    "Decision",
    "Document",
    "Grant",
    "GrantBudgetLine",
    "Score",
]
