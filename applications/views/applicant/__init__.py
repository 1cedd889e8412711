"""The pages on which a group applies."""

from applications.views.applicant.answering import section
from applications.views.applicant.changing import change
from applications.views.applicant.copies import copy, make_copy
from applications.views.applicant.effort import count_minutes, how_it_was, tick
from applications.views.applicant.handing_in import check, receipt, submit, withdraw
from applications.views.applicant.papers import document, documents, remove_document
from applications.views.applicant.reminders import stop_reminders
from applications.views.applicant.starting import detail, start

__all__ = [
    "change",
    "copy",
    "count_minutes",
    "how_it_was",
    "make_copy",
    "stop_reminders",
    "tick",
    "check",
    "detail",
    "document",
    "documents",
    "receipt",
    "remove_document",
    "section",
    "start",
    "submit",
    "withdraw",
]
