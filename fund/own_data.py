"""Everything that the fund holds about one person, for that person: complete, for machines to read, nobody else's data.

Rows that are the person's own are given whole. Of all else only that they had a part in it: what a bid or a report says
is the group's, and may tell of others. `tests/fund/test_own_data.py` holds that each tie to a person is one of the two.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.http import HttpResponse
from django.utils import timezone

from fund.models import Letter, User

# By model: the column that says whose the row is. The last ones are of people who need no account.
WHOLE = {
    "account.EmailAddress": "user",
    "applications.Assessment": "assessor",
    "applications.Comment": "written_by",
    "applications.Declaration": "user",
    "applications.Leaving": "person",
    "applications.ReaderClaim": "reader",
    "applications.SavedFilter": "owner",
    "applications.Seat": "person",
    "fund.AccessNeeds": "user",
    "fund.Membership": "user",
    "fund.ReaderProfile": "user",
    "fund.Role": "user",
    "fund.StoredFile": "sent_by",
}
BY_ADDRESS = {
    "applications.SupportingStatement": "email",
    "fund.Invitation": "email",
    "fund.Letter": "address",
    "fund.ReaderInvitation": "email",
    "fund.Talk": "email",
    "reporting.SpreadEvent": "email",
    "reporting.Story": "teller_email",
}
# Rows that hang on one of these, by how they lead to the person or the address.
THROUGH = {"applications.Score": "assessment__assessor"}
THROUGH_ADDRESS = {"reporting.Agreement": "story__teller_email", "reporting.Consent": "story__teller_email"}
FLEETING = {"applications.OpenPage", "reporting.ReportOpenPage"}  # who has a page open now: gone in minutes
SECRET = {"password", "key", "html", "error", "sha256", "content", "is_superuser"}
OTHERS = {"explained_by", "helper"}  # names of other people


def of(address: str) -> dict[str, Any]:
    """All that is held of whoever has this address, with an account or without."""
    person = User.objects.filter(email__iexact=address.strip()).first()
    told: dict[str, Any] = {"address": address.strip(), "made_at": timezone.now(), "account": None, "yours": {}}
    if person is not None:
        told |= {"account": _row(person), "took_part_in": list(_parts(person)), "wrote": list(_lines(person))}
        for label, column in {**WHOLE, **THROUGH}.items():
            told["yours"][label] = _rows(label, {column: person})
    for label, column in {**BY_ADDRESS, **THROUGH_ADDRESS}.items():
        told["yours"][label] = _rows(label, {f"{column}__iexact": address.strip()})
    told["yours"] = {label: rows for label, rows in told["yours"].items() if rows}
    return told


def download(address: str) -> HttpResponse:
    """The same as a file of JSON."""
    content = json.dumps(of(address), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="what the fund holds about you.json"'
    return response


def _rows(label: str, mine: dict[str, Any]) -> list[dict[str, Any]]:
    rows = apps.get_model(label)._default_manager.filter(**mine)
    if label == "fund.Letter":
        rows = rows.filter(state=Letter.State.SENT)  # what waits to be sent is not told before its day
    return [_row(row) for row in rows.order_by("pk")]


def _row(row: models.Model) -> dict[str, Any]:
    """The columns of a row without secrets and without other people."""
    left = SECRET | OTHERS | _held_back(row)
    kept = [field for field in row._meta.concrete_fields if field.name not in left and field.related_model != User]
    return {
        field.name: field.value_to_string(row) if _is_odd(field) else field.value_from_object(row) for field in kept
    }


def _held_back(row: Any) -> set[str]:
    """What its teller has not sent yet, and what somebody else wrote about ties, for it may say who told the fund."""
    if row._meta.label == "reporting.Story" and row.state == "draft":
        return set(row.WORDS)
    if row._meta.label == "applications.Declaration" and row.recorded_by_id:
        return {"note"}
    return set()


def _is_odd(field: models.Field) -> bool:
    return isinstance(field, models.FileField)


def _parts(person: User) -> Iterator[dict[str, Any]]:
    """In what else the person had a part, by the numbers of the rows."""
    for field in ties():
        label = field.model._meta.label
        if WHOLE.get(label) != field.name and label not in FLEETING and field.model._meta.app_label != "mfa":
            numbers = field.model._default_manager.filter(**{field.name: person}).order_by("pk")
            if found := list(numbers.values_list("pk", flat=True)):
                yield {"what": label, "part": str(field.verbose_name), "numbers": found}


def _lines(person: User) -> Iterator[dict[str, Any]]:
    """How often the person changed what, and from when to when."""
    for model in apps.get_models():
        if hasattr(model, "history_user") and hasattr(model, "history_date"):
            lines = model._default_manager.filter(history_user=person).order_by()
            days = {"first": models.Min("history_date"), "last": models.Max("history_date")}
            told = lines.aggregate(times=models.Count("pk"), **days)
            if told["times"]:
                yield {"what": model.instance_type._meta.label, **told}  # type: ignore[attr-defined]


def ties() -> list[models.Field]:
    """Every column of every model that leads to a person."""
    return [
        field
        for model in apps.get_models()
        if not hasattr(model, "history_date")
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many)
        if field.related_model is User and not model._meta.auto_created
    ]
