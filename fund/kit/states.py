"""One way in which a state changes."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models, transaction

if TYPE_CHECKING:
    from fund.models import User


class Refused(Exception):  # noqa: N818  (a refusal is an answer to a person, not a fault)
    """The fund says no, in words that the person can act on."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


class Stateful(models.Model):
    """A row with a state that only `move` changes, along the arrows in `MOVES`.

    `MOVES` maps each state to the states that may follow. `PUBLIC_WORDS` maps a state to the words that the people
    outside the fund see; a state that is not in it has one name for all.
    """

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {}
    PUBLIC_WORDS: ClassVar[dict[str, str]] = {}
    state: str

    class Meta:
        abstract = True

    def can_move(self, to: str) -> bool:
        """Say whether an arrow leads from the state in memory to `to`."""
        return to in self.MOVES.get(self.state, ())

    def move(self, to: str, *, by: "User | None", reason: str = "", **changes: Any) -> None:
        """Lock the row, check the arrow, save the state and `changes`, and record who did it and why.

        Works on a fresh copy of the row, so unsaved values in memory are never written. Raises Refused where no
        arrow leads from the state in the database to `to`.
        """
        with transaction.atomic():
            fresh: Any = type(self)._base_manager.select_for_update(of=("self",), no_key=True).get(pk=self.pk)
            if not fresh.can_move(to):
                raise Refused(fresh.words_for_refusal(to))
            fresh.state = to
            for name, value in changes.items():
                setattr(fresh, name, value)
            fresh._history_user = by
            fresh._change_reason = reason
            fresh.save(update_fields=["state", *changes])
        self._take(state=to, **changes)

    def _take(self, **changes: Any) -> None:
        for name, value in changes.items():
            setattr(self, name, value)

    def words_for_refusal(self, to: str) -> str:
        """Say in one sentence why this move is not possible now."""
        labels = state_labels(type(self))
        noun = str(self._meta.verbose_name)
        return (
            f"This {noun} is now “{self.public_state}”, so it can no longer become “{labels.get(to, to)}”. "
            "Reload the page to see where it stands."
        )

    @property
    def public_state(self) -> str:
        """The state in the words for people outside the fund."""
        return self.PUBLIC_WORDS.get(self.state) or state_labels(type(self))[self.state]


def state_labels(machine: type[Stateful]) -> dict[str, str]:
    """The fund's own words for each state, in the order in which the model names them."""
    meta: Any = machine._meta
    return {value: str(words) for value, words in meta.get_field("state").flatchoices}


def machines() -> list[type[Stateful]]:
    """All models with states, by app and name."""
    found: list[type[Stateful]] = []
    todo: list[type[Any]] = [Stateful]
    while todo:
        for kind in todo.pop().__subclasses__():
            todo.append(kind)
            if not kind._meta.abstract and not kind.__name__.startswith("Historical"):
                found.append(kind)
    return sorted(found, key=lambda kind: kind._meta.label)


def states_page() -> str:
    """The page of all states and moves in Markdown, from the tables themselves."""
    lines = [
        "# States",
        "",
        "Printed from the `MOVES` tables; `uv run manage.py states > docs/states.md` writes it anew.",
        "",
    ]
    for machine in machines():
        labels = state_labels(machine)
        lines += [f"## {machine.__name__}", "", "| state | as others see it | may become |", "|---|---|---|"]
        for state, label in labels.items():
            public = machine.PUBLIC_WORDS.get(state, label)
            then = ", ".join(str(labels[to]) for to in machine.MOVES.get(state, ())) or "–"
            lines.append(f"| {label} | {public} | {then} |")
        lines.append("")
    return "\n".join(lines)
