"""Whether a language model may read anything at all, and what of the evidence it may read."""

from collections.abc import Collection
from dataclasses import replace

from django.conf import settings
from django.db import transaction

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Round, User
from fund.privacy import all_hits
from reporting.learning.pack import Pack, Piece
from reporting.learning.scopes import Scope
from reporting.models import Consent, Story

NO_MODEL = "No language model is set up, so none can be allowed."


def model_for(scope: Scope) -> str:
    """The model that may read the evidence of a project or a round: the place has one, and the round allows it.

    No round answers for a wider scope, so none is allowed there.
    """
    row = scope.row
    round_ = row.round if isinstance(row, Grant) else row if isinstance(row, Round) else None
    return settings.LEARNING_MODEL if round_ is not None and round_.may_use_model else ""


@transaction.atomic
def allow_model(rounds: Collection[Round], *, by: User) -> None:
    """Allow the language model for these rounds, and for no other."""
    if not settings.LEARNING_MODEL:
        raise Refused(NO_MODEL)
    chosen = {round_.pk for round_ in rounds}
    for round_ in Round.objects.select_for_update(of=("self",), no_key=True).order_by("pk"):
        if round_.may_use_model != (round_.pk in chosen):
            round_.may_use_model = round_.pk in chosen
            reason = "A language model may help" if round_.may_use_model else "No language model may help"
            history.save(round_, by=by, reason=reason, fields=["may_use_model"])


def for_model(pack: Pack) -> Pack:
    """What of the evidence a model may read: stories whose tellers said yes to that, sentences without a name."""
    told = Story.objects.for_channel(Consent.Channel.MODEL).filter(pk__in=[story.source for story in pack.stories])
    allowed = set(told.values_list("pk", flat=True))
    stories = tuple(story for story in pack.stories if story.source in allowed and not _names(story.pieces))
    return replace(pack, pieces=tuple(piece for piece in pack.pieces if not _names([piece])), stories=stories)


def _names(pieces: Collection[Piece]) -> bool:
    """Say whether anything in these words may give somebody away."""
    return any(found for found in all_hits({piece.key: piece.text for piece in pieces}).values())
