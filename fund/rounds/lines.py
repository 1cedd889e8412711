"""On which line of a TOML text a key, a table or an item of a list stands."""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

TOKENS = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}'  # strings over several lines
    r'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\''  # strings on one line
    r"|\#[^\n]*|\s+|[\[\]{},=.]|[^\s\[\]{},=.\"'#]+|.",
    re.DOTALL,
)


class Lines:
    """Finds lines in a text that the TOML parser has accepted. It reads structure only, never values."""

    def __init__(self, text: str) -> None:
        self.found: dict[Path, int] = {(): 1}
        self._counts: dict[Path, int] = {}
        table: Path = ()
        for tokens in _statements(text):
            words = [word for word, _ in tokens]
            line = tokens[0][1]
            if words[0] == "[":
                table = self._open(_keys(words), line, is_list=words[:2] == ["[", "["])
                continue
            equals = words.index("=")
            path = table + _keys(words[:equals])
            self.found.setdefault(path, line)
            self._items(path, tokens[equals + 1 :])

    def of(self, path: Path) -> int:
        """The line of this path, or of the nearest thing that holds it."""
        while path not in self.found:
            path = path[:-1]
        return self.found[path]

    def _open(self, keys: Path, line: int, *, is_list: bool) -> Path:
        """Enter `[a.b]` or `[[a.b]]`: the path with the number of each list's last item put in."""
        path: Path = ()
        for key in keys[:-1]:
            path += (key,)
            if path in self._counts:
                path += (self._counts[path] - 1,)
        path += keys[-1:]
        self.found.setdefault(path, line)
        if is_list:
            self._counts[path] = self._counts.get(path, 0) + 1
            path += (self._counts[path] - 1,)
            self.found[path] = line
        return path

    def _items(self, path: Path, tokens: list[tuple[str, int]]) -> None:
        """Note the lines of the items of a list that is written as a value."""
        depth, number, waiting = 0, -1, False
        for word, line in tokens:
            if word in "]}":
                depth -= 1
            elif waiting:
                number += 1
                self.found[(*path, number)] = line
                waiting = False
            if word in "[{":
                depth += 1
                waiting = waiting or (depth == 1 and word == "[")
            elif word == "," and depth == 1:
                waiting = True


def _statements(text: str) -> Iterator[list[tuple[str, int]]]:
    """Each header or `key = value` as its words with their lines, without space and comments."""
    line, depth = 1, 0
    statement: list[tuple[str, int]] = []
    for match in TOKENS.finditer(text):
        word = match.group()
        if word.isspace():
            if "\n" in word and depth == 0 and statement:
                yield statement
                statement = []
        elif not word.startswith("#"):
            statement.append((word, line))
            depth += (word in "[{") - (word in "]}")
        line += word.count("\n")
    if statement:
        yield statement


def _keys(words: list[str]) -> Path:
    return tuple(word.strip("\"'") for word in words if word not in ("[", "]", "."))
