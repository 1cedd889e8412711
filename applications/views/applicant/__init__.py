"""The pages on which a group applies."""

from applications.views.applicant.advice import advice, ask_reading, reopen_advice, settle_advice, take_reading_back
from applications.views.applicant.answering import section
from applications.views.applicant.appealing import appeal, withdraw_appeal
from applications.views.applicant.autosaving import presence, save_answer, signed_in
from applications.views.applicant.changing import change
from applications.views.applicant.comments import comments, reopen_comment, resolve_comment
from applications.views.applicant.copies import copy, make_copy
from applications.views.applicant.earlier import bring_back, earlier, earlier_version
from applications.views.applicant.effort import count_minutes, how_it_was, tick
from applications.views.applicant.handing_in import check, receipt, submit, withdraw
from applications.views.applicant.panel_question import panel_question
from applications.views.applicant.papers import document, documents, remove_document
from applications.views.applicant.reminders import stop_reminders
from applications.views.applicant.reusing import reuse
from applications.views.applicant.signing import decline_to_sign, sign, sign_off, take_signature_back
from applications.views.applicant.starting import detail, start
from applications.views.applicant.statements import remind_statement, statement_file, statements, withdraw_statement
from applications.views.applicant.telling import original, take_telling_back, tell, tell_by, told
from applications.views.applicant.using_again import use_again, use_again_in
from applications.views.applicant.versions import move_version

__all__ = [
    "appeal",
    "withdraw_appeal",
    "advice",
    "panel_question",
    "ask_reading",
    "reopen_advice",
    "settle_advice",
    "take_reading_back",
    "change",
    "copy",
    "count_minutes",
    "how_it_was",
    "make_copy",
    "stop_reminders",
    "tick",
    "bring_back",
    "check",
    "comments",
    "decline_to_sign",
    "detail",
    "document",
    "documents",
    "original",
    "earlier",
    "earlier_version",
    "presence",
    "move_version",
    "receipt",
    "remind_statement",
    "remove_document",
    "reopen_comment",
    "resolve_comment",
    "reuse",
    "section",
    "sign",
    "sign_off",
    "save_answer",
    "section",
    "signed_in",
    "start",
    "statement_file",
    "statements",
    "submit",
    "take_signature_back",
    "take_telling_back",
    "tell",
    "tell_by",
    "told",
    "withdraw",
    "withdraw_statement",
    "use_again",
    "use_again_in",
]
