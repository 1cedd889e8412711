"""Take a picture of every page type of a running demo, wide and narrow, as each role.

It signs in as a person would, follows links, and keeps one picture of each address name. Pictures and an index page
go to `var/screenshots/`.
"""

import argparse
import html
import os
import shutil
import sys
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlparse

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fund.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.urls import Resolver404, resolve  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from reporting.demo import PASSWORD, sign_ins  # noqa: E402
from tests.e2e.conftest import FLAGS, WIDTHS  # noqa: E402


def name_of(address: str) -> str | None:
    """The name of the page behind a path; None for what is no page."""
    try:
        found = resolve(urlparse(address).path)
    except Resolver404:
        return None
    return None if address.endswith(".pdf") or "documents/" in address else found.view_name


def sign_in(page: Any, site: str, email: str) -> None:
    page.goto(urljoin(site, "/people/login/"))
    page.get_by_label("E-mail address").fill(email)
    page.get_by_text("Use a password instead").click()
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()


def walk(page: Any, site: str, seen: set[str], keep: Path, who: str, width: str) -> list[Path]:
    """Follow links breadth first from home, one picture for each address name not seen yet."""
    made, todo, asked = [], deque([urljoin(site, "/"), urljoin(site, "/home/")]), set()
    while todo and len(asked) < 200:
        address = todo.popleft()
        name = name_of(address)
        if name is None or address in asked or (name in seen and name != "home"):
            continue
        asked.add(address)
        page.goto(address)
        name = name_of(page.url) or name
        if name not in seen:
            seen.add(name)
            picture = keep / f"{who}-{name.replace(':', '-')}-{width}.png"
            page.screenshot(path=picture, full_page=True)
            made.append(picture)
        links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href.split('#')[0])")
        todo.extend(link for link in links if link.startswith(site))
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", nargs="?", default="http://127.0.0.1:8000", help="the address of a running demo")
    site = parser.parse_args().site
    path = shutil.which("chromium")
    if path is None:
        print("Chromium is missing: apt-get install -y chromium", file=sys.stderr)  # noqa: T201
        return 1
    people = [("public", ""), *((role.lower().replace(" ", "-"), email) for role, _, email in sign_ins())]
    keep = settings.VAR_DIR / "screenshots"
    keep.mkdir(parents=True, exist_ok=True)
    made: list[Path] = []
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        for width, pixels in WIDTHS.items():
            for who, email in people:
                page = browser.new_context(viewport={"width": pixels, "height": 900}, locale="en-GB").new_page()
                if email:
                    sign_in(page, site, email)
                made += walk(page, site, set(), keep, who, width)
                page.context.close()
        browser.close()
    items = "".join(f'<li><a href="{p.name}">{html.escape(p.stem)}</a></li>' for p in sorted(made))
    (keep / "index.html").write_text(f"<!doctype html><title>Every page</title><ul>{items}</ul>")
    print(f"{len(made)} pictures in {keep}")  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
