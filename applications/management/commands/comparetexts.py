from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from applications import screening
from fund.models import Round


class Command(BaseCommand):
    help = "Find the applications of a round that say much the same, also those that came in before this was looked at."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("round", metavar="ROUND", help="the round as in its address, such as living-well")

    def handle(self, *args: Any, **options: Any) -> None:
        round_ = Round.objects.filter(slug=options["round"]).first()
        if round_ is None:
            raise CommandError(f"There is no round ‘{options['round']}’. Its name is in its address: /rounds/NAME/.")
        pairs = screening.compare_all(round_, said=self._say)
        self.stdout.write(f"{pairs} {'pair says' if pairs == 1 else 'pairs say'} much the same.")

    def _say(self, done: int, of: int) -> None:
        if done % 100 == 0 or done == of:
            self.stdout.write(f"{done} of {of} compared")
