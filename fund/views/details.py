"""What may give somebody away, as the pages show it: each find with its form."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from fund.detail_forms import DecideDetail
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
