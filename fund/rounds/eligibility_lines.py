"""The short check before applying, as a round file defines it."""

from urllib.parse import urlsplit

from fund.eligibility import NO, YES
from fund.models import EligibilityQuestion
from fund.models.eligibility import MOST
from fund.rounds.lines import Path
from fund.rounds.reading import Reader, Row

Kind = EligibilityQuestion.Kind


def check(reader: Reader, rows: list[Row], paths: list[Path]) -> None:
    """Note what keeps these rows from being a check that people can take. A yes-or-no question is fine with Yes."""
    for row, path in zip(rows, paths, strict=True):
        if row["link"] and (urlsplit(row["link"]).scheme not in ("http", "https") or not urlsplit(row["link"]).netloc):
            reader.fault((*path, "link"), "‘link’ must be a web address that starts with https://.")
        match row["kind"]:
            case Kind.NUMBER:
                _check_number(reader, row, path)
            case Kind.YES_NO:
                _check_yes_no(reader, row, path)
            case Kind.ONE_OF:
                _check_answers(reader, row, path)
    if len(rows) > MOST:
        reader.fault(paths[MOST], f"A short check has at most {MOST} questions. Take {len(rows) - MOST} out.")


def _check_number(reader: Reader, row: Row, path: Path) -> None:
    for name in ("fine", "other"):
        if row[name]:
            reader.fault((*path, name), f"‘{name}’ does not belong to a number. Give ‘at_least’ or ‘at_most’.")
    least, most = row["at_least"], row["at_most"]
    if least is None and most is None:
        reader.fault(path, "A number needs ‘at_least’ or ‘at_most’.")
    elif least is not None and most is not None and least > most:
        reader.fault((*path, "at_most"), "‘at_most’ cannot be under ‘at_least’.")


def _check_yes_no(reader: Reader, row: Row, path: Path) -> None:
    _without_ends(reader, row, path)
    row["fine"] = row["fine"] or [YES]
    row["other"] = row["other"] or [NO if row["fine"] == [YES] else YES]
    if sorted([*row["fine"], *row["other"]]) != [NO, YES] or len(row["fine"]) != 1:
        reader.fault((*path, "fine"), f'‘fine’ of a yes-or-no question is ["{YES}"] or ["{NO}"].')


def _check_answers(reader: Reader, row: Row, path: Path) -> None:
    _without_ends(reader, row, path)
    both = [*row["fine"], *row["other"]]
    if not row["fine"] or not row["other"]:
        reader.fault(path, "A choice needs both ‘fine’ and ‘other’: answers that are fine and answers that are not.")
    elif len(set(both)) != len(both) or "" in both:
        reader.fault((*path, "other"), "Each answer can be there once only, and none can be empty.")


def _without_ends(reader: Reader, row: Row, path: Path) -> None:
    for name in ("at_least", "at_most"):
        if row[name] is not None:
            reader.fault((*path, name), f"‘{name}’ is for questions of kind number only.")
            row[name] = None
