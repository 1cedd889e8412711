from typing import Any

from django.core.management.base import BaseCommand

from fund import reference


class Command(BaseCommand):
    help = "Load the fund and its shared lists: places, outcomes, principles, conditions, themes. Safe to run again."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        reference.load(self.stdout.write)
