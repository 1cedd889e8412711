"""The commands that people and cron call, and what `manage.py check` says about the place where the fund runs."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from fund import checks, post
from fund.kit import jobs
from fund.models import Job, Letter, Role, User
from tests import broker_jobs, factories

pytestmark = pytest.mark.django_db


def test_giverole_makes_the_first_manager(capsys: pytest.CaptureFixture[str]) -> None:
    factories.make_fund()
    call_command("giverole", "First@Example.org", "manager")
    person = User.objects.get(email="first@example.org")
    assert (list(person.roles.values_list("kind", flat=True)), person.has_usable_password()) == (["manager"], False)
    assert capsys.readouterr().out == (
        "first@example.org: Fund manager. Sign-in is by a code sent to first@example.org.\n"
    )


def test_giverole_says_that_a_role_is_held_already() -> None:
    factories.make_person("Olive Officer", "officer", email="olive@example.org")
    with pytest.raises(CommandError, match="Olive Officer has this role already."):
        call_command("giverole", "olive@example.org", "officer")
    assert Role.objects.count() == 1


def test_giverole_refuses_what_is_no_address() -> None:
    factories.make_fund()
    with pytest.raises(CommandError, match="olive is not an e-mail address."):
        call_command("giverole", "olive", "officer")
    assert User.objects.count() == 0


def test_giverole_needs_a_fund() -> None:
    with pytest.raises(CommandError, match="loadreference"):
        call_command("giverole", "olive@example.org", "officer")


def test_sweep_posts_letters_and_leaves_jobs_to_the_worker(mailoutbox: list[Any]) -> None:
    ann = factories.make_person("Ann Applicant", email="ann@example.org")
    post.keep_secret("test", to=ann, key="one", subject="Hello", text="Hello Ann")
    job = jobs.ask("tests.always_fails", key="one", by=None)
    call_command("sweep")
    assert Letter.objects.get().state == Letter.State.SENT
    assert [mail.to for mail in mailoutbox] == [["ann@example.org"]]
    assert Job.objects.get(pk=job.pk).state == Job.State.WAITING


def test_sweep_here_does_each_due_job_also_after_one_that_fails(tmp_path: Any, capsys: Any) -> None:
    (tmp_path / "go").touch()
    fails = jobs.ask("tests.always_fails", key="first", by=None)
    works = jobs.ask("tests.slow", key="second", by=None, folder=str(tmp_path))
    later = jobs.ask("tests.slow", key="later", by=None, not_before=timezone.now() + timezone.timedelta(hours=1))
    call_command("sweep", "--here")
    states = {job.pk: job.state for job in Job.objects.all()}
    assert states == {fails.pk: "waiting", works.pk: "done", later.pk: "waiting"}
    assert broker_jobs.effects("second") == 1
    assert capsys.readouterr().out == "Jobs: 2, 1 failed. Letters: 0.\n"


def test_production_without_redis_or_postgresql_is_a_warning(settings: Any) -> None:
    settings.PRODUCTION, settings.REDIS_URL = True, ""
    assert [fault.id for fault in checks.jobs_are_told(None)] == ["fund.W002"]
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    assert checks.jobs_are_told(None) == []
    assert [fault.id for fault in checks.database_can_lock(None)] == (
        ["fund.W003"] if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") else []
    )


def test_a_trial_is_not_warned_about_redis_and_postgresql(settings: Any) -> None:
    settings.PRODUCTION, settings.REDIS_URL = False, ""
    assert checks.jobs_are_told(None) + checks.database_can_lock(None) == []
