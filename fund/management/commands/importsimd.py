from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund import deprivation
from fund.kit.states import Refused


class Command(BaseCommand):
    help = "Bring in the index SIMD by postcode, from a CSV or Excel file. It takes the place of what was here before."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="with the columns Postcode and SIMD…_Quintile")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            brought = deprivation.bring_in(options["file"])
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        if brought.faults:
            some = ", ".join(str(number) for number in brought.faults[:10])
            self.stderr.write(f"{len(brought.faults)} rows were left out. The first of them: {some}.")
        self.stdout.write(f"{brought.postcodes:,} postcodes.")
