"""Tests of change: planning one, beginning it, studying what came of it, and trying again."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from applications.models import Grant
from fund.kit import history
from fund.kit.states import Refused
from fund.models import User
from fund.templatetags.words import day
from reporting import outputs
from reporting.models import ChangeTest, LearningSummary, Site, Statement

State = ChangeTest.State
Summary = LearningSummary.State
SETTLED = (Summary.PUBLISHED, Summary.ARCHIVED, Summary.REPLACED, Summary.WITHDRAWN)
WALLED = "The group keeps this test to itself now."


@transaction.atomic
def plan(grant: Grant, *, by: User, site: Site | None, follows: ChangeTest | None = None, **facts: Any) -> ChangeTest:
    """Write a test down before it begins: what is changed, what one wants to find out, and what will happen."""
    if grant.state != Grant.State.ACTIVE:
        raise Refused("Changes are tried while a grant runs.")
    site = _one_of(grant, site)
    if follows is not None and (follows.grant_id != grant.pk or follows.state != State.STUDIED):
        raise Refused("A test follows one of the same project that was studied.")
    row = ChangeTest(grant=grant, site=site, follows=follows, **facts)
    if follows is not None and follows.is_walled:
        row.is_walled = True  # what comes of it would tell of what was before
    saved: ChangeTest = history.save(row, by=by)
    return saved


@transaction.atomic
def change(test: ChangeTest, *, by: User, **facts: Any) -> None:
    """Change what is planned. Once it began, what was foretold stays as it was."""
    held = _hold(test)
    if held.state != State.PLANNED:
        raise Refused("This test has begun, so what you said would happen stays. Plan another one that follows it.")
    _one_of(held.grant, facts.get("site"))
    for column, value in facts.items():
        setattr(held, column, value)
    history.save(held, by=by, fields=facts)


@transaction.atomic
def begin(test: ChangeTest, *, by: User, on: date | None = None) -> None:
    """Begin to try it, today or on a day that is past: some tests are written down afterwards."""
    held = _hold(test)
    today, first = timezone.localdate(), test.grant.starts_on
    on = on or today
    if on > today:
        raise Refused("Choose today or a day before it. Come back when you have begun.")
    if first and on < min(first, today):
        raise Refused(f"Your project began on {day(first)}. Choose that day or a later one.")
    if held.state == State.PLANNED:
        held.move(State.RUNNING, by=by, starts_on=on)


@transaction.atomic
def study(test: ChangeTest, *, happened: str, learned: str, act: str, by: User) -> None:
    """Say what happened, what was learned, and what is done now."""
    held = _hold(test)
    if held.state == State.PLANNED:
        raise Refused("Begin it first.")
    if held.state == State.STUDIED:
        raise Refused("This test was studied already. Plan another one that follows it.")
    if not happened.strip() or not learned.strip():
        raise Refused("Say what happened and what you learned from it.")
    said = {"happened": happened.strip(), "learned": learned.strip(), "act": act}
    held.move(State.STUDIED, by=by, reason="", studied_on=timezone.localdate(), **said)


@transaction.atomic
def wall(test: ChangeTest, *, is_walled: bool, by: User) -> None:
    """Keep a test to the own group, or let the fund learn from it. Its followers go with it behind the wall.

    What summaries tell of it is hidden from then on, and left out of those that are not published yet.
    Papers are made again, with it or without it.
    """
    held = _hold(test)
    rows = [held, *(_followers(held) if is_walled else [])]
    for row in rows:
        if row.is_walled != is_walled:
            row.is_walled = is_walled
            history.save(row, by=by, fields=["is_walled"])
    if is_walled:
        _leave_out(rows, by)
        outputs.without_tests(rows, by=by)
    else:
        outputs.with_tests(rows, by=by)


def _leave_out(tests: list[ChangeTest], by: User) -> None:
    """Leave out of every draft what is told of tests that went behind the wall."""
    rows = Statement.objects.behind_the_wall().filter(sources__test__in=tests, is_dropped=False)
    for statement in rows.exclude(summary__state__in=SETTLED).distinct():
        statement.is_dropped = True
        history.save(statement, by=by, reason=WALLED, fields=["is_dropped"])


def _followers(test: ChangeTest) -> list[ChangeTest]:
    found, todo = list[ChangeTest](), [test]
    while todo:
        following = list(todo.pop().followed_by.select_for_update(of=("self",), no_key=True))
        found += following
        todo += following
    return found


def _hold(test: ChangeTest) -> ChangeTest:
    return ChangeTest.objects.select_for_update(of=("self",), no_key=True).get(pk=test.pk)


@transaction.atomic
def add_site(grant: Grant, *, by: User, **facts: Any) -> Site:
    """Name one more place in which the project is tried."""
    if grant.sites.filter(name__iexact=facts["name"]).exists():
        raise Refused(f"This project has a place called “{facts['name']}” already.")
    saved: Site = history.save(Site(grant=grant, **facts), by=by)
    return saved


@transaction.atomic
def change_site(site: Site, *, is_ended: bool, by: User, **facts: Any) -> None:
    """Put right what is said of a place, or say that nothing is tried there any more."""
    held = _hold_site(site)
    if held.grant.sites.filter(name__iexact=facts["name"]).exclude(pk=held.pk).exists():
        raise Refused(f"This project has a place called “{facts['name']}” already.")
    for column, value in facts.items():
        setattr(held, column, value)
    held.ended_on = (held.ended_on or timezone.localdate()) if is_ended else None
    history.save(held, by=by, fields=[*facts, "ended_on"])


@transaction.atomic
def drop_site(site: Site, *, by: User) -> None:
    """Take a place away of which no test tells."""
    held = _hold_site(site)
    if held.change_tests.exists():
        raise Refused(f"Something was tried in “{held}”, so it stays. Say that nothing is tried there any more.")
    history.delete(held, by=by)


def _hold_site(site: Site) -> Site:
    return Site.objects.select_for_update(of=("self",), no_key=True).select_related("grant").get(pk=site.pk)


def _one_of(grant: Grant, site: Site | None) -> Site | None:
    """The place of a test, held so that nobody takes it away meanwhile."""
    if site is None:
        return None
    held = grant.sites.select_for_update(of=("self",), no_key=True).filter(pk=site.pk).first()
    if held is None:
        raise Refused("Choose one of the places of this project.")
    return held


@dataclass(frozen=True)
class Column:
    """One place with its tests; `site` is None for what is tried everywhere."""

    site: Site | None
    tests: tuple[ChangeTest, ...]

    @property
    def kept(self) -> int:
        return sum(test.act == ChangeTest.Act.ADOPT for test in self.tests)

    @property
    def studied(self) -> int:
        return sum(test.state == State.STUDIED for test in self.tests)


def side_by_side(grant: Grant, user: User) -> list[Column]:
    """The places of a project beside each other, each with the tests that this person may see. Two queries."""
    rows = list(ChangeTest.objects.visible_to(user).filter(grant=grant).select_related("site", "follows"))
    sites: list[Site | None] = [*grant.sites.select_related("area")]
    if not sites or any(test.site_id is None for test in rows):
        sites.append(None)
    keys = [(site, site.pk if site else None) for site in sites]
    return [Column(site, tuple(test for test in rows if test.site_id == key)) for site, key in keys]
