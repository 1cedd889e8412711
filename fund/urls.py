"""The whole site on one screen; the addresses of applying and of reporting stand in their apps."""

from django.urls import include, path

from fund.views import (
    answer_desk,
    closed_days,
    complaint_desk,
    eligibility_desk,
    health,
    link,
    member,
    member_people,
    member_self,
    officer,
    public,
    question_desk,
    reader_desk,
    reader_invitations,
    reader_rates,
    round_desk,
    surgery_desk,
)

rounds = [
    path("", public.rounds, name="rounds"),  # /rounds/
    path("<slug:slug>/", public.round_page, name="round"),  # /rounds/self-management-for-life-2/
    path("<slug:slug>/questions/", public.questions, name="questions"),
    path("<slug:slug>/questions/<slug:kind>/", public.questions_paper, name="questions-paper"),
    path("<slug:slug>/check/", public.check, name="check"),
    path("feed.json", public.json_feed, name="json-feed"),
    path("feed.atom", public.atom_feed, name="atom-feed"),
    path("<slug:slug>/round.json", public.round_json, name="round-json"),
]

groups = [
    path("new/", member.new_organisation, name="new-organisation"),  # /my/groups/new/
    path("<int:pk>/", member.organisation, name="organisation"),
    path("<int:pk>/people/", member_people.group_people, name="group-people"),
    path("<int:pk>/people/<int:member_pk>/", member_people.group_member, name="group-member"),
    path("<int:pk>/people/<int:member_pk>/remove/", member_people.remove_member, name="remove-member"),
    path("<int:pk>/people/<int:member_pk>/hand-over/", member_people.hand_over, name="hand-over"),
    path("invitations/<int:pk>/withdraw/", member_people.withdraw_invitation, name="withdraw-invitation"),
]

desk = [
    path("readers/", reader_desk.all_readers, name="readers"),  # /fund/readers/
    path("readers/<int:pk>/", reader_desk.reader, name="reader"),
    path("readers/rates/", reader_rates.rates, name="reader-rates"),
    path("readers/invite/", reader_invitations.invite_reader, name="invite-reader"),
    path("readers/asked/<int:pk>/send-again/", reader_invitations.ask_reader_again, name="ask-reader-again"),
    path("readers/asked/<int:pk>/take-back/", reader_invitations.take_asking_back, name="take-asking-back"),
    path("closed-days/", closed_days.closures, name="closures"),
    path("closed-days/<int:pk>/open-again/", closed_days.open_again, name="open-again"),
    path("people/", officer.people, name="people"),  # /fund/people/
    path("data-complaints/", complaint_desk.complaints, name="data-complaints"),
    path("data-complaints/<int:pk>/", complaint_desk.complaint, name="data-complaint"),
    path("data-complaints/<int:pk>/told/", complaint_desk.acknowledge, name="acknowledge-data-complaint"),
    path("people/data/", officer.person_data, name="person-data"),
    path("people/give/", officer.give_role, name="give-role"),
    path("people/roles/<int:pk>/take/", officer.take_role, name="take-role"),
    path("jobs/", officer.jobs, name="jobs"),
    path("jobs/<int:pk>/try-again/", officer.try_again, name="try-again"),
    path("rounds/<slug:slug>/set-up/check/", eligibility_desk.set_up_check, name="set-up-check"),
    path("letters/", officer.letters, name="letters"),
    path("letters/<int:pk>/", officer.letter, name="letter"),
    path("letters/<int:pk>/send-again/", officer.send_again, name="send-again"),
]

answer = [
    path("", answer_desk.answers, name="answers"),  # /fund/answers/
    path("new/", answer_desk.new, name="new-answer"),
    path("<int:pk>/", answer_desk.edit, name="edit-answer"),
    path("<int:pk>/publish/", answer_desk.publish, name="publish-answer"),
    path("<int:pk>/details/<int:detail_pk>/", answer_desk.settle, name="settle-answer"),
    path("<int:pk>/hide/", answer_desk.hide, name="hide-answer"),
    path("<int:pk>/count/", answer_desk.count, name="count-answer"),
    path("<int:pk>/merge/", answer_desk.merge, name="merge-answer"),
]

surgery = [
    path("", surgery_desk.surgeries, name="surgeries"),  # /fund/surgeries/
    path("new/", surgery_desk.new, name="new-surgery"),
    path("day/<str:day>/", surgery_desk.day, name="surgery-day"),
    path("<int:pk>/", surgery_desk.surgery, name="surgery"),
    path("<int:pk>/change/", surgery_desk.change, name="change-surgery"),
    path("<int:pk>/close/", surgery_desk.close, name="close-surgery"),
    path("<int:pk>/reopen/", surgery_desk.reopen, name="reopen-surgery"),
    path("<int:pk>/cancel/", surgery_desk.cancel, name="cancel-surgery"),
    path("talks/<int:pk>/call-off/", surgery_desk.call_off, name="call-off-talk"),
]

set_up = [
    path("rounds/", round_desk.rounds, name="desk-rounds"),  # /fund/rounds/
    path("rounds/new/", round_desk.new, name="new-round"),
    path("rounds/<slug:slug>/set-up/", round_desk.set_up, name="set-up"),
    path("rounds/<slug:slug>/set-up/about/", round_desk.about, name="set-up-about"),
    path("rounds/<slug:slug>/set-up/dates/", round_desk.dates, name="set-up-dates"),
    path("rounds/<slug:slug>/set-up/scoring/", round_desk.scoring, name="set-up-scoring"),
    path("rounds/<slug:slug>/set-up/readers/", round_desk.readers, name="set-up-readers"),
    path("rounds/<slug:slug>/set-up/kept/", round_desk.kept, name="set-up-kept"),
    path("rounds/<slug:slug>/set-up/rows/<slug:part>/", round_desk.part, name="set-up-part"),
    path("rounds/<slug:slug>/set-up/preview/", round_desk.preview, name="preview-round"),
    path("rounds/<slug:slug>/set-up/preview/<slug:code>/", round_desk.preview_section, name="preview-section"),
    path("rounds/<slug:slug>/set-up/past/", round_desk.put_away, name="put-away-round"),
    path("rounds/<slug:slug>/set-up/copy/", round_desk.copy, name="copy-round"),
    path("rounds/<slug:slug>/set-up/delete/", round_desk.drop, name="drop-round"),
]

ask = [
    path("<slug:purpose>/", question_desk.overview, name="questions-of"),  # …/set-up/questions/application/
    path("<slug:purpose>/begin/", question_desk.begin, name="begin-questions"),
    path("<slug:purpose>/sections/new/", question_desk.new_section, name="new-section"),
    path("<slug:purpose>/sections/<slug:code>/", question_desk.edit_section, name="edit-section"),
    path("<slug:purpose>/sections/<slug:code>/move/", question_desk.move_section, name="move-section"),
    path("<slug:purpose>/sections/<slug:code>/remove/", question_desk.remove_section, name="remove-section"),
    path("<slug:purpose>/sections/<slug:code>/ask/", question_desk.new, name="new-question"),
    path("<slug:purpose>/ask/<slug:code>/", question_desk.edit, name="edit-question"),
    path("<slug:purpose>/ask/<slug:code>/move/", question_desk.move, name="move-question"),
    path("<slug:purpose>/ask/<slug:code>/remove/", question_desk.remove, name="remove-question"),
    path("<slug:purpose>/only-if/<slug:what>/<slug:code>/", question_desk.condition, name="only-if"),
    path("<slug:purpose>/only-if/<slug:what>/<slug:code>/change/", question_desk.change_condition, name="change-if"),
    path("<slug:purpose>/bank/", question_desk.find, name="question-bank"),
    path("<slug:purpose>/bank/copy/", question_desk.copy_from_bank, name="copy-from-bank"),
    path("<slug:purpose>/version/", question_desk.new_version, name="new-version"),
    path("<slug:purpose>/version/drop/", question_desk.drop_version, name="drop-version"),
]

definition = [
    path("", question_desk.definition_file, name="definition-file"),  # …/set-up/file/
    path("download/", question_desk.download_definition, name="download-definition"),
    path("load/", question_desk.load_definition, name="load-definition"),
]

handler400 = "fund.views.kept.bad_request"

urlpatterns = [
    path("", public.front_door, name="front"),
    path("home/", member.home, name="home"),
    path("health/", health.health, name="health"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("help/", public.get_help, name="help"),
    path("help/talk/", public.book_talk, name="book-talk"),
    path("people/", include("allauth.urls")),
    path("rounds/", include(rounds)),
    path("my/groups/", include(groups)),
    path("my/reading/", reader_desk.my_reading, name="my-reading"),
    path("my/reading/agree/", reader_desk.agree, name="agree-to-read"),
    path("my/details/", member_self.details, name="details"),
    path("my/details/everything/", member_self.everything, name="own-data"),
    path("jobs/<int:pk>/", member.job, name="job"),
    path("t/<str:token>/", link.open_link, name="private-link"),
    path("fund/", include(desk)),
    path("fund/", include(set_up)),
    path("fund/surgeries/", include(surgery)),
    path("fund/answers/", include(answer)),
    path("fund/rounds/<slug:slug>/set-up/questions/", include(ask)),
    path("fund/rounds/<slug:slug>/set-up/file/", include(definition)),
    path("", include("applications.urls")),
    path("", include("reporting.urls")),
]
