"""Where somebody else holds a row: a calm page, nothing written, and the same works a moment later."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from fund.kit import middleware
from fund.models import Round, User
from tests import factories

Door = Callable[[User | None], Client]


def answer_to(fault: Exception, user: User) -> object:
    request = RequestFactory().post("/")
    request.user = user
    shown = middleware.show_refusals(lambda request: None)  # type: ignore[arg-type, return-value]
    return shown.process_exception(request, fault)  # type: ignore[attr-defined]


def broken(sqlstate: str, words: str = "a fault") -> OperationalError:
    fault = OperationalError(words)
    fault.__cause__ = type("Cause", (Exception,), {"sqlstate": sqlstate})()
    return fault


@pytest.mark.parametrize("sqlstate", ["40001", "40P01", "55P03", "57014"])
def test_a_busy_database_asks_to_try_again(ann: User, sqlstate: str) -> None:
    page = answer_to(broken(sqlstate), ann)
    assert (page.status_code, page["Retry-After"]) == (503, "5")  # type: ignore[attr-defined, index]
    assert "Wait a few seconds" in page.content.decode()  # type: ignore[attr-defined]


def test_a_locked_file_does_too(ann: User) -> None:
    assert answer_to(OperationalError("database is locked"), ann).status_code == 503  # type: ignore[attr-defined]


def test_another_fault_of_the_database_is_not_hidden(ann: User) -> None:
    assert answer_to(broken("42P01", "relation does not exist"), ann) is None


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_a_row_gets_the_page(round_: Round, olive: User, door: Door) -> None:
    bid = factories.make_application(round_, state="in_assessment")
    held, done = Event(), Event()

    def hold() -> None:
        with transaction.atomic():
            Round.objects.select_for_update().get(pk=round_.pk)
            held.set()
            done.wait(20)
        connections.close_all()

    thread = Thread(target=hold)
    thread.start()
    assert held.wait(10)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 100")
        said = {"outcome": "decline", "reason": "Too thin a plan."}
        page = door(olive).post(reverse("applications:decide", args=[bid.pk]), said)
    finally:
        done.set()
        thread.join(20)
    bid.refresh_from_db()
    assert (page.status_code, bid.state) == (503, "in_assessment")
