import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from applications import importing
from fund import reference
from fund.kit import tables
from fund.kit.states import Refused
from fund.models import CouncilArea, User


class Command(BaseCommand):
    help = "Bring in awards of the past from a CSV or JSON file. Faulty rows are named, the good ones are offered."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a .csv or .json file, see docs/rounds.md")
        parser.add_argument("--check", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--yes", action="store_true", help="bring the good rows in without asking")
        parser.add_argument("--by", metavar="EMAIL", help="the person to record as the one who did it")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        self._prepare(may_write=options["yes"] and not options["check"])
        try:
            sheet = importing.read(path)
            self._show(sheet)
            if options["check"]:
                if sheet.faults:
                    raise CommandError("Nothing was written: this was only a check.")
                self.stdout.write("Nothing was written: this was only a check.")
            elif not sheet.new:
                if sheet.faults:
                    raise CommandError("Nothing was written.")
                self.stdout.write("Nothing changed.")
            elif options["yes"] or self._agrees(len(sheet.new), path):
                grants = importing.bring_in(sheet.new, by=self._person(options["by"]), name=path.name)
                self.stdout.write(f"{_awards(len(grants))} brought in.")
            else:
                self.stdout.write("Nothing was written.")
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal

    def _prepare(self, *, may_write: bool) -> None:
        """Where this is the first thing done with a database, make its tables and lists, if we may write."""
        is_empty = tables.is_empty(connection)
        if is_empty and not may_write:
            raise CommandError("This database is empty. Run “uv run manage.py migrate” first, or add --yes.")
        if is_empty:
            self.stdout.write("Preparing the database.")
            tables.build(connection)
        if may_write and not CouncilArea.objects.exists():
            self.stdout.write("Loading the reference lists.")
            reference.load()

    def _show(self, sheet: importing.Sheet) -> None:
        for fault in sheet.faults:
            self.stderr.write(str(fault))
        if sheet.faults:
            self.stderr.write(f"{len(sheet.faults)} faults. Rows with a fault are left out.")
        for award in sheet.new:
            self.stdout.write(f"row {award.row}: {award}")
        self._show_what_was_found(sheet.new)
        for award in sheet.awards:
            if award.here and (fields := award.differs_in()):
                words = f"is here as {award.here.reference} and says something else in: {', '.join(fields)}"
                self.stdout.write(f"row {award.row}: {award} {words}. It stays as it is.")
        self.stdout.write(f"{_awards(len(sheet.new))} new, {len(sheet.awards) - len(sheet.new)} here already.")

    def _show_what_was_found(self, awards: list[importing.Award]) -> None:
        found = [(award, hit) for award in awards for hit in award.found()]
        for award, hit in found:
            self.stdout.write(f"row {award.row}: “{hit.text}” may give a person away ({hit.kind}).")
        if found:
            self.stdout.write(
                "Everybody can read these awards. Take such words out of the file, or put a role there. "
                "What you bring in as it is, is noted as agreed to."
            )

    def _agrees(self, count: int, path: Path) -> bool:
        """Ask the person at the terminal; where there is none, say how to go on."""
        if not sys.stdin.isatty():
            self.stdout.write(f"To bring them in: uv run manage.py importgrants {path} --yes")
            return False
        return input(f"Bring in {_awards(count)}? [y/N] ").strip().lower() in ("y", "yes")

    def _person(self, email: str | None) -> User | None:
        person = User.objects.filter(email__iexact=email).first() if email else None
        if email and person is None:
            raise CommandError(f"There is nobody here with the address {email}.")
        return person


def _awards(count: int) -> str:
    return f"{count} award" if count == 1 else f"{count} awards"
