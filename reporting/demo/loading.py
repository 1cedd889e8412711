"""Everything that the demo brings in, in order: the real lists, rounds and awards first, then the invented fund."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from applications import importing
from fund import reference, rounds
from fund.kit import front_end, tables
from fund.models import Round
from reporting import measuring
from reporting.demo.making import is_made, make

PAST_AWARDS = settings.BASE_DIR / "fund" / "data" / "past_awards.json"

Progress = Callable[[str], None]


def load(progress: Progress) -> str:
    """Bring everything in that is not here yet. Empty, or one sentence that says what stands in the way."""
    try:
        front_end.fetch(progress)
    except front_end.FetchFailed as fault:
        return str(fault)
    progress("Preparing the database")
    if tables.is_empty(connection):
        tables.build(connection)
    else:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    progress("Loading places, outcomes, conditions and themes")
    reference.load()
    measuring.load_indicators()
    progress("Loading the fund's real rounds")
    load_rounds(rounds.FOLDER)
    progress("Loading past awards")
    load_past_awards(PAST_AWARDS)
    if is_made():
        progress("The demo fund is here already")
    else:
        progress("Making the demo fund, which takes some seconds")
        make(lambda words: progress(f"  {words}"))
    return ""


def load_rounds(folder: Path) -> None:
    """Load each real round that is not here yet: what somebody changed in one that is here stays changed."""
    for path in sorted(folder.glob("*.toml")):
        slug = rounds.check(rounds.read_file(path)).about.get("slug")
        if not Round.objects.filter(slug=slug).exists():
            rounds.load(path, by=None)


def load_past_awards(path: Path) -> None:
    """Bring in the awards of the past that are not here yet."""
    importing.bring_in(importing.read(path).new, by=None, name=path.name)
