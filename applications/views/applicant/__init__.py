"""The pages on which a group applies."""

from applications.views.applicant.answering import section
from applications.views.applicant.handing_in import check, receipt, submit, withdraw
from applications.views.applicant.papers import document, documents, remove_document
from applications.views.applicant.starting import detail, start

__all__ = [
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
