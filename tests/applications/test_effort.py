"""What applying costs: counted only for those who want it, told only by those who want to, shown without names."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import effort
from applications.models import Application, Effort
from fund.models import Organisation, Round, User
from tests import factories

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


def at(name: str, application: Application) -> str:
    return reverse(f"applications:{name}", args=[application.pk])


def test_minutes_are_counted_only_for_those_who_want_it(draft: Application, door: Door, ann: User) -> None:
    browser, section = door(ann), reverse("applications:section", args=[draft.pk, "plan"])
    assert "data-effort" not in browser.get(section).content.decode()
    browser.post(at("tick", draft))
    assert not Effort.objects.exists()
    browser.post(at("count-minutes", draft), {"wanted": "yes"})
    assert "data-effort" in browser.get(section).content.decode()
    browser.post(at("tick", draft))
    assert Effort.objects.get().minutes == 1
    browser.post(at("count-minutes", draft), {"wanted": "no"})
    browser.post(at("tick", draft))
    assert Effort.objects.get().minutes == 1


def test_two_windows_count_one_minute(draft: Application) -> None:
    effort.count_minutes(draft, wanted=True)
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        assert [effort.tick(draft), effort.tick(draft)] == [True, False]
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        assert effort.tick(draft)
    assert Effort.objects.get().minutes == 2


def test_a_group_tells_how_it_was_after_handing_in(round_: Round, group: Organisation, ann: User, door: Door) -> None:
    application = factories.make_application(round_, group, state="submitted", by=ann)
    sent = door(ann).post(at("how-it-was", application), {"ease": "4", "hours": "12", "words": "Fewer questions."})
    assert sent.status_code == 302
    told = Effort.objects.get()
    assert (told.ease, told.hours, told.words) == (4, 12, "Fewer questions.")
    assert door(ann).post(at("how-it-was", application), {}).status_code == 302
    told.refresh_from_db()
    assert (told.ease, told.hours, told.words) == (None, None, "")


def test_what_cannot_be_read_is_said(round_: Round, group: Organisation, ann: User, door: Door) -> None:
    application = factories.make_application(round_, group, state="submitted", by=ann)
    answer = door(ann).post(at("how-it-was", application), {"hours": "1e3", "ease": "9"})
    assert answer.status_code == 422
    assert "Enter a whole number in digits, like 12" in answer.content.decode()
    assert "Choose one of the answers" in answer.content.decode()


def test_before_handing_in_nothing_is_asked(draft: Application, ann: User, door: Door) -> None:
    assert door(ann).post(at("how-it-was", draft), {"ease": "4"}).status_code == 409


def tell(round_: Round, number: int, *, is_test: bool = False) -> None:
    for hours in range(1, number + 1):
        application = factories.make_application(round_, state="submitted", is_test=is_test)
        Effort.objects.create(
            application=application, ease=4, hours=hours, words=f"Words {hours}", told_at=timezone.now()
        )


def test_figures_of_fewer_than_five_groups_are_not_shown(round_: Round) -> None:
    tell(round_, 4)
    burden = effort.burden(round_)
    assert (burden.told, burden.hours, burden.eases) == (4, None, [])


def test_figures_of_a_round_leave_out_test_applications(round_: Round) -> None:
    tell(round_, 5)
    tell(round_, 9, is_test=True)
    burden = effort.burden(round_)
    assert (burden.told, burden.timed, burden.hours) == (5, 5, 3)
    assert dict(burden.eases)["Easy"] == 5
    assert len(burden.words) == 5


def test_the_officers_page_names_no_group(round_: Round, door: Door, olive: User) -> None:
    tell(round_, 5)
    page = door(olive).get(reverse("applications:burden", args=[round_.slug])).content.decode()
    assert "Words 3" in page
    for application in round_.applications.all():
        assert application.organisation.name not in page
        assert application.reference not in page
