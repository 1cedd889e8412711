"""Who may do what between a question and an award. Each rule reads as a sentence."""

from applications.models import (
    Appeal,
    Application,
    Assessment,
    ChangeRequest,
    Comment,
    Declaration,
    DraftAdvice,
    DraftReading,
    Entry,
    Flag,
    Grant,
    Meeting,
    PanelQuestion,
    ReaderClaim,
    SavedFilter,
    SignOff,
    SupportingStatement,
    Telling,
)
from fund.models import Organisation, Round, User
from fund.rules import may_read_for_fund, may_run_fund

WRITERS = ("lead", "editor")


def _writes_for(user: User, organisation_id: int) -> bool:
    return user.is_authenticated and user.memberships.filter(organisation=organisation_id, kind__in=WRITERS).exists()


def _leads(user: User, organisation_id: int) -> bool:
    return user.is_authenticated and user.memberships.filter(organisation=organisation_id, kind="lead").exists()


def may_start(user: User, organisation: Organisation, round_: Round) -> bool:
    return _writes_for(user, organisation.pk) and round_.is_open()


def may_write(user: User, application: Application) -> bool:
    writes = may_run_fund(user) if application.is_test else _writes_for(user, application.organisation_id)
    return application.is_being_written and writes


def may_submit(user: User, application: Application) -> bool:
    return may_write(user, application)


def may_withdraw(user: User, application: Application) -> bool:
    return application.can_move(Application.State.WITHDRAWN) and _leads(user, application.organisation_id)


def may_use_again(user: User, application: Application) -> bool:
    return not application.is_test and _writes_for(user, application.organisation_id)


def may_see_all(user: User, application: Application) -> bool:
    return user.has_role("manager", "officer", "finance", "viewer")


def may_assign(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state in {Application.State.SUBMITTED, Application.State.IN_ASSESSMENT}


def may_recuse(user: User, application: Application) -> bool:
    """Until everybody has heard: ties can come to light after a decision too."""
    is_sealed = application.state == Application.State.DECIDED
    return may_assign(user, application) or (is_sealed and may_run_fund(user))


def may_invite(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.can_move(Application.State.INVITED)


def may_rule_out(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.can_move(Application.State.INELIGIBLE)


def may_rule_in(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state == Application.State.INELIGIBLE


def may_tell_ineligible(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.can_move(Application.State.INELIGIBLE_TOLD)


def may_screen(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state in {Application.State.SUBMITTED, Application.State.IN_ASSESSMENT}


def may_remark(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state != Application.State.DRAFT


def may_close_flag(user: User, flag: Flag) -> bool:
    return may_run_fund(user) and flag.state == Flag.State.OPEN


def may_drop_filter(user: User, saved: SavedFilter) -> bool:
    return saved.owner_id == user.pk


def may_take_back(user: User, assessment: Assessment) -> bool:
    return may_run_fund(user) and assessment.can_move(Assessment.State.TAKEN_BACK)


def _judges(user: User, assessment: Assessment) -> bool:
    bid = assessment.application
    return user.pk == assessment.assessor_id and not bid.was_advised_by(user) and not bid.is_own_of(user)


def may_declare(user: User, assessment: Assessment) -> bool:
    return assessment.state == Assessment.State.ASSIGNED and _judges(user, assessment)


def may_read(user: User, assessment: Assessment) -> bool:
    is_open = assessment.state in {Assessment.State.STARTED, Assessment.State.HANDED_IN}
    return is_open and _judges(user, assessment)


def may_score(user: User, assessment: Assessment) -> bool:
    return assessment.state == Assessment.State.STARTED and _judges(user, assessment)


def may_redact(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state not in {Application.State.DRAFT, Application.State.INVITED}


def may_reopen(user: User, assessment: Assessment) -> bool:
    is_read = assessment.application.state == Application.State.IN_ASSESSMENT
    return assessment.state == Assessment.State.HANDED_IN and is_read and _judges(user, assessment)


def may_send_back(user: User, assessment: Assessment) -> bool:
    is_read = assessment.application.state == Application.State.IN_ASSESSMENT
    return may_run_fund(user) and assessment.state == Assessment.State.HANDED_IN and is_read


def may_assess(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("assessor")


def may_sit_on_panel(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("panel", "manager", "officer")


def _decides_on(user: User, application: Application) -> bool:
    is_free = not application.is_own_of(user) and not application.was_advised_by(user)
    return user.has_role("panel") and is_free


def may_declare_for_panel(user: User, application: Application) -> bool:
    return not application.declarations.filter(user=user).exists() and _decides_on(user, application)


def may_repeat_ties(user: User, application: Application) -> bool:
    return _decides_on(user, application) and application.declarations.conflicts().filter(user=user).exists()


def may_read_for_panel(user: User, application: Application) -> bool:
    free = application.declarations.filter(user=user, kind=Declaration.Kind.NONE)
    return free.exists() and _decides_on(user, application)


def may_decide(user: User, application: Application) -> bool:
    return user.has_role("manager", "officer") and application.state in {
        Application.State.IN_ASSESSMENT,
        Application.State.DECIDED,
    }


def may_chair(user: User, meeting: Meeting) -> bool:
    return may_run_fund(user) or (user.has_role("panel") and meeting.chair_id == user.pk)


def may_confirm_minutes(user: User, meeting: Meeting) -> bool:
    return meeting.can_move(Meeting.State.CONFIRMED) and may_chair(user, meeting)


def may_answer_panel(user: User, question: PanelQuestion) -> bool:
    return question.can_move(PanelQuestion.State.ANSWERED) and _writes_for(user, question.application.organisation_id)


def may_announce(user: User, round_: Round) -> bool:
    return user.has_role("manager")


def may_freeze_awards(user: User, round_: Round) -> bool:
    return may_run_fund(user) and round_.state != Round.State.DRAFT


def may_approve(user: User, round_: Round) -> bool:
    return user.has_role("manager")


def may_choose_feedback(user: User, application: Application) -> bool:
    open_states = {Application.State.SUBMITTED, Application.State.IN_ASSESSMENT, Application.State.DECIDED}
    return may_run_fund(user) and application.state in open_states


def may_promote(user: User, application: Application) -> bool:
    return user.has_role("manager")


def may_edit_letter(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state == Application.State.DECIDED


def may_accept(user: User, grant: Grant) -> bool:
    return grant.state == Grant.State.OFFERED and _leads(user, grant.organisation_id)


def may_refuse(user: User, grant: Grant) -> bool:
    return may_accept(user, grant)


def may_end_offer(user: User, grant: Grant) -> bool:
    return may_run_fund(user) and grant.state == Grant.State.OFFERED


def may_ask_change(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state in {Application.State.SUBMITTED, Application.State.IN_ASSESSMENT}


def may_take_change_back(user: User, change: ChangeRequest) -> bool:
    return may_run_fund(user) and change.can_move(ChangeRequest.State.TAKEN_BACK)


def may_make_change(user: User, change: ChangeRequest) -> bool:
    return change.can_move(ChangeRequest.State.MADE) and _writes_for(user, change.application.organisation_id)


def may_tell_effort(user: User, application: Application) -> bool:
    return _writes_for(user, application.organisation_id)


def _belongs_to(user: User, organisation_id: int) -> bool:
    return user.is_authenticated and user.memberships.filter(organisation=organisation_id).exists()


def may_comment(user: User, application: Application) -> bool:
    return application.is_being_written and _belongs_to(user, application.organisation_id)


def may_settle(user: User, comment: Comment) -> bool:
    return may_comment(user, comment.application)


def may_ask_signature(user: User, application: Application) -> bool:
    return application.round.needs_sign_off and not application.is_note and may_write(user, application)


def may_take_signature_back(user: User, sign_off: SignOff) -> bool:
    return sign_off.can_move(SignOff.State.WITHDRAWN) and may_write(user, sign_off.application)


def may_sign(user: User, sign_off: SignOff) -> bool:
    signers = user.memberships.filter(organisation=sign_off.application.organisation_id, kind__in=["lead", "signatory"])
    return (
        sign_off.signatory_id == user.pk
        and sign_off.state == SignOff.State.ASKED
        and sign_off.application.is_being_written
        and signers.exists()
    )


def may_remind(user: User, statement: SupportingStatement) -> bool:
    return statement.is_open and may_write(user, statement.application)


def may_withdraw_statement(user: User, statement: SupportingStatement) -> bool:
    return statement.can_move(SupportingStatement.State.WITHDRAWN) and may_write(user, statement.application)


def may_tell(user: User, application: Application) -> bool:
    is_open = application.round.takes_hand_ins(is_invited=not application.is_note)
    return may_write(user, application) and is_open


def may_take_telling_back(user: User, telling: Telling) -> bool:
    return telling.can_move(Telling.State.TAKEN_BACK) and _writes_for(user, telling.application.organisation_id)


def may_confirm(user: User, telling: Telling) -> bool:
    return telling.state == Telling.State.TYPED and _writes_for(user, telling.application.organisation_id)


def may_type_own(user: User, telling: Telling) -> bool:
    return telling.is_recording and telling.state == Telling.State.WAITING and may_tell(user, telling.application)


def may_type(user: User, telling: Telling) -> bool:
    return may_run_fund(user) and telling.state == Telling.State.WAITING


def may_enter_on_behalf(user: User, row: object = None) -> bool:
    return may_run_fund(user)


def may_enter(user: User, entry: Entry) -> bool:
    return may_run_fund(user) and entry.application.is_being_written


def may_ask_reading(user: User, application: Application) -> bool:
    wanted = DraftReading.objects.filter(application=application, state=DraftReading.State.ASKED)
    is_open = application.round.is_open() and not application.is_test
    return is_open and may_write(user, application) and not wanted.exists()


def may_take_reading_back(user: User, reading: DraftReading) -> bool:
    return reading.can_move(DraftReading.State.TAKEN_BACK) and _writes_for(user, reading.application.organisation_id)


def may_advise(user: User, reading: DraftReading) -> bool:
    wanted = reading.can_move(DraftReading.State.TAKEN_BACK) and reading.application.state == Application.State.DRAFT
    outside = not _belongs_to(user, reading.application.organisation_id)
    return may_run_fund(user) and wanted and outside and reading.application.round.is_open()


def may_settle_advice(user: User, advice: DraftAdvice) -> bool:
    return may_write(user, advice.reading.application)


def may_tell_appeal(user: User, application: Application) -> bool:
    has_heard = application.state in Application.TOLD and not application.is_test
    return has_heard and _writes_for(user, application.organisation_id)


def may_appeal(user: User, application: Application) -> bool:
    return may_tell_appeal(user, application) and not application.appeals.open().exists()


def may_withdraw_appeals(user: User, application: Application) -> bool:
    return _writes_for(user, application.organisation_id)


def may_withdraw_appeal(user: User, appeal: Appeal) -> bool:
    return appeal.can_move(Appeal.State.WITHDRAWN) and may_withdraw_appeals(user, appeal.application)


def may_enter_appeal(user: User, application: Application) -> bool:
    return may_run_fund(user) and application.state in Application.TOLD


def may_take_appeal(user: User, appeal: Appeal) -> bool:
    is_open = appeal.state in {Appeal.State.OPEN, Appeal.State.LOOKED_AT}
    return may_run_fund(user) and is_open and appeal.handler_id != user.pk


def may_answer_appeal(user: User, appeal: Appeal) -> bool:
    return may_run_fund(user) and appeal.state == Appeal.State.LOOKED_AT and appeal.handler_id == user.pk


def may_change_after_appeal(user: User, appeal: Appeal) -> bool:
    is_upheld = appeal.kind == Appeal.Kind.APPEAL and appeal.state == Appeal.State.UPHELD
    return is_upheld and appeal.application.state == Application.State.NOT_FUNDED and user.has_role("manager")


def may_ask_payment(user: User, row: object = None) -> bool:
    return may_read_for_fund(user)


def may_see_claims(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("manager", "officer", "finance")


def _is_another(user: User, claim: ReaderClaim) -> bool:
    return user.pk not in {claim.reader_id, claim.asked_by_id}


def may_withdraw_claim(user: User, claim: ReaderClaim) -> bool:
    return claim.can_move(ReaderClaim.State.WITHDRAWN) and user.pk in {claim.reader_id, claim.asked_by_id}


def may_agree_to_claim(user: User, claim: ReaderClaim) -> bool:
    return may_run_fund(user) and claim.can_move(ReaderClaim.State.AGREED) and _is_another(user, claim)


def may_turn_claim_down(user: User, claim: ReaderClaim) -> bool:
    return may_run_fund(user) and claim.can_move(ReaderClaim.State.TURNED_DOWN) and _is_another(user, claim)


def may_pay_claim(user: User, claim: ReaderClaim) -> bool:
    return may_see_claims(user) and claim.can_move(ReaderClaim.State.PAID) and _is_another(user, claim)


def may_see_decision(user: User, application: Application) -> bool:
    return may_run_fund(user) or application.state in Application.TOLD


def may_see_sealed(user: User, round_: Round) -> bool:
    """Whether somebody may see what was decided and not announced: the fund's people, unless one bid is closed to them.

    From the sums of the others its own could be worked out.
    """
    sealed = Application.objects.real().filter(round=round_, state=Application.State.DECIDED)
    return not (sealed.closed_to(user) if may_run_fund(user) else sealed).exists()


def may_enter_scores(user: User, row: object = None) -> bool:
    return may_run_fund(user)


def may_take_pack(user: User, row: object = None) -> bool:
    return user.is_authenticated and user.has_role("panel")
