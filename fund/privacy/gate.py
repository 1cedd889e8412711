"""Each find waits until a person decides: take it out, put other words there, or say that the person agrees to it."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from fund.kit import history
from fund.kit.states import Refused
from fund.models import PersonalDetail, User
from fund.privacy.patterns import Hit, hits
from fund.privacy.searching import all_hits

CHANGED = "The words have changed since this page was opened. Look at them again."
State = PersonalDetail.State


@transaction.atomic
def look(
    about: models.Model,
    texts: Mapping[str, str],
    *,
    by: User | None,
    names: Mapping[str, str] | None = None,
    public: Iterable[str] = (),
) -> int:
    """Look through the texts of a thing; how many finds wait. What somebody agreed to before is not asked again.

    `names` are texts that may hold a name, such as the one that a person chose: only shapes are looked for there.
    `public` are names of organisations that everybody knows: a find within one of them is none.
    """
    rows = details_of(about)
    agreed = set(rows.filter(state=State.CONSENTED).values_list("field", "kind", "text"))
    there = {(row.field, row.kind, row.start, row.text): row for row in rows.filter(state=State.OPEN)}
    waiting = 0
    shapes = {field: hits(text) for field, text in (names or {}).items()}
    for field, found in (but_in(all_hits(texts), texts, public) | shapes).items():
        for hit in found:
            if (field, hit.kind, hit.text) in agreed:
                continue
            waiting += 1
            if there.pop((field, hit.kind, hit.start, hit.text), None) is None:
                facts = {"field": field, "kind": hit.kind, "start": hit.start, "end": hit.end, "text": hit.text}
                history.save(PersonalDetail(about=about, **facts), by=by)
    for row in there.values():
        history.delete(row, by=by, reason="These words are no longer there.")
    return waiting


def but_in(found: Mapping[str, list[Hit]], texts: Mapping[str, str], public: Iterable[str]) -> dict[str, list[Hit]]:
    """These finds without those that stand wholly within a public name, however its letters are cased."""
    known = [re.escape(name.strip()).replace("'", "’").replace("’", "['’]") for name in public if name.strip()]
    if not known:
        return dict(found)
    one = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(known, key=len, reverse=True))})(?!\w)", re.IGNORECASE)
    spans = {field: [match.span() for match in one.finditer(text)] for field, text in texts.items()}
    return {
        field: [hit for hit in hits if not any(start <= hit.start and hit.end <= end for start, end in spans[field])]
        for field, hits in found.items()
    }


def details_of(about: models.Model) -> "models.QuerySet[PersonalDetail]":
    kind = ContentType.objects.get_for_model(about, for_concrete_model=True)
    return PersonalDetail.objects.filter(about_type=kind, about_id=about.pk)


def waiting(about: models.Model) -> list[PersonalDetail]:
    """What nobody has decided yet about a thing."""
    return list(details_of(about).filter(state=State.OPEN))


def waiting_in(rows: "models.QuerySet[Any]") -> list[PersonalDetail]:
    """What nobody has decided yet about any of these things of one kind. One query."""
    kind = ContentType.objects.get_for_model(rows.model, for_concrete_model=True)
    return list(PersonalDetail.objects.filter(about_type=kind, about_id__in=rows.values("pk"), state=State.OPEN))


@transaction.atomic
def agree_to(detail: PersonalDetail, *, by: User | None) -> None:
    """Note that the person agrees to this detail being shown."""
    detail.move(State.CONSENTED, by=by, decided_by=by, decided_at=timezone.now())


def see_that_it_fits(row: models.Model, field: str, text: str) -> None:
    """Stop where nothing would be left of a text, or more than its field has room for."""
    if not text:
        raise Refused("Nothing would be left to read. Put other words there.")
    most = getattr(row._meta.get_field(field), "max_length", None)
    if most and len(text) > most:
        raise Refused(f"That would be too long. There is room for {most} letters.")


@transaction.atomic
def mend(detail: PersonalDetail, text: str, *, by: User, instead: str = "") -> str:
    """The text without the detail, or with other words in its place. The caller keeps the text and looks again."""
    if text[detail.start : detail.end] != detail.text:
        raise Refused(CHANGED)
    state = State.REPLACED if instead else State.REMOVED
    detail.move(state, by=by, decided_by=by, decided_at=timezone.now(), instead=instead)
    before, after = text[: detail.start], text[detail.end :]
    if not instead:
        before, after = (
            (before.rstrip(" "), after) if after[:1] in ".,;:!?" or not after else (before, after.lstrip(" "))
        )
    return before + instead + after
