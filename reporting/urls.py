"""Addresses from an award to what was learned, by audience."""

from django.urls import include, path

from reporting.views import desk, grantee, officer, public

app_name = "reporting"

my = [
    path("", grantee.home, name="my"),  # /my/
    path("grants/<int:pk>/", grantee.grant, name="grant"),
    path("grants/<int:pk>/accept/", grantee.accept_grant, name="accept-grant"),
    path("grants/<int:pk>/refuse/", grantee.refuse_grant, name="refuse-grant"),
    path("grants/<int:pk>/stories/new/", grantee.new_story, name="new-story"),
    path("stories/<int:pk>/", grantee.story, name="story"),
    path("stories/<int:pk>/withdraw/", grantee.withdraw_story, name="withdraw-story"),
    path("reports/<int:pk>/", grantee.report, name="report"),
    path("reports/<int:pk>/section/<slug:code>/", grantee.section, name="report-section"),
    path("reports/<int:pk>/figures/", grantee.figures, name="figures"),
    path("reports/<int:pk>/check/", grantee.check, name="check-report"),
    path("reports/<int:pk>/hand-in/", grantee.hand_in, name="hand-in-report"),
]

run = [
    path("", officer.home, name="officer"),  # /fund/
    path("grants/", officer.grants, name="grants"),
    path("grants/<int:pk>/", officer.grant, name="officer-grant"),
    path("reports/", officer.reports, name="reports"),
    path("reports/<int:pk>/", officer.report, name="officer-report"),
    path("reports/<int:pk>/accept/", officer.accept, name="accept-report"),
    path("reports/<int:pk>/send-back/", officer.send_back, name="send-back-report"),
    path("reports/<int:pk>/skip/", officer.skip, name="skip-report"),
    path("learning/", desk.home, name="desk"),  # /fund/learning/
    path("learning/draft/", desk.draft, name="draft"),
    path("learning/<int:pk>/", desk.summary, name="edit-summary"),
    path("learning/<int:pk>/statements/<int:statement_pk>/", desk.statement, name="statement"),
    path("learning/<int:pk>/approve/", desk.approve, name="approve"),
    path("learning/<int:pk>/reopen/", desk.reopen, name="reopen"),
    path("learning/<int:pk>/publish/", desk.publish, name="publish"),
    path("learning/<int:pk>/withdraw/", desk.withdraw, name="withdraw-summary"),
]

learning = [
    path("", public.library, name="library"),  # /learning/
    path("<slug:slug>/", public.summary, name="summary"),
    path("<slug:slug>/summary.pdf", public.summary_pdf, name="summary-pdf"),
]

projects = [
    path("", public.projects, name="projects"),  # /projects/
    path("<slug:reference>/", public.project, name="project"),
]

urlpatterns = [
    path("my/", include(my)),
    path("fund/", include(run)),
    path("learning/", include(learning)),
    path("projects/", include(projects)),
]
