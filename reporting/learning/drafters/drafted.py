"""A draft by the drafter that may be used: the rules of the house and, where it is allowed, a language model."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.module_loading import import_string

from reporting.learning import scopes, wording
from reporting.learning.allowing import for_model, model_for
from reporting.learning.choosing import compose, most_helped
from reporting.learning.drafters.claims import LLM, lines_of
from reporting.learning.drafters.model import ModelDrafter
from reporting.learning.pack import Draft, Line, Pack, fingerprint, sha256
from reporting.learning.parameters import GENERATOR


def drafted(pack: Pack) -> Draft:
    """Draft a summary. Without a setting and the round's yes nothing but the rules of the house has a part in it."""
    path = model_for(scopes.find(pack.scope, pack.key))
    return with_model(pack, import_string(path)(), name=path) if path else compose(pack)


def with_model(pack: Pack, llm: LLM, *, name: str) -> Draft:
    """A draft whose statements a model wrote, as far as they hold; each side that it left empty is chosen by rules.

    Stories stay as the rules chose them; those that the model adds are word for word.
    """
    base, readable = compose(pack), for_model(pack)
    drafter = ModelDrafter(llm)
    written = lines_of(pack, drafter.draft(readable))
    return replace(
        base,
        **(_said(base, written, pack) if written else {}),
        counts={**base.counts, "claims": len(written), "claims_thrown_away": drafter.thrown.total()},
        generator=f"{GENERATOR}, model {name.rpartition('.')[2]}"[:40],
        input_hash=sha256(f"{base.input_hash} {name} {fingerprint(readable, dict(pack.numbers))}"),
    )


def _said(base: Draft, written: Sequence[Line], pack: Pack) -> dict[str, Any]:
    """The parts of a draft that are other ones where a model wrote some of it."""
    lines = _together(written, base.lines, pack.numbers)
    themes = {theme.code: theme.name for theme in pack.themes if not theme.is_result}
    helped = [themes[line.theme] for line in _of(lines, "for") if line.theme in themes]
    hindered = [themes[line.theme] for line in _of(lines, "against") if line.theme in themes]
    return {
        "title": wording.title(helped, hindered, pack.title),
        "limits": base.limits.replace(wording.CHOSEN, wording.WRITTEN),
        "lines": tuple(lines),
    }


def _of(lines: Sequence[Line], kind: str) -> list[Line]:
    return [line for line in lines if line.kind == kind]


def _together(written: Sequence[Line], chosen: Sequence[Line], numbers: Mapping[str, Any]) -> list[Line]:
    kinds = ("for", "against", "whom", "next")
    helped, hindered, whom, plans = (_of(written, kind) or _of(chosen, kind) for kind in kinds)
    ours = [line for line in chosen if line.kind in {"both", "emerging", "figure"}]
    stories = _of(chosen, "story")
    told = {line.pieces[0].key for line in stories}
    added = [line for line in _of(written, "story") if line.pieces[0].key not in told]
    return [*helped[: most_helped(numbers, len(hindered))], *hindered, *ours, *whom, *plans, *stories, *added]
