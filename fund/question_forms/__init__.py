"""What officers are asked while they write a round’s questions."""

from fund.question_forms.comparing import TestForm, test_form_for
from fund.question_forms.files import DefinitionFile
from fund.question_forms.finding import Begin, FindQuestions, IntoSection, NewVersion
from fund.question_forms.guide import GUIDE, GuidedKind, guided
from fund.question_forms.preview import preview_of
from fund.question_forms.question import QuestionForm
from fund.question_forms.section import SectionForm

__all__ = [
    "GUIDE",
    "Begin",
    "DefinitionFile",
    "FindQuestions",
    "GuidedKind",
    "IntoSection",
    "NewVersion",
    "QuestionForm",
    "SectionForm",
    "TestForm",
    "guided",
    "preview_of",
    "test_form_for",
]
