"""A bid full of secrets: nobody who judges finds any of them at any address of the site."""

import io
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal
from html import unescape

import docx
import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from applications import assessing, deciding, meeting
from applications.models import (
    AdviceNote,
    AgendaItem,
    Application,
    Comment,
    Declaration,
    Document,
    Draw,
    DrawnBid,
    FeedbackLine,
    Flag,
    Meeting,
    OfficerNote,
    PanelQuestion,
    Redaction,
    Scenario,
    Tag,
    Tagging,
)
from fund.models import DocumentRule, Organisation, Question, Round, Section, StoredFile, User
from tests import factories
from tests.walking import Words, everything_that, where

pytestmark = pytest.mark.slow
Door = Callable[[User | None], Client]

GROUP = {"group's name": "Marchmont Breathers"}
SECRETS = {
    "contact name": "Zebedee Quill",
    "contact e-mail": "zebedee@quill.example",
    "contact phone": "0131 496 0777",
    "hidden section": "Our bank account is nearly empty.",
    "personal question in the plan": "Ottoline Fforbes",
    "answer behind a copy for readers": "Hyacinth Bucket leads the walks",
    "name of the project behind a copy": "Walks of Hyacinth",
    "name in a cell behind a copy": "Petronella Pocket",
    "phone in a cell behind a copy": "0131 496 0888",
    "e-mail in a line of the budget behind a copy": "pocket@cells.example",
    "name in a statement behind a copy": "Barnaby Bellwether",
    "phone in a statement behind a copy": "01463 960 456",
    "name in a reply to the panel": "Cornelius Crumb",
    "phone in a reply to the panel": "01463 960 789",
    "reply that is held": "Araminta Ditchwater chairs us",
    "why an answer was copied": "It named the leader of the walks",
    "group's address": "17 Marigold Wynd",
    "group's phone": "01463 960 123",
    "group's postcode": "IV1 9ZZ",
    "lead's name": "Ann Applicant",
    "lead's e-mail": "ann@example.org",
    "name of the file": "Zebedee_Quill_CV",
    "words in a hidden paper": "Governing-document-of-Zebedee",
    "who made a paper": "Margaret Macdonald",
    "supporter's name": "Mungo Backer",
    "supporter's e-mail": "mungo@backer.example",
    "supporter's tie": "Nurse at the practice next door",
    "name of the supporter's file": "Letter_of_Mungo",
    "who made the supporter's letter": "Morven Typist",
    "another assessor's name": "Una Hidden",
    "another assessor's e-mail": "una.hidden@example.org",
    "who asked to read": "Orla Assigner",
    "officers' note": "They were late twice.",
    "flag": "The sums look odd to us",
    "tag": "Watch-this-one",
    "advice note": "We told them to start small.",
    "adviser's name": "Adair Adviser",
    "feedback not sent": "Your budget was thin, say the readers",
    "comment of the group": "Shall we hide the rent?",
    "scenario not shown": "Only the islands",
    "another's tie": "My sister runs it",
}
SEALED = {
    "sum decided": "£7,654",
    "reason": "The panel found it strong at heart.",
    "conditions": "Begin in the blue hall.",
    "notes": "We spoke of the blue hall.",
}


def a_paper_by(author: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.docinfo["/Author"] = author
        paper.save(out)
    return out.getvalue()


def a_letter_by(author: str) -> bytes:
    out = io.BytesIO()
    paper = docx.Document()
    paper.add_paragraph("We send people to them.")
    paper.core_properties.author = author
    paper.save(out)
    return out.getvalue()


def store(name: str, content: bytes, *, by: User | None = None) -> StoredFile:
    kind = "application/pdf" if name.endswith("pdf") else docx.opc.constants.CONTENT_TYPE.WML_DOCUMENT_MAIN[:-9]
    stored = StoredFile(name=name, content_type=kind, size=len(content), sha256="0" * 64, sent_by=by)
    stored.content.save("kept", ContentFile(content), save=False)
    stored.save()
    return stored


@dataclass
class Secret:
    """The bid, the meeting that has it on the table, and a meeting whose minutes are confirmed."""

    bid: Application
    now: Meeting
    past: Meeting
    numbers: Collection[int]
    words: Words

    def seen_by(self, client: Client) -> dict[str, str]:
        return everything_that(client, self.numbers, self.words)


@pytest.fixture
def secret(round_: Round, ann: User, olive: User, work: Callable[[], None]) -> Secret:
    """In a round where nobody who judges sees the group’s name, nor how much it asks for."""
    for name in ("names_hidden", "names_hidden_from_panel"):
        setattr(round_, name, True)
    round_.facts_for_assessors = round_.facts_for_panel = ["tier"]
    round_.save()
    group = factories.make_organisation(
        ann,
        name=GROUP["group's name"],
        address=SECRETS["group's address"],
        phone=SECRETS["group's phone"],
        postcode=SECRETS["group's postcode"],
    )
    bid = _a_bid(round_, group, ann)
    _papers(bid, ann)
    _judged(bid)
    _behind_the_desk(bid)
    _scenarios(bid)
    past = _decided(bid, olive, work)
    now = factories.make_meeting(round_, chair=olive, state="running")
    item = AgendaItem.objects.create(
        meeting=now, application=bid, opened_at=timezone.now(), notes="We spoke of the blue hall."
    )
    Meeting.objects.filter(pk=now.pk).update(on_table=item)
    words = {"slug": [bid.round.slug], "reference": [bid.reference], "code": ["plan", "contact"]}
    words |= {"kind": ["pdf", "word"], "purpose": ["application"]}
    return Secret(bid, now, past, _numbers(bid), words)


def _a_bid(round_: Round, group: Organisation, ann: User) -> Application:
    questionnaire = round_.questionnaires.get(purpose="application")
    hidden = Section.objects.create(questionnaire=questionnaire, code="money", title="Your group", position=3)
    factories.make_question(hidden, "bank", "text", "How is your group doing?")
    plan, contact = (questionnaire.sections.get(code=code) for code in ("plan", "contact"))
    factories.make_question(plan, "leader", "line", "Who leads the project?", privacy="personal")
    factories.make_question(plan, "partners", "text", "Whom do you work with?", names_partners=True)
    boxes = [{"code": "name", "kind": "line", "label": "Name"}, {"code": "role", "kind": "text", "label": "Role"}]
    helpers = factories.make_question(plan, "helpers", "group", "Who helps?", settings={"fields": boxes})
    factories.make_question(contact, "contact_email", "email", "Their e-mail address", privacy="personal")
    bid = factories.make_application(
        round_,
        group,
        state="in_assessment",
        by=ann,
        title=SECRETS["name of the project behind a copy"],
        title_for_readers="Walks of a group",
        amount=Decimal(9000),
    )
    bid.answers.filter(section=contact).update(
        values={
            "contact_name": SECRETS["contact name"],
            "contact_email": SECRETS["contact e-mail"],
            "contact_phone": SECRETS["contact phone"],
        }
    )
    bid.answers.filter(section=hidden).update(values={"bank": SECRETS["hidden section"]})
    what = SECRETS["answer behind a copy for readers"]
    values = {"what": what, "leader": SECRETS["personal question in the plan"], "partners": "The Botanic Garden"}
    cell = f"{SECRETS['name in a cell behind a copy']}, {SECRETS['phone in a cell behind a copy']}"
    values["helpers"] = [{"name": "The Botanic Garden", "role": cell}]
    bid.answers.filter(section=plan).update(values=values)
    line = f"Room, ask {SECRETS['e-mail in a line of the budget behind a copy']}"
    cost = [{"heading": "other", "what": line, "amount": "900.00"}]
    bid.answers.filter(section__code="budget").update(values={"budget": cost})
    made = {"application": bid, "why": SECRETS["why an answer was copied"]}
    for question, column, was in (
        (helpers, "role", cell),
        (Question.objects.get(section__in=questionnaire.sections.all(), code="budget"), "what", line),
    ):
        Redaction.objects.create(question=question, row="0", column=column, was=was, words=f"[out of {column}]", **made)
    Redaction.objects.create(
        application=bid,
        question=Question.objects.get(section=plan, code="what"),
        words="[taken out] leads the walks each week.",
        was=what,
        why=SECRETS["why an answer was copied"],
    )
    return bid


def _papers(bid: Application, ann: User) -> None:
    shown = DocumentRule.objects.create(round=bid.round, code="plan", name="Project plan", panel_sees_it=True)
    governing = bid.round.document_rules.get(code="governing")
    for rule, content in ((shown, a_paper_by("Margaret Macdonald")), (governing, b"Governing-document-of-Zebedee")):
        Document.objects.create(application=bid, rule=rule, file=store("Zebedee_Quill_CV.pdf", content, by=ann))
    rule = factories.ask_outsiders(bid.round, panel_sees_it=True)
    backer, phone = (SECRETS[f"{what} in a statement behind a copy"] for what in ("name", "phone"))
    statement = factories.make_statement(
        bid,
        by=ann,
        rule=rule,
        name=SECRETS["supporter's name"],
        email=SECRETS["supporter's e-mail"],
        relation=SECRETS["supporter's tie"],
        words=f"They help our people. Ask {backer} on {phone}.",
        state="sent",
        sent_at=timezone.now(),
        file=store("Letter_of_Mungo.docx", a_letter_by("Morven Typist")),
    )
    Redaction.objects.create(
        application=bid, statement=statement, words="They help our people. Ask [taken out].", was=statement.words
    )


def _judged(bid: Application) -> None:
    una = factories.make_person("Una Hidden", "assessor", email="una.hidden@example.org")
    orla = factories.make_person("Orla Assigner", "officer")
    reading = factories.make_assessment(bid, una, state="handed_in", scores=(5, 4, 3))
    reading.assigned_by = orla
    reading.save(update_fields=["assigned_by"])
    other = factories.make_person("Tam Tied", "panel")
    Declaration.objects.create(application=bid, user=other, kind="family", note=SECRETS["another's tie"])


def _behind_the_desk(bid: Application) -> None:
    orla, adair = User.objects.get(name="Orla Assigner"), factories.make_person("Adair Adviser", "officer")
    OfficerNote.objects.create(application=bid, words=SECRETS["officers' note"], by=orla)
    Flag.objects.create(application=bid, kind="money", words=SECRETS["flag"], raised_by=orla)
    Tagging.objects.create(application=bid, tag=Tag.objects.create(name=SECRETS["tag"]), by=orla)
    AdviceNote.objects.create(organisation=bid.organisation, words=SECRETS["advice note"], written_by=adair)
    FeedbackLine.objects.create(
        application=bid, source="score-1-strong", original="Thin.", words=SECRETS["feedback not sent"], chosen_by=orla
    )
    Comment.objects.create(application=bid, words=SECRETS["comment of the group"])


def _scenarios(bid: Application) -> None:
    Scenario.objects.create(round=bid.round, name="Down the line", shown_to_panel=True)
    Scenario.objects.create(round=bid.round, name=SECRETS["scenario not shown"])
    other = factories.make_application(bid.round, state="in_assessment", title="Another project", amount=Decimal(100))
    factories.make_assessment(other, factories.make_person(), state="handed_in", scores=(1, 1, 1))
    draw = Draw.objects.create(round=bid.round, how="The numbers of Saturday.", list_sha256="0" * 64)
    for each in (bid, other):
        DrawnBid.objects.create(draw=draw, application=each)


def _decided(bid: Application, olive: User, work: Callable[[], None]) -> Meeting:
    """A meeting decided on the bid, and its minutes are confirmed and drawn."""
    free = factories.make_person("Fay Free", "panel")
    past = factories.make_meeting(bid.round, chair=olive, members=[free], state="running")
    assessing.declare_for_panel(bid, by=free, kind="none")
    item = AgendaItem.objects.create(meeting=past, application=bid)
    meeting.put_on_table(item, by=olive)
    _replies(bid)
    meeting.write_notes(item, notes=SEALED["notes"], by=olive)
    reason, conditions = SEALED["reason"], SEALED["conditions"]
    meeting.decide(item, outcome="award", amount=Decimal(7654), reason=reason, conditions=conditions, by=olive)
    meeting.close(Meeting.objects.get(pk=past.pk), by=olive)
    past.refresh_from_db()
    meeting.confirm(past, by=olive)
    work()
    PanelQuestion.objects.create(application=bid, words="Who leads?", until=timezone.localdate(), asked_by=olive)
    return past


def _replies(bid: Application) -> None:
    """One that was held and then let through without the name, and one that an officer has not looked at yet."""
    until = timezone.localdate()
    olive, ann = User.objects.get(name="Olive Officer"), User.objects.get(name=SECRETS["lead's name"])
    passed, held = [meeting.ask(bid, words=words, until=until, by=olive) for words in ("Who helps?", "Who chairs?")]
    name, phone = SECRETS["name in a reply to the panel"], SECRETS["phone in a reply to the panel"]
    meeting.answer(passed, answer=f"{name} helps, {phone}.", by=ann)
    meeting.let_read(passed, words="[taken out] helps.", by=olive)
    meeting.answer(held, answer=f"{SECRETS['reply that is held']}, ring {phone}.", by=ann)


def _numbers(bid: Application) -> set[int]:
    rows = [
        bid.assessments.all(), bid.documents.all(), bid.statements.all(), bid.agenda_items.all(),
        bid.panel_questions.all(), bid.round.meetings.all(), bid.round.scenarios.all(), bid.round.draws.all(),
    ]  # fmt: skip
    return {bid.pk, bid.organisation_id, *(pk for some in rows for pk in some.values_list("pk", flat=True))}


def ask_to_meetings(secret: Secret, person: User, *, in_the_chair: bool = False) -> None:
    for each in (secret.now, secret.past):
        each.seats.get_or_create(person=person, defaults={"came_at": timezone.now()})
    if in_the_chair:
        Meeting.objects.filter(pk__in=[secret.now.pk, secret.past.pk]).update(chair=person)


# Assessors -----------------------------------------------------------------------------------------------------------


def test_an_assessor_finds_none_of_the_secrets_nor_the_decision(secret: Secret, sam: User, door: Door) -> None:
    Application.objects.filter(pk=secret.bid.pk).update(state="in_assessment")
    reading = factories.make_assessment(secret.bid, sam)
    seen = secret.seen_by(door(sam))
    for shown in ("leads the walks each week.", "[out of role]", "[out of what]", "Ask [taken out]."):
        assert shown in seen[f"/assess/{reading.pk}/"]
    assert "We send people to them." in seen[f"/statements/{secret.bid.statements.get().pk}/"]
    assert where(seen, SECRETS | SEALED | GROUP) == []


# The panel -----------------------------------------------------------------------------------------------------------


def test_a_member_of_the_panel_finds_none_of_the_secrets(secret: Secret, pat: User, door: Door) -> None:
    ask_to_meetings(secret, pat)
    assessing.declare_for_panel(secret.bid, by=pat, kind="none")
    seen = secret.seen_by(door(pat))
    assert SEALED["reason"] in seen[f"/panel/meetings/{secret.now.pk}/now/"]
    for kind in ("pdf", "word"):
        paper = seen[f"/panel/meetings/{secret.past.pk}/minutes/{kind}/"]
        assert SEALED["reason"] in paper and "[taken out] helps." in paper
    for page in (f"/panel/meetings/{secret.now.pk}/now/", f"/panel/applications/{secret.bid.pk}/"):
        assert "[taken out] helps." in seen[page] and "The fund looks at the answer" in seen[page]
    assert where(seen, SECRETS | GROUP) == []


def test_a_chair_who_sits_on_the_panel_finds_none_of_the_secrets(secret: Secret, pat: User, door: Door) -> None:
    ask_to_meetings(secret, pat, in_the_chair=True)
    assessing.declare_for_panel(secret.bid, by=pat, kind="none")
    seen = secret.seen_by(door(pat))
    assert SEALED["notes"] in seen[f"/panel/meetings/{secret.now.pk}/chair/"]
    assert where(seen, SECRETS | GROUP) == []


# Ties ----------------------------------------------------------------------------------------------------------------

READ = {"copy for readers": "[taken out] leads", "a reader's words": "The plan is clear."}


@pytest.mark.parametrize(("tie", "in_the_chair"), [("declared", True), ("advised", False), ("own group", True)])
def test_somebody_with_ties_finds_nothing_that_was_said_or_decided(
    secret: Secret, pat: User, door: Door, tie: str, in_the_chair: bool
) -> None:
    ask_to_meetings(secret, pat, in_the_chair=in_the_chair)
    assessing.declare_for_panel(secret.bid, by=pat, kind="none")
    if tie == "declared":
        assessing.declare_for_panel(secret.bid, by=pat, kind="work")
    elif tie == "advised":
        AdviceNote.objects.create(organisation=secret.bid.organisation, words="Start small", written_by=pat)
    else:
        secret.bid.organisation.memberships.create(user=pat, kind="editor")
    seen = secret.seen_by(door(pat))
    assert "This bid is closed for you" in seen[f"/panel/meetings/{secret.now.pk}/now/"]
    outside = {address: said for address, said in seen.items() if not address.startswith("/my/")}
    assert where(outside, SEALED | READ) == []
    assert [at for at in outside if at.startswith("/panel/meetings/") and secret.bid.reference in outside[at]] == []


# Controls ------------------------------------------------------------------------------------------------------------


def test_the_walk_would_see_a_leak(secret: Secret, olive: User, door: Door) -> None:
    seen = {"here": everything_that(door(olive), secret.numbers, {"slug": [secret.bid.round.slug]})}
    found = {what.split(" at ")[0] for what in where(seen["here"], SECRETS | GROUP | SEALED)}
    never = {
        "why an answer was copied", "words in a hidden paper", "who made a paper", "supporter's e-mail",
        "who made the supporter's letter", "comment of the group", "group's postcode", "name of the supporter's file",
    }  # fmt: skip
    assert set(SECRETS | GROUP | SEALED) - found <= never


# Sealed --------------------------------------------------------------------------------------------------------------


def sealed_from(secret: Secret, client: Client) -> dict[str, str]:
    """Everything that somebody is answered, without what differs from one answer to the next anyway."""
    tokens = r'(?:csrfmiddlewaretoken" value|data-token|nonce)="[^"]*"|nonce-[^\' ]*'
    times = r'"(?:made_at|last_login)": "[^"]*"'
    changing = rf"{tokens}|{times}|(?:Set-Cookie|Expires):.*|/ID ?\[[^]]*\]"
    return {address: re.sub(changing, "", said) for address, said in secret.seen_by(client).items()}


@pytest.mark.parametrize("who", ["the group", "an assessor", "a member with ties", "nobody"])
def test_until_the_announcement_nothing_tells_what_was_decided(
    secret: Secret, ann: User, sam: User, olive: User, door: Door, who: str
) -> None:
    """The whole site is word for word the same whatever the decision is: so nothing of it is told."""
    person = {"the group": ann, "an assessor": sam, "a member with ties": User.objects.get(name="Tam Tied")}.get(who)
    factories.make_assessment(secret.bid, sam, state="handed_in")
    seen = sealed_from(secret, door(person))
    deciding.decide(secret.bid, outcome="decline", reason="Not this time.", by=olive)
    after = sealed_from(secret, door(person))
    assert [address for address in seen | after if seen.get(address) != after.get(address)] == []
    assert where(seen, SEALED) == []


def test_the_page_of_a_bid_does_tell_those_who_run_the_fund(secret: Secret, olive: User, door: Door) -> None:
    """The control: for them pages change with the decision."""
    bid = f"/fund/applications/{secret.bid.pk}/"
    before = unescape(door(olive).get(bid).content.decode())
    deciding.decide(secret.bid, outcome="decline", reason="Not this time.", by=olive)
    after = unescape(door(olive).get(bid).content.decode())
    assert SEALED["reason"] in before and "Not this time." in after
