"""Charts as our own SVG: parts of a bar by their size, told apart without colour, named for those who cannot see."""

import re

import pytest

from fund.kit import charts

FACTS = {"shades_key": "s", "key": "k", "name": "A <name>", "about": "Baseline: 1 of 4."}


def test_the_parts_of_a_bar_are_as_long_as_their_numbers_and_empty_ones_are_not_drawn() -> None:
    drawn = charts.stacked([("Baseline", (1, 0, 3)), ("Repeat 1", (2, 2, 0))], (0, 1, 2), **FACTS)
    found = re.findall(r'<rect x="([\d.]+)" y="(\d+)" width="([\d.]+)"[^>]* fill="([^"]+)"', drawn)
    assert found == [
        ("1.0", "31", "100.0", "#1d3a5f"),
        ("101.0", "31", "300.0", "#ffffff"),
        ("1.0", "97", "200.0", "#1d3a5f"),
        ("201.0", "97", "200.0", "url(#s-1)"),
    ]


def test_a_chart_says_what_it_shows_and_nothing_in_it_is_markup() -> None:
    drawn = charts.stacked([("<b>Baseline", (4,))], (0,), **FACTS)
    assert '<title id="k-name">A &lt;name&gt;</title><desc id="k-about">Baseline: 1 of 4.</desc>' in drawn
    assert 'aria-labelledby="k-name k-about"' in drawn and "&lt;b&gt;Baseline</text>" in drawn


def test_every_shade_that_is_a_pattern_is_defined() -> None:
    asked = {shade for number in range(6) for shade in re.findall(r"url\(#([\w-]+)\)", charts.swatch("s", number))}
    assert asked == set(re.findall(r'<pattern id="([\w-]+)"', charts.shades("s")))


@pytest.mark.parametrize("sizes", [(0, 0), (1, 2, 3, 4)])
def test_nobody_and_too_many_parts_are_not_drawn(sizes: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        charts.stacked([("Baseline", sizes)], (0, 1, 2), **FACTS)
