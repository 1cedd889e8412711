"""Views of a round's list that officers keep and share."""

from urllib.parse import parse_qsl, urlencode

from applications.models import SavedFilter
from fund.kit.states import Refused
from fund.models import Round, User

NOT_KEPT = {"page", "csrfmiddlewaretoken"}


def asked_in(query: str) -> str:
    """The part of an address that says what was asked, without empty questions and without the page."""
    pairs = [(name, value) for name, value in parse_qsl(query) if value and name not in NOT_KEPT]
    return urlencode(pairs)


def save_filter(round_: Round, *, by: User, name: str, query: str, is_shared: bool) -> SavedFilter:
    """Keep a view under a name. The same name of the same person is the same view, seen anew."""
    asked = asked_in(query)
    if not asked:
        raise Refused("Choose what the list should show first, then save the view.")
    kept = SavedFilter.objects.filter(round=round_, owner=by, name__iexact=name).first()
    saved = kept or SavedFilter(round=round_, owner=by)
    saved.name, saved.query, saved.is_shared = name, asked, is_shared
    saved.save()
    return saved


def drop_filter(saved: SavedFilter, *, by: User) -> None:
    """Forget a view; the applications stay as they are."""
    if saved.owner_id != by.pk:
        raise Refused(f"“{saved}” belongs to {saved.owner}, who can remove it.")
    saved.delete()
