"""Who may do what from an award to what was learned. Each rule reads as a sentence."""

from applications.models import Grant
from fund.models import Job, User
from fund.rules import may_look_round, may_run_fund
from reporting.models import EventInvitation, LearningSummary, OldText, ProjectReview, Report, SpreadEvent, Story

ENDED = {LearningSummary.State.REPLACED, LearningSummary.State.ARCHIVED, LearningSummary.State.WITHDRAWN}


def _writes_for(user: User, grant: Grant) -> bool:
    return (
        user.is_authenticated
        and user.memberships.filter(organisation=grant.organisation_id, kind__in=["lead", "editor"]).exists()
    )


def scores_bids(user: User) -> bool:
    return user.is_authenticated and user.has_role("assessor", "panel")


def may_read_failures(user: User, report: Report) -> bool:
    """What did not work is never used against a group: whoever scores bids reads it only where the group says so."""
    return report.shares_failures or not scores_bids(user) or _writes_for(user, report.grant)


def may_share_failures(user: User, report: Report) -> bool:
    return report.state != Report.State.SKIPPED and _writes_for(user, report.grant)


def may_write(user: User, report: Report) -> bool:
    return report.state in Report.OWED and _writes_for(user, report.grant)


def may_tell_minutes(user: User, report: Report) -> bool:
    return report.handed_in_at is not None and _writes_for(user, report.grant)


def may_hand_in(user: User, report: Report) -> bool:
    return may_write(user, report)


def may_accept(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.ACCEPTED)


def may_send_back(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.RETURNED)


def may_skip(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.SKIPPED)


def may_give_time(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.state in Report.OWED


def may_ask_for(user: User, grant: Grant) -> bool:
    return may_run_fund(user) and grant.state == Grant.State.ACTIVE


def may_see_money(user: User, grant: Grant) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer", "finance")


def may_plan_money(user: User, grant: Grant) -> bool:
    return may_run_fund(user) and grant.state == Grant.State.ACTIVE


def may_pay_grant(user: User, grant: Grant) -> bool:
    return user.is_authenticated and user.has_role("manager", "finance")


def may_watch(user: User, grant: Grant) -> bool:
    return may_run_fund(user)


def may_rate(user: User, grant: Grant) -> bool:
    return may_run_fund(user) and grant.state == Grant.State.ACTIVE


def may_read_change_tests(user: User, grant: Grant) -> bool:
    reads_for_the_fund = user.has_role("manager", "officer", "learning") and not scores_bids(user)
    return reads_for_the_fund or Grant.objects.own(user).filter(pk=grant.pk).exists()


def may_test_change(user: User, grant: Grant) -> bool:
    return grant.state == Grant.State.ACTIVE and _writes_for(user, grant)


def may_read_surveys(user: User, grant: Grant) -> bool:
    return may_read_all_surveys(user) or Grant.objects.own(user).filter(pk=grant.pk).exists()


def may_read_all_surveys(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer", "learning")


def may_tell_start(user: User, grant: Grant) -> bool:
    return grant.state == Grant.State.ACTIVE and _writes_for(user, grant)


def may_survey(user: User, grant: Grant | None) -> bool:
    if grant is None:
        return may_run_fund(user)
    return grant.state in {Grant.State.ACTIVE, Grant.State.ENDED} and _writes_for(user, grant)


def may_tell(user: User, grant: Grant) -> bool:
    return grant.state == Grant.State.ACTIVE and _writes_for(user, grant)


def may_change_story(user: User, story: Story) -> bool:
    return story.state != Story.State.WITHDRAWN and not story.is_by_link and _writes_for(user, story.grant)


def may_write_down(user: User, story: Story) -> bool:
    """Whoever may change the words of a story may write down what is said in it."""
    is_open = story.state != Story.State.WITHDRAWN and story.can_be_written_down
    return is_open and (may_change_story(user, story) or may_check_stories(user))


def may_reach_tellers(user: User, grant: Grant) -> bool:
    return _writes_for(user, grant) or may_run_fund(user)


def may_send_link_again(user: User, story: Story) -> bool:
    return story.is_by_link and story.state != Story.State.WITHDRAWN and may_reach_tellers(user, story.grant)


def may_change_tellers_address(user: User, story: Story) -> bool:
    """What a person has told is theirs, so the group alone does not send the way to it to anybody else."""
    return may_send_link_again(user, story) and (story.state == Story.State.DRAFT or may_run_fund(user))


def may_withdraw_story(user: User, story: Story) -> bool:
    return story.can_move(Story.State.WITHDRAWN) and (_writes_for(user, story.grant) or may_run_fund(user))


def may_check_stories(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("learning", "manager", "officer")


def may_work_at_desk(user: User, row: object = None) -> bool:
    """The desk holds what did not work, so whoever scores bids keeps out of it."""
    return user.is_authenticated and user.has_role("learning", "manager", "officer") and not scores_bids(user)


def may_bring_old_text(user: User, row: object = None) -> bool:
    return may_work_at_desk(user)


def may_look_through(user: User, text: OldText) -> bool:
    return may_work_at_desk(user) and text.source_state == OldText.State.ACCEPTED


def may_take_text_back(user: User, text: OldText) -> bool:
    return may_look_through(user, text)


def may_use_text_again(user: User, text: OldText) -> bool:
    return may_work_at_desk(user) and text.source_state == OldText.State.WITHDRAWN


def _learns(user: User) -> bool:
    return user.has_role("learning", "manager") and not scores_bids(user)


def may_edit(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.state in {
        LearningSummary.State.GENERATED,
        LearningSummary.State.EDITING,
        LearningSummary.State.REVIEW,
    }


def may_reopen(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.state in {LearningSummary.State.APPROVED, LearningSummary.State.SIGN_OFF}


def may_approve(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.can_move(LearningSummary.State.APPROVED) and summary.edited_by_id != user.pk


def may_publish(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.can_move(LearningSummary.State.PUBLISHED)


def may_withdraw(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.can_move(LearningSummary.State.WITHDRAWN)


def may_write_easy(user: User, summary: LearningSummary) -> bool:
    gone = {LearningSummary.State.REPLACED, LearningSummary.State.WITHDRAWN}
    return _learns(user) and summary.state not in gone


def may_allow_model(user: User, row: object = None) -> bool:
    return may_run_fund(user) and not scores_bids(user)


def may_set_method(user: User, row: object = None) -> bool:
    return may_allow_model(user)


def may_see_figures(user: User, row: object = None) -> bool:
    return may_look_round(user) or may_work_at_desk(user)


def may_define_figures(user: User, row: object = None) -> bool:
    return may_run_fund(user)


def may_unlock_figures(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.state == Report.State.ACCEPTED


def may_write_figures(user: User, report: Report) -> bool:
    if report.state == Report.State.ACCEPTED:
        return report.unlockings.filter(ended_at=None).exists() and _writes_for(user, report.grant)
    return may_write(user, report)


def may_answer_event(user: User, invitation: EventInvitation) -> bool:
    return _writes_for(user, invitation.grant)


def may_see_spread(user: User, row: object = None) -> bool:
    return may_work_at_desk(user)


def may_record_spread(user: User, grant: Grant) -> bool:
    return may_work_at_desk(user) and grant.state != Grant.State.REFUSED


def may_tag(user: User, grant: Grant) -> bool:
    return may_work_at_desk(user) and grant.state != Grant.State.REFUSED


def may_confirm_spread(user: User, event: SpreadEvent) -> bool:
    """The fund speaks for the groups only when they had their time."""
    return may_work_at_desk(user) and event.needs_yes and event.fund_may_confirm


def may_confirm_own_spread(user: User, event: SpreadEvent) -> bool:
    return event.needs_yes and _writes_for(user, event.grant)


def may_own(user: User, summary: LearningSummary) -> bool:
    """Say who looks after a summary, and by when it is published."""
    return _learns(user) and summary.state not in ENDED


def may_ask_projects(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.can_move(LearningSummary.State.REVIEW) and not summary.collection_id


def may_ask_sign_off(user: User, summary: LearningSummary) -> bool:
    was_asked = summary.check_until is not None or summary.collection_id is not None
    return _learns(user) and summary.can_move(LearningSummary.State.SIGN_OFF) and was_asked


def may_look_again(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.state == LearningSummary.State.PUBLISHED


def may_refresh(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.state in {LearningSummary.State.PUBLISHED, LearningSummary.State.ARCHIVED}


def may_archive(user: User, summary: LearningSummary) -> bool:
    return _learns(user) and summary.can_move(LearningSummary.State.ARCHIVED)


def may_retry_draft(user: User, job: Job) -> bool:
    return may_work_at_desk(user) and job.kind == "learning.draft" and job.state == Job.State.PARKED


def may_review_learning(user: User, review: ProjectReview) -> bool:
    return _writes_for(user, review.grant)


def may_sign_off(user: User, row: object = None) -> bool:
    """A person with lived experience reads drafts; whoever scores bids reads none."""
    return user.is_authenticated and user.has_role("lived") and not scores_bids(user)
