"""Recordings: what is taken, how long it lasts, and how it is played to those who may hear it."""

import io
import struct
import wave

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fund import files
from fund.kit import recordings, safe_files
from fund.kit.states import Refused
from fund.models import StoredFile, User
from tests.factories import make_mp4, make_wave


@pytest.mark.parametrize(
    ("content", "kind", "seconds"),
    [
        (make_wave(2), "audio/wav", 2),
        (make_wave(2.2), "audio/wav", 3),
        (make_mp4(185), "video/mp4", 185),
        (make_mp4(185, version=1), "video/mp4", 185),
        (make_mp4(0xFFFFFFFF / 1000), "video/mp4", None),
        (make_mp4(9)[:60], "video/mp4", None),
        (b"RIFF\x00\x00\x00\x00WAVE", "audio/wav", None),
        (b"ID3\x03" + bytes(400), "audio/mpeg", None),
        (b"\x00\x00\x00\x02moov" * 20, "video/mp4", None),
    ],
)
def test_the_length_is_measured_where_the_head_says_it(content: bytes, kind: str, seconds: int | None) -> None:
    assert recordings.seconds_of(io.BytesIO(content), kind) == seconds


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept"),
    [
        ("voice.wav", make_wave(1), "audio/wav", "voice.wav"),
        ("IMG_1.MOV", make_mp4(1), "video/mp4", "IMG_1.mp4"),
        ("voice", b"ID3\x03" + bytes(400), "audio/mpeg", "voice.mp3"),
    ],
)
def test_a_recording_is_known_by_its_content(name: str, content: bytes, kind: str, kept: str) -> None:
    looked = safe_files.inspect(SimpleUploadedFile(name, content), kinds=safe_files.RECORDINGS)
    assert (looked.content_type, looked.name) == (kind, kept)


@pytest.mark.parametrize("content", [b"%PDF-1.4 words", b"<script>alert(1)</script>", b"MZ" + bytes(100)])
def test_what_is_no_recording_is_refused_kindly(content: bytes) -> None:
    with pytest.raises(Refused, match="This is not the kind of file that its name says. Send a recording as MP3"):
        safe_files.inspect(SimpleUploadedFile("voice.mp3", content), kinds=safe_files.RECORDINGS)


def test_papers_take_no_recordings() -> None:
    with pytest.raises(Refused, match="The name of this file ends in “.wav”"):
        safe_files.inspect(SimpleUploadedFile("voice.wav", make_wave(1)))


@pytest.fixture
def voice(ann: User) -> StoredFile:
    return files.keep(SimpleUploadedFile("voice.wav", make_wave(1)), by=ann, kinds=safe_files.RECORDINGS)


@pytest.mark.parametrize(
    ("wanted", "status", "start", "end"),
    [
        ("", 200, 0, 8043),
        ("bytes=0-", 206, 0, 8043),
        ("bytes=0-99", 206, 0, 99),
        ("bytes=8000-99999", 206, 8000, 8043),
        ("bytes=-44", 206, 8000, 8043),
        ("bytes=9-3", 200, 0, 8043),
        ("bytes=0-1,5-9", 200, 0, 8043),
        ("cows=0-1", 200, 0, 8043),
    ],
)
def test_a_player_gets_the_part_that_it_asks_for(
    voice: StoredFile, wanted: str, status: int, start: int, end: int
) -> None:
    assert voice.size == 8044
    answer = files.play(voice, wanted)
    body = b"".join(answer)  # type: ignore[arg-type]  # a streaming answer
    assert (answer.status_code, body) == (status, make_wave(1)[start : end + 1])
    assert answer["Content-Length"] == str(end - start + 1)
    assert answer.get("Content-Range") == (f"bytes {start}-{end}/8044" if status == 206 else None)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("audio/wav", "private, no-store")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_part_after_the_end_is_refused(voice: StoredFile) -> None:
    answer = files.play(voice, "bytes=9000-")
    assert (answer.status_code, answer["Content-Range"]) == (416, "bytes */8044")


def test_a_recording_that_waits_for_its_scan_does_not_play(voice: StoredFile) -> None:
    voice.check_state = StoredFile.Check.WAITING
    with pytest.raises(Refused, match="waits for its scan"):
        files.play(voice)


def test_a_recording_that_is_held_back_is_given_to_nobody(voice: StoredFile) -> None:
    voice.check_state = StoredFile.Check.QUARANTINED
    with pytest.raises(Refused, match="held back"):
        files.play(voice)


def test_a_paper_never_opens_in_place(ann: User) -> None:
    paper = files.keep(SimpleUploadedFile("notes.txt", b"Words"), by=ann)
    assert files.play(paper)["Content-Disposition"].startswith("attachment")


def test_our_wave_is_a_wave() -> None:
    with wave.open(io.BytesIO(make_wave(2))) as sound:
        assert sound.getnframes() == 8000
    assert struct.unpack(">I4s", make_mp4(1)[:8]) == (20, b"ftyp")
