"""The draft of the fund that was made up, without a database: for processes of their own."""

import json
from pathlib import Path

from django.conf import settings

from reporting.collecting.keeping import FIGURE
from reporting.learning import choosing
from reporting.learning.gathering.collections import added_up, own_order
from reporting.learning.pack import Pack, Piece, Project, Theme, Told, sha256
from reporting.learning.telling import tell
from tests.gate import synthetic


def themes() -> tuple[Theme, ...]:
    path = Path(settings.BASE_DIR) / "fund" / "data" / "reference" / "learning_themes.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["items"]
    return tuple(
        Theme(row["code"], row["name"], tuple(row["details"]["patterns"]), bool(row["details"].get("is_result")))
        for row in rows
    )


def pack(projects: int = 60, sentences: int = 0) -> Pack:
    """The reports, stories and figures of the fund as a pack, each answer cut into sentences."""
    from collections import Counter

    content, _ = synthetic.evidence(projects, sentences=sentences)
    numbers = {row["id"]: number for number, row in enumerate(content["projects"], start=1)}
    left: Counter[str] = Counter()
    pieces = [
        Piece(
            *("text", number, answer["slot"], one.number, one.start, one.end, one.text),
            *(sha, answer["slot"], numbers[source["project"]]),
            name=source["id"],
        )
        for number, source in enumerate(content["sources"])
        if source["kind"] == "report" and source.get("state", "accepted") == "accepted"
        for answer in source["answers"]
        for sha in [sha256(answer["text"])]
        for one in tell(answer["text"], left)
    ]
    stories = [
        Told(0, project, tuple(source["channels"]), (piece,), of="text", said_by=source["said_by"])
        for source in content["sources"]
        if source["kind"] == "story"
        for project in [numbers[source["project"]]]
        for words in [source["answers"][0]["text"]]
        for piece in [
            Piece(
                *("text", 0, "told", 0, 0, len(words), words, sha256(words), "story", project),
                name=source["id"],
            )
        ]
    ]
    told = sorted(({**FIGURE, **row} for row in content["figures"]), key=own_order)
    rows = [
        Project(numbers[row["id"]], row["title"], tuple(row["conditions"]), tuple(row["areas"]), has_told=True)
        for row in content["projects"]
    ]
    return Pack(
        *("collection", "made-up", content["name"], tuple(rows), tuple(pieces), tuple(stories)),
        tuple(added_up("made-up", told, numbers, set(), left)),
        themes(),
        {"reports": len(rows)},
    )


def draft(projects: int = 60) -> bytes:
    return choosing.compose(pack(projects)).as_bytes()
