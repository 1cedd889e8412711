"""Rows for tests, made plainly. Each takes what the test cares about and fills in the rest."""

import io
import itertools
import struct
import wave
from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

import fund.urls  # noqa: F401  # so that the pages behind private links are there before a test visits any
from applications import assessing
from applications.models import (
    Appeal,
    Application,
    ApplicationAnswers,
    Assessment,
    AssigningRule,
    Decision,
    Declaration,
    DraftAdvice,
    DraftReading,
    Grant,
    Meeting,
    ReaderClaim,
    Score,
    Seat,
    SupportingStatement,
    Telling,
)
from fund.kit.written import Paragraph
from fund.models import (
    Anchor,
    BudgetHeading,
    Closure,
    CouncilArea,
    Criterion,
    DocumentRule,
    EligibilityQuestion,
    Fund,
    HealthBoard,
    IntegrationAuthority,
    Invitation,
    Membership,
    MoneySource,
    Organisation,
    Question,
    Questionnaire,
    ReaderInvitation,
    ReportRule,
    Role,
    Round,
    Section,
    StoredFile,
    Surgery,
    Talk,
    Tier,
    User,
)
from reporting import brought_in, collecting
from reporting.models import (
    BroughtReport,
    ChangeTest,
    Contact,
    EventCard,
    EventInvitation,
    EventVoices,
    Instalment,
    LearningEvent,
    OldText,
    Passage,
    Placing,
    Pulse,
    Report,
    ReportAnswers,
    Survey,
    SurveyItem,
    SurveyWave,
)

counter = itertools.count(1)


def make_fund() -> Fund:
    fund, _ = Fund.objects.get_or_create(
        slug="self-management-fund",
        defaults={
            "name": "Self Management Fund",
            "paid_by": "Scottish Government",
            "run_by": "the ALLIANCE",
            "purpose": "To try out new ideas in self management.",
            "email": "fund@example.org",
        },
    )
    return fund


def make_person(name: str = "", *roles: str, **facts: Any) -> User:
    name = name or f"Person {next(counter)}"
    email = facts.pop("email", f"{name.lower().replace(' ', '.')}@example.org")
    person = User.objects.create_user(email, "correct horse battery", name=name, **facts)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    for kind in roles:
        Role.objects.create(user=person, fund=make_fund(), kind=kind)
    return person


def make_organisation(lead: User | None = None, **facts: Any) -> Organisation:
    facts.setdefault("name", f"Group {next(counter)}")
    facts.setdefault("started_on", timezone.localdate() - timedelta(days=3000))
    organisation = Organisation.objects.create(**facts)
    if lead:
        Membership.objects.create(user=lead, organisation=organisation, kind="lead")
    return organisation


def make_area(code: str = "S12000036", name: str = "City of Edinburgh") -> CouncilArea:
    board, _ = HealthBoard.objects.get_or_create(code="S08000024", defaults={"name": "Lothian"})
    authority, _ = IntegrationAuthority.objects.get_or_create(code="S37000012", defaults={"name": "Edinburgh"})
    area, _ = CouncilArea.objects.get_or_create(
        code=code, defaults={"name": name, "health_board": board, "integration_authority": authority}
    )
    return area


def make_round(**facts: Any) -> Round:
    """An open round: one tier of £15,000, three criteria (weights 1, 2, 1), £50,000, three sections of questions."""
    now = timezone.now()
    n = next(counter)
    facts.setdefault("opens_at", now - timedelta(days=30))
    facts.setdefault("closes_at", now + timedelta(days=30))
    round_ = Round.objects.create(
        **{
            "fund": make_fund(),
            "slug": f"round-{n}",
            "code": f"R{n}",
            "name": f"Round {n}",
            "about": "For groups that help people to live well.",
            "state": Round.State.PUBLISHED,
            **facts,
        }
    )
    Tier.objects.create(round=round_, code="small", name="Small grant", cap=Decimal(15000), max_months=12)
    criteria = Criterion.objects.bulk_create(
        Criterion(round=round_, code=code, name=f"Criterion {code}", weight=Decimal(weight), position=position)
        for position, (code, weight) in enumerate([("idea", 1), ("people", 2), ("learning", 1)])
    )
    Anchor.objects.bulk_create(
        Anchor(criterion=criterion, score=Decimal(score), meaning=meaning)
        for criterion in criteria
        for score, meaning in [(0, "Nothing about it"), (5, "Clear, and shown with examples")]
    )
    MoneySource.objects.create(round=round_, name="Scottish Government", amount=Decimal(50000))
    BudgetHeading.objects.bulk_create(
        BudgetHeading(round=round_, code=code, name=code.title(), position=position)
        for position, code in enumerate(["staff", "other"])
    )
    DocumentRule.objects.create(round=round_, code="governing", name="Governing document")
    ReportRule.objects.bulk_create(
        ReportRule(round=round_, name=name, from_month=start, to_month=end, position=position)
        for position, (name, start, end) in enumerate([("Half-year report", 0, 6), ("End report", 6, 12)])
    )
    application = Questionnaire.objects.create(round=round_, purpose="application", frozen_at=now)
    contact = Section.objects.create(questionnaire=application, code="contact", title="Who to reach", position=0)
    make_question(contact, "contact_name", "line", "Who can we ask about this?", privacy="personal")
    make_question(contact, "contact_phone", "phone", "Their phone number", privacy="personal", is_required=False)
    plan = Section.objects.create(
        questionnaire=application,
        code="plan",
        title="Your project",
        position=1,
        assessors_see_it=True,
        panel_sees_it=True,
    )
    make_question(plan, "title", "line", "Name of the project", fills="title", settings={"max": 120})
    make_question(plan, "summary", "text", "Your project in plain words", fills="summary", settings={"words": 150})
    make_question(plan, "tier", "one_of", "Size of grant", fills="tier", settings={"options_from": "tiers"})
    make_question(plan, "months", "number", "How many months", fills="months", settings={"min": 1, "max": 60})
    make_question(plan, "what", "text", "What do you want to do?", settings={"words": 500})
    budget = Section.objects.create(
        questionnaire=application,
        code="budget",
        title="Your budget",
        position=2,
        assessors_see_it=True,
        panel_sees_it=True,
    )
    make_question(budget, "budget", "budget", "What will it cost?", fills="amount")
    report = Questionnaire.objects.create(round=round_, purpose="report", frozen_at=now)
    did = Section.objects.create(questionnaire=report, code="did", title="What you did", position=0)
    make_question(did, "did", "text", "What did you do?", slot="did", settings={"words": 300})
    make_question(did, "made", "file", "Is there something that you made?", is_required=False)
    learned = Section.objects.create(questionnaire=report, code="learned", title="What you learned", position=1)
    make_question(learned, "worked", "text", "What worked?", slot="worked", settings={"words": 300})
    make_question(learned, "did_not_work", "text", "What did not work?", slot="did_not_work", settings={"words": 300})
    make_question(
        learned, "for_whom", "text", "For whom, and who did not benefit?", slot="for_whom", settings={"words": 300}
    )
    return round_


def make_two_stage_round(**facts: Any) -> Round:
    """The same with a short note first, which closes in ten days; the round closes in sixty."""
    now = timezone.now()
    facts.setdefault("note_closes_at", now + timedelta(days=10))
    facts.setdefault("closes_at", now + timedelta(days=60))
    round_ = make_round(is_two_stage=True, **facts)
    note = Questionnaire.objects.create(round=round_, purpose="note", frozen_at=now)
    idea = Section.objects.create(questionnaire=note, code="plan", title="Your idea", position=0)
    make_question(idea, "title", "line", "Name of the project", fills="title", settings={"max": 120})
    make_question(idea, "what", "text", "Your idea in short", settings={"words": 100})
    make_question(idea, "months", "text", "How long, in words", settings={"words": 20}, is_required=False)
    return round_


def make_note(round_: Round, organisation: Organisation, *, by: User, **facts: Any) -> Application:
    """A short note, handed in, whose title and “what” are asked again in full and whose “months” are not."""
    number = round_.applications.count() + 1
    note = Application.objects.create(
        **{
            "round": round_,
            "organisation": organisation,
            "number": number,
            "reference": f"{round_.code}-{number:03}",
            "title": "Walking back to wellness",
            "state": "note_in",
            "submitted_at": timezone.now(),
            "started_by": by,
            **facts,
        }
    )
    ApplicationAnswers.objects.create(
        application=note,
        section=Section.objects.get(questionnaire__round=round_, questionnaire__purpose="note"),
        values=NOTE_ANSWERS,
        version=1,
        is_complete=True,
        saved_by=by,
    )
    return note


NOTE_ANSWERS = {"title": "Walking back to wellness", "what": "We walk together.", "months": "About a year"}


def make_question(section: Section, code: str, kind: str, label: str, **facts: Any) -> Question:
    facts.setdefault("position", section.questions.count())
    facts.setdefault("error_text", f"Answer “{label}”")
    return Question.objects.create(section=section, code=code, kind=kind, label=label, **facts)


CHOICES = [{"code": "yes", "name": "Yes"}, {"code": "partly", "name": "Partly"}, {"code": "no", "name": "No"}]
CONDITIONS = {
    "rows": [{"code": "ready", "name": "Ready for change"}, {"code": "spread", "name": "What works is spread"}],
    "fields": [
        {"code": "have", "kind": "one_of", "label": "Do you have it?", "options": CHOICES},
        {"code": "note", "kind": "line", "label": "A note", "required": False},
    ],
}


def ask_conditions(section: Section) -> None:
    """The question about the conditions for change, once."""
    if not section.questions.filter(code="conditions").exists():
        make_question(section, "conditions", "group", "Which conditions?", is_required=False, settings=CONDITIONS)


def make_eligibility_question(round_: Round, code: str, **facts: Any) -> EligibilityQuestion:
    """A question of the check: “Yes” is fine, if nothing else is said."""
    return EligibilityQuestion.objects.create(
        **{
            "round": round_,
            "code": code,
            "question": f"Is it {code}?",
            "kind": "yes_no",
            "fine": ["Yes"],
            "other": ["No"],
            "because": f"This round is for {code} only.",
            "position": round_.eligibility.count(),
            **facts,
        }
    )


ANSWERS: dict[str, dict[str, Any]] = {
    "contact": {"contact_name": "Ann Applicant", "contact_phone": "0131 496 0000"},
    "plan": {
        "title": "Walking back to wellness",
        "summary": "People with lung disease walk together each week and learn from each other.",
        "tier": "small",
        "months": 12,
        "what": "Weekly walks led by peers.",
    },
    "budget": {
        "budget": [
            {"heading": "staff", "what": "Walk leader, 8 hours a week", "amount": "9000.00"},
            {"heading": "other", "what": "Room hire", "amount": "1500.00"},
        ]
    },
}


def make_application(
    round_: Round | None = None,
    organisation: Organisation | None = None,
    *,
    state: str = "draft",
    by: User | None = None,
    **facts: Any,
) -> Application:
    """A complete application in the state wanted, its three sections answered."""
    round_ = round_ or make_round()
    organisation = organisation or make_organisation()
    is_test = bool(facts.get("is_test"))
    number = Application.objects.filter(round=round_, is_test=is_test).count() + 1
    if state != Application.State.DRAFT:
        facts.setdefault("submitted_at", timezone.now())
    application = Application.objects.create(
        **{
            "round": round_,
            "organisation": organisation,
            "number": number,
            "reference": f"{round_.code}-T{number:02}" if is_test else f"{round_.code}-{number:03}",
            "title": "Walking back to wellness",
            "summary": "People with lung disease walk together each week and learn from each other.",
            "tier": round_.tiers.first(),
            "months": 12,
            "amount": Decimal(10500),
            "state": state,
            "started_by": by,
            **facts,
        }
    )
    for section in Section.objects.filter(questionnaire__round=round_, questionnaire__purpose="application"):
        ApplicationAnswers.objects.create(
            application=application,
            section=section,
            values=ANSWERS.get(section.code, {}),
            version=1,
            is_complete=True,
            saved_by=by,
        )
    return application


def make_assessment(
    application: Application, assessor: User, *, state: str = "started", scores: tuple[Any, ...] = ()
) -> Assessment:
    """An assessment with scores in the order of the criteria; None is an abstention."""
    assessment = Assessment.objects.create(
        application=application,
        assessor=assessor,
        state=state,
        handed_in_at=timezone.now() if state == "handed_in" else None,
    )
    if state in {"started", "handed_in"}:
        Declaration.objects.create(application=application, user=assessor, kind="none")
    for criterion, value in zip(application.round.criteria.all(), scores, strict=False):
        Score.objects.create(
            assessment=assessment,
            criterion=criterion,
            value=value,
            abstains=value is None,
            strong="The plan is clear.",
            stronger="Say who leads the walks.",
        )
    if state == "handed_in":
        assessment.mark = assessing.mark_of(assessment.scores.select_related("criterion"))
        assessment.save(update_fields=["mark"])
    return assessment


def make_meeting(round_: Round, *, chair: User, members: Iterable[User] = (), state: str = "planned") -> Meeting:
    """A meeting of today; where it is going on, everybody asked is here."""
    now = timezone.now()
    begun = now if state != "planned" else None
    meeting = Meeting.objects.create(
        round=round_, name="The panel", starts_at=now, quorum=1, chair=chair, state=state, opened_at=begun
    )
    for person in {chair.pk: chair, **{each.pk: each for each in members}}.values():
        Seat.objects.create(meeting=meeting, person=person, came_at=begun)
    return meeting


def make_wave(seconds: float) -> bytes:
    """Silence as a WAV file: 4,000 frames a second, two bytes each."""
    content = io.BytesIO()
    with wave.open(content, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(4000)
        sound.writeframes(bytes(round(seconds * 4000) * 2))
    return content.getvalue()


def make_mp4(seconds: float, version: int = 0) -> bytes:
    """The head of an MP4 file that says how long it lasts, a thousand ticks a second."""
    layout = ">QQIQ" if version else ">IIII"
    head = bytes([version, 0, 0, 0]) + struct.pack(layout, 0, 0, 1000, round(seconds * 1000)) + bytes(80)
    movie = struct.pack(">I4s", len(head) + 8, b"mvhd") + head
    brand = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 512, b"isom")
    data = struct.pack(">I4s", 16, b"mdat") + bytes(8)
    return brand + data + struct.pack(">I4s", len(movie) + 8, b"moov") + movie


def make_telling(application: Application, code: str = "what", **facts: Any) -> Telling:
    """A sound recording of half a minute that answers one question."""
    question = Question.objects.select_related("section").get(
        code=code, section__questionnaire__round=application.round, section__questionnaire__purpose="application"
    )
    return Telling.objects.create(
        **{
            "application": application,
            "section": question.section,
            "question": question,
            "way": "audio",
            "seconds_told": 30,
            "told_by": application.started_by,
            **facts,
        }
    )


def make_decision(application: Application, outcome: str = "award", amount: Any = 10000, **facts: Any) -> Decision:
    return Decision.objects.create(
        application=application,
        outcome=outcome,
        amount=amount if outcome == "award" else None,
        reason="A strong plan.",
        **facts,
    )


def make_grant(application: Application | None = None, *, state: str = "active", **facts: Any) -> Grant:
    """A running grant of £10,000 that began half a year ago, for an awarded application."""
    application = application or make_application(state="awarded")
    start = timezone.localdate() - timedelta(days=183)
    return Grant.objects.create(
        **{
            "application": application,
            "organisation": application.organisation,
            "round": application.round,
            "reference": application.reference,
            "title": application.title,
            "summary": application.summary,
            "amount": Decimal(10000),
            "starts_on": start,
            "ends_on": start + timedelta(days=365),
            "state": state,
            "awarded_at": timezone.now(),
            **facts,
        }
    )


REPORT_ANSWERS: dict[str, dict[str, str]] = {
    "did": {"did": "We ran forty walks. Twelve people came most weeks."},
    "learned": {
        "worked": "Walking with peers who have the same condition helped people to come back each week. "
        "Taking time to build trust before the first walk made the difference.",
        "did_not_work": "Health centres did not refer anybody to us until the sixth month. "
        "We had no time to visit every practice.",
        "for_whom": "People who live alone gained most. Those who work during the day could not come.",
    },
}


def make_closure(fund: Fund, *, days: int = 3, **facts: Any) -> Closure:
    """The fund is closed for some days from next month on."""
    first = timezone.localdate() + timedelta(days=30)
    usual = {"name": "Move of the office", "from_on": first, "to_on": first + timedelta(days=days - 1)}
    return Closure.objects.create(fund=fund, **{**usual, **facts})


def make_contact(grant: Grant, *, by: User, **facts: Any) -> Contact:
    """A visit of today."""
    return Contact.objects.create(grant=grant, by=by, kind="visit", **{"words": "We saw the hall.", **facts})


def make_instalment(grant: Grant, *, by: User, amount: int = 2500, **facts: Any) -> Instalment:
    """A part of the money, planned for today."""
    usual = {"amount": Decimal(amount), "planned_on": timezone.localdate(), "planned_by": by}
    return Instalment.objects.create(grant=grant, **{**usual, **facts})


def make_change_test(grant: Grant, *, state: str = "planned", **facts: Any) -> ChangeTest:
    """A small test: a phone call the day before."""
    usual = {"title": "A call the day before", "question": "Do more come?", "prediction": "Two more.", "scale": "few"}
    if state == "studied":
        usual |= {"happened": "Three more came.", "learned": "A call helps.", "act": "adopt"}
    return ChangeTest.objects.create(grant=grant, state=state, **{**usual, **facts})


def make_pulse(fund: Fund, **facts: Any) -> Pulse:
    """A question that closed yesterday and was put to nobody."""
    usual = {"question": "How sure are you?", "kind": "scale", "until": timezone.localdate() - timedelta(days=1)}
    return Pulse.objects.create(fund=fund, **{**usual, **facts})


def make_report(grant: Grant | None = None, *, state: str = "due", **facts: Any) -> Report:
    """A report on the first half year; in any state past due its two sections are answered."""
    grant = grant or make_grant()
    assert grant.round is not None
    questionnaire = grant.round.questionnaires.get(purpose="report")
    report = Report.objects.create(
        **{
            "grant": grant,
            "questionnaire": questionnaire,
            "name": f"Report {next(counter)}",
            "from_on": grant.starts_on,
            "to_on": grant.starts_on + timedelta(days=180),
            "due_on": timezone.localdate() + timedelta(days=20),
            "state": state,
            "handed_in_at": timezone.now() if state not in {"due", "draft"} else None,
            "accepted_at": timezone.now() if state == "accepted" else None,
            **facts,
        }
    )
    if state != Report.State.DUE:
        for section in questionnaire.sections.all():
            ReportAnswers.objects.create(
                report=report, section=section, values=REPORT_ANSWERS.get(section.code, {}), version=1, is_complete=True
            )
    return report


def make_survey(fund: Fund, grant: Grant | None = None, **facts: Any) -> Survey:
    """A survey with one question of each kind."""
    survey = Survey.objects.create(fund=fund, grant=grant, **{"title": "Working together", **facts})
    asked = [("attitude", "We trust each other."), ("often", "How often did you talk?"), ("number", "How many?")]
    for line, (kind, words) in enumerate([*asked, ("open", "What helps?")], 1):
        SurveyItem.objects.create(survey=survey, line=line, kind=kind, words=words)
    return survey


def make_survey_wave(survey: Survey, *, days: int = 7, **facts: Any) -> SurveyWave:
    """The next wave, open from today for some days; or over, where the days are before today."""
    today = timezone.localdate()
    last = today + timedelta(days=days)
    usual = {"from_on": min(today, last), "until_on": last, "who": "All staff", "asked": 30, "taken": "before"}
    number = survey.waves.count()
    wave = SurveyWave.objects.create(survey=survey, number=number, **{**usual, **facts})
    wave.items.set(survey.items.filter(is_current=True))
    return wave


BROUGHT = (
    Paragraph("What we did", is_heading=True),
    Paragraph("We ran forty walks from the health centre. Twelve people took part most weeks."),
    Paragraph("What went well", is_heading=True),
    Paragraph("Walking with others helped people to come back. The nurse made the difference."),
    Paragraph("The weather in the winter kept many at home, and the bus was taken away."),
)


def make_brought(
    report: Report,
    file: StoredFile,
    paragraphs: Sequence[Paragraph] = BROUGHT,
    *,
    put: str = "",
) -> BroughtReport:
    """A report for somebody else that was read already; its first paragraph may be put into a question."""
    found = brought_in.cut(paragraphs)
    brought = BroughtReport.objects.create(
        report=report,
        file=file,
        read_at=timezone.now(),
        text=found.text,
        sha256=found.sha256,
        written_for="the council",
    )
    rows = [Passage(brought=brought, **vars(span)) for span in found.spans]
    Passage.objects.bulk_create(rows)
    if put:
        first = next(row for row in rows if not row.is_heading)
        question = Question.objects.get(section__questionnaire=report.questionnaire, code=put)
        Placing.objects.create(passage=first, question=question)
    return brought


OLD = """Jess Example leads the walks.

“I was afraid of the hill, and now I lead the walk.”

Health centres did not refer anybody for six months. You should ask the practice nurse first.
Peers with the same condition helped people to come back.
"""


def make_old_text(words: str = OLD, *, by: User, into: str = "Old walks", **facts: Any) -> OldText:
    """An old text; its last sentence was looked at."""
    text = collecting.bring_words(collecting.words_of("walks.txt", words.encode()), "walks.txt", into=into, by=by)
    last = text.sentences.last()
    if last is not None:
        collecting.confirm(last, slot=last.guess, by=by)
    OldText.objects.filter(pk=text.pk).update(**facts or {"title": text.title})
    text.refresh_from_db()
    return text


def make_member(organisation: Organisation, name: str = "", kind: str = "editor", **facts: Any) -> Membership:
    """Somebody more who works with a group."""
    return Membership.objects.create(user=make_person(name, **facts), organisation=organisation, kind=kind)


def make_invitation(organisation: Organisation, *, by: User | None = None, **facts: Any) -> Invitation:
    """An open invitation to write for a group."""
    facts.setdefault("email", "new@example.org")
    facts.setdefault("until", timezone.now() + timedelta(days=30))
    return Invitation.objects.create(
        organisation=organisation, kind=facts.pop("kind", "editor"), invited_by=by, **facts
    )


def ask_outsiders(round_: Round, **facts: Any) -> DocumentRule:
    """Two statements from people outside the group, which do not have to be there unless a test says so."""
    facts.setdefault("is_required", False)
    return DocumentRule.objects.create(
        round=round_,
        code="statements",
        name="Supporting statements",
        wanted=2,
        asks_outsiders=True,
        position=9,
        **facts,
    )


def make_statement(application: Application, *, by: User | None = None, **facts: Any) -> SupportingStatement:
    """A statement asked of Mo MacLeod."""
    rule = facts.pop("rule", None) or application.round.document_rules.get(asks_outsiders=True)
    return SupportingStatement.objects.create(
        **{
            "application": application,
            "rule": rule,
            "name": "Mo MacLeod",
            "email": "mo@example.org",
            "relation": "Community nurse who sends people to them",
            "asked_by": by,
            **facts,
        }
    )


def make_surgery(**facts: Any) -> Surgery:
    """Four talks of half an hour by video in three days, from 10am to midday, one at a time."""
    day = facts.pop("day", timezone.localdate() + timedelta(days=3))
    starts_at = timezone.make_aware(datetime.combine(day, time(10)))
    facts = {"way": "video", "starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), **facts}
    return Surgery.objects.create(**facts)


def make_talk(surgery: Surgery | None = None, **facts: Any) -> Talk:
    """The first talk of a surgery, booked by Mo."""
    surgery = surgery or make_surgery()
    facts = {"starts_at": surgery.starts_at, "name": "Mo MacLeod", "email": "mo@example.org", **facts}
    return Talk.objects.create(surgery=surgery, **facts)


def make_reading(draft: Application, *, advice: tuple[str, ...] = ("open",), **facts: Any) -> DraftReading:
    """A draft that its group wants read, with advice on "what" in these states."""
    reading = DraftReading.objects.create(application=draft, **facts)
    section = Section.objects.get(questionnaire__round=draft.round, questionnaire__purpose="application", code="plan")
    for state in advice:
        DraftAdvice.objects.create(
            reading=reading,
            section=section,
            question_code="what",
            passage="Weekly walks",
            words="Say where",
            state=state,
        )
    return reading


def make_appeal(application: Application | None = None, **facts: Any) -> Appeal:
    """A group that was not funded asks us to look again: we got it today and answer within a month."""
    today = timezone.localdate()
    return Appeal.objects.create(
        **{
            "application": application or make_application(state="not_funded"),
            "kind": "appeal",
            "words": "You read the wrong budget.",
            "acknowledge_by": today + timedelta(days=7),
            "answer_by": today + timedelta(days=28),
            **facts,
        }
    )


def make_reader_invitation(*, by: User | None = None, **facts: Any) -> ReaderInvitation:
    """Rae, asked to read bids, with three weeks to answer."""
    facts = {"name": "Rae Reader", "email": "rae@example.org", "kind": "assessor", "invited_by": by, **facts}
    return ReaderInvitation.objects.create(**{"until": timezone.now() + timedelta(days=21), **facts})


def make_claim(reader: User, **facts: Any) -> ReaderClaim:
    """Two hours of a meeting yesterday, asked for by the reader."""
    facts = {"kind": "meeting", "day": timezone.localdate() - timedelta(days=1), "asked_by": reader, **facts}
    return ReaderClaim.objects.create(
        **{"reader": reader, "hours": Decimal(2), "rate": Decimal(20), "amount": Decimal(40), **facts}
    )


def make_reading_rule(
    round_: Round, fact: str, key: str, *, readers: Iterable[User] = (), **facts: Any
) -> AssigningRule:
    """A rule at the end of the round's list."""
    facts.setdefault("position", round_.assigning_rules.count() + 1)
    rule = AssigningRule.objects.create(round=round_, fact=fact, key=key, **facts)
    rule.readers.set(readers)
    return rule


def make_event(fund: Fund, **facts: Any) -> LearningEvent:
    """A learning event of today in Leith, whose questionnaire closed yesterday and whose code works today."""
    today = facts.get("day", timezone.localdate())
    number = next(counter)
    usual = {
        "name": f"Learning together {number}",
        "slug": f"learning-together-{number}",
        "about": "What helped people to come back each week.",
        "hosts": "two project leads",
        "day": today,
        "starts": time(10),
        "ends": time(15, 30),
        "way": "in_person",
        "place": "The Shore, Leith",
        "answers_until": today - timedelta(days=1),
        "cards_from": today,
        "cards_until": today,
        "code": f"K{number:05}",
    }
    event = LearningEvent.objects.create(fund=fund, **{**usual, **facts})
    EventVoices.objects.create(event=event)
    return event


def make_event_invitation(event: LearningEvent, grant: Grant, **facts: Any) -> EventInvitation:
    """A project that was asked to an event and has not said whether it comes."""
    return EventInvitation.objects.create(event=event, grant=grant, **facts)


def make_card(event: LearningEvent, words: str = "A call the day before.", **facts: Any) -> EventCard:
    """A card about what helped."""
    return EventCard.objects.create(event=event, words=words, **{"kind": "helped", "slot": "worked", **facts})
