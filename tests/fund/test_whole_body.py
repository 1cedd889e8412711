"""A request is taken whole or not at all: neither half of a file, nor more than a page asks for."""

import gc
import io
import logging
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, UnreadablePostError
from django.test import Client
from django.urls import reverse

from applications.models import Application, Document
from fund.kit.whole_body import only_whole_bodies
from fund.models import Organisation, Round, StoredFile, User
from fund.wsgi import application as whole_site
from tests import factories
from tests.fund.test_safe_files import stored_files

Door = Callable[[User | None], Client]

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


@pytest.fixture
def draft(round_: Round, group: Organisation, ann: User) -> Application:
    return factories.make_application(round_, group, by=ann)


@pytest.mark.django_db(transaction=True)  # the whole site closes its connection after each request
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_an_upload_that_stops_half_way_leaves_neither_row_nor_file_and_the_site_goes_on(
    draft: Application,
    ann: User,
    door: Door,
    share: float,
    settings: Any,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Else the test's own log holds the request, and that its files.
    caplog.set_level(logging.CRITICAL, "django.security.csrf")
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000  # so that the file goes by the disk, as large ones do
    browser = door(ann)
    address = reverse("applications:documents", args=[draft.pk])
    token = browser.get(address).cookies["csrftoken"].value
    body = BODY.replace(b'name="version"\r\n\r\n1', b'name="csrfmiddlewaretoken"\r\n\r\n' + token.encode())
    body = body.replace(b'name="paper"', b'name="governing"')

    def send(part: bytes) -> str:
        cookies = "; ".join(f"{name}={each.value}" for name, each in browser.cookies.items())
        environ = {
            **browser._base_environ(PATH_INFO=address, REQUEST_METHOD="POST", HTTP_COOKIE=cookies),
            "CONTENT_TYPE": "multipart/form-data; boundary=edge",
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": io.BytesIO(part),
        }
        said: list[str] = []
        answer: Any = whole_site(environ, lambda status, headers, fault=None: said.append(status))
        list(answer)
        return said[0]

    assert send(body[: int(len(body) * share)]).startswith("4")
    assert (Document.objects.count(), StoredFile.objects.count(), stored_files()) == (0, 0, [])
    gc.collect()  # a temporary file goes with the request that held it
    assert list(tmp_path.iterdir()) == []
    assert send(body).startswith("302")
    assert [document.file.size for document in draft.documents.all()] == [200_000]


TOO_MUCH: dict[str, Callable[[Client, str], HttpResponse]] = {
    "10,000 answers": lambda browser, address: browser.post(address, {f"f{number}": "x" for number in range(10_000)}),
    "10,000 answers in one line": lambda browser, address: browser.post(
        address, "&".join(f"f{number}=x" for number in range(10_000)), "application/x-www-form-urlencoded"
    ),
    "300 files": lambda browser, address: browser.post(
        address, {f"f{number}": SimpleUploadedFile("a.pdf", b"%PDF") for number in range(300)}
    ),
    "a text of 100 MB": lambda browser, address: browser.post(address, {"what": "a" * 100_000_000}),
    "a line of 100 MB": lambda browser, address: browser.post(
        address, "what=" + "a" * 100_000_000, "application/x-www-form-urlencoded"
    ),
    "more than any page asks for": lambda browser, address: browser.post(
        address, {"what": "a"}, CONTENT_LENGTH=str((settings.REQUEST_LIMIT_MB + 1) * 1024 * 1024)
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", TOO_MUCH)
@pytest.mark.parametrize("is_signed_in", [True, False], ids=["signed in", "signed out"])
def test_too_much_is_refused_soon_on_a_page_that_says_what_to_do(
    draft: Application, ann: User, what: str, is_signed_in: bool
) -> None:
    browser = Client(raise_request_exception=False)
    if is_signed_in:
        browser.force_login(ann)
    before = draft.answers.get(section__code="plan").values
    began = time.process_time()
    answer = TOO_MUCH[what](browser, reverse("applications:section", args=[draft.pk, "plan"]))
    assert time.process_time() - began < 10  # most of it is for making what is sent
    assert answer.status_code == 413
    words = answer.content.decode()
    assert "<h1" in words and "That was too much to take" in words and "Make the longest text shorter" in words
    assert "up to 20 MB" in words
    assert ("go to your work" in words) is is_signed_in
    assert draft.answers.get(section__code="plan").values == before
