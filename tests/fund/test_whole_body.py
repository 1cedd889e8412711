"""Half a file is not taken for a whole one when the connection is cut."""

import io
from collections.abc import Iterable
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError

from fund.kit.whole_body import only_whole_bodies

BODY = (
    b'--edge\r\nContent-Disposition: form-data; name="version"\r\n\r\n1\r\n'
    b'--edge\r\nContent-Disposition: form-data; name="paper"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n'
    + b"Words of our rules. " * 10_000
    + b"\r\n--edge--\r\n"
)


def request_of(body: bytes, length: int) -> WSGIRequest:
    """The request as Django gets it when these bytes arrive and this length was named."""
    caught: list[dict[str, Any]] = []

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        caught.append(environ)
        return []

    only_whole_bodies(application)(
        {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "CONTENT_TYPE": "multipart/form-data; boundary=edge",
            "CONTENT_LENGTH": str(length),
            "wsgi.input": io.BytesIO(body),
        },
        None,
    )
    return WSGIRequest(caught[0])


def test_a_whole_upload_is_read() -> None:
    request = request_of(BODY, len(BODY))
    assert request.FILES["paper"].size == 200_000
    assert request.POST["version"] == "1"


@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_an_upload_that_is_cut_gives_no_file(share: float) -> None:
    with pytest.raises(UnreadablePostError):
        _ = request_of(BODY[: int(len(BODY) * share)], len(BODY)).FILES


def test_the_control_without_the_guard_takes_the_first_part_of_a_form_for_all_of_it() -> None:
    environ = request_of(b"", 0).environ
    environ |= {"CONTENT_LENGTH": str(len(BODY)), "wsgi.input": io.BytesIO(BODY[:100_000])}
    request = WSGIRequest(environ)
    assert (request.POST["version"], len(request.FILES)) == ("1", 0)  # all that follows would count as emptied
