"""The demo fund: three rounds at three stages, made through the verbs, with nobody real in it."""

from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from applications.models import Application, Assessment, Grant, Tagging
from fund import reference
from fund.kit import pdf
from fund.models import Job, Letter, Membership, Organisation, ReaderProfile, Role, Round, User
from reporting import demo, measuring, outputs, tagging
from reporting.demo.people import PASSWORD
from reporting.learning import offering
from reporting.models import (
    ChangeTest,
    Instalment,
    LearningEvent,
    LearningSummary,
    Paper,
    Rating,
    Report,
    Story,
    SurveyWave,
)

pytestmark = [pytest.mark.django_db, pytest.mark.demo]


@pytest.fixture(scope="module", autouse=True)
def demo_fund(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demo fund, made once for this module; gives what was said meanwhile."""
    storages = {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path_factory.mktemp("demo-files"))},
        },
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    said: list[str] = []
    here = override_settings(STORAGES=storages, PASSWORD_HASHERS=quick)
    with django_db_blocker.unblock(), here, transaction.atomic():
        reference.load()
        measuring.load_indicators()
        demo.make(said.append)
        yield said
        transaction.set_rollback(True)


def states(slug: str) -> Counter[str]:
    return Counter(Application.objects.filter(round__slug=slug).values_list("state", flat=True))


def test_three_rounds_stand_at_three_stages() -> None:
    phases = {round_.slug: round_.phase() for round_ in Round.objects.filter(is_demo=True)}
    assert phases == {
        "demo-round-a": "Open",
        "demo-round-b": "Being assessed",
        "demo-round-c": "Awards announced",
    }
    assert states("demo-round-a") == {"submitted": 3, "draft": 2}
    assert states("demo-round-b") == {"in_assessment": 4, "submitted": 1, "ineligible_told": 1}
    assert states("demo-round-c") == {"awarded": 4, "reserve": 1, "not_funded": 1}


def test_the_years_beside_the_reports_are_there_too() -> None:
    paid = Counter(part.paid_on is not None for part in Instalment.objects.all())
    assert paid == {True: 8, False: 4}
    assert set(Rating.objects.values_list("level", flat=True)) == {"green", "amber"}
    assert Counter(ChangeTest.objects.values_list("state", flat=True)) == {"studied": 1, "running": 1}
    assert [wave.answers.count() for wave in SurveyWave.objects.all()] == [31, 44]
    event = LearningEvent.objects.get()
    assert (event.state, event.cards.count(), event.voices.number) == ("checking", 6, 4)
    assert event.invitations.filter(came=True).count() == 3


def test_the_assessors_are_in_the_middle_of_it() -> None:
    found = Assessment.objects.filter(application__round__slug="demo-round-b").values_list("state", flat=True)
    assert Counter(found) == {"handed_in": 8, "started": 2, "assigned": 1, "conflicted": 1}


def test_its_readers_can_be_shared_out_with_a_mix_and_a_scenario_can_fence_new_ideas() -> None:
    assert ReaderProfile.objects.filter(agreed_at__isnull=False, trained_on__isnull=False).count() == 6
    assert ReaderProfile.objects.lived().filter(user__roles__kind="assessor").count() == 2
    assert Tagging.objects.filter(tag__name="New idea", application__round__slug="demo-round-b").count() == 2


def test_the_projects_report_and_their_learning_is_drafted_and_published() -> None:
    assert Counter(Report.objects.values_list("state", flat=True)) == {
        "accepted": 6,
        "handed_in": 1,
        "draft": 1,
        "due": 2,
    }
    found = Counter(LearningSummary.objects.values_list("scope", "state"))
    assert found == {
        ("grant", "published"): 2,
        ("grant", "editing"): 1,
        ("grant", "review"): 1,
        ("grant", "sign_off"): 1,
        ("grant", "replaced"): 1,
        ("round", "generated"): 1,
        ("theme", "published"): 1,
        ("condition", "approved"): 1,
        ("area", "archived"): 1,
        ("search", "withdrawn"): 1,
    }
    assert Paper.objects.count() == (0 if pdf.available() else 2 * len(outputs.FORMATS))
    assert Client().get(reverse("reporting:library")).status_code == 200


def test_stories_have_mixed_consents() -> None:
    def shown(channel: str) -> int:
        return Story.objects.for_channel(channel).count()

    assert (Story.objects.count(), shown("web"), shown("print"), shown("social"), shown("model")) == (6, 4, 4, 1, 0)


def test_all_of_it_is_marked_as_demo() -> None:
    for model in (User, Organisation, Round, Application, Grant, Report, Story, LearningSummary):
        assert model.objects.filter(is_demo=False).count() == 0, model


def test_nobody_real_can_be_reached() -> None:
    assert {person.email.partition("@")[2] for person in User.objects.all()} == {"demo.example"}
    for group in Organisation.objects.all():
        assert group.phone.startswith(("01632 960", "0131 496 0", "0141 496 0")), group  # kept free for invented people
        assert group.charity_number == "" or group.charity_number.startswith("SC0999"), group  # not given out yet


def test_each_thing_happened_on_its_own_day_and_none_in_the_future() -> None:
    for application in Application.objects.exclude(submitted_at=None).select_related("round"):
        assert application.round.opens_at < application.submitted_at < application.round.closes_at, application
        days = {record.history_date.date() for record in application.history.all()}
        assert len(days) > 1, application
    for model in (Application, Assessment, Grant, Report, LearningSummary):
        assert not model.history.filter(history_date__gt=timezone.now()).exists(), model


def test_nothing_waits_but_what_a_machine_without_pango_cannot_do() -> None:
    waiting = Job.objects.exclude(state=Job.State.DONE).values_list("kind", flat=True)
    # What the worker draws once the demo runs.
    assert set(waiting) == {"applications.copy", "learning.paper", "questions.papers", "reporting.copy"}
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_each_role_can_sign_in_with_the_printed_password(client: Client) -> None:
    printed = demo.sign_ins()
    assert [role for role, _, _ in printed] == [*Role.Kind.labels, "Applicant", "Grantee"]
    for role, name, email in printed:
        person = User.objects.get(email=email)
        assert (person.name, person.check_password(PASSWORD)) == (name, True), role
        client.logout()
        answer = client.post(reverse("account_login"), {"login": email, "password": PASSWORD}, follow=True)
        assert (answer.status_code, client.session.get("_auth_user_id")) == (200, str(person.pk)), role


def test_a_demo_member_belongs_to_the_groups_that_apply() -> None:
    applicant, grantee = (User.objects.get(email=email) for _, _, email in demo.sign_ins()[-2:])
    assert states_of(applicant) == {"draft"}
    assert states_of(grantee) == {"awarded"}


def states_of(person: User) -> set[str]:
    groups = Membership.objects.filter(user=person).values("organisation")
    return set(Application.objects.filter(organisation__in=groups).values_list("state", flat=True))


def test_making_it_says_how_far_it_is(demo_fund: list[str]) -> None:
    assert demo_fund == [
        "People and groups",
        "A round whose projects report",
        "A round that is being read",
        "A round that is open",
    ]


def test_readers_find_its_projects_by_what_they_do() -> None:
    assert all(tagging.is_tagged(grant) for grant in Grant.objects.exclude(state="past"))
    html = Client().get("/learning/", {"activity": "singing"}).content.decode()
    assert "1 summary" in html
    assert "Singing" in {choice.name.capitalize() for choice in offering.choices("approach")}
