"""How long a recording lasts, read from its head where that is simple: WAV, and MP4 with its kin (M4A, MOV, 3GP)."""

import struct
import wave
from typing import Any, BinaryIO

MOST_BOXES = 1_000


def seconds_of(uploaded: Any, content_type: str) -> int | None:
    """The length in whole seconds, rounded up, or nothing where the file does not say it plainly."""
    uploaded.seek(0)
    length: float | None
    try:
        if content_type == "audio/wav":
            length = _wave(uploaded)
        elif content_type in {"video/mp4", "audio/mp4", "video/quicktime", "video/3gpp"}:
            length = _boxes(uploaded)
        else:
            return None
    except (wave.Error, struct.error, EOFError, ValueError, ZeroDivisionError):
        return None
    finally:
        uploaded.seek(0)
    return None if length is None else -int(-length // 1)


def _wave(file: BinaryIO) -> float:
    # Not closed: `wave` closes only what it opened itself, and the upload is still needed.
    sound = wave.open(file, "rb")  # noqa: SIM115
    return sound.getnframes() / sound.getframerate()


def _boxes(file: BinaryIO) -> float | None:
    """Walk the boxes of an MP4 to moov, then to mvhd, which holds the ticks a second and the length in ticks."""
    end = None
    for _ in range(MOST_BOXES):
        if end is not None and file.tell() >= end:
            return None
        start = file.tell()
        head = file.read(8)
        if len(head) < 8:
            return None
        size, name = struct.unpack(">I4s", head)
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
        if name == b"mvhd":
            return _movie_head(file)
        if name == b"moov":
            end = start + size if size else None
            continue
        if size < 8:
            return None
        file.seek(start + size)
    return None


def _movie_head(file: BinaryIO) -> float | None:
    version = file.read(4)[0]
    layout = ">QQIQ" if version == 1 else ">IIII"
    _, _, ticks, length = struct.unpack(layout, file.read(struct.calcsize(layout)))
    unknown = 0xFFFFFFFFFFFFFFFF if version == 1 else 0xFFFFFFFF
    return None if length == unknown else length / ticks
