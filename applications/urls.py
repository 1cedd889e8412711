"""Addresses from a question to an award, by audience."""

from django.urls import include, path

from applications.views import applicant, assessor, officer, panel

app_name = "applications"

my = [
    path("<int:pk>/", applicant.detail, name="detail"),  # /my/applications/7/
    path("<int:pk>/section/<slug:code>/", applicant.section, name="section"),
    path("<int:pk>/section/<slug:code>/answer/", applicant.save_answer, name="save-answer"),
    path("<int:pk>/section/<slug:code>/here/", applicant.presence, name="presence"),
    path("<int:pk>/section/<slug:code>/earlier/", applicant.earlier, name="earlier"),
    path("<int:pk>/section/<slug:code>/earlier/<int:number>/", applicant.earlier_version, name="earlier-version"),
    path("<int:pk>/section/<slug:code>/earlier/<int:number>/bring-back/", applicant.bring_back, name="bring-back"),
    path("signed-in/", applicant.signed_in, name="signed-in"),
    path("<int:pk>/documents/", applicant.documents, name="documents"),
    path("<int:pk>/documents/<int:document_pk>/remove/", applicant.remove_document, name="remove-document"),
    path("<int:pk>/check/", applicant.check, name="check"),
    path("<int:pk>/hand-in/", applicant.submit, name="submit"),
    path("<int:pk>/receipt/", applicant.receipt, name="receipt"),
    path("<int:pk>/withdraw/", applicant.withdraw, name="withdraw"),
    path("<int:pk>/use-again/", applicant.use_again, name="use-again"),
    path("<int:pk>/use-again/<slug:slug>/", applicant.use_again_in, name="use-again-in"),
    path("<int:pk>/copies/<slug:kind>/", applicant.copy, name="copy"),
    path("<int:pk>/copies/<slug:kind>/make/", applicant.make_copy, name="make-copy"),
    path("<int:pk>/changes/<int:change_pk>/", applicant.change, name="change"),
    path("<int:pk>/how-it-was/", applicant.how_it_was, name="how-it-was"),
    path("<int:pk>/minutes/", applicant.count_minutes, name="count-minutes"),
    path("<int:pk>/minutes/tick/", applicant.tick, name="tick"),
    path("<int:pk>/advice/", applicant.advice, name="advice"),
    path("<int:pk>/advice/ask/", applicant.ask_reading, name="ask-reading"),
    path("<int:pk>/advice/take-back/", applicant.take_reading_back, name="take-reading-back"),
    path("advice/<int:pk>/settle/", applicant.settle_advice, name="settle-advice"),
    path("advice/<int:pk>/reopen/", applicant.reopen_advice, name="reopen-advice"),
    path("<int:pk>/comments/", applicant.comments, name="comments"),
    path("comments/<int:pk>/settle/", applicant.resolve_comment, name="resolve-comment"),
    path("comments/<int:pk>/reopen/", applicant.reopen_comment, name="reopen-comment"),
    path("<int:pk>/statements/", applicant.statements, name="statements"),
    path("statements/<int:pk>/remind/", applicant.remind_statement, name="remind-statement"),
    path("statements/<int:pk>/withdraw/", applicant.withdraw_statement, name="withdraw-statement"),
    path("<int:pk>/signature/", applicant.sign_off, name="sign-off"),
    path("signatures/<int:pk>/sign/", applicant.sign, name="sign"),
    path("signatures/<int:pk>/decline/", applicant.decline_to_sign, name="decline-to-sign"),
    path("signatures/<int:pk>/take-back/", applicant.take_signature_back, name="take-signature-back"),
    path("<int:pk>/section/<slug:code>/reuse/", applicant.reuse, name="reuse"),
    path("<int:pk>/tell/<slug:code>/", applicant.tell, name="tell"),
    path("<int:pk>/tell/<slug:code>/<slug:way>/", applicant.tell_by, name="tell-by"),
    path("told/<int:pk>/", applicant.told, name="told"),
    path("told/<int:pk>/take-back/", applicant.take_telling_back, name="take-telling-back"),
    path("<int:pk>/similar/", applicant.similar, name="similar"),
    path("<int:pk>/new-questions/", applicant.move_version, name="move-version"),
]

assess = [
    path("", assessor.home, name="assessor"),  # /assess/
    path("<int:pk>/", assessor.assessment, name="assessment"),
    path("<int:pk>/declare/", assessor.declare, name="declare"),
    path("<int:pk>/save/", assessor.save, name="save-scores"),
    path("<int:pk>/hand-in/", assessor.hand_in, name="hand-in-assessment"),
]

sit = [
    path("", panel.home, name="panel"),  # /panel/
    path("rounds/<slug:slug>/", panel.ranking, name="panel-ranking"),
    path("applications/<int:pk>/", panel.application, name="panel-application"),
    path("applications/<int:pk>/declare/", panel.declare, name="panel-declare"),
]

run = [
    path("rounds/<slug:slug>/", officer.round_home, name="round"),  # /fund/rounds/self-management-for-life-2/
    path("rounds/<slug:slug>/set-up/questions/<slug:purpose>/use/", officer.use_questions, name="use-questions"),
    path("rounds/<slug:slug>/publish/", officer.publish_round, name="publish-round"),
    path("rounds/<slug:slug>/extend/", officer.extend_round, name="extend-round"),
    path("rounds/<slug:slug>/close/", officer.close_round, name="close-round"),
    path("rounds/<slug:slug>/tests/", officer.tests, name="tests"),
    path("rounds/<slug:slug>/tests/<int:pk>/delete/", officer.delete_test, name="delete-test"),
    path("rounds/<slug:slug>/applications/", officer.applications, name="applications"),
    path("rounds/<slug:slug>/ranking/", officer.ranking, name="ranking"),
    path("rounds/<slug:slug>/fairness/", officer.fairness, name="fairness"),
    path("rounds/<slug:slug>/announce/", officer.announce, name="announce"),
    path("applications/<int:pk>/", officer.application, name="application"),
    path("applications/<int:pk>/invite/", officer.invite, name="invite"),
    path("rounds/<slug:slug>/tests/<int:pk>/invite/", officer.invite_test, name="invite-test"),
    path("applications/<int:pk>/assign/", officer.assign, name="assign"),
    path("applications/<int:pk>/not-eligible/", officer.rule_out, name="rule-out"),
    path("applications/<int:pk>/decide/", officer.decide, name="decide"),
    path("applications/<int:pk>/ask-change/", officer.ask_change, name="ask-change"),
    path("changes/<int:pk>/take-back/", officer.take_change_back, name="take-change-back"),
    path("rounds/<slug:slug>/how-it-was/", officer.burden, name="burden"),
    path("screening/", officer.queue, name="queue"),  # /fund/screening/
    path("rounds/<slug:slug>/applications.csv", officer.as_csv, name="applications-csv"),
    path("rounds/<slug:slug>/applications.xlsx", officer.as_excel, name="applications-excel"),
    path("rounds/<slug:slug>/views/", officer.save_filter, name="save-filter"),
    path("views/<int:pk>/remove/", officer.drop_filter, name="drop-filter"),
    path("rounds/<slug:slug>/checklist/", officer.checklist, name="checklist"),
    path("rounds/<slug:slug>/tell/", officer.tell_ineligible, name="tell-ineligible"),
    path("applications/<int:pk>/screening/", officer.screen, name="screen"),
    path("applications/<int:pk>/related/", officer.related, name="related"),
    path("applications/<int:pk>/eligible/", officer.rule_in, name="rule-in"),
    path("applications/<int:pk>/give/", officer.give, name="give"),
    path("applications/<int:pk>/flag/", officer.raise_flag, name="raise-flag"),
    path("applications/<int:pk>/tags/", officer.choose_tags, name="choose-tags"),
    path("applications/<int:pk>/note/", officer.add_note, name="add-note"),
    path("flags/<int:pk>/close/", officer.close_flag, name="close-flag"),
    path("same-text/<int:pk>/", officer.same_text, name="same-text"),
    path("tags/", officer.tags, name="tags"),
    path("tags/<int:pk>/rename/", officer.rename_tag, name="rename-tag"),
    path("tags/<int:pk>/retire/", officer.retire_tag, name="retire-tag"),
    path("assessments/<int:pk>/take-back/", officer.take_back, name="take-back"),
    path("rounds/<slug:slug>/enter/", officer.enter, name="enter"),
    path("entries/<int:pk>/", officer.entry, name="entry"),
    path("entries/<int:pk>/section/<slug:code>/", officer.entry_section, name="entry-section"),
    path("entries/<int:pk>/documents/", officer.entry_documents, name="entry-documents"),
    path("entries/<int:pk>/hand-in/", officer.entry_hand_in, name="entry-hand-in"),
    path("entries/<int:pk>/letter/", officer.entry_letter, name="entry-letter"),
    path("entries/<int:pk>/scan/", officer.entry_scan, name="entry-scan"),
    path("surgeries/talks/<int:pk>/notes/", officer.talk_notes, name="talk-notes"),
    path("groups/<int:pk>/notes/", officer.group_notes, name="group-notes"),
    path("notes/<int:pk>/answer/", officer.note_to_answer, name="note-to-answer"),
    path("drafts/", officer.drafts, name="drafts"),
    path("drafts/<int:pk>/", officer.read_draft, name="read-draft"),
    path("drafts/<int:pk>/finish/", officer.finish_reading, name="finish-reading"),
    path("telling/", officer.tellings, name="tellings"),
    path("telling/<int:pk>/", officer.type_telling, name="type"),
    path("telling/<int:pk>/original/", officer.attach_original, name="attach-original"),
]

urlpatterns = [
    path("rounds/<slug:slug>/start/", applicant.start, name="start"),
    path("my/applications/", include(my)),
    path("documents/<int:pk>/", applicant.document, name="document"),
    path("statements/<int:pk>/", applicant.statement_file, name="statement-file"),
    path("originals/<int:pk>/", applicant.original, name="original"),
    path("assess/", include(assess)),
    path("panel/", include(sit)),
    path("fund/", include(run)),
]
