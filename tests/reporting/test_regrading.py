"""A person lowers or raises how sure we are of a finding, with a reason that is printed beside it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from fund.kit.states import Refused
from fund.models import Round, User
from fund.privacy import gate
from reporting import learning, outputs, publishing
from reporting.forms.desk_work import Regrade
from reporting.models import LearningSummary, Statement
from reporting.outputs import easy
from reporting.outputs.sheet import fetched, sheet
from tests import factories
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]
WHY = "one large project said most of it"


@pytest.fixture
def round_(db: None) -> Round:
    learned.make_themes()
    round_ = factories.make_round()
    for _ in range(3):
        learned.make_told(factories.make_grant(factories.make_application(round_, state="awarded")))
    return round_


@pytest.fixture
def summary(round_: Round, lena: User) -> LearningSummary:
    summary = learning.store(learning.compose(learning.gather(round_)), by=None)
    learned.edit(summary, by=lena)
    summary.statements.exclude(confidence="").update(confidence="fairly")
    return summary


def finding(summary: LearningSummary) -> Statement:
    return summary.statements.filter(kind="for").exclude(confidence="")[0]


def test_the_grade_by_rule_stays_beneath_and_the_history_tells_who_and_why(
    summary: LearningSummary, lena: User
) -> None:
    statement = finding(summary)
    learning.regrade(statement, "very", why=f" {WHY}. ", by=lena)

    fresh = Statement.objects.get(pk=statement.pk)
    assert (fresh.confidence, fresh.regraded, fresh.grade) == ("fairly", "very", "very")
    newest = fresh.history.first()
    assert (newest.history_user, newest.history_change_reason) == (lena, "How sure we are was set by a person")

    learning.follow_rules(statement, by=lena)
    fresh.refresh_from_db()
    assert (fresh.regraded, fresh.why_regraded, fresh.grade) == ("", "", "fairly")
    assert fresh.history.filter(regraded="very", why_regraded=f"{WHY}.").exists()


def test_lowered_and_raised_are_told_apart(summary: LearningSummary, lena: User, door: Door) -> None:
    low, high = summary.statements.exclude(confidence="")[:2]
    learning.regrade(low, "not", why=WHY, by=lena)
    learning.regrade(high, "high", why="others measured it too", by=lena)

    page = door(lena).get(reverse("reporting:edit-summary", args=[summary.pk])).content.decode()
    assert f"We lowered this because {WHY}." in page
    assert "Very sure. On this theme, 3 of 3 projects told what " in page
    assert "We raised this because others measured it too." in page
    assert page.count("By the rules:</span> Fairly sure") == 2


@pytest.mark.parametrize(
    ("level", "why", "said"),
    [
        ("very", "  ", "Say why"),
        ("very", "x" * 201, "at most 200 letters"),
        ("same", WHY, "The rules say so already"),
    ],
)
def test_a_grade_without_a_reason_or_the_same_grade_is_refused(
    summary: LearningSummary, lena: User, level: str, why: str, said: str
) -> None:
    statement = finding(summary)
    with pytest.raises(Refused, match=said):
        learning.regrade(statement, statement.confidence if level == "same" else level, why=why, by=lena)


def test_what_is_no_finding_has_no_grade(summary: LearningSummary, lena: User) -> None:
    statement = finding(summary)
    Statement.objects.filter(pk=statement.pk).update(confidence="")
    with pytest.raises(Refused, match="only findings have one"):
        learning.regrade(statement, "not", why=WHY, by=lena)


@pytest.mark.parametrize("level", ["high", "fairly"])
def test_one_project_is_never_raised_above_not_sure(round_: Round, lena: User, level: str) -> None:
    alone = learned.make_draft(learned.make_told())
    statement = finding(alone)
    Statement.objects.filter(pk=statement.pk).update(confidence="very")
    with pytest.raises(Refused, match="never be more than “not sure”"):
        learning.regrade(statement, level, why=WHY, by=lena)
    offered = [value for value, _ in Regrade(statement=statement).fields["level"].choices]
    assert level not in offered
    learning.regrade(statement, "not", why=WHY, by=lena)


def test_whoever_changed_a_grade_cannot_approve_and_what_is_approved_keeps_its_grade(
    summary: LearningSummary, lena: User, morag: User
) -> None:
    learning.regrade(finding(summary), "very", why=WHY, by=morag)
    learned.make_ready(summary, by=morag)
    with pytest.raises(Refused, match="somebody else has to approve"):
        publishing.approve(summary, by=morag)
    publishing.approve(summary, by=lena)
    with pytest.raises(Refused, match="cannot be changed"):
        learning.follow_rules(finding(summary), by=lena)


def test_the_reason_gives_nobody_away(summary: LearningSummary, lena: User) -> None:
    statement = finding(summary)
    learning.regrade(statement, "very", why="Morag MacAskill doubts it", by=lena)
    (fault,) = [one for one in learning.faults(summary) if "may give somebody away" in one.words]
    assert fault.statement == statement

    (detail,) = gate.waiting(summary)
    learning.mend(summary, detail, by=lena, instead="a worker")
    assert Statement.objects.get(pk=statement.pk).why_regraded == "a worker doubts it"
    assert not [one for one in learning.faults(summary) if "may give somebody away" in one.words]


def test_every_format_that_tells_findings_prints_the_reason(
    summary: LearningSummary, lena: User, morag: User, door: Door
) -> None:
    for statement in summary.statements.exclude(confidence=""):
        learning.regrade(statement, "very", why=WHY, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    outputs.save(summary, "\n".join(easy.proposed(sheet(fetched(summary), "web"))), by=lena)
    taking.make_papers()

    found = taking.take_all(summary, door)

    # The short lines name themes, and the card and the words to copy name the title: none of them tells a finding.
    without = {"easy.pdf", "easy/", "card.png", "share/"}
    assert taking.with_word(found, f"Very unsure. We lowered this because {WHY}.") | without | {"summary.csv"} == {
        *taking.PAPERS,
        *taking.DRAWN,
        *taking.FEEDS,
    }
    assert f"We lowered this because {WHY}." in found["summary.csv"]
    first = door(None).get(f"/learning/{summary.slug}/summary.json").json()["statements"][0]
    assert (first["confidence"], first["confidence_note"][:12]) == ("Very unsure", "Very unsure.")
    assert first["confidence_by_rule"] != "Very unsure"


# The next version ---------------------------------------------------------------------------------------------------


def next_version(round_: Round) -> LearningSummary:
    learned.make_share(round_.grants.order_by("pk")[0].reports.get(), 20, 40)
    return learning.store(learning.compose(learning.gather(round_)), by=None)


def test_the_next_version_takes_a_grade_over_where_nothing_changed_beneath_it(
    summary: LearningSummary, round_: Round, lena: User
) -> None:
    one, other = summary.statements.exclude(confidence="").filter(kind__in=["for", "against"])[:2]
    for statement in (one, other):
        learning.regrade(statement, "very", why=WHY, by=lena)
    new = next_version(round_)
    same = {row.drafted: row for row in new.statements.all()}
    Statement.objects.filter(pk=same[one.drafted].pk).update(confidence=one.confidence)
    Statement.objects.filter(pk=same[other.drafted].pk).update(confidence="high")

    left = learning.carry_over(new, summary, by=lena)

    graded = {row.drafted: (row.regraded, row.why_regraded) for row in new.statements.all()}
    assert graded[one.drafted] == ("very", WHY)
    assert graded[other.drafted] == ("", "")
    assert left == [other]


# The page -----------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_the_grade_and_its_reason(summary: LearningSummary, lena: User, door: Door) -> None:
    statement = finding(summary)
    place = reverse("reporting:regrade-statement", args=[summary.pk, statement.pk])
    browser = door(lena)

    page = browser.get(place).content.decode()
    assert f"{statement.get_confidence_display()}, as the rules say" in page
    answer = browser.post(place, {"level": "very"})
    assert answer.status_code == 422
    assert answer.context["form"].errors == {"why": ["Say why"]}

    assert browser.post(place, {"level": "very", "why": WHY}).status_code == 302
    page = browser.get(reverse("reporting:edit-summary", args=[summary.pk])).content.decode()
    assert f"Very unsure. We lowered this because {WHY}." in page  # in what happened
    assert browser.post(place, {"level": "rules"}).status_code == 302
    assert finding(summary).regraded == ""
