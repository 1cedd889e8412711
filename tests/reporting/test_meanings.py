"""Meanings of sentences: kept at acceptance, used for emerging themes only where each sentence has one.

`stand_in` is no model: it counts letters. It has the interface of the real one, which is tried where it is installed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from fund.kit import jobs, semantic
from fund.models import Job, User
from reporting import learning
from reporting.learning import choosing, meanings, reading
from reporting.learning.pack import HELPED, Pack, Piece, Project
from reporting.models import Report, ReportReading
from tests.gate import in_memory
from tests.reporting import learned

needs_model = pytest.mark.skipif(not semantic.is_installed(), reason="The extra “semantic” is not installed")

FRIENDS = ("Neighbours phoned one another.", "Friends rang each other up.", "Members called their pals often.")

COLOURS = ("red", "blue", "green")
MANY = [f"Our {one} was painted {two} by them." for one in ("door", "gate", "boat", "sign") for two in COLOURS]
NEAR = [bytes([100, 10, place]) for place in range(12)]


def _count_letters(texts: Sequence[str]) -> np.ndarray:
    rows = np.array([[text.lower().count(chr(97 + place)) for place in range(26)] for text in texts], dtype=np.float32)
    rows = rows.reshape(len(texts), 26)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1) if len(texts) else rows


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "is_installed", lambda: True)
    monkeypatch.setattr(semantic, "embed", _count_letters)


@pytest.fixture
def no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(semantic, "is_installed", lambda: False)


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


def _pack(known: Sequence[bytes] = (), texts: Sequence[str] = FRIENDS) -> Pack:
    """Projects that each say one thing in words of their own, under no theme."""
    pieces = tuple(
        Piece("report", pk, "worked", 0, 0, len(text), text, "0" * 64, "worked", pk, themes=())
        for pk, text in enumerate(texts, 1)
    )
    projects = tuple(Project(pk, f"Project {pk}", (), (), has_told=True) for pk in range(1, len(texts) + 1))
    found = {piece.key: row for piece, row in zip(pieces, known, strict=False)}
    return Pack("round", "1", "Round", projects, pieces, (), (), in_memory.themes(), {}, meanings=found, model="some")


def test_what_is_kept_is_a_byte_a_number_and_stays_alike(stand_in: None) -> None:
    one, other, far = meanings.of(["people sing", "people sing on", "zzzz"])

    table = meanings.cosines([one, other, far])
    assert len(one) == 26
    assert table[0, 1] > 0.9 > table[0, 2]
    assert (table == meanings.cosines([one, other, far])).all()


def test_rows_that_do_not_fit_the_sentences_are_not_used() -> None:
    assert meanings.cut(b"aabb", 2) == [b"aa", b"bb"]
    assert meanings.cut(b"aabb", 3) == []
    assert meanings.cut(b"", 2) == []


def test_an_accepted_report_is_read_with_its_meanings(stand_in: None, told: Report) -> None:
    pack = learning.gather(told.grant)

    row = ReportReading.objects.get(report=told)
    assert (row.model, len(row.meanings)) == (semantic.MODEL, 26 * len(row.pieces))
    assert set(pack.meanings) == {piece.key for piece in pack.pieces if piece.of == "report"}


def test_without_the_model_nothing_is_kept_and_nothing_used(no_model: None, told: Report) -> None:
    pack = learning.gather(told.grant)

    row = ReportReading.objects.get(report=told)
    assert (row.model, bytes(row.meanings), pack.meanings, meanings.alike()) == ("", b"", {}, None)


def test_a_report_that_was_read_before_the_model_came_gets_its_meanings(
    told: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic, "is_installed", lambda: False)
    learning.gather(told.grant)
    monkeypatch.setattr(semantic, "is_installed", lambda: True)
    monkeypatch.setattr(semantic, "embed", _count_letters)

    assert learning.gather(told.grant).meanings


def test_meanings_are_used_only_where_every_sentence_has_one() -> None:
    whole, part, none = (choosing.compose(_pack(known, MANY)) for known in (NEAR, NEAR[:9], ()))

    assert whole.parameters["meaning"] == "some"
    assert "meaning" not in part.parameters
    assert part.as_bytes() == none.as_bytes()
    assert whole.input_hash != none.input_hash


def test_other_meanings_make_another_hash_and_the_same_ones_the_same_bytes() -> None:
    pack = _pack(NEAR, MANY)
    turned = replace(pack, pieces=pack.pieces[::-1], meanings=dict(reversed(pack.meanings.items())))

    assert choosing.compose(turned).as_bytes() == choosing.compose(pack).as_bytes()
    assert choosing.compose(_pack(NEAR[::-1], MANY)).input_hash != choosing.compose(pack).input_hash


@needs_model
def test_the_model_puts_together_what_shares_no_word() -> None:
    from reporting.learning import emerging

    known = meanings.of(FRIENDS)
    with_model, without = reading.read(_pack(known), HELPED), reading.read(_pack(), HELPED)

    assert any(len(group) >= 2 for group in emerging.lots(with_model, [0, 1, 2]))
    assert emerging.lots(without, [0, 1, 2]) == []


def test_a_draft_says_how_many_reports_are_read(told: Report, olive: User, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[tuple[int, int, str]] = []
    monkeypatch.setattr(Job, "say", lambda job, done, of, words="": said.append((done, of, words)))
    job = learning.ask_for_draft(told.grant, by=olive)

    jobs.run(job.pk)

    assert said == [
        (0, 3, "0 of 1 reports are read"),
        (1, 3, "1 of 1 reports are read"),
        (1, 3, "Choosing what to say"),
        (2, 3, "Keeping the draft"),
    ]
