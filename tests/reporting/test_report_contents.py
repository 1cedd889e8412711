"""What a report holds: what can be compared, voices apart, and what did not work kept from those who score bids."""

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from applications.models import Grant
from fund.models import Organisation, Question, Role, Round, User
from reporting import answering, comparing, contents, monitoring
from reporting.models import BroughtReport, Report
from tests import factories
from tests.world import store

pytestmark = pytest.mark.django_db

Door = Callable[[User | None], Client]
FAILED = "The hall had eleven steps."


@pytest.fixture
def grant(group: Organisation, round_: Round) -> Grant:
    return factories.make_grant(factories.make_application(round_, group, state="awarded"))


@pytest.fixture
def report(grant: Grant) -> Report:
    report = factories.make_report(grant, state="handed_in")
    sheet = report.answers.get(section__code="learned")
    sheet.values = {**sheet.values, "did_not_work": FAILED}
    sheet.save()
    return report


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def give(user: User, *kinds: str) -> User:
    for kind in kinds:
        Role.objects.create(user=user, kind=kind, fund=factories.make_fund())
    return User.objects.get(pk=user.pk)


def page(door: Door, user: User, report: Report) -> str:
    return text(door(user).get(f"/fund/reports/{report.pk}/"))


# What did not work


def test_an_officer_who_scores_no_bids_reads_what_did_not_work(report: Report, olive: User, door: Door) -> None:
    assert FAILED in page(door, olive, report)


@pytest.mark.parametrize("kind", ["assessor", "panel"])
def test_an_officer_who_scores_bids_does_not(report: Report, olive: User, door: Door, kind: str) -> None:
    shown = page(door, give(olive, kind), report)
    assert FAILED not in shown
    assert "what did not work is kept from you" in shown
    assert "What worked?" in shown, "the rest of the report stays"


def test_the_group_shares_it_and_takes_it_back(report: Report, ann: User, olive: User, door: Door) -> None:
    scorer = give(olive, "assessor")
    door(ann).post(f"/my/reports/{report.pk}/share/", {"share": "yes"})
    assert FAILED in page(door, scorer, report)
    door(ann).post(f"/my/reports/{report.pk}/share/", {"keep": "yes"})
    assert FAILED not in page(door, scorer, report)
    assert [row.shares_failures for row in report.history.order_by("history_id")][-2:] == [True, False]


def test_the_learning_desk_is_closed_to_those_who_score_bids(
    report: Report, lena: User, olive: User, door: Door
) -> None:
    monitoring.accept(report, by=olive, comments="Thank you.")
    assert door(lena).get("/fund/learning/").status_code == 200
    assert door(give(lena, "panel")).get("/fund/learning/").status_code == 403


def test_no_file_of_the_fund_carries_it_to_a_scorer(report: Report, olive: User, door: Door) -> None:
    scorer = door(give(olive, "assessor"))
    for kind in ("pdf", "word"):
        assert scorer.get(f"/my/reports/{report.pk}/copies/{kind}/").status_code == 404


def test_a_report_for_somebody_else_is_kept_from_a_scorer_too(report: Report, olive: User, door: Door) -> None:
    brought = factories.make_brought(report, store("for the lottery.pdf"))
    address = f"/fund/reports/{report.pk}/"
    assert brought.file.name in text(door(olive).get(address))
    assert BroughtReport.objects.visible_to(olive).exists()
    scorer = give(olive, "panel")
    assert brought.file.name not in text(door(scorer).get(address))
    assert not BroughtReport.objects.visible_to(scorer).exists()
    monitoring.share_failures(report, shares=True, by=olive)
    assert BroughtReport.objects.visible_to(scorer).exists()


# Voices and comparisons


def test_the_voices_stand_apart_in_the_report(report: Report, olive: User, door: Door) -> None:
    assert report.questionnaire is not None
    section = report.questionnaire.sections.get(code="learned")
    rows = [{"code": "people", "name": "People who took part"}, {"code": "carers", "name": "Unpaid carers"}]
    fields = [{"code": "words", "kind": "text", "label": "What they say"}]
    settings = {"rows": rows, "fields": fields}
    factories.make_question(section, "voices", "group", "Who says what?", slot="worked", settings=settings)
    sheet = report.answers.get(section=section)
    sheet.values = {**sheet.values, "voices": [{"row": "carers", "words": "Two free hours."}]}
    sheet.save()
    shown = page(door, olive, report)
    assert "Unpaid carers" in shown and "Two free hours." in shown
    assert "People who took part" not in shown


def conditions(report: Report, **have: Any) -> None:
    assert report.questionnaire is not None
    section = report.questionnaire.sections.get(code="did")
    factories.ask_conditions(section)
    rows = [{"row": row, "have": answer} for row, answer in have.items()]
    sheet = report.answers.get(section=section)
    sheet.values = {**sheet.values, "conditions": rows}
    sheet.save()


def test_the_conditions_for_change_are_laid_side_by_side(grant: Grant) -> None:
    first, between, last = (
        factories.make_report(grant, state="accepted", from_on=grant.starts_on + step, to_on=grant.starts_on + step)
        for step in (timedelta(days=0), timedelta(days=100), timedelta(days=200))
    )
    conditions(first, ready="no", spread="no")
    conditions(between, ready="partly")
    conditions(last, ready="yes", spread="partly")
    told = comparing.compared(grant).conditions
    assert [stage for stage, _ in told.columns] == ["In the middle", "In the middle", "At the end"]
    assert [(row.name, [answer for answer, _ in row.cells]) for row in told.rows] == [
        ("Ready for change", ["No", "Partly", "Yes"]),
        ("What works is spread", ["No", "", "Partly"]),
    ]


LEADING = {
    "rows": [{"code": "decide", "name": "Who decides"}, {"code": "evaluate", "name": "Who finds out what changed"}],
    "fields": [
        {
            "code": "lead",
            "kind": "one_of",
            "label": "Who leads",
            "options": [{"code": "lead", "name": "People lead"}, {"code": "asked", "name": "We ask them"}],
        },
        {"code": "how", "kind": "line", "label": "How", "required": False},
    ],
}


def promise(grant: Grant) -> None:
    """The bid of this grant, which said that people decide."""
    assert grant.application is not None
    sheet = grant.application.answers.get(section__code="plan")
    factories.make_question(sheet.section, "co-production", "group", "Who leads in each part?", settings=LEADING)
    rows = [{"row": "decide", "lead": "lead", "how": "Six members choose."}]
    sheet.values = {**sheet.values, "co-production": rows}
    sheet.save()


def test_who_leads_is_laid_beside_what_the_bid_promised(grant: Grant, ann: User, olive: User, door: Door) -> None:
    report = factories.make_report(grant)
    assert report.questionnaire is not None
    did = report.questionnaire.sections.get(code="did")
    factories.make_question(did, "leads", "group", "Who leads now?", is_required=False, settings=LEADING)
    writing = f"/my/reports/{report.pk}/section/did/"
    assert "What your bid said" not in text(door(ann).get(writing)), "it was not asked"
    promise(grant)
    shown = text(door(ann).get(writing))
    assert "What your bid said: Who leads in each part?" in shown and "Six members choose." in shown
    assert comparing.compared(grant).leading.columns == [("As promised", "In the bid")], "none is told of a draft"

    sheet = report.answers.get_or_create(section=did)[0]
    sheet.values = {**sheet.values, "leads": [{"row": "decide", "lead": "asked"}, {"row": "evaluate", "lead": "lead"}]}
    sheet.save()
    Report.objects.filter(pk=report.pk).update(state="accepted")
    told = comparing.compared(grant).leading
    assert [when for when, _ in told.columns] == ["As promised", "At the end"]
    assert [(line.name, line.cells) for line in told.rows] == [
        ("Who decides", [("People lead", "Six members choose."), ("We ask them", "")]),
        ("Who finds out what changed", [("", ""), ("People lead", "")]),
    ]
    for who, address in ((ann, f"/my/grants/{grant.pk}/"), (olive, f"/fund/grants/{grant.pk}/")):
        shown = text(door(who).get(address))
        assert "Who leads and decides" in shown and "Six members choose." in shown


def test_a_bid_that_told_in_its_own_words_who_leads_is_shown_so(grant: Grant, ann: User, door: Door) -> None:
    promise(grant)
    Question.objects.filter(code="co-production").update(code="who-leads", kind="text", settings={})
    assert grant.application is not None
    sheet = grant.application.answers.get(section__code="plan")
    sheet.values = {"who-leads": "A group of members decides all."}
    sheet.save()
    told = comparing.promised(grant)
    assert told is not None and told[1] == "A group of members decides all."
    assert comparing.compared(grant).leading.columns == []


def test_a_report_that_was_asked_for_besides_is_no_end(grant: Grant) -> None:
    first, last, besides = (
        factories.make_report(
            grant,
            state="accepted",
            from_on=grant.starts_on + timedelta(days=day),
            to_on=grant.starts_on + timedelta(days=day),
            asked_because=why,
        )
        for day, why in ((0, ""), (100, ""), (200, "We wonder"))
    )
    for report in (first, last, besides):
        conditions(report, ready="yes")
    stages = [stage for stage, _ in comparing.compared(grant).conditions.columns]
    assert stages == ["In the middle", "At the end", "Asked for besides"]


def test_a_draft_says_nothing_about_conditions_yet(grant: Grant) -> None:
    draft = factories.make_report(grant, state="draft")
    conditions(draft, ready="yes")
    assert comparing.compared(grant).conditions.columns == []


def test_a_group_says_how_its_project_begins(grant: Grant, ann: User, olive: User, door: Door) -> None:
    report = factories.make_report(grant)
    start, project = f"/my/grants/{grant.pk}/start/", f"/my/grants/{grant.pk}/"
    assert door(ann).get(start).status_code == 404 and start not in text(door(ann).get(project)), "nobody asks for it"
    factories.ask_conditions(report.questionnaire.sections.get(code="did"))  # type: ignore[union-attr]
    assert start in text(door(ann).get("/my/")) and start in text(door(ann).get(project))
    empty = door(ann).post(start, {})
    assert empty.status_code == 422 and "Answer for one condition at least." in text(empty)
    said = {"conditions-0-have": "no", "conditions-0-note": "Everybody is new."}
    assert door(ann).post(start, said).status_code == 302
    assert start not in text(door(ann).get("/my/")) and "Change what you said of the start" in text(
        door(ann).get(project)
    )
    assert "Everybody is new." in text(door(ann).get(start))
    door(ann).post(start, {**said, "conditions-1-have": "partly"})
    told = comparing.compared(Grant.objects.get()).conditions
    assert [stage for stage, _ in told.columns] == ["At the start"]
    assert [row.cells for row in told.rows] == [[("No", "Everybody is new.")], [("Partly", "")]]
    shown = text(door(olive).get(f"/fund/grants/{grant.pk}/"))
    assert "At the start" in shown and "Everybody is new." in shown

    later = factories.make_report(grant, state="accepted", from_on=grant.starts_on + timedelta(days=100))
    conditions(later, ready="yes")
    told = comparing.compared(Grant.objects.get()).conditions
    assert [stage for stage, _ in told.columns] == ["At the start", "At the end"]
    assert [answer for answer, _ in told.rows[0].cells] == ["No", "Yes"]
    late = door(ann).post(start, {"conditions-0-have": "yes", "conditions-0-note": "Now we know."})
    assert late.status_code == 422 and "this is the start no more" in text(late) and "Now we know." in text(late)
    assert start not in text(door(ann).get(project))


def test_only_those_who_write_are_asked_how_a_project_begins(
    grant: Grant, group: Organisation, nia: User, door: Door
) -> None:
    factories.ask_conditions(factories.make_report(grant).questionnaire.sections.get(code="did"))  # type: ignore[union-attr]
    reader = factories.make_member(group, "Rob", "reader").user
    start = f"/my/grants/{grant.pk}/start/"
    assert start not in text(door(reader).get("/my/"))
    assert [door(one).get(start).status_code for one in (reader, nia)] == [403, 404]


def test_the_conditions_stand_on_the_pages_of_the_project(
    grant: Grant, report: Report, ann: User, olive: User, door: Door
) -> None:
    conditions(report, ready="partly")
    for user, address in ((ann, f"/my/grants/{grant.pk}/"), (olive, f"/fund/grants/{grant.pk}/")):
        shown = text(door(user).get(address))
        assert "Conditions for change" in shown and "Partly" in shown


# Folded away


def test_an_optional_question_is_closed_until_it_is_answered(grant: Grant, ann: User, door: Door) -> None:
    report = factories.make_report(grant)
    assert report.questionnaire is not None
    section = report.questionnaire.sections.get(code="learned")
    factories.make_question(section, "more", "text", "Anything more?", is_required=False, is_folded=True)
    address = f"/my/reports/{report.pk}/section/learned/"
    assert '<details class="ds_details folded">' in text(door(ann).get(address))
    answering.save_section(report, section, {"more": "The bus."}, by=ann)
    assert '<details class="ds_details folded">' not in text(door(ann).get(address))
    assert [part.title for part in contents.parts(report)][:2] == ["What you did", "What you learned"]
