"""Who may do what on the ground of the fund. Each rule reads as a sentence."""

from typing import Any

from django.utils import timezone

from fund.models import (
    Invitation,
    Job,
    Letter,
    Membership,
    Organisation,
    PublicAnswer,
    ReaderInvitation,
    Round,
    Surgery,
    Talk,
    User,
)


def may_run_fund(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer")


def may_read_for_fund(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("assessor", "panel")


def may_look_round(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer", "finance", "viewer")


def may_give_roles(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager")


def may_give_person_data(user: User, row: Any = None) -> bool:
    return may_give_roles(user)


def may_publish_round(user: User, round_: Round) -> bool:
    return may_run_fund(user) and round_.can_move(Round.State.PUBLISHED)


def may_drop_round(user: User, round_: Round) -> bool:
    return may_run_fund(user) and round_.state == Round.State.DRAFT


def may_put_away(user: User, round_: Round) -> bool:
    return may_run_fund(user) and round_.state == Round.State.PUBLISHED and not round_.is_open()


def may_extend_round(user: User, round_: Round) -> bool:
    is_fixed = round_.opens_at is not None and round_.closes_at is not None and round_.announced_at is None
    return may_run_fund(user) and round_.state == Round.State.PUBLISHED and is_fixed


def may_close_round(user: User, round_: Round) -> bool:
    return may_run_fund(user) and (round_.is_open() or round_.is_open(is_invited=True))


def may_try_round(user: User, round_: Round) -> bool:
    return may_run_fund(user) and round_.state != Round.State.PAST


def may_change_organisation(user: User, organisation: Organisation) -> bool:
    return organisation.memberships.filter(user=user, kind__in=["lead", "editor"]).exists()


def may_read_needs(user: User, row: Any = None) -> bool:
    return may_run_fund(user)


def may_see_job(user: User, job: Job) -> bool:
    return may_run_fund(user) or (user.is_authenticated and job.asked_by_id == user.pk)


def may_try_again(user: User, job: Job) -> bool:
    return may_run_fund(user) and job.state == Job.State.PARKED


def may_read_letter(user: User, letter: Letter) -> bool:
    return may_run_fund(user) and not letter.is_secret


def may_send_again(user: User, letter: Letter) -> bool:
    return may_run_fund(user) and letter.state in {Letter.State.PARKED, Letter.State.SENDING}


def may_invite(user: User, organisation: Organisation) -> bool:
    return user.is_authenticated and organisation.memberships.filter(user=user, kind="lead").exists()


def may_withdraw_invitation(user: User, invitation: Invitation) -> bool:
    return may_invite(user, invitation.organisation) and invitation.can_move(Invitation.State.WITHDRAWN)


def may_change_role(user: User, membership: Membership) -> bool:
    return may_invite(user, membership.organisation)


def may_remove_member(user: User, membership: Membership) -> bool:
    return may_change_role(user, membership) or membership.user_id == user.pk


def may_hand_over(user: User, membership: Membership) -> bool:
    return may_change_role(user, membership) and membership.user_id != user.pk


def may_change_surgery(user: User, surgery: Surgery) -> bool:
    is_off = surgery.state == Surgery.State.CANCELLED
    return may_run_fund(user) and not is_off and surgery.starts_at > timezone.now()


def may_close_surgery(user: User, surgery: Surgery) -> bool:
    return may_run_fund(user) and surgery.can_move(Surgery.State.CLOSED)


def may_reopen_surgery(user: User, surgery: Surgery) -> bool:
    return may_run_fund(user) and surgery.can_move(Surgery.State.OPEN)


def may_cancel_surgery(user: User, surgery: Surgery) -> bool:
    return may_run_fund(user) and surgery.can_move(Surgery.State.CANCELLED)


def may_call_off_talk(user: User, talk: Talk) -> bool:
    return may_run_fund(user) and talk.can_move(Talk.State.CALLED_OFF)


def may_change_answer(user: User, answer: PublicAnswer) -> bool:
    return may_run_fund(user) and answer.state != PublicAnswer.State.MERGED


def may_publish_answer(user: User, answer: PublicAnswer) -> bool:
    return may_run_fund(user) and answer.can_move(PublicAnswer.State.PUBLISHED)


def may_hide_answer(user: User, answer: PublicAnswer) -> bool:
    return may_run_fund(user) and answer.can_move(PublicAnswer.State.KEPT)


def may_ask_reader(user: User, row: Any = None) -> bool:
    return may_run_fund(user)


def may_ask_reader_again(user: User, invitation: ReaderInvitation) -> bool:
    sendable = {ReaderInvitation.State.PENDING, ReaderInvitation.State.EXPIRED}
    return may_ask_reader(user) and invitation.state in sendable


def may_take_asking_back(user: User, invitation: ReaderInvitation) -> bool:
    return may_ask_reader(user) and invitation.can_move(ReaderInvitation.State.WITHDRAWN)


def may_see_rates(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer", "finance")


def may_close_days(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager")


def may_set_rates(user: User, row: Any = None) -> bool:
    return user.is_authenticated and user.has_role("manager")
