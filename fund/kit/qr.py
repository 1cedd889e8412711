"""An address as a picture that a phone reads."""

import io

import qrcode  # type: ignore[import-untyped]  # allauth brings it for its second proof
from django.utils.safestring import SafeString, mark_safe
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]


def picture(address: str) -> SafeString:
    """The picture as SVG, to stand in a page."""
    drawn = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage).save(drawn)
    return mark_safe(drawn.getvalue().decode().partition("?>")[2])  # noqa: S308  (drawn by us)
