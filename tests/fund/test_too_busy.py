"""Where somebody else holds a row: a calm page, nothing written, and the same works a moment later."""

import io
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.test import Client, RequestFactory
from django.urls import resolve, reverse

from applications import deciding
from applications.models import Application
from fund.kit import middleware, once_more
from fund.kit.states import Refused
from fund.models import Round, User
from tests import factories

Door = Callable[[User | None], Client]


def answer_to(fault: Exception, user: User) -> object:
    request = RequestFactory().post("/")
    request.user, request.kept = user, once_more.Kept()
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


class Losing:
    """`deciding.decide`, which loses against another so many times first."""

    def __init__(self, times: int, sqlstate: str = "40P01") -> None:
        self.times, self.sqlstate, self.calls, self.decide = times, sqlstate, 0, deciding.decide

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        with transaction.atomic():
            made = self.decide(*args, **kwargs)
            if self.calls <= self.times:
                raise broken(self.sqlstate)
        return made


def decided(bid: Application, client: Client, losing: Losing, patch: pytest.MonkeyPatch, **files: Any) -> Any:
    patch.setattr(deciding, "decide", losing)
    patch.setattr(once_more, "wait", lambda tries: None)
    said = {"outcome": "decline", "reason": "Too thin a plan.", **files}
    return client.post(reverse("applications:decide", args=[bid.pk]), said)


@pytest.mark.parametrize("sqlstate", ["40001", "40P01"])
def test_who_loses_a_deadlock_is_done_anew(
    round_: Round, olive: User, door: Door, monkeypatch: pytest.MonkeyPatch, sqlstate: str
) -> None:
    bid, losing = factories.make_application(round_, state="in_assessment"), Losing(2, sqlstate)
    assert decided(bid, door(olive), losing, monkeypatch).status_code == 302
    bid.refresh_from_db()
    assert (losing.calls, bid.state, bid.decision.history.count()) == (3, "decided", 1)


def test_it_is_done_anew_a_few_times_and_no_more(
    round_: Round, olive: User, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, losing = factories.make_application(round_, state="in_assessment"), Losing(99)
    page = decided(bid, door(olive), losing, monkeypatch)
    bid.refresh_from_db()
    assert (page.status_code, losing.calls, bid.state) == (503, 3, "in_assessment")


def test_a_no_of_the_second_try_is_told(
    round_: Round, olive: User, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    bid, losing = factories.make_application(round_, state="in_assessment"), Losing(1)
    losing.decide = lambda *args, **kwargs: _refuse_after(losing)  # type: ignore[assignment]
    page = decided(bid, door(olive), losing, monkeypatch)
    assert (page.status_code, losing.calls) == (409, 2)


def _refuse_after(losing: Losing) -> None:
    if losing.calls > 1:
        raise Refused("Somebody else was first.")


@pytest.mark.parametrize("case", ["waited too long", "brought a file"])
def test_what_is_not_safe_is_done_once(
    round_: Round, olive: User, door: Door, monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    bid = factories.make_application(round_, state="in_assessment")
    losing = Losing(1, "55P03" if case == "waited too long" else "40P01")
    files = {"file": io.BytesIO(b"x")} if case == "brought a file" else {}
    assert decided(bid, door(olive), losing, monkeypatch, **files).status_code == 503
    assert losing.calls == 1


@pytest.mark.django_db(transaction=True)
def test_a_request_that_kept_something_is_not_done_anew(round_: Round, olive: User) -> None:
    request = RequestFactory().post("/")
    request.resolver_match = resolve("/")
    for write, anything in ((_writes, True), (_writes_in_a_transaction, True), (_is_rolled_back, False)):
        kept = once_more.Kept()
        with connection.execute_wrapper(kept):
            Round.objects.get(pk=round_.pk)
            assert once_more.may_try(request, kept)
            write(round_)
        assert kept.anything is anything
        assert once_more.may_try(request, kept) is not anything


def _writes(round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(name="Else")


def _writes_in_a_transaction(round_: Round) -> None:
    with transaction.atomic():
        _writes(round_)


def _is_rolled_back(round_: Round) -> None:
    with suppress(Refused), transaction.atomic():
        with transaction.atomic():
            _writes(round_)
        raise Refused("No.")


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
