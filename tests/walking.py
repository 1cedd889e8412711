"""Everything that one person can fetch: every address of the site, every link found there, and what is inside."""

import io
import itertools
import math
import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from html import unescape

import pikepdf
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.fund.test_pdf import texts

Words = Mapping[str, Sequence[str]]
FEW = 12
WAYS = 100  # how often one kind of page is asked for: with another number in its address or words behind it
MORE = "?sort=name&page=2&show=past&easy=1&format=json"


def patterns() -> Iterator[str]:
    """The route of every address but those of signing in."""

    def walk(found: list[URLPattern | URLResolver], path: str) -> Iterator[str]:
        for pattern in found:
            here = path + str(pattern.pattern)
            if not isinstance(pattern, URLResolver):
                yield here
            elif pattern.app_name != "account" and here != "people/":
                yield from walk(pattern.url_patterns, here)

    return walk(get_resolver().url_patterns, "")


def addresses(numbers: Collection[int], words: Words) -> list[str]:
    """Every address, each of its numbers filled with each of these, and its words with those of their name."""
    found = set()
    for route in patterns():
        parts = re.split(r"<(?:int:()|\w+:)(\w+)>", route)
        fixed, are_numbers, names = parts[::3], parts[1::3], parts[2::3]
        choices = [
            [str(number) for number in numbers] if is_number is not None else words.get(name, ["none"])
            for is_number, name in zip(are_numbers, names, strict=True)
        ]
        for chosen in _combinations(choices):
            found.add("/" + "".join(itertools.chain(*itertools.zip_longest(fixed, chosen, fillvalue=""))))
    return sorted(found)


def _combinations(choices: list[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """All of them where they are few; else each choice of each part at least once."""
    if math.prod(map(len, choices)) <= FEW:
        yield from itertools.product(*choices)
        return
    longest = max(map(len, choices))
    for shift in range(2):
        rows = [
            itertools.islice(itertools.cycle(row), at * shift, at * shift + longest) for at, row in enumerate(choices)
        ]
        yield from zip(*rows, strict=True)


def content_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def unpacked(raw: bytes) -> bytes:
    """A body with all that is packed into it: the parts of a Word or Excel file, the streams and facts of a PDF."""
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(raw)) as container:
            return b"\n".join(container.read(name) for name in container.namelist())
    if raw.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(raw)) as paper:
            streams = [thing.read_bytes() for thing in paper.objects if isinstance(thing, pikepdf.Stream)]
            facts = [str(value).encode() for value in paper.docinfo.values()] if "/Info" in paper.trailer else []
            has_words = all("/Font" in sheet.get("/Resources", {}) for sheet in paper.pages)
        return b"\n".join([raw, *streams, *facts, texts(raw).encode() if has_words else b""])
    return raw


def everything_that(client: Client, numbers: Collection[int], words: Words) -> dict[str, str]:
    """What somebody is answered at every address and at every link found there: status, headers, all that is inside."""
    seen: dict[str, str] = {}
    ways = Counter[str]()
    todo = addresses(numbers, words)
    while todo:
        address = todo.pop()
        kind = re.sub(r"\d+", "0", address.partition("?")[0])
        if address in seen or "logout" in address or ways[kind] == WAYS:
            continue
        ways[kind] += 1
        response = client.get(address)
        raw = content_of(response)
        headers = "\n".join(f"{name}: {value}" for name, value in sorted(response.headers.items()))
        seen[address] = f"{response.status_code}\n{headers}\n{unescape(unpacked(raw).decode(errors='replace'))}"
        if response.status_code == 200 and "html" in response.headers.get("Content-Type", ""):
            links = re.findall(r'(?:href|action|src|hx-get)="(/[^"#]*)', raw.decode())
            todo += [unescape(link) for link in links if not link.startswith(("/static/", "/people/"))]
            if "?" not in address:
                todo.append(address + MORE)
    return seen


def where(seen: dict[str, str], secrets: dict[str, str]) -> list[str]:
    """Which of these secrets are where."""
    return [
        f"{what} at {address}" for address, said in seen.items() for what, secret in secrets.items() if secret in said
    ]
