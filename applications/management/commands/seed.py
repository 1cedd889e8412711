import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from applications import seeding
from applications.models import Application
from fund import reference
from fund.kit.states import Refused


class Command(BaseCommand):
    help = "Make one large round of invented applications, the same for the same seed: for measuring, never for real."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--applications", type=int, required=True, metavar="N", help="how many")
        parser.add_argument("--seed", type=int, default=7, help="another number makes other applications (7)")
        parser.add_argument("--open", action="store_true", help="complete drafts of an open round, ready to hand in")

    def handle(self, *args: Any, applications: int, seed: int, open: bool, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Invented applications do not belong among real ones: unset PRODUCTION.")
        began = time.monotonic()
        state = Application.State.DRAFT if open else Application.State.IN_ASSESSMENT
        reference.the_fund()
        try:
            made = seeding.seed(applications, number=seed, state=state, progress=self.say)
        except Refused as refused:
            raise CommandError(refused.words) from refused
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")  # else the planner knows nothing yet of so many new rows
        self.say(f"{made.round}: {made.applications} applications in {time.monotonic() - began:.0f} s")

    def say(self, words: str) -> None:
        self.stdout.write(words)
