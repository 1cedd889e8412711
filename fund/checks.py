"""What `manage.py check` says about the place where the fund runs."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register
from django.db import connection

from fund.kit import ground, pdf


@register
def papers_can_be_made(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """PDF papers need Pango, which no Python package brings."""
    if ground.has_library("libpango-1.0.so.0", "libpango-1.0.dylib"):
        return []  # the sure answer takes seconds, and this question is asked by every command
    missing = pdf.available()
    return [Warning(missing, id="fund.W001")] if missing else []


@register
def jobs_are_told(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """In production, jobs and letters should not have to wait for a sweep by cron."""
    if not settings.PRODUCTION or settings.REDIS_URL:
        return []
    return [
        Warning(
            "REDIS_URL is not set, so jobs and letters wait until “manage.py sweep --here” runs.",
            hint="Set REDIS_URL and start the worker and its timetable (docs/running.md).",
            id="fund.W002",
        )
    ]


@register
def database_can_lock(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """In production, many people write at the same time."""
    if not settings.PRODUCTION or connection.vendor != "sqlite":
        return []
    return [
        Warning(
            "The database is SQLite, in which only one person can write at a time.",
            hint="Set DATABASE_URL to a PostgreSQL database (docs/running.md).",
            id="fund.W003",
        )
    ]
