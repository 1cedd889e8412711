from typing import Any

from django.core.management.base import BaseCommand

from applications import searching


class Command(BaseCommand):
    help = "Write the index of the officers' search anew, from all applications that were handed in."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{searching.reindex()} applications can be searched.")
