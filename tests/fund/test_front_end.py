"""Fetching the design system: once, from the lock, and with words when it fails."""

import json
from pathlib import Path

import pytest

from fund.kit import front_end

LOCK = {"packages": {front_end.PACKAGE: {"version": "4.2.0"}}}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a lock and nothing else, on a machine without npm and uv."""
    (tmp_path / "package-lock.json").write_text(json.dumps(LOCK))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("UV", raising=False)
    (tmp_path / "bin").mkdir()
    return tmp_path


def lay_down(root: Path, version: str) -> None:
    css = root / front_end.PACKAGE / "dist" / "css"
    css.mkdir(parents=True, exist_ok=True)
    (css / "design-system.min.css").touch()
    (root / front_end.PACKAGE / "package.json").write_text(json.dumps({"version": version}))


def program(root: Path, name: str, *lines: str) -> None:
    path = root / "bin" / name
    path.write_text("\n".join(["#!/bin/sh", *lines]))
    path.chmod(0o755)


def test_what_is_there_is_not_fetched_again(root: Path) -> None:
    lay_down(root, "4.2.0")
    said: list[str] = []
    front_end.fetch(said.append, root=root)
    assert said == []


def test_without_npm_and_uv_the_cure_is_said(root: Path) -> None:
    lay_down(root, "4.1.0")
    with pytest.raises(front_end.FetchFailed) as refusal:
        front_end.fetch(print, root=root)
    assert str(refusal.value) == (
        "The design system could not be fetched (neither npm nor uv was found). Check that this machine reaches "
        "the npm registry, or install npm (apt-get install -y npm), and start again."
    )


def test_npm_fetches_what_the_lock_names_and_runs_no_scripts(root: Path) -> None:
    lay_down(root, "4.1.0")
    line = '{"version": "4.2.0"}'
    program(root, "npm", f'echo "$@" > {root}/asked', f"echo '{line}' > {root / front_end.PACKAGE}/package.json")
    said: list[str] = []
    front_end.fetch(said.append, root=root)
    assert said == ["Fetching the design system with npm"]
    assert (root / "asked").read_text().split()[:2] == ["ci", "--ignore-scripts"]


def test_where_npm_fails_uv_tries_and_the_last_words_are_shown(root: Path) -> None:
    program(root, "npm", "echo 'npm error network' >&2", "exit 1")
    program(root, "uv", "echo 'npm error no route to the registry' >&2", "echo 'A complete log is here' >&2", "exit 1")
    said: list[str] = []
    with pytest.raises(front_end.FetchFailed, match=r"\(npm error no route to the registry\)"):
        front_end.fetch(said.append, root=root)
    assert said == [
        "Fetching the design system with npm",
        "Fetching the design system with the npm of a Python package",
    ]
