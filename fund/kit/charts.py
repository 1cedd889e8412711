"""Charts as our own SVG: few, labelled, readable in black and white, with a name for those who cannot see them.

Attributes instead of styles, so that the browser's strictest rules let them through.
"""

from django.utils.html import format_html
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
