"""Before a summary is approved: the projects that it quotes, and a person with lived experience."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from fund import open_days
from fund.kit.states import Refused
from fund.models import Letter, User
from fund.privacy import gate
from reporting import learning, outputs, publishing, testing_change
from reporting.learning import guarding, showing
from reporting.models import LearningSummary, LivedReview, Paper, ProjectReview, Report, Statement
from reporting.reviewing import again, projects, quoting, signing
from tests import factories
from tests.reporting import learned, taking

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Door = Callable[[User | None], Client]


@pytest.fixture
def told(ann: User) -> Report:
    learned.make_themes()
    told = learned.make_told()
    told.grant.organisation.memberships.create(user=ann, kind="lead")
    return told


@pytest.fixture
def rona(db: None) -> User:
    return factories.make_person("Rona Reader", "lived", email="rona@example.org")


@pytest.fixture
def summary(told: Report, lena: User) -> LearningSummary:
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    return summary


@pytest.fixture
def review(summary: LearningSummary, lena: User) -> ProjectReview:
    (review,) = projects.ask(summary, by=lena)
    return review


def after_the_last_day(summary: LearningSummary) -> time_machine.travel:
    assert summary.check_until is not None
    return time_machine.travel(timezone.now() + timedelta(days=(summary.check_until - timezone.localdate()).days + 1))


def first(summary: LearningSummary) -> Statement:
    return summary.statements.filter(kind="for")[0]


# Asking --------------------------------------------------------------------------------------------------------------


def test_every_project_is_asked_and_has_ten_working_days(
    summary: LearningSummary, lena: User, ann: User, letters_to: Callable[[User], list[str]]
) -> None:
    with time_machine.travel("2027-03-22 10:00Z", tick=False):  # Good Friday is 26 March; 29 March is worked
        (review,) = projects.ask(summary, by=lena)

    assert (summary.state, summary.check_until, review.answer) == ("review", date(2027, 4, 6), "")
    assert letters_to(ann) == ["review_asked"]
    text = Letter.objects.get(to=ann).text
    assert "Tuesday 6 April 2027" in text
    assert reverse("reporting:review-learning", args=[review.pk]) in text


def test_days_on_which_the_fund_is_closed_do_not_count(summary: LearningSummary, lena: User, told: Report) -> None:
    assert told.grant.round is not None
    with time_machine.travel("2027-03-01 10:00Z", tick=False):
        open_days.close(told.grant.round.fund, name="Move", from_on=date(2027, 3, 3), to_on=date(2027, 3, 4), by=lena)
        projects.ask(summary, by=lena)
    assert summary.check_until == date(2027, 3, 17)


def test_a_draft_that_nobody_read_is_not_sent_to_projects(told: Report, lena: User) -> None:
    with pytest.raises(Refused, match="Read the draft and save it first"):
        projects.ask(learned.make_draft(told), by=lena)


def test_what_may_give_somebody_away_is_settled_before_projects_read_it(summary: LearningSummary, lena: User) -> None:
    learning.edit_statement(first(summary), learned.SECRET, by=lena)
    with pytest.raises(Refused, match="may give somebody away"):
        projects.ask(summary, by=lena)
    assert not ProjectReview.objects.exists()


# Answering -----------------------------------------------------------------------------------------------------------


def test_silence_is_no_yes_to_words_of_ones_own(
    review: ProjectReview, summary: LearningSummary, rona: User, lena: User
) -> None:
    with pytest.raises(Refused, match="1 project has until"):
        signing.ask(summary, reviewer=rona, by=lena)
    with after_the_last_day(summary):
        with pytest.raises(Refused, match=f"“{review.project}” has not said yes to its words"):
            signing.ask(summary, reviewer=rona, by=lena)
        found = [fault for fault in learning.faults(summary) if "has not said yes" in fault.words]
        shown = list(summary.statements.filter(is_dropped=False))
        assert [fault.statement for fault in found] == shown

        for number, statement in enumerate(shown):
            if number == 0:
                learning.drop(statement, by=lena)
            else:
                learning.edit_statement(statement, "The fund says so in words of its own.", by=lena)
        for doubtful in summary.statements.filter(check_state="look_again"):
            learning.tick(doubtful, by=lena)
        signing.ask(summary, reviewer=rona, by=lena)
    assert summary.state == "sign_off"


def test_a_quote_with_other_stops_and_spaces_is_still_a_quote(
    review: ProjectReview, summary: LearningSummary, lena: User
) -> None:
    statement = first(summary)
    for words in (statement.drafted.upper(), statement.drafted.rstrip(".") + " !", statement.drafted[10:60]):
        learning.edit_statement(statement, words, by=lena)
        assert quoting.quoted(Statement.objects.get(pk=statement.pk)), words
    learning.edit_statement(statement, "Peers helped.", by=lena)
    assert not quoting.quoted(Statement.objects.get(pk=statement.pk))


def test_a_project_that_says_yes_may_be_quoted_and_one_that_does_not_is_not(
    review: ProjectReview, summary: LearningSummary, ann: User
) -> None:
    def may_quote() -> set[bool]:
        shown = showing.show(showing.with_lines(LearningSummary.objects.all()).get(pk=summary.pk), "web")
        return {source.may_quote for one in shown.helped for source in one.sources.all()}  # type: ignore[attr-defined]

    assert may_quote() == {False}
    projects.answer(review, answer="right", comments={}, by=ann)
    assert may_quote() == {True}
    projects.answer(review, answer="out", comments={}, by=ann)
    assert may_quote() == {False}


def test_what_a_project_wants_changed_is_answered_and_put_into_other_words(
    review: ProjectReview, summary: LearningSummary, ann: User, lena: User, rona: User
) -> None:
    statement = first(summary)
    projects.answer(review, answer="change", comments={statement.pk: "It was slow. "}, by=ann)
    found = [fault for fault in learning.faults(summary) if fault.statement == statement]
    assert [fault.words for fault in found] == [
        f"“{review.project}” wants this changed. Put it into the fund’s own words, or leave it out.",
        f"“{review.project}” waits for your answer to what it wants changed.",
    ]

    comment = review.comments.get()
    with pytest.raises(Refused, match="Say what you changed"):
        projects.reply(comment, words=" ", by=lena)
    projects.reply(comment, words="We say now that it was slow.", by=lena)
    learning.edit_statement(statement, "Building trust took time.", by=lena)

    comment.refresh_from_db()
    assert (comment.words, comment.reply, comment.replied_by) == ("It was slow.", "We say now that it was slow.", lena)
    assert learning.faults(summary) == []
    signing.ask(summary, reviewer=rona, by=lena)


def test_a_comment_said_again_in_other_words_waits_again_and_one_taken_back_goes(
    review: ProjectReview, summary: LearningSummary, ann: User, lena: User
) -> None:
    pk = first(summary).pk
    projects.answer(review, answer="change", comments={pk: "Slow."}, by=ann)
    projects.reply(review.comments.get(), words="Done.", by=lena)
    projects.answer(review, answer="change", comments={pk: "Slow."}, by=ann)
    assert review.comments.get().reply == "Done."
    projects.answer(review, answer="change", comments={pk: "Very slow."}, by=ann)
    assert review.comments.get().reply == ""
    projects.answer(review, answer="right", comments={}, by=ann)
    assert not review.comments.exists()


def test_to_want_a_change_is_to_say_which(review: ProjectReview, ann: User) -> None:
    with pytest.raises(Refused, match="Say at one statement or more"):
        projects.answer(review, answer="change", comments={}, by=ann)


def test_a_statement_of_somebody_else_is_not_commented_on(review: ProjectReview, ann: User) -> None:
    other = learned.make_draft(learned.make_told()).statements.all()[0]
    with pytest.raises(Refused, match="Reload the page"):
        projects.answer(review, answer="change", comments={other.pk: "Wrong"}, by=ann)


def test_a_yes_holds_only_for_what_the_project_saw(summary: LearningSummary, lena: User, ann: User) -> None:
    statement = first(summary)
    learning.drop(statement, by=lena)
    (review,) = projects.ask(summary, by=lena)
    projects.answer(review, answer="right", comments={}, by=ann)
    assert learning.faults(summary) == []

    learning.restore(statement, by=lena)

    assert [fault.words for fault in learning.faults(summary)] == [
        f"“{review.project}” has not seen this statement. Put it into the fund’s own words, or leave it out."
    ]


def test_after_the_last_day_a_project_can_only_take_its_words_out(
    review: ProjectReview, summary: LearningSummary, ann: User
) -> None:
    with after_the_last_day(summary):
        with pytest.raises(Refused, match="The last day to answer was"):
            projects.answer(review, answer="right", comments={}, by=ann)
        projects.answer(review, answer="out", comments={}, by=ann)
    review.refresh_from_db()
    assert (review.answer, review.answered_by) == ("out", ann)


def test_words_taken_out_after_the_approval_stop_the_publication(
    summary: LearningSummary, lena: User, morag: User, ann: User
) -> None:
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    projects.answer(ProjectReview.objects.get(), answer="out", comments={}, by=ann)

    with pytest.raises(Refused, match="wants its words out"):
        publishing.publish(summary, by=morag)


def test_after_publication_a_project_writes_to_the_fund(told: Report, lena: User, morag: User, ann: User) -> None:
    learned.make_published(told, lena, morag)
    with pytest.raises(Refused, match="tell the fund"):
        projects.answer(ProjectReview.objects.get(), answer="out", comments={}, by=ann)


def test_projects_that_saw_all_of_it_are_not_asked_twice(
    review: ProjectReview, summary: LearningSummary, rona: User, ann: User, lena: User
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    signing.say(
        signing.ask(summary, reviewer=rona, by=lena), answer="not_yet", words="Too long.", is_named=False, by=rona
    )
    summary.refresh_from_db()
    with pytest.raises(Refused, match="Every project has answered already"):
        projects.ask(summary, by=lena)


def test_one_reminder_goes_out_three_working_days_before_the_end(
    summary: LearningSummary, lena: User, ann: User, letters_to: Callable[[User], list[str]]
) -> None:
    with time_machine.travel("2027-03-01 10:00Z", tick=False):
        projects.ask(summary, by=lena)
    assert summary.check_until == date(2027, 3, 15)
    assert [projects.remind(date(2027, 3, number)) for number in (9, 10, 11, 13)] == [0, 1, 0, 0]
    assert letters_to(ann) == ["review_asked", "review_reminder"]


def test_who_has_answered_is_not_reminded(review: ProjectReview, summary: LearningSummary, ann: User) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    assert summary.check_until is not None
    assert projects.remind(summary.check_until) == 0


# Words of a test of a change -----------------------------------------------------------------------------------------

CALL = "A call on the day before brought five more people to the choir."


@pytest.fixture
def tested(told: Report, lena: User) -> LearningSummary:
    """A draft in which the words of a test of a change stand, and nothing of the report but what is reworded."""
    factories.make_change_test(told.grant, state="studied", happened=CALL, learned="It helps.")
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    for statement in summary.statements.exclude(drafted=CALL):
        learning.drop(statement, by=lena)
    return summary


def of_the_test(summary: LearningSummary) -> Statement:
    return summary.statements.get(drafted=CALL)


def may_quote(summary: LearningSummary) -> list[bool]:
    fresh = showing.with_lines(LearningSummary.objects.all()).get(pk=summary.pk)
    shown = showing.show(fresh, "web")
    return [source.may_quote for one in shown.helped for source in one.sources.all()]  # type: ignore[attr-defined]


def test_the_title_of_a_test_is_looked_through_too(tested: LearningSummary, told: Report, lena: User) -> None:
    told.grant.change_tests.update(title="A call to 0131 496 0123")

    assert guarding.look_through(tested, by=lena) == 1
    (detail,) = gate.waiting(tested)
    assert (detail.text, guarding.statement_of(detail)) == ("0131 496 0123", of_the_test(tested).pk)


def test_a_project_is_asked_about_words_of_its_tests_and_silence_is_no_yes(
    tested: LearningSummary, told: Report, lena: User, ann: User, rona: User, door: Door
) -> None:
    (review,) = projects.ask(tested, by=lena)
    page = door(ann).get(reverse("reporting:review-learning", args=[review.pk])).content.decode()
    assert CALL in page
    assert "your own words" in page
    assert may_quote(tested) == [False]

    with after_the_last_day(tested):
        with pytest.raises(Refused, match="has not said yes to its words"):
            signing.ask(tested, reviewer=rona, by=lena)
        learning.edit_statement(of_the_test(tested), "To ring people before helped the choir.", by=lena)
        for doubtful in tested.statements.filter(check_state="look_again"):
            learning.tick(doubtful, by=lena)
        page = door(ann).get(reverse("reporting:review-learning", args=[review.pk])).content.decode()
        assert "From your test of a change “A call the day before”:" in page
        signing.ask(tested, reviewer=rona, by=lena)


def test_words_of_a_test_that_were_taken_out_stand_in_no_format(
    tested: LearningSummary, lena: User, morag: User, ann: User, rona: User, door: Door
) -> None:
    (review,) = projects.ask(tested, by=lena)
    projects.answer(review, answer="out", comments={}, by=ann)
    with pytest.raises(Refused, match="wants its words out"):
        signing.ask(tested, reviewer=rona, by=lena)
    learning.edit_statement(of_the_test(tested), "To ring people before helped the choir.", by=lena)
    learned.make_signed(tested, by=lena)
    publishing.approve(tested, by=morag)
    publishing.publish(tested, by=morag)

    taking.make_papers()
    found = taking.take_all(tested, door)
    assert set(found) == {*taking.PAPERS, *taking.DRAWN, *taking.FEEDS} - {"easy.pdf", "easy/"}
    assert taking.with_word(found, "five more people") == set()
    assert taking.with_word(found, "A call the day before") == set(), "its title is the words of the group too"
    assert {"summary.txt", "summary.pdf", "summary.json"} <= taking.with_word(found, "To ring people before helped")
    assert "The project has not said yes to showing its own words here." in found[""]


def test_words_of_a_test_with_a_yes_are_quoted(
    tested: LearningSummary, told: Report, lena: User, morag: User, ann: User, door: Door
) -> None:
    learned.make_ready(tested, by=lena)
    publishing.approve(tested, by=morag)
    publishing.publish(tested, by=morag)

    page = door(None).get(reverse("reporting:summary", args=[tested.slug])).content.decode()
    assert page.count(CALL) == 2
    assert "in a test of a change:" in page
    assert may_quote(tested) == [True]


@pytest.mark.parametrize("reworded", ["", "To ring people before helped the choir."])
def test_a_test_that_goes_behind_the_wall_after_publication_is_gone_from_every_format(
    tested: LearningSummary, told: Report, lena: User, morag: User, ann: User, door: Door, reworded: str
) -> None:
    learning.edit_statement(of_the_test(tested), reworded, by=lena)
    said = reworded or CALL
    learned.make_ready(tested, by=lena)
    publishing.approve(tested, by=morag)
    publishing.publish(tested, by=morag)
    taking.make_papers()
    before = taking.take_all(tested, door)
    slides = {"slides.pptx"}  # they can be too full for a long line
    assert taking.with_word(before, said) - slides >= {"", "summary.txt", "summary.json", "summary.pdf", "summary.docx"}
    assert "Tested, and kept: A call the day before." in before[""]
    library = reverse("reporting:library")
    assert tested.title in door(None).get(library, {"q": said}).content.decode()

    test = told.grant.change_tests.get()
    testing_change.wall(test, is_walled=True, by=ann)
    hidden = taking.take_all(tested, door)
    assert not set(hidden) & {"summary.pdf", "brief.pdf", "summary.docx"}, "the files that told of it are gone at once"
    taking.make_papers()
    after = taking.take_all(tested, door)
    assert set(after) == set(before)
    for found in (hidden, after):
        for words in (CALL, said, "Tested, and", "in a test of a change", f"test{test.pk}."):
            assert taking.with_word(found, words) == set(), words
    assert tested.title not in door(None).get(library, {"q": said}).content.decode()
    assert said not in door(lena).get(reverse("reporting:edit-summary", args=[tested.pk])).content.decode()

    testing_change.wall(test, is_walled=False, by=ann)
    again = taking.take_all(tested, door)
    assert said in again[""]
    assert not set(again) & {"summary.pdf", "brief.pdf", "summary.docx"}, "the files that did not tell of it are gone"
    taking.make_papers()
    assert taking.with_word(taking.take_all(tested, door), said) == taking.with_word(before, said)


def test_a_paper_that_was_drawn_before_its_test_went_behind_the_wall_is_not_kept(
    tested: LearningSummary, told: Report, lena: User, morag: User, ann: User
) -> None:
    learned.make_ready(tested, by=lena)
    publishing.approve(tested, by=morag)
    publishing.publish(tested, by=morag)
    drawn = outputs.draw(tested)
    testing_change.wall(told.grant.change_tests.get(), is_walled=True, by=ann)
    with pytest.raises(Refused, match="taken back while it was made"):
        outputs.keep(tested, drawn, by=None)
    assert not Paper.objects.exists()


def test_a_test_that_goes_behind_the_wall_is_left_out_of_a_draft(
    tested: LearningSummary, told: Report, lena: User, morag: User, ann: User, door: Door
) -> None:
    learned.make_ready(tested, by=lena)
    test = told.grant.change_tests.get()
    page = reverse("reporting:edit-summary", args=[tested.pk])
    line = reverse("reporting:statement", args=[tested.pk, of_the_test(tested).pk])
    assert CALL in door(lena).get(page).content.decode()

    testing_change.wall(test, is_walled=True, by=ann)
    assert of_the_test(tested).is_dropped
    assert CALL not in door(lena).get(page).content.decode()
    publishing.reopen(tested, by=lena)
    assert door(lena).get(line).status_code == 404
    with pytest.raises(Refused, match="Every statement was left out"):
        projects.ask(tested, by=lena)

    testing_change.wall(test, is_walled=False, by=ann)
    assert CALL in door(lena).get(page).content.decode()


def test_a_statement_into_which_a_test_was_merged_goes_on_without_it(
    told: Report, lena: User, morag: User, ann: User, door: Door
) -> None:
    factories.make_change_test(told.grant, state="studied", happened=CALL, learned="It helps.")
    summary = learned.make_draft(told)
    learned.edit(summary, by=lena)
    stays = summary.statements.filter(kind="for", sources__report=told)[0]
    learning.merge(of_the_test(summary), stays, by=lena)
    learned.make_ready(summary, by=lena)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    address = reverse("reporting:summary", args=[summary.slug])
    assert CALL in door(None).get(address).content.decode()

    testing_change.wall(told.grant.change_tests.get(), is_walled=True, by=ann)
    page = door(None).get(address).content.decode()
    assert stays.words in page
    assert CALL not in page and "in a test of a change" not in page and "Tested, and" not in page


def test_a_project_behind_a_report_and_a_test_of_two_merged_statements_counts_once(told: Report, lena: User) -> None:
    factories.make_change_test(told.grant, state="studied", happened=CALL, learned="It helps.")
    summary = learned.make_draft(told)
    gone, stays = of_the_test(summary), summary.statements.filter(kind="for", sources__report=told)[0]
    before = stays.projects_saying
    learning.merge(gone, stays, by=lena)
    stays.refresh_from_db()
    assert stays.projects_saying == before == 1


# The sign-off --------------------------------------------------------------------------------------------------------


def test_the_projects_are_asked_before_the_sign_off(summary: LearningSummary, rona: User, lena: User) -> None:
    with pytest.raises(Refused, match="Ask the projects first"):
        signing.ask(summary, reviewer=rona, by=lena)


def test_nobody_who_scores_bids_is_asked_for_a_sign_off(
    review: ProjectReview, summary: LearningSummary, rona: User, lena: User, ann: User, sam: User
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    both = factories.make_person("Bo Both", "lived", "assessor")
    assert list(signing.reviewers()) == [rona]
    for person in (sam, both):
        with pytest.raises(Refused, match="Choose somebody else"):
            signing.ask(summary, reviewer=person, by=lena)


def test_without_a_yes_nothing_is_approved(
    review: ProjectReview, summary: LearningSummary, rona: User, lena: User, morag: User, ann: User
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    asked = signing.ask(summary, reviewer=rona, by=lena)
    assert Letter.objects.get(to=rona).kind == "sign_off_asked"
    with pytest.raises(Refused, match="lived experience has to say yes first"):
        publishing.approve(summary, by=morag)
    with pytest.raises(Refused, match="Somebody else was asked"):
        signing.say(asked, answer="yes", words="", is_named=False, by=lena)
    signing.say(asked, answer="yes", words="It rings true.", is_named=True, by=rona)
    publishing.approve(summary, by=morag)
    assert (signing.named(summary), asked.words) == ("Rona Reader", "It rings true.")


def test_not_yet_says_why_and_gives_the_summary_back(
    review: ProjectReview, summary: LearningSummary, rona: User, lena: User, ann: User
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    asked = signing.ask(summary, reviewer=rona, by=lena)
    with pytest.raises(Refused, match="Say what has to change"):
        signing.say(asked, answer="not_yet", words=" ", is_named=False, by=rona)
    signing.say(asked, answer="not_yet", words="It sounds as if we were to blame.", is_named=True, by=rona)

    summary.refresh_from_db()
    assert (summary.state, asked.is_named) == ("editing", False)
    with pytest.raises(Refused, match="does not wait for you any more"):
        signing.say(asked, answer="yes", words="", is_named=False, by=rona)


def test_what_was_taken_back_needs_a_new_sign_off(
    summary: LearningSummary, lena: User, morag: User, rona: User
) -> None:
    learned.make_ready(summary, by=lena)
    publishing.reopen(summary, by=lena)
    signing.ask(summary, reviewer=rona, by=lena)
    with pytest.raises(Refused, match="has to say yes first"):
        publishing.approve(summary, by=morag)


@pytest.mark.parametrize("is_named", [True, False])
def test_a_reviewer_is_named_on_the_page_only_if_they_agree(
    review: ProjectReview,
    summary: LearningSummary,
    rona: User,
    lena: User,
    morag: User,
    ann: User,
    is_named: bool,
    door: Door,
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    signing.say(signing.ask(summary, reviewer=rona, by=lena), answer="yes", words="", is_named=is_named, by=rona)
    publishing.approve(summary, by=morag)
    publishing.publish(summary, by=morag)
    assert (b"Rona Reader" in door(None).get(f"/learning/{summary.slug}/").content) is is_named


# A year later --------------------------------------------------------------------------------------------------------


def test_what_is_still_right_comes_back_in_a_year_with_a_name(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_published(told, lena, morag)
    with time_machine.travel(timezone.now() + timedelta(days=366)):
        again.still_right(summary, by=lena)
        today = timezone.localdate()
    assert (summary.reviewed_by, summary.reviewed_on) == (lena, today)
    assert summary.review_on == today + timedelta(days=365)


def test_only_what_is_published_is_looked_at_again_or_archived(summary: LearningSummary, lena: User) -> None:
    with pytest.raises(Refused, match="Only a published summary"):
        again.still_right(summary, by=lena)
    with pytest.raises(Refused, match="Being edited"):
        again.archive(summary, reason="Old", by=lena)
    with pytest.raises(Refused, match="a draft of this already"):
        again.refresh(summary, by=lena)


def test_an_archived_summary_keeps_its_page_and_leaves_every_list(
    told: Report, lena: User, morag: User, door: Door
) -> None:
    summary = learned.make_published(told, lena, morag)
    again.archive(summary, reason="A better way is known", by=lena)

    html = door(None).get(f"/learning/{summary.slug}/").content.decode()
    assert "We put it in the archive on" in html
    assert "A better way is known" not in html
    assert summary.title not in door(None).get("/learning/").content.decode()
    assert summary.title not in door(None).get(f"/projects/{told.grant.reference}/").content.decode()
    assert door(None).get(f"/learning/{summary.slug}/summary.pdf").status_code == 404


def test_a_new_version_takes_the_place_of_an_archived_one(told: Report, lena: User, morag: User, door: Door) -> None:
    old = learned.make_published(told, lena, morag)
    again.archive(old, reason="Old", by=lena)
    learned.make_told(told.grant)
    learned.make_published(told, lena, morag)

    old.refresh_from_db()
    assert old.state == "replaced"
    assert b"in the archive" not in door(None).get(f"/learning/{old.slug}/").content


def test_to_refresh_asks_for_a_draft_of_what_was_told_since(told: Report, lena: User, morag: User) -> None:
    summary = learned.make_published(told, lena, morag)
    learned.make_told(told.grant)
    assert again.refresh(summary, by=lena).payload == {"scope": "grant", "key_of_scope": str(told.grant_id)}


@pytest.mark.parametrize("state", ["generated", "editing", "review", "sign_off", "approved", "published", "archived"])
def test_a_summary_is_withdrawn_from_anywhere(told: Report, morag: User, state: str) -> None:
    summary = learned.make_draft(told)
    LearningSummary.objects.filter(pk=summary.pk).update(state=state)
    publishing.withdraw(LearningSummary.objects.get(pk=summary.pk), by=morag)
    assert LearningSummary.objects.get(pk=summary.pk).state == "withdrawn"


# Through the doors ---------------------------------------------------------------------------------------------------


def test_a_project_sees_its_own_part_and_answers(
    review: ProjectReview, summary: LearningSummary, ann: User, door: Door
) -> None:
    here = reverse("reporting:review-learning", args=[review.pk])
    statement = first(summary)
    html = door(ann).get(here).content.decode()
    assert "your own words" in html
    assert statement.words in html
    wrong = door(ann).post(here, {"answer": "change"})
    assert (wrong.status_code, "Say in one box or more" in wrong.content.decode()) == (422, True)

    assert door(ann).post(here, {"answer": "change", f"change-{statement.pk}": "Slower."}).status_code == 302

    assert review.comments.get().words == "Slower."
    assert "change this" in door(ann).get(here).content.decode().lower()


def test_a_project_sees_nothing_of_another_project_in_a_round(told: Report, ann: User, lena: User, door: Door) -> None:
    assert told.grant.round is not None
    theirs = factories.make_application(told.grant.round, factories.make_organisation(), state="awarded")
    other = factories.make_grant(theirs)
    learned.make_told(other, worked="A secret of peers in the other project was that they had no time at all.")
    draft = learning.store(learning.compose(learning.gather(told.grant.round)), by=None)
    learned.edit(draft, by=lena)
    asked = projects.ask(draft, by=lena)
    assert len(asked) == 2
    mine = next(one for one in asked if one.grant_id == told.grant_id)
    html = door(ann).get(reverse("reporting:review-learning", args=[mine.pk])).content.decode()
    assert "Walking with peers" in html
    assert "secret" not in html


def test_a_person_with_lived_experience_reads_and_signs(
    review: ProjectReview, summary: LearningSummary, ann: User, lena: User, rona: User, door: Door
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    ask = reverse("reporting:ask-sign-off", args=[summary.pk])
    assert "Rona Reader" in door(lena).get(ask).content.decode()
    assert door(lena).post(ask, {"reviewer": rona.pk}).status_code == 302
    asked = LivedReview.objects.get()
    here = reverse("reporting:lived-review", args=[asked.pk])
    assert summary.title in door(rona).get(reverse("reporting:lived")).content.decode()
    html = door(rona).get(here).content.decode()
    assert first(summary).words in html
    assert door(rona).post(here, {"answer": "not_yet"}).status_code == 422
    assert door(rona).post(here, {"answer": "yes", "is_named": "on"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.answer, asked.is_named) == ("yes", True)
    assert "Thank you" in door(rona).get(here).content.decode()


def test_a_reviewer_who_scores_bids_sees_nothing(
    review: ProjectReview, summary: LearningSummary, ann: User, lena: User, rona: User, door: Door
) -> None:
    projects.answer(review, answer="right", comments={}, by=ann)
    asked = signing.ask(summary, reviewer=rona, by=lena)
    rona.roles.create(fund=factories.make_fund(), kind="assessor")
    assert door(rona).get(reverse("reporting:lived-review", args=[asked.pk])).status_code == 404
    assert door(rona).get(reverse("reporting:lived")).status_code == 403
