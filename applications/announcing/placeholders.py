"""What a letter of a round can say of a bid, and how its words are checked and filled in."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches

from django.conf import settings
from django.urls import reverse

from applications import feedback
from applications.models import Application, Decision, Grant
from fund.kit.working_days import working_days_after
from fund.models import User
from fund.templatetags.words import day, pounds


@dataclass(frozen=True)
class Facts:
    """All that a letter may speak of: the bid, what was decided, its reader, and the day on which it goes."""

    application: Application
    decision: Decision
    grant: Grant | None
    to: User | None
    on: date


@dataclass(frozen=True)
class Placeholder:
    """One placeholder: its name as typed between braces, what it says, and whether it may be empty.

    Where one that may be empty is, its whole paragraph is left out.
    """

    name: str
    says: str
    value: Callable[[Facts], str]
    may_be_empty: bool = False


def _day(when: date | None) -> str:
    return day(when) if when else ""


def _link(facts: Facts) -> str:
    if facts.grant is None:
        return settings.SITE_ADDRESS + reverse("applications:detail", args=[facts.application.pk])
    address = reverse("reporting:grant", args=[facts.grant.pk]) if facts.grant.pk else reverse("reporting:my")
    return settings.SITE_ADDRESS + address


KNOWN: dict[str, Placeholder] = {
    each.name: each
    for each in (
        Placeholder("name", "The name of whoever gets the letter", lambda f: _name(f)),
        Placeholder("group", "The name of the group", lambda f: f.application.organisation.name),
        Placeholder("project", "The name of the project", lambda f: f.application.title or "Untitled"),
        Placeholder("reference", "The reference of the bid", lambda f: f.application.reference),
        Placeholder("round", "The name of the round", lambda f: f.application.round.name),
        Placeholder("fund", "The name of the fund", lambda f: f.application.round.fund.name),
        Placeholder("fund email", "The fund’s e-mail address", lambda f: f.application.round.fund.email),
        Placeholder("fund phone", "The fund’s phone number", lambda f: f.application.round.fund.phone),
        Placeholder("size", "The size of grant that was asked for", lambda f: _size(f)),
        Placeholder("asked", "The sum that was asked for", lambda f: _pounds(f.application.amount)),
        Placeholder("amount", "The sum that is awarded", lambda f: _pounds(f.grant.amount) if f.grant else ""),
        Placeholder("reason", "What the panel said", lambda f: f.decision.reason.strip()),
        Placeholder(
            "conditions",
            "The conditions of the grant; its paragraph is left out where there are none",
            lambda f: f.decision.conditions.strip(),
            may_be_empty=True,
        ),
        Placeholder(
            "feedback",
            "The comments that you chose to pass on to the group; its paragraph is left out where there are none",
            lambda f: feedback.text_of(f.application),
            may_be_empty=True,
        ),
        Placeholder("months", "How many months the project lasts", lambda f: str(f.application.months or "")),
        Placeholder("starts on", "The day on which projects start", lambda f: _starts(f)),
        Placeholder("ends on", "The last day of the project", lambda f: _day(f.grant.ends_on) if f.grant else ""),
        Placeholder(
            "accept by",
            "The day by which the group accepts the offer or says no",
            lambda f: _day(f.on + timedelta(days=f.application.round.days_to_accept)),
        ),
        Placeholder(
            "appeal by",
            "The last day on which the group can ask us to look again",
            lambda f: _day(working_days_after(f.on, f.application.round.days_to_appeal)),
        ),
        Placeholder("today", "The day on which the letter goes", lambda f: _day(f.on)),
        Placeholder("link", "The address of the offer, or of the bid", _link),
    )
}  # fmt: skip


def _name(facts: Facts) -> str:
    return facts.to.name if facts.to and facts.to.name else facts.application.organisation.name


def _starts(facts: Facts) -> str:
    return _day(facts.application.round.projects_start_on)


def _size(facts: Facts) -> str:
    return facts.application.tier.name if facts.application.tier else ""


def _pounds(amount: object) -> str:
    return pounds(amount) if amount else ""  # type: ignore[arg-type]


_PIECE = re.compile(r"\{\{|\}\}|\{[^{}\n]*\}|[{}]")
_BLANK = re.compile(r"\n\s*\n")


def named(piece: str) -> str:
    """The name between two braces as the list has it: small letters, single spaces."""
    return " ".join(piece.strip("{}").replace("_", " ").lower().split())


def faults(text: str) -> list[str]:
    """What is wrong with the placeholders of a text, each in a sentence; nothing where all is well."""
    found = []
    for match in _PIECE.finditer(text):
        piece = match.group()
        if piece in {"{{", "}}"}:
            continue
        if piece == "{":
            rest = text[match.start() :].split("\n")[0][:30]
            found.append(f"“{rest}”: a brace opens and does not close. Close it with }}, or type {{{{ for a brace")
        elif piece == "}":
            before = text[: match.end()].split("\n")[-1][-30:]
            found.append(f"“{before}”: a brace closes and was not opened. Open it with {{, or type }}}} for a brace")
        elif named(piece) not in KNOWN:
            found.append(f"There is no {piece}. Did you mean {{{nearest(named(piece))}}}?")
    return found


def nearest(name: str) -> str:
    """The placeholder whose name is most like this one."""
    return get_close_matches(name, KNOWN, n=1, cutoff=0)[0]


def used(text: str) -> Iterator[str]:
    """The names of the placeholders in a text."""
    for match in _PIECE.finditer(text):
        if (name := named(match.group())) in KNOWN:
            yield name


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its values. They are put in once and never read again, so braces in them stay braces."""

    def value(match: re.Match[str]) -> str:
        piece = match.group()
        return piece[0] if piece in {"{{", "}}"} else values[named(piece)]

    kept = [part for part in _BLANK.split(text) if not any(_is_left_out(name, values) for name in used(part))]
    return "\n\n".join(_PIECE.sub(value, part) for part in kept).strip()


def _is_left_out(name: str, values: Mapping[str, str]) -> bool:
    return KNOWN[name].may_be_empty and not values[name]


def empty(text: str, values: Mapping[str, str]) -> list[str]:
    """The placeholders of a text that must say something and have nothing to say."""
    return [name for name in dict.fromkeys(used(text)) if not values[name] and not KNOWN[name].may_be_empty]


def kept_as_words(text: str) -> str:
    """A text whose braces are its own, written so that filling it in gives it back."""
    return text.replace("{", "{{").replace("}", "}}")
