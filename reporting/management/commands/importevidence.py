import json
from argparse import ArgumentParser
from collections.abc import Sized
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day
from reporting import collecting


class Command(BaseCommand):
    help = "Bring in evidence from a JSON file as a collection, to draft a summary from. Faults are listed."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE", help="a .json file, see docs/evidence.md")
        parser.add_argument("--schema", action="store_true", help="print the JSON schema of the file")
        parser.add_argument("--check", action="store_true", help="list the faults, and write nothing")
        parser.add_argument("--by", metavar="EMAIL", help="the person to record as the one who did it")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(collecting.SCHEMA, indent=2, ensure_ascii=False))
            return
        if options["file"] is None:
            raise CommandError("Name the file: importevidence FILE.json. Its form: importevidence --schema")
        try:
            self._bring(options["file"], options["check"], options["by"])
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal

    def _bring(self, path: Path, is_check: bool, email: str | None) -> None:
        sent = collecting.read(path)
        for fault in sent.faults:
            self.stderr.write(str(fault))
        if sent.faults:
            raise CommandError(f"{_counted(sent.faults, 'fault')}. Nothing was brought in.")
        content = sent.content
        parts = {"project": content["projects"], "source": content["sources"], "figure": content.get("figures", [])}
        counts = ", ".join(_counted(rows, noun) for noun, rows in parts.items())
        older = collecting.named(content["name"])
        there = (
            f"“{older}” ({_counted(older.projects.all(), 'project')}, brought in {day(older.brought_at)})"
            if older
            else ""
        )
        if older and older.sha256 == sent.sha256:
            self.stdout.write(f"“{older}” was brought in already, word for word. Nothing has changed.")
            return
        if is_check:
            self.stdout.write(f"No fault in {counts}. Nothing was written: this was only a check.")
            if older:
                self.stdout.write(f"If you bring it in, it takes the place of {there}.")
            return
        by = User.objects.filter(email__iexact=email).first() if email else None
        if email and by is None:
            raise CommandError(f"There is nobody here with the address {email}.")
        collection = collecting.bring_in(sent, by=by)
        self.stdout.write(f"“{collection}” brought in: {counts}.")
        if older:
            self.stdout.write(f"It took the place of {there}.")
        self.stdout.write(f"To draft from it: uv run manage.py draftsummary --scope collection:{collection.slug}")


def _counted(rows: Sized, noun: str) -> str:
    return f"{len(rows):,} {noun}{'' if len(rows) == 1 else 's'}"
