"""The five older texts of the example in `docs/example`, brought in, looked through, drafted and edited as kept there.

Where the texts are at hand, `WRITE_EXAMPLE=1 uv run pytest tests/reporting/test_old_example.py` writes its page anew.
"""

import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from fund import reference
from fund.models import User
from reporting import collecting, learning
from reporting.collecting import Said
from reporting.learning import wording
from reporting.models import Collection, LearningSummary, Source, Statement

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "docs" / "example"
PAGE = KEPT / "README.md"
DECIDED: dict[str, Any] = json.loads((KEPT / "decided.json").read_text(encoding="utf-8"))
EDITED: dict[str, Any] = json.loads((KEPT / "edited.json").read_text(encoding="utf-8"))
PARTS = {
    "for": "What helps",
    "against": "What gets in the way",
    "both": "Where the texts differ",
    "whom": "For whom",
    "next": "What they will do next",
    "story": "In somebody’s own words",
}


@cache
def found() -> dict[str, bytes]:
    """The texts by the SHA-256 of their files, as far as they are here."""
    places = [parent / "shared" / "seeds" for parent in ROOT.parents]
    files = [file for place in places if place.is_dir() for file in sorted(place.glob("*.txt"))]
    return {hashlib.sha256(content).hexdigest(): content for content in (file.read_bytes() for file in files)}


def are_here() -> bool:
    return all(text["sha256"] in found() for text in DECIDED["texts"])


def bring(by: User) -> Collection:
    """Bring the texts in and say of their sentences what was decided; each must stand where it is said to stand."""
    for number, text in enumerate(DECIDED["texts"], 1):
        words = collecting.words_of("text.txt", found()[text["sha256"]])
        row = collecting.bring_words(words, f"text-{number}.txt", into="Older texts", title=text["title"], by=by)
        there = {(one.number, one.start, one.end): one.pk for one in row.sentences.all()}
        decided = {tuple(one[:3]): Said(*one[3:]) for one in text["sentences"]}
        assert set(there) == set(decided)
        collecting.look_through(row, {there[place]: said for place, said in decided.items()}, by=by)
    return Collection.objects.get(name="Older texts")


def draft(by: User) -> LearningSummary:
    """The draft of the example, as a job would make it."""
    reference.load()
    return learning.store(learning.compose(learning.gather(bring(by))), by=by)


def place_of(statement: Statement) -> str:
    """The kind of a statement and where its words stand: the text and the first character."""
    source = sources(statement)[0]
    return f"{statement.kind} {source.text.key} {source.start}" if source.text else statement.kind


def sources(statement: Statement) -> list[Source]:
    return list(statement.sources.select_related("text"))


def edit(summary: LearningSummary, *, by: User) -> LearningSummary:
    """Put our own words in the place of the sentences and leave out what the editor left out."""
    fixed = {name: EDITED[name] for name in ("title", "one_line", "for_whom", "limits")}
    learning.edit(summary, **fixed, by=by)
    known = {place_of(one): one for one in summary.statements.exclude(kind__in=("both", "story"))}
    assert set(known) == {*EDITED["statements"], *EDITED["left_out"]}
    for place, words in EDITED["statements"].items():
        learning.edit_statement(known[place], words, by=by)
    for place in EDITED["left_out"]:
        learning.drop(known[place], by=by)
    return summary


def page(summary: LearningSummary) -> str:
    """The example as it stands in the docs: our own words, and of the texts nothing but where to look."""
    kept = [one for one in summary.statements.all() if not one.is_dropped]
    lines = [
        "# An example: five older texts become a summary",
        "",
        *(KEPT / "about.md").read_text(encoding="utf-8").splitlines(),
        "",
        "## What was brought in",
        "",
        "| | Text | Sentences | About the work | Quoted | SHA-256 of the file begins |",
        "|---|---|---|---|---|---|",
        *(_brought(number, text) for number, text in enumerate(DECIDED["texts"], 1)),
        "",
        f"## {summary.title}",
        "",
        summary.one_line,
        "",
        f"*For whom:* {summary.for_whom}",
        "",
    ]
    for kind, heading in PARTS.items():
        rows = [one for one in kept if one.kind == kind]
        lines += [f"### {heading}", "", *(_told(one) for one in rows), ""] if rows else []
    return "\n".join([
        *lines,
        "### What this cannot tell",
        "",
        summary.limits,
        "",
        "## What the editor left out",
        "",
        *(f"- {_where(place)}: {why}" for place, why in EDITED["left_out"].items()),
        "",
        *(KEPT / "judged.md").read_text(encoding="utf-8").splitlines(),
        "",
    ])  # fmt: skip


def _brought(number: int, text: dict[str, Any]) -> str:
    said = [Said(*one[3:]) for one in text["sentences"]]
    about, quoted = sum(bool(one.slot) for one in said), sum(one.is_quote for one in said)
    return f"| {number} | {text['title']} | {len(said)} | {about} | {quoted or '–'} | `{text['sha256'][:12]}` |"


def _told(one: Statement) -> str:
    places = ", ".join(f"{_number(source)}: {source.start}–{source.end}" for source in sources(one))
    if one.kind == Statement.Kind.STORY:
        return f"- Words of {one.said_by} ({places})"
    sure = wording.sure(one.confidence)
    count = "" if one.kind == Statement.Kind.BOTH else wording.behind(one)
    theme = f"**{one.theme.name}.** " if one.theme and one.kind != Statement.Kind.BOTH else ""
    quiet = ", ".join(part for part in (count, sure) if part)
    return f"- {theme}{one.words} *{quiet}* ({places})"


def _number(source: Source) -> str:
    assert source.text is not None
    return source.text.key.replace("-", " ")


def _where(place: str) -> str:
    kind, text, start = place.split()
    return f"{PARTS[kind]}, {text.replace('-', ' ')} from character {start}"
