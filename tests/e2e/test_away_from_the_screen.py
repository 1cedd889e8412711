"""A reader sends a spreadsheet back, and an officer types a sheet in: every step can be read by everybody."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from applications import assessing
from applications.assessing import Said
from applications.models import Assessment
from applications.packs import score_sheet
from fund.models import Round, User
from tests import factories
from tests.applications.test_sheet_upload import as_file, book_of, fill
from tests.e2e.conftest import WIDTHS
from tests.e2e.keys import Keys
from tests.e2e.looking import complaints

pytestmark = pytest.mark.slow
Browse = Callable[..., Any]


@pytest.fixture
def readings(transactional_db: None, round_: Round, sam: User) -> list[Assessment]:
    return [factories.make_assessment(factories.make_application(round_, state="in_assessment"), sam) for _ in range(3)]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_spreadsheet_is_looked_at_chosen_from_and_saved(
    width: int, browse: Browse, readings: list[Assessment], sam: User, tmp_path: Path
) -> None:
    book = book_of(sam)
    for reading in readings:
        fill(book, reading, 4, 3, 2)
    first = readings[0].application.round.criteria.first()
    assert first is not None
    assessing.save(readings[0], by=sam, scores={first.pk: Said(strong="Typed on the screen.")})
    assessing.declare(readings[1], by=sam, kind="work")
    path = tmp_path / "scores.xlsx"
    path.write_bytes(io.BytesIO(as_file(book).read()).getvalue())

    page = browse(sam, width)
    page.goto("/assess/offline/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="Look at what is in it").click()
    found = complaints(page)
    page.get_by_role("button", name="Save as a draft").click()
    found += complaints(page)
    page.get_by_label("Take what is in the file: Clear words.").check(force=True)
    page.get_by_label("Go on without").check(force=True)
    page.get_by_role("button", name="Save as a draft").click()
    found += complaints(page)

    assert "Saved:" in page.locator("main").inner_text()
    assert found == []
    assert [row.scores.count() for row in Assessment.objects.order_by("pk")] == [3, 0, 3]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_a_sheet_is_found_by_its_code_and_typed_in(
    width: int, browse: Browse, readings: list[Assessment], olive: User
) -> None:
    reading = readings[0]
    score_sheet.issue(reading, large=False)
    code = reading.return_codes.get()

    page = browse(olive, width)
    page.goto("/fund/score-sheets/")
    page.get_by_label("Return codes").fill(str(code).lower())
    page.get_by_role("button", name="Find the bid").click()
    found = complaints(page)
    page.get_by_role("button", name="Save and hand in for them").click()
    found += complaints(page)
    for score in page.get_by_role("radio", name="4", exact=True).all():
        score.check(force=True)
    for words in page.get_by_label("What is strong here?").all():
        words.fill("Clear words.")
    page.get_by_role("button", name="Save and hand in for them").click()
    found += complaints(page)

    assert found == []
    assert Assessment.objects.get(pk=reading.pk).state == "handed_in"
    page.goto(f"/fund/score-sheets/type/{code.code}/")
    assert "This was typed in before" in page.locator("main").inner_text()
    assert complaints(page) == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_an_officer_types_in_the_ties_of_a_reader_on_paper_by_keys_alone(
    width: int, browse: Browse, transactional_db: None, round_: Round, sam: User, olive: User
) -> None:
    bids = [factories.make_application(round_, state="in_assessment", title=f"Walks {n}") for n in range(3)]
    for bid in bids:
        factories.make_assessment(bid, sam, state="assigned")
    keys, (first, second, _) = Keys(browse(olive, width)), bids
    keys.go("/fund/score-sheets/")
    keys.enter(keys.link(str(sam)))
    keys.type(f"ties-note_{second.pk}", "They are neighbours.")
    keys.enter(keys.button("Save what they ticked"))  # with the kind of tie left out
    assert keys.here() == "error-summary"
    assert f"Choose what they ticked for {second.reference}" in keys.page.locator("#error-summary").inner_text()
    keys.choose(f"ties-kind_{first.pk}", "none")
    keys.choose(f"ties-kind_{second.pk}", "other")
    keys.enter(keys.button("Save what they ticked"))
    assert f"Typed in for {sam}: 2 bids." in keys.page.locator("main").inner_text()
    assert [row.state for row in Assessment.objects.order_by("pk")] == ["started", "conflicted", "assigned"]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS.keys())
def test_an_officer_types_in_an_order_on_paper_by_keys_alone(
    width: int, browse: Browse, readings: list[Assessment], olive: User
) -> None:
    Round.objects.update(judged_by="ranking")
    reader = readings[0].assessor
    keys = Keys(browse(olive, width))
    keys.go(f"/fund/score-sheets/readers/{reader.pk}/")
    keys.enter(keys.link("^Type in their order"))
    for row, place in zip(readings, (2, 3, 3), strict=True):
        keys.choose(f"place_{row.pk}", str(place))
    keys.enter(keys.button("Save and hand in"))
    assert keys.here() == "error-summary"  # two have the same place
    keys.choose(f"place_{readings[2].pk}", "1")
    keys.enter(keys.button("Save and hand in"))
    assert f"Handed in for {reader}" in keys.page.locator("main").inner_text()
    assert [row.place for row in Assessment.objects.order_by("pk")] == [2, 3, 1]
