"""Making a survey, changing what it asks, and planning its waves."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import Fund, User
from fund.templatetags.words import day
from reporting.models import Survey, SurveyAnswer, SurveyItem, SurveyWave

MOST_ITEMS = 30


@transaction.atomic
def make(
    fund: Fund, *, grant: Grant | None, title: str, about: str, by: User, items: Iterable[tuple[str, str]] = ()
) -> Survey:
    """Make a survey of a project, or of the fund where there is no grant; items are kind and words."""
    if grant is not None and grant.state != Grant.State.ACTIVE:
        raise Refused("Surveys begin while a grant runs.")
    survey: Survey = history.save(
        Survey(fund=fund, grant=grant, title=title.strip(), about=about.strip(), made_by=by), by=by
    )
    for line, (kind, words) in enumerate(items, 1):
        history.save(SurveyItem(survey=survey, line=line, kind=kind, words=words), by=by)
    return survey


def _hold(survey: Survey) -> list[SurveyWave]:
    """Lock the survey's waves, so that no first answer comes in between; those that nobody has answered."""
    Survey.objects.select_for_update(of=("self",), no_key=True).get(pk=survey.pk)
    waves = list(survey.waves.select_for_update(of=("self",), no_key=True).order_by("number"))
    answered = set(SurveyAnswer.objects.filter(wave__in=waves).values_list("wave_id", flat=True))
    return [wave for wave in waves if wave.pk not in answered and not wave.is_over]


def _ask_anew(survey: Survey, waves: Iterable[SurveyWave]) -> None:
    """Waves that nobody has answered yet ask what is asked now."""
    items = list(survey.items.filter(is_current=True))
    for wave in waves:
        wave.items.set(items)


@transaction.atomic
def add_item(survey: Survey, *, kind: str, words: str, by: User) -> SurveyItem:
    """Ask one thing more, from the next wave on that nobody has answered."""
    waves = _hold(survey)
    if survey.items.filter(is_current=True).count() >= MOST_ITEMS:
        raise Refused(f"A survey has at most {MOST_ITEMS} questions. People give up on longer ones.")
    line = (survey.items.aggregate(most=Max("line"))["most"] or 0) + 1
    item: SurveyItem = history.save(SurveyItem(survey=survey, line=line, kind=kind, words=words.strip()), by=by)
    _ask_anew(survey, waves)
    return item


def is_answered(item: SurveyItem) -> bool:
    """Say whether a wave that asks this in these words has answers."""
    return SurveyAnswer.objects.filter(wave__items=item).exists()


@transaction.atomic
def change_item(item: SurveyItem, *, kind: str, words: str, by: User) -> SurveyItem:
    """Change a question. Once a wave that asks it has answers, its words stay there and the new ones are a version."""
    waves = _hold(item.survey)
    held = SurveyItem.objects.get(pk=item.pk)
    if not held.is_current:
        raise Refused("This question was changed or taken out meanwhile. Load the page again.")
    if (held.kind, held.words) == (kind, words.strip()):
        return held
    if not is_answered(held):
        held.kind, held.words = kind, words.strip()
        history.save(held, by=by, fields=["kind", "words"])
        return held
    held.is_current = False
    history.save(held, by=by, fields=["is_current"])
    new = SurveyItem(survey=held.survey, line=held.line, version=held.version + 1, kind=kind, words=words.strip())
    history.save(new, by=by)
    _ask_anew(held.survey, waves)
    return new


@transaction.atomic
def drop_item(item: SurveyItem, *, by: User) -> None:
    """Ask this no more. What was answered stays."""
    waves = _hold(item.survey)
    held = SurveyItem.objects.get(pk=item.pk)
    if not held.is_current:
        raise Refused("This question is not asked any more already.")
    if is_answered(held) or held.version > 1:
        held.is_current = False
        history.save(held, by=by, fields=["is_current"])
    else:
        history.delete(held, by=by)
    _ask_anew(item.survey, waves)


@transaction.atomic
def plan_wave(survey: Survey, *, from_on: date, until_on: date, by: User, **facts: Any) -> SurveyWave:
    """Plan the baseline, or the next repeat after all waves so far. `facts`: who, asked, took_part, taken."""
    _hold(survey)
    items = list(survey.items.filter(is_current=True))
    if not items:
        raise Refused("Add a question first.")
    if until_on < from_on:
        raise Refused("The last day is before the first. Change one of them.")
    if until_on < timezone.localdate():
        raise Refused("The last day is over already. Choose one to come.")
    last = survey.waves.last()
    if last is not None and from_on <= last.until_on:
        raise Refused(f"Begin after {day(last.until_on)}, the last day of “{last}”.")
    wave = SurveyWave(survey=survey, number=last.number + 1 if last else 0, from_on=from_on, until_on=until_on, **facts)
    history.save(wave, by=by)
    wave.items.set(items)
    return wave


@transaction.atomic
def change_wave(wave: SurveyWave, *, from_on: date, until_on: date, by: User, **facts: Any) -> None:
    """Change the days or the numbers of a wave.

    When it is over its days stay: were it opened again, its results from before and after would tell what the last
    people said. The first day stays once somebody has answered.
    """
    _hold(wave.survey)
    held = SurveyWave.objects.get(pk=wave.pk)
    if held.is_over and (from_on, until_on) != (held.from_on, held.until_on):
        raise Refused("This wave is over and its answers can be read, so its days stay. Plan a repeat.")
    if from_on != held.from_on and held.answers.exists():
        raise Refused("Somebody has answered already, so the first day stays.")
    if until_on < from_on:
        raise Refused("The last day is before the first. Change one of them.")
    if not held.is_over and until_on < timezone.localdate():
        raise Refused("Choose a last day from today on.")
    others = held.survey.waves.exclude(pk=held.pk)
    if others.filter(number__lt=held.number, until_on__gte=from_on).exists() or (
        others.filter(number__gt=held.number, from_on__lte=until_on).exists()
    ):
        raise Refused("These days run into another wave. Waves come one after the other.")
    changes = {"from_on": from_on, "until_on": until_on, **facts}
    for column, value in changes.items():
        setattr(held, column, value)
    history.save(held, by=by, fields=changes)
