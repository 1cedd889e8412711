from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund import rounds
from fund.kit.states import Refused
from fund.models import User


class Command(BaseCommand):
    help = "Make a round from its file, or bring one that is here in step with it. A bad file changes nothing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a round file, see docs/rounds.md")
        parser.add_argument("--check", action="store_true", help="say what would happen, and write nothing")
        parser.add_argument("--by", metavar="EMAIL", help="the person to record as the one who did it")

    def handle(self, *args: Any, **options: Any) -> None:
        by = self._person(options["by"])
        bad = 0
        for path in options["files"]:
            try:
                self._one(path, by=by, only_check=options["check"])
            except Refused as refusal:
                self.stderr.write(refusal.words)
                bad += 1
        if bad:
            raise CommandError("No round was written." if len(options["files"]) == 1 else f"{bad} files were refused.")

    def _one(self, path: Path, *, by: User | None, only_check: bool) -> None:
        plan = rounds.check(rounds.read_file(path))
        if plan.faults:
            raise rounds.BadFile(plan.faults, path.name)
        for line in rounds.preview(plan):
            self.stdout.write(line)
        if not only_check:
            rounds.load(path, by=by)

    def _person(self, email: str | None) -> User | None:
        if not email:
            return None
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"There is nobody here with the address {email}.")
        return person
