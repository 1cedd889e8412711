"""Files wait for the scanner, and nobody but their sender opens them until they are found clean."""

import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fund import files
from fund.kit import jobs, scanning
from fund.kit.states import Refused
from fund.models import Job, StoredFile, User

pytestmark = pytest.mark.django_db

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def clamd(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[list[bytes]]:
    """A scanner that speaks as clamd does; what it was sent is kept in the list."""
    path, heard = tmp_path / "clamd", []
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    server.listen()

    def serve() -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                command = said.read(10)
                content = b""
                while size := struct.unpack("!I", said.read(4))[0]:
                    content += said.read(size)
                heard.append(command)
                harm = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
                line.sendall(b"INSTREAM size limit exceeded. ERROR\0" if b"too large" in content else harm)

    Thread(target=serve, daemon=True).start()
    settings.SCANNER = f"unix:{path}"  # type: ignore[attr-defined]
    yield heard
    server.shutdown(socket.SHUT_RDWR)
    server.close()


def sent(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("words.txt", content)


def test_without_a_scanner_a_file_is_clean_at_once(ann: User) -> None:
    assert files.keep(sent(b"Words"), by=ann).check_state == StoredFile.Check.CLEAN
    assert Job.objects.count() == 0


def test_a_file_waits_for_the_scanner_and_only_its_sender_opens_it(
    ann: User, olive: User, clamd: list[bytes], work: Callable[[], None]
) -> None:
    stored = files.keep(sent(b"Words " * 20_000), by=ann)
    assert stored.check_state == StoredFile.Check.WAITING
    with files.read(stored, by=ann) as content:
        assert content.read(5) == b"Words"
    for reader in (olive, None):
        with pytest.raises(Refused) as found:
            files.read(stored, by=reader)
        assert found.value.words == files.WAITING
    work()
    stored.refresh_from_db()
    assert (stored.check_state, clamd) == (StoredFile.Check.CLEAN, [b"zINSTREAM\0"])
    with files.read(stored, by=olive) as content:
        assert content.read(5) == b"Words"


def test_a_harmful_file_is_held_back_from_everybody_and_its_sender_is_told(
    ann: User, clamd: list[bytes], work: Callable[[], None], letters_to: Callable[[User], list[str]]
) -> None:
    stored = files.keep(sent(EICAR), by=ann)
    work()
    work()
    stored.refresh_from_db()
    assert stored.check_state == StoredFile.Check.QUARANTINED
    with pytest.raises(Refused) as found:
        files.read(stored, by=ann)
    assert found.value.words == files.HELD_BACK
    assert letters_to(ann) == ["file_held_back"]


@pytest.mark.parametrize("content", [b"too large for it"])
def test_a_file_that_the_scanner_could_not_judge_waits_on(ann: User, clamd: list[bytes], content: bytes) -> None:
    stored = files.keep(sent(content), by=ann)
    with pytest.raises(scanning.ScannerAway, match="size limit"):
        jobs.run(Job.objects.get().pk)
    stored.refresh_from_db()
    assert stored.check_state == StoredFile.Check.WAITING
    assert Job.objects.get().state == "waiting"


@pytest.mark.parametrize("place", ["unix:/nowhere/at/all", "tcp:127.0.0.1:1"])
def test_while_the_scanner_is_away_a_file_waits_and_is_asked_about_again(
    ann: User, settings: pytest.FixtureRequest, place: str
) -> None:
    settings.SCANNER = place  # type: ignore[attr-defined]
    stored = files.keep(sent(b"Words"), by=ann)
    with pytest.raises(scanning.ScannerAway):
        jobs.run(Job.objects.get().pk)
    stored.refresh_from_db()
    assert (stored.check_state, Job.objects.get().state) == (StoredFile.Check.WAITING, "waiting")


def test_our_own_papers_do_not_wait(ann: User, clamd: list[bytes]) -> None:
    assert files.keep(sent(b"Words"), by=ann, is_ours=True).check_state == StoredFile.Check.CLEAN


def test_a_file_that_is_gone_before_its_scan_ends_the_job(
    ann: User, clamd: list[bytes], work: Callable[[], None]
) -> None:
    vanished = files.keep(sent(b"Words"), by=ann)
    vanished.content.storage.delete(vanished.content.name)
    files.drop(files.keep(sent(b"Words"), by=ann))
    work()
    assert {job.state for job in Job.objects.all()} == {"done"}
    assert (StoredFile.objects.get().check_state, clamd) == (StoredFile.Check.WAITING, [])
