"""The picture that other sites show beside a link to a summary, and words to copy for it. It never holds a story."""

import io
import textwrap

from django.contrib.staticfiles import finders

from reporting.models import LearningSummary
from reporting.outputs import words
from reporting.outputs.sheet import Sheet

WIDE, HIGH, EDGE = 1200, 630, 72
PINE, INK, WHITE = "#0f4a47", "#16211f", "#ffffff"
QUOTE = 240  # letters of the longest story that stands among the words to copy
SIZES = ((64, 30), (54, 36), (46, 43))  # letters' height, and how many of them in a line


def png(summary: LearningSummary) -> bytes:
    """The picture, 1,200 by 630: the title in large letters, dark on white."""
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415  (slow to load; few pages need it)

    def font(weight: str, size: int) -> "ImageFont.FreeTypeFont":
        return ImageFont.truetype(str(finders.find(f"fonts/AtkinsonHyperlegible-{weight}.ttf")), size)

    picture = Image.new("RGB", (WIDE, HIGH), WHITE)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, WIDE, 104), fill=PINE)
    draw.text((EDGE, 52), f"{words.FUND}: what was learned", font=font("Bold", 38), fill=WHITE, anchor="lm")
    size, lines = SIZES[-1][0], textwrap.wrap(summary.title, SIZES[-1][1])[:6]
    for height, columns in SIZES:
        if len(wrapped := textwrap.wrap(summary.title, columns)) <= 5:
            size, lines = height, wrapped
            break
    for number, line in enumerate(lines):
        draw.text((EDGE, 158 + number * size * 1.22), line, font=font("Bold", size), fill=INK)
    draw.rectangle((EDGE, HIGH - 104, WIDE - EDGE, HIGH - 101), fill=PINE)
    draw.text((EDGE, HIGH - 60), _foot(summary), font=font("Regular", 30), fill=INK, anchor="lm")
    whole = io.BytesIO()
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(whole, "PNG", optimize=True)
    return whole.getvalue()


def _foot(summary: LearningSummary) -> str:
    who = str(summary.grant.organisation) if summary.grant else summary.about
    return textwrap.shorten(f"{words.DEMO} {who}" if summary.is_demo else who, 74, placeholder=" …")


def alt(summary: LearningSummary) -> str:
    """What the picture shows, for those who do not see it."""
    return f"{words.FUND}: what was learned. {summary.title}"


def posts(sheet: Sheet) -> list[str]:
    """Words to copy for social media. A person posts them; nothing here ever does. `sheet` is of that channel."""
    one = sheet.summary
    said = [f"{one.title}\n{sheet.address}", f"{one.one_line}\n{sheet.address}", f"{words.SHARE}\n{sheet.address}"]
    for tale in sheet.shown.tales[:1]:
        if tale.good and len(tale.good) <= QUOTE:
            said.append(f"“{tale.good}”\n{tale.said_by}\n{sheet.address}")
    return said
