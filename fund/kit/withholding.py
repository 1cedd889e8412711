"""Which numbers of people to withhold, so that no small one can be worked out from those that are shown.

`linked` takes tables that share their people, and what was shown before. It plays the one who wants to know: what is
shown are equations, what is withheld is known to be small or known not to be, and an integer programme looks for a
second way in which it could all be so. A small number of which there is no second way is given away, and more is
withheld. Controlled rounding and suppression by such an audit are usual: Hundepool et al., Statistical Disclosure
Control (Wiley 2012), chapter 4.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

LEAST = 5  # a number under this is withheld

Name = tuple[str, str]  # a table and a part of it
NOUGHT = 1e-7  # less than this is nothing, in the sums of the solver
TRIES = 12  # cells that are tried where a bound, and no sum, gives a secret away
WHOLE = ""  # the table of what all tables come to


def withheld(
    counts: Sequence[tuple[int, ...]],
    already: frozenset[int] = frozenset(),
    *,
    is_listed: bool = False,
    few: int = LEAST,
) -> tuple[set[int], bool]:
    """Which rows of a column to withhold, by their place, and whether their whole can be shown.

    `counts` are the numbers from which a cell could be worked out: of a share those awarded and those not. A row with
    one under five (`few`) is withheld, and each that is withheld `already`. The whole less the rows shown tells the
    sum of those withheld; so more rows are withheld, the smallest first and all that are alike at once, until two or
    more are and no sum gives them away: each is five or more, and not what it would be if all of them were four. Where
    it is known that no row is empty (`is_listed`), the sum must also be twice the number of rows: of two rows that come
    to two, each is one. If that cannot be reached, the whole is withheld too. A test tries every small table: also
    whoever knows these rules finds no withheld number.
    """
    parts = range(len(counts[0])) if counts else range(0)
    kept = set(already) | {place for place, row in enumerate(counts) if min(row) < few}

    def is_safe() -> bool:
        least = max(few, 2 * len(kept)) if is_listed else few
        hidden = [[counts[place][part] for place in kept] for part in parts]
        return len(kept) > 1 and all(sum(each) >= least and set(each) != {few - 1} for each in hidden)

    while kept and len(kept) < len(counts) and not is_safe():
        size = min(sum(row) for place, row in enumerate(counts) if place not in kept)
        kept |= {place for place, row in enumerate(counts) if sum(row) == size}
    return kept, not kept or is_safe()


@dataclass(frozen=True)
class Cell:
    """A number that is shown or withheld: the people in it, by the smallest lots that can be told apart."""

    lots: frozenset[Hashable]
    was_shown: bool | None = None  # of a former release: whether it was; None is a cell that is still to be shown


class Book:
    """Lots of people with their sizes, and the cells that count them."""

    def __init__(
        self,
        sizes: Mapping[Hashable, int],
        cells: Mapping[Name, Cell],
        few: int,
        fews: Mapping[Hashable, int] | None = None,
    ) -> None:
        self.few, self.cells, self.names = few, cells, list(cells)
        own = fews or {}
        together: dict[frozenset[Name], list[Hashable]] = {}
        members: dict[Hashable, set[Name]] = {}
        for name, cell in cells.items():
            for lot in cell.lots:
                members.setdefault(lot, set()).add(name)
        for lot, names in members.items():
            together.setdefault(frozenset(names), []).append(lot)
        columns = list(together.items())
        self.truth = np.array([sum(sizes[lot] for lot in lots) for _, lots in columns], dtype=float)
        self.fews = np.array(
            [min((own.get(lot, few) for lot in lots if sizes[lot]), default=few) for _, lots in columns], dtype=float
        )
        self.rows = {name: np.array([float(name in names) for names, _ in columns]) for name in self.names}
        self.values = {name: int(round(row @ self.truth)) for name, row in self.rows.items()}
        self.most_few = max(few, *own.values()) if own else few
        self.large = float(self.truth.sum() + self.most_few + 1)
        self.secrets = self._secrets()

    def few_of(self, row: np.ndarray) -> int:
        """From how many on a number may be shown: the least that holds for any of the people in it."""
        inside = self.fews[(row > 0) & (self.truth > 0)]
        return int(inside.min()) if len(inside) else self.few

    def is_small(self, row: np.ndarray) -> bool:
        return 0 < float(row @ self.truth) < self.few_of(row)

    def _secrets(self) -> list[np.ndarray]:
        """The small numbers: of lots, of cells, and of what one cell has more than another."""
        wanted: dict[bytes, np.ndarray] = {}
        if not self.rows:
            return []
        units = np.eye(len(self.truth))
        rows = np.array(list(self.rows.values()))
        values = rows @ self.truth
        more = np.subtract.outer(values, values)
        are_inside = (1 - rows) @ rows.T == 0  # the second is a part of the first
        pairs = np.argwhere(are_inside & (more > 0) & (more < self.most_few))
        for row in [*units, *rows, *(rows[one] - rows[other] for one, other in pairs)]:
            if self.is_small(row):
                wanted[row.tobytes()] = row
        return list(wanted.values())

    def given_away(
        self, secrets: Iterable[np.ndarray], hidden: Collection[Name], most: Mapping[Name, int], names: Iterable[Name]
    ) -> list[np.ndarray]:
        """Which of the secrets can have no other value, to somebody who sees these cells, `hidden` ones as withheld."""
        from scipy.optimize import LinearConstraint  # noqa: PLC0415  (slow to load)
        from scipy.sparse import csc_array  # noqa: PLC0415  (slow to load)

        rows, ends = [], list[tuple[float, float]]()
        for name in names:
            value, cell = self.values[name], self.cells[name]
            is_shown = name not in hidden if cell.was_shown is None else cell.was_shown
            rows.append(self.rows[name])
            if is_shown:
                ends.append((value, value))
            elif self.is_small(self.rows[name]):
                ends.append((1, self.few_of(self.rows[name]) - 1))
            else:
                ends.append((min(value, self.few_of(self.rows[name])), most.get(name) or self.large))
        rules = [LinearConstraint(csc_array(np.array(rows)), *zip(*ends, strict=True))] if rows else []
        left, found = list(secrets), list[np.ndarray]()
        while len(left) > 1:  # most have another value in a way to make all of them least or most together
            fixed = self._fixed(left, sum(left), rules)
            if len(fixed) == len(left):
                break
            left = fixed
        while left:
            secret = left.pop()
            fixed = self._fixed([*left, secret], secret, rules)
            found += [one for one in fixed if one is secret]
            left = [one for one in fixed if one is not secret]
        return found

    def _fixed(self, secrets: Sequence[np.ndarray], aim: Any, rules: list[Any]) -> list[np.ndarray]:
        """Those of the secrets that keep their value when an aim is made least, and when it is made most."""
        others = [other for way in (1, -1) if (other := self._other(aim * way, rules)) is not None]
        return [
            one
            for one in secrets
            if all(round(float(one @ other)) == round(float(one @ self.truth)) for other in others)
        ]

    def reason(self, secret: np.ndarray, hidden: Collection[Name], names: Iterable[Name]) -> set[Name]:
        """A few shown cells that add up to the secret, some of them taken away; none where no sum tells it."""
        from scipy.optimize import linprog  # noqa: PLC0415  (slow to load)

        rows, owners = [], []
        for name in names:
            was_shown = self.cells[name].was_shown
            if name not in hidden if was_shown is None else was_shown:
                row = self.rows[name]
                empty = [*np.diag(row)[row > 0]] if self.values[name] == 0 else []
                for each in [row, *empty]:
                    rows.append(each)
                    owners.append(name)
        if not rows:
            return set()
        sums = np.array(rows).T
        found = linprog(np.ones(2 * len(rows)), A_eq=np.hstack([sums, -sums]), b_eq=secret)
        if found.x is None:
            return set()
        used = np.abs(found.x[: len(rows)] - found.x[len(rows) :]) > NOUGHT
        return {owner for owner, is_used in zip(owners, used, strict=True) if is_used}

    def _other(self, aim: np.ndarray, rules: list[Any]) -> np.ndarray | None:
        """The numbers that fit all rules and make the aim least."""
        from scipy.optimize import Bounds, milp  # noqa: PLC0415  (slow to load)

        bounds = Bounds(np.zeros(len(aim)), np.full(len(aim), self.large))
        found = milp(aim, constraints=rules, integrality=np.ones(len(aim)), bounds=bounds)
        return None if found.x is None else np.round(found.x)


def linked(
    sizes: Mapping[Hashable, int],
    cells: Mapping[Name, Cell],
    *,
    few: int = LEAST,
    fews: Mapping[Hashable, int] | None = None,
) -> set[Name]:
    """Which cells that are still to be shown have to be withheld.

    `sizes` says how many people each lot has; a cell counts the lots in it. Cells of one table have its name first,
    and the table `WHOLE` comes last. `fews` says of which lots more people are few; a number takes the least of its
    lots, so it is held to more only where all in it are. What was given away before for good is not protected any more.
    """
    book = Book(sizes, cells, few, fews)
    new = [name for name in book.names if cells[name].was_shown is None]
    before = [name for name in book.names if cells[name].was_shown is not None]
    lost = {row.tobytes() for row in book.given_away(book.secrets, new, {}, before)}
    secrets = [row for row in book.secrets if row.tobytes() not in lost]
    hidden = {name for name in new if book.is_small(book.rows[name])}
    most: dict[Name, int] = {}
    if not book.given_away(secrets, hidden, most, book.names):
        return hidden  # who sees less knows less
    pools: dict[Name, list[Name]] = {}
    tables = [table for table in dict.fromkeys(name[0] for name in new) if table != WHOLE]
    for seen in [*([name for name in book.names if name[0] in {table, WHOLE}] for table in tables), book.names]:
        while exposed := book.given_away(secrets, hidden, most, seen):
            pool = _pool([name for name in seen if name in new and name not in hidden], book)
            if not pool:
                break
            for chosen in _choose(book, exposed, pool, hidden, most, seen):
                hidden.add(chosen)
                pools[chosen] = [name for name in pool if book.values[name] >= book.values[chosen]]
            most = {
                one: min((book.values[name] for name in pools[one] if name not in hidden), default=0) for one in pools
            }
            most = {one: value for one, value in most.items() if value}
    return hidden


def explained(
    sizes: Mapping[Hashable, int],
    cells: Mapping[Name, Cell],
    hidden: Collection[Name],
    *,
    few: int = LEAST,
    fews: Mapping[Hashable, int] | None = None,
) -> dict[Name, set[Name]]:
    """For each cell that was withheld, the shown ones with which a small number could be worked out from it.

    None where no sum tells one, but what is known of withheld numbers does.
    """
    book = Book(sizes, cells, few, fews)
    small = {name for name in hidden if book.is_small(book.rows[name])}
    found: dict[Name, set[Name]] = {name: set() for name in hidden}

    def look(without: set[Name]) -> None:
        for secret in book.given_away(book.secrets, without, {}, book.names):
            used = book.reason(secret, without, book.names)
            for name in used & set(hidden):
                found[name] |= used - {name}

    look(small)
    for name in hidden:
        if name not in small and not found[name]:
            look(set(hidden) - {name})
    return found


def _pool(shown: list[Name], book: Book) -> list[Name]:
    """What could be withheld next: parts before wholes, small before large, empty ones last."""
    return sorted(shown, key=lambda name: (book.values[name] == 0, name[0] == WHOLE, book.values[name], name))


def _choose(
    book: Book,
    exposed: list[np.ndarray],
    pool: list[Name],
    hidden: set[Name],
    most: Mapping[Name, int],
    seen: list[Name],
) -> set[Name]:
    """Of each sum that gives a secret away the first cell in the pool; where only bounds do, a cell that helps."""
    chosen: set[Name] = set()
    for secret in exposed:
        reason = book.reason(secret, hidden | chosen, seen)
        chosen |= set([name for name in pool if name in reason][:1])
    if chosen:
        return chosen
    helps = (one for one in pool[:TRIES] if len(book.given_away(exposed, hidden | {one}, most, seen)) < len(exposed))
    return {next(helps, pool[0])}
