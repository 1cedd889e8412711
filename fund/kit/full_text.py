"""Finding texts by their words, alike on PostgreSQL (full text) and on SQLite (FTS5).

English stems count, so “pain” finds “pains”; accents and capitals do not. "A phrase" stands in quotes, -word leaves
out, `or` gives a choice. What holds no word to look for, such as 100% or ((a+)+, is looked for as it is typed.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import connection, models
from django.db.models import Value
from django.db.models.expressions import RawSQL

MOST_KEPT = 400_000  # characters of a text: PostgreSQL takes no more than a megabyte of words
MOST_PARTS, MOST_TYPED = 40, 4_000  # of what somebody looks for

_TOKEN = re.compile(r"[^\W_]+")
_PART = re.compile(r'(-?)"([^"]*)"|(\S+)')
# The words that PostgreSQL's English leaves out; SQLite has no such list.
STOP_WORDS = frozenset(
    """
    i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers
    herself it its itself they them their theirs themselves what which who whom this that these those am is are
    was were be been being have has had having do does did doing a an the and but if or because as until while of
    at by for with about against between into through during before after above below to from up down in out on
    off over under again further then once here there when where why how all any both each few more most other
    some such no nor not only own same so than too very s t can will just don should now
    """.split()  # noqa: SIM905  (a list of words reads best as words)
)


class Entry(models.Model):
    """A row of an index: a text without accents and capitals, and on PostgreSQL its words."""

    text = models.TextField()
    vector = SearchVectorField(null=True, editable=False)

    class Meta:
        abstract = True
        indexes = [GinIndex(fields=["vector"], name="%(class)s_words")]


def fold(text: str) -> str:
    """A text as it is compared: no accents, no capitals, full-width letters and digits as plain ones."""
    if text.isascii():  # most texts are, and have neither
        return text.lower().replace("\x00", "")
    bare = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return unicodedata.normalize("NFC", bare.casefold()).replace("\x00", "")


def put(model: type[Entry], texts: Iterable[tuple[int, str]]) -> None:
    """Keep these texts, each under its primary key; what was there before is replaced."""
    rows = []
    key = model._meta.pk.attname
    for pk, text in texts:
        row = model(**{key: pk}, text=fold(text)[:MOST_KEPT])
        if connection.vendor == "postgresql":
            row.vector = SearchVector(Value(" ".join(_TOKEN.findall(row.text))), config="english")
        rows.append(row)
    _prepare(model)
    model._default_manager.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=[model._meta.pk.name],
        update_fields=["text", "vector"],
        batch_size=100,
    )


def matching(model: type[Entry], typed: str) -> "models.QuerySet[Any]":
    """The rows of the index that hold what somebody typed."""
    rows = model._default_manager.order_by()
    groups = _parsed(typed)
    if not groups:
        return rows.filter(text__contains=fold(typed).strip()[:200])
    if connection.vendor == "postgresql":
        words = " or ".join(" ".join(part.for_postgres() for part in group) for group in groups)
        return rows.filter(vector=SearchQuery(words, config="english", search_type="websearch"))
    _prepare(model)
    words = f"{model._meta.db_table}_fts"
    found = f'SELECT rowid FROM "{words}" WHERE "{words}" MATCH %s'  # noqa: S608  (the name is our own)
    return rows.filter(pk__in=RawSQL(found, [" OR ".join(f"({_for_sqlite(group)})" for group in groups)]))  # noqa: S611


@dataclass(frozen=True)
class _Part:
    """One word or phrase to look for, or to leave out."""

    tokens: tuple[str, ...]
    is_left_out: bool = False

    def for_postgres(self) -> str:
        minus = "-" if self.is_left_out else ""
        return f'{minus}"{" ".join(self.tokens)}"'

    def for_sqlite(self) -> str:
        return f'"{" ".join(self.tokens)}"'


def _parsed(typed: str) -> list[list[_Part]]:
    """What was typed as choices of parts that must all hold. Empty where it holds no word to look for."""
    groups: list[list[_Part]] = [[]]
    for minus, phrase, word in _PART.findall(fold(typed[:MOST_TYPED]))[:MOST_PARTS]:
        if word == "or":
            groups.append([])
            continue
        tokens = tuple(_TOKEN.findall(phrase or word))
        if not STOP_WORDS.issuperset(tokens):
            groups[-1].append(_Part(tokens, bool(minus) or word.startswith("-")))
    whole = [group if any(not part.is_left_out for part in group) else _turned(group) for group in groups if group]
    return [sorted(group, key=lambda part: part.is_left_out) for group in whole]


def _turned(group: list[_Part]) -> list[_Part]:
    """Nothing but words to leave out is taken as words to find: -5 is a number."""
    return [_Part(part.tokens) for part in group]


def _for_sqlite(group: list[_Part]) -> str:
    found = " AND ".join(part.for_sqlite() for part in group if not part.is_left_out)
    return "".join([f"({found})", *(f" NOT {part.for_sqlite()}" for part in group if part.is_left_out)])


def _prepare(model: type[Entry]) -> None:
    """On SQLite, see that the model's table has its word index and the triggers that keep it in step.

    Such a table is no Django model, so it is made when it is first needed: tests make tables without migrations, and
    a migration that rebuilds the table drops the triggers.
    """
    if connection.vendor != "sqlite":
        return
    table, key = model._meta.db_table, model._meta.pk.column
    words = f"{table}_fts"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE tbl_name IN (%s, %s) AND name LIKE %s",
                       [table, words, f"{words}%"])  # fmt: skip
        if cursor.fetchone()[0] >= 4:  # noqa: PLR2004  (the table and its three triggers)
            return
        drop = f'INSERT INTO "{words}"("{words}", rowid, text) VALUES (\'delete\', old."{key}", old.text);'
        add = f'INSERT INTO "{words}"(rowid, text) VALUES (new."{key}", new.text);'
        cursor.execute(
            f'CREATE VIRTUAL TABLE IF NOT EXISTS "{words}" USING fts5(text, content="{table}", '
            f'content_rowid="{key}", tokenize="porter unicode61 remove_diacritics 2")'
        )
        for event, does in (("insert", add), ("delete", drop), ("update", drop + add)):
            cursor.execute(
                f'CREATE TRIGGER IF NOT EXISTS "{words}_{event}" AFTER {event.upper()} ON "{table}" BEGIN {does} END'
            )
        cursor.execute(f'INSERT INTO "{words}"("{words}") VALUES (\'rebuild\')')
