"""The tables of an empty database, made from the models: seconds where the migrations take over a minute."""

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def build(database: BaseDatabaseWrapper) -> None:
    """Make all tables and note every migration as done. Only for a database without tables; others are migrated.

    The migrations come to the same tables: tests/fund/test_tables.py makes both and compares them.
    """
    with database.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.can_migrate(database):
                editor.create_model(model)
    recorder = MigrationRecorder(database)
    recorder.ensure_schema()
    for app, name in MigrationLoader(database).graph.nodes:
        recorder.record_applied(app, name)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=database.alias)


def is_empty(database: BaseDatabaseWrapper) -> bool:
    """Say whether nobody has made a table there yet."""
    return not database.introspection.table_names()
