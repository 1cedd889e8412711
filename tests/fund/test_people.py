import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.db import IntegrityError
from django.test import Client

from fund import people
from fund.kit.states import Refused
from fund.models import Job, Letter, Role, User
from tests import factories

pytestmark = pytest.mark.django_db
Door = Callable[[User | None], Client]


def test_one_person_an_address_whatever_its_capitals(ann: User) -> None:
    with pytest.raises(IntegrityError):
        User.objects.create_user("ANN@example.org")


def test_a_manager_gives_a_role_to_somebody_new(morag: User) -> None:
    role = people.give_role(factories.make_fund(), "New.Person@example.org", "assessor", by=morag)

    assert (role.user.email, role.kind, role.history.get().history_user) == (
        "new.person@example.org",
        "assessor",
        morag,
    )
    assert not role.user.has_usable_password()


def test_a_role_is_not_given_twice(morag: User, sam: User) -> None:
    with pytest.raises(Refused):
        people.give_role(factories.make_fund(), "sam@example.org", "assessor", by=morag)


def test_a_manager_takes_a_role_away(morag: User, sam: User) -> None:
    people.take_role(sam.roles.get(), by=morag)

    assert not Role.objects.filter(user=sam).exists()
    assert Role.history.filter(history_type="-").get().history_user == morag


def test_a_manager_cannot_shut_the_own_door(morag: User) -> None:
    with pytest.raises(Refused):
        people.take_role(morag.roles.get(), by=morag)


def test_the_people_page_gives_a_role(door: Door, morag: User) -> None:
    answer = door(morag).post("/fund/people/give/", {"email": "new@example.org", "kind": "panel"})

    assert answer.status_code == 302
    assert User.objects.get(email="new@example.org").has_role("panel")


def test_the_people_page_shows_errors_and_keeps_what_was_typed(door: Door, morag: User) -> None:
    answer = door(morag).post("/fund/people/give/", {"email": "nonsense", "kind": "panel"})

    assert answer.status_code == 422
    assert "Enter an e-mail address, like name@example.org" in answer.content.decode()
    assert 'value="nonsense"' in answer.content.decode()


def test_an_officer_cannot_give_roles(door: Door, olive: User) -> None:
    assert door(olive).post("/fund/people/give/", {"email": "x@example.org", "kind": "manager"}).status_code == 403
    assert "Give a role" not in door(olive).get("/fund/people/").content.decode()


def test_a_sign_in_code_is_shown_to_nobody(door: Door, olive: User, ann: User) -> None:
    secret = Letter.objects.create(
        key="s", kind="code", to=ann, address=ann.email, subject="Your code", text="483920", is_secret=True
    )

    assert "Your code" not in door(olive).get("/fund/letters/").content.decode()
    assert door(olive).get(f"/fund/letters/{secret.pk}/").status_code == 404


def test_an_officer_starts_a_parked_job_from_the_page(door: Door, olive: User) -> None:
    job = Job.objects.create(
        key="p", kind="test.mark", title="Draft of the learning", state="parked", tries=5, error="It broke"
    )

    assert "It broke" in door(olive).get("/fund/jobs/").content.decode()
    assert door(olive).post(f"/fund/jobs/{job.pk}/try-again/").status_code == 302
    assert Job.objects.get(pk=job.pk).state == "waiting"


def test_the_health_page_says_how_the_parts_are(door: Door) -> None:
    answer = door(None).get("/health/").json()

    assert answer["worker"] == "not seen in the last three minutes"
    assert (answer["jobs parked"], answer["letters parked"]) == (0, 0)


def test_somebody_who_was_given_a_role_signs_in_with_one_code(morag: User) -> None:
    people.give_role(factories.make_fund(), "new@example.org", "assessor", by=morag)
    browser = Client()

    browser.post("/people/login/", {"login": "new@example.org"})
    code = re.search(r"^([A-Z0-9-]{5,})$", mail.outbox[-1].body, re.MULTILINE)
    assert code is not None
    answer = browser.post("/people/login/code/confirm/", {"code": code.group(1)}, follow=True)

    assert [address for address, _ in answer.redirect_chain] == ["/home/", "/assess/"]
    assert len(mail.outbox) == 1
