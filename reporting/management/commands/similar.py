import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from fund.kit.plain_text import can_be_kept
from reporting import similar
from reporting.similar import meaning, weighing
from reporting.similar.index import FACETS, Facets

MOST = 100
NO_LETTERS = "There is a sign in it that is no letter, such as half of one. Take it out."
RANKED_FROM = 0.01  # of a batch, the whole ranking is wanted, close or not


class Command(BaseCommand):
    help = "Name the funded projects, past and present, that are most like a question. See docs/library.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="?", default="", help="what you look for, in your own words")
        parser.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE", help=f"{', '.join(FACETS)}")
        parser.add_argument("--batch", type=Path, metavar="FILE.json", help="a list of {id, text, facets}")
        parser.add_argument("--limit", type=int, default=5, help="at most so many projects a question (5)")
        parser.add_argument("--format", choices=["text", "json"], default="text")
        parser.add_argument("--no-model", action="store_true", help="go without the optional model of meaning")

    def handle(self, *args: Any, **options: Any) -> None:
        limit, batch, text = options["limit"], options["batch"], options["words"]
        if not 1 <= limit <= MOST:
            raise CommandError(f"--limit must be from 1 to {MOST}.")
        facets = _facets_of(options["facet"])
        if not can_be_kept(" ".join([text, *options["facet"]])):
            raise CommandError("There is a sign in these words that is no letter. Write them in UTF-8.")
        if batch and (text or facets):
            raise CommandError("Give either words or --batch, not both.")
        if not batch and not (text.strip() or facets):
            raise CommandError(
                'Say what you look for, such as: uv run manage.py similar "a choir for people with COPD"'
            )
        questions = _questions(batch) if batch else []
        if not options["no_model"]:
            self._catch_up()
        if batch:
            found = {name: self._ask(said, ticked, limit, options) for name, said, ticked in questions}
            self.stdout.write(json.dumps({name: _told(answer) for name, answer in found.items()}, ensure_ascii=False))
            return
        answer = self._ask(text, facets, limit, options)
        if options["format"] == "json":
            self.stdout.write(json.dumps(_told(answer), ensure_ascii=False, indent=1))
        else:
            self._show(answer)

    def _ask(self, text: str, facets: Facets, limit: int, options: dict[str, Any]) -> similar.Answer:
        least = RANKED_FROM if options["batch"] else weighing.NOTHING_CLOSE
        return similar.like_words(text, facets, limit=limit, with_model=not options["no_model"], least=least)

    def _catch_up(self) -> None:
        """Read what the job has not read yet, so that the answer does not depend on when the worker last ran."""
        if texts := meaning.missing():
            self.stderr.write(f"Reading {len(texts)} projects with the model of meaning.")
            meaning.keep(meaning.read(texts))

    def _show(self, answer: similar.Answer) -> None:
        for facet, names in answer.guessed.items():
            self.stdout.write(f"Read from your words as {facet}: {', '.join(names)}")
        for number, match in enumerate(answer.matches, start=1):
            grant = match.grant
            self.stdout.write(f"{number}. {grant.title or grant.organisation} ({grant.organisation}) {match.score:.2f}")
            for words in [*match.why, *match.differs]:
                self.stdout.write(f"   {words}")
        if not answer.matches:
            self.stdout.write("Nothing close was found.")


def _told(answer: similar.Answer) -> list[dict[str, Any]]:
    return [
        {
            "project": match.grant.title or None,
            "organisation": match.grant.organisation.name,
            "reference": match.grant.reference,
            "score": match.score,
            "why": match.why,
            "differs": match.differs,
        }
        for match in answer.matches
    ]


def _facets_of(pairs: list[str]) -> Facets:
    """Facets as they are typed: `conditions=COPD`, several of one name or parted by semicolons."""
    facets: Facets = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        values = [each.strip() for each in value.split(";") if each.strip()]
        if name.strip() not in FACETS or not sign or not values:
            raise CommandError(f"--facet {pair} is not NAME=VALUE. Names are: {', '.join(FACETS)}.")
        facets.setdefault(name.strip(), []).extend(values)
    return facets


def _questions(path: Path) -> list[tuple[str, str, Facets]]:
    """The questions of a file; every fault is named by its place."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise CommandError(f"The file {path} cannot be read: {fault.strerror}.") from fault
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as fault:
        raise CommandError(f"{path.name} is not JSON in UTF-8: {fault}.") from fault
    if not isinstance(data, list):
        raise CommandError(f"{path.name} must hold a list of questions, each with id, text and facets.")
    questions, faults, seen = [], [], set[str]()
    for number, row in enumerate(data, start=1):
        if words := _fault_of(row, seen):
            faults.append(f"question {number}: {words}")
            continue
        seen.add(str(row["id"]))
        facets = {
            name: [value] if isinstance(value, str) else value for name, value in (row.get("facets") or {}).items()
        }
        questions.append((str(row["id"]), row.get("text") or "", facets))
    if faults:
        raise CommandError("\n".join(faults))
    return questions


def _fault_of(row: object, seen: set[str]) -> str:
    if not isinstance(row, dict):
        return "This is not a record. Write its fields in {…}."
    if isinstance(row.get("id"), bool) or not isinstance(row.get("id"), str | int) or row["id"] == "":
        return "‘id’ is missing. Give each question its own."
    if str(row["id"]) in seen:
        return f"The id ‘{row['id']}’ is there twice."
    if unknown := sorted(set(row) - {"id", "text", "facets"}):
        return f"‘{unknown[0]}’ is not known. Known are: id, text, facets."
    text, facets = row.get("text"), row.get("facets")
    if text is not None and not isinstance(text, str):
        return "‘text’ must be words."
    if facets is not None and not isinstance(facets, dict):
        return "‘facets’ must be a table of lists of words."
    for name, values in (facets or {}).items():
        if name not in FACETS:
            return f"The facet ‘{name}’ is not known. Known are: {', '.join(FACETS)}."
        listed = [values] if isinstance(values, str) else values
        if not isinstance(listed, list) or not all(isinstance(value, str) for value in listed):
            return f"The facet ‘{name}’ must be a list of words."
        if not all(map(can_be_kept, listed)):
            return NO_LETTERS
    if not can_be_kept(f"{row['id']}{text or ''}"):
        return NO_LETTERS
    return "" if (text or "").strip() or any((facets or {}).values()) else "There are neither words nor facets."
