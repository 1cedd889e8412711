"""Who may do what from an award to what was learned. Each rule reads as a sentence."""

from applications.models import Grant
from fund.models import User
from fund.rules import may_run_fund
from reporting.models import LearningSummary, Report, Story


def _writes_for(user: User, grant: Grant) -> bool:
    return (
        user.is_authenticated
        and user.memberships.filter(organisation=grant.organisation_id, kind__in=["lead", "editor"]).exists()
    )


def may_write(user: User, report: Report) -> bool:
    return report.state in {Report.State.DUE, Report.State.DRAFT, Report.State.RETURNED} and _writes_for(
        user, report.grant
    )


def may_hand_in(user: User, report: Report) -> bool:
    return may_write(user, report)


def may_accept(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.ACCEPTED)


def may_send_back(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.RETURNED)


def may_skip(user: User, report: Report) -> bool:
    return may_run_fund(user) and report.can_move(Report.State.SKIPPED)


def may_tell(user: User, grant: Grant) -> bool:
    return grant.state == Grant.State.ACTIVE and _writes_for(user, grant)


def may_change_story(user: User, story: Story) -> bool:
    return story.state != Story.State.WITHDRAWN and _writes_for(user, story.grant)


def may_withdraw_story(user: User, story: Story) -> bool:
    return story.can_move(Story.State.WITHDRAWN) and (_writes_for(user, story.grant) or may_run_fund(user))


def may_work_at_desk(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("learning", "manager", "officer")


def may_edit(user: User, summary: LearningSummary) -> bool:
    return user.has_role("learning", "manager") and summary.state in {
        LearningSummary.State.GENERATED,
        LearningSummary.State.EDITING,
    }


def may_reopen(user: User, summary: LearningSummary) -> bool:
    return user.has_role("learning", "manager") and summary.state == LearningSummary.State.APPROVED


def may_approve(user: User, summary: LearningSummary) -> bool:
    return (
        user.has_role("learning", "manager")
        and summary.can_move(LearningSummary.State.APPROVED)
        and summary.edited_by_id != user.pk
    )


def may_publish(user: User, summary: LearningSummary) -> bool:
    return user.has_role("learning", "manager") and summary.can_move(LearningSummary.State.PUBLISHED)


def may_withdraw(user: User, summary: LearningSummary) -> bool:
    return user.has_role("learning", "manager") and summary.can_move(LearningSummary.State.WITHDRAWN)
