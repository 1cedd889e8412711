from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

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
        try:
            self._bring(self._read(options["files"]), options, by)
        except Refused as refusal:
            raise CommandError(refusal.words) from refusal

    def _read(self, paths: list[Path]) -> list[tuple[Path, collecting.Words]]:
        """The words of all files. Where one cannot be read, each that cannot is named and none is brought in."""
        read, unread = [], []
        for path in paths:
            try:
                read.append((path, collecting.words_in(path)))
            except Refused as refusal:
                unread.append(refusal.words)
        if unread:
            last = f"Nothing was brought in: {len(unread)} of {len(paths)} files cannot be read."
            raise CommandError("\n".join([*unread, last]))
        return read

    @transaction.atomic
    def _bring(self, read: list[tuple[Path, collecting.Words]], options: dict[str, Any], by: User | None) -> None:
        for path, words in read:
            text = collecting.bring_words(
                words,
                path.name,
                into=options["into"],
                project=options["project"],
                organisation=options["organisation"],
                title=options["title"],
                conditions=options["condition"],
                areas=options["area"],
                by=by,
            )
            done = collecting.confirm_guesses(text, by=by) if options["confirm"] and by else 0
            self.stdout.write(f"{path.name}: {text.sentences.count()} sentences, {done} guesses taken as right.")
        self.stdout.write("Sentences are read once somebody has looked at them: Learning desk, Old texts.")
        self.stdout.write(f"To draft: uv run manage.py draftsummary --scope collection:{text.collection.slug}")
