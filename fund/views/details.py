"""What may give somebody away, as the pages show it: each find with its form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.urls import reverse

from fund.detail_forms import DecideDetail
from fund.kit.doors import SignedIn
from fund.models import PersonalDetail


def with_forms(
    waiting: list[PersonalDetail],
    kind: type[DecideDetail],
    *,
    to: str,
    where: Callable[[PersonalDetail], str],
    wrong: Any = None,
) -> list[PersonalDetail]:
    """The details that wait, each with its form, its address (`to`) and where it stands, in words.

    `wrong` is the form that was sent and could not be taken; it stands at its own detail.
    """
    for detail in waiting:
        is_sent = isinstance(wrong, DecideDetail) and wrong.detail == detail
        detail.form = wrong if is_sent else kind(detail=detail)  # type: ignore[attr-defined]
        detail.address = reverse(to, args=[detail.about_id, detail.pk])  # type: ignore[attr-defined]
        detail.where = where(detail)  # type: ignore[attr-defined]
    return waiting


def around(text: str, detail: PersonalDetail) -> str:
    """A detail with the words beside it."""
    return f"…{text[max(0, detail.start - 60) : detail.end + 60]}…"


def settle(
    request: SignedIn, row: Any, form: DecideDetail, *, let_stand: Callable[..., None], mend: Callable[..., None]
) -> None:
    """Do to a thing what was chosen about one detail, by its own verbs, and say so."""
    if form.words is None:
        let_stand(row, form.detail, by=request.user)
    else:
        mend(row, form.detail, by=request.user, instead=form.words)
    messages.success(request, "Noted, with your name and the day.")
