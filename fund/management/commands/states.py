from django.core.management.base import BaseCommand

from fund.kit.states import states_page


class Command(BaseCommand):
    help = "Print the page of all states and moves (docs/states.md)."

    def handle(self, **options: object) -> None:
        self.stdout.write(states_page(), ending="")
