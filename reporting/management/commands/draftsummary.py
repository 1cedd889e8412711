from argparse import ArgumentParser
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.kit.states import Refused
from reporting import learning
from reporting.learning import printing, scopes


class Command(BaseCommand):
    help = "Draft a learning summary and print it. With --keep it stands at the learning desk too."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scope", required=True, metavar="KIND:NAME", help=scopes.HOW)
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--keep", action="store_true", help="keep it as a draft at the learning desk")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pack = learning.gather(learning.parse_scope(options["scope"]))
            draft = learning.compose(pack)
            pack = replace(pack, pieces=(), stories=(), meanings={})  # printing needs what the draft cites alone
            if options["keep"]:
                learning.store(draft, by=None)
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal
        if options["format"] == "json":
            for part in printing.as_json(draft, pack):
                self.stdout.write(part, ending="")
        else:
            self.stdout.write(printing.as_text(draft, pack))
