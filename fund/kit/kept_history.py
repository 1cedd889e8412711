"""History is added to and never changed: the database refuses it, but for the erasure of what must not stay.

On PostgreSQL a trigger on each table of history stands guard, and goes wherever the table goes. SQLite, which has no
settings for a transaction, is guarded here alone: by the managers called `history`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from simple_history.manager import HistoricalQuerySet
from simple_history.models import HistoricalRecords

REFUSED = "History is never changed or deleted. Only the erasure of words does that, within kept_history.erasing()."
SETTING = "fund.erasing"
_FUNCTION = f"""
CREATE OR REPLACE FUNCTION fund_history_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_setting('{SETTING}', true) = 'yes' THEN
    IF TG_OP = 'DELETE' THEN RETURN OLD; ELSE RETURN NEW; END IF;
  END IF;
  RAISE EXCEPTION 'History is never changed or deleted: %', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
_is_erasing: ContextVar[bool] = ContextVar("is_erasing", default=False)


@contextmanager
def erasing() -> Iterator[None]:
    """A transaction in which lines of history may be changed and deleted. For the erasure of what must not stay."""
    with transaction.atomic():
        token = _is_erasing.set(True)
        try:
            _tell_database("yes")
            yield
            _tell_database("no")  # where something failed, the setting goes with all else that was written
        finally:
            _is_erasing.reset(token)


def _tell_database(said: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, said])


class KeptRows(HistoricalQuerySet):
    """Lines of history, which nobody changes or deletes."""

    def update(self, **values: Any) -> int:
        self._guard()
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        self._guard()
        return super().delete()

    def _guard(self) -> None:
        if not _is_erasing.get():
            raise PermissionError(REFUSED)


class Kept(models.BaseConstraint):
    """A trigger that refuses to change, delete or empty the rows of a table."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        """Nothing within the table’s own definition: the trigger comes after it."""
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))
        return ""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        if schema_editor.connection.vendor != "postgresql":
            return "SELECT 1"
        table, quote = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name
        then = "EXECUTE FUNCTION fund_history_is_kept()"
        return (
            f"{_FUNCTION}"
            f"CREATE TRIGGER {quote(self.name)} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {then};"
            f"CREATE TRIGGER {quote(f'{self.name}_all')} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {then};"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        if schema_editor.connection.vendor != "postgresql":
            return "SELECT 1"
        table, quote = schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name
        names = (self.name, f"{self.name}_all")
        return "".join(f"DROP TRIGGER IF EXISTS {quote(name)} ON {table};" for name in names)

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """A row by itself is never wrong."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class Records(HistoricalRecords):
    """The history of a model, whose table is guarded by the database."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"historical_queryset": KeptRows, **kwargs})

    def get_meta_options(self, model: Any) -> dict[str, Any]:
        """The options of the history’s own model."""
        name = f"{model._meta.app_label}_{model._meta.model_name}_kept"
        return {**super().get_meta_options(model), "constraints": [Kept(name=name)]}
