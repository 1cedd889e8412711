from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from fund import post
from fund.kit import jobs
from fund.models import Job
from fund.tasks import run_job


class Command(BaseCommand):
    help = "Tell the workers again about every job that waits, and post every letter that waits. For cron."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--here", action="store_true", help="do the jobs here: for a machine without a worker")

    def handle(self, *args: Any, here: bool, **options: Any) -> None:
        told = jobs.sweep()
        failed = self.do_here() if here else 0
        posted = post.sweep()
        self.stdout.write(f"Jobs: {told}{f', {failed} failed' if failed else ''}. Letters: {posted}.")

    def do_here(self) -> int:
        """Do all due jobs one after the other, as the worker would; how many failed, and wait in their rows."""
        due = Job.objects.runnable(timezone.now()).order_by("not_before", "pk").values_list("pk", flat=True)
        return sum(run_job.apply((pk,)).failed() for pk in list(due))
