"""Count a draw again."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from applications import drawing


class Command(BaseCommand):
    """Print the hash of the list, the seed and the order of a draw."""

    help = 'Count a draw again. FILE is JSON: {"bids": ["SMFL-2-001", …], "words": "the public words"}'

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = json.loads(options["file"].read_text("utf-8"))
            bids, words = [str(bid) for bid in asked["bids"]], str(asked["words"])
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise CommandError(f"This file cannot be read as a draw: {fault}. See --help.") from fault
        listed = drawing.hash_of_list(bids)
        seed = drawing.seed_of(listed, words)
        self.stdout.write(f"list  {listed}")
        self.stdout.write(f"seed  {seed}")
        for place, reference in enumerate(drawing.drawn_order(bids, seed), start=1):
            self.stdout.write(f"{place:5} {reference}")
