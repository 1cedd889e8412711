from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from fund import register
from fund.kit.states import Refused


class Command(BaseCommand):
    help = "Bring in the Scottish Charity Register from OSCR’s download. Run again with each new file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the unpacked CSV file")
        parser.add_argument(
            "--day", type=date.fromisoformat, metavar="YYYY-MM-DD", help="when OSCR made the file, if not today"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brought = register.bring_in(options["file"], on=options["day"] or timezone.localdate())
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        for fault in brought.faults:
            self.stderr.write(str(fault))
        if brought.faults:
            self.stderr.write(f"{len(brought.faults)} rows were left out.")
        self.stdout.write(f"{brought.new} new, {brought.changed} changed, {brought.same} as they were.")
