"""A photo without what its camera wrote into it: place, time, names. The picture itself stays bit for bit.

Only segments are left out, so even a large photo is never unpacked. How a photo is to be turned is kept.
JPEG: ITU T.81 annex B; PNG: https://www.w3.org/TR/png-3/
"""

import io
import struct

from PIL import Image

ORIENTATION = 0x0112
SCAN, END = 0xDA, 0xD9
ALONE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED = {b"tEXt", b"zTXt", b"iTXt", b"tIME", b"eXIf"}


def bare(raw: bytes) -> bytes:
    """The photo without its metadata; the same bytes if it has none. Raises ValueError where it cannot be read."""
    try:
        return _png(raw) if raw.startswith(PNG_START) else _jpeg(raw)
    except (IndexError, struct.error) as fault:
        raise ValueError("This photo is broken.") from fault


def _jpeg(raw: bytes) -> bytes:
    if raw[:2] != b"\xff\xd8":
        raise ValueError("This is no JPEG.")
    out, at = bytearray(raw[:2]), 2
    turned = _turned(raw)
    while True:
        if raw[at] != 0xFF:
            raise ValueError("This JPEG is broken.")
        marker = raw[at + 1]
        if marker == 0xFF:  # filling
            at += 1
        elif marker == END:
            return bytes(out + raw[at : at + 2])  # what hangs on behind is a preview or a film, with traces of its own
        elif marker in ALONE:
            out += raw[at : at + 2]
            at += 2
        else:
            end = at + 2 + struct.unpack(">H", raw[at + 2 : at + 4])[0]
            if marker == SCAN:
                end = _end_of_scan(raw, end)
            if marker == 0xE1 and turned:
                out += turned
                turned = b""
            if not _is_trace(marker, raw[at + 4 : at + 16]):
                out += raw[at:end]
            at = end


def _is_trace(marker: int, head: bytes) -> bool:
    """Say whether a segment is no part of the picture: all comments and application data but JFIF, Adobe, colours."""
    if marker == 0xE2:
        return not head.startswith(b"ICC_PROFILE\0")
    return marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the packed picture ends: at the first marker that is neither a filled-up FF nor a restart."""
    while True:
        at = raw.index(b"\xff", at)
        if raw[at + 1] != 0x00 and not 0xD0 <= raw[at + 1] <= 0xD7:
            return at
        at += 2


def _turned(raw: bytes) -> bytes:
    """An EXIF segment that says nothing but how the photo is to be turned; nothing for one that stands upright."""
    with Image.open(io.BytesIO(raw), formats=["JPEG"]) as picture:
        way = picture.getexif().get(ORIENTATION, 1)
    if way not in range(2, 9):
        return b""
    exif = b"Exif\0\0" + struct.pack("<2sHIHHHIHHI", b"II", 42, 8, 1, ORIENTATION, 3, 1, way, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _png(raw: bytes) -> bytes:
    out, at = bytearray(PNG_START), len(PNG_START)
    while True:
        size, kind = struct.unpack(">I4s", raw[at : at + 8])
        end = at + 12 + size
        if end > len(raw):
            raise ValueError("This PNG is broken.")
        if kind not in PNG_DROPPED:
            out += raw[at:end]
        if kind == b"IEND":
            return bytes(out)
        at = end
