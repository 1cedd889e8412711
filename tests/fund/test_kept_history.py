"""History is added to and never changed, but for the erasure of words that must not stay."""

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from fund.kit import history, kept_history
from fund.models import Organisation, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(olive: User) -> "Organisation.history.model":  # type: ignore[name-defined]
    return history.save(Organisation(name="Leith Lungs"), by=olive).history.get()


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def table() -> str:
    return connection.ops.quote_name(Organisation.history.model._meta.db_table)


def test_a_manager_of_history_neither_changes_nor_deletes(record: object) -> None:
    for wrong in (lambda: Organisation.history.all().update(name="x"), Organisation.history.all().delete):
        with pytest.raises(PermissionError, match="never changed or deleted"):
            wrong()
    assert Organisation.history.get().name == "Leith Lungs"


def test_the_erasure_may_change_and_delete_and_nobody_after_it(record: object) -> None:
    with kept_history.erasing():
        Organisation.history.all().update(name="Erased")
    assert Organisation.history.get().name == "Erased"
    with pytest.raises(PermissionError):
        Organisation.history.all().delete()
    with kept_history.erasing():
        Organisation.history.all().delete()
    assert not Organisation.history.exists()


def test_an_erasure_that_fails_leaves_no_way_open(record: object) -> None:
    with pytest.raises(ZeroDivisionError), kept_history.erasing():
        Organisation.history.all().update(name=str(1 // 0))
    with pytest.raises(PermissionError):
        Organisation.history.all().delete()


@pytest.mark.postgres
@pytest.mark.parametrize("words", ["UPDATE {} SET name = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_whoever_goes_behind_the_managers(record: object, words: str) -> None:
    connection.check_constraints()  # else PostgreSQL refuses to empty a table before it asks us
    with pytest.raises(DatabaseError, match="History is never changed or deleted"):
        run(words.format(table()))
    assert Organisation.history.get().name == "Leith Lungs"


@pytest.mark.postgres
def test_the_database_refuses_a_row_that_is_saved_or_deleted(record: object) -> None:
    row = Organisation.history.get()
    row.name = "x"
    for wrong in (row.save, row.delete):
        with pytest.raises(DatabaseError, match="History is never changed or deleted"), transaction.atomic():
            wrong()


@pytest.mark.postgres
def test_the_database_lets_the_erasure_through_and_nobody_after_it(record: object) -> None:
    with kept_history.erasing():
        run(f"UPDATE {table()} SET name = 'Erased'")
    with pytest.raises(DatabaseError):
        run(f"DELETE FROM {table()}")
    with pytest.raises(DatabaseError), kept_history.erasing():
        run("SELECT 1 / 0")
    with pytest.raises(DatabaseError):
        run(f"DELETE FROM {table()}")
    assert Organisation.history.get().name == "Erased"


@pytest.mark.postgres
def test_every_table_of_history_is_guarded() -> None:
    kept = {model._meta.db_table for model in apps.get_models() if hasattr(model, "history_date")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'fund_history_is_kept' GROUP BY 1"
        )
        guarded = dict(cursor.fetchall())
    assert guarded == dict.fromkeys(kept, 2) and len(kept) > 50
