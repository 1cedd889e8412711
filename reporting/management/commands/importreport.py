from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.kit.states import Refused
from fund.models import User
from reporting import collecting


class Command(BaseCommand):
    help = "Bring in old texts (PDF with text, Word, plain text). A person confirms the slot guessed for each sentence."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help="a .pdf, .docx or .txt file")
        parser.add_argument("--into", required=True, metavar="NAME", help="the collection that they are put into")
        parser.add_argument("--project", default="", help="whose texts they are; else each stands for itself")
        parser.add_argument("--organisation", default="", help="the group that runs the project")
        parser.add_argument("--title", default="", help="the title of the text; else the name of its file")
        parser.add_argument(
            "--condition", action="append", default=[], help="a condition of its people; may be repeated"
        )
        parser.add_argument("--area", action="append", default=[], help="a place where it works; may be repeated")
        parser.add_argument("--by", metavar="EMAIL", help="the person to record as the one who did it")
        parser.add_argument(
            "--confirm", action="store_true", help="take all guesses as right, but for quotations; needs --by"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by = User.objects.filter(email__iexact=options["by"]).first() if options["by"] else None
        if options["by"] and by is None:
            raise CommandError(f"There is nobody here with the address {options['by']}.")
        if options["confirm"] and by is None:
            raise CommandError("A guess is confirmed by a person: name one with --by EMAIL.")
        for path in options["files"]:
            try:
                text = collecting.bring_text(
                    path,
                    into=options["into"],
                    project=options["project"],
                    organisation=options["organisation"],
                    title=options["title"],
                    conditions=options["condition"],
                    areas=options["area"],
                    by=by,
                )
            except Refused as refusal:
                raise CommandError(refusal.words) from refusal
            done = collecting.confirm_guesses(text, by=by) if options["confirm"] and by else 0
            self.stdout.write(f"{path.name}: {text.sentences.count()} sentences, {done} guesses taken as right.")
        self.stdout.write("Sentences are read once somebody has looked at them: Learning desk, Old texts.")
        self.stdout.write(f"To draft: uv run manage.py draftsummary --scope collection:{text.collection.slug}")
