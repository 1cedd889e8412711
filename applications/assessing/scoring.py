"""Saying how well an application meets the criteria."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications import letters
from applications.assessing import phases
from applications.models import Application, Assessment, Score
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Criterion, Round, User

State = Assessment.State


@dataclass(frozen=True)
class Said:
    """What a reader says on one criterion. Without a value it is not scored yet, or they do not know enough."""

    value: Decimal | None = None
    strong: str = ""
    stronger: str = ""
    abstains: bool = False


@transaction.atomic
def save(
    assessment: Assessment, *, by: User, scores: Mapping[int, Said], page: str = "", quietly: bool = False, **facts: Any
) -> None:
    """Keep what was said so far, by the key of its criterion, and the `overall` comment and `confidence`, if given.

    `quietly` is for a page that saves by itself: the history then gets its line with the next save, or at the hand-in.
    `page` tells apart the pages on which somebody writes.
    """
    fresh = _hold(assessment)
    criteria = {criterion.pk: criterion for criterion in fresh.application.round.criteria.all()}
    known = {score.criterion_id: score for score in fresh.scores.all()}
    for pk, said in scores.items():
        if pk not in criteria:
            raise Refused("One of these criteria is not of this round. Reload the page and score again.")
        _see_that_it_is_on_the_scale(fresh.application.round, criteria[pk], said.value)
        _say(known.get(pk) or Score(assessment=fresh, criterion=criteria[pk]), said, by=by, quietly=quietly)
    changed = {name for name, value in facts.items() if getattr(fresh, name) != value}
    for name in facts:
        setattr(fresh, name, facts[name])
        setattr(assessment, name, facts[name])
    fresh.version += 1
    fresh.page = page
    if changed and not quietly:
        history.save(fresh, by=by, fields=[*changed, "version", "page"])
    else:
        history.save_quietly(fresh, fields=[*changed, "version", "page"])
    assessment.version, assessment.page = fresh.version, page


def _say(score: Score, said: Said, *, by: User, quietly: bool) -> None:
    names = ("value", "strong", "stronger", "abstains")
    changed = [name for name in names if getattr(score, name) != getattr(said, name)]
    for name in changed:
        setattr(score, name, getattr(said, name))
    if score.pk is None:
        history.save(score, by=by)
    elif changed and quietly:
        history.save_quietly(score, fields=changed)
    elif changed:
        history.save(score, by=by, fields=changed)


@transaction.atomic
def hand_in(assessment: Assessment, *, by: User, **facts: Any) -> None:
    """Hand the assessment in: each criterion needs a score with a few words, or “I do not know enough”.

    What somebody asked to look at again is done with it, so the end of a phase counts again.
    """
    fresh = _hold(assessment)
    said = {score.criterion_id: score for score in fresh.scores.all()}
    missing = [c.name for c in fresh.application.round.criteria.all() if not _is_whole(said.get(c.pk))]
    if missing:
        raise Refused(f"Give a score and say why for: {'; '.join(missing)}. Then hand in.")
    _keep_unkept([*said.values(), fresh], by=by)
    done: dict[str, Any] = {"handed_in_at": timezone.now(), "mark": mark_of(said.values()), "sent_back_why": ""}
    assessment.move(State.HANDED_IN, by=by, **done, **facts)


def is_whole(assessment: Assessment) -> bool:
    """Say whether everything is there that a hand-in needs."""
    said = {score.criterion_id: score for score in assessment.scores.all()}
    return all(_is_whole(said.get(criterion.pk)) for criterion in assessment.application.round.criteria.all())


def _is_whole(score: Score | None) -> bool:
    if score is None or score.abstains:
        return score is not None
    return score.value is not None and bool(score.strong.strip() or score.stronger.strip())


def mark_of(scores: Iterable[Score]) -> float | None:
    """The mark of one reader: sum(weight × score) / sum(weight) over the scores given; None where none was given.

    What a reader does not know enough about is left out of both sums.
    """
    given = [(score.criterion.weight, score.value) for score in scores if score.value is not None]
    if not given:
        return None
    return float(sum(weight * value for weight, value in given)) / float(sum(weight for weight, _ in given))


def _keep_unkept(rows: Iterable[Any], *, by: User) -> None:
    """Write into the history what was saved while typing and is not there yet."""
    for row in rows:
        last = row.history.order_by("-history_date", "-history_id").first()
        if last is None or any(getattr(last, f.attname) != getattr(row, f.attname) for f in last.tracked_fields):
            history.keep(row, by=by, at=timezone.now())


# A second look -------------------------------------------------------------------------------------------------------


@transaction.atomic
def reopen(assessment: Assessment, *, by: User) -> None:
    """Take up again what was handed in, in a second look. It does not count until it is handed in again."""
    standing = phases.standing(assessment.application.round)
    if not (standing.is_open and standing.is_second_look):
        raise Refused("Scores that were handed in can change in a second look only. Ask the fund’s officers.")
    _take_up(assessment, by=by, why="A second look")


@transaction.atomic
def send_back(assessment: Assessment, *, by: User, why: str) -> None:
    """Ask the reader to look again at what they handed in, and tell them why."""
    if not why.strip():
        raise Refused("Say what the reader should look at again. They get your words.")
    _take_up(assessment, by=by, why=why.strip(), sent_back_why=why.strip())
    letters.reading_sent_back(assessment)


def _take_up(assessment: Assessment, *, by: User, why: str, **facts: Any) -> None:
    held = (
        Application.objects.select_for_update(of=("self",), no_key=True)
        .only("pk", "state")
        .get(pk=assessment.application_id)
    )
    if held.state != Application.State.IN_ASSESSMENT:
        raise Refused("Scoring has ended for this application, so its scores can no longer change.")
    assessment.move(State.STARTED, by=by, reason=why, mark=None, handed_in_at=None, **facts)


# What must hold ------------------------------------------------------------------------------------------------------


def _hold(assessment: Assessment) -> Assessment:
    """Lock application and assessment, so that no decision passes in between, and see that it can still be scored."""
    Application.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=assessment.application_id)
    rows = Assessment.objects.select_for_update(of=("self",), no_key=True).select_related("application__round")
    fresh = rows.with_words().prefetch_related("application__round__criteria").get(pk=assessment.pk)
    if words := why_closed(fresh):
        raise Refused(words)
    return fresh


def why_closed(assessment: Assessment) -> str:
    """Why this assessment cannot be scored now, in words; nothing where it can."""
    if assessment.state != State.STARTED:
        return f"This assessment is now “{assessment.get_state_display()}”, so its scores can no longer change."
    if assessment.application.state != Application.State.IN_ASSESSMENT:
        return "Scoring has ended for this application, so its scores can no longer change."
    standing = phases.standing(assessment.application.round)
    # Who was sent back their scores may mend them also after the time for reading.
    return "" if standing.is_open or assessment.sent_back_why else f"{standing.words} Your scores stay as they are."


def _see_that_it_is_on_the_scale(round_: Round, criterion: Criterion, value: Decimal | None) -> None:
    if value is not None and not round_.min_score <= value <= round_.max_score:
        scale = f"{plain(round_.min_score)} to {plain(round_.max_score)}"
        raise Refused(f"A score for “{criterion}” goes from {scale}. You gave {plain(value)}.")


def plain(number: Decimal) -> str:
    """A score as people write it: 3, or 3.5."""
    return f"{Decimal(number).normalize():f}"
