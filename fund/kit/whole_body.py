"""A request whose connection was cut half way is no request: half a file must not be taken for a whole one."""

from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Whole:
    """What a browser sends, read to the length that it named; an OSError where less comes."""

    def __init__(self, stream: Any, length: int) -> None:
        self._stream, self._left = stream, length

    def read(self, size: int = -1) -> bytes:
        return self._counted(self._stream.read(self._most(size))) if size else b""

    def readline(self, size: int = -1) -> bytes:
        return self._counted(self._stream.readline(self._most(size))) if size else b""

    def _most(self, size: int | None) -> int:
        return self._left if size is None or size < 0 else min(size, self._left)

    def _counted(self, part: bytes) -> bytes:
        if not part and self._left:
            raise OSError(f"The connection was cut: {self._left} bytes are missing.")
        self._left -= len(part)
        return part


def only_whole_bodies(application: Application) -> Application:
    """Wrap a WSGI application so that it never sees part of a body as if it were the whole."""

    def wrapped(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        length = environ.get("CONTENT_LENGTH") or ""
        if length.isdecimal() and int(length):
            environ["wsgi.input"] = Whole(environ["wsgi.input"], int(length))
        return application(environ, start_response)

    return wrapped
