"""Questions that people ask more than once become answers that everybody may read."""

from django.db import transaction

from fund.kit import history
from fund.kit.states import Refused
from fund.models import PersonalDetail, PublicAnswer, Round, User
from fund.privacy import gate

State = PublicAnswer.State
WORDS = {"question": "the question", "answer": "the answer"}


@transaction.atomic
def keep(*, by: User, question: str, answer: str, round_: Round | None) -> PublicAnswer:
    """Keep a question that somebody asked. Nobody else sees it before it is published."""
    row = PublicAnswer(round=round_, question=question, answer=answer, written_by=by)
    kept: PublicAnswer = history.save(row, by=by)
    _look(kept, by=by)
    return kept


def _look(row: PublicAnswer, *, by: User) -> int:
    """Look for what may give somebody away; how many finds wait for a person."""
    return gate.look(row, {field: getattr(row, field) for field in WORDS}, by=by)


@transaction.atomic
def change(row: PublicAnswer, *, by: User, question: str, answer: str, round_: Round | None) -> None:
    """Say it better. What is shown to everybody changes at once, or is hidden while it may give somebody away."""
    held = _hold(row)
    if held.state == State.PUBLISHED and not answer:
        raise Refused("Everybody reads this answer. Hide it first, or leave some words.")
    held.question, held.answer, held.round = question, answer, round_
    history.save(held, by=by, fields=["question", "answer", "round"])
    if _look(held, by=by) and held.state == State.PUBLISHED:
        held.move(State.KEPT, by=by, reason="Something in the new words may give somebody away.")


@transaction.atomic
def publish(row: PublicAnswer, *, by: User) -> None:
    """Show a question and its answer to everybody."""
    held = _hold(row)
    if not held.answer:
        raise Refused("Write the answer first.")
    if _look(held, by=by):
        raise Refused("Something in it may give somebody away. Decide on that first.")
    held.move(State.PUBLISHED, by=by)


def hide(row: PublicAnswer, *, by: User) -> None:
    """Show it no longer."""
    row.move(State.KEPT, by=by)


@transaction.atomic
def let_stand(row: PublicAnswer, detail: PersonalDetail, *, by: User) -> None:
    """Note that a detail gives nobody away, or that the person agrees to it."""
    _hold(row)
    gate.agree_to(detail, by=by)


@transaction.atomic
def mend(row: PublicAnswer, detail: PersonalDetail, *, by: User, instead: str = "") -> None:
    """Take a detail out, or put other words in its place."""
    held = _hold(row)
    words = {field: getattr(held, field) for field in WORDS}
    words[detail.field] = gate.mend(detail, words[detail.field], by=by, instead=instead).strip()
    gate.see_that_it_fits(held, detail.field, words[detail.field])
    change(held, by=by, round_=held.round, **words)


@transaction.atomic
def count(row: PublicAnswer, *, by: User) -> None:
    """Somebody has asked this once more."""
    held = _hold(row)
    held.times_asked += 1
    history.save(held, by=by, fields=["times_asked"])


@transaction.atomic
def merge(row: PublicAnswer, *, into: PublicAnswer, by: User) -> None:
    """Put two askings of one question together: the other stays, and counts those of this one too."""
    if row.pk == into.pk:
        raise Refused("Choose another question.")
    held = {one.pk: _hold(one) for one in sorted((row, into), key=lambda one: one.pk)}
    gone, stays = held[row.pk], held[into.pk]
    gone.move(State.MERGED, by=by, merged_into=stays)
    stays.times_asked += gone.times_asked
    history.save(stays, by=by, fields=["times_asked"])


def _hold(row: PublicAnswer) -> PublicAnswer:
    held = PublicAnswer.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
    if held.state == State.MERGED:
        raise Refused("This question was put together with another one. Change that one instead.")
    return held
