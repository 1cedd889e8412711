"""Asking a virus scanner about a file: clamd over its socket, by the INSTREAM command.

`SCANNER` names the socket: `unix:/run/clamav/clamd.ctl` or `tcp:clamd:3310`. Without it there is no scanner.
The protocol: https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

import socket
import struct
from typing import BinaryIO

from django.conf import settings

CHUNK = 64 * 1024
PATIENCE = 60  # seconds for the scanner to take a part or to answer
LONGEST_ANSWER = 4096


class ScannerAway(Exception):  # noqa: N818
    """The scanner cannot be reached or does not say what it found: the file waits, and is asked about again."""


def has_scanner() -> bool:
    """Say whether files are scanned here."""
    return bool(settings.SCANNER)


def harm_in(content: BinaryIO) -> str:
    """What the scanner calls the harm that it found, or nothing where the file is clean."""
    if not has_scanner():
        raise ScannerAway("There is no scanner here any more.")
    try:
        with _connection() as clamd:
            clamd.sendall(b"zINSTREAM\0")
            while part := content.read(CHUNK):
                clamd.sendall(struct.pack("!I", len(part)) + part)
            clamd.sendall(struct.pack("!I", 0))
            answer = _answer(clamd)
    except OSError as fault:
        raise ScannerAway(str(fault)) from fault
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerAway(f"The scanner says: {answer or 'nothing'}")


def _connection() -> socket.socket:
    kind, _, place = settings.SCANNER.partition(":")
    if kind == "unix":
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(PATIENCE)
        try:
            clamd.connect(place)
        except OSError:
            clamd.close()
            raise
        return clamd
    host, _, port = place.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def _answer(clamd: socket.socket) -> str:
    found = b""
    while not found.endswith(b"\0") and len(found) < LONGEST_ANSWER:
        part = clamd.recv(LONGEST_ANSWER)
        if not part:
            break
        found += part
    return found.rstrip(b"\0").decode("utf-8", "replace").strip()
