"""Charts as our own SVG: few, labelled, readable in black and white, with a name for those who cannot see them.

Attributes instead of styles, so that the browser's strictest rules let them through.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

LENGTH = 400  # of the whole bar, in units of the picture
HEIGHT = 22


def bar(part: int, whole: int, *, key: str, name: str, about: str = "") -> SafeString:
    """A bar of `whole` people of whom `part` are filled in: dark on white with an outline, nothing told by colour.

    `key` makes the ids of this picture the only ones of their kind on the page. `name` says what the bar shows, with
    its numbers; `about` adds a sentence. Raises ValueError where the part is not between nought and the whole.
    """
    if whole < 1 or not 0 <= part <= whole:
        raise ValueError(f"{part} of {whole} is not a part of a whole.")
    filled = round(LENGTH * part / whole, 1)
    return format_html(
        '<svg class="chart chart--bar" role="img" aria-labelledby="{key}-name {key}-about" focusable="false"'
        ' viewBox="0 0 {wide} {high}" width="{wide}" height="{high}" preserveAspectRatio="none">'
        '<title id="{key}-name">{name}</title><desc id="{key}-about">{about}</desc>'
        '<rect class="chart__whole" x="1" y="1" width="{inner}" height="{tall}"'
        ' fill="#ffffff" stroke="#333333" stroke-width="2"/>'
        '<rect class="chart__part" x="1" y="1" width="{filled}" height="{tall}" fill="#1d3a5f"/>'
        "</svg>",
        key=key,
        name=name,
        about=about or f"A bar that is filled up to {part} of {whole}.",
        wide=LENGTH + 2,
        high=HEIGHT,
        inner=LENGTH,
        tall=HEIGHT - 2,
        filled=filled,
    )


ROW, TEXT = 66, 22  # height of a row, and of its letters


def shades(key: str) -> SafeString:
    """The fillings of `stacked` and `swatch`, once on a page: solid, lines, white, dots, grey, and level lines."""
    return format_html(
        '<svg class="chart__shades" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="{key}-1" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#ffffff"/><rect width="3" height="6" fill="#1d3a5f"/></pattern>'
        '<pattern id="{key}-3" width="8" height="8" patternUnits="userSpaceOnUse">'
        '<rect width="8" height="8" fill="#ffffff"/><circle cx="4" cy="4" r="1.6" fill="#333333"/></pattern>'
        '<pattern id="{key}-5" width="6" height="6" patternUnits="userSpaceOnUse">'
        '<rect width="6" height="6" fill="#ffffff"/><rect width="6" height="1" fill="#333333"/></pattern>'
        "</defs></svg>",
        key=key,
    )


def _filling(key: str, shade: int) -> str:
    solid = {0: "#1d3a5f", 2: "#ffffff", 4: "#bbbbbb"}
    return solid.get(shade) or f"url(#{key}-{shade})"


def swatch(key: str, shade: int) -> SafeString:
    """A small field with one of the fillings, for the head of a table."""
    return format_html(
        '<svg class="chart__swatch" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true" focusable="false">'
        '<rect x="1" y="1" width="16" height="16" fill="{filling}" stroke="#333333" stroke-width="1"/></svg>',
        filling=_filling(key, shade),
    )


def stacked(
    rows: Sequence[tuple[str, Sequence[int]]],
    fillings: Sequence[int],
    *,
    shades_key: str,
    key: str,
    name: str,
    about: str,
) -> SafeString:
    """Bars under each other, one a row, cut into parts in the order of `fillings`; the words of a row stand above it.

    All bars are as long, whatever their number of people: the words have to say it. Raises ValueError where a row is
    empty or has more parts than fillings.
    """
    drawn = []
    for number, (words, sizes) in enumerate(rows):
        whole = sum(sizes)
        if whole < 1 or len(sizes) > len(fillings):
            raise ValueError(f"{list(sizes)} cannot be drawn.")
        top, x = number * ROW, 1.0
        drawn.append(format_html('<text x="0" y="{}" font-size="{}" fill="#1a1a1a">{}</text>', top + TEXT, TEXT, words))
        for size, filling in zip(sizes, fillings, strict=False):
            wide = round(LENGTH * size / whole, 1)
            if size:
                drawn.append(
                    format_html(
                        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="#333333" stroke-width="1.5"/>',
                        round(x, 1),
                        top + TEXT + 9,
                        wide,
                        HEIGHT,
                        _filling(shades_key, filling),
                    )
                )
            x += wide
    return format_html(
        '<svg class="chart chart--stacked" role="img" aria-labelledby="{key}-name {key}-about" focusable="false"'
        ' viewBox="0 0 {wide} {high}"><title id="{key}-name">{name}</title><desc id="{key}-about">{about}</desc>'
        "{drawn}</svg>",
        key=key,
        name=name,
        about=about,
        wide=LENGTH + 2,
        high=ROW * len(rows),
        drawn=format_html_join("", "{}", ((part,) for part in drawn)),
    )
