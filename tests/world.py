"""One small fund in which every kind of row exists once, for tests that try every door."""

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

import pikepdf
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.letters import STOP_REMINDERS
from applications.models import (
    AdviceNote,
    AgendaItem,
    Appeal,
    Application,
    Assessment,
    AssigningRule,
    AwardPaper,
    ChangeRequest,
    Comment,
    DecisionLetter,
    Document,
    DraftReading,
    Draw,
    DrawnBid,
    EditedLetter,
    Entry,
    Flag,
    Grant,
    Meeting,
    Pack,
    PanelQuestion,
    PlannedAnnouncement,
    ReaderClaim,
    ReturnCode,
    SavedFilter,
    Scenario,
    ScenarioRing,
    SheetEntry,
    SheetUpload,
    SignOff,
    SimilarPair,
    SupportingStatement,
    Tag,
    Telling,
)
from fund import links
from fund.kit import history
from fund.models import (
    Closure,
    DataComplaint,
    Invitation,
    Job,
    Letter,
    Membership,
    Organisation,
    PersonalDetail,
    PublicAnswer,
    Questionnaire,
    ReaderInvitation,
    Role,
    Round,
    StoredFile,
    Surgery,
    Talk,
    User,
)
from fund.rounds import asking
from reporting import answering, copies, tagging
from reporting.learning_events import checking
from reporting.models import (
    Agreement,
    BroughtReport,
    ChangeTest,
    Consent,
    Contact,
    EasyRead,
    EventCard,
    EventCheck,
    EventInvitation,
    EventTheme,
    FiguresImport,
    Indicator,
    Instalment,
    LearningEvent,
    LearningSummary,
    LivedReview,
    OldText,
    OtherPerson,
    Paper,
    ProjectReview,
    Pulse,
    Report,
    ReportCopy,
    ReportDocument,
    ReviewComment,
    Source,
    SpreadEvent,
    Statement,
    Story,
    StoryFile,
    Survey,
    SurveyWave,
    Unlocking,
)
from tests import factories


@dataclass
class World:
    open_round: Round
    closed_round: Round
    draft_round: Round
    spare_round: Round
    bare_round: Round
    group: Organisation
    draft: Application
    test: Application
    earlier_number: int
    handed_in: Application
    bid: Application
    document: Document
    draft_document: Document
    to_declare: Assessment
    to_score: Assessment
    offered: Grant
    running: Grant
    closure: Closure
    change_test: ChangeTest
    walled_test: ChangeTest
    contact: Contact
    pulse: Pulse
    wave: SurveyWave
    fund_survey: Survey
    brought: BroughtReport
    brought_handed_in: BroughtReport
    old_text: OldText
    old_text_taken: OldText
    instalment: Instalment
    report_due: Report
    report_version: int
    report_file: ReportDocument
    report_of_money: Report
    report_handed_in: Report
    report_accepted: Report
    report_unlocked: Report
    indicator: Indicator
    figures_import: FiguresImport
    story: Story
    waiting_story: Story
    asked_story: Story
    data_complaint: DataComplaint
    heard_story: Story
    story_detail: PersonalDetail
    summary_detail: PersonalDetail
    story_other: OtherPerson
    story_token: str
    drafted: LearningSummary
    approved: LearningSummary
    second: LearningSummary
    edited: LearningSummary
    with_projects: LearningSummary
    archived: LearningSummary
    project_review: ProjectReview
    review_comment: ReviewComment
    lived_review: LivedReview
    published: LearningSummary
    statement: Statement
    doubtful: Statement
    job: Job
    parked_job: Job
    letter: Letter
    parked_letter: Letter
    role: Role
    change: ChangeRequest
    stop_reminders: str
    colleague: Membership
    invitation: Invitation
    invitation_token: str
    comment: Comment
    settled_comment: Comment
    sign_off: SignOff
    own_sign_off: SignOff
    statement_asked: SupportingStatement
    statement_token: str
    statement_with_file: SupportingStatement
    telling: Telling
    typed: Telling
    entry: Entry
    ruled_out: Application
    flag: Flag
    tag: Tag
    saved_filter: SavedFilter
    similar_pair: SimilarPair
    note: Application
    test_note: Application
    advised: DraftReading
    reading_back: DraftReading
    advice_note: AdviceNote
    kept_answer: PublicAnswer
    shown_answer: PublicAnswer
    answer_detail: PersonalDetail
    talk: Talk
    talk_token: str
    closed_surgery: Surgery
    meeting: Meeting
    item: AgendaItem
    scenario: Scenario
    draw: Draw
    draw_told: Draw
    spare_item: AgendaItem
    member: User
    panel_question: PanelQuestion
    held_reply: PanelQuestion
    letter_words: DecisionLetter
    decided: Application
    public_detail: PersonalDetail
    award_paper: AwardPaper
    on_reserve: Application
    appeal: Appeal
    upheld: Appeal
    reader_asked: ReaderInvitation
    reading_rule: AssigningRule
    claim: ReaderClaim
    agreed_claim: ReaderClaim
    reader_token: str
    pack: Pack
    sheet_upload: SheetUpload
    return_code: ReturnCode
    sheet_entry: SheetEntry
    event: LearningEvent
    event_held: LearningEvent
    event_checked: LearningEvent
    event_final: LearningEvent
    event_invitation: EventInvitation
    event_token: str
    event_theme: EventTheme
    event_card: EventCard
    event_detail: PersonalDetail
    theme_detail: PersonalDetail
    named_detail: PersonalDetail
    event_check: EventCheck
    spread_asked: SpreadEvent
    spread_adopted: SpreadEvent
    spread_new: SpreadEvent
    spread_token: str


@cache
def a_pdf() -> bytes:
    """A real PDF of one empty page."""
    whole = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(whole)
    return whole.getvalue()


def store(name: str = "governing document.pdf", content: bytes | None = None) -> StoredFile:
    content = a_pdf() if content is None else content
    stored = StoredFile(name=name, content_type="application/pdf", size=len(content), sha256="0" * 64)
    stored.content.save(name, ContentFile(content), save=False)
    stored.save()
    return stored


def make_summary(grant: Grant, report: Report, slug: str, state: str, **facts: object) -> LearningSummary:
    summary = LearningSummary.objects.create(
        **{
            "scope": "grant",
            "key": str(grant.pk) if grant else "1",
            "grant": grant,
            "slug": slug,
            "title": "Walking with peers helped people to come back",
            "one_line": "A walking group for people with lung disease.",
            "state": state,
            "input_hash": slug,
            "generator": "test",
            "limits": "This comes from one project.",
            **facts,
        }
    )
    make_source(summary, report)
    return summary


def make_source(summary: LearningSummary, report: Report) -> None:
    """One more statement of a summary, from the first sentence of what worked in a report."""
    answer = factories.REPORT_ANSWERS["learned"]["worked"]
    end, position = answer.index(".") + 1, summary.statements.count()
    statement = Statement.objects.create(summary=summary, position=position, kind="for", drafted=answer[:end])
    Source.objects.create(
        statement=statement,
        report=report,
        field="worked",
        sentence=0,
        start=0,
        end=end,
        quote=answer[:end],
        sha256="0" * 64,
    )


def _decided(round_: Round, group: Organisation, by: User) -> Application:
    """A bid that was decided and not announced, its letter edited by hand."""
    decided = factories.make_application(round_, group, state="decided", by=by)
    factories.make_decision(decided)
    tomorrow = timezone.now() + timedelta(days=1)
    morag = User.objects.filter(email="morag@example.org").first() or by
    PlannedAnnouncement.objects.create(round=round_, at=tomorrow, planned_by=morag)
    EditedLetter.objects.create(application=decided, subject="News", text="Hello {name}", seen="")
    return decided


def _on_reserve(round_: Round, group: Organisation, by: User) -> Application:
    """A bid on the reserve list whose group has heard."""
    bid = factories.make_application(round_, group, state="reserve", by=by)
    factories.make_decision(bid, "reserve", announced_at=timezone.now())
    return bid


def add_files(report: Report) -> None:
    """A file that came with a report that was handed in, and the Word file of the report."""
    ReportDocument.objects.create(report=report, question_code="made", file=store())
    edition = copies.edition_of(report)
    ReportCopy.objects.create(report=report, kind="word", edition=edition, file=store("report.docx"))


def _events(running: Grant, by: User) -> dict[str, Any]:
    """A learning event in each of its states; the first is of next week, with one project that was asked."""
    fund, today = running.round.fund, timezone.localdate()
    event = factories.make_event(fund, day=today + timedelta(days=7), cards_from=today, name="Learning in Leith")
    event.questions.create(position=0, words="What helped?", kind="words")
    event.questions.create(position=1, words="Was it easy?", kind="choice", choices=["Yes", "No"])
    held, checked, final = (factories.make_event(fund, state="held") for _ in range(3))
    for each in (held, checked, final):
        invitation = factories.make_event_invitation(each, running, came=True)
        theme = EventTheme.objects.create(event=each, name="Coming back", position=0, words="People came back.")
        factories.make_card(each, theme=theme)
        if each != held:
            text = checking.send(each, days=10, by=by)
            EventCheck.objects.create(text=text, invitation=invitation, verdict="remark", words="Say when.")
    told = factories.make_card(held, "Morag rang me.", theme=held.themes.get(), photo=store("card.jpg"))
    detail = PersonalDetail.objects.create(about=told, field="words", kind="name", start=0, end=5, text="Morag")
    LearningEvent.objects.filter(pk=final.pk).update(check_until=today - timedelta(days=1))
    checking.make_final(final, by=by)
    checking.publish(final, by=by)
    asked = factories.make_event_invitation(event, running, report=running.reports.filter(state="due").first())
    return {
        "event": event,
        "event_held": held,
        "event_checked": checked,
        "event_final": final,
        "event_invitation": asked,
        "event_token": links.make("learning-event", asked, by=by),
        "event_theme": held.themes.get(),
        "event_card": told,
        "event_detail": detail,
        "named_detail": PersonalDetail.objects.create(
            about=event, field="hosts", kind="name", start=0, end=3, text="two"
        ),
        "theme_detail": PersonalDetail.objects.create(
            about=held.themes.get(), field="words", kind="name", start=0, end=6, text="People"
        ),
        "event_check": EventCheck.objects.get(text__event=checked),
    }


def _spread(grant: Grant) -> dict[str, Any]:
    """Somebody asked, took it up, and 40 days went by; another group took it up today."""
    facts: dict[str, Any] = {"grant": grant, "name": "Bo Buchan", "group": "Skye Walkers", "email": "bo@example.org"}
    asked = SpreadEvent.objects.create(kind="enquiry", words="How did you begin?", **facts)
    long_ago = timezone.now() - timedelta(days=40)
    return {
        "spread_asked": asked,
        "spread_adopted": SpreadEvent.objects.create(kind="adopted", follows=asked, told_at=long_ago, **facts),
        "spread_new": SpreadEvent.objects.create(kind="adopted", grant=grant, group="Mull Movers"),
        "spread_token": links.make("spread", asked, by=None),
    }


def make_world(ann: User, sam: User, lena: User, group: Organisation) -> World:
    now = timezone.now()
    open_round = factories.make_round(name="The open round", slug="open-round")
    closed_round = factories.make_round(
        name="The closed round",
        slug="closed-round",
        opens_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=30),
    )
    month, half = timedelta(days=30), timedelta(days=180)
    other_round = factories.make_round(name="The decided round", opens_at=now - half, closes_at=now - month)
    draft_round = factories.make_round(name="The coming round", slug="draft-round", state="draft")
    spare_round = factories.make_round(name="The spare round", slug="spare-round", state="draft")
    for checked in (open_round, draft_round):
        factories.make_eligibility_question(checked, "scotland", because="This round is for work in Scotland.")
    Questionnaire.objects.filter(round=draft_round).update(frozen_at=None)
    bare_round = factories.make_round(name="The bare round", slug="bare-round", state="draft")
    bare_round.questionnaires.all().delete()
    asking.new_version(open_round.questionnaires.get(purpose="report"), by=None, reason="To ask more kindly")
    draft = factories.make_application(open_round, group, by=ann)
    test = factories.make_application(
        draft_round,
        factories.make_organisation(name="Test group", is_test=True),
        is_test=True,
        reference=f"{draft_round.code}-T01",
        number=1,
    )
    plan = draft.answers.get(section__code="plan")
    plan.values = {"title": "An earlier walk"}
    history.keep(plan, by=ann, at=now - timedelta(days=1))
    handed_in = factories.make_application(closed_round, group, state="submitted", by=ann)
    bid = factories.make_application(closed_round, group, state="in_assessment", by=ann)
    other = factories.make_application(closed_round, state="in_assessment")
    document = Document.objects.create(application=bid, rule=closed_round.document_rules.get(), file=store())
    draft_document = Document.objects.create(application=draft, rule=open_round.document_rules.get(), file=store())
    to_score = factories.make_assessment(bid, sam)
    to_declare = factories.make_assessment(other, sam, state="assigned")
    offered = factories.make_grant(
        factories.make_application(closed_round, group, state="awarded", by=ann), state="offered"
    )
    running = factories.make_grant(factories.make_application(closed_round, group, state="awarded", by=ann))
    running.budget.create(heading="Rent", amount=4000)
    words = {"activities": ["walking"], "people": ["men"], "delivery": ["in groups"], "principles": ["Nobody is alone"]}
    tagging.tag(running, by=ann, **words)
    running.sites.create(name="Leith")
    report_due = factories.make_report(running)
    factories.ask_conditions(report_due.questionnaire.sections.get(code="did"))
    did = answering.open_sheet(report_due, report_due.questionnaire.sections.get(code="did"), by=ann)
    did.values = {"did": "We walked earlier."}
    history.keep(did, by=ann, at=now - timedelta(days=1))
    report_file = ReportDocument.objects.create(report=report_due, question_code="made", file=store())
    report_handed_in = factories.make_report(running, state="handed_in")
    add_files(report_handed_in)
    accepted = factories.make_report(running, state="accepted")
    story = Story.objects.create(
        grant=running, title="Back on my feet", good="I walk again.", said_by="Margaret", voice="person", state="ready"
    )
    Story.objects.filter(pk=story.pk).update(has_named_others=True)
    agreement = Agreement.objects.create(story=story, explained_by="Ann")
    for channel in ("web", "print"):
        Consent.objects.create(
            story=story,
            agreement=agreement,
            channel=channel,
            is_given=True,
            until=timezone.localdate() + timedelta(days=90),
            explained_by="Ann",
        )
    waiting_story = Story.objects.create(
        grant=running, title="With Morag", good="Morag came along.", said_by="Nan", voice="person", state="ready"
    )
    story_detail = PersonalDetail.objects.create(
        about=waiting_story, field="good", kind="name", start=0, end=5, text="Morag"
    )
    story_other = OtherPerson.objects.create(story=waiting_story, who="my neighbour")
    asked_story = Story.objects.create(
        grant=running, is_by_link=True, teller_name="Nan", teller_email="nan@example.org", state="to_approve"
    )
    StoryFile.objects.create(story=waiting_story, kind="photo", file=store("walk.jpg"), words="A path")
    heard_story = Story.objects.create(grant=running, voice="person", state="to_approve", is_by_sound=True)
    StoryFile.objects.create(story=heard_story, kind="sound", file=store("voice.ogg"))
    drafted = make_summary(running, accepted, "walking-drafted", "generated")
    Statement.objects.create(summary=drafted, position=1, kind="for", drafted="Most of them came back each week.")
    doubtful = make_summary(running, accepted, "walking-doubtful", "editing").statements.get()
    reasons = ["“Everyone” says more than the source does. Use a word of the source."]
    Statement.objects.filter(pk=doubtful.pk).update(
        edited="Everyone came back.", check_state="look_again", check_reasons=reasons
    )
    approved = make_summary(running, accepted, "walking-approved", "approved")
    published = make_summary(running, accepted, "walking", "published", published_at=now)
    Paper.objects.create(summary=published, kind="pdf", file=store("walking.pdf"), told=[])
    EasyRead.objects.create(summary=published, words="This is about one project.", saved_by=lena)
    second = make_summary(running, accepted, "walking-drafted", "generated", version=2, input_hash="second")
    edited = make_summary(running, accepted, "walking-edited", "editing")
    until = timezone.localdate() + timedelta(days=9)
    with_projects = make_summary(running, accepted, "walking-asked", "review", check_until=until)
    project_review = ProjectReview.objects.create(summary=with_projects, grant=running)
    review_comment = ReviewComment.objects.create(
        review=project_review, statement=with_projects.statements.get(), words="Say that it was slow."
    )
    signing = make_summary(running, accepted, "walking-signed", "sign_off", check_until=until)
    rona = factories.make_person("Rona Reader", "lived", email="rona@example.org")
    lived_review = LivedReview.objects.create(summary=signing, reviewer=rona, asked_by=lena)
    archived = make_summary(running, accepted, "walking-past", "archived", published_at=now, archived_on=now.date())
    role = Role.objects.create(user=sam, fund=factories.make_fund(), kind="viewer")
    Role.objects.filter(pk=role.pk).update(user=factories.make_person("Vera Viewer"))
    change = ChangeRequest.objects.create(
        application=bid,
        section=closed_round.questionnaires.get(purpose="application").sections.get(code="plan"),
        question_code="what",
        words="Say who leads the walks.",
        before="Weekly walks led by peers.",
        until=now.date() + timedelta(days=10),
    )
    colleague = factories.make_member(group, "Col Colleague", "signatory")
    invitation = factories.make_invitation(group, by=ann)
    for round_ in (open_round, closed_round):
        factories.ask_outsiders(round_)
    Round.objects.filter(pk=open_round.pk).update(needs_sign_off=True)
    comment = Comment.objects.create(application=draft, words="Is this the right figure?", written_by=ann)
    settled = Comment.objects.create(application=draft, words="Done", written_by=ann, state="resolved")
    to_sign = factories.make_application(open_round, group, by=colleague.user)
    statement_asked = factories.make_statement(draft, by=ann, asked_at=now - timedelta(days=2))
    statement_sent = factories.make_statement(handed_in, by=ann, state="sent", sent_at=now, file=store("backing.pdf"))
    olive = User.objects.filter(email="olive@example.org").first() or factories.make_person(
        "Olive Officer", "officer", email="olive@example.org"
    )
    pat = User.objects.filter(email="pat@example.org").first() or factories.make_person(
        "Pat Panel", "panel", email="pat@example.org"
    )
    meeting = factories.make_meeting(closed_round, chair=olive, members=[pat], state="running")
    item = AgendaItem.objects.create(meeting=meeting, application=bid, opened_at=now)
    Meeting.objects.filter(pk=meeting.pk).update(on_table=item)
    scenario = Scenario.objects.create(round=closed_round, name="Down the line", shown_to_panel=True)
    ScenarioRing.objects.create(scenario=scenario, fact="tier", key="1", name="Small grant", least_bids=1)
    draw = Draw.objects.create(round=closed_round, how="The numbers of Saturday.", list_sha256="0" * 64)
    for each in (bid, other):
        DrawnBid.objects.create(draw=draw, application=each)
    told_round = factories.make_round(name="The told round", slug="told", closes_at=now, announced_at=now)
    how = {"how": "As before.", "words": "1, 2, 3", "list_sha256": "1" * 64, "seed": "2" * 64}
    draw_told = Draw.objects.create(round=told_round, state="drawn", drawn_at=now, **how)
    not_funded = factories.make_application(told_round, state="not_funded")
    DrawnBid.objects.create(draw=draw_told, application=not_funded, place=1)
    two_stages = factories.make_two_stage_round(name="The round of two stages", slug="two-stages")
    talk = factories.make_talk(factories.make_surgery(place="The Shore, Leith"))
    letter = Letter.objects.create(
        key="1", kind="submitted", to=ann, address=ann.email, subject="Hello", text="Dear Ann"
    )
    reader_asked = factories.make_reader_invitation(by=olive)
    shown_answer = PublicAnswer.objects.create(question="Can we buy a bus?", answer="No.", state="published")
    return World(
        meeting=meeting,
        item=item,
        scenario=scenario,
        draw=draw,
        draw_told=draw_told,
        spare_item=AgendaItem.objects.create(meeting=meeting, title="Welcome"),
        member=pat,
        panel_question=PanelQuestion.objects.create(
            application=bid, words="Who leads the walks?", until=now.date() + timedelta(days=7), asked_by=olive
        ),
        held_reply=PanelQuestion.objects.create(
            application=bid, words="Who helps?", until=now.date(), state="held", reply="Ann Applicant."
        ),
        open_round=open_round,
        closed_round=closed_round,
        draft_round=draft_round,
        spare_round=spare_round,
        bare_round=bare_round,
        group=group,
        draft=draft,
        test=test,
        earlier_number=plan.history.order_by("history_date").first().history_id,
        handed_in=handed_in,
        bid=bid,
        document=document,
        draft_document=draft_document,
        to_declare=to_declare,
        to_score=to_score,
        offered=offered,
        running=running,
        closure=factories.make_closure(running.round.fund),
        contact=factories.make_contact(running, by=olive, next_step="Send the map"),
        instalment=factories.make_instalment(running, by=olive),
        change_test=factories.make_change_test(running),
        walled_test=factories.make_change_test(running, is_walled=True),
        pulse=factories.make_pulse(running.round.fund),
        wave=factories.make_survey_wave(factories.make_survey(running.round.fund, running)),
        fund_survey=factories.make_survey(running.round.fund),
        brought=factories.make_brought(report_due, store("for the council.docx"), put="did"),
        brought_handed_in=factories.make_brought(report_handed_in, store("for the board.docx")),
        old_text=factories.make_old_text(by=lena),
        old_text_taken=factories.make_old_text(
            "It rained for most of the second week.", by=lena, source_state="withdrawn"
        ),
        report_due=report_due,
        report_version=did.history.order_by("history_date").first().history_id,
        report_file=report_file,
        report_of_money=factories.make_report(running, asks_money=True),
        report_handed_in=report_handed_in,
        report_accepted=accepted,
        report_unlocked=Unlocking.objects.create(
            report=factories.make_report(running, state="accepted"), reason="A slip", by=olive
        ).report,
        figures_import=FiguresImport.objects.create(file_name="list.xlsx", made_by=olive),
        indicator=Indicator.objects.create(
            fund=closed_round.fund,
            code="walkers",
            name="Walkers",
            question="How many walk?",
            kind="count",
            is_required=False,
        ),
        story=story,
        waiting_story=waiting_story,
        asked_story=asked_story,
        data_complaint=DataComplaint.objects.create(who="Nan", words="My photo.", acknowledge_by=now.date()),
        heard_story=heard_story,
        story_detail=story_detail,
        summary_detail=PersonalDetail.objects.create(
            about=drafted, field="title", kind="name", start=0, end=7, text=drafted.title[:7]
        ),
        story_other=story_other,
        story_token=links.make("story", waiting_story, by=ann),
        drafted=drafted,
        approved=approved,
        second=second,
        edited=edited,
        with_projects=with_projects,
        archived=archived,
        project_review=project_review,
        review_comment=review_comment,
        lived_review=lived_review,
        published=published,
        statement=drafted.statements.get(position=0),
        doubtful=doubtful,
        job=Job.objects.create(key="1", kind="learning.draft", title="Draft the learning", asked_by=lena),
        parked_job=Job.objects.create(
            key="2", kind="learning.draft", title="Draft the learning", state="parked", tries=5
        ),
        letter=letter,
        parked_letter=Letter.objects.create(
            key="2", kind="submitted", to=ann, address=ann.email, subject="Hello", text="Dear Ann", state="parked"
        ),
        role=role,
        change=change,
        stop_reminders=links.make(STOP_REMINDERS, ann, by=None),
        colleague=colleague,
        invitation=invitation,
        invitation_token=links.make("invitation", invitation, by=ann),
        comment=comment,
        settled_comment=settled,
        sign_off=SignOff.objects.create(application=draft, signatory=colleague.user, asked_by=ann),
        own_sign_off=SignOff.objects.create(application=to_sign, signatory=ann, asked_by=colleague.user),
        statement_asked=statement_asked,
        statement_token=links.make("statement", statement_asked, by=ann),
        statement_with_file=statement_sent,
        telling=factories.make_telling(
            factories.make_application(open_round, group, by=ann), code="summary", original=store("voice.mp3")
        ),
        typed=factories.make_telling(
            factories.make_application(open_round, group, by=ann),
            state="typed",
            typed={"what": "We walk."},
            typed_at=now,
        ),
        entry=Entry.objects.create(
            application=factories.make_application(open_round, by=None),
            way="post",
            received_on=timezone.localdate(),
            contact_name="Mo MacLeod",
            contact_address="1 The Shore",
            scan=store("paper.pdf"),
        ),
        ruled_out=factories.make_application(closed_round, group, state="ineligible", by=ann),
        flag=Flag.objects.create(application=handed_in, kind="money", words="The sums do not fit"),
        tag=Tag.objects.create(name="Islands"),
        saved_filter=SavedFilter.objects.create(
            round=closed_round, name="Islands", query="q=islands", owner=olive, is_shared=True
        ),
        similar_pair=SimilarPair.objects.create(
            one=handed_in, other=bid, percent=80, passages=[{"one": "We walk", "other": "We walk", "words": 2}]
        ),
        note=factories.make_note(two_stages, group, by=ann),
        test_note=factories.make_note(
            two_stages,
            factories.make_organisation(name="Test group of two stages", is_test=True),
            by=ann,
            is_test=True,
            reference=f"{two_stages.code}-T01",
            number=1,
        ),
        advised=factories.make_reading(draft, advice=("open", "settled")),
        reading_back=factories.make_reading(
            factories.make_application(open_round, group, by=ann), advice=(), state="taken_back"
        ),
        advice_note=AdviceNote.objects.create(talk=talk, organisation=group, words="Start small.", written_by=olive),
        kept_answer=PublicAnswer.objects.create(question="Can we pay a nurse?", answer="Yes."),
        shown_answer=shown_answer,
        answer_detail=PersonalDetail.objects.create(
            about=shown_answer, field="question", kind="name", start=11, end=16, text="a bus"
        ),
        talk=talk,
        talk_token=links.make("talk", talk, by=None),
        closed_surgery=factories.make_surgery(state="closed"),
        decided=(decided := _decided(other_round, group, ann)),
        public_detail=PersonalDetail.objects.create(
            about=decided, field="title", kind="name", start=0, end=5, text="Morag"
        ),
        appeal=factories.make_appeal(
            factories.make_application(other_round, group, state="not_funded", by=ann), state="looked_at", handler=olive
        ),
        upheld=factories.make_appeal(
            factories.make_application(other_round, group, state="not_funded", by=ann), state="upheld", handler=olive
        ),
        on_reserve=_on_reserve(other_round, group, ann),
        award_paper=AwardPaper.objects.create(round=other_round, total=10000, sha256="0" * 64, file=store("yes.pdf")),
        letter_words=DecisionLetter.objects.create(round=closed_round, kind="reserve", subject="News", text="{name}"),
        reading_rule=factories.make_reading_rule(closed_round, "tag", "9999", readers=[sam]),
        reader_asked=reader_asked,
        claim=factories.make_claim(sam, receipt=store("ticket.pdf")),
        agreed_claim=factories.make_claim(sam, state="agreed"),
        reader_token=links.make("reader", reader_asked, by=olive),
        pack=Pack.objects.create(
            reader=sam, audience="assessor", bids=[bid.pk], pages=1, file=store("bids to read.pdf")
        ),
        sheet_upload=SheetUpload.objects.create(
            reader=sam, sent_by=sam, file=store("scores.xlsx"), saved_at=now, left_out=[other.reference]
        ),
        return_code=ReturnCode.objects.create(assessment=to_score, kind="paper", issue=1, code="3333333N"),
        sheet_entry=SheetEntry.objects.create(assessment=to_score, scan=store("sheet.pdf"), entered_by=olive),
        **_events(running, olive),
        **_spread(running),
    )
