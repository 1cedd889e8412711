"""What happens beside the reports of the demo projects: money, talks, tests of change, a survey, a learning event."""

import random
from datetime import time
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from applications.models import Grant
from fund.models import Round, Term, User
from reporting import paying, surveying, testing_change, watching
from reporting.demo.clock import Calendar
from reporting.demo.people import Group, read
from reporting.learning_events import asking, attending, carding, checking, inviting, planning, theming
from reporting.learning_events.planning import Asked
from reporting.models import LearningEvent, Report, SurveyItem, SurveyWave

STARTED = -396  # days from today, as in `projects`
PERCENT = Decimal(100)


def run(
    round_: Round, grants: dict[str, Grant], groups: dict[str, Group], staff: dict[str, User], calendar: Calendar
) -> None:
    """Everything of these years besides the reports, which are there already."""
    facts = read("running")
    for grant in grants.values():
        _money(grant, facts["money"]["parts"], staff, calendar)
    for talk in facts["talks"]:
        _talk(grants[talk.pop("group")], talk, staff["iain"], calendar)
    for rating in facts["ratings"]:
        with calendar.on(rating["days"], 14):
            watching.rate(grants[rating["group"]], level=rating["level"], because=rating["because"], by=staff["iain"])
    for test in facts["tests"]:
        _test(grants[test["group"]], test, groups[test["group"]].lead, calendar)
    _survey(grants[facts["survey"]["group"]], facts["survey"], groups[facts["survey"]["group"]].lead, calendar)
    _event(round_, grants, facts["event"], staff, calendar)


def _money(grant: Grant, parts: list[int], staff: dict[str, User], calendar: Calendar) -> None:
    """Planned by the manager when the project begins; finance pays what is due, after each report."""
    reports = [None, *grant.reports.order_by("from_on")[: len(parts) - 1]]
    amount, days = grant.amount or Decimal(0), (STARTED + 3, -180, 5)
    with calendar.on(STARTED + 1, 15):
        planned = [
            paying.plan(
                grant,
                amount=(amount * part / PERCENT).quantize(Decimal(1)),
                planned_on=calendar.day(day),
                after_report=report,
                by=staff["morag"],
            )
            for part, day, report in zip(parts, days, reports, strict=False)
        ]
    for number, part in enumerate(planned):
        day = days[number]
        report = Report.objects.get(pk=part.after_report.pk) if part.after_report else None
        if day < 0 and (report is None or report.state == Report.State.ACCEPTED):
            with calendar.on(day, 11):
                paying.pay(
                    part, on=calendar.day(day), reference=f"BACS {grant.reference}/{number + 1}", by=staff["priya"]
                )


def _talk(grant: Grant, talk: dict[str, Any], officer: User, calendar: Calendar) -> None:
    with calendar.on(talk["days"], 15):
        contact = watching.note(
            grant,
            kind=talk["kind"],
            words=talk["words"],
            people=talk["people"],
            day=calendar.day(talk["days"]),
            next_step=talk["next_step"],
            next_on=calendar.day(talk["next_days"]),
            by=officer,
        )
        if talk.get("is_done"):
            watching.tick_off(contact, by=officer)


def _test(grant: Grant, test: dict[str, Any], lead: User, calendar: Calendar) -> None:
    """One small change, planned, tried, and studied where its file says what happened."""
    names = ("title", "question", "prediction", "scale")
    with calendar.on(test["days"] - 7, 19):
        site = testing_change.add_site(
            grant, by=lead, name=test["place"], context=test["circumstances"], leader=test["leader"]
        )
        row = testing_change.plan(grant, by=lead, site=site, **{name: test[name] for name in names})
    with calendar.on(test["days"], 19):
        testing_change.begin(row, by=lead)
    if "happened" in test:
        with calendar.on(test["days"] + 30, 19):
            testing_change.study(row, happened=test["happened"], learned=test["learned"], act=test["act"], by=lead)


def _survey(grant: Grant, facts: dict[str, Any], lead: User, calendar: Calendar) -> None:
    """A baseline and a repeat, both over."""
    survey = None
    for wave_facts in facts["waves"]:
        first, last = wave_facts["days"]
        with calendar.on(first, 9):
            survey = survey or surveying.make(
                grant.round.fund,  # type: ignore[union-attr]
                grant=grant,
                title=facts["title"],
                about=facts["about"],
                by=lead,
                items=[(kind, words) for kind, words in facts["items"]],
            )
            names = ("who", "asked", "took_part")
            wave = surveying.plan_wave(
                survey,
                from_on=calendar.day(first),
                until_on=calendar.day(last),
                by=lead,
                **{name: wave_facts[name] for name in names},
            )
        with calendar.on(first + 3, 12):
            _answers(wave, wave_facts["answers"], wave_facts["leaning"])


def _answers(wave: SurveyWave, number: int, leaning: int) -> None:
    """So many people answer; the later they are asked, the more they agree."""
    chance, items = random.Random(wave.number), list(wave.items.all())  # noqa: S311  (invented answers)
    sheet = surveying.sheet_of(items)
    for each in range(number):
        values: dict[int, Any] = {}
        for item in items:
            often = item.kind == SurveyItem.Kind.OFTEN
            if item.kind == SurveyItem.Kind.OPEN:
                values[item.pk] = "Somebody to cook with." if each % 4 == 0 else ""
            elif item.kind == SurveyItem.Kind.NUMBER:
                values[item.pk] = chance.randint(leaning, 4 + leaning)
            else:
                values[item.pk] = str(
                    chance.choice((0, 1, 2, 3, 3)) + leaning if often else chance.choice((1, 2, 3, 4, 4)) + leaning
                )
        surveying.answer(wave, key=uuid5(NAMESPACE_URL, f"{wave.pk}-{each}"), sheet=sheet, values=values)


def _event(
    round_: Round, grants: dict[str, Grant], facts: dict[str, Any], staff: dict[str, User], calendar: Calendar
) -> None:
    """A morning on which three projects told what they learned; its text waits to be checked by them."""
    by, day = staff["iain"], facts["days"]
    with calendar.on(facts["planned"], 10):
        event = planning.plan(
            round_.fund,
            by=by,
            round=round_,
            day=calendar.day(day),
            starts=time(10),
            ends=time(13),
            way=LearningEvent.Way.IN_PERSON,
            answers_until=calendar.day(day - 7),
            cards_from=calendar.day(day),
            cards_until=calendar.day(day),
            **{name: facts[name] for name in ("name", "about", "hosts", "place", "how_to_get_there")},
        )
        planning.ask(event, [Asked(one["words"], tuple(one.get("choices", ()))) for one in facts["questions"]])
        inviting.invite(event, dict.fromkeys((grant.pk for grant in grants.values()), None), by=by)
    rows = {row.grant_id: row for row in event.invitations.select_related("event", "grant")}
    with calendar.on(day - 14, 20):
        for number, (key, grant) in enumerate(sorted(grants.items())):
            comes = key in facts["comes"]
            inviting.say(
                rows[grant.pk],
                coming="yes" if comes else "no",
                how_many=2 if comes else None,
                who="The lead and a member" if comes else "",
                needs="",
                by=None,
            )
            said = [one["said"][number] for one in facts["questions"]]
            asking.answer(rows[grant.pk], dict(zip(event.questions.values_list("pk", flat=True), said, strict=True)))
    with calendar.on(day, 11):
        cards = {theme["name"]: [_card(event, card) for card in theme["cards"]] for theme in facts["themes"]}
        attending.note(event, {rows[grants[key].pk].pk for key in facts["comes"]}, by=by)
    with calendar.on(day + 6, 10):
        for theme in facts["themes"]:
            term = Term.objects.of("learning-themes").filter(code=theme["term"]).first()
            row = theming.name(event, name=theme["name"], term=term, by=by)
            theming.put(event, cards[theme["name"]], row, by=by)
            checking.write(row, words=theme["words"], quoted=cards[theme["name"]][:1], by=by)
    with calendar.on(-4, 10):
        checking.send(event, days=10, by=by)
    with calendar.on(-2, 20):
        checking.check(rows[grants["forth"].pk], verdict="right", words="", by=None)


def _card(event: LearningEvent, card: dict[str, str]) -> int:
    return carding.write(event, kind=card["kind"], words=card["words"]).pk
