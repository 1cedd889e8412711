"""One small fund in which every kind of row exists once, for tests that try every door."""

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import pikepdf
from django.core.files.base import ContentFile
from django.utils import timezone

from applications.letters import STOP_REMINDERS
from applications.models import (
    AdviceNote,
    Application,
    Assessment,
    ChangeRequest,
    Comment,
    Document,
    DraftReading,
    Entry,
    Flag,
    Grant,
    SavedFilter,
    SignOff,
    SimilarPair,
    SupportingStatement,
    Tag,
    Telling,
)
from fund import links
from fund.kit import history
from fund.models import (
    Invitation,
    Job,
    Letter,
    Membership,
    Organisation,
    PublicAnswer,
    Questionnaire,
    Role,
    Round,
    StoredFile,
    Surgery,
    Talk,
    User,
)
from fund.rounds import asking
from reporting.models import Consent, LearningSummary, Paper, Report, Source, Statement, Story
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
    report_due: Report
    report_handed_in: Report
    story: Story
    drafted: LearningSummary
    approved: LearningSummary
    published: LearningSummary
    statement: Statement
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
    talk: Talk
    talk_token: str
    closed_surgery: Surgery


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
    answer = factories.REPORT_ANSWERS["learned"]["worked"]
    end = answer.index(".") + 1
    statement = Statement.objects.create(summary=summary, position=0, kind="for", drafted=answer[:end])
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
    return summary


def make_world(ann: User, sam: User, lena: User, group: Organisation) -> World:
    now = timezone.now()
    open_round = factories.make_round(name="The open round", slug="open-round")
    closed_round = factories.make_round(
        name="The closed round",
        slug="closed-round",
        opens_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=30),
    )
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
    report_due = factories.make_report(running)
    report_handed_in = factories.make_report(running, state="handed_in")
    accepted = factories.make_report(running, state="accepted")
    story = Story.objects.create(
        grant=running, title="Back on my feet", good="I walk again.", said_by="Margaret", voice="person", state="ready"
    )
    for channel in ("web", "print"):
        Consent.objects.create(
            story=story,
            channel=channel,
            is_given=True,
            until=timezone.localdate() + timedelta(days=90),
            explained_by="Ann",
        )
    drafted = make_summary(running, accepted, "walking-drafted", "generated")
    approved = make_summary(running, accepted, "walking-approved", "approved")
    published = make_summary(running, accepted, "walking", "published", published_at=now)
    Paper.objects.create(summary=published, kind="pdf", file=store("walking.pdf"))
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
    two_stages = factories.make_two_stage_round(name="The round of two stages", slug="two-stages")
    talk = factories.make_talk(factories.make_surgery(place="The Shore, Leith"))
    letter = Letter.objects.create(
        key="1", kind="submitted", to=ann, address=ann.email, subject="Hello", text="Dear Ann"
    )
    return World(
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
        report_due=report_due,
        report_handed_in=report_handed_in,
        story=story,
        drafted=drafted,
        approved=approved,
        published=published,
        statement=drafted.statements.get(),
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
        shown_answer=PublicAnswer.objects.create(question="Can we buy a bus?", answer="No.", state="published"),
        talk=talk,
        talk_token=links.make("talk", talk, by=None),
        closed_surgery=factories.make_surgery(state="closed"),
    )
