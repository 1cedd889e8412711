"""The desk's work on a draft: whose it is, merging, moving, naming, and a new version beside the old one."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fund.kit.states import Refused
from fund.models import Job, Term, User
from reporting import learning, publishing, tasks
from reporting.learning import comparing_versions, editing, naming, queueing, siding, sweeping, timing, wording
from reporting.models import LearningSummary, Report, Source, Statement
from reporting.reviewing import projects
from tests import factories
from tests.racing import outcomes
from tests.reporting import learned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]


@pytest.fixture
def told(db: None) -> Report:
    learned.make_themes()
    return learned.make_told()


@pytest.fixture
def summary(told: Report) -> LearningSummary:
    return learned.make_draft(told)


def make_new(summary: LearningSummary, words: str = "Money ran short at home.") -> Statement:
    """Something that the job found and that fits no theme."""
    like = summary.statements.filter(kind="for")[0].sources.all()[0]
    last = summary.statements.order_by("-position")[0]
    row = Statement.objects.create(summary=summary, position=last.position + 1, kind="emerging", drafted=words)
    like.pk, like.statement = None, row
    like.save(force_insert=True)
    return row


def place(name: str, row: Statement, **more: Any) -> str:
    return reverse(f"reporting:{name}", kwargs={"pk": row.summary_id, "statement_pk": row.pk, **more})


# Whose it is, and when it is due --------------------------------------------------------------------------------------


def test_a_draft_is_due_sixty_days_after_it_was_made_and_somebody_takes_it(
    summary: LearningSummary, lena: User, morag: User
) -> None:
    assert (summary.owner, summary.due_on) == (None, timezone.localdate() + timedelta(days=60))
    learning.take_over(summary, by=lena)
    assert summary.owner == lena
    learning.assign(summary, owner=morag, due_on=date(2027, 3, 27), by=lena)
    assert (summary.owner, summary.due_on) == (morag, date(2027, 3, 27))
    assert summary.history.latest().history_user == lena


def test_a_second_version_of_what_was_never_published_gets_no_new_days(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    now, sixty = timezone.now(), timedelta(days=60)
    Report.objects.filter(pk=told.pk).update(accepted_at=now - timedelta(days=40, minutes=1))
    first = learned.make_draft(told)
    again = learned.make_told(told.grant, worked="Peers who had the same condition made people feel at home.")
    second = learned.make_draft(again)

    assert (first.version, second.version) == (1, 2)
    assert first.due_on == second.due_on == timezone.localdate(now - timedelta(days=40, minutes=1)) + sixty
    row = next(row for row in door(lena).get(reverse("reporting:desk")).context["work"] if row.pk == second.pk)
    assert row.days == 40, "counted from the first report, not the last"

    learned.edit(second, by=lena)
    learned.make_ready(second, by=lena)
    publishing.approve(second, by=morag)
    publishing.publish(second, by=morag)
    third = learned.make_draft(learned.make_told(told.grant, worked="The kettle was on before anybody came."))
    assert third.due_on == timezone.localdate() + sixty


def test_nobody_who_may_not_edit_looks_after_a_summary(summary: LearningSummary, lena: User, olive: User) -> None:
    both = factories.make_person("Bo Both", "learning", "panel")
    for person in (olive, both):
        with pytest.raises(Refused, match="cannot edit summaries"):
            learning.assign(summary, owner=person, due_on=None, by=lena)


def test_what_is_over_has_nobody_to_look_after_it(summary: LearningSummary, lena: User, morag: User) -> None:
    publishing.withdraw(summary, by=morag)
    with pytest.raises(Refused, match="nobody has to look after it"):
        learning.take_over(summary, by=lena)


def test_the_queue_stands_by_due_day_and_is_narrowed(told: Report, lena: User, morag: User) -> None:
    mine, late, out = (learned.make_draft(learned.make_told()) for _ in range(3))
    learning.take_over(mine, by=lena)
    learning.assign(late, owner=morag, due_on=timezone.localdate() - timedelta(days=1), by=morag)
    old = learned.make_published(told, lena, morag)
    LearningSummary.objects.filter(pk=old.pk).update(review_on=timezone.localdate())
    LearningSummary.objects.filter(pk=out.pk).update(state="review", due_on=None)

    def seen(only: str = "") -> list[int]:
        return [row.pk for row in queueing.queue(LearningSummary.objects.all(), lena, only)]

    assert seen() == [late.pk, out.pk, old.pk, mine.pk] or seen() == [late.pk, old.pk, out.pk, mine.pk]
    assert (seen("mine"), seen("stale"), seen("projects")) == ([mine.pk], [old.pk], [out.pk])
    assert (set(seen("nobody")), seen("sign-off")) == ({out.pk, old.pk}, [])


def test_the_desk_shows_the_queue_under_each_filter(summary: LearningSummary, lena: User, door: Door) -> None:
    desk = reverse("reporting:desk")
    assert summary.title in door(lena).get(desk, {"only": "nobody"}).content.decode()
    assert "Nothing stands under this filter." in door(lena).get(desk, {"only": "mine"}).content.decode()
    door(lena).post(reverse("reporting:take-summary", args=[summary.pk]))
    html = door(lena).get(desk, {"only": "mine"}).content.decode()
    assert summary.title in html
    sent = {"owner": "", "due_on": "27 March 2027"}
    assert door(lena).post(reverse("reporting:own-summary", args=[summary.pk]), sent).status_code == 302
    summary.refresh_from_db()
    assert (summary.owner, summary.due_on) == (None, date(2027, 3, 27))


def test_the_days_to_publication_are_measured_and_the_late_are_named(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    now = timezone.now()
    quick, slow, late = told, learned.make_told(), learned.make_told()
    learned.make_told()  # has days left, and is not counted
    for report, days in ((quick, 20), (slow, 90), (late, 75)):
        Report.objects.filter(pk=report.pk).update(accepted_at=now - timedelta(days=days, minutes=1))
    Report.objects.filter(pk=learned.make_told(quick.grant).pk).update(accepted_at=now)
    for report in (quick, slow):
        learned.make_published(report, lena, morag)

    found = timing.measure()

    assert (found.in_time, found.counted, found.still_in_time, found.median_days) == (1, 3, 1, 55)
    assert [(one.grant, one.days) for one in found.overdue] == [(late.grant, 75)]
    html = door(lena).get(reverse("reporting:desk")).content.decode()
    assert "1 of 3" in html
    assert "75 days since" in html


def test_a_draft_that_failed_is_shown_to_the_desk_and_tried_again(told: Report, lena: User, door: Door) -> None:
    job = learning.ask_for_draft(told.grant, by=None)
    Job.objects.filter(pk=job.pk).update(state="parked", tries=5, error="ValueError: no words")
    html = door(lena).get(reverse("reporting:desk")).content.decode()
    assert "ValueError: no words" in html
    assert door(lena).post(reverse("reporting:retry-draft", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert (job.state, job.tries) == ("waiting", 0)
    assert door(lena).post(reverse("reporting:retry-draft", args=[job.pk])).status_code == 403


def test_once_a_week_drafts_are_asked_for_where_more_was_told(told: Report, work: Callable[[], None]) -> None:
    learning.ask_for_draft(told.grant, by=None)
    work()
    assert sweeping.ask_for_changed() == 0
    learned.make_told(told.grant)
    tasks.draft_what_changed()
    work()
    assert list(LearningSummary.objects.order_by("version").values_list("version", "state")) == [
        (1, "replaced"),
        (2, "generated"),
    ]


def test_a_round_that_is_over_is_drafted_once(told: Report, work: Callable[[], None]) -> None:
    assert told.grant.round is not None
    assert sweeping.ask_for_changed() == 0
    told.grant.move("ended", by=None)
    assert sweeping.ask_for_changed() == 1
    work()
    assert LearningSummary.objects.get().round == told.grant.round
    assert sweeping.ask_for_changed() == 0


def test_what_was_withdrawn_or_archived_is_not_drafted_by_the_clock(summary: LearningSummary, morag: User) -> None:
    publishing.withdraw(summary, by=morag)
    assert summary.grant is not None
    learned.make_told(summary.grant)
    assert sweeping.ask_for_changed() == 0


# Another heading -----------------------------------------------------------------------------------------------------


def test_a_line_put_under_another_heading_counts_for_itself_and_the_others_are_looked_at(
    told: Report, lena: User
) -> None:
    for _ in range(2):
        learned.make_told(factories.make_grant(factories.make_application(told.grant.round, state="awarded")))
    summary = learning.store(learning.compose(learning.gather(told.grant.round)), by=None)
    line = summary.statements.exclude(theme=None).filter(kind="for", saying_no__gt=0)[0]
    other = summary.statements.filter(kind="against", theme=line.theme)[0]
    assert (line.counted, line.sources.count() > 1, other.waits) == ("theme", True, False)

    learning.put_under(line, "against", by=lena)

    assert (line.kind, line.moved_from, line.counted, line.projects_saying, line.saying_no) == (
        *("against", "for", "this"),
        *(1, 0),
    )
    assert [source.quote for source in line.sources.all()] == [line.drafted]
    newest = line.history.first()
    assert (newest.history_user, newest.history_change_reason, newest.prev_record.kind) == (lena, siding.PUT, "for")
    other.refresh_from_db()
    assert other.waits
    assert siding.LOOK in other.check_reasons
    with pytest.raises(Refused, match="stands under this heading already"):
        learning.put_under(line, "against", by=lena)
    learning.put_under(line, "for", by=lena)
    assert (line.kind, line.moved_from, line.projects_saying) == ("for", "", 1)


def test_only_the_sides_and_the_plans_change_places(summary: LearningSummary, lena: User) -> None:
    line = summary.statements.filter(kind="for")[0]
    with pytest.raises(Refused, match="can change places"):
        learning.put_under(line, "whom", by=lena)
    learning.drop(line, by=lena)
    with pytest.raises(Refused, match="Bring it back first"):
        learning.put_under(line, "against", by=lena)


def test_the_desk_puts_a_line_under_another_heading_and_the_next_version_keeps_it(
    summary: LearningSummary, told: Report, lena: User, door: Door
) -> None:
    line = summary.statements.filter(kind="for")[0]
    browser = door(lena)
    page = browser.get(reverse("reporting:statement", args=[summary.pk, line.pk])).content.decode()
    assert "Put under “What got in the way”" in page
    assert "Put under “What helped”" not in page

    browser.post(reverse("reporting:statement", args=[summary.pk, line.pk]), {"action": "next"})

    page = browser.get(reverse("reporting:edit-summary", args=[summary.pk])).content.decode()
    assert "Drafted under:</span> What helped" in page
    assert "statement was put under “What they will do next”" in page
    learned.make_share(told, 20, 40)
    new = learned.make_draft(told)
    assert learning.carry_over(new, summary, by=lena) == []
    brought = new.statements.get(drafted=line.drafted)
    assert (brought.kind, brought.moved_from) == ("next", "for")


# What leans on a sentence that is not there ---------------------------------------------------------------------------


def test_a_statement_that_leans_stands_in_the_way_until_its_gap_is_filled(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    line = summary.statements.filter(kind="for")[0]
    Statement.objects.filter(pk=line.pk).update(drafted="They came back each week because peers helped them.")
    learned.edit(summary, by=lena)
    line.refresh_from_db()

    (fault,) = [one for one in learning.faults(summary) if one.words == editing.LEANS]
    assert fault.statement == line
    with pytest.raises(Refused, match="leans on a sentence"):
        projects.ask(summary, by=lena)
    page = door(lena).get(reverse("reporting:statement", args=[summary.pk, line.pk])).content.decode()
    assert "[…] came back each week because peers helped them." in page
    assert "Write it in the place of the three dots" in page

    learning.edit_statement(line, "[…] came back each week because peers helped them.", by=lena)
    assert editing.LEANS in {one.words for one in learning.faults(summary)}
    learning.edit_statement(line, "[The walkers] came back each week because peers helped them.", by=lena)
    assert editing.LEANS not in {one.words for one in learning.faults(summary)}
    assert line.drafted.startswith("They came back")


# Merging -------------------------------------------------------------------------------------------------------------


def two(summary: LearningSummary) -> tuple[Statement, Statement]:
    one, other = summary.statements.filter(kind="for")[:2]
    return one, other


def test_a_merged_statement_has_the_sources_of_both_and_counts_a_project_once(
    summary: LearningSummary, lena: User
) -> None:
    stays, gone = two(summary)
    Statement.objects.filter(summary=summary).update(projects_asked=3)
    cited = [source.key for source in gone.sources.all()]

    learning.merge(gone, stays, by=lena)

    assert (stays.projects_saying, gone.is_dropped, gone.merged_into) == (1, True, stays)
    assert [source.key for source in stays.sources.all()][-1:] == cited
    assert [source.key for source in gone.sources.all()] == cited


def test_what_is_merged_from_two_themes_is_not_counted_for_one_of_them(summary: LearningSummary, lena: User) -> None:
    stays, gone = two(summary)
    Statement.objects.filter(summary=summary).update(projects_asked=3)
    Statement.objects.filter(pk=gone.pk).update(theme=None)
    assert (stays.theme is None, stays.counted) == (False, "theme")

    learning.merge(gone, stays, by=lena)
    assert wording.behind(stays) == "this draws on 1 of 3 projects"
    learning.take_apart(gone, by=lena)

    stays.refresh_from_db()
    assert wording.behind(stays) == "1 of 3 projects told what helped"


def test_a_project_that_only_the_other_had_is_added_and_taken_away_again(summary: LearningSummary, lena: User) -> None:
    stays, gone = two(summary)
    Statement.objects.filter(summary=summary).update(projects_asked=3)
    Source.objects.filter(statement=gone).update(report=learned.make_told())
    before = list(stays.sources.values_list("pk", flat=True))

    learning.merge(gone, stays, by=lena)
    assert stays.projects_saying == 2
    learning.take_apart(gone, by=lena)

    stays.refresh_from_db()
    assert (stays.projects_saying, gone.is_dropped, gone.merged_into) == (1, False, None)
    assert list(stays.sources.values_list("pk", flat=True)) == before


def test_what_cannot_be_one_stays_two(summary: LearningSummary, lena: User) -> None:
    stays, gone = two(summary)
    against = summary.statements.filter(kind="against")[0]
    elsewhere = learned.make_draft(learned.make_told()).statements.filter(kind="for")[0]
    with pytest.raises(Refused, match="of the same kind"):
        learning.merge(gone, against, by=lena)
    for other in (gone, elsewhere):
        with pytest.raises(Refused, match="Choose another statement"):
            learning.merge(gone, other, by=lena)
    learning.drop(stays, by=lena)
    with pytest.raises(Refused, match="Bring it back first"):
        learning.merge(gone, stays, by=lena)
    with pytest.raises(Refused, match="was not put into another one"):
        learning.take_apart(gone, by=lena)


def test_a_merged_statement_comes_back_by_taking_apart_only(summary: LearningSummary, lena: User) -> None:
    stays, gone = two(summary)
    learning.merge(gone, stays, by=lena)
    with pytest.raises(Refused, match="Take the two apart"):
        learning.restore(gone, by=lena)
    with pytest.raises(Refused, match="the other way round"):
        third = Statement.objects.create(summary=summary, position=99, kind="for", drafted="Third")
        learning.merge(stays, third, by=lena)


def test_statements_are_merged_and_taken_apart_on_the_desk(summary: LearningSummary, lena: User, door: Door) -> None:
    stays, gone = two(summary)
    assert stays.words in door(lena).get(place("merge-statement", gone)).content.decode()
    assert door(lena).post(place("merge-statement", gone), {"into": stays.pk}).status_code == 302
    html = door(lena).get(reverse("reporting:edit-summary", args=[summary.pk])).content.decode()
    assert "Put into another one" in html
    assert door(lena).post(place("take-apart", gone)).status_code == 302
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_a_statement_without_another_of_its_kind_is_not_merged(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    stays, gone = two(summary)
    summary.statements.exclude(pk=gone.pk).update(is_dropped=True)
    page = door(lena).get(place("merge-statement", gone))
    assert page.status_code == 409
    assert "There is no other statement of its kind" in page.content.decode()


# Order ---------------------------------------------------------------------------------------------------------------


def test_a_statement_moves_among_those_of_its_kind_and_not_past_the_end(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    first, second = two(summary)
    learning.move(second, "up", by=lena)
    assert list(summary.statements.filter(kind="for")[:2]) == [second, first]
    learning.move(second, "up", by=lena)
    door(lena).post(place("move-statement", second, way="down"))
    assert list(summary.statements.filter(kind="for")[:2]) == [first, second]
    assert sorted(summary.statements.values_list("position", flat=True)) == list(range(summary.statements.count()))


# Something new -------------------------------------------------------------------------------------------------------


def test_something_new_stops_the_approval_until_a_person_says_what_it_is(summary: LearningSummary, lena: User) -> None:
    new = make_new(summary)
    assert [fault.words for fault in learning.faults(summary)] == ["Nobody has said yet what this new thing is."]
    with pytest.raises(Refused, match="Enter a name"):
        learning.name(new, "  ", by=lena)
    learning.name(new, "Money worries", by=lena)
    assert (new.named, learning.faults(LearningSummary.objects.get(pk=summary.pk))) == ("Money worries", [])


@pytest.mark.parametrize("kind", ["for", "against"])
def test_something_new_goes_under_a_theme_that_there_is(summary: LearningSummary, lena: User, kind: str) -> None:
    new, theme = make_new(summary), Term.objects.get(code="T01")
    with pytest.raises(Refused, match="helped or got in the way"):
        learning.settle(new, theme, kind="whom", by=lena)
    learning.settle(new, theme, kind=kind, by=lena)
    assert (new.kind, new.theme, new.named) == (kind, theme, "")
    with pytest.raises(Refused, match="has a theme already"):
        learning.name(new, "Money", by=lena)


def test_something_new_is_left_out_and_then_stops_nothing(summary: LearningSummary, lena: User) -> None:
    learning.drop(make_new(summary), by=lena)
    assert learning.faults(summary) == []


def test_a_name_chosen_twice_is_proposed_as_a_theme_at_the_desk(
    summary: LearningSummary, lena: User, door: Door
) -> None:
    learning.name(make_new(summary), "Money worries", by=lena)
    learning.name(make_new(summary, "Bills rose."), "money  worries", by=lena)
    assert naming.proposed() == []
    other = learned.make_draft(learned.make_told())
    learning.name(make_new(other), "Money Worries", by=lena)
    (found,) = naming.proposed()
    assert {row.pk for row in found.summaries} == {summary.pk, other.pk}
    assert "Proposed themes" in door(lena).get(reverse("reporting:desk")).content.decode()


def test_something_new_is_named_on_a_page_and_read_under_its_name(
    summary: LearningSummary, lena: User, morag: User, door: Door
) -> None:
    new = make_new(summary)
    assert door(lena).post(place("name-statement", new), {"what": "name"}).status_code == 422
    assert door(lena).post(place("name-statement", new), {"what": "for"}).status_code == 422
    sent = {"what": "name", "named": "Money worries"}
    assert door(lena).post(place("name-statement", new), sent).status_code == 302
    summary.refresh_from_db()
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    assert b"Money worries" in door(None).get(f"/learning/{summary.slug}/").content


# Versions ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def newer(summary: LearningSummary, lena: User) -> LearningSummary:
    """A second version: an editor changed the first one, and another report came."""
    first, second = two(summary)
    learned.edit(summary, by=lena, title="Peers bring people back")
    learning.edit_statement(first, "People come back because of their peers.", by=lena)
    learning.drop(second, by=lena)
    assert summary.grant is not None
    learned.make_told(summary.grant, worked="Songs by the sea gave everybody time to breathe.", did_not_work="")
    return learning.store(learning.compose(learning.gather(summary.grant)), by=None)


def test_two_versions_are_compared_as_they_were_drafted(summary: LearningSummary, newer: LearningSummary) -> None:
    Statement.objects.filter(summary=newer, kind="whom").update(projects_saying=2)
    figure = {"id": "a", "name": "People", "words": "12"}
    newer.figures = [{**figure, "words": "40"}]
    summary.figures = [figure]

    found = learning.compare(newer, summary)

    assert [row.drafted for row in found.added] == ["Songs by the sea gave everybody time to breathe."]
    assert found.gone == ()
    assert {one.new.kind for one in found.recounted} == {"whom"}
    assert len(found.kept) + len(found.recounted) == summary.statements.count()
    assert [(one.old, one.new) for one in found.figures] == [("12", "40")]


def test_what_a_person_wrote_is_brought_over_and_the_rest_is_listed(
    summary: LearningSummary, newer: LearningSummary, lena: User
) -> None:
    third = summary.statements.filter(kind="against")[0]
    learning.edit_statement(third, "Doctors knew nothing of us.", by=lena)
    Source.objects.filter(statement__summary=newer, statement__drafted=third.drafted).update(sha256="0" * 64)

    left = learning.carry_over(newer, summary, by=lena)

    first, second = two(summary)
    assert [row.pk for row in left] == [third.pk]
    assert newer.statements.get(drafted=first.drafted).edited == "People come back because of their peers."
    assert newer.statements.get(drafted=second.drafted).is_dropped
    assert (newer.state, newer.edited_by) == ("editing", lena)


def test_what_a_person_wrote_in_the_new_version_stays(
    summary: LearningSummary, newer: LearningSummary, lena: User
) -> None:
    first, _ = two(summary)
    mine = newer.statements.get(drafted=first.drafted)
    learning.edit_statement(mine, "My own words.", by=lena)
    left = learning.carry_over(newer, summary, by=lena)
    mine.refresh_from_db()
    assert (mine.edited, [row.pk for row in left]) == ("My own words.", [first.pk])


def test_only_from_an_older_version_and_into_a_draft(
    summary: LearningSummary, newer: LearningSummary, lena: User, morag: User
) -> None:
    with pytest.raises(Refused, match="Choose an older version"):
        learning.carry_over(summary, newer, by=lena)
    publishing.withdraw(newer, by=morag)
    with pytest.raises(Refused, match="can still be edited"):
        learning.carry_over(newer, summary, by=lena)


def test_the_desk_compares_and_brings_over(
    summary: LearningSummary, newer: LearningSummary, lena: User, door: Door
) -> None:
    html = door(lena).get(reverse("reporting:compare-summary", args=[newer.pk])).content.decode()
    assert "New (1)" in html
    assert "Songs by the sea" in html
    assert door(lena).post(reverse("reporting:carry-over", args=[newer.pk])).status_code == 302
    assert newer.statements.filter(edited="People come back because of their peers.").count() == 1
    learning.edit_statement(newer.statements.get(edited="People come back because of their peers."), "Mine.", by=lena)
    assert (
        "What could not be brought over"
        in door(lena).post(reverse("reporting:carry-over", args=[newer.pk])).content.decode()
    )
    assert comparing_versions.before(summary) is None


# Locks ---------------------------------------------------------------------------------------------------------------


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(5))
def test_an_edit_and_a_sign_off_together_never_leave_an_unread_detail(transactional_db: None, turn: int) -> None:
    from reporting.reviewing import projects, signing

    learned.make_themes()
    lena, rona = factories.make_person("Lena", "learning"), factories.make_person("Rona", "lived")
    summary = learned.make_draft(learned.make_told())
    learned.edit(summary, by=lena)
    for review in projects.ask(summary, by=lena):
        projects.answer(review, answer="right", comments={}, by=lena)
    statement = summary.statements.all()[0]

    came = outcomes(
        [
            lambda: learning.edit_statement(statement, learned.SECRET, by=lena),
            lambda: signing.ask(summary, reviewer=rona, by=lena),
        ]
    )

    assert sum(isinstance(one, Refused) for one in came) == 1
    is_edited = Statement.objects.get(pk=statement.pk).edited == learned.SECRET
    assert is_edited is (LearningSummary.objects.get().state == "review")


def test_the_clock_of_a_year_brings_a_summary_back_to_the_queue(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_published(told, lena, morag)
    assert not queueing.queue(LearningSummary.objects.all(), lena).exists()
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        assert list(queueing.queue(LearningSummary.objects.all(), lena, "stale")) == [summary]
